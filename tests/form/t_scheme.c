#include "tests/check.h"

#include "form/scheme.h"

static const struct number_scheme national = { S_INIT("n"), S_INIT("DDDDDDDDDDC"), SCHEME_MOD11_10,
                                               S_INIT("") };

TEST(check_digits_agree_with_the_standards_examples)
{
    static const struct {
        struct number_scheme s;
        const char *full;
    } t[] = {
        { { S_INIT("luhn"), S_INIT("DDDDDDDDDDC"), SCHEME_LUHN, S_INIT("") }, "79927398713" },
        { { S_INIT("iso"), S_INIT("DDDDC"), SCHEME_MOD11_10, S_INIT("") },
          "07945" }, /* ISO/IEC 7064, 8.4 */
        { { S_INIT("iso97"), S_INIT("DDDDDDCC"), SCHEME_MOD97_10, S_INIT("") }, "79444499" + 0 },
        { { S_INIT("verhoeff"), S_INIT("DDDC"), SCHEME_VERHOEFF, S_INIT("") }, "2363" },
    };
    FOR_EACH(t, c) {
        str full = str_z(c->full), out;
        if (c->s.check == SCHEME_MOD97_10) { /* the whole number leaves 1 when divided by 97 */
            EXPECT_OK(scheme_make(test_arena(), &c->s, 794444, 2026, &out));
            int64_t n = 0;
            EXPECT_OK(str_to_i64(out, &n));
            EXPECT_INT(n % 97, 1);
            continue;
        }
        EXPECT_OK(scheme_read(test_arena(), &c->s, full, &out));
        EXPECT_STR(out, full);
    }
}

TEST(signs_and_own_weights_agree_with_numbers_in_use)
{
    static const uint16_t isbn[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2 },
                          ean[] = { 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3 }, few[] = { 3, 2 };
    static const struct number_scheme
        orcid = { .pattern = S_INIT("DDDD-DDDD-DDDD-DDDC"), .check = SCHEME_MOD11_2 },
        grid = { .pattern = S_INIT("##-#####-##########-C"), .check = SCHEME_MOD37_36 },
        part = { .pattern = S_INIT("A#-###-C"), .check = SCHEME_MOD37_36 },
        book = { .pattern = S_INIT("DDDDDDDDDC"),
                 .check = SCHEME_WEIGHTS,
                 .own = { isbn, 9, 11, false, S_INIT("0123456789X") } },
        article = { .pattern = S_INIT("DDDDDDDDDDDDC"),
                    .check = SCHEME_WEIGHTS,
                    .own = { ean, 12, 10, false, S_INIT("0123456789") } },
        holes = { .pattern = S_INIT("DDC"),
                  .check = SCHEME_WEIGHTS,
                  .own = { few, 2, 11, true, S_INIT("0123456789") } };
    static const struct {
        const struct number_scheme *s;
        const char *typed, *want;
    } t[] = {
        { &orcid, "0000-0002-1825-0097", "0000-0002-1825-0097" },
        { &orcid, "000000021694233x", "0000-0002-1694-233X" },
        { &orcid, "0000-0002-1694-2330", NULL },
        { &book, "0306406152", "0306406152" },
        { &book, "0-8044-2957-x", "080442957X" },
        { &book, "0306406153", NULL },
        { &article, "4006381333931", "4006381333931" },
        { &article, "4006381333932", NULL },
    };
    str out;

    FOR_EACH(t, c) {
        err e = scheme_read(test_arena(), c->s, str_z(c->typed), &out);
        EXPECT(failed(e) == (c->want == NULL));
        if (c->want)
            EXPECT_STR(out, str_z(c->want));
    }
    EXPECT(!scheme_valid(&grid)); /* more than 64 bits tell apart */
    EXPECT_INT(scheme_capacity(&part), 36 * 36 * 36 * 36);
    EXPECT_OK(scheme_make(test_arena(), &part, 36 * 36 * 36 * 11 + 35, 2026, &out));
    EXPECT_STR(str_sub(out, 0, 6), S("AB-00Z"));
    EXPECT_OK(scheme_read(test_arena(), &part, out, &out));
    /* 3 * 1 + 2 * 9 leaves 10, for which there is no sign */
    EXPECT(scheme_make(test_arena(), &holes, 19, 2026, &out).code == ERR_CONFLICT);
    EXPECT_OK(scheme_make(test_arena(), &holes, 18, 2026, &out));
    EXPECT_STR(out, S("188"));
}

/* The signs A12425GABC1234002 of ISO 17316's and the GRid standard's own example end with M. */
TEST(mod_37_36_gives_the_sign_of_the_standard)
{
    static const struct number_scheme s = { .pattern = S_INIT("#########C"),
                                            .check = SCHEME_MOD37_36 };
    str out, back;

    EXPECT_OK(scheme_make(test_arena(), &s, 0, 2026, &out));
    for (uint64_t serial = 1; serial < 100000000; serial = serial * 7 + 5) {
        EXPECT_OK(scheme_make(test_arena(), &s, serial, 2026, &out));
        char wrong[10];
        memcpy(wrong, out.p, 10);
        size_t at = serial % 10;
        wrong[at] = wrong[at] == 'Z' ? '0' : wrong[at] == '9' ? 'A' : (char)(wrong[at] + 1);
        EXPECT(scheme_read(test_arena(), &s, str_of(wrong, 10), &back).code == ERR_RANGE);
    }
}

TEST(every_made_number_reads_back_and_no_single_error_does)
{
    static const enum scheme_check checks[] = { SCHEME_LUHN, SCHEME_MOD11_10, SCHEME_VERHOEFF };
    FOR_EACH(checks, check) {
        struct number_scheme s = national;
        s.check = *check;
        for (uint64_t serial = 0; serial < 3000; serial += 37) {
            str out, back;
            EXPECT_OK(
                scheme_make(test_arena(), &s, serial * 1234567 % scheme_capacity(&s), 2026, &out));
            EXPECT_OK(scheme_read(test_arena(), &s, out, &back));
            char wrong[11];
            memcpy(wrong, out.p, 11);
            size_t at = serial % 11;
            wrong[at] = wrong[at] == '9' ? '0' : (char)(wrong[at] + 1);
            err e = scheme_read(test_arena(), &s, str_of(wrong, 11), &back);
            EXPECT(failed(e) && e.code == ERR_RANGE);
        }
    }
}

TEST(numbers_are_read_as_people_write_them)
{
    static const struct number_scheme s = { S_INIT("case"), S_INIT("BR-YYYY-DDDDDD"), SCHEME_NONE,
                                            S_INIT("") };
    static const struct {
        const char *typed;
        const char *want;
    } t[] = {
        { "BR-2026-000042", "BR-2026-000042" },
        { " br 2026 000042 ", "BR-2026-000042" },
        { "br2026000042", "BR-2026-000042" },
        { "BR-2026-00004", NULL },
        { "BR-2026-0000423", NULL },
        { "XR-2026-000042", NULL },
        { "", NULL },
    };
    str made;
    EXPECT_OK(scheme_make(test_arena(), &s, 42, 2026, &made));
    EXPECT_STR(made, S("BR-2026-000042"));
    EXPECT(failed(scheme_make(test_arena(), &s, 1000000, 2026, &made)));
    FOR_EACH(t, c) {
        str out = S("");
        bool ok = !failed(scheme_read(test_arena(), &s, str_z(c->typed), &out));
        EXPECT(ok == (c->want != NULL));
        if (c->want)
            EXPECT_STR(out, str_z(c->want));
    }
}

TEST(patterns_that_cannot_be_used_are_refused)
{
    static const struct {
        const char *pattern;
        enum scheme_check check;
        bool ok;
    } t[] = {
        { "DDDC", SCHEME_LUHN, true },      { "DDD", SCHEME_LUHN, false },
        { "DDDCC", SCHEME_LUHN, false },    { "CDDD", SCHEME_LUHN, false },
        { "DDDCC", SCHEME_MOD97_10, true }, { "YYDDD", SCHEME_NONE, false },
        { "ABC", SCHEME_NONE, false },      { "DDDDDDDDDDDDDDDDDDD", SCHEME_NONE, false },
    };
    FOR_EACH(t, c) {
        struct number_scheme s = { .pattern = str_z(c->pattern), .check = c->check };
        EXPECT(scheme_valid(&s) == c->ok);
    }
}
