/* What a model says of itself: boxed expressions as text that means the same, tables with ids. */
#include "dmn/dmn.h"
#include "tests/check.h"

#define HEAD                                                                                       \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='urn:t' "         \
    "name='t' id='d'>"
#define LIT(text) "<literalExpression><text>" text "</text></literalExpression>"

static struct dmn *parse(str xml)
{
    struct findings f = { .a = test_arena() };
    struct dmn *m = NULL;

    EXPECT_OK(dmn_parse(test_arena(), xml, &f, &m));
    EXPECT_INT(f.v.n, 0);
    return m;
}

/* A decision D over the number n. */
static struct dmn *decision(const char *logic)
{
    return parse(str_fmt(test_arena(),
                         HEAD "<inputData id='i' name='n'><variable name='n' typeRef='number'/>"
                              "</inputData><decision id='d1' name='D'><variable name='D'/>"
                              "<informationRequirement><requiredInput href='#i'/>"
                              "</informationRequirement>%s</decision></definitions>",
                         logic));
}

static val element(const struct dmn *m, const char *name)
{
    val all = val_get(dmn_describe(m, test_arena()), S("elements"));

    for (size_t i = 0; i < val_count(all); i++)
        if (str_eq(val_get_text(all.l[i], S("name")), str_z(name)))
            return all.l[i];
    return val_null();
}

static val seven(void)
{
    return val_with(test_arena(), val_null(), S("n"), val_int(7));
}

/* The text is FEEL, and means what the model does. */
static val by_text(str text)
{
    struct feel_name name = { S("n"), NULL };
    struct feel_scope scope = { .names = &name, .n = 1 };
    struct feel_env env;
    struct feel *f = NULL;
    val v = val_null();

    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(feel_parse(test_arena(), text, &scope, &f, NULL));
    if (f)
        EXPECT_OK(feel_eval(f, &env, seven(), &v));
    return v;
}

TEST(boxed_expressions_are_told_as_feel)
{
    static const struct {
        const char *logic, *text;
    } t[] = {
        { LIT(" n + 1 "), "n + 1" },
        { "<list>" LIT("n") LIT("2") "</list>", "[n, 2]" },
        { "<list></list>", "[]" },
        { "<relation><column name='a'/><column name='b'/><row>" LIT("1")
              LIT("n") "</row><row>" LIT("3") LIT("4") "</row></relation>",
          "[{a: 1, b: n}, {a: 3, b: 4}]" },
        { "<conditional><if>" LIT("n &gt; 5") "</if><then>" LIT("\"big\"") "</then><else>" LIT(
              "\"small\"") "</else></conditional>",
          "if n > 5 then \"big\" else \"small\"" },
        { "<filter><in>" LIT("[1, 7, 9]") "</in><match>" LIT("item &gt; n") "</match></filter>",
          "([1, 7, 9])[item > n]" },
        { "<for iteratorVariable='x'><in>" LIT("1..3") "</in><return>" LIT(
              "x * n") "</return></for>",
          "for x in 1..3 return x * n" },
        { "<some iteratorVariable='x'><in>" LIT("[1, 9]") "</in><satisfies>" LIT(
              "x &gt; n") "</satisfies></some>",
          "some x in [1, 9] satisfies x > n" },
        { "<every iteratorVariable='x'><in>" LIT("[1, 9]") "</in><satisfies>" LIT(
              "x &gt; n") "</satisfies></every>",
          "every x in [1, 9] satisfies x > n" },
        { "<invocation>" LIT("abs") "<binding><parameter name='n'/>" LIT(
              "0 - n") "</binding></invocation>",
          "abs(n: 0 - n)" },
        { "<list><context><contextEntry><variable name='a'/>" LIT(
              "n") "</contextEntry><contextEntry>" LIT("a * 2") "</contextEntry></context></list>",
          "[{a: n, result: a * 2}.result]" },
    };

    FOR_EACH(t, c) {
        struct dmn *m = decision(c->logic);
        struct feel_env env;
        val direct = val_null();
        feel_env_init(&env, test_arena(), (instant){ 0 });
        EXPECT_OK(dmn_decide(m, S("D"), seven(), &env, &direct, NULL));
        str text = val_get_text(element(m, "D"), S("expression"));
        EXPECT_STR(text, str_z(c->text));
        EXPECT(!val_is_null(direct) && val_equal(direct, by_text(text)));
    }
}

TEST(a_context_is_told_entry_by_entry)
{
    struct dmn *m = decision("<context><contextEntry><variable name='rate'/>" LIT(
        "0.5") "</contextEntry><contextEntry>" LIT("n * rate") "</contextEntry></context>");
    str json = val_json_str(test_arena(), val_get(element(m, "D"), S("entries")));

    EXPECT_STR(json, S("[{\"name\":\"rate\",\"expression\":\"0.5\"},"
                       "{\"name\":\"\",\"expression\":\"n * rate\"}]"));
}

#define TABLE                                                                                      \
    "<decisionTable id='t1' hitPolicy='COLLECT' aggregation='SUM'><input id='c1' label='Size'>"    \
    "<inputExpression><text>n</text></inputExpression></input><input id='c2'><inputExpression>"    \
    "<text>n + 1</text></inputExpression></input><output id='o1' name='fee' typeRef='number'/>"    \
    "<annotation name='clause'/><rule id='r1'><inputEntry><text>&gt; 5</text></inputEntry>"        \
    "<inputEntry><text></text></inputEntry><outputEntry><text>3</text></outputEntry>"              \
    "<annotationEntry><text>act/1</text></annotationEntry></rule></decisionTable>"

TEST(a_table_is_told_with_ids_and_texts)
{
    static const struct {
        const char *path, *want;
    } t[] = {
        { "0.id", "t1" },
        { "0.hit_policy", "COLLECT" },
        { "0.aggregation", "SUM" },
        { "0.inputs.0.label", "Size" },
        { "0.inputs.0.id", "c1" },
        { "0.inputs.1.label", "n + 1" },
        { "0.outputs.0.label", "fee" },
        { "0.annotations.0", "clause" },
        { "0.rules.0.id", "r1" },
        { "0.rules.0.conditions.0", "> 5" },
        { "0.rules.0.conditions.1", "-" },
        { "0.rules.0.outputs.0", "3" },
        { "0.rules.0.annotations.0", "act/1" },
    };
    val tables = val_get(element(decision(TABLE), "D"), S("tables"));

    FOR_EACH(t, c)
        EXPECT_STR(val_text(val_path(tables, str_z(c->path))), str_z(c->want));
}

TEST(a_table_inside_of_an_expression_stands_by_its_id)
{
    struct dmn *m = decision("<list>" LIT("1") TABLE "</list>");
    val d = element(m, "D");

    EXPECT_STR(val_get_text(d, S("expression")), S("[1, t1]"));
    EXPECT_STR(val_text(val_path(d, S("tables.0.id"))), S("t1"));
}

TEST(conditions_of_a_table_are_found_by_its_id)
{
    struct dmn *m = decision("<list>" LIT("1") TABLE "</list>");
    size_t n;
    const struct dmn_output *c = dmn_conditions(m, test_arena(), S("t1"), &n);

    EXPECT_INT(n, 2);
    EXPECT_STR(c[0].id, S("c1"));
    EXPECT_STR(c[0].label, S("Size"));
    dmn_conditions(m, test_arena(), S("other"), &n);
    EXPECT_INT(n, 0);
    dmn_conditions(m, test_arena(), S(""), &n);
    EXPECT_INT(n, 0);
}
