/* value/text_out.h - what the writers of text share; private to value/. */
#ifndef VALUE_TEXT_OUT_H
#define VALUE_TEXT_OUT_H

#include "value/val.h"

/* A JSON string with the escapes of RFC 8785, 3.2.2.2. */
void text_quoted(buf *out, str s);

#endif
