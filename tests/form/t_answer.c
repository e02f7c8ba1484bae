#include "form_test.h"

static struct form *form_one(const char *component)
{
    return form_of(str_fmt(test_arena(), "{\"type\":\"default\",\"components\":[%s]}", component));
}

/* A register of one address. */
static bool one_address(void *self, str registry, str key, arena *a, val *out)
{
    (void)self, (void)a;
    if (!str_eq(registry, S("houses")) || !str_eq(key, S("h1")))
        return false;
    *out = json("{\"lines\":[\"Main 1\"],\"place\":\"Krona\",\"key\":\"h1\"}");
    return true;
}

/* Posts to the only page: the answer as JSON, or the key of the error. */
static str post(const char *component, const char *posted)
{
    const struct form *form = form_one(component);
    struct form_env env = env_of();
    struct form_errors e;
    val answers;
    env.address = one_address;
    err r =
        form_read_page(form, (struct form_at){ 0 }, json(posted), json("{}"), &env, &answers, &e);
    if (failed(r))
        return e.v.n ? e.v.v[0].key : S("?");
    return val_json_str(test_arena(), val_get(answers, S("a")));
}

#define FIELD(type, rest)                                                                          \
    "{\"type\":\"" type "\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\"" rest "}"

struct post {
    const char *component, *posted, *want;
};

static void try_posts(const struct post *t, size_t n)
{
    for (const struct post *c = t; c < t + n; c++) {
        str got = post(c->component, c->posted);
        if (!str_eq(got, str_z(c->want)))
            test_fail(__FILE__, __LINE__, "%s posting %s: %.*s, expected %s", c->component,
                      c->posted, STR_ARG(got), c->want);
    }
}

TEST(text_that_people_type_becomes_an_answer)
{
    static const struct post t[] = {
        { FIELD("textfield", ""), "{\"a\":\"  Nguyễn   \"}", "\"Nguyễn\"" },
        { FIELD("textfield", ""), "{\"a\":\"Nguye\\u0302\\u0303n\"}", "\"Nguyễn\"" }, /* composed */
        { FIELD("textfield", ""), "{\"a\":\"\"}", "null" },
        { FIELD("textfield", ""), "{\"a\":\"a\\u0007b\"}", "form.characters" },
        { FIELD("textfield", ""), "{\"a\":\"a\\nb\"}", "form.characters" },
        { FIELD("textarea", ""), "{\"a\":\"a\\r\\nb\"}", "\"a\\nb\"" },
        { FIELD("textfield", ",\"validate\":{\"required\":true}"), "{\"a\":\"  \"}",
          "form.required" },
        { FIELD("textfield", ",\"validate\":{\"maxLength\":3}"), "{\"a\":\"ễễễ\"}", "\"ễễễ\"" },
        { FIELD("textfield", ",\"validate\":{\"maxLength\":3}"), "{\"a\":\"abcd\"}",
          "form.too_long" },
        { FIELD("textfield", ",\"validate\":{\"minLength\":3}"), "{\"a\":\"ab\"}",
          "form.too_short" },
        { FIELD("textfield", ",\"validate\":{\"minLength\":3}"), "{\"a\":\"\"}", "null" },
        { FIELD("textfield", ",\"validate\":{\"pattern\":\"^[A-Z]{2}$\"}"), "{\"a\":\"AB\"}",
          "\"AB\"" },
        { FIELD("textfield", ",\"validate\":{\"pattern\":\"^[A-Z]{2}$\"}"), "{\"a\":\"ABC\"}",
          "form.pattern" },
        { FIELD("textfield", ",\"validate\":{\"validationType\":\"email\"}"),
          "{\"a\":\"jürgen@exämple.org\"}", "\"jürgen@exämple.org\"" },
        { FIELD("textfield", ",\"validate\":{\"validationType\":\"email\"}"), "{\"a\":\"a@b\"}",
          "form.email" },
        { FIELD("textfield", ",\"validate\":{\"validationType\":\"email\"}"),
          "{\"a\":\"a b@c.de\"}", "form.email" },
        { FIELD("textfield", ",\"validate\":{\"validationType\":\"phone\"}"),
          "{\"a\":\"+43 (2732) 100-1\"}", "\"+4327321001\"" },
        { FIELD("textfield", ",\"validate\":{\"validationType\":\"phone\"}"), "{\"a\":\"call me\"}",
          "form.phone" },
        { FIELD("textfield", ",\"properties\":{\"kind\":\"iban\"}"),
          "{\"a\":\"de89 3704 0044 0532 0130 00\"}", "\"DE89370400440532013000\"" },
        { FIELD("textfield", ",\"properties\":{\"kind\":\"iban\"}"),
          "{\"a\":\"DE89370400440532013001\"}", "form.iban" },
        { FIELD("textfield", ",\"properties\":{\"kind\":\"name\"}"),
          "{\"a-given\":\"Lan\",\"a-family\":\"Trần\"}",
          "{\"given\":\"Lan\",\"family\":\"Trần\"}" },
        { FIELD("textfield", ",\"properties\":{\"kind\":\"name\"}"),
          "{\"a-full\":\"Suharto\",\"a-given\":\"\",\"a-family\":\"\"}", "{\"full\":\"Suharto\"}" },
        { FIELD("textfield", ",\"properties\":{\"kind\":\"name\"}"),
          "{\"a-given\":\"Lan\",\"a-family\":\"\"}", "form.name_parts" },
        { FIELD("textfield", ",\"properties\":{\"kind\":\"address\"}"),
          "{\"a-line1\":\"Main 1\",\"a-place\":\"Krona\"}",
          "{\"lines\":[\"Main 1\"],\"place\":\"Krona\"}" },
        { FIELD("textfield", ",\"properties\":{\"kind\":\"address\"}"), "{\"a-line1\":\"Main 1\"}",
          "form.address_parts" },
        { FIELD("textfield", ",\"properties\":{\"kind\":\"national-number\"}"),
          "{\"a\":\"000 000 000 10\"}", "\"00000000010\"" },
        { FIELD("textfield", ",\"properties\":{\"kind\":\"national-number\"}"),
          "{\"a\":\"00000000018\"}", "form.scheme_check" },
        { FIELD("textfield", ",\"properties\":{\"kind\":\"national-number\"}"), "{\"a\":\"123\"}",
          "form.scheme" },
    };
    try_posts(t, LEN(t));
}

#define HOUSES ",\"properties\":{\"kind\":\"address\",\"addresses\":\"houses\"}"
#define MAIN_1                                                                                     \
    "{\"lines\":[\"Main 1\"],\"place\":\"Krona\",\"key\":\"h1\",\"as_of\":\"2026-03-02\"}"

TEST(addresses_of_a_register_become_answers_with_key_and_day)
{
    static const struct post t[] = {
        { FIELD("textfield", HOUSES), "{\"a-key\":\"h1\"}", MAIN_1 },
        { FIELD("textfield", HOUSES), "{\"a-find\":\"main\",\"a-found\":\"main\",\"a-key\":\"h1\"}",
          MAIN_1 },
        /* nothing is chosen yet, or of what was found for other words */
        { FIELD("textfield", HOUSES), "{\"a-find\":\"main\"}", "null" },
        { FIELD("textfield", HOUSES),
          "{\"a-find\":\"main 2\",\"a-found\":\"main\",\"a-key\":\"h1\"}", "null" },
        { FIELD("textfield", HOUSES), "{\"a-key\":\"h2\"}", "form.address_unlisted" },
        { FIELD("textfield", HOUSES), "{\"a-key\":\"typed\"}", "form.address_parts" },
        { FIELD("textfield", HOUSES),
          "{\"a-find\":\"main\",\"a-key\":\"typed\",\"a-lines\":\"Hof 3\",\"a-place\":\"Linz\"}",
          "{\"lines\":[\"Hof 3\"],\"place\":\"Linz\"}" },
        { FIELD("textfield", HOUSES), "{\"a-lines\":\"Hof 3\",\"a-place\":\"Linz\"}",
          "{\"lines\":[\"Hof 3\"],\"place\":\"Linz\"}" },
        /* a question without register takes no key */
        { FIELD("textfield", ",\"properties\":{\"kind\":\"address\"}"),
          "{\"a-key\":\"h1\",\"a-lines\":\"Hof 3\",\"a-place\":\"Linz\"}",
          "{\"lines\":[\"Hof 3\"],\"place\":\"Linz\"}" },
    };
    try_posts(t, LEN(t));
}

TEST(an_address_that_says_it_is_an_entry_has_to_be_one)
{
    static const struct {
        const char *answers, *error;
    } t[] = {
        { "{\"a\":" MAIN_1 "}", "" },
        { "{\"a\":{\"lines\":[\"Main 1\"],\"place\":\"Krona\"}}", "" },
        { "{\"a\":{\"lines\":[\"Main 1\"],\"place\":\"Krona\",\"key\":\"h2\"}}",
          "form.address_unlisted" },
        { "{\"a\":{\"lines\":[\"Main 2\"],\"place\":\"Krona\",\"key\":\"h1\"}}",
          "form.address_changed" },
    };
    struct form *form = form_one(FIELD("textfield", HOUSES));
    FOR_EACH(t, c) {
        struct form_env env = env_of();
        struct form_errors e = { 0 };
        env.address = one_address;
        (void)!failed(form_check(form, json(c->answers), &env, &e, NULL));
        EXPECT_STR(first_error(&e), str_z(c->error));
    }
}

TEST(numbers_days_and_choices_become_answers)
{
    static const struct post t[] = {
        { FIELD("number", ""), "{\"a\":\"12.50\"}", "12.50" },
        { FIELD("number", ""), "{\"a\":\"twelve\"}", "form.number" },
        { FIELD("number", ""), "{\"a\":\"٣\"}", "3" },
        { FIELD("number", ",\"decimalDigits\":0"), "{\"a\":\"1.5\"}", "form.whole_number" },
        { FIELD("number", ",\"decimalDigits\":1"), "{\"a\":\"1.55\"}", "form.decimals" },
        { FIELD("number", ",\"decimalDigits\":1"), "{\"a\":\"1.50\"}", "1.50" },
        { FIELD("number", ",\"validate\":{\"min\":2}"), "{\"a\":\"1.99\"}", "form.min" },
        { FIELD("number", ",\"validate\":{\"max\":\"=1 + 1\"}"), "{\"a\":\"3\"}", "form.max" },
        { FIELD("number", ",\"increment\":0.5"), "{\"a\":\"1.7\"}", "form.step" },
        { FIELD("number", ",\"increment\":0.5"), "{\"a\":\"1.5\"}", "1.5" },
        { FIELD("datetime", ",\"subtype\":\"date\""),
          "{\"a-day\":\"2\",\"a-month\":\"3\",\"a-year\":\"2026\"}", "\"2026-03-02\"" },
        { FIELD("datetime", ",\"subtype\":\"date\""),
          "{\"a-day\":\"30\",\"a-month\":\"2\",\"a-year\":\"2026\"}", "form.date_unreal" },
        { FIELD("datetime", ",\"subtype\":\"date\""),
          "{\"a-day\":\"30\",\"a-month\":\"\",\"a-year\":\"2026\"}", "form.date_part" },
        { FIELD("datetime", ",\"subtype\":\"date\""),
          "{\"a-day\":\"1\",\"a-month\":\"3\",\"a-year\":\"26\"}", "form.date_unreal" },
        { FIELD("datetime", ",\"subtype\":\"date\""),
          "{\"a-day\":\"\",\"a-month\":\"\",\"a-year\":\"\"}", "null" },
        { FIELD("datetime", ",\"subtype\":\"date\",\"disallowPassedDates\":true"),
          "{\"a\":\"2026-03-01\"}", "form.date_min" },
        { FIELD("datetime", ",\"subtype\":\"time\""), "{\"a\":\"9.30\"}", "\"09:30:00\"" },
        { FIELD("datetime", ",\"subtype\":\"time\""), "{\"a\":\"25:00\"}", "form.time" },
        { FIELD("datetime", ",\"subtype\":\"datetime\""),
          "{\"a-day\":\"2\",\"a-month\":\"3\",\"a-year\":\"2026\",\"a-time\":\"21:05\"}",
          "\"2026-03-02T21:05:00\"" },
        { FIELD("checkbox", ""), "{}", "false" },
        { FIELD("checkbox", ""), "{\"a\":[\"false\",\"true\"]}", "true" },
        { FIELD("checkbox", ",\"validate\":{\"required\":true}"), "{}", "form.required_tick" },
        { FIELD("radio", ",\"values\":[{\"label\":\"One\",\"value\":1}]"), "{\"a\":\"1\"}", "1" },
        { FIELD("radio", ",\"values\":[{\"label\":\"One\",\"value\":1}]"), "{\"a\":\"2\"}",
          "form.option" },
        { FIELD("radio",
                ",\"values\":[{\"label\":\"One\",\"value\":1}],\"validate\":{\"required\":true}"),
          "{}", "form.required_choice" },
        { FIELD("select", ",\"valuesExpression\":\"=[{label: \\\"x\\\", value: lang}]\""),
          "{\"a\":\"en\"}", "\"en\"" },
        { FIELD(
              "checklist",
              ",\"values\":[{\"label\":\"x\",\"value\":\"x\"},{\"label\":\"y\",\"value\":\"y\"}]"),
          "{\"a\":[\"y\",\"x\",\"y\"]}", "[\"y\",\"x\"]" },
        { FIELD("checklist", ",\"values\":[{\"label\":\"x\",\"value\":\"x\"}],\"properties\":{"
                             "\"items.min\":\"2\"}"),
          "{\"a\":\"x\"}", "form.items_min" },
        { FIELD("filepicker", ",\"accept\":\".pdf\""),
          "{\"a\":[{\"id\":\"f1\",\"name\":\"n.pdf\",\"type\":\"application/pdf\",\"size\":5}]}",
          "[{\"id\":\"f1\",\"name\":\"n.pdf\",\"type\":\"application/pdf\",\"size\":5}]" },
        { FIELD("filepicker", ",\"accept\":\".pdf\""),
          "{\"a\":[{\"id\":\"f1\",\"name\":\"n.pdf\",\"type\":\"image/png\",\"size\":5}]}",
          "form.file_type" },
        { FIELD("filepicker", ",\"properties\":{\"size\":\"1KB\"}"),
          "{\"a\":[{\"id\":\"f1\",\"name\":\"n\",\"type\":\"image/png\",\"size\":1001}]}",
          "form.file_size" },
        { FIELD("filepicker", ",\"validate\":{\"required\":true}"), "{}", "form.required_file" },
        { FIELD("textfield",
                ",\"properties\":{\"check\":\"=a != \\\"bad\\\"\",\"check.text\":\"Not that\"}"),
          "{\"a\":\"bad\"}", "form.check" },
    };
    try_posts(t, LEN(t));
}

TEST(numbers_are_read_in_the_readers_language)
{
    static const struct {
        const char *lang, *typed, *want;
    } t[] = {
        { "en", "1,234.50", "1234.50" },  { "en", "1234.5", "1234.5" },
        { "en", "12,50", "12.50" },       { "en", "1,234", "1234" },
        { "vi", "1.234,50", "1234.50" },  { "vi", "1234,5", "1234.5" },
        { "vi", "12.5", "12.5" },         { "vi", "1.234", "1234" },
        { "de", "1.234.567", "1234567" }, { "en", "1,23,456", "form.number" },
        { "en", "1 234", "1234" },        { "en", "1,234,5", "form.number" },
        { "en", "--1", "form.number" },   { "en", "-5", "-5" },
        { "en", "1.2.3", "form.number" },
    };
    const struct form *form = form_one(FIELD("number", ""));
    FOR_EACH(t, c) {
        struct form_env env = env_of();
        struct locale *l = NULL;
        EXPECT_OK(locale_open(test_arena(), str_z(c->lang), S("UTC"), &l));
        env.locale = l;
        struct form_errors e;
        val answers, posted = val_with(test_arena(), json("{}"), S("a"), val_str(str_z(c->typed)));
        err r = form_read_page(form, (struct form_at){ 0 }, posted, json("{}"), &env, &answers, &e);
        str got =
            failed(r) ? first_error(&e) : val_json_str(test_arena(), val_get(answers, S("a")));
        if (!str_eq(got, str_z(c->want)))
            test_fail(__FILE__, __LINE__, "%s %s: %.*s, expected %s", c->lang, c->typed,
                      STR_ARG(got), c->want);
    }
}

TEST(a_wrong_answer_keeps_the_former_one_and_what_was_typed)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    struct form_errors e;
    val before = val_with(test_arena(), json("{}"), S("born"), val_day(day_of(2026, 3, 1))), after;
    err r = form_read_page(form, at_of(form, "born"),
                           json("{\"born-day\":\"9\",\"born-month\":\"3\",\"born-year\":\"2026\"}"),
                           before, &env, &after, &e);
    EXPECT(r.class == ERR_CLASS_REFUSED);
    EXPECT_STR(first_error(&e), S("form.check"));
    EXPECT_STR(e.v.v[0].text, S("The day of birth lies in the future"));
    EXPECT_STR(e.v.v[0].field, S("born"));
    EXPECT(val_equal(after, before));
    EXPECT_STR(val_get_text(e.typed, S("born-day")), S("9"));
    EXPECT_STR(val_get_text(e.v.v[0].args, S("label")), S("When was 's child born"));
    r = form_read_page(form, at_of(form, "born"), json("{\"born\":\"2024-01-01\"}"), before, &env,
                       &after, &e);
    EXPECT_STR(first_error(&e), S("form.date_min"));
    EXPECT_INT(val_get(e.v.v[0].args, S("min")).m, day_of(2025, 3, 2).n);
}

TEST(a_question_that_an_answer_brings_up_is_shown_before_it_is_missed)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    struct form_errors e;
    val a1, a2, a3;
    EXPECT_OK(form_read_page(form, at_of(form, "sex"), json("{\"sex\":\"x\"}"), json("{}"), &env,
                             &a1, &e));
    EXPECT(e.stay);
    EXPECT(failed(form_read_page(form, at_of(form, "sex"),
                                 json("{\"sex\":\"x\",\"sex_other\":\"\"}"), a1, &env, &a2, &e)));
    EXPECT_STR(first_error(&e), S("form.required"));
    EXPECT_OK(form_read_page(form, at_of(form, "sex"),
                             json("{\"sex\":\"x\",\"sex_other\":\"both\"}"), a1, &env, &a2, &e));
    EXPECT(!e.stay);
    /* Back to female: the other answer stays in the draft, and is not submitted. */
    EXPECT_OK(form_read_page(form, at_of(form, "sex"),
                             json("{\"sex\":\"f\",\"sex_other\":\"both\"}"), a2, &env, &a3, &e));
    EXPECT_STR(val_get_text(a3, S("sex_other")), S("both"));
    EXPECT(!val_has(form_prune(form, a3, &env), S("sex_other")));
}

TEST(pages_that_are_not_asked_take_nothing)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    struct form_errors e;
    val out;
    err r = form_read_page(form, at_of(form, "why_late"), json("{\"why_late\":\"x\"}"), json("{}"),
                           &env, &out, &e);
    EXPECT_INT(r.code, ERR_MISSING);
    EXPECT(!val_has(out, S("why_late")));
    EXPECT_OK(form_read_page(form, at_of(form, "weight"),
                             json("{\"weight\":\"3.2\",\"declare\":\"true\",\"_disputed\":\"x\"}"),
                             json("{}"), &env, &out, &e));
    EXPECT_INT(val_count(out), 1);
}

TEST(items_are_added_one_after_another)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    struct form_errors e;
    val a = json("{}");
    EXPECT(failed(form_read_page(form, at_of(form, "siblings"), json("{}"), a, &env, &a, &e)));
    EXPECT_STR(first_error(&e), S("form.required_choice"));
    for (int i = 0; i < 2; i++) {
        EXPECT_OK(form_read_page(form, at_of(form, "siblings"),
                                 json("{\"siblings-another\":\"yes\"}"), a, &env, &a, &e));
        EXPECT(e.stay);
        EXPECT_STR(form_at_str(test_arena(), form, e.at), i ? S("s_name.2") : S("s_name.1"));
        str name = form_input_name(test_arena(), form, form->pages[e.at.page].fields[0], e.at);
        EXPECT_OK(form_read_page(form, e.at, val_with(test_arena(), json("{}"), name, VAL_S("Bo")),
                                 a, &env, &a, &e));
    }
    EXPECT_INT(val_count(val_get(a, S("siblings"))), 2);
    EXPECT(failed(form_read_page(form, at_of(form, "siblings"),
                                 json("{\"siblings-another\":\"yes\"}"), a, &env, &a, &e)));
    EXPECT_STR(first_error(&e), S("form.items_max"));
    EXPECT_OK(form_read_page(form, at_of(form, "siblings"), json("{\"_remove\":\"siblings.0\"}"), a,
                             &env, &a, &e));
    EXPECT(e.stay);
    EXPECT_INT(val_count(val_get(a, S("siblings"))), 1);
    EXPECT_OK(form_read_page(form, at_of(form, "siblings"), json("{\"siblings-another\":\"no\"}"),
                             a, &env, &a, &e));
    EXPECT(!e.stay);
}

TEST(items_on_one_page_are_read_together)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    struct form_errors e;
    val a;
    struct form_at at = at_of(form, "phones");
    EXPECT(
        failed(form_read_page(form, at, json("{\"phones.0.number\":\"\",\"phones.0.kind\":\"\"}"),
                              json("{}"), &env, &a, &e)));
    EXPECT_STR(e.v.v[0].field, S("phones.0.number"));
    EXPECT_OK(form_read_page(form, at,
                             json("{\"phones.0.number\":\"123456\",\"phones.0.kind\":\"home\","
                                  "\"phones.1.number\":\"+43 1 22\"}"),
                             json("{}"), &env, &a, &e));
    EXPECT_STR(val_text(val_path(a, S("phones.1.number"))), S("+43122"));
    EXPECT_OK(form_read_page(
        form, at,
        json("{\"phones.0.number\":\"1234567\",\"phones.1.number\":\"99999\",\"_add\":\"phones\"}"),
        a, &env, &a, &e));
    EXPECT(e.stay);
    EXPECT_INT(val_count(val_get(a, S("phones"))), 3);
    EXPECT_STR(val_text(val_path(a, S("phones.1.number"))), S("99999"));
}

TEST(held_answers_can_be_disputed_unless_locked)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    struct form_errors e;
    val a;
    env.held = json("{\"parent.name\":{\"value\":{\"given\":\"Lan\",\"family\":\"Tran\"},"
                    "\"source\":\"person\"},"
                    "\"parent.number\":{\"value\":\"00000000010\",\"source\":\"person\"}}");
    EXPECT_OK(form_read_page(form, at_of(form, "parent_name"),
                             json("{\"parent.name-given\":\"Eve\",\"parent.name-family\":\"X\"}"),
                             json("{}"), &env, &a, &e));
    EXPECT(!val_has(a, S("parent"))); /* not asked: not taken */
    EXPECT_OK(form_read_page(form, at_of(form, "parent_name"),
                             json("{\"parent.name-dispute\":\"1\"}"), json("{}"), &env, &a, &e));
    EXPECT(e.stay);
    EXPECT_OK(form_read_page(form, at_of(form, "parent_name"),
                             json("{\"parent.name-dispute\":\"1\",\"parent.name-given\":\"Lanh\","
                                  "\"parent.name-family\":\"Tran\"}"),
                             a, &env, &a, &e));
    EXPECT(!e.stay);
    EXPECT_STR(val_text(val_path(a, S("parent.name.given"))), S("Lanh"));
    struct form_difference *d;
    EXPECT_INT(form_compare(form, a, &env, &d), 1);
    EXPECT_STR(val_get_text(d[0].held, S("given")), S("Lan"));
    EXPECT_OK(form_read_page(form, at_of(form, "parent_number"),
                             json("{\"parent.number-dispute\":\"1\"}"), a, &env, &a, &e));
    EXPECT(!e.stay);
    val sent = form_prune(form, a, &env);
    EXPECT_STR(val_text(val_path(sent, S("parent.number"))), S("00000000010"));
    EXPECT_STR(val_text(val_path(sent, S("parent.name.given"))), S("Lanh"));
    EXPECT_INT(val_count(val_get(sent, S("_disputed"))), 1);
}

static const char *whole = "{\"parent\":{\"name\":{\"given\":\"Lan\",\"family\":\"Trần\"}},"
                           "\"born\":\"2026-03-01\",\"sex\":\"f\",\"weight\":3.25,"
                           "\"siblings\":[{\"name\":\"Bo\",\"home\":true,\"where\":\"hidden\"}],"
                           "\"phones\":[{\"number\":\"123456\",\"kind\":\"home\"}],"
                           "\"notice\":[{\"id\":\"f1\",\"name\":\"n.pdf\",\"type\":\"application/"
                           "pdf\",\"size\":5}],\"declare\":true}";

TEST(a_whole_document_is_read_and_checked)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    struct form_errors e;
    val a;
    EXPECT_OK(form_read_all(form, json(whole), &env, &a, &e));
    EXPECT_INT(val_get(a, S("born")).tag, V_DATE);
    val sent = form_prune(form, a, &env);
    EXPECT_INT(val_get_i64(sent, S("age_days"), 0), 1);
    EXPECT(!val_has(val_path(sent, S("siblings.0")), S("where")));
    static const struct {
        const char *doc, *key, *field;
    } t[] = {
        { "{\"colour\":\"red\"}", "form.unknown", "colour" },
        { "{\"parent\":{\"shoe\":3}}", "form.unknown", "parent.shoe" },
        { "{\"siblings\":{\"name\":\"x\"}}", "form.type", "siblings" },
        { "{\"siblings\":[{\"nam\":\"x\"}]}", "form.unknown", "nam" },
        { "{\"weight\":\"heavy\"}", "form.number", "weight" },
        { "{\"born\":\"2026-02-30\"}", "form.date_unreal", "born" },
        { "{\"declare\":\"true\"}", "form.type", "declare" },
        { "{\"parent\":{\"name\":\"Lan\"}}", "form.type", "parent.name" },
        { "{}", "form.required", "parent.name" },
    };
    FOR_EACH(t, c) {
        EXPECT(failed(form_read_all(form, json(c->doc), &env, &a, &e)));
        EXPECT_STR(first_error(&e), str_z(c->key));
        EXPECT_STR(e.v.n ? e.v.v[0].field : S(""), str_z(c->field));
    }
}

TEST(at_submission_every_rule_holds_again)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    struct form_errors e;
    val a;
    EXPECT_OK(form_read_all(form, json(whole), &env, &a, &e));
    EXPECT_OK(form_check(form, a, &env, &e, NULL));
    EXPECT_INT(form_first_unanswered(
                   form,
                   form_answer_put(test_arena(), form, 2, FORM_AT_NONE, a, VAL_S("00000000010")),
                   &env)
                   .page,
               -1);
    env.today =
        day_of(2026, 6, 1); /* the draft has lain: it is late now, and the reason was never given */
    EXPECT(failed(form_check(form, a, &env, &e, NULL)));
    EXPECT_STR(e.v.v[0].field, S("why_late"));
    EXPECT_STR(form_at_str(test_arena(), form, e.at), S("why_late"));
    env.today = day_of(2026, 2, 1);
    EXPECT(failed(form_check(form, a, &env, &e, NULL)));
    EXPECT_STR(first_error(&e), S("form.check"));
}

TEST(the_summary_shows_answers_with_their_pages)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    struct form_errors e;
    val a;
    struct locale *l = NULL;
    EXPECT_OK(locale_open(test_arena(), S("en"), S("UTC"), &l));
    env.locale = l;
    EXPECT_OK(form_read_all(form, json(whole), &env, &a, &e));
    struct form_row *r;
    size_t n = form_summary(form, a, &env, &r);
    static const struct {
        const char *page, *section, *display;
    } want[] = {
        { "parent_name", "", "Lan Trần" },
        { "parent_number", "", "" },
        { "born", "", "March 1, 2026" },
        { "sex", "About the child", "female" },
        { "weight", "", "3.25 kg" },
        { "s_name.1", "Child 1", "Bo" },
        { "s_home.1", "Child 1", "yes" },
        { "siblings", "", "1" },
        { "phones", "", "1" },
        { "phones", "Telephones 1", "123456" },
        { "phones", "Telephones 1", "home" },
        { "notice", "", "n.pdf" },
        { "declare", "", "yes" },
    };
    EXPECT_INT(n, LEN(want));
    for (size_t i = 0; i < n && i < LEN(want); i++) {
        EXPECT_STR(r[i].page, str_z(want[i].page));
        EXPECT_STR(r[i].section, str_z(want[i].section));
        EXPECT_STR(r[i].display, str_z(want[i].display));
        EXPECT(!r[i].missing);
    }
}

TEST(a_draft_follows_a_newer_form)
{
    str text = test_file("tests/form/birth.json");
    const struct form *before = form_of(text);
    buf b;
    buf_init(&b, test_arena(), text.n + 64);
    size_t at = str_find(text, S("\"Sex\""), 0);
    buf_add(&b, str_sub(text, 0, at));
    buf_add(&b, S("\"Sex at birth\""));
    buf_add(&b, str_from(text, at + 5));
    text = buf_str(&b);
    at = str_find(text, S("\"max\": 9"), 0);
    buf c;
    buf_init(&c, test_arena(), text.n + 64);
    buf_add(&c, str_sub(text, 0, at));
    buf_add(&c, S("\"max\": 3"));
    buf_add(&c, str_from(text, at + 8));
    const struct form *now = form_of(buf_str(&c));
    struct form_env env = env_of();
    struct form_errors e;
    struct form_changed *d;
    val a, kept;
    EXPECT_OK(form_read_all(before, json(whole), &env, &a, &e));
    EXPECT_INT(form_changed(before, before, a, &env, &kept, &d), 0);
    EXPECT(val_equal(form_prune(before, kept, &env), form_prune(before, a, &env)));
    EXPECT_INT(form_changed(before, now, a, &env, &kept, &d), 2);
    EXPECT(d[0].change == FORM_REWORD && str_eq(d[0].name, S("sex")));
    EXPECT_STR(val_text(d[0].before), S("f"));
    EXPECT(d[1].change == FORM_UNFIT && str_eq(d[1].name, S("weight")));
    EXPECT(!val_has(kept, S("sex")) && !val_has(kept, S("weight")));
    EXPECT_STR(val_text(val_path(kept, S("siblings.0.name"))), S("Bo"));
}
