#include "tests/check.h"
#include "value/num.h"

static val num(const char *s)
{
    val v = val_null();

    EXPECT_OK(val_number(test_arena(), str_z(s), &v));
    return v;
}

static str shown(val v)
{
    return val_is_null(v) ? str_fmt(test_arena(), "null %u", v.n) : val_display(test_arena(), v);
}

typedef val binary(arena *, val, val);

TEST(num_arithmetic_keeps_the_quantum)
{
    static const struct {
        binary *op;
        const char *x, *y, *want;
    } t[] = {
        { num_add, "0.1", "0.2", "0.3" },
        { num_add, "1.50", "1", "2.50" },
        { num_add, "9223372036854775807", "1", "9223372036854775808" },
        { num_add, "1E+34", "1", "1.000000000000000000000000000000000E+34" },
        { num_sub, "2.50", "2.5", "0.00" },
        { num_mul, "1.10", "1.10", "1.2100" },
        { num_mul, "99999999999", "99999999999", "9999999999800000000001" },
        { num_mul, "1E+6144", "10", "null 5" },
        { num_div, "1", "3", "0.3333333333333333333333333333333333" },
        { num_div, "10", "4", "2.5" },
        { num_div, "100", "10", "10" },
        { num_div, "2.00", "1.0", "2.0" },
        { num_div, "1", "0", "null 4" },
        { num_modulo, "10", "4", "2" },
        { num_modulo, "-10", "4", "2" },
        { num_modulo, "10", "-4", "-2" },
        { num_modulo, "10.1", "4.5", "1.1" },
        { num_modulo, "-10.1", "4.5", "3.4" },
        { num_modulo, "1", "0", "null 4" },
        { num_remainder, "-10", "4", "-2" },
        { num_pow, "2", "10", "1024" },
        { num_pow, "1.5", "2", "2.25" },
        { num_pow, "2", "-2", "0.25" },
        { num_pow, "0", "0", "1" },
        { num_pow, "0", "-1", "null 4" },
        { num_pow, "-8", "0.5", "null 6" },
        { num_pow, "10", "6145", "null 5" },
        { num_pow, "4", "0.5", "2" },
        { num_pow, "-3", "3", "-27" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(shown(c->op(test_arena(), num(c->x), num(c->y))), str_z(c->want));
    EXPECT_STR(shown(num_add(test_arena(), num("1"), VAL_S("1"))), S("null 1"));
}

TEST(num_functions)
{
    EXPECT_STR(shown(num_sqrt(test_arena(), num("2"))), S("1.414213562373095048801688724209698"));
    EXPECT_STR(shown(num_sqrt(test_arena(), num("-1"))), S("null 6"));
    EXPECT_STR(shown(num_exp(test_arena(), num("1"))), S("2.718281828459045235360287471352662"));
    EXPECT_STR(shown(num_ln(test_arena(), num("10"))), S("2.302585092994045684017991454684364"));
    EXPECT_STR(shown(num_ln(test_arena(), num("0"))), S("null 6"));
    EXPECT_STR(shown(num_abs(test_arena(), num("-9223372036854775808"))), S("9223372036854775808"));
    EXPECT_STR(shown(num_negate(test_arena(), num("0"))), S("0"));
    EXPECT_STR(shown(num_strip(test_arena(), num("12.500"))), S("12.5"));
    EXPECT_INT(num_strip(test_arena(), num("1200")).exp, 2);
}

TEST(num_rounding_modes)
{
    /* half even, half up, half down, up, down, floor, ceiling */
    static const struct {
        const char *x;
        int scale;
        const char *want[7];
    } t[] = {
        { "2.5", 0, { "2", "3", "2", "3", "2", "2", "3" } },
        { "-2.5", 0, { "-2", "-3", "-2", "-3", "-2", "-3", "-2" } },
        { "1.115", 2, { "1.12", "1.12", "1.11", "1.12", "1.11", "1.11", "1.12" } },
        { "1.125", 2, { "1.12", "1.13", "1.12", "1.13", "1.12", "1.12", "1.13" } },
        { "-0.001", 2, { "0.00", "0.00", "0.00", "-0.01", "0.00", "-0.01", "0.00" } },
        { "5.5", 6176, { "5.5", "5.5", "5.5", "5.5", "5.5", "5.5", "5.5" } },
        { "1250", -2, { "1200", "1300", "1200", "1300", "1200", "1200", "1300" } },
        { "7", -40, { "0", "0", "0", "1E+40", "0", "0", "1E+40" } },
        { "9999999999999999999999999999999999",
          -1,
          { "1.000000000000000000000000000000000E+34", "1.000000000000000000000000000000000E+34",
            "1.000000000000000000000000000000000E+34", "1.000000000000000000000000000000000E+34",
            "9999999999999999999999999999999990", "9999999999999999999999999999999990",
            "1.000000000000000000000000000000000E+34" } },
    };
    FOR_EACH(t, c)
        for (int m = 0; m < 7; m++)
            EXPECT_STR(shown(num_round(test_arena(), num(c->x), c->scale, (enum dec_round)m)),
                       str_z(c->want[m]));
    EXPECT_STR(shown(num_round(test_arena(), num("1"), 6177, ROUND_DOWN)), S("null 6"));
    EXPECT_STR(shown(num_round(test_arena(), num("1.5"), -6112, ROUND_DOWN)), S("null 6"));
    EXPECT_STR(shown(num_quantize(test_arena(), num("12.5"), 2, ROUND_HALF_EVEN)), S("12.50"));
    EXPECT_STR(shown(num_quantize(test_arena(), num("1"), 40, ROUND_HALF_EVEN)), S("null 5"));
    EXPECT_STR(shown(num_floor(test_arena(), num("-1.5"))), S("-2"));
    EXPECT_STR(shown(num_ceiling(test_arena(), num("-1.5"))), S("-1"));
}

TEST(num_text)
{
    static const struct {
        const char *in, *out, *normal;
    } t[] = {
        { "12.50", "12.50", "12.5" },
        { "-0", "0", "0" },
        { "-0.00", "0.00", "0" },
        { ".5", "0.5", "0.5" },
        { "1E3", "1000", "1000" },
        { "1e-3", "0.001", "0.001" },
        { "0E+9", "0", "0" },
        { "1.5E+40", "1.5E+40", "15000000000000000000000000000000000000000" },
        { "100", "100", "100" },
        { "0.000000000000000000000000000000000000000000001", "1E-45",
          "0.000000000000000000000000000000000000000000001" },
        { "1234567890123456789012345678901234.5", "1234567890123456789012345678901234",
          "1234567890123456789012345678901234" },
        { "1234567890123456789012345678901235.5", "1234567890123456789012345678901236",
          "1234567890123456789012345678901236" },
        { "12345678901234567890123456789012345.0000000000001",
          "1.234567890123456789012345678901235E+34", "12345678901234567890123456789012350" },
        { "99999999999999999999999999999999995", "1.000000000000000000000000000000000E+35",
          "100000000000000000000000000000000000" },
        { "1E-6176", "1E-6176", NULL },
        { "1E-9999999999999999999", "0E-6176", "0" },
    };
    static const char *const bad[] = { "",    "-",  "+5", "5.",  ".",   "1e",  "1e+",
                                       "0x1", " 1", "1 ", "Inf", "NaN", "1,5", "--1" };
    val v;

    FOR_EACH(t, c) {
        buf b;
        buf_init(&b, test_arena(), 0);
        EXPECT_STR(shown(num(c->in)), str_z(c->out));
        num_print_normal(&b, num(c->in));
        if (c->normal)
            EXPECT_STR(buf_str(&b), str_z(c->normal));
    }
    FOR_EACH(bad, b)
        EXPECT_INT(val_number(test_arena(), str_z(*b), &v).code, ERR_SYNTAX);
    EXPECT_INT(val_number(test_arena(), S("1E6145"), &v).code, ERR_RANGE);
    EXPECT_INT(val_number(test_arena(), S("1E99999999999999999999"), &v).code, ERR_RANGE);
}

TEST(num_to_integers)
{
    static const struct {
        const char *in;
        bool ok;
        int64_t want;
    } t[] = {
        { "12", true, 12 },
        { "12.00", true, 12 },
        { "1.2E+3", true, 1200 },
        { "12.5", false, 0 },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "1E+50", false, 0 },
        { "0E+60", true, 0 },
    };
    FOR_EACH(t, c) {
        int64_t got = 0;
        EXPECT_INT(val_to_i64(num(c->in), &got), c->ok);
        EXPECT_INT(got, c->want);
    }
    int64_t minor;
    EXPECT(num_to_minor(num("12.5"), 2, &minor) && minor == 1250);
    EXPECT(num_to_minor(num("-1E+2"), 0, &minor) && minor == -100);
    EXPECT(!num_to_minor(num("0.001"), 2, &minor));
    EXPECT(!num_to_minor(num("1E+30"), 2, &minor));
    EXPECT_STR(shown(num_of_u64(test_arena(), UINT64_MAX)), S("18446744073709551615"));
}

/* ---- the small form against decimal128 ---- */

static uint64_t seed;

static uint64_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static val random_number(void)
{
    static const int64_t edges[] = { 0,    1,         -1,         5,         10,
                                     -100, INT64_MAX, -INT64_MAX, INT64_MIN, 1000000000000000000 };
    int64_t m = draw() % 8 ? (int64_t)draw() >> draw() % 64 : edges[draw() % LEN(edges)];
    int exp = draw() % 4 ? (int)(draw() % 9) - 6 : (int)(draw() % 129) - 64;

    if (draw() % 8)
        return (val){ .tag = V_NUMBER, .exp = (int16_t)exp, .m = m };
    struct dec d = dec_join((struct dec_parts){ draw() % 2, (int)(draw() % 12000) - 6000,
                                                (u128)draw() << (draw() % 48) });
    return num_of_dec(test_arena(), d);
}

static bool identical(val x, val y)
{
    if (x.tag != y.tag || x.tag == V_NULL)
        return x.tag == y.tag;
    return x.tag == V_NUMBER ? x.m == y.m && x.exp == y.exp : memcmp(x.d, y.d, sizeof *x.d) == 0;
}

TEST(num_small_form_is_bit_identical)
{
    static const struct {
        const char *name;
        binary *op;
        bool (*by)(struct dec, struct dec, struct dec *);
    } ops[] = {
        { "+", num_add, dec_add }, { "-", num_sub, dec_sub },         { "*", num_mul, dec_mul },
        { "/", num_div, dec_div }, { "rem", num_remainder, dec_rem },
    };
    int bad = 0;

    seed = 20261121;
    for (int i = 0; i < 200000 && bad < 10; i++) {
        arena_mark m = arena_mark_get(test_arena());
        val x = random_number(), y = random_number();
        const __typeof__(ops[0]) *op = &ops[draw() % LEN(ops)];
        struct dec r;
        val got = op->op(test_arena(), x, y), want = val_null();
        bool divides = op->op == num_div || op->op == num_remainder;
        if (!(divides && num_sign(y) == 0) && op->by(num_dec(x), num_dec(y), &r))
            want = num_of_dec(test_arena(), r);
        if (!identical(got, want) && ++bad)
            test_fail(__FILE__, __LINE__, "%.*s %s %.*s is %.*s, expected %.*s", STR_ARG(shown(x)),
                      op->name, STR_ARG(shown(y)), STR_ARG(shown(got)), STR_ARG(shown(want)));
        int c = num_cmp(x, y), d = dec_cmp(num_dec(x), num_dec(y));
        if (c != d && ++bad)
            test_fail(__FILE__, __LINE__, "%.*s against %.*s: %d, expected %d", STR_ARG(shown(x)),
                      STR_ARG(shown(y)), c, d);
        arena_rewind(test_arena(), m);
    }
}

TEST(num_text_round_trips)
{
    seed = 7;
    for (int i = 0; i < 50000; i++) {
        arena_mark m = arena_mark_get(test_arena());
        val x = random_number(), y;
        if (failed(val_number(test_arena(), shown(x), &y)) || num_cmp(x, y) != 0) {
            test_fail(__FILE__, __LINE__, "%.*s", STR_ARG(shown(x)));
            return;
        }
        arena_rewind(test_arena(), m);
    }
}

/* Lines "base exponent result" calculated elsewhere with 120 digits and rounded once. */
TEST(num_whole_powers_are_exact)
{
    str rest = test_file("tests/value/powers.txt"), line;
    int n = 0;

    EXPECT(rest.p != NULL);
    while (str_next(&rest, '\n', &line)) {
        str x, y, want;
        val b, e, w;
        if (!line.n || line.p[0] == '#')
            continue;
        str_cut(line, ' ', &x, &y);
        str_cut(y, ' ', &y, &want);
        EXPECT_OK(val_number(test_arena(), x, &b));
        EXPECT_OK(val_number(test_arena(), y, &e));
        EXPECT_OK(val_number(test_arena(), want, &w));
        val got = num_pow(test_arena(), b, e);
        if (!val_equal(got, w))
            test_fail(__FILE__, __LINE__, "%.*s ** %.*s is %.*s", STR_ARG(x), STR_ARG(y),
                      STR_ARG(shown(got)));
        n++;
    }
    EXPECT(n >= 300);
}
