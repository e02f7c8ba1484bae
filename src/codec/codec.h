/* codec/codec.h - bytes to val and back; what the codecs share. */
#ifndef CODEC_CODEC_H
#define CODEC_CODEC_H

#include "value/val.h"

/* Where and why a text was refused.  line and column are 1-based, 0 where unknown; what is static
 * English. */
struct text_error {
    int line, column;
    const char *what;
};

/* Notes the place where the caller wants it (where may be null) and returns the refusal. */
err text_refused(struct text_error *where, enum err_code code, int line, int column,
                 const char *what);

#endif
