#include "iso20022/money.h"
#include "tests/check.h"

TEST(money_is_whole_minor_units)
{
    static const struct {
        const char *text, *currency;
        bool ok;
        int64_t minor;
    } t[] = {
        { "12.50", "EUR", true, 1250 },
        { "12.5", "EUR", true, 1250 },
        { "12", "EUR", true, 1200 },
        { "0.01", "EUR", true, 1 },
        { "12.505", "EUR", false, 0 },
        { "12.500", "EUR", true, 1250 },
        { "12000", "VND", true, 12000 },
        { "12000.5", "VND", false, 0 },
        { "1.234", "KWD", true, 1234 },
        { "1.00", "XQZ1", false, 0 },
        { "", "EUR", false, 0 },
        { ".5", "EUR", false, 0 },
        { "5.", "EUR", false, 0 },
        { "1.2.3", "EUR", false, 0 },
        { "-1.00", "EUR", false, 0 },
        { "1e3", "EUR", false, 0 },
        { "99999999999999.99", "EUR", false, 0 },
        { "9999999999999.99", "EUR", true, 999999999999999 },
    };
    FOR_EACH(t, c) {
        int64_t got = -1;
        bool ok = money_read(test_arena(), str_z(c->text), str_z(c->currency), &got);
        if (ok != c->ok || (ok && got != c->minor))
            test_fail(__FILE__, __LINE__, "%s %s gives %d, %lld", c->text, c->currency, ok,
                      (long long)got);
    }
}

TEST(money_of_a_number_keeps_every_digit)
{
    int64_t got = 0;
    val v;

    EXPECT_OK(val_number(test_arena(), S("65E-1"), &v));
    EXPECT(money_of(v, S("EUR"), &got) && got == 650);
    EXPECT_OK(val_number(test_arena(), S("7E2"), &v));
    EXPECT(money_of(v, S("EUR"), &got) && got == 70000);
    EXPECT(!money_of(val_null(), S("EUR"), &got));
    EXPECT(!money_of(val_int(INT64_MAX), S("EUR"), &got));
    EXPECT_STR(money_text(test_arena(), 650, S("EUR")), S("6.50"));
    EXPECT_STR(money_text(test_arena(), 5, S("EUR")), S("0.05"));
    EXPECT_STR(money_text(test_arena(), 12000, S("VND")), S("12000"));
}

/* The first two are those of ISO 11649's own example and of the Finnish guideline. */
TEST(references_are_checked_by_their_digits)
{
    static const struct {
        const char *typed, *want;
    } t[] = {
        { "RF18 5390 0754 7034", "RF18539007547034" },
        { "rf18539007547034", "RF18539007547034" },
        { "RF18 5390 0754 7035", NULL },
        { "RF19 5390 0754 7034", NULL },
        { "RF69 1000 01", "RF69100001" },
        { "RF96 1000 01", NULL },
        { "18 5390 0754 7034", NULL },
        { "RF", NULL },
        { "", NULL },
        { "RF18-5390", NULL },
    };
    FOR_EACH(t, c) {
        str got = STR_NULL;
        bool ok = rf_read(test_arena(), str_z(c->typed), &got);
        if (ok != (c->want != NULL) || (ok && !str_eq(got, str_z(c->want))))
            test_fail(__FILE__, __LINE__, "%s", c->typed);
    }
    for (uint64_t n = 1; n < 2000; n += 7) {
        str made = rf_make(test_arena(), n), got;
        EXPECT(rf_read(test_arena(), made, &got) && str_eq(got, made));
    }
    EXPECT_STR(rf_make(test_arena(), 100001), S("RF69100001"));
    EXPECT_STR(rf_shown(test_arena(), S("RF69100001")), S("RF69 1000 01"));
}

TEST(references_are_found_among_words)
{
    static const struct {
        const char *text, *want;
    } t[] = {
        { "fee RF69 1000 01 thanks", "RF69100001" },
        { "RF69100001", "RF69100001" },
        { "your ref.: rf69 100001, case 2026-1", "RF69100001" },
        { "RF96100001 or RF69100001", "RF69100001" },
        { "SURF69100001", NULL },
        { "birth certificate", NULL },
        { "RF69 1000 02", NULL },
        { "", NULL },
    };
    FOR_EACH(t, c) {
        str got = STR_NULL;
        bool ok = rf_find(test_arena(), str_z(c->text), &got);
        if (ok != (c->want != NULL) || (ok && !str_eq(got, str_z(c->want))))
            test_fail(__FILE__, __LINE__, "%s: %.*s", c->text, STR_ARG(got));
    }
}

TEST(text_is_cut_at_whole_characters)
{
    EXPECT_STR(text_cut(S("Weiß"), 4), S("Wei"));
    EXPECT_STR(text_cut(S("Weiß"), 5), S("Weiß"));
    EXPECT_STR(text_cut(S("Wei"), 9), S("Wei"));
}
