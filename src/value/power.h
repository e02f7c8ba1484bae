/* value/power.h - powers of ten, and whole powers over 256-bit integers; private to value/. */
#ifndef VALUE_POWER_H
#define VALUE_POWER_H

#include "value/dec.h"

/* 10^0 to 10^38: all that 128 bits hold. */
extern const u128 tens_wide[39];
/* How many digits c has; 1 for 0. */
static inline unsigned dec_digits(u128 c)
{
    uint64_t high = (uint64_t)(c >> 64), low = (uint64_t)c | 1;
    unsigned bits = 128 - (unsigned)(high ? __builtin_clzll(high) : 64 + __builtin_clzll(low));
    unsigned n = bits * 1233 >> 12; /* log10(2): right, or one too many */

    return n + (c >= tens_wide[n] || !n);
}

/* x to the nth power with a coefficient of 34 digits, rounded half-even; out->exp may lie outside
 * of decimal128.  x.coef and n are not zero, |n| at most 999,999,999.  False where the digits
 * behind the 34th are so near to a tie that 256 bits do not decide it, or the exponent
 * is hopeless. */
MUST_USE bool power_wide(struct dec_parts x, int64_t n, struct dec_parts *out);

#endif
