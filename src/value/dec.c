#include "value/dec.h"

#include "value/power.h"

#include <wchar.h>

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

enum { NEAREST = BID_ROUNDING_TO_NEAREST, EXP_BIAS = 6176, EXP_SHIFT = 49 };

#define SIGN ((uint64_t)1 << 63)

#define E19 ((u128)10000000000000000000u)

const u128 tens_wide[39] = { 1,
                             10,
                             100,
                             1000,
                             10000,
                             100000,
                             1000000,
                             10000000,
                             100000000,
                             1000000000,
                             10000000000,
                             100000000000,
                             1000000000000,
                             10000000000000,
                             100000000000000,
                             1000000000000000,
                             10000000000000000,
                             100000000000000000,
                             1000000000000000000,
                             10000000000000000000u,
                             E19 * 10,
                             E19 * 100,
                             E19 * 1000,
                             E19 * 10000,
                             E19 * 100000,
                             E19 * 1000000,
                             E19 * 10000000,
                             E19 * 100000000,
                             E19 * 1000000000,
                             E19 * 10000000000,
                             E19 * 100000000000,
                             E19 * 1000000000000,
                             E19 * 10000000000000,
                             E19 * 100000000000000,
                             E19 * 1000000000000000,
                             E19 * 10000000000000000,
                             E19 * 100000000000000000,
                             E19 * 1000000000000000000,
                             E19 * 10000000000000000000u };

static BID_UINT128 bid(struct dec d)
{
    BID_UINT128 b;

    memcpy(&b, &d, sizeof b);
    return b;
}

/* Takes a result of the library: false for infinity and NaN; -0 becomes 0. */
static bool took(BID_UINT128 b, struct dec *out)
{
    struct dec d;

    memcpy(&d, &b, sizeof d);
    if ((d.w[1] & 0x7800000000000000u) == 0x7800000000000000u)
        return false;
    if (d.w[1] & SIGN && d.w[0] == 0 && (d.w[1] & (((uint64_t)1 << EXP_SHIFT) - 1)) == 0)
        d.w[1] &= ~SIGN;
    *out = d;
    return true;
}

struct dec_parts dec_split(struct dec d)
{
    return (struct dec_parts){
        .neg = d.w[1] >> 63,
        .exp = (int)(d.w[1] >> EXP_SHIFT & 0x3fff) - EXP_BIAS,
        .coef = (u128)(d.w[1] & (((uint64_t)1 << EXP_SHIFT) - 1)) << 64 | d.w[0],
    };
}

struct dec dec_join(struct dec_parts p)
{
    CHECK(p.exp >= DEC_EXP_MIN && p.exp <= DEC_EXP_MAX);
    uint64_t high = (uint64_t)(p.coef >> 64) | (uint64_t)(p.exp + EXP_BIAS) << EXP_SHIFT;

    return (struct dec){ { (uint64_t)p.coef, high | (p.neg && p.coef ? SIGN : 0) } };
}

bool dec_join_wide(struct dec_parts p, struct dec *out)
{
    if (p.coef == 0)
        p.exp = MAX(DEC_EXP_MIN, MIN(DEC_EXP_MAX, p.exp));
    for (; p.exp > DEC_EXP_MAX; p.exp--) {
        if (p.coef >= tens_wide[DEC_DIGITS - 1])
            return false;
        p.coef *= 10;
    }
    if (p.exp >= DEC_EXP_MIN) {
        *out = dec_join(p);
        return true;
    }
    /* Below the smallest exponent: divide in the library, which rounds once. */
    int below = DEC_EXP_MIN - p.exp;
    if (below > DEC_DIGITS + 1) {
        *out = dec_of_i64(0, DEC_EXP_MIN);
        return true;
    }
    unsigned flags = 0;
    p.exp = DEC_EXP_MIN;
    return took(bid128_scalbn(bid(dec_join(p)), -below, NEAREST, &flags), out);
}

struct dec dec_of_i64(int64_t m, int exp)
{
    return dec_join((struct dec_parts){ m < 0, exp, m < 0 ? 0 - (uint64_t)m : (uint64_t)m });
}

bool dec_is_good(struct dec d)
{
    if ((d.w[1] & 0x6000000000000000u) ==
        0x6000000000000000u) /* special, or a coefficient too large */
        return false;
    struct dec_parts p = dec_split(d);
    return p.exp <= DEC_EXP_MAX && p.coef < tens_wide[DEC_DIGITS] && !(p.neg && p.coef == 0);
}

/* The sum where both fit 38 digits at the smaller exponent: nearly all that people add.  Exact sums
 * keep that exponent, others are rounded half-even (IEEE 754, 5.4.1). */
static bool add_aligned(struct dec_parts x, struct dec_parts y, struct dec *out)
{
    struct dec_parts high = x.exp > y.exp ? x : y, low = x.exp > y.exp ? y : x;
    unsigned up = (unsigned)(high.exp - low.exp);

    if (high.coef && dec_digits(high.coef) + up >= LEN(tens_wide))
        return false;
    high.coef = high.coef ? high.coef * tens_wide[up] : 0;
    bool more = high.coef > low.coef;
    struct dec_parts r = { more ? high.neg : low.neg, low.exp, high.coef + low.coef };
    if (high.neg != low.neg)
        r.coef = more ? high.coef - low.coef : low.coef - high.coef;
    unsigned digits = dec_digits(r.coef);
    if (digits > DEC_DIGITS) {
        uint64_t unit = (uint64_t)tens_wide[digits - DEC_DIGITS];
        u128 kept = r.coef / unit;
        uint64_t rest = (uint64_t)(r.coef - kept * unit);
        r.coef = kept + (2 * rest > unit || (2 * rest == unit && (kept & 1)));
        r.exp += (int)(digits - DEC_DIGITS);
        if (r.coef == tens_wide[DEC_DIGITS]) {
            r.coef = tens_wide[DEC_DIGITS - 1];
            r.exp++;
        }
        if (r.exp > DEC_EXP_MAX)
            return false;
    }
    *out = dec_join(r);
    return true;
}

bool dec_add(struct dec x, struct dec y, struct dec *out)
{
    unsigned flags = 0;

    return add_aligned(dec_split(x), dec_split(y), out) ||
           took(bid128_add(bid(x), bid(y), NEAREST, &flags), out);
}

bool dec_sub(struct dec x, struct dec y, struct dec *out)
{
    struct dec_parts less = dec_split(y);
    unsigned flags = 0;

    less.neg = !less.neg;
    return add_aligned(dec_split(x), less, out) ||
           took(bid128_sub(bid(x), bid(y), NEAREST, &flags), out);
}

bool dec_mul(struct dec x, struct dec y, struct dec *out)
{
    unsigned flags = 0;

    return took(bid128_mul(bid(x), bid(y), NEAREST, &flags), out);
}

bool dec_div(struct dec x, struct dec y, struct dec *out)
{
    unsigned flags = 0;

    return took(bid128_div(bid(x), bid(y), NEAREST, &flags), out);
}

bool dec_rem(struct dec x, struct dec y, struct dec *out)
{
    unsigned flags = 0;

    return took(bid128_fmod(bid(x), bid(y), &flags), out);
}

bool dec_sqrt(struct dec x, struct dec *out)
{
    unsigned flags = 0;

    return took(bid128_sqrt(bid(x), NEAREST, &flags), out);
}

bool dec_exp(struct dec x, struct dec *out)
{
    unsigned flags = 0;

    return took(bid128_exp(bid(x), NEAREST, &flags), out);
}

bool dec_ln(struct dec x, struct dec *out)
{
    unsigned flags = 0;

    return took(bid128_log(bid(x), NEAREST, &flags), out);
}

bool dec_pow(struct dec x, struct dec y, struct dec *out)
{
    unsigned flags = 0;

    return took(bid128_pow(bid(x), bid(y), NEAREST, &flags), out);
}

int dec_cmp(struct dec dx, struct dec dy)
{
    struct dec_parts x = dec_split(dx), y = dec_split(dy);
    int more = x.neg ? -1 : 1;

    if (!x.coef || !y.coef)
        return x.coef ? more : !y.coef ? 0 : y.neg ? 1 : -1;
    if (x.neg != y.neg)
        return more;
    int high = (x.exp + (int)dec_digits(x.coef)) - (y.exp + (int)dec_digits(y.coef));
    if (high)
        return high > 0 ? more : -more;
    if (x.exp > y.exp) /* as long as the other one then */
        x.coef *= tens_wide[x.exp - y.exp];
    else
        y.coef *= tens_wide[y.exp - x.exp];
    return x.coef == y.coef ? 0 : x.coef > y.coef ? more : -more;
}

double dec_to_double(struct dec x)
{
    unsigned flags = 0;

    return bid128_to_binary64(bid(x), NEAREST, &flags);
}

/* ---- whole powers: a pair of a value and its error, times ten to an exponent of its own ---- */

struct pair {
    BID_UINT128 h, l;
    int64_t exp;
};

/* Exponent moved out, so that h is within 1 .. 10 and no product overflows. */
static struct pair normal(struct pair p)
{
    unsigned flags = 0;
    struct dec h;

    if (!took(p.h, &h))
        return p;
    struct dec_parts s = dec_split(h);
    int shift = s.exp + (int)dec_digits(s.coef) - 1;
    p.h = bid128_scalbn(p.h, -shift, NEAREST, &flags);
    p.l = bid128_scalbn(p.l, -shift, NEAREST, &flags);
    p.exp += shift;
    return p;
}

static struct pair times(struct pair x, struct pair y)
{
    unsigned f = 0;
    BID_UINT128 p = bid128_mul(x.h, y.h, NEAREST, &f);
    BID_UINT128 e = bid128_fma(x.h, y.h, bid128_negate(p), NEAREST, &f);

    e = bid128_fma(x.h, y.l, e, NEAREST, &f);
    e = bid128_fma(x.l, y.h, e, NEAREST, &f);
    BID_UINT128 h = bid128_add(p, e, NEAREST, &f);
    BID_UINT128 l = bid128_sub(e, bid128_sub(h, p, NEAREST, &f), NEAREST, &f);
    return normal((struct pair){ h, l, x.exp + y.exp });
}

static struct pair inverse(struct pair x)
{
    unsigned f = 0;
    BID_UINT128 one = bid(dec_of_i64(1, 0));
    BID_UINT128 q = bid128_div(one, x.h, NEAREST, &f);
    BID_UINT128 r = bid128_fma(bid128_negate(q), x.h, one, NEAREST, &f);

    r = bid128_fma(bid128_negate(q), x.l, r, NEAREST, &f);
    BID_UINT128 e = bid128_div(r, x.h, NEAREST, &f);
    BID_UINT128 h = bid128_add(q, e, NEAREST, &f);
    return normal(
        (struct pair){ h, bid128_sub(e, bid128_sub(h, q, NEAREST, &f), NEAREST, &f), -x.exp });
}

/* The product where it has at most 34 digits, with the quantum of exact arithmetic. */
static bool pow_exact(struct dec_parts x, uint64_t n, struct dec_parts *out)
{
    const u128 most = tens_wide[DEC_DIGITS] - 1;
    u128 c = 1;

    if (n > 128 && x.coef > 1)
        return false;
    if (x.coef <= 1)
        c = n ? x.coef : 1;
    else
        for (uint64_t i = 0; i < n; i++) {
            if (__builtin_mul_overflow(c, x.coef, &c) || c > most)
                return false;
        }
    int64_t exp = (int64_t)n * x.exp;
    if (exp < DEC_EXP_MIN || exp > DEC_EXP_MAX)
        return false;
    *out = (struct dec_parts){ x.neg && n % 2, (int)exp, c };
    return true;
}

/* x to the nth power in double-decimal: slower, and right next to a tie too. */
static bool pow_pairs(struct dec x, int64_t n, struct dec *out)
{
    uint64_t k = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    struct pair p = { bid(dec_of_i64(1, 0)), bid(dec_of_i64(0, 0)), 0 };
    struct pair b = normal((struct pair){ bid(x), bid(dec_of_i64(0, 0)), 0 });
    for (; k; k >>= 1) {
        if (k & 1)
            p = times(p, b);
        if (k > 1)
            b = times(b, b);
    }
    if (n < 0)
        p = inverse(p);
    if (p.exp > 7000 || p.exp < -7000) {
        *out = dec_of_i64(0, DEC_EXP_MIN);
        return p.exp < 0;
    }
    unsigned flags = 0;
    return took(bid128_scalbn(p.h, (int)p.exp, NEAREST, &flags), out);
}

bool dec_pow_int(struct dec x, int64_t n, struct dec *out)
{
    struct dec_parts xp = dec_split(x), exact;
    uint64_t k = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

    if (xp.coef == 0 && n < 0)
        return false;
    if (pow_exact(xp, k, &exact)) {
        *out = dec_join(exact);
        return n >= 0 || dec_div(dec_of_i64(1, 0), *out, out);
    }
    if (xp.coef == 0) {
        *out = dec_of_i64(0, 0);
        return true;
    }
    struct dec_parts wide;
    if (k <= 999999999 && power_wide(xp, n, &wide))
        return dec_join_wide(wide, out);
    return pow_pairs(x, n, out);
}

/* ---- rounding to an exponent ---- */

static struct dec_parts rounded(struct dec_parts x, int exp, enum dec_round mode)
{
    int drop = exp - x.exp;
    u128 unit = drop <= DEC_DIGITS ? tens_wide[drop] : 0;
    u128 kept = unit ? x.coef / unit : 0, rest = unit ? x.coef % unit : x.coef;
    /* A unit past 10^34 is more than twice any coefficient. */
    int half = !unit ? -1 : rest > unit - rest ? 1 : rest == unit - rest ? 0 : -1;
    bool up = false;

    switch (mode) {
    case ROUND_HALF_EVEN:
        up = half > 0 || (half == 0 && kept % 2);
        break;
    case ROUND_HALF_UP:
        up = half >= 0;
        break;
    case ROUND_HALF_DOWN:
        up = half > 0;
        break;
    case ROUND_UP:
        up = rest != 0;
        break;
    case ROUND_DOWN:
        break;
    case ROUND_FLOOR:
        up = rest != 0 && x.neg;
        break;
    case ROUND_CEILING:
        up = rest != 0 && !x.neg;
        break;
    }
    return (struct dec_parts){ x.neg, exp, kept + up };
}

bool dec_quantize(struct dec x, int exp, enum dec_round mode, struct dec *out)
{
    struct dec_parts p = dec_split(x);

    if (exp < DEC_EXP_MIN || exp > DEC_EXP_MAX)
        return false;
    if (exp > p.exp) {
        p = rounded(p, exp, mode);
    } else {
        int pad = p.exp - exp;
        if (p.coef && (pad >= DEC_DIGITS || dec_digits(p.coef) + (unsigned)pad > DEC_DIGITS))
            return false;
        p.coef *= p.coef ? tens_wide[pad] : 0;
        p.exp = exp;
    }
    *out = dec_join(p);
    return true;
}
