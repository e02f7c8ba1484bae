/* Cells of tables are compiled to tests of their own: each passes what its text passes as unary
 * tests. Functions that are made with their model, invocations with and without names. */
#include "dmn/dmn.h"
#include "tests/check.h"

#define HEAD                                                                                       \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:t' "         \
    "name='t' id='d'>"

static struct dmn *parse(str xml)
{
    struct findings f = { .a = test_arena(), .file = S("t.dmn") };
    struct dmn *m = NULL;

    EXPECT_OK(dmn_parse(test_arena(), xml, &f, &m));
    return m;
}

static val decided(const struct dmn *m, val inputs)
{
    struct feel_env env;
    val v = val_null();

    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(dmn_decide(m, S("D"), inputs, &env, &v, NULL));
    return v;
}

static val evaluated(const char *text)
{
    struct feel *f;
    struct feel_env env;
    val v = val_null();

    EXPECT_OK(feel_parse(test_arena(), str_z(text), NULL, &f, NULL));
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(feel_eval(f, &env, val_null(), &v));
    return v;
}

static bool passes(const char *tests, val input)
{
    struct feel *f;
    struct feel_env env;
    val v = val_null();

    EXPECT_OK(feel_parse_unary(test_arena(), str_z(tests), NULL, &f, NULL));
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(feel_test(f, &env, input, val_null(), &v));
    return val_is_true(v);
}

static val one(const char *name, val v)
{
    val_builder b = val_build(test_arena());

    val_put(&b, str_z(name), v);
    return val_done(&b);
}

static str table(const char *cell)
{
    return str_fmt(test_arena(),
                   HEAD "<inputData id='i' name='x'><variable name='x'/></inputData>"
                        "<decision id='d1' name='D'><variable name='D'/>"
                        "<informationRequirement><requiredInput href='#i'/>"
                        "</informationRequirement><decisionTable><input><inputExpression>"
                        "<text>x</text></inputExpression></input><output>"
                        "<defaultOutputEntry><text>false</text></defaultOutputEntry></output>"
                        "<rule><inputEntry><text><![CDATA[%s]]></text></inputEntry>"
                        "<outputEntry><text>true</text></outputEntry></rule>"
                        "</decisionTable></decision></definitions>",
                   cell);
}

TEST(cells_pass_what_their_tests_pass)
{
    static const char *const cells[] = { "-",
                                         "2",
                                         "\"b\"",
                                         "true",
                                         "false",
                                         "= true",
                                         "null",
                                         "< 3",
                                         "<= 2.50",
                                         "> 2",
                                         ">= 2.0",
                                         "> 9223372036854775807",
                                         ">= 9223372036854775807",
                                         "< -9223372036854775808",
                                         "<= -9223372036854775808",
                                         "[2..3]",
                                         "(2..3)",
                                         "[2..3)",
                                         "(2..3]",
                                         "[2..2]",
                                         "(2..2)",
                                         "[3..2]",
                                         "[2.0..2.5]",
                                         "[2..2.5]",
                                         "(9223372036854775807..1E30)",
                                         "(-9223372036854775808..9223372036854775807)",
                                         "[@\"2026-01-01\"..@\"2026-12-31\"]",
                                         "[\"a\"..\"c\"]",
                                         "\"a\", \"b\"",
                                         "1, 2.00",
                                         "not(\"a\", \"b\")",
                                         "not(2)",
                                         "not(true)",
                                         "true, \"b\"" };
    static const char *const inputs[] = { "2",
                                          "2.0",
                                          "2.00",
                                          "2.25",
                                          "2.50",
                                          "3",
                                          "-1",
                                          "9223372036854775807",
                                          "-9223372036854775808",
                                          "9223372036854775808",
                                          "1E30",
                                          "true",
                                          "false",
                                          "null",
                                          "\"a\"",
                                          "\"b\"",
                                          "\"\"",
                                          "@\"2026-03-02\"",
                                          "@\"P1D\"",
                                          "[2]",
                                          "[true]",
                                          "[1, 2]",
                                          "{}" };

    FOR_EACH(cells, c) {
        const struct dmn *m = parse(table(*c));
        FOR_EACH(inputs, i) {
            val x = evaluated(*i);
            if (val_is_true(decided(m, one("x", x))) != passes(*c, x))
                test_fail(__FILE__, __LINE__, "cell %s, input %s", *c, *i);
        }
    }
}

/* f uses g, g uses h, which stands behind them; r uses itself. */
static str functions(const char *logic)
{
    return str_fmt(
        test_arena(),
        HEAD
        "<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic>"
        "<formalParameter name='a'/><formalParameter name='b'/><literalExpression>"
        "<text>g(a) - b</text></literalExpression></encapsulatedLogic><knowledgeRequirement>"
        "<requiredKnowledge href='#g'/></knowledgeRequirement></businessKnowledgeModel>"
        "<businessKnowledgeModel id='g' name='g'><variable name='g'/><encapsulatedLogic>"
        "<formalParameter name='a'/><literalExpression><text>10 * h(a)</text>"
        "</literalExpression></encapsulatedLogic><knowledgeRequirement><requiredKnowledge "
        "href='#h'/></knowledgeRequirement></businessKnowledgeModel>"
        "<businessKnowledgeModel id='h' name='h'><variable name='h'/><encapsulatedLogic>"
        "<formalParameter name='a'/><literalExpression><text>a + 1</text>"
        "</literalExpression></encapsulatedLogic></businessKnowledgeModel>"
        "<businessKnowledgeModel id='r' name='r'><variable name='r'/><encapsulatedLogic>"
        "<formalParameter name='n'/><literalExpression><text>if n = 0 then h(0) else n * r(n - 1)"
        "</text></literalExpression></encapsulatedLogic><knowledgeRequirement>"
        "<requiredKnowledge href='#h'/></knowledgeRequirement></businessKnowledgeModel>"
        "<decision id='d1' name='D'><variable name='D'/><knowledgeRequirement>"
        "<requiredKnowledge href='#f'/></knowledgeRequirement><knowledgeRequirement>"
        "<requiredKnowledge href='#r'/></knowledgeRequirement>%s</decision></definitions>",
        logic);
}

#define LITERAL(text) "<literalExpression><text>" text "</text></literalExpression>"
#define BIND(name, text) "<binding><parameter name='" name "'/>" LITERAL(text) "</binding>"
#define CALL(name, bindings) "<invocation>" LITERAL(name) bindings "</invocation>"

TEST(functions_are_invoked_by_place_and_by_name)
{
    static const struct {
        const char *logic, *want;
    } t[] = {
        { CALL("f", BIND("a", "2") BIND("b", "1")), "29" },
        { CALL("f", BIND("b", "1") BIND("a", "2")), "29" },
        { CALL("f", BIND("a", "2")), "null" },
        { CALL("f", BIND("a", "2") BIND("c", "1")), "null" },
        { CALL("f", BIND("a", "2") BIND("b", "1") BIND("c", "1")), "null" },
        { CALL("f", ""), "null" },
        { CALL("r", BIND("n", "5")), "120" },
        { LITERAL("f(2, 1)"), "29" },
        { LITERAL("f(b: 1, a: 2)"), "29" },
        { LITERAL("r(5) + f(0, 0)"), "130" },
        { LITERAL("f = f"), "true" },
    };

    FOR_EACH(t, c) {
        val got = decided(parse(functions(c->logic)), val_null());
        EXPECT_STR(feel_literal(test_arena(), got), str_z(c->want));
    }
}
