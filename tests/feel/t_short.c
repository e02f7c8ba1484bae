/* The short ways of evaluation give what the long ones give. */
#include "feel/find.h"
#include "feel/feel.h"
#include "tests/check.h"

/* Numbers of several exponents and sizes, and a value of every other kind. */
static const char *const values[] = { "0",
                                      "-1",
                                      "2",
                                      "2.0",
                                      "2.50",
                                      "3",
                                      "17",
                                      "1E1",
                                      "9223372036854775807",
                                      "-9223372036854775808",
                                      "12345678901234567890.5",
                                      "1E300",
                                      "true",
                                      "false",
                                      "null",
                                      "\"\"",
                                      "\"b\"",
                                      "@\"2026-03-02\"",
                                      "@\"10:00:00\"",
                                      "@\"P1D\"",
                                      "@\"P1Y\"",
                                      "[2]",
                                      "[1, 2]",
                                      "[]",
                                      "{a: 1}",
                                      "[1..3]" };

static val evaluated(str text, val context)
{
    struct feel *f;
    struct feel_env env;
    val v = val_null();

    EXPECT_OK(feel_parse(test_arena(), text, NULL, &f, NULL));
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(feel_eval(f, &env, context, &v));
    return v;
}

static val tested(str text, val input, val context)
{
    struct feel *f;
    struct feel_env env;
    val v = val_null();

    EXPECT_OK(feel_parse_unary(test_arena(), text, NULL, &f, NULL));
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(feel_test(f, &env, input, context, &v));
    return v;
}

static bool same(val x, val y)
{
    return x.tag == y.tag && (x.tag == V_NULL ? x.n == y.n : x.m == y.m);
}

static val facts(val x, val y, val z)
{
    val_builder b = val_build(test_arena());

    val_put(&b, S("x"), x);
    val_put(&b, S("y"), y);
    val_put(&b, S("z"), z);
    return val_done(&b);
}

/* A name and a constant stand in one node, two names do not; a name of a function is a local one.
 */
TEST(comparison_with_a_constant_is_a_comparison)
{
    static const char *const ops[] = { "=", "!=", "<", "<=", ">", ">=" };

    FOR_EACH(values, a)
        FOR_EACH(values, b)
            FOR_EACH(ops, op) {
                arena_mark m = arena_mark_get(test_arena());
                val c = facts(evaluated(str_z(*a), val_null()), evaluated(str_z(*b), val_null()),
                              val_null()),
                    want = evaluated(str_fmt(test_arena(), "x %s y", *op), c),
                    got = evaluated(str_fmt(test_arena(), "x %s %s", *op, *b), c),
                    local =
                        evaluated(str_fmt(test_arena(), "(function(v) v %s %s)(x)", *op, *b), c);
                if (!same(got, want) || !same(local, want))
                    test_fail(__FILE__, __LINE__, "%s %s %s", *a, *op, *b);
                arena_rewind(test_arena(), m);
            }
}

/* Constant ends are compared without a range, those of names make one. */
TEST(test_between_constants_is_a_range)
{
    static const char *const ends[] = { "-1", "0", "2", "2.5", "17", "9223372036854775807" };
    static const char open[] = "[(", close[] = "])";

    FOR_EACH(values, v)
        FOR_EACH(ends, lo)
            FOR_EACH(ends, hi)
                for (int k = 0; k < 4; k++) {
                    arena_mark m = arena_mark_get(test_arena());
                    val x = evaluated(str_z(*v), val_null()),
                        c = facts(x, evaluated(str_z(*lo), val_null()),
                                  evaluated(str_z(*hi), val_null())),
                        want = tested(str_fmt(test_arena(), "%cy..z%c", open[k & 1], close[k >> 1]),
                                      x, c),
                        got = tested(str_fmt(test_arena(), "%c%s..%s%c", open[k & 1], *lo, *hi,
                                             close[k >> 1]),
                                     x, c);
                    if (!same(got, want))
                        test_fail(__FILE__, __LINE__, "%s in %c%s..%s%c", *v, open[k & 1], *lo, *hi,
                                  close[k >> 1]);
                    arena_rewind(test_arena(), m);
                }
}

/* Every length, every place of the byte that differs; nothing behind the ends is read. */
TEST(bytes_are_compared_to_the_last)
{
    for (size_t n = 0; n < 70; n++) {
        arena_mark m = arena_mark_get(test_arena());
        char *x = arena_alloc(test_arena(), n + 1);
        char *y = arena_alloc(test_arena(), n + 1);
        for (size_t i = 0; i <= n; i++)
            x[i] = y[i] = (char)('a' + i % 26);
        y[n] = '!';
        EXPECT(bytes_same(x, y, n));
        for (size_t i = 0; i < n; i++) {
            y[i] ^= 1;
            EXPECT(!bytes_same(x, y, n));
            y[i] ^= 1;
        }
        arena_rewind(test_arena(), m);
    }
}
