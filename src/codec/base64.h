/* codec/base64.h - base64 (RFC 4648), strict: no blanks, padding exactly as the alphabet demands,
 * unused bits zero. */
#ifndef CODEC_BASE64_H
#define CODEC_BASE64_H

#include "base/base.h"

enum base64_kind {
    BASE64,     /* + / with padding */
    BASE64_URL, /* - _ without padding */
};

/* Cannot fail. */
str base64_write(arena *a, str bytes, enum base64_kind kind);
/* ERR_SYNTAX for anything that base64_write would not write. */
MUST_USE err base64_read(arena *a, str text, enum base64_kind kind, str *out);

#endif
