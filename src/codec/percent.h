/* codec/percent.h - percent-encoding (RFC 3986, 2.1). */
#ifndef CODEC_PERCENT_H
#define CODEC_PERCENT_H

#include "base/base.h"

/* All bytes but the unreserved A-Z a-z 0-9 - . _ ~ as %XX: safe in any component. */
void percent_write(buf *out, str bytes);
/* ERR_SYNTAX for a percent sign without two hexadecimal digits.  plus: '+' is a blank (forms).  Any
 * bytes may come out: the caller checks UTF-8.  Borrowed from text where nothing is encoded. */
MUST_USE err percent_read(arena *a, str text, bool plus, str *out);

#endif
