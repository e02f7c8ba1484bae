#include "value/power.h"

/* m * 2^exp, the top bit of m[3] set.  Each product is cut below its 256th bit: after n of them the
 * relative error is under n * 2^-254, and 34 digits are 113 bits. */
struct wide {
    uint64_t m[4];
    int64_t exp;
};

static struct wide wide_of(u128 c)
{
    struct wide w = { { 0, 0, (uint64_t)c, (uint64_t)(c >> 64) }, -128 };

    if (!w.m[3]) {
        w.m[3] = w.m[2];
        w.m[2] = 0;
        w.exp -= 64;
    }
    int shift = __builtin_clzll(w.m[3]);
    if (shift) {
        w.m[3] = w.m[3] << shift | w.m[2] >> (64 - shift);
        w.m[2] <<= shift;
    }
    w.exp -= shift;
    return w;
}

static struct wide times(const struct wide *x, const struct wide *y)
{
    uint64_t p[8] = { 0 };
    struct wide r;

#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        uint64_t carry = 0;
#pragma GCC unroll 4
        for (int k = 0; k < 4; k++) {
            u128 t = (u128)x->m[i] * y->m[k] + p[i + k] + carry;
            p[i + k] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        p[i + 4] = carry;
    }
    bool top = p[7] >> 63;
    for (int i = 0; i < 4; i++)
        r.m[i] = top ? p[i + 4] : p[i + 4] << 1 | p[i + 3] >> 63;
    r.exp = x->exp + y->exp + 256 - !top;
    return r;
}

/* 2 - p for a p next to 1. */
static struct wide two_less(struct wide p)
{
    uint64_t borrow = 0;

    if (p.exp == -256) { /* below 1: one bit down, so that 1 is 2^255 */
        for (int i = 0; i < 4; i++)
            p.m[i] = p.m[i] >> 1 | (i < 3 ? p.m[i + 1] << 63 : 0);
        p.exp++;
    }
    for (int i = 0; i < 4; i++) {
        uint64_t d = 0 - p.m[i] - borrow;
        borrow = p.m[i] || borrow;
        p.m[i] = d;
    }
    if (!(p.m[3] >> 63)) {
        for (int i = 3; i >= 0; i--)
            p.m[i] = p.m[i] << 1 | (i ? p.m[i - 1] >> 63 : 0);
        p.exp--;
    }
    return p;
}

/* Newton's iteration from 63 bits: 126, 252, all. */
static struct wide inverse(struct wide x)
{
    int64_t exp = x.exp;

    x.exp = -256; /* 0.5 .. 1 */
    struct wide y = wide_of(~(u128)0 / x.m[3]);
    y.exp -= 64;
    for (int i = 0; i < 3; i++) {
        struct wide p = two_less(times(&x, &y));
        y = times(&y, &p);
    }
    y.exp -= exp + 256;
    return y;
}

static struct wide raised(struct wide b, uint64_t n)
{
    if (!n)
        return wide_of(1);
    for (; !(n & 1); n >>= 1)
        b = times(&b, &b);
    struct wide p = b;
    while (n >>= 1) {
        b = times(&b, &b);
        if (n & 1)
            p = times(&p, &b);
    }
    return p;
}

/* 10^n; exact up to 10^38, which 128 bits hold. */
static struct wide power_of_ten(uint64_t n)
{
    u128 ten = 1;

    if (n > 38)
        return raised(wide_of(10), n);
    for (; n >= 19; n -= 19)
        ten *= 10000000000000000000u;
    for (uint64_t base = 10; n; n >>= 1, base *= base)
        if (n & 1)
            ten *= base;
    return wide_of(ten);
}

/* floor(log10(p)), or one less. */
static int64_t magnitude(const struct wide *p)
{
    __int128 t = (__int128)(p->exp + 255) * 3010299956639811952;
    __int128 unit = (__int128)10000000000 * 1000000000;

    return (int64_t)(t / unit) - (t % unit < 0);
}

/* Bits of q from the nth below the point on: n 0 is the integer part, 64 the first word of the
 * fraction. */
static u128 bits(const struct wide *q, int from)
{
    int shift = (int)-q->exp - from;
    u128 r = 0;

    for (int i = 3; i >= 0; i--) {
        int at = 64 * i - shift;
        if (at > -64 && at < 128)
            r |= at >= 0 ? (u128)q->m[i] << at : (u128)(q->m[i] >> -at);
    }
    return r;
}

static int digits_behind_first(u128 c)
{
    int k = 0;

    for (; c >= 10000000000u; c /= 10000000000u)
        k += 10;
    for (; c >= 10; c /= 10)
        k++;
    return k;
}

/* c^n * 10^(-k*n), k such that the base is between 1 and 10: its power needs no large power of ten
 * afterwards.  What the inverse cuts off, n times, stays far below the bits that decide a tie. */
static struct wide raised_near_one(u128 c, int k, int64_t n)
{
    struct wide ten = power_of_ten((uint64_t)k), w = wide_of(c), i = inverse(n < 0 ? w : ten);

    return raised(times(n < 0 ? &ten : &w, &i), (uint64_t)(n < 0 ? -n : n));
}

bool power_wide(struct dec_parts x, int64_t n, struct dec_parts *out)
{
    const u128 least = (u128)100000000000000000 * 10000000000000000; /* 10^33 */
    int k = digits_behind_first(x.coef);
    struct wide p;

    if (k * (n < 0 ? -n : n) > 64) {
        p = raised_near_one(x.coef, k, n);
        x.exp += k;
    } else {
        p = raised(wide_of(x.coef), (uint64_t)(n < 0 ? -n : n));
        p = n < 0 ? inverse(p) : p;
    }
    int64_t scale = magnitude(&p) - (DEC_DIGITS - 1);
    for (int i = 0; i < 3; i++) {
        struct wide ten = power_of_ten((uint64_t)(scale < 0 ? -scale : scale));
        if (scale > 0)
            ten = inverse(ten);
        struct wide q = times(&p, &ten);
        u128 coef = bits(&q, 0);
        if (coef < least || coef >= 10 * least) {
            scale += coef < least ? -1 : 1;
            continue;
        }
        uint64_t fraction = (uint64_t)bits(&q, 64), half = (uint64_t)1 << 63;
        int64_t exp = scale + n * x.exp;
        if (fraction - (half - 65536) < 131072 || exp > 100000 || exp < -100000)
            return false;
        coef += fraction > half;
        if (coef == 10 * least) {
            coef = least;
            exp++;
        }
        *out = (struct dec_parts){ x.neg && n % 2, (int)exp, coef };
        return true;
    }
    return false;
}
