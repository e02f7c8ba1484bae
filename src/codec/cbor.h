/* codec/cbor.h - CBOR (RFC 8949) in its core deterministic encoding (4.2.1), a subset: integers,
 * byte and text strings, arrays, maps with text keys, false, true, null, and tag 4 (decimal
 * fraction) for other numbers.  Binary floating point is refused both ways. Dates, times and
 * durations travel as their text. */
#ifndef CODEC_CBOR_H
#define CODEC_CBOR_H

#include "codec/codec.h"

/* Keys in the order of their encoded bytes, shortest forms.  A coefficient past 64 bits is a bignum
 * (tags 2, 3). A function is written as null. */
void cbor_write(buf *out, val v);
/* All of bytes is one item.  Byte strings become strings of base64url.  ERR_SYNTAX (also for
 * encodings that are not deterministic), ERR_DEPTH past 64, ERR_UNSUPPORTED (floats, other tags,
 * indefinite lengths, keys that are no text). */
MUST_USE err cbor_read(arena *a, str bytes, val *out);

#endif
