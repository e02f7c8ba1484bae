#include "tests/check.h"
#include "text/locale.h"

static struct locale *open(const char *tag, const char *zone)
{
    struct locale *l = NULL;

    EXPECT_OK(locale_open(test_arena(), str_z(tag), str_z(zone), &l));
    return l;
}

static val num(const char *s)
{
    val v = val_null();

    EXPECT_OK(val_number(test_arena(), str_z(s), &v));
    return v;
}

TEST(locale_numbers_are_exact)
{
    static const struct {
        const char *tag, *in, *out;
    } t[] = {
        { "en", "12345678901234567890.1234567890", "12,345,678,901,234,567,890.1234567890" },
        { "de", "1234.50", "1.234,50" },
        { "vi", "-0.005", "-0,005" },
        { "en-IN", "1234567", "12,34,567" },
        { "en", "1E+3", "1,000" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(locale_number(test_arena(), open(c->tag, "UTC"), num(c->in)), str_z(c->out));
    EXPECT_STR(locale_decimal(test_arena(), open("en", "UTC"), num("2.345"), 2), S("2.34"));
    EXPECT_STR(locale_decimal(test_arena(), open("en", "UTC"), num("1E+33"), 2),
               S("1,000,000,000,000,000,000,000,000,000,000,000"));
    EXPECT_STR(locale_percent(test_arena(), open("en", "UTC"), num("0.10")), S("10%"));
    EXPECT_STR(locale_number(test_arena(), open("en", "UTC"), val_null()), S(""));
}

TEST(locale_money_by_currency)
{
    static const struct {
        const char *tag, *in, *currency, *out;
    } t[] = {
        { "en", "10", "EUR",
          "\xe2\x82\xac"
          "10.00" },
        { "en", "10.5", "VND",
          "\xe2\x82\xab"
          "10.5" },
        { "en", "10.500", "USD", "$10.50" },
        { "en", "10.555", "USD", "$10.555" },
        { "vi", "50000", "VND", "50.000\xc2\xa0\xe2\x82\xab" },
        { "en", "90071992547409.93", "EUR",
          "\xe2\x82\xac"
          "90,071,992,547,409.93" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(locale_money(test_arena(), open(c->tag, "UTC"), num(c->in), str_z(c->currency)),
                   str_z(c->out));
    EXPECT_INT(currency_decimals(S("EUR")), 2);
    EXPECT_INT(currency_decimals(S("VND")), 0);
    EXPECT_INT(currency_decimals(S("BHD")), 3);
    EXPECT_INT(currency_decimals(S("QQQ")), -1);
    EXPECT_INT(currency_decimals(S("euro")), -1);
}

TEST(locale_dates)
{
    struct locale *en = open("en-GB", "Europe/Paris"), *vi = open("vi", "Asia/Ho_Chi_Minh");
    day d = day_of(2026, 3, 2);
    instant t;

    EXPECT_STR(locale_date(test_arena(), en, d, DATE_SHORT), S("02/03/2026"));
    EXPECT_STR(locale_date(test_arena(), en, d, DATE_LONG), S("2 March 2026"));
    EXPECT_STR(locale_date(test_arena(), en, d, DATE_WEEKDAY), S("Monday, 2 March 2026"));
    EXPECT_STR(locale_date(test_arena(), en, d, DATE_MONTH), S("March 2026"));
    EXPECT_STR(locale_date(test_arena(), vi, d, DATE_SHORT), S("02/03/2026"));
    EXPECT_STR(locale_date(test_arena(), vi, d, DATE_LONG), S("2 tháng 3 năm 2026"));
    EXPECT_STR(locale_date(test_arena(), vi, d, DATE_WEEKDAY),
               S("Thứ Hai, ngày 2 tháng 3 năm 2026"));
    EXPECT_STR(locale_date(test_arena(), vi, d, DATE_MONTH), S("tháng 3 năm 2026"));
    EXPECT_STR(locale_date(test_arena(), en, day_of(1500, 3, 1), DATE_LONG), S("1 March 1500"));
    EXPECT_STR(locale_date(test_arena(), en, day_of(999999999, 3, 1), DATE_LONG),
               S("999999999-03-01"));
    EXPECT_OK(instant_parse(S("2026-07-01T22:30:00Z"), &t));
    EXPECT_STR(locale_date_time(test_arena(), en, t, DATE_LONG), S("2 July 2026 at 00:30"));
    EXPECT_STR(locale_date_time(test_arena(), vi, t, DATE_LONG),
               S("lúc 5:30 ngày 2 tháng 7 năm 2026"));
    EXPECT_STR(locale_time(test_arena(), en, 9 * 3600 + 5 * 60), S("09:05"));
    EXPECT_STR(locale_relative_days(test_arena(), en, 3), S("in 3 days"));
    EXPECT_STR(locale_relative_days(test_arena(), en, -1), S("yesterday"));
    EXPECT_STR(locale_relative(test_arena(), en, 2, RELATIVE_HOUR), S("in 2 hours"));
}

TEST(locale_words)
{
    struct locale *en = open("en-GB", "UTC"), *vi = open("vi", "UTC"), *ar = open("ar", "UTC"),
                  *tr = open("tr", "UTC");
    str abc[] = { S("a"), S("b"), S("c") };

    EXPECT_STR(locale_and(test_arena(), en, abc, 3), S("a, b and c"));
    EXPECT_STR(locale_or(test_arena(), en, abc, 2), S("a or b"));
    EXPECT_STR(locale_and(test_arena(), en, abc, 0), S(""));
    EXPECT(locale_compare(en, S("\xc3\xa9t\xc3\xa9"), S("eta")) > 0);
    EXPECT(locale_compare(en, S("Zoo"), S("apple")) > 0);
    EXPECT_INT(locale_compare(vi, S("x"), S("x")), 0);
    EXPECT_STR(locale_name(test_arena(), vi), S("Ti\xe1\xba\xbfng Vi\xe1\xbb\x87t"));
    EXPECT_STR(locale_name_of(test_arena(), en, S("vi")), S("Vietnamese"));
    EXPECT(locale_rtl(ar) && !locale_rtl(en));
    EXPECT_STR(locale_upper(test_arena(), tr, S("i")), S("\xc4\xb0"));
    EXPECT_STR(locale_lower(test_arena(), en, S("I")), S("i"));
}

TEST(locale_refuses_what_it_cannot)
{
    struct locale *l;

    EXPECT_INT(locale_open(test_arena(), S("no such"), S("UTC"), &l).code, ERR_SYNTAX);
    EXPECT_INT(locale_open(test_arena(), S(""), S("UTC"), &l).code, ERR_SYNTAX);
    EXPECT_INT(locale_open(test_arena(), S("tlh"), S("UTC"), &l).code, ERR_RANGE);
    EXPECT_INT(locale_open(test_arena(), S("en"), S("Nowhere/City"), &l).code, ERR_RANGE);
}
