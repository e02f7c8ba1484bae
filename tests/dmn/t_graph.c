/* Requirement graphs over several models: imports, decision services, functions, budgets. */
#include "dmn/dmn.h"
#include "tests/check.h"

#define NS "https://www.omg.org/spec/DMN/20230324/MODEL/"

static const char shared[] =
    "<definitions xmlns='" NS "' namespace='urn:shared' name='shared'>"
    "<itemDefinition name='tAge'><typeRef>number</typeRef><allowedValues><text>[0..150]</text>"
    "</allowedValues></itemDefinition>"
    "<inputData id='age' name='age'><variable name='age' typeRef='tAge'/></inputData>"
    "<decision id='adult' name='is adult'><variable name='is adult' typeRef='boolean'/>"
    "<informationRequirement><requiredInput href='#age'/></informationRequirement>"
    "<literalExpression><text>age >= 18</text></literalExpression></decision>"
    "<businessKnowledgeModel id='half' name='half of'><variable name='half of'/>"
    "<encapsulatedLogic><formalParameter name='n' typeRef='number'/>"
    "<literalExpression><text>n / 2</text></literalExpression></encapsulatedLogic>"
    "</businessKnowledgeModel></definitions>";

/* %s: the import's name; how the expression calls what is imported. */
static const char main_model[] =
    "<definitions xmlns='" NS "' namespace='urn:main' name='main'>"
    "<import name='%s' namespace='urn:shared' importType='" NS "'/>"
    "<decision id='fee' name='Fee'><variable name='Fee' typeRef='number'/>"
    "<informationRequirement><requiredDecision href='urn:shared#adult'/></informationRequirement>"
    "<knowledgeRequirement><requiredKnowledge href='urn:shared#half'/></knowledgeRequirement>"
    "<literalExpression><text>if %sis adult then 40 else %shalf of(40)</text></literalExpression>"
    "</decision></definitions>";

static str load(void *ctx, str ns, str uri)
{
    (void)ctx;
    (void)uri;
    return str_eq(ns, S("urn:shared")) ? str_z(shared) : STR_NULL;
}

static struct dmn *parse(str xml, struct findings *f)
{
    struct dmn *m = NULL;
    struct dmn_loader loader = { load, NULL };
    *f = (struct findings){ .a = test_arena() };
    EXPECT_OK(dmn_parse_with(test_arena(), xml, &loader, f, &m));
    return m;
}

static const char *fee(const struct dmn *m, val inputs)
{
    struct feel_env env;
    val v;
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(dmn_decide(m, S("Fee"), inputs, &env, &v, NULL));
    return str_zdup(test_arena(), feel_literal(test_arena(), v));
}

static val one(str key, val v)
{
    val_builder b = val_build(test_arena());
    val_put(&b, key, v);
    return val_done(&b);
}

TEST(imports_by_namespace_with_and_without_a_name)
{
    static const struct {
        const char *name, *prefix;
    } t[] = { { "the law", "the law." }, { "", "" } };
    FOR_EACH(t, c) {
        struct findings f;
        struct dmn *m = parse(str_fmt(test_arena(), main_model, c->name, c->prefix, c->prefix), &f);
        EXPECT_INT(f.v.n, 0);
        EXPECT(strcmp(fee(m, one(S("age"), val_int(30))), "40") == 0);
        EXPECT(strcmp(fee(m, one(S("age"), val_int(3))), "20") == 0);
        if (c->name[0])
            EXPECT(strcmp(fee(m, one(S("the law"), one(S("age"), val_int(30)))), "40") == 0);
    }
}

TEST(inputs_of_imported_models_are_listed)
{
    struct findings f;
    size_t n;
    struct dmn *m = parse(str_fmt(test_arena(), main_model, "l", "l.", "l."), &f);
    const struct dmn_input *in = dmn_inputs(m, test_arena(), S("Fee"), &n);
    EXPECT_INT(n, 1);
    EXPECT_STR(in[0].ns, S("urn:shared"));
    EXPECT_STR(in[0].type_name, S("tAge"));
}

static const char services[] =
    "<definitions xmlns='" NS "' namespace='urn:s' name='s'>"
    "<inputData id='a' name='a'><variable name='a' typeRef='number'/></inputData>"
    "<inputData id='b' name='b'><variable name='b' typeRef='number'/></inputData>"
    "<decision id='sum' name='Sum'><variable name='Sum'/>"
    "<informationRequirement><requiredInput href='#a'/></informationRequirement>"
    "<informationRequirement><requiredInput href='#b'/></informationRequirement>"
    "<literalExpression><text>a + b</text></literalExpression></decision>"
    "<decision id='twice' name='Twice'><variable name='Twice'/>"
    "<informationRequirement><requiredDecision href='#sum'/></informationRequirement>"
    "<literalExpression><text>Sum * 2</text></literalExpression></decision>"
    "<decisionService id='s1' name='Both'><variable name='Both'/><outputDecision href='#sum'/>"
    "<outputDecision href='#twice'/><inputData href='#a'/><inputData href='#b'/></decisionService>"
    "<decisionService id='s2' name='Given'><variable name='Given'/><outputDecision href='#twice'/>"
    "<inputDecision href='#sum'/></decisionService>"
    "<decision id='c' name='Fee'><variable name='Fee'/>"
    "<knowledgeRequirement><requiredKnowledge href='#s1'/></knowledgeRequirement>"
    "<knowledgeRequirement><requiredKnowledge href='#s2'/></knowledgeRequirement>"
    "<literalExpression><text>[Both(1, 2).Twice, Both(b: 5, a: 1).Sum, Given(10), Both(1), "
    "Both(\"x\", 1)]</text></literalExpression></decision></definitions>";

TEST(decision_services_are_functions)
{
    struct findings f;
    struct feel_env env;
    val v;
    struct dmn *m = parse(str_z(services), &f);
    EXPECT_INT(f.v.n, 0);
    EXPECT(strcmp(fee(m, val_null()), "[6, 6, 20, null, null]") == 0);
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(dmn_serve(m, S("Given"), one(S("Sum"), val_int(4)), &env, &v));
    EXPECT(val_equal(v, val_int(8)));
    EXPECT_INT(dmn_serve(m, S("None"), val_null(), &env, &v).code, ERR_MISSING);
    EXPECT_INT(dmn_decide(m, S("None"), val_null(), &env, &v, NULL).code, ERR_MISSING);
}

/* As decisions are: by name or id, with an explanation, from their own inputs alone. */
TEST(decision_services_are_decided)
{
    struct findings f;
    struct feel_env env;
    size_t n;
    val v, why;
    struct dmn *m = parse(str_z(services), &f);
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT(dmn_has_decision(m, S("Given")) && dmn_is_service(m, S("s1")));
    EXPECT(!dmn_is_service(m, S("Sum")) && !dmn_is_service(m, S("None")));
    const struct dmn_input *in = dmn_inputs(m, test_arena(), S("Both"), &n);
    EXPECT_INT(n, 2);
    EXPECT_STR(in[0].name, S("a"));
    EXPECT_STR(in[1].type_name, S("number"));
    in = dmn_inputs(m, test_arena(), S("s2"), &n);
    EXPECT_INT(n, 1);
    EXPECT_STR(in[0].name, S("Sum"));
    EXPECT_INT((dmn_outputs(m, test_arena(), S("Both"), &n), n), 2);
    EXPECT_INT((dmn_services(m, test_arena(), &n), n), 2);
    EXPECT_OK(dmn_decide(m, S("s1"),
                         val_with(test_arena(), one(S("a"), val_int(1)), S("b"), val_int(2)), &env,
                         &v, &why));
    EXPECT(val_equal(val_get(v, S("Twice")), val_int(6)));
    EXPECT_STR(val_get_text(why, S("decision")), S("Both"));
    EXPECT(val_equal(val_path(why, S("values.a")), val_int(1)));
    EXPECT_STR(val_text(val_path(why, S("requires.0.decision"))), S("Sum"));
    EXPECT_STR(val_text(val_path(why, S("requires.1.decision"))), S("Twice"));
    EXPECT(val_equal(val_path(why, S("requires.1.result")), val_int(6)));
    EXPECT_OK(dmn_decide(m, S("Given"), one(S("a"), val_int(4)), &env, &v, &why));
    EXPECT(val_is_null(v));
    EXPECT(val_equal(val_path(why, S("values.Sum")), val_null()));
}

TEST(required_decisions_may_be_given)
{
    struct findings f;
    struct feel_env env;
    val v;
    struct dmn *m = parse(str_z(services), &f);
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(dmn_decide(m, S("Twice"), one(S("Sum"), val_int(21)), &env, &v, NULL));
    EXPECT(val_equal(v, val_int(42)));
}

TEST(budgets_hold_for_models)
{
    static const char endless[] =
        "<definitions xmlns='" NS
        "' namespace='urn:e' name='e'><businessKnowledgeModel id='f' name='f'>"
        "<variable name='f'/><encapsulatedLogic><formalParameter name='n'/><literalExpression>"
        "<text>f(n + 1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
        "<decision id='d' name='Fee'><variable name='Fee'/><knowledgeRequirement>"
        "<requiredKnowledge href='#f'/></knowledgeRequirement><literalExpression><text>f(1)</text>"
        "</literalExpression></decision></definitions>";
    struct findings f;
    struct feel_env env;
    val v;
    struct dmn *m = parse(str_z(endless), &f);
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_INT(dmn_decide(m, S("Fee"), val_null(), &env, &v, NULL).code, ERR_BUDGET);
    EXPECT(env.stopped.n > 0);
}

TEST(paths_of_a_context_are_found_wherever_they_stand)
{
    struct findings f = { .a = test_arena() };
    struct dmn *m;
    size_t n;
    EXPECT_OK(dmn_parse(
        test_arena(),
        S("<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:p' "
          "name='p' id='d'>\n"
          "<inputData id='i' name='law'><variable name='law'/></inputData>\n"
          "<businessKnowledgeModel id='f' name='F'><variable name='F'/><encapsulatedLogic>\n"
          "<formalParameter "
          "name='law'/><literalExpression><text>law.in_function[2]</text></literalExpression>\n"
          "</encapsulatedLogic></businessKnowledgeModel>\n"
          "<decision id='e' name='E'><variable name='E'/><informationRequirement><requiredInput "
          "href='#i'/>"
          "</informationRequirement><knowledgeRequirement><requiredKnowledge "
          "href='#f'/></knowledgeRequirement>\n"
          "<literalExpression><text>for x in [1] return F(law) + x * "
          "law.in_loop.deep</text></literalExpression></decision>\n"
          "<decision id='t' name='T'><variable name='T'/><informationRequirement><requiredInput "
          "href='#i'/>"
          "</informationRequirement><decisionTable><input><inputExpression><text>law.in_column</"
          "text></inputExpression></input>\n"
          "<output><defaultOutputEntry><text>law.in_default</text></defaultOutputEntry></output>\n"
          "<rule><inputEntry><text>[1..law.in_cell)</text></inputEntry>\n"
          "<outputEntry><text>if true then law.in_output else "
          "0</text></outputEntry></rule>\n"
          "</decisionTable></decision></definitions>"),
        &f, &m));
    static const struct {
        const char *name, *id;
        int line;
    } want[] = { { "in_function", "f", 3 }, { "in_loop", "e", 6 },    { "in_column", "t", 8 },
                 { "in_cell", "t", 10 },    { "in_output", "t", 10 }, { "in_default", "t", 8 } };
    const struct dmn_path *p = dmn_paths(m, test_arena(), S("law"), &n);
    EXPECT_INT(n, LEN(want));
    for (size_t i = 0; i < MIN(n, LEN(want)); i++) {
        EXPECT_STR(p[i].name, str_z(want[i].name));
        EXPECT_STR(p[i].id, str_z(want[i].id));
        EXPECT_INT(p[i].line, want[i].line);
    }
    (void)dmn_paths(m, test_arena(), S("lore"), &n);
    EXPECT_INT(n, 0);
}
