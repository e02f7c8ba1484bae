/* codec/form.h - application/x-www-form-urlencoded (WHATWG URL, 5) and query strings to val and
 * back. */
#ifndef CODEC_FORM_H
#define CODEC_FORM_H

#include "codec/codec.h"

struct form_limits {
    uint32_t fields; /* 0: 1,000 */
    size_t bytes;    /* of the whole; 0: 1 MiB */
    size_t name;     /* bytes of a name; 0: 256 */
    size_t value;    /* bytes of a value; 0: 256 KiB */
};

/* A context of strings; a name that occurs again makes a list in order.  limits may be null.
 * ERR_SYNTAX: a percent sign without two digits, not UTF-8, NUL; ERR_SIZE. */
MUST_USE err form_read(arena *a, str text, const struct form_limits *limits, val *out,
                       struct text_error *where);
/* Lists as repeated names; nested contexts are a bug. */
void form_write(buf *out, val ctx);

#endif
