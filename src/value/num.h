/* value/num.h - arithmetic of numbers in val: small inline form, decimal128 behind it, results
 * bit-identical. Operands must be numbers, else the result is null (NULL_TYPE).  A result that
 * cannot be represented is null with NULL_RANGE, a division by zero NULL_DIVISION, an argument
 * outside of the domain NULL_ARGUMENT. Numbers keep their quantum: 1.50 + 1 is 2.50.  Results of 34
 * digits round half-even. */
#ifndef VALUE_NUM_H
#define VALUE_NUM_H

#include "value/dec.h"
#include "value/val.h"

enum { NUM_EXP_MIN = -64, NUM_EXP_MAX = 64 }; /* of the small form */

/* x + y */
val num_add(arena *a, val x, val y);
/* x - y */
val num_sub(arena *a, val x, val y);
/* x * y */
val num_mul(arena *a, val x, val y);
/* x / y */
val num_div(arena *a, val x, val y);
/* -x; there is no -0. */
val num_negate(arena *a, val x);
/* |x| */
val num_abs(arena *a, val x);
/* x - y * floor(x / y), with the sign of y (FEEL's modulo). */
val num_modulo(arena *a, val x, val y);
/* x - y * truncate(x / y): exact, with the sign of x. */
val num_remainder(arena *a, val x, val y);
/* Whole exponents up to 999,999,999 are exact to the last digit, others within 2 units of the last
 * place. */
val num_pow(arena *a, val x, val y);
/* The square root, correctly rounded. */
val num_sqrt(arena *a, val x);
/* e to the x, within one unit of the last place. */
val num_exp(arena *a, val x);
/* The natural logarithm, within one unit of the last place. */
val num_ln(arena *a, val x);

/* Rounded to scale digits after the point (negative: before it).  Unchanged where x has no more
 * digits than that. scale -6111 .. 6176, else NULL_ARGUMENT. */
val num_round(arena *a, val x, int64_t scale, enum dec_round mode);
static inline val num_floor(arena *a, val x)
{
    return num_round(a, x, 0, ROUND_FLOOR);
}
static inline val num_ceiling(arena *a, val x)
{
    return num_round(a, x, 0, ROUND_CEILING);
}
/* As num_round, and exactly scale digits after the point: 12.5 at 2 is 12.50.  NULL_RANGE past 34
 * digits. */
val num_quantize(arena *a, val x, int64_t scale, enum dec_round mode);
/* The same value without trailing zeros: 12.50 is 12.5, 100 is 1E2. */
val num_strip(arena *a, val x);

/* Two numbers by value: -1, 0, 1. */
int num_cmp(val x, val y);
/* -1, 0, 1 */
int num_sign(val x);
/* A number without a fraction: 2.00 is whole. */
bool num_is_whole(val x);
/* Of the quantum: -2 for 12.50. */
int num_exponent(val x);

/* Up to 2^64 - 1. */
val num_of_u64(arena *a, uint64_t u);
/* Small where it fits. */
val num_of_dec(arena *a, struct dec d);
/* x must be a number. */
struct dec num_dec(val x);
/* For pictures, never for values; NaN for no number. */
double num_to_double(val x);
/* Minor units of an amount: 12.5 with 2 decimals is 1250; false where digits would be lost or it
 * does not fit. */
bool num_to_minor(val x, int decimals, int64_t *out);

enum num_syntax {
    NUM_FEEL, /* -12.50, .5, 1E3; no "5." and no "+5" */
    NUM_JSON, /* RFC 8259: no ".5", no "05" */
    NUM_YAML, /* core schema 10.2: also "+5", "5." and leading zeros */
};
/* All of text is a number of the syntax.  ERR_SYNTAX, ERR_RANGE. */
MUST_USE err num_parse(arena *a, str text, enum num_syntax syntax, val *out);
/* Plain digits while the number has at most 34 of them before and after the point, else 1.5E+40. */
void num_print(buf *out, val x);
/* Without exponent or trailing zeros, 0 for zero: the normal form that is hashed. */
void num_print_normal(buf *out, val x);

#endif
