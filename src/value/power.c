#include "value/power.h"

/* m * 2^exp, the top bit of m[3] set.  A product leaves out what cannot reach its 252nd bit: after
 * n of them the relative error is under n * 2^-251, and 34 digits are 113 bits. */
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

/* x * y + more + *carry; its upper word is the new carry. */
static inline uint64_t word(uint64_t x, uint64_t y, uint64_t more, uint64_t *carry)
{
    u128 t = (u128)x * y + more + *carry;

    *carry = (uint64_t)(t >> 64);
    return (uint64_t)t;
}

/* From words 3 to 7 of a product. */
static inline struct wide topmost(const uint64_t p[5], int64_t exp)
{
    if (p[4] >> 63)
        return (struct wide){ { p[1], p[2], p[3], p[4] }, exp + 256 };
    return (struct wide){ { p[1] << 1 | p[0] >> 63, p[2] << 1 | p[1] >> 63, p[3] << 1 | p[2] >> 63,
                            p[4] << 1 | p[3] >> 63 },
                          exp + 255 };
}

static struct wide times(const struct wide *x, const struct wide *y)
{
    uint64_t p[5] = { 0 };

#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        uint64_t carry = 0;
#pragma GCC unroll 4
        for (int k = 0; k <= i; k++)
            p[k] = word(x->m[i], y->m[3 - i + k], p[k], &carry);
        p[i + 1] = carry;
    }
    return topmost(p, x->exp + y->exp);
}

/* What stands on both sides of the diagonal once, doubled; then the diagonal. */
static struct wide square(const struct wide *x)
{
    const uint64_t *m = x->m;
    uint64_t p[5] = { 0 }, carry = 0;

    p[0] = word(m[0], m[3], 0, &p[1]);
    p[0] = word(m[1], m[2], p[0], &carry);
    p[1] = word(m[1], m[3], p[1], &carry);
    p[2] = word(m[2], m[3], carry, &p[3]);
    p[4] = p[3] >> 63;
    p[3] = p[3] << 1 | p[2] >> 63;
    p[2] = p[2] << 1 | p[1] >> 63;
    p[1] = p[1] << 1 | p[0] >> 63;
    p[0] <<= 1;
    carry = 0;
    p[1] = word(m[2], m[2], p[1], &carry);
    p[2] = word(0, 0, p[2], &carry);
    p[3] = word(m[3], m[3], p[3], &carry);
    p[4] += carry;
    return topmost(p, 2 * x->exp);
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

/* Newton's iteration from 62 bits: 124, 248. */
static struct wide inverse(struct wide x)
{
    int64_t exp = x.exp;

    x.exp = -256; /* 0.5 .. 1 */
    struct wide y = wide_of(~(u128)0 / x.m[3]);
    y.exp -= 64;
    for (int i = 0; i < 2; i++) {
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
        b = square(&b);
    struct wide p = b;
    while (n >>= 1) {
        b = square(&b);
        if (n & 1)
            p = times(&p, &b);
    }
    return p;
}

/* 10^n; exact up to 10^38, which 128 bits hold. */
static struct wide power_of_ten(uint64_t n)
{
    return n < LEN(tens_wide) ? wide_of(tens_wide[n]) : raised(wide_of(10), n);
}

/* floor(log10(p)), or one less: the exponent times log10(2), whose first 64 bits stand here. */
static int64_t magnitude(const struct wide *p)
{
    return (int64_t)((__int128)(p->exp + 255) * 5553023288523357132 >> 64);
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

/* c^n * 10^(-k*n), k such that the base is between 1 and 10: its power needs no large power of ten
 * afterwards.  What the inverse cuts off, n times, stays far below the bits that decide a tie. */
static struct wide raised_near_one(u128 c, int k, int64_t n)
{
    struct wide ten = power_of_ten((uint64_t)k), w = wide_of(c), i = inverse(n < 0 ? w : ten);

    return raised(times(n < 0 ? &ten : &w, &i), (uint64_t)(n < 0 ? -n : n));
}

bool power_wide(struct dec_parts x, int64_t n, struct dec_parts *out)
{
    const u128 least = tens_wide[DEC_DIGITS - 1];
    int k = (int)dec_digits(x.coef) - 1;
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
        uint64_t fraction = (uint64_t)bits(&q, 64), half = (uint64_t)1 << 63;
        if (coef < least ||
            coef > 10 * least) { /* next to 10^34 it stays, whatever the last bits */
            scale += coef < least ? -1 : 1;
            continue;
        }
        int64_t exp = scale + n * x.exp;
        if (fraction - (half - 65536) < 131072 || exp > 100000 || exp < -100000)
            return false;
        coef += fraction > half;
        if (coef >= 10 * least) {
            coef = least;
            exp++;
        }
        *out = (struct dec_parts){ x.neg && n % 2, (int)exp, coef };
        return true;
    }
    return false;
}
