#include "value/num.h"
#include "value/power.h"

#include <math.h>

#define BOTH_NUMBERS(x, y)                                                                         \
    if (!val_is_number(x) || !val_is_number(y))                                                    \
    return val_null_because(NULL_TYPE, NULL)
#define IS_NUMBER(x)                                                                               \
    if (!val_is_number(x))                                                                         \
    return val_null_because(NULL_TYPE, NULL)

static inline bool both_small(val x, val y)
{
    return x.tag == V_NUMBER && y.tag == V_NUMBER;
}

static inline val small(int64_t m, int exp)
{
    return (val){ .tag = V_NUMBER, .exp = (int16_t)exp, .m = m };
}

struct dec num_dec(val x)
{
    CHECK(val_is_number(x));
    return x.tag == V_NUMBER ? dec_of_i64(x.m, x.exp) : *x.d;
}

val num_of_dec(arena *a, struct dec d)
{
    struct dec_parts p = dec_split(d);

    if (p.coef <= (u128)INT64_MAX + p.neg && p.exp >= NUM_EXP_MIN && p.exp <= NUM_EXP_MAX)
        return small((int64_t)(p.neg ? 0 - (uint64_t)p.coef : (uint64_t)p.coef), p.exp);
    struct dec *box = arena_alloc(a, sizeof *box);
    *box = d;
    return (val){ .tag = V_DECIMAL, .d = box };
}

val num_of_u64(arena *a, uint64_t u)
{
    if (u <= INT64_MAX)
        return val_int((int64_t)u);
    return num_of_dec(a, dec_join((struct dec_parts){ false, 0, u }));
}

typedef bool dec_binary(struct dec, struct dec, struct dec *);
typedef bool dec_unary(struct dec, struct dec *);

static val by_dec(arena *a, dec_binary *op, val x, val y)
{
    struct dec r;

    return op(num_dec(x), num_dec(y), &r) ? num_of_dec(a, r) : val_null_because(NULL_RANGE, NULL);
}

static val by_dec1(arena *a, dec_unary *op, val x, enum null_reason why)
{
    struct dec r;

    return op(num_dec(x), &r) ? num_of_dec(a, r) : val_null_because(why, NULL);
}

/* Both coefficients at the smaller exponent; false where one does not fit. */
static inline bool aligned(val x, val y, int64_t *mx, int64_t *my, int *exp)
{
    int d = x.exp - y.exp;

    *mx = x.m;
    *my = y.m;
    *exp = MIN(x.exp, y.exp);
    if (d == 0)
        return true;
    if (d > 18 || d < -18)
        return false;
    return d > 0 ? !__builtin_mul_overflow(x.m, (int64_t)tens_wide[d], mx)
                 : !__builtin_mul_overflow(y.m, (int64_t)tens_wide[-d], my);
}

val num_add(arena *a, val x, val y)
{
    int64_t mx, my, m;
    int exp;

    if (both_small(x, y) && aligned(x, y, &mx, &my, &exp) && !__builtin_add_overflow(mx, my, &m))
        return small(m, exp);
    BOTH_NUMBERS(x, y);
    return by_dec(a, dec_add, x, y);
}

val num_sub(arena *a, val x, val y)
{
    int64_t mx, my, m;
    int exp;

    if (both_small(x, y) && aligned(x, y, &mx, &my, &exp) && !__builtin_sub_overflow(mx, my, &m))
        return small(m, exp);
    BOTH_NUMBERS(x, y);
    return by_dec(a, dec_sub, x, y);
}

val num_mul(arena *a, val x, val y)
{
    int64_t m;

    if (both_small(x, y)) {
        int exp = x.exp + y.exp;
        if (exp >= NUM_EXP_MIN && exp <= NUM_EXP_MAX && !__builtin_mul_overflow(x.m, y.m, &m))
            return small(m, exp);
    }
    BOTH_NUMBERS(x, y);
    return by_dec(a, dec_mul, x, y);
}

/* The exact quotient with the exponent nearest to the preferred one (IEEE 754, 5.2); false where it
 * is inexact or does not fit. */
static bool div_small(val x, val y, val *out)
{
    int exp = x.exp - y.exp;

    if (x.m == INT64_MIN || y.m == INT64_MIN)
        return false;
    int64_t q = x.m / y.m, r = x.m % y.m;
    if (r) {
        uint64_t odd = (uint64_t)(y.m < 0 ? -y.m : y.m);
        odd >>= __builtin_ctzll(odd);
        while (odd % 5 == 0)
            odd /= 5;
        if (odd > 1 && (uint64_t)(x.m < 0 ? -x.m : x.m) % odd)
            return false;
    }
    for (; r; exp--) {
        int64_t r10;
        if (__builtin_mul_overflow(r, 10, &r10) || __builtin_mul_overflow(q, 10, &q) ||
            __builtin_add_overflow(q, r10 / y.m, &q))
            return false;
        r = r10 % y.m;
    }
    if (exp < NUM_EXP_MIN || exp > NUM_EXP_MAX)
        return false;
    *out = small(q, exp);
    return true;
}

/* The quotient of 34 digits, rounded half-even; false where it is exact, for its exponent is
 * another one then. */
static bool div_long(val x, val y, struct dec *out)
{
    uint64_t n = x.m < 0 ? 0 - (uint64_t)x.m : (uint64_t)x.m,
             d = y.m < 0 ? 0 - (uint64_t)y.m : (uint64_t)y.m, rest = n % d;
    struct dec_parts q = { (x.m < 0) != (y.m < 0), x.exp - y.exp, n / d };

    while (rest && q.coef < tens_wide[DEC_DIGITS - 1]) {
        int k = q.coef ? MIN(19, DEC_DIGITS - (int)dec_digits(q.coef)) : 19;
        u128 t = (u128)rest * (uint64_t)tens_wide[k];
        uint64_t next = (uint64_t)(t / d);
        rest = (uint64_t)t - next * d;
        q.coef = q.coef * tens_wide[k] + next;
        q.exp -= k;
    }
    if (rest == 0)
        return false;
    q.coef += rest > d - rest || (rest == d - rest && (q.coef & 1));
    if (q.coef == tens_wide[DEC_DIGITS]) {
        q.coef = tens_wide[DEC_DIGITS - 1];
        q.exp++;
    }
    *out = dec_join(q);
    return true;
}

val num_div(arena *a, val x, val y)
{
    struct dec wide;
    val out;

    BOTH_NUMBERS(x, y);
    if (num_sign(y) == 0)
        return val_null_because(NULL_DIVISION, NULL);
    if (both_small(x, y) && div_small(x, y, &out))
        return out;
    if (both_small(x, y) && div_long(x, y, &wide))
        return num_of_dec(a, wide);
    return by_dec(a, dec_div, x, y);
}

val num_negate(arena *a, val x)
{
    IS_NUMBER(x);
    if (x.tag == V_NUMBER && x.m != INT64_MIN)
        return small(-x.m, x.exp);
    struct dec_parts p = dec_split(num_dec(x));
    p.neg = !p.neg;
    return num_of_dec(a, dec_join(p));
}

val num_abs(arena *a, val x)
{
    IS_NUMBER(x);
    return num_sign(x) < 0 ? num_negate(a, x) : x;
}

int num_sign(val x)
{
    if (x.tag == V_NUMBER)
        return (x.m > 0) - (x.m < 0);
    struct dec_parts p = dec_split(num_dec(x));
    return p.coef == 0 ? 0 : p.neg ? -1 : 1;
}

int num_cmp(val x, val y)
{
    int64_t mx, my;
    int exp;

    if (both_small(x, y) && aligned(x, y, &mx, &my, &exp))
        return (mx > my) - (mx < my);
    return dec_cmp(num_dec(x), num_dec(y));
}

val num_remainder(arena *a, val x, val y)
{
    int64_t mx, my;
    int exp;

    BOTH_NUMBERS(x, y);
    if (num_sign(y) == 0)
        return val_null_because(NULL_DIVISION, NULL);
    if (both_small(x, y) && aligned(x, y, &mx, &my, &exp) && my != -1)
        return small(mx % my, exp);
    return by_dec(a, dec_rem, x, y);
}

val num_modulo(arena *a, val x, val y)
{
    val r = num_remainder(a, x, y);

    if (val_is_null(r) || num_sign(r) == 0 || num_sign(r) == num_sign(y))
        return r;
    return num_add(a, r, y);
}

val num_pow(arena *a, val x, val y)
{
    int64_t n;
    struct dec r;

    BOTH_NUMBERS(x, y);
    if (val_to_i64(y, &n) && n >= -999999999 && n <= 999999999) {
        if (n < 0 && num_sign(x) == 0)
            return val_null_because(NULL_DIVISION, NULL);
        return dec_pow_int(num_dec(x), n, &r) ? num_of_dec(a, r)
                                              : val_null_because(NULL_RANGE, NULL);
    }
    if (num_sign(x) < 0 || (num_sign(x) == 0 && num_sign(y) < 0))
        return val_null_because(NULL_ARGUMENT, NULL);
    if (!dec_pow(num_dec(x), num_dec(y), &r))
        return val_null_because(NULL_RANGE, NULL);
    /* 34 digits even where the result is exact: 4 ** 0.5 is 2 */
    struct dec_parts p = dec_split(r);
    for (; p.exp < 0 && p.coef && p.coef % 10 == 0; p.exp++)
        p.coef /= 10;
    return num_of_dec(a, dec_join(p));
}

val num_sqrt(arena *a, val x)
{
    IS_NUMBER(x);
    return by_dec1(a, dec_sqrt, x, NULL_ARGUMENT);
}

val num_exp(arena *a, val x)
{
    IS_NUMBER(x);
    return by_dec1(a, dec_exp, x, NULL_RANGE);
}

val num_ln(arena *a, val x)
{
    IS_NUMBER(x);
    if (num_sign(x) <= 0)
        return val_null_because(NULL_ARGUMENT, NULL);
    return by_dec1(a, dec_ln, x, NULL_ARGUMENT);
}

int num_exponent(val x)
{
    return x.tag == V_NUMBER ? x.exp : dec_split(num_dec(x)).exp;
}

val num_quantize(arena *a, val x, int64_t scale, enum dec_round mode)
{
    struct dec r;

    IS_NUMBER(x);
    if (scale < -DEC_EXP_MAX || scale > -DEC_EXP_MIN)
        return val_null_because(NULL_ARGUMENT, NULL);
    return dec_quantize(num_dec(x), (int)-scale, mode, &r) ? num_of_dec(a, r)
                                                           : val_null_because(NULL_RANGE, NULL);
}

val num_round(arena *a, val x, int64_t scale, enum dec_round mode)
{
    IS_NUMBER(x);
    if (scale >= -DEC_EXP_MAX && scale <= -DEC_EXP_MIN && num_exponent(x) >= -scale)
        return x;
    return num_quantize(a, x, scale, mode);
}

val num_strip(arena *a, val x)
{
    IS_NUMBER(x);
    struct dec_parts p = dec_split(num_dec(x));
    if (p.coef == 0)
        return val_int(0);
    for (; p.coef % 10 == 0 && p.exp < DEC_EXP_MAX; p.exp++)
        p.coef /= 10;
    return num_of_dec(a, dec_join(p));
}

bool num_is_whole(val x)
{
    if (!val_is_number(x))
        return false;
    struct dec_parts p = dec_split(num_dec(x));
    for (; p.exp < 0 && p.coef; p.exp++, p.coef /= 10)
        if (p.coef % 10)
            return false;
    return true;
}

bool val_to_i64(val v, int64_t *out)
{
    if (v.tag == V_NUMBER && v.exp == 0) {
        *out = v.m;
        return true;
    }
    if (!num_is_whole(v))
        return false;
    struct dec_parts p = dec_split(num_dec(v));
    for (; p.exp < 0 && p.coef; p.exp++)
        p.coef /= 10;
    for (; p.exp > 0 && p.coef && p.coef <= INT64_MAX; p.exp--)
        p.coef *= 10;
    if (p.coef > (u128)INT64_MAX + p.neg)
        return false;
    *out = p.neg ? (int64_t)(0 - (uint64_t)p.coef) : (int64_t)p.coef;
    return true;
}

bool num_to_minor(val x, int decimals, int64_t *out)
{
    if (!val_is_number(x) || decimals < 0 || decimals > 18)
        return false;
    struct dec_parts p = dec_split(num_dec(x));
    if (p.coef && p.exp > 40)
        return false;
    p.exp = MIN(p.exp + decimals, DEC_EXP_MAX);
    for (; p.exp < 0 && p.coef % 10 == 0 && p.coef; p.exp++)
        p.coef /= 10;
    for (; p.exp > 0 && p.coef && p.coef <= INT64_MAX; p.exp--)
        p.coef *= 10;
    if ((p.exp != 0 && p.coef) || p.coef > INT64_MAX)
        return false;
    *out = p.neg ? -(int64_t)p.coef : (int64_t)p.coef;
    return true;
}

double num_to_double(val x)
{
    return val_is_number(x) ? dec_to_double(num_dec(x)) : NAN;
}
