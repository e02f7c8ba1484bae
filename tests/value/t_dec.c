/* The short ways of arithmetic against the library behind dec.c, bit for bit. */
#include "tests/check.h"
#include "value/num.h"
#include "value/power.h"

#include <wchar.h>

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>
#include <bid_functions.h>

static uint64_t seed;

static uint64_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static BID_UINT128 bid(struct dec d)
{
    BID_UINT128 b;

    memcpy(&b, &d, sizeof b);
    return b;
}

/* Random digits, ones next to a power of ten, ties, zeros; exponents near that one or anywhere. */
static struct dec random_dec(int near)
{
    u128 c = (u128)draw() << 64 | draw();
    int exp = near + (int)(draw() % 80) - 40;

    switch (draw() % 5) {
    case 0:
        c %= tens_wide[DEC_DIGITS];
        break;
    case 1:
        c %= tens_wide[1 + draw() % DEC_DIGITS];
        break;
    case 2:
        c = tens_wide[draw() % DEC_DIGITS] + draw() % 3 - 1;
        break;
    case 3:
        c = draw() % 10 * tens_wide[draw() % 33];
        break;
    default:
        c = 5 * tens_wide[draw() % 33] + draw() % 2;
    }
    if (draw() % 8 == 0)
        exp = draw() % 2 ? DEC_EXP_MAX - (int)(draw() % 3) : DEC_EXP_MIN + (int)(draw() % 3);
    exp = MAX(DEC_EXP_MIN, MIN(DEC_EXP_MAX, exp));
    return dec_join((struct dec_parts){ draw() % 2, exp, MIN(c, tens_wide[DEC_DIGITS] - 1) });
}

/* What the library gives, as dec.h promises it: false for infinity, never -0. */
static bool by_library(BID_UINT128 b, struct dec *out)
{
    memcpy(out, &b, sizeof *out);
    if ((out->w[1] & 0x7800000000000000u) == 0x7800000000000000u)
        return false;
    *out = dec_join(dec_split(*out));
    return true;
}

TEST(dec_sums_and_order_are_the_library_s)
{
    int bad = 0;

    seed = 20261122;
    for (int i = 0; i < 300000 && bad < 10; i++) {
        int near = draw() % 16 ? 0 : (int)(draw() % 12000) - 6000;
        struct dec x = random_dec(near), y = draw() % 32 ? random_dec(near) : x, got, want;
        bool minus = draw() % 2;
        unsigned f = 0;
        bool good = minus ? dec_sub(x, y, &got) : dec_add(x, y, &got),
             fine = by_library(minus ? bid128_sub(bid(x), bid(y), BID_ROUNDING_TO_NEAREST, &f)
                                     : bid128_add(bid(x), bid(y), BID_ROUNDING_TO_NEAREST, &f),
                               &want);
        if ((good != fine || (good && memcmp(&got, &want, sizeof got) != 0)) && ++bad)
            test_fail(__FILE__, __LINE__, "%c of %lx %lx and %lx %lx", minus ? '-' : '+', x.w[1],
                      x.w[0], y.w[1], y.w[0]);
        int order = bid128_quiet_less(bid(x), bid(y), &f)      ? -1
                    : bid128_quiet_greater(bid(x), bid(y), &f) ? 1
                                                               : 0;
        if (dec_cmp(x, y) != order && ++bad)
            test_fail(__FILE__, __LINE__, "order of %lx %lx and %lx %lx", x.w[1], x.w[0], y.w[1],
                      y.w[0]);
    }
}

static int64_t random_i64(void)
{
    static const int64_t edges[] = {
        0, 1, -1, 2, 5, 7, 12, 365, INT64_MAX, INT64_MIN, 1LL << 62, 95367431640625, -INT64_MAX
    };

    return draw() % 8 ? (int64_t)draw() >> draw() % 64 : edges[draw() % LEN(edges)];
}

TEST(num_quotients_are_the_library_s)
{
    int bad = 0;

    seed = 12;
    for (int i = 0; i < 300000 && bad < 10; i++) {
        arena_mark m = arena_mark_get(test_arena());
        val x = { .tag = V_NUMBER, .exp = (int16_t)(draw() % 129 - 64), .m = random_i64() },
            y = { .tag = V_NUMBER, .exp = (int16_t)(draw() % 129 - 64), .m = random_i64() };
        struct dec want, got;
        unsigned f = 0;
        if (draw() % 4 == 0) /* quotients of 35 digits, the last one a 5 */
            y.m = (int64_t)1 << draw() % 63;
        if (y.m == 0)
            continue;
        got = num_dec(num_div(test_arena(), x, y));
        bool good = by_library(
            bid128_div(bid(num_dec(x)), bid(num_dec(y)), BID_ROUNDING_TO_NEAREST, &f), &want);
        if ((!good || memcmp(&got, &want, sizeof got) != 0) && ++bad)
            test_fail(__FILE__, __LINE__, "%ld E%d / %ld E%d", x.m, x.exp, y.m, y.exp);
        arena_rewind(test_arena(), m);
    }
}

TEST(dec_digits_counts)
{
    u128 c = 1;

    EXPECT_INT(dec_digits(0), 1);
    for (unsigned n = 1; n < LEN(tens_wide); n++, c *= 10) {
        EXPECT(c == tens_wide[n - 1]);
        EXPECT_INT(dec_digits(c), n);
        EXPECT_INT(dec_digits(c * 10 - 1), n);
        EXPECT_INT(dec_digits(c * 5), n);
    }
    EXPECT_INT(dec_digits(~(u128)0), 39);
}

/* Powers of ten lie next to where a digit begins, whatever the last bits of the wide product are:
 * each has 34 digits, or the exponent that exact arithmetic gives it. */
TEST(dec_powers_of_ten_are_whole)
{
    for (int k = 20; k < DEC_DIGITS; k++)
        for (int64_t n = -150; n <= 150; n++) {
            struct dec x = dec_join((struct dec_parts){ false, -k, tens_wide[k] }), got;
            EXPECT(dec_pow_int(x, n, &got));
            EXPECT_INT(dec_cmp(got, dec_of_i64(1, 0)), 0);
            struct dec_parts p = dec_split(got);
            EXPECT(p.coef == tens_wide[33] || n == 0 || n == 1 || n == -1);
        }
}
