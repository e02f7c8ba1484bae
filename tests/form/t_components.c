/* Components of form-js and kinds of question beyond plain text, one by one. */
#include "form_test.h"
#include "form/compile.h"
#include "form/typed.h"

static str doc(const char *components)
{
    return str_fmt(test_arena(), "{\"type\":\"default\",\"components\":[%s]}", components);
}

#define ONE(type, rest) "{\"type\":\"" type "\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\"" rest "}"
#define TWO(type, rest)                                                                            \
    "{\"type\":\"number\",\"id\":\"n\",\"key\":\"n\",\"label\":\"N\",\"properties\":{\"page\":"    \
    "\"p\",\"page.title\":\"T\"}},{\"type\":\"" type                                               \
    "\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"properties\":{\"page\":\"p\"}" rest "}"

static str found(const char *components)
{
    struct findings f = { .a = test_arena() };
    struct form *form;
    if (!failed(form_parse(test_arena(), doc(components), &f, &form)))
        return S("");
    EXPECT(f.v.n > 0 && f.v.v[0].repair.n > 0);
    return f.v.v[0].code;
}

TEST(what_a_component_lacks_is_named)
{
    static const struct {
        const char *component, *code;
    } t[] = {
        { ONE("iframe", ""), "form.unsupported" },
        { ONE("number", ",\"properties\":{\"kind\":\"money\",\"currency\":\"EUR,CHF\",\"check\":"
                        "\"=a.amount > 1\",\"check.text\":\"x\"}"),
          "" },
        { ONE("textfield", ",\"properties\":{\"kind\":\"signature\",\"check\":\"=a.name != lang\","
                           "\"check.text\":\"x\"}"),
          "" },
        { ONE("textfield", ",\"properties\":{\"kind\":\"location\",\"check\":\"=a.latitude > 0\","
                           "\"check.text\":\"x\"}"),
          "" },
        { ONE("button", ",\"action\":\"reset\""), "" },
        { "{\"type\":\"button\",\"id\":\"a\",\"action\":\"reset\"}", "form.label" },
        { "{\"type\":\"image\",\"id\":\"a\",\"alt\":\"x\",\"source\":\"https://x.org/a.png\"}",
          "form.image" },
        { "{\"type\":\"image\",\"id\":\"a\",\"alt\":\"x\","
          "\"source\":\"data:image/svg+xml;base64,PHN2ZyAvPjxhPjwvYT4=\"}",
          "form.image" },
        { "{\"type\":\"image\",\"id\":\"a\",\"source\":\"data:image/png;base64,iVBORw0KGgoAAAA=\"}",
          "form.alt" },
        { "{\"type\":\"image\",\"id\":\"a\",\"alt\":\"x\","
          "\"source\":\"data:image/png;base64,iVBORw0KGgoAAAA=\"}",
          "" },
        { "{\"type\":\"image\",\"id\":\"a\",\"alt\":\"{{lang}}\",\"source\":\"=lang\"}", "" },
        { ONE("table", ",\"dataSource\":\"=[1]\""), "form.columns" },
        { ONE("table", ",\"dataSource\":\"=[1]\",\"columns\":[{\"label\":\"x\"}]"),
          "form.columns" },
        { ONE("table", ",\"dataSource\":\"=[1]\",\"columnsExpression\":\"=[]\""), "" },
        { ONE("documentPreview", ",\"dataSource\":\"=1 +\""), "form.expression" },
        { ONE("textfield", ",\"readonly\":\"=1 +\""), "form.expression" },
        { ONE("textfield", ",\"validate\":{\"minLength\":\"=1 +\"}"), "form.expression" },
        { ONE("textfield", ",\"validate\":{\"minLength\":\"x\"}"), "form.number" },
        { ONE("textfield", ",\"layout\":{\"row\":\"r\",\"columns\":17}"), "form.layout" },
        { ONE("textfield", ",\"layout\":{\"width\":1}"), "form.unsupported" },
        { ONE("textfield", ",\"appearance\":{\"suffixAdorner\":\"{{1 +}}\"}"), "form.expression" },
        { ONE("filepicker", ",\"multiple\":\"=1 +\""), "form.expression" },
        { ONE("filepicker", ",\"properties\":{\"reuse\":\"P1Y\"}"), "form.reuse" },
        { ONE("filepicker", ",\"properties\":{\"evidence\":\"x\",\"reuse\":\"soon\"}"),
          "form.reuse" },
        { ONE("textfield", ",\"properties\":{\"kind\":\"phone\",\"calling_code\":\"43\"}"),
          "form.calling_code" },
        { ONE("dynamiclist", ",\"path\":\"l\",\"defaultRepetitions\":101,\"components\":[]"),
          "form.items" },
        { ONE("checkbox", ",\"properties\":{\"kind\":\"signature\"}"), "form.kind" },
        { ONE("html", ",\"content\":\"<script>1</script>\""), "form.html" },
        { ONE("html", ",\"content\":\"<p onclick=\\\"x\\\">a</p>\""), "form.html" },
        { ONE("html", ",\"content\":\"<p style=\\\"x\\\">a</p>\""), "form.html" },
        { ONE("html", ",\"content\":\"<img src=\\\"x\\\">\""), "form.html" },
        { ONE("html", ",\"content\":\"<b>x</i></b>\""), "form.html" },
        { ONE("html", ",\"content\":\"<p>{{1 +}}</p>\""), "form.text" },
        { ONE("html", ",\"content\":\"<a href=\\\"javascript:x\\\">a</a>\""), "form.text" },
        { ONE("html", ",\"content\":\"<div class=\\\"x\\\"><p>a &amp; b</p></div>\""), "" },
    };
    FOR_EACH(t, c)
        if (!str_eq(found(c->component), str_z(c->code)))
            test_fail(__FILE__, __LINE__, "%s: %.*s, expected %s", c->component,
                      STR_ARG(found(c->component)), c->code);
}

TEST(html_of_the_safe_subset_becomes_a_letter)
{
    static const struct {
        const char *html, *want;
    } t[] = {
        { "<p>a <b>b</b> <i>c</i></p>", "<p>a <strong>b</strong> <em>c</em></p>" },
        { "<h2>T</h2>text", "<h2>T</h2><p>text</p>" },
        { "<ul><li>a</li><li>b <a href=\"/x\">c</a></li></ul>",
          "<ul><li>a</li><li>b <a href=\"/x\">c</a></li></ul>" },
        { "<ol><li>a</li></ol>", "<ol><li>a</li></ol>" },
        { "<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>" },
        { "<p>1 * 2 _x_ [a](b) # &lt;b&gt; `c`</p>", "<p>1 * 2 _x_ [a](b) # &lt;b&gt; `c`</p>" },
        { "<p>{{x}}</p>", "<p>&lt;i&gt;</p>" },
        { "<p>a<br>b</p>", "<p>a<br>b</p>" },
        { "<!-- no --><p>a</p>", "<p>a</p>" },
        { "<p>a</p><hr/><p>b</p>", "<p>a</p><hr><p>b</p>" },
        { "<blockquote><p>a</p></blockquote>", "<blockquote><p>a</p></blockquote>" },
        { "a < b", "<p>a &lt; b</p>" },
        { "<style>p{}</style><p>a</p>", "<p>a</p>" },
    };
    FOR_EACH(t, c) {
        struct findings f = { .a = test_arena() };
        struct letter *l = NULL;
        struct letter_doc *d = NULL;
        struct feel_env env;
        feel_env_init(&env, test_arena(), (instant){ 0 });
        str text = markup_letter(test_arena(), str_z(c->html), NULL, NULL);
        EXPECT_OK(letter_parse(test_arena(), text, &f, &l));
        EXPECT_OK(letter_render(test_arena(), l, json("{\"x\":\"<i>\"}"), &env, NULL, &d, NULL));
        str got = letter_html(test_arena(), d, 0).s;
        buf bare; /* classes and line ends are the letter's affair */
        buf_init(&bare, test_arena(), got.n);
        for (size_t i = 0; i < got.n; i++) {
            size_t end = str_starts(str_from(got, i), S(" class=\""))
                             ? str_find_char(got, '"', i + 8) + 1
                             : i;
            i = end;
            if (got.p[i] != '\n')
                buf_char(&bare, got.p[i]);
        }
        if (!str_eq(buf_str(&bare), str_z(c->want)))
            test_fail(__FILE__, __LINE__, "%s: %.*s\nby %.*s\nexpected %s", c->html,
                      STR_ARG(buf_str(&bare)), STR_ARG(text), c->want);
    }
}

/* Posts to the only page: the answer as JSON, or the key of the error. */
static str post(const char *components, const char *posted)
{
    const struct form *form = form_of(doc(components));
    struct form_env env = env_of();
    struct form_errors e;
    val answers;
    if (failed(form_read_page(form, (struct form_at){ 0 }, json(posted), json("{}"), &env, &answers,
                              &e)))
        return e.v.n ? e.v.v[0].key : S("?");
    return val_json_str(test_arena(), val_get(answers, S("a")));
}

TEST(kinds_of_question_become_typed_values)
{
    static const struct {
        const char *component, *posted, *want;
    } t[] = {
        { ONE("textfield", ",\"properties\":{\"kind\":\"signature\"}"), "{\"a\":\" Lena  \"}",
          "{\"name\":\"Lena\",\"on\":\"2026-03-02\"}" },
        { ONE("textfield",
              ",\"properties\":{\"kind\":\"signature\"},\"validate\":{\"required\":true}"),
          "{\"a\":\"\"}", "form.required_signature" },
        { ONE("textfield", ",\"properties\":{\"kind\":\"location\"}"),
          "{\"a-text\":\"x\",\"a-latitude\":\"48.5\",\"a-longitude\":\"-16.25\"}",
          "{\"text\":\"x\",\"latitude\":48.5,\"longitude\":-16.25}" },
        { ONE("textfield", ",\"properties\":{\"kind\":\"location\"}"), "{\"a-text\":\"x\"}",
          "{\"text\":\"x\"}" },
        { ONE("textfield", ",\"properties\":{\"kind\":\"location\"}"),
          "{\"a-latitude\":\"90.1\",\"a-longitude\":\"1\"}", "form.degrees" },
        { ONE("textfield", ",\"properties\":{\"kind\":\"location\"}"),
          "{\"a-latitude\":\"north\",\"a-longitude\":\"1\"}", "form.degrees" },
        { ONE("textfield", ",\"properties\":{\"kind\":\"location\"}"), "{\"a-latitude\":\"9\"}",
          "form.location_parts" },
        { ONE("number", ",\"properties\":{\"kind\":\"money\",\"currency\":\"EUR,JPY\"}"),
          "{\"a\":\"12.5\",\"a-currency\":\"JPY\"}", "{\"amount\":12.5,\"currency\":\"JPY\"}" },
        { ONE("number", ",\"properties\":{\"kind\":\"money\",\"currency\":\"EUR,JPY\"}"),
          "{\"a\":\"12.5\",\"a-currency\":\"USD\"}", "form.currency" },
        { ONE("number", ",\"properties\":{\"kind\":\"money\",\"currency\":\"EUR,JPY\"},"
                        "\"validate\":{\"max\":5}"),
          "{\"a\":\"12.5\",\"a-currency\":\"EUR\"}", "form.max" },
        { ONE("number", ",\"properties\":{\"kind\":\"money\",\"currency\":\"EUR\"}"),
          "{\"a\":\"12.5 EUR\"}", "12.5" },
        { ONE("textfield", ",\"properties\":{\"kind\":\"firm\",\"scheme\":\"national-number\"}"),
          "{\"a\":\"000 000 000 10\"}", "\"00000000010\"" },
        { ONE("textfield", ",\"properties\":{\"kind\":\"firm\",\"scheme\":\"national-number\"}"),
          "{\"a\":\"000 000 000 18\"}", "form.scheme_check" },
        { ONE("textfield", ",\"validate\":{\"minLength\":\"=1 + 2\"}"), "{\"a\":\"ab\"}",
          "form.too_short" },
        { ONE("textfield", ",\"validate\":{\"maxLength\":\"=1 + 2\"}"), "{\"a\":\"abcd\"}",
          "form.too_long" },
        { ONE("textfield", ",\"validate\":{\"maxLength\":\"=1 + 2\"}"), "{\"a\":\"abc\"}",
          "\"abc\"" },
        { ONE("filepicker", ",\"accept\":\"=\\\".pdf\\\"\""),
          "{\"a\":[{\"id\":\"f\",\"name\":\"n.png\",\"type\":\"image/png\"}]}", "form.file_type" },
        { ONE("filepicker", ",\"multiple\":\"=1 = 2\""), "{\"a\":[{\"id\":\"f\"},{\"id\":\"g\"}]}",
          "form.items_max" },
        { ONE("filepicker", ",\"multiple\":\"=1 = 1\""), "{\"a\":[{\"id\":\"f\"},{\"id\":\"g\"}]}",
          "[{\"id\":\"f\"},{\"id\":\"g\"}]" },
        { ONE("datetime", ",\"subtype\":\"datetime\",\"disallowPassedDates\":true"),
          "{\"a-day\":\"1\",\"a-month\":\"3\",\"a-year\":\"2026\",\"a-time\":\"1:00\"}",
          "form.date_min" },
        { ONE("datetime", ",\"subtype\":\"datetime\""),
          "{\"a-day\":\"1\",\"a-month\":\"3\",\"a-year\":\"2026\",\"a-time\":\"\"}", "form.time" },
        { TWO("textfield", ",\"readonly\":true,\"defaultValue\":\"x\""), "{\"a\":\"y\"}", "null" },
        { TWO("textfield", ",\"readonly\":\"=n > 1\""), "{\"n\":\"2\",\"a\":\"y\"}", "null" },
        { TWO("textfield", ",\"readonly\":\"=n > 1\""), "{\"n\":\"1\",\"a\":\"y\"}", "\"y\"" },
    };
    FOR_EACH(t, c) {
        str got = post(c->component, c->posted);
        if (!str_eq(got, str_z(c->want)))
            test_fail(__FILE__, __LINE__, "%s posting %s: %.*s, expected %s", c->component,
                      c->posted, STR_ARG(got), c->want);
    }
}

TEST(telephones_are_e164)
{
    static const struct {
        const char *typed, *code, *want;
    } t[] = {
        { "+43 1 234567", "", "+431234567" },
        { "+43 (0) 1 234567", "", "+431234567" },
        { "0043 1 234567", "", "+431234567" },
        { "0664 123 456", "+43", "+43664123456" },
        { "664/123456", "+43", "+43664123456" },
        { "0664 123 456", "", "0664123456" },
        { "+84 24 3 825 1234", "+43", "+842438251234" },
        { "+0 123456", "", NULL },
        { "+1234567890123456", "", NULL },
        { "+12", "", NULL },
        { "12", "", NULL },
        { "+43 1 234 ext 5", "", NULL },
        { "", "+43", NULL },
    };
    FOR_EACH(t, c) {
        str got = S("");
        bool ok = typed_phone(test_arena(), str_z(c->typed), str_z(c->code), &got);
        EXPECT(ok == (c->want != NULL));
        if (ok && !str_eq(got, str_z(c->want)))
            test_fail(__FILE__, __LINE__, "%s: %.*s", c->typed, STR_ARG(got));
    }
}

TEST(ibans_keep_length_and_check_digits)
{
    /* the examples of the IBAN registry */
    static const char *const good[] = {
        "AT611904300234573201",
        "BE68 5390 0754 7034",
        "CH93 0076 2011 6238 5295 7",
        "DE89370400440532013000",
        "FR1420041010050500013M02606",
        "GB29 NWBK 6016 1331 9268 19",
        "NO9386011117947",
        "MT84MALT011000012345MTLCAST001S",
        "LC55HEMM000100010012001200023015",
        "SE45 5000 0000 0583 9825 7466",
    };
    static const char *const bad[] = {
        "AT611904300234573202",  /* a digit */
        "AT16190430023457320",   /* too short for its country */
        "DE8937040044053201300", /* a digit lost */
        "DE893704004405320130000", "1234567890123456", "",
    };
    str got;
    FOR_EACH(good, g)
        if (!typed_iban(test_arena(), str_z(*g), &got))
            test_fail(__FILE__, __LINE__, "%s is an IBAN", *g);
    FOR_EACH(bad, b)
        EXPECT(!typed_iban(test_arena(), str_z(*b), &got));
}

TEST(times_of_two_clocks)
{
    static const struct {
        const char *typed;
        int seconds;
    } t[] = { { "9:30 pm", 77400 }, { "12:00am", 0 },   { "12.15 p.m.", 44100 },
              { "0930", 34200 },    { "13:00 pm", -1 }, { "0:30 am", -1 },
              { "pm", -1 } };
    FOR_EACH(t, c) {
        struct val_time got = { 0 };
        bool ok = typed_time(test_arena(), str_z(c->typed), &got);
        EXPECT(ok == (c->seconds >= 0) && (!ok || (int)got.seconds == c->seconds));
    }
}

TEST(what_is_readonly_is_an_answer_and_what_is_disabled_is_none)
{
    const struct form *form = form_of(
        doc("{\"type\":\"number\",\"id\":\"n\",\"key\":\"n\",\"label\":\"N\"},"
            "{\"type\":\"textfield\",\"id\":\"r\",\"key\":\"r\",\"label\":\"R\",\"readonly\":true,"
            "\"defaultValue\":\"=if n > 1 then \\\"many\\\" else \\\"few\\\"\"},"
            "{\"type\":\"textfield\",\"id\":\"d\",\"key\":\"d\",\"label\":\"D\",\"disabled\":true,"
            "\"defaultValue\":\"x\"}"));
    struct form_env env = env_of();
    struct form_errors e;
    val out = form_prune(form, json("{\"n\":2}"), &env);
    EXPECT_STR(val_text(val_get(out, S("r"))), S("many"));
    EXPECT(!val_has(out, S("d")));
    EXPECT_OK(form_read_all(form, json("{\"n\":1,\"r\":\"mine\"}"), &env, &out, &e));
    EXPECT_STR(val_text(val_get(form_prune(form, out, &env), S("r"))), S("few"));
}

TEST(a_page_lives_where_it_reads_its_own_answers)
{
    static const struct {
        const char *components;
        bool lives;
    } t[] = {
        { ONE("textfield", ""), false },
        { TWO("textfield", ""), false },
        { TWO("textfield", ",\"conditional\":{\"hide\":\"=n = 1\"}"), true },
        { TWO("textfield", ",\"conditional\":{\"hide\":\"=lang = \\\"vi\\\"\"}"), false },
        { TWO("textfield", ",\"readonly\":\"=n = 1\""), true },
        { TWO("textfield", ",\"description\":\"{{n}}\""), true },
        { TWO("select", ",\"valuesExpression\":\"=[n]\""), true },
        { TWO("textfield", ",\"validate\":{\"maxLength\":\"=n\"}"), false }, /* shows nothing */
        { TWO("textfield",
              ",\"conditional\":{\"hide\":\"=sum = 1\"}") ",{\"type\":\"expression\","
                                                          "\"id\":\"s\",\"key\":\"sum\","
                                                          "\"expression\":\"=n + 1\"}",
          true },
        { "{\"type\":\"dynamiclist\",\"id\":\"l\",\"path\":\"l\",\"label\":\"L\",\"properties\":{"
          "\"items\":\"together\"},\"components\":[" ONE(
              "checkbox", "") ",{\"type\":\"number\","
                              "\"id\":\"b\",\"key\":\"b\",\"label\":\"B\",\"conditional\":{"
                              "\"hide\":\"=this.a\"}}]}",
          true },
    };
    FOR_EACH(t, c) {
        const struct form *form = form_of(doc(c->components));
        if (form->pages[0].lives != c->lives)
            test_fail(__FILE__, __LINE__, "%s", c->components);
    }
}

TEST(a_page_half_filled_keeps_what_fits_and_requires_nothing)
{
    const struct form *form = form_of(doc(
        TWO("textfield",
            ",\"validate\":{\"required\":true,\"maxLength\":3}") ",{\"type\":"
                                                                 "\"textfield\",\"id\":\"c\","
                                                                 "\"key\":\"c\",\"label\":\"C\","
                                                                 "\"validate\":{\"required\":true},"
                                                                 "\"properties\":{\"page\":\"p\"},"
                                                                 "\"conditional\":{\"hide\":\"=n "
                                                                 "!= 1\"}}"));
    struct form_env env = env_of();
    struct form_errors e;
    val out;
    EXPECT(failed(form_read_part(form, (struct form_at){ 0 },
                                 json("{\"n\":\"1\",\"a\":\"abcd\",\"c\":\"\"}"), json("{}"), &env,
                                 &out, &e)));
    EXPECT(e.v.n == 1 && str_eq(e.v.v[0].key, S("form.too_long")));
    EXPECT_STR(val_json_str(test_arena(), out), S("{\"n\":1}"));
    EXPECT_OK(form_read_part(form, (struct form_at){ 0 }, json("{\"n\":\"\",\"a\":\"abc\"}"), out,
                             &env, &out, &e));
    EXPECT_STR(val_json_str(test_arena(), out), S("{\"n\":null,\"a\":\"abc\"}"));
    EXPECT(form_first_unanswered(form, json("{\"n\":1,\"a\":\"b\"}"), &env).page == 0);
}

TEST(new_kinds_pass_an_interface_and_the_summary)
{
    const struct form *form = form_of(doc(
        "{\"type\":\"textfield\",\"id\":\"s\",\"key\":\"s\",\"label\":\"S\",\"properties\":{"
        "\"kind\":"
        "\"signature\"}},{\"type\":\"textfield\",\"id\":\"p\",\"key\":\"p\",\"label\":\"P\","
        "\"properties\":{\"kind\":\"location\"}},{\"type\":\"number\",\"id\":\"m\",\"key\":\"m\","
        "\"label\":\"M\",\"properties\":{\"kind\":\"money\",\"currency\":\"EUR,CHF\"}},"
        "{\"type\":\"textfield\",\"id\":\"i\",\"key\":\"i\",\"label\":\"I\",\"properties\":{"
        "\"kind\":"
        "\"iban\"}}"));
    struct form_env env = env_of();
    struct form_errors e;
    struct form_row *rows;
    val out;
    EXPECT_OK(form_read_all(form,
                            json("{\"s\":{\"name\":\"Lena\",\"on\":\"2020-01-01\"},\"p\":{\"text\":"
                                 "\"x\",\"latitude\":1.5,\"longitude\":2},\"m\":{\"amount\":3,"
                                 "\"currency\":\"CHF\"},\"i\":\"NO9386011117947\"}"),
                            &env, &out, &e));
    EXPECT(form_summary(form, out, &env, &rows) == 4);
    EXPECT_STR(rows[0].display, S("Lena, 2026-03-02")); /* nobody signs in the past */
    EXPECT_STR(rows[1].display, S("x\n1.5, 2"));
    EXPECT_STR(rows[2].display, S("3 CHF"));
    EXPECT_STR(rows[3].display, S("NO93 8601 1117 947"));
    EXPECT(failed(form_read_all(form, json("{\"m\":3}"), &env, &out, &e)));
    EXPECT_STR(first_error(&e), S("form.type"));
}

TEST(sections_of_a_fixed_size_and_columns_by_expression)
{
    const struct form *form = form_of(doc(
        "{\"type\":\"dynamiclist\",\"id\":\"l\",\"path\":\"l\",\"label\":\"L\",\"allowAddRemove\":"
        "false,\"defaultRepetitions\":2,\"properties\":{\"items\":\"together\"},\"components\":["
        "{\"type\":\"textfield\",\"id\":\"x\",\"key\":\"x\",\"label\":\"X\"}]},{\"type\":\"table\","
        "\"id\":\"t\",\"label\":\"T\",\"dataSource\":\"=l\",\"columnsExpression\":"
        "\"=[{label: lang, key: \\\"x\\\"}]\"}"));
    struct form_env env = env_of();
    struct form_errors e;
    val out;
    EXPECT(form_items(form, 0, (struct form_at){ 0 }, json("{}"), &env) == 2);
    EXPECT_OK(form_read_page(form, (struct form_at){ 0 },
                             json("{\"l.0.x\":\"a\",\"l.1.x\":\"b\",\"_add\":\"l\"}"), json("{}"),
                             &env, &out, &e));
    EXPECT_OK(form_read_page(form, (struct form_at){ 0 },
                             json("{\"l.0.x\":\"a\",\"l.1.x\":\"b\",\"_remove\":\"l.0\"}"), out,
                             &env, &out, &e));
    EXPECT(val_count(val_get(out, S("l"))) == 2);
    val columns = form_columns(form, 2, (struct form_at){ 0 }, out, &env);
    EXPECT(val_count(columns) == 1);
    EXPECT_STR(val_get_text(val_at(columns, 0), S("label")), S("en"));
}
