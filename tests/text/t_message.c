#include "tests/check.h"
#include "text/message.h"

static struct locale *open(const char *tag)
{
    struct locale *l = NULL;

    EXPECT_OK(locale_open(test_arena(), str_z(tag), S("Asia/Ho_Chi_Minh"), &l));
    return l;
}

static str formatted(struct locale *l, const char *text, const char *args)
{
    struct message *m;
    struct text_error where = { 0 };
    val v;

    EXPECT_OK(val_from_json(test_arena(), str_z(args), NULL, &v, NULL));
    if (failed(message_parse(test_arena(), locale_tag(l), str_z(text), &m, &where)))
        return str_fmt(test_arena(), "%d:%d %s", where.line, where.column, where.what);
    return message_format(test_arena(), l, m, v);
}

TEST(message_arguments)
{
    static const struct {
        const char *text, *args, *want;
    } t[] = {
        { "Hello {name}!", "{\"name\":\"An\"}", "Hello An!" },
        { "It's {a}, isn''t it? '{a}' '{'", "{\"a\":1}", "It's 1, isn't it? {a} {" },
        { "{child.name} and {nobody}", "{\"child\":{\"name\":\"Mai\"}}", "Mai and {nobody}" },
        { "{n, number} {n, number, integer} {p, number, percent}", "{\"n\":1234567.50,\"p\":0.125}",
          "1,234,567.50 1,234,568 12.5%" },
        { "{m, money, EUR} {v, money, VND}", "{\"m\":1234.5,\"v\":50000}",
          "\xe2\x82\xac"
          "1,234.50 \xe2\x82\xab"
          "50,000" },
        { "{d, date} | {d, date, short} | {d, date, full}", "{\"d\":\"2026-03-02\"}",
          "March 2, 2026 | 03/02/2026 | Monday, March 2, 2026" },
        { "{t, time}", "{\"t\":\"14:05:00\"}", "2:05\xe2\x80\xafPM" },
        { "{i, datetime, short}", "{\"i\":\"2026-03-02T18:30:00Z\"}",
          "03/03/2026, 1:30\xe2\x80\xaf"
          "AM" },
        { "{n, plural, =0 {none} one {# file} other {# files}}", "{\"n\":0}", "none" },
        { "{n, plural, =0 {none} one {# file} other {# files}}", "{\"n\":1}", "1 file" },
        { "{n, plural, =0 {none} one {# file} other {# files}}", "{\"n\":1.0}", "1.0 files" },
        { "{n, plural, =0 {none} one {# file} other {# files}}", "{\"n\":1000}", "1,000 files" },
        { "{n, plural, offset:1 =1 {only {x}} one {{x} and # other} other {{x} and # others}}",
          "{\"n\":2,\"x\":\"A\"}", "A and 1 other" },
        { "{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}", "{\"n\":23}", "23rd" },
        { "{g, select, female {her} male {his} other {their}} {g}", "{\"g\":\"male\"}",
          "his male" },
        { "{g, select, female {her} male {his} other {their}}", "{}", "their" },
        { "{l}", "{\"l\":[\"a\",\"b\",\"c\"]}", "a, b, and c" },
        { "{n, plural, one {'#' is #} other {}}", "{\"n\":1}", "# is 1" },
        { "{d, date}", "{\"d\":\"soon\"}", "{d}" },
        { "# is a hash", "{}", "# is a hash" },
    };
    struct locale *l = open("en");
    FOR_EACH(t, c)
        EXPECT_STR(formatted(l, c->text, c->args), str_z(c->want));
}

TEST(message_in_other_languages)
{
    static const struct {
        const char *tag, *text, *args, *want;
    } t[] = {
        { "vi", "{n, plural, other {# t\xe1\xbb\x87p}}", "{\"n\":1234}", "1.234 t\xe1\xbb\x87p" },
        { "vi", "{d, date}", "{\"d\":\"2026-03-02\"}", "2 th\xc3\xa1ng 3 n\xc4\x83m 2026" },
        { "pl", "{n, plural, one {#a} few {#b} many {#c} other {#d}}", "{\"n\":22}", "22b" },
        { "pl", "{n, plural, one {#a} few {#b} many {#c} other {#d}}", "{\"n\":25}", "25c" },
        { "pl", "{n, plural, one {#a} few {#b} many {#c} other {#d}}", "{\"n\":1.5}", "1,5d" },
        { "ar", "{n, plural, zero {z} one {o} two {t} few {f} many {m} other {x}}", "{\"n\":3}",
          "f" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(formatted(open(c->tag), c->text, c->args), str_z(c->want));
}

TEST(message_refusals_name_their_place)
{
    static const struct {
        const char *text;
        int code, column;
    } t[] = {
        { "a {b", ERR_SYNTAX, 5 },
        { "a } b", ERR_SYNTAX, 3 },
        { "{}", ERR_SYNTAX, 2 },
        { "{n, spellout}", ERR_UNSUPPORTED, 13 },
        { "{n, number, scientific}", ERR_UNSUPPORTED, 23 },
        { "{n, plural, one {x}}", ERR_SYNTAX, 21 },
        { "{n, plural, one {x} one {y} other {z}}", ERR_SYNTAX, 25 },
        { "{n, plural, few {x} other {z}}", ERR_SYNTAX, 17 },
        { "{n, money}", ERR_SYNTAX, 10 },
        { "{n, money, XXQ}", ERR_UNSUPPORTED, 15 },
        { "{n, select, a {x} other {y}", ERR_SYNTAX, 28 },
    };
    FOR_EACH(t, c) {
        struct message *m;
        struct text_error where = { 0 };
        EXPECT_INT(message_parse(test_arena(), S("en"), str_z(c->text), &m, &where).code, c->code);
        if (where.column != c->column)
            test_fail(__FILE__, __LINE__, "%s: column %d, %s", c->text, where.column, where.what);
    }
    buf deep;
    struct message *m;
    buf_init(&deep, test_arena(), 0);
    for (int i = 0; i < 40; i++)
        buf_add(&deep, S("{a, select, other {"));
    EXPECT_INT(message_parse(test_arena(), STR_NULL, buf_str(&deep), &m, NULL).code, ERR_DEPTH);
}

TEST(message_lists_its_arguments)
{
    struct message *m;
    const struct message_arg *args;

    EXPECT_OK(message_parse(
        test_arena(), STR_NULL,
        S("{name} {n, plural, one {{d, date}} other {{name}}} {n} {m, money, EUR}"), &m, NULL));
    EXPECT_INT(message_args(m, &args), 4);
    EXPECT_STR(args[0].name, S("name"));
    EXPECT_INT(args[0].kind, MESSAGE_TEXT);
    EXPECT_INT(args[1].kind, MESSAGE_PLURAL);
    EXPECT_INT(args[2].kind, MESSAGE_DATE);
    EXPECT_INT(args[3].kind, MESSAGE_MONEY);
}

TEST(message_html_escapes_all)
{
    struct message *m;
    struct locale *l = open("en");
    val args;

    EXPECT_OK(val_from_json(test_arena(), S("{\"a\":\"<script>\"}"), NULL, &args, NULL));
    EXPECT_OK(message_parse(test_arena(), S("en"), S("<b>{a}</b> & {b}"), &m, NULL));
    EXPECT_STR(message_format_html(test_arena(), l, m, args).s,
               S("&lt;b&gt;&lt;script&gt;&lt;/b&gt; &amp; {b}"));
}
