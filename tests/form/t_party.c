#include "form/party.h"
#include "form_test.h"

/* The applicant's page, two pages of the partner (one of them private), the partner's section. */
/* clang-format off */
#define QUESTION(key, props)                                                                       \
    "{\"type\":\"textfield\",\"id\":\"" key "\",\"key\":\"" key "\",\"label\":\"" key             \
    "\",\"properties\":{" props "}}"
static const char model[] =
    "{\"type\":\"default\",\"id\":\"two\",\"schemaVersion\":16,\"components\":["
    QUESTION("mine", "") ","
    QUESTION("theirs", "\"page\":\"p\",\"page.title\":\"P\",\"party\":\"partner\"") ","
    QUESTION("also", "\"page\":\"p\"") ","
    "{\"type\":\"group\",\"id\":\"g\",\"label\":\"G\","
    "\"properties\":{\"party\":\"partner\",\"private\":\"true\"},"
    "\"components\":[" QUESTION("secret", "") "]},"
    "{\"type\":\"dynamiclist\",\"id\":\"many\",\"path\":\"many\",\"label\":\"Many\","
    "\"properties\":{\"party\":\"partner\"},"
    "\"components\":[" QUESTION("one", "") "]},"
    QUESTION("last", "") "]}";
/* clang-format on */

static str way(const struct form *form, const char *party)
{
    struct form_env env = env_of();
    val none = json("{}");
    buf b;

    env.parted = party != NULL;
    env.party = party ? str_z(party) : S("");
    buf_init(&b, test_arena(), 64);
    for (struct form_at at = form_next_page(form, none, &env, FORM_AT_NONE); at.page >= 0;
         at = form_next_page(form, none, &env, at))
        buf_fmt(&b, "%.*s ", STR_ARG(form_at_str(test_arena(), form, at)));
    return str_trim(buf_str(&b));
}

TEST(each_is_led_over_their_own_pages)
{
    const struct form *form = form_of(str_z(model));
    EXPECT_STR(way(form, NULL), S("mine p g many last"));
    EXPECT_STR(way(form, ""), S("mine last"));
    EXPECT_STR(way(form, "partner"), S("p g many"));
    EXPECT_STR(way(form, "nobody"), S(""));
}

TEST(a_page_of_another_is_not_read)
{
    const struct form *form = form_of(str_z(model));
    struct form_env env = env_of();
    struct form_errors errors;
    val out;

    env.parted = true;
    env.party = S("partner");
    err e = form_read_page(form, at_of(form, "mine"), json("{\"mine\":\"x\"}"), json("{}"), &env,
                           &out, &errors);
    EXPECT(e.code == ERR_MISSING);
    e = form_read_part(form, at_of(form, "mine"), json("{\"mine\":\"x\"}"), json("{}"), &env, &out,
                       &errors);
    EXPECT(e.code == ERR_MISSING);
    EXPECT(!failed(form_read_page(form, at_of(form, "p"), json("{\"theirs\":\"x\",\"also\":\"y\"}"),
                                  json("{}"), &env, &out, &errors)));
}

TEST(a_party_changes_its_own_answers_alone)
{
    const struct form *form = form_of(str_z(model));
    static const struct {
        const char *party, *base, *mine, *want;
    } t[] = {
        { "partner", "{\"mine\":\"a\",\"theirs\":\"b\"}", "{\"mine\":\"X\",\"theirs\":\"c\"}",
          "{\"mine\":\"a\",\"theirs\":\"c\"}" },
        { "", "{\"mine\":\"a\",\"theirs\":\"b\"}", "{\"mine\":\"c\",\"theirs\":\"X\"}",
          "{\"mine\":\"c\",\"theirs\":\"b\"}" },
        { "partner", "{\"mine\":\"a\",\"secret\":\"s\"}", "{}", "{\"mine\":\"a\"}" },
        { "partner", "{\"mine\":\"a\"}", "{\"many\":[{\"one\":\"1\"}]}",
          "{\"many\":[{\"one\":\"1\"}],\"mine\":\"a\"}" },
        { "partner", "{\"mine\":\"a\",\"_held\":{}}", "{\"_held\":{\"x\":1},\"theirs\":null}",
          "{\"_held\":{},\"mine\":\"a\",\"theirs\":null}" },
        { "partner", "{\"_disputed\":[\"mine\",\"theirs\"]}", "{\"_disputed\":[\"also\",\"last\"]}",
          "{\"_disputed\":[\"mine\",\"also\"]}" },
    };
    FOR_EACH(t, c) {
        val got =
            form_party_merge(test_arena(), form, str_z(c->party), json(c->base), json(c->mine));
        if (!val_equal(got, json(c->want)))
            test_fail(__FILE__, __LINE__, "%s with %s: %.*s", c->base, c->mine,
                      STR_ARG(val_json_str(test_arena(), got)));
    }
}

TEST(what_is_private_is_seen_by_its_party_alone)
{
    const struct form *form = form_of(str_z(model));
    val all = json("{\"mine\":\"a\",\"secret\":\"s\"}");

    EXPECT(val_equal(form_party_seen(test_arena(), form, S(""), all), json("{\"mine\":\"a\"}")));
    EXPECT(val_equal(form_party_seen(test_arena(), form, S("partner"), all), all));
    EXPECT(form_reserved(form, form_field_of_input(form, S("secret"))));
    EXPECT(!form_reserved(form, form_field_of_input(form, S("many.3.one"))));
    EXPECT_STR(form_party_of(form, form_field_of_input(form, S("many.3.one"))), S("partner"));
    EXPECT(form_field_of_input(form, S("many.one.two")) < 0);
    EXPECT(form_field_of_input(form, S("min")) < 0);
}

static bool says(const char *components, const char *code)
{
    struct findings f = { .a = test_arena() };
    struct form *form;

    str text = str_fmt(test_arena(),
                       "{\"type\":\"default\",\"id\":\"x\",\"schemaVersion\":16,"
                       "\"components\":[%s]}",
                       components);
    if (!failed(form_parse(test_arena(), text, &f, &form)) && f.v.n == 0)
        return false;
    for (size_t i = 0; i < f.v.n; i++)
        if (str_eq(f.v.v[i].code, str_z(code)))
            return true;
    return false;
}

TEST(a_page_has_one_party_and_a_section_too)
{
    EXPECT(says(QUESTION("a", "\"page\":\"p\",\"page.title\":\"P\",\"party\":\"x\"") "," QUESTION(
                    "b", "\"page\":\"p\",\"party\":\"y\""),
                "form.party"));
    EXPECT(says("{\"type\":\"dynamiclist\",\"id\":\"l\",\"path\":\"l\",\"label\":\"L\","
                "\"components\":[" QUESTION("a", "\"party\":\"x\"") "]}",
                "form.party"));
    EXPECT(
        !says(QUESTION("a", "\"party\":\"x\"") "," QUESTION("b", "\"party\":\"y\""), "form.party"));
}
