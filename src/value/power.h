/* value/power.h - whole powers over 256-bit integers; private to value/. */
#ifndef VALUE_POWER_H
#define VALUE_POWER_H

#include "value/dec.h"

/* x to the nth power with a coefficient of 34 digits, rounded half-even; out->exp may lie outside
 * of decimal128.  x.coef and n are not zero, |n| at most 999,999,999.  False where the digits
 * behind the 34th are so near to a tie that 256 bits do not decide it, or the exponent
 * is hopeless. */
MUST_USE bool power_wide(struct dec_parts x, int64_t n, struct dec_parts *out);

#endif
