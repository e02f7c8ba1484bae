/* codec/gzip.h - bytes made smaller for the way to a browser. */
#ifndef CODEC_GZIP_H
#define CODEC_GZIP_H

#include "base/base.h"

/* The bytes as one member of RFC 1952 with no name and no time in it, so that the same bytes give
 * the same result; in the arena. */
str gzip_write(arena *a, str bytes);

#endif
