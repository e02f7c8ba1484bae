/* value/dec.h - dec: an IEEE 754-2008 decimal128, always finite and never -0.
 * Pure: rounding and flags are arguments of the library behind it.  Only dec.c includes that
 * library's headers. */
#ifndef VALUE_DEC_H
#define VALUE_DEC_H

#include "base/base.h"

/* Binary encoding (BID): sign bit 63 of w[1], exponent bits 49-62 plus 6176,
 * coefficient 113 bits. */
struct dec {
    _Alignas(16) uint64_t w[2];
};

typedef unsigned __int128 u128;

enum { DEC_DIGITS = 34, DEC_EXP_MIN = -6176, DEC_EXP_MAX = 6111 };

enum dec_round {
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,   /* ties away from zero */
    ROUND_HALF_DOWN, /* ties toward zero */
    ROUND_UP,        /* away from zero */
    ROUND_DOWN,      /* toward zero */
    ROUND_FLOOR,
    ROUND_CEILING,
};

/* Sign, coefficient and exponent: value = (neg ? -1 : 1) * coef * 10^exp. */
struct dec_parts {
    bool neg;
    int exp;
    u128 coef;
};

/* Takes a number apart. */
struct dec_parts dec_split(struct dec d);
/* coef at most 34 digits, exp within DEC_EXP_MIN .. DEC_EXP_MAX. */
struct dec dec_join(struct dec_parts p);
/* As dec_join for exponents out of bounds: padded, or rounded half-even; false where
 * it overflows. */
bool dec_join_wide(struct dec_parts p, struct dec *out);
/* m * 10^exp, exp as for dec_join. */
struct dec dec_of_i64(int64_t m, int exp);
/* False for the bit patterns that are no finite, canonical number: for hostile input. */
bool dec_is_good(struct dec d);

/* Arithmetic: false where the result is no finite number (overflow, division by zero, outside of
 * the domain).  Correctly rounded half-even with IEEE's preferred exponent. */
MUST_USE bool dec_add(struct dec x, struct dec y, struct dec *out);
/* x - y */
MUST_USE bool dec_sub(struct dec x, struct dec y, struct dec *out);
/* x * y */
MUST_USE bool dec_mul(struct dec x, struct dec y, struct dec *out);
/* x / y */
MUST_USE bool dec_div(struct dec x, struct dec y, struct dec *out);
/* x - y * truncate(x / y): exact, with the sign of x. */
MUST_USE bool dec_rem(struct dec x, struct dec y, struct dec *out);
/* The square root. */
MUST_USE bool dec_sqrt(struct dec x, struct dec *out);
/* e to the x, within one unit of the last place. */
MUST_USE bool dec_exp(struct dec x, struct dec *out);
/* The natural logarithm, within one unit of the last place. */
MUST_USE bool dec_ln(struct dec x, struct dec *out);
/* x to the y, y not whole, within two units of the last place. */
MUST_USE bool dec_pow(struct dec x, struct dec y, struct dec *out);
/* x to the nth power, in double-decimal: correctly rounded for every n that is usual in law and
 * finance. */
MUST_USE bool dec_pow_int(struct dec x, int64_t n, struct dec *out);
/* The nearest number with this exponent; false where that needs more than 34 digits. */
MUST_USE bool dec_quantize(struct dec x, int exp, enum dec_round mode, struct dec *out);

/* By value: -1, 0, 1. */
int dec_cmp(struct dec x, struct dec y);
/* For pictures, never for values. */
double dec_to_double(struct dec x);

#endif
