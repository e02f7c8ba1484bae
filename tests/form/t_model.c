#include "form_test.h"

TEST(questions_become_pages_in_order)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    static const char *want[] = { "parent_name", "parent_number", "born",   "sex",     "why_late",
                                  "weight",      "s_name",        "s_home", "s_where", "siblings",
                                  "phones",      "notice",        "declare" };
    size_t n;
    const struct form_page *p = form_pages(form, &n);
    EXPECT_INT(n, LEN(want));
    for (size_t i = 0; i < n && i < LEN(want); i++)
        EXPECT_STR(p[i].id, str_z(want[i]));
    EXPECT_INT(p[0].n_fields, 2); /* the text goes with the question behind it */
    EXPECT_STR(p[3].title, S("About the child"));
    EXPECT(p[9].kind == FORM_PAGE_ITEMS && !p[9].together && p[10].together);
    EXPECT_INT(p[7].depth, 1);
    EXPECT_STR(form_field(form, S("s_where"))->name, S("siblings.where"));
    EXPECT_STR(form_field(form, S("parent.name"))->id, S("parent_name"));
    EXPECT_STR(form_field(form, S("born"))->purpose, S("civil-registration"));
}

TEST(bindings_are_listed)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    int i = form_bindings(form, -1);
    EXPECT_STR(form->fields[i].binding.field, S("name"));
    EXPECT_STR(form->fields[i].binding.of, S("applicant"));
    i = form_bindings(form, i);
    EXPECT(form->fields[i].binding.locked);
    EXPECT_INT(form_bindings(form, i), -1);
}

/* A form of one component, in words of the table. */
static str one(const char *component)
{
    return str_fmt(test_arena(), "{\"type\":\"default\",\"components\":[\n%s\n]}", component);
}

TEST(what_is_not_supported_is_refused_with_line_and_element)
{
    static const struct {
        const char *component;
        const char *code;
    } t[] = {
        { "{\"type\":\"html\",\"id\":\"a\",\"content\":\"<b>\"}", "form.unsupported" },
        { "{\"type\":\"iframe\",\"id\":\"a\"}", "form.unsupported" },
        { "{\"type\":\"signature\",\"id\":\"a\"}", "form.unsupported" },
        { "{\"type\":\"button\",\"id\":\"a\",\"action\":\"fly\"}", "form.unsupported" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"colour\":\"red\"}",
          "form.unsupported" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"validate\":{"
          "\"luhn\":true}}",
          "form.unsupported" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"properties\":{"
          "\"pag\":\"x\"}}",
          "form.unsupported" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\"}", "form.label" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"1a\",\"label\":\"L\"}", "form.key" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"_a\",\"label\":\"L\"}", "form.key" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"conditional\":{"
          "\"hide\":\"=1 +\"}}",
          "form.expression" },
        { "{\"type\":\"number\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\"},{\"type\":"
          "\"textfield\",\"id\":\"b\",\"key\":\"b\",\"label\":\"L\",\"conditional\":{"
          "\"hide\":\"=a = \\\"no\\\"\"}}",
          "form.expression" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"conditional\":{"
          "\"hide\":\"x\"}}",
          "form.condition" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L {{1 +}}\"}",
          "form.expression" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"validate\":{"
          "\"pattern\":\"[a\"}}",
          "form.pattern" },
        { "{\"type\":\"checkbox\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"properties\":{"
          "\"kind\":\"name\"}}",
          "form.kind" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"properties\":{"
          "\"register\":\"person\",\"of\":\"x\"}}",
          "form.binding" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"properties\":{"
          "\"register\":\"person.x\"}}",
          "form.binding" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"properties\":{"
          "\"check\":\"=true\"}}",
          "form.check" },
        { "{\"type\":\"radio\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\"}", "form.options" },
        { "{\"type\":\"radio\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"values\":[{\"label\":"
          "\"x\",\"value\":\"x\"},{\"label\":\"y\",\"value\":\"x\"}]}",
          "form.options" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\"},{\"type\":"
          "\"textfield\",\"id\":\"a\",\"key\":\"b\",\"label\":\"L\"}",
          "form.id_twice" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\"},{\"type\":"
          "\"textfield\",\"id\":\"b\",\"key\":\"a\",\"label\":\"L\"}",
          "form.key_twice" },
        { "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"properties\":{"
          "\"page\":\"p\"}},{\"type\":\"textfield\",\"id\":\"b\",\"key\":\"b\",\"label\":\"L\","
          "\"properties\":{\"page\":\"p\"}}",
          "form.page_title" },
        { "{\"type\":\"number\",\"id\":\"a\",\"key\":\"a\",\"label\":\"L\",\"properties\":{"
          "\"sensitivity\":\"huge\"}}",
          "form.sensitivity" },
    };
    FOR_EACH(t, c) {
        struct findings f = { .a = test_arena() };
        struct form *form = NULL;
        EXPECT(failed(form_parse(test_arena(), one(c->component), &f, &form)));
        bool found = false;
        for (size_t i = 0; i < f.v.n; i++)
            found |= str_eq(f.v.v[i].code, str_z(c->code)) && f.v.v[i].line == 2 &&
                     f.v.v[i].element.n > 0 && f.v.v[i].repair.n > 0;
        if (!found)
            test_fail(__FILE__, __LINE__, "%s: no %s (first: %.*s)", c->component, c->code,
                      STR_ARG(f.v.n ? f.v.v[0].code : S("nothing")));
    }
}

/* An expression that compares an answer with what it never is gives null for ever. */
TEST(answers_have_types)
{
    static const struct {
        const char *component, *wrong, *right;
        enum feel_kind kind;
    } t[] = {
        { "\"type\":\"textfield\"", "a > 1", "a = \\\"x\\\"", T_STRING },
        { "\"type\":\"textfield\",\"properties\":{\"kind\":\"email\"}", "a = 1", "a != null",
          T_STRING },
        { "\"type\":\"textfield\",\"properties\":{\"kind\":\"money\"}", "a = \\\"x\\\"", "a > 1",
          T_NUMBER },
        { "\"type\":\"textfield\",\"properties\":{\"kind\":\"name\"}", "a = \\\"x\\\"",
          "a.given = \\\"x\\\"", T_CONTEXT },
        { "\"type\":\"textarea\"", "a + 1 > 2", "string length(a) > 2", T_STRING },
        { "\"type\":\"number\"", "a = \\\"x\\\"", "a > 1", T_NUMBER },
        { "\"type\":\"checkbox\"", "a = 1", "a", T_BOOLEAN },
        { "\"type\":\"datetime\",\"subtype\":\"date\"", "a > 1", "a < today", T_DATE },
        { "\"type\":\"datetime\",\"subtype\":\"time\"", "a < today", "a < @\\\"09:00:00\\\"",
          T_TIME },
        { "\"type\":\"radio\",\"values\":[{\"label\":\"x\",\"value\":\"x\"}]", "a = 1",
          "a = \\\"x\\\"", T_STRING },
        { "\"type\":\"select\",\"values\":[{\"label\":\"x\",\"value\":1}]", "a = \\\"x\\\"",
          "a = 1", T_NUMBER },
        { "\"type\":\"radio\",\"values\":[{\"label\":\"x\",\"value\":\"x\"},{\"label\":\"y\","
          "\"value\":2}]",
          NULL, "a = 1 or a = \\\"x\\\"", T_ANY },
        { "\"type\":\"radio\",\"valuesExpression\":\"=[1]\"", NULL, "a = 1 or a = \\\"x\\\"",
          T_ANY },
    };
    FOR_EACH(t, c)
        for (int right = 0; right < 2; right++) {
            struct findings f = { .a = test_arena() };
            struct form *form = NULL;
            const char *test = right ? c->right : c->wrong;
            if (!test)
                continue;
            str text = str_fmt(test_arena(),
                               "{%s,\"id\":\"a\",\"key\":\"a\",\"label\":\"A\"},"
                               "{\"type\":\"textarea\",\"id\":\"b\",\"key\":\"b\",\"label\":\"B\","
                               "\"conditional\":{\"hide\":\"=%s\"}}",
                               c->component, test);
            err e = form_parse(test_arena(), one(str_zdup(test_arena(), text)), &f, &form);
            bool found = false;
            for (size_t i = 0; i < f.v.n; i++)
                found |= str_eq(f.v.v[i].code, S("form.expression"));
            if (found == right || (right && failed(e)))
                test_fail(__FILE__, __LINE__, "%s: %s (%.*s)", c->component, test,
                          STR_ARG(f.v.n ? f.v.v[0].what : S("no finding")));
            if (failed(e))
                continue;
            const struct feel_type *type = form_answer_type(form_field(form, S("a")));
            EXPECT_INT(type ? type->kind : T_ANY, c->kind);
        }
}

TEST(malformed_json_names_its_line)
{
    struct findings f = { .a = test_arena() };
    struct form *form = NULL;
    EXPECT(failed(form_parse(test_arena(), S("{\n\"type\":\n}"), &f, &form)));
    EXPECT(f.v.n == 1 && f.v.v[0].line == 3);
    EXPECT(failed(form_parse(test_arena(), S("[]"), &f, &form)));
}

static void count_text(void *self, int line, str element, str property, str text)
{
    size_t *n = self;
    (void)text;
    EXPECT(line > 0);
    *n += str_eq(element, S("sex")) &&
          (str_eq(property, S("label")) || str_starts(property, S("options.")) ||
           str_eq(property, S("page.title")));
}

TEST(texts_that_need_words_are_listed)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    size_t n = 0;
    form_texts(form, &n, count_text);
    EXPECT_INT(n, 5); /* label, three options, page.title */
}

TEST(words_of_another_language_replace_those_of_the_model)
{
    struct form *form = form_of(test_file("tests/form/birth.json"));
    struct words w = { 0 };
    words_add(test_arena(), &w, S("vi"),
              json("{\"sex\":{\"label\":\"Giới "
                   "tính\",\"options\":{\"f\":\"nữ\"},\"page.title\":\"Về con\"}}"));
    form->words = &w;
    EXPECT_STR(form_word(form, NULL, S("sex"), S("label"), S("vi")), S("Giới tính"));
    EXPECT_STR(form_word(form, NULL, S("sex"), S("options.f"), S("vi")), S("nữ"));
    EXPECT_STR(form_word(form, NULL, S("sex"), S("options.m"), S("vi")), S("male"));
    EXPECT_STR(form_word(form, NULL, S("sex"), S("label"), S("en")), S("Sex"));
    struct form_env env = env_of();
    env.lang = S("vi");
    EXPECT_STR(form_page_title(form, at_of(form, "sex"), val_null(), &env), S("Về con"));
}

TEST(a_misspelt_name_in_an_expression_is_a_warning)
{
    struct findings f = { .a = test_arena() };
    struct form *form = NULL;
    EXPECT_OK(form_parse(
        test_arena(),
        one("{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"count\",\"label\":\"L\"},"
            "{\"type\":\"textfield\",\"id\":\"b\",\"key\":\"b\",\"label\":\"L\",\"conditional\":{"
            "\"hide\":\"=count = \\\"1\\\" and sum([1]) = 1 and cuont = 2\"}}"),
        &f, &form));
    EXPECT(f.v.n == 1 && f.v.v[0].level == FINDING_WARNING && str_has(f.v.v[0].what, S("cuont")));
    /* A key goes before a function of the same name. */
    struct form_env env = env_of();
    EXPECT(!form_page_visible(
        form_of(one("{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"count\",\"label\":\"L\"},"
                    "{\"type\":\"textfield\",\"id\":\"b\",\"key\":\"b\",\"label\":\"L\","
                    "\"conditional\":{\"hide\":\"=count = \\\"1\\\"\"}}")),
        (struct form_at){ .page = 1 }, json("{\"count\":\"1\"}"), &env));
}

TEST(texts_are_documents_filled_in)
{
    const struct form *form =
        form_of(one("{\"type\":\"text\",\"id\":\"t\",\"text\":\"## Hello {{name}}\\n\\n{{#if n > "
                    "1}}*many*{{/if}} {{born}}\"},"
                    "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"name\",\"label\":\"L\"},{"
                    "\"type\":\"number\",\"id\":\"n\",\"key\":\"n\",\"label\":\"N\"},"
                    "{\"type\":\"datetime\",\"id\":\"d\",\"key\":\"born\",\"dateLabel\":\"D\","
                    "\"subtype\":\"date\"}"));
    struct form_env env = env_of();
    struct locale *l = NULL;
    EXPECT_OK(locale_open(test_arena(), S("en"), S("UTC"), &l));
    env.locale = l;
    struct letter_doc *doc = NULL;
    val a = val_with(test_arena(), json("{\"name\":\"<b>\",\"n\":2}"), S("born"),
                     val_day(day_of(2026, 3, 1)));
    EXPECT_OK(form_content(form, 0, (struct form_at){ 0 }, a, &env, &doc));
    str html = letter_html(test_arena(), doc, 0).s;
    EXPECT(str_has(html, S("<h2>Hello &lt;b&gt;</h2>")) && str_has(html, S("<em>many</em>")) &&
           str_has(html, S("March 1, 2026")));
}
