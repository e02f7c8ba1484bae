/* What a decision's inputs ask of people, by their types; and what is made of what they type. */
#include "blocks/case/ruling.h"
#include "blocks/catalog/questions.h"
#include "site/site.h"
#include "tests/check.h"

#define HEAD                                                                                       \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:t' "         \
    "name='t' id='d'><itemDefinition name='tAge'><typeRef>number</typeRef><allowedValues>"         \
    "<text>[0..150]</text></allowedValues></itemDefinition><itemDefinition name='tColour'>"        \
    "<typeRef>string</typeRef><allowedValues><text>\"red\", \"dark_blue\"</text></allowedValues>"  \
    "</itemDefinition><itemDefinition name='tParts' isCollection='true'>"                          \
    "<typeRef>number</typeRef></itemDefinition>"

static struct web *web_of(const char *query)
{
    static const struct page_site names = { .name = S_INIT("Test") };
    arena *a = test_arena();
    struct web *w = ARENA_NEW(a, struct web);
    struct request *r = ARENA_NEW(a, struct request);
    struct wordbook *b = NULL;

    wordbook_load(a, S("UTC"), NULL, &b);
    EXPECT_OK(request_target(a, str_fmt(a, "/x?%s", query), r));
    *w = (struct web){ .a = a,
                       .req = r,
                       .site = ARENA_NEW(a, struct site),
                       .lang = S("en"),
                       .today = day_of(2026, 3, 2) };
    page_init(&w->page, a, &names, wording_of(b, S("en")));
    return w;
}

/* The questions for a decision over inputs: x of that type, and more in XML. */
static struct questions asked_of(const char *type, const char *more, const char *query,
                                 size_t memory, err *e)
{
    arena *a = test_arena();
    struct findings f = { .a = a };
    struct service_decision *d = ARENA_NEW(a, struct service_decision);
    struct questions q = {
        .w = web_of(query), .s = ARENA_NEW(a, struct service), .d = d, .decision = S("D")
    };
    struct feel_env env;

    d->xml = str_fmt(a,
                     HEAD "<inputData id='i' name='x'><variable name='x' %s/></inputData>"
                          "<inputData id='j' name='y'/>"
                          "<decision id='D' name='D'><variable name='D'/><informationRequirement>"
                          "<requiredInput href='#i'/></informationRequirement>%s<literalExpression>"
                          "<text>x.size</text></literalExpression></decision></definitions>",
                     type, more);
    EXPECT_OK(dmn_parse(a, d->xml, &f, &d->dmn));
    feel_env_init(&env, a, (instant){ 0 });
    env.steps = 10000;
    env.memory = memory;
    *e = questions_read(&q, &env);
    return q;
}

static struct questions asked(const char *type, const char *query, err *e)
{
    struct questions q = asked_of(type, "", query, 64 * MIB, e);

    EXPECT_INT(q.n, 1);
    return q;
}

TEST(answers_become_values_of_the_inputs_type)
{
    static const struct {
        const char *type, *query;
        enum field_kind kind;
        const char *value, *error; /* FEEL; how the error begins */
    } t[] = {
        { "typeRef='number'", "x=1,234.5", FIELD_TEXT, "1234.5", "" },
        { "typeRef='number'", "x=many", FIELD_TEXT, "null", "X: enter a number" },
        { "typeRef='number'", "x=", FIELD_TEXT, "null", "" },
        { "typeRef='tAge'", "x=150", FIELD_TEXT, "150", "" },
        { "typeRef='tAge'", "x=151", FIELD_TEXT, "151", "X: this cannot be right" },
        { "typeRef='tColour'", "x=dark_blue", FIELD_RADIOS, "\"dark_blue\"", "" },
        { "typeRef='tColour'", "x=green", FIELD_RADIOS, "null", "X: choose one" },
        { "typeRef='boolean'", "x=true", FIELD_RADIOS, "true", "" },
        { "typeRef='boolean'", "x=false", FIELD_RADIOS, "false", "" },
        { "typeRef='boolean'", "x=maybe", FIELD_RADIOS, "null", "X: choose one" },
        { "typeRef='string'", "x=%20a+b%20", FIELD_TEXT, "\"a b\"", "" },
        { "typeRef='date'", "x=2026-02-20", FIELD_DATE, "@\"2026-02-20\"", "" },
        { "typeRef='date'", "x-day=20&x-month=2&x-year=2026", FIELD_DATE, "@\"2026-02-20\"", "" },
        { "typeRef='date'", "x-day=31&x-month=2&x-year=2026", FIELD_DATE, "null",
          "X: enter a real date" },
        { "typeRef='date'", "x-day=31", FIELD_DATE, "null", "X: the date needs" },
        { "typeRef='date'", "x=soon", FIELD_DATE, "null", "X: enter a real date" },
        { "typeRef='time'", "x=14:05:00", FIELD_TEXT, "@\"14:05:00\"", "" },
        { "typeRef='time'", "x=noon", FIELD_TEXT, "null", "X: this is of the wrong kind" },
        { "typeRef='yearMonthDuration'", "x=P1Y6M", FIELD_TEXT, "@\"P1Y6M\"", "" },
        { "typeRef='yearMonthDuration'", "x=P3D", FIELD_TEXT, "@\"P3D\"",
          "X: this is of the wrong kind" },
        { "typeRef='time'", "x=%22%2Bnow()%2B%22", FIELD_TEXT, "null",
          "X: this is of the wrong kind" },
        { "typeRef='tParts'", "x=[1,2]", FIELD_TEXTAREA, "[1, 2]", "" },
        { "typeRef='tParts'", "x=[1,%22a%22]", FIELD_TEXTAREA, "[1, \"a\"]",
          "X: this is of the wrong kind" },
        { "", "x={%22size%22:+2}", FIELD_TEXTAREA, "{\"size\": 2}", "" },
        { "", "x={size:+1%2B1}", FIELD_TEXTAREA, "{\"size\": 2}", "" },
        { "", "x=date(%222026-02-20%22)", FIELD_TEXTAREA, "@\"2026-02-20\"", "" },
        { "", "x=1+%2B", FIELD_TEXTAREA, "null", "X: this cannot be read from line 1" },
        { "", "x=somebody", FIELD_TEXTAREA, "null", "X: this cannot be read from line 1" },
        { "", "x=1/0", FIELD_TEXTAREA, "null", "X: this has no value" },
        { "", "x=null", FIELD_TEXTAREA, "null", "" },
        { "", "x=function(a)+a", FIELD_TEXTAREA, "null", "X: this has no value" },
    };

    FOR_EACH(t, c) {
        err e;
        struct questions q = asked(c->type, c->query, &e);
        EXPECT_OK(e);
        EXPECT_INT(q.fields[0].kind, c->kind);
        EXPECT_STR(feel_literal(test_arena(), val_get(q.inputs, S("x"))), str_z(c->value));
        EXPECT(str_starts(q.fields[0].error, str_z(c->error)));
        EXPECT(q.wrong == (*c->error != '\0') && q.wrong == (q.fields[0].error.n > 0));
        EXPECT(q.asked);
    }
}

TEST(a_value_has_its_budget_and_its_length)
{
    err e;
    struct questions q = asked("", "x=for+i+in+1..9999999+return+i", &e);

    EXPECT(e.class == ERR_CLASS_FAULT && e.code == ERR_BUDGET);
    EXPECT_INT(q.fields[0].kind, FIELD_TEXTAREA);
    char *zeros = str_zdup(test_arena(), str_fmt(test_arena(), "x=%02001d", 0));
    q = asked("", zeros, &e);
    EXPECT_OK(e);
    EXPECT(str_starts(q.fields[0].error, S("X: use at most 2,000 characters")));
}

/* Two answers that would each have enough do not together. */
TEST(all_values_share_one_budget)
{
    static const char two[] =
        "<informationRequirement><requiredInput href='#j'/></informationRequirement>";
    static const struct {
        const char *query;
        bool enough;
    } t[] = { { "x=for+i+in+1..900+return+i", true },
              { "y=for+i+in+1..900+return+i", true },
              { "x=for+i+in+1..900+return+i&y=for+i+in+1..900+return+i", false } };

    FOR_EACH(t, c) {
        err e;
        struct questions q = asked_of("", two, c->query, 80 * KIB, &e);
        EXPECT_INT(q.n, 2);
        EXPECT(c->enough ? !failed(e) : e.class == ERR_CLASS_FAULT && e.code == ERR_BUDGET);
    }
}

TEST(nothing_is_decided_before_somebody_asked)
{
    static const struct {
        const char *query;
        bool asked;
    } t[] = { { "", false },       { "try=1", true },     { "x=", true },
              { "x-day=3", true }, { "utm=mail", false }, { "xylophone=1", false } };

    FOR_EACH(t, c) {
        err e;
        struct questions q = asked("typeRef='string'", c->query, &e);
        EXPECT_OK(e);
        EXPECT(q.asked == c->asked);
    }
}

TEST(the_hint_names_the_members_that_the_rules_read)
{
    err e;
    struct questions q = asked("", "", &e);

    EXPECT(str_has(q.fields[0].hint, S("{size: …}")));
}

TEST(cells_are_told_as_values_where_they_list_values)
{
    static const struct {
        const char *text, *want;
        bool feel;
    } t[] = {
        { "-", "", false },
        { "", "", false },
        { "\"father_married\"", "father married", false },
        { "\"a,b\", \"c\"", "a,b or c", false },
        { "\"mai_anh@example.org\"", "mai_anh@example.org", false },
        { "true", "Yes", false },
        { "1200", "1,200", false },
        { "null", "–", false },
        { "> 5", "> 5", true },
        { "not(\"a\", \"b\")", "not(\"a\", \"b\")", true },
        { "[1..5]", "[1..5]", true },
        { "\"a\", > 5", "\"a\", > 5", true },
        { "late", "late", true },
        { "\"a\" + \"b", "\"a\" + \"b", true },
    };

    FOR_EACH(t, c) {
        bool feel;
        EXPECT_STR(ruling_cell(web_of(""), NULL, S(""), str_z(c->text), &feel), str_z(c->want));
        EXPECT(feel == c->feel);
    }
}
