/* What a decision failed by: the nearest rules of a table, the false parts of a conjunction. */
#include "dmn/dmn.h"
#include "tests/check.h"

#define HEAD                                                                                       \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:t' "         \
    "name='t' id='d'>"                                                                             \
    "<inputData id='i1' name='income'><variable name='income' typeRef='number'/></inputData>"      \
    "<inputData id='i2' name='region'><variable name='region' typeRef='string'/></inputData>"      \
    "<inputData id='i3' name='law'><variable name='law'/></inputData>"                             \
    "<businessKnowledgeModel id='b1' name='over'><variable name='over'/><encapsulatedLogic>"       \
    "<formalParameter name='x' typeRef='number'/><literalExpression><text>x &gt; 10</text>"        \
    "</literalExpression></encapsulatedLogic></businessKnowledgeModel>"                            \
    "<businessKnowledgeModel id='b2' name='dear'><variable name='dear'/>"                          \
    "<encapsulatedLogic><formalParameter name='x' typeRef='number'/><literalExpression>"           \
    "<text>if x = 0 then 1 else sum(for i in 1..100 return i * x) + count(string(x))</text>"       \
    "</literalExpression></encapsulatedLogic></businessKnowledgeModel>"                            \
    "<decision id='d1' name='D'><variable name='D'/>"                                              \
    "<informationRequirement><requiredInput href='#i1'/></informationRequirement>"                 \
    "<informationRequirement><requiredInput href='#i2'/></informationRequirement>"                 \
    "<informationRequirement><requiredInput href='#i3'/></informationRequirement>"                 \
    "<knowledgeRequirement><requiredKnowledge href='#b1'/></knowledgeRequirement>"                 \
    "<knowledgeRequirement><requiredKnowledge href='#b2'/></knowledgeRequirement>"

static void escaped(buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '<')
            buf_add(b, S("&lt;"));
        else if (s.p[i] == '&')
            buf_add(b, S("&amp;"));
        else
            buf_char(b, s.p[i]);
    }
}

/* Inputs as a FEEL context; the explanation. */
static val explained(str xml, const char *inputs, val *result, struct feel_env *env)
{
    arena *a = test_arena();
    struct findings f = { .a = a, .file = S("t.dmn") };
    struct dmn *m;
    struct feel *facts;
    val in, why = val_null();

    *result = val_null();
    feel_env_init(env, a, (instant){ 0 });
    EXPECT_OK(dmn_parse(a, xml, &f, &m));
    if (f.errors)
        test_fail(__FILE__, __LINE__, "%.*s: %.*s", STR_ARG(xml), STR_ARG(f.v.v[0].what));
    EXPECT_OK(feel_parse(a, str_z(inputs), NULL, &facts, NULL));
    EXPECT_OK(feel_eval(facts, env, val_null(), &in));
    EXPECT_OK(dmn_decide(m, S("D"), in, env, result, &why));
    return why;
}

/* rules: "<= 100 | \"north\"; ..." over income and region. */
static str table_of(const char *hit, const char *rules)
{
    str rest = str_z(rules), rule, cell;
    int n = 0;
    buf b;

    buf_init(&b, test_arena(), 4096);
    buf_fmt(&b,
            HEAD "<decisionTable id='t1' hitPolicy='%s'><input id='c1' label='Income'>"
                 "<inputExpression typeRef='number'><text>income</text></inputExpression></input>"
                 "<input id='c2' label='Region'><inputExpression typeRef='string'><text>region"
                 "</text></inputExpression></input><output/><annotation name='clause'/>",
            hit);
    while (str_next(&rest, ';', &rule)) {
        buf_fmt(&b, "<rule id='r%d'>", ++n);
        while (str_next(&rule, '|', &cell)) {
            buf_add(&b, S("<inputEntry><text>"));
            escaped(&b, str_trim(cell));
            buf_add(&b, S("</text></inputEntry>"));
        }
        buf_fmt(&b,
                "<outputEntry><text>%d</text></outputEntry><annotationEntry><text>Art. %d</text>"
                "</annotationEntry></rule>",
                n, n);
    }
    buf_add(&b, S("</decisionTable></decision></definitions>"));
    return buf_str(&b);
}

/* "r2 Income <= 100: 120 [Art. 2]; ...". */
static str near_text(val table)
{
    val near = val_get(table, S("nearest"));
    arena *a = test_arena();
    buf b;

    buf_init(&b, a, 256);
    for (size_t i = 0; i < val_count(near); i++) {
        val rule = val_at(near, i), failed = val_get(rule, S("failed"));
        EXPECT_STR(val_get_text(rule, S("id")),
                   str_fmt(a, "r%lld", (long long)val_get_i64(rule, S("index"), 0)));
        buf_fmt(&b, "%s%.*s", i ? "; " : "", STR_ARG(val_get_text(rule, S("id"))));
        for (size_t k = 0; k < val_count(failed); k++) {
            val c = val_at(failed, k);
            buf_fmt(&b, "%s %.*s %.*s: %.*s", k ? "," : "", STR_ARG(val_get_text(c, S("input"))),
                    STR_ARG(val_get_text(c, S("condition"))),
                    STR_ARG(feel_literal(a, val_get(c, S("value")))));
        }
        buf_fmt(&b, " [%.*s]", STR_ARG(val_text(val_path(rule, S("annotations.clause")))));
    }
    return b.n ? buf_str(&b) : S("");
}

TEST(the_nearest_rules_and_what_they_failed_by)
{
    static const struct {
        const char *hit, *rules, *inputs, *fired, *near;
    } t[] = {
        /* the fewest failed conditions first, and only those */
        { "FIRST", "<= 100 | \"north\"; > 500 | \"south\"", "{income: 120, region: \"north\"}",
          "null", "r1 Income <= 100: 120 [Art. 1]" },
        { "FIRST", "<= 100 | \"north\"; [100..110] | \"west\",\"east\"",
          "{income: 120, region: \"south\"}", "null",
          "r1 Income <= 100: 120, Region \"north\": \"south\" [Art. 1]; "
          "r2 Income [100..110]: 120, Region \"west\",\"east\": \"south\" [Art. 2]" },
        /* beside a rule that fired */
        { "UNIQUE", "<= 100 | -; > 100 | -", "{income: 100, region: \"north\"}", "1",
          "r2 Income > 100: 100 [Art. 2]" },
        /* at most three */
        { "COLLECT", "1 | -; 2 | -; 3 | -; 4 | -", "{income: 5, region: null}", "[]",
          "r1 Income 1: 5 [Art. 1]; r2 Income 2: 5 [Art. 2]; r3 Income 3: 5 [Art. 3]" },
        /* a rule behind the first that fires has not failed */
        { "FIRST", "- | -; > 0 | -; < 0 | -", "{income: 5, region: null}", "1",
          "r3 Income < 0: 5 [Art. 3]" },
        /* nothing failed */
        { "COLLECT", "- | -; > 0 | not(\"x\")", "{income: 5, region: \"y\"}", "[1, 2]", "" },
        /* an input that is missing; a cell that calls a function */
        { "FIRST", "over(?) | -", "{region: \"y\"}", "null", "r1 Income over(?): null [Art. 1]" },
        { "FIRST", "over(?) | \"x\"", "{income: 3, region: \"x\"}", "null",
          "r1 Income over(?): 3 [Art. 1]" },
    };
    struct feel_env env;
    val v;

    FOR_EACH(t, c) {
        val why = explained(table_of(c->hit, c->rules), c->inputs, &v, &env);
        val table = val_at(val_get(why, S("tables")), 0);
        EXPECT_STR(feel_literal(test_arena(), v), str_z(c->fired));
        EXPECT_STR(near_text(table), str_z(c->near));
        EXPECT(val_count(val_get(table, S("nearest"))) || !val_has(table, S("nearest")));
    }
}

/* A rule whose test is dear: the decision has taken it once; what the explanation would spend
 * beside is its own. */
TEST(an_explanation_never_ends_a_decision)
{
    enum { RULES = 400 };
    arena *a = test_arena();
    struct feel_env plain, told;
    struct findings f = { .a = a };
    struct dmn *m;
    val in = val_with(a, val_null(), S("income"), val_int(7)), v, same, why;
    buf b;

    buf_init(&b, a, 8192);
    for (int i = 0; i < RULES; i++)
        buf_fmt(&b, "%sdear(?) < %d | -", i ? ";" : "", i);
    buf_char(&b, 0);
    EXPECT_OK(dmn_parse(a, table_of("FIRST", b.p), &f, &m));
    feel_env_init(&plain, a, (instant){ 0 });
    feel_env_init(&told, a, (instant){ 0 });
    EXPECT_OK(dmn_decide(m, S("D"), in, &plain, &v, NULL));
    int64_t spent = 10 * 1000 * 1000 - plain.steps;
    EXPECT(spent > 50 * 1000);
    told.steps = spent + 10;
    EXPECT_OK(dmn_decide(m, S("D"), in, &told, &same, &why));
    EXPECT(val_equal(v, same));
    EXPECT_INT(told.steps, 10);
    EXPECT(!told.stopped.n);
    EXPECT_INT(val_count(val_get(why, S("tables"))), 1);
}

static str literal_of(const char *text, const char *type)
{
    buf b;

    buf_init(&b, test_arena(), 4096);
    buf_add(&b, S(HEAD));
    buf_fmt(&b, "<literalExpression typeRef='%s'><text>", type);
    escaped(&b, str_z(text));
    buf_add(&b, S("</text></literalExpression></decision></definitions>"));
    return buf_str(&b);
}

TEST(the_false_parts_of_a_conjunction)
{
    static const struct {
        const char *text, *inputs, *want;
    } t[] = {
        { "income >= 18 and income <= law.most and region = \"n\"",
          "{income: 25, region: \"s\", law: {most: 20}}",
          "income <= law.most {\"income\": 25, \"law.most\": 20}; "
          "region = \"n\" {\"region\": \"s\"}" },
        { "income >= 18", "{income: 3}", "income >= 18 {\"income\": 3}" },
        { "(income > 1 and income < 5) and (region = \"(and\" and over(income))",
          "{income: 7, region: \"x\"}",
          "income < 5 {\"income\": 7}; region = \"(and\" {\"region\": \"x\"}; "
          "over(income) {\"income\": 7}" },
        { "((income < 5 and region = \"x\"))", "{income: 7, region: \"x\"}",
          "income < 5 {\"income\": 7}" },
        { "income between 1 and 5 and region in (\"a\", \"b\")", "{income: 7, region: \"b\"}",
          "income between 1 and 5 {\"income\": 7}" },
        { "(income < 5 or income > 9) and income in (1..20]", "{income: 7}",
          "(income < 5 or income > 9) {\"income\": 7}" },
        /* where brackets or comments hide the parts, the whole */
        { "(income in ]1..5] and region = \"x\")", "{income: 1, region: \"x\"}",
          "(income in ]1..5] and region = \"x\") {\"income\": 1, \"region\": \"x\"}" },
        { "income < 5 /* ( */ and region = \"x\"", "{income: 7, region: \"x\"}",
          "income < 5 /* ( */ and region = \"x\" {\"income\": 7, \"region\": \"x\"}" },
        /* null is not false; no conjunction; not false */
        { "income < 5 and region = \"x\"", "{region: \"y\"}",
          "region = \"x\" {\"region\": \"y\"}" },
        { "income < 5 or region = \"x\"", "{income: 7, region: \"y\"}", "" },
        { "income < 5 and region = \"x\"", "{income: 3, region: \"x\"}", "" },
        { "if income < 5 then true else false", "{income: 7}", "" },
    };
    static const char *const types[] = { "boolean", "Any" };
    arena *a = test_arena();
    struct feel_env env;
    val v;

    FOR_EACH(types, type) {
        FOR_EACH(t, c) {
            val why = explained(literal_of(c->text, *type), c->inputs, &v, &env);
            val failed = val_get(why, S("failed"));
            buf b;
            buf_init(&b, a, 256);
            for (size_t i = 0; i < val_count(failed); i++)
                buf_fmt(&b, "%s%.*s %.*s", i ? "; " : "",
                        STR_ARG(val_get_text(val_at(failed, i), S("condition"))),
                        STR_ARG(feel_literal(a, val_get(val_at(failed, i), S("values")))));
            EXPECT_STR(b.n ? buf_str(&b) : S(""), str_z(c->want));
            EXPECT(val_count(failed) || !val_has(why, S("failed")));
        }
    }
}

/* Of a context only what was read: an explanation is sealed with each ruling. */
TEST(values_are_those_that_the_logic_reads)
{
    static const struct {
        const char *text, *want;
    } t[] = {
        { "income <= law.most", "{\"income\": 25, \"law\": {\"most\": 20}}" },
        { "income <= law.most or law.other = 1",
          "{\"income\": 25, \"law\": {\"most\": 20, \"other\": 1}}" },
        { "law.nothing = income", "{\"law\": {}, \"income\": 25}" },
        { "some x in [law.most] satisfies x > income",
          "{\"law\": {\"most\": 20}, \"income\": 25}" },
        { "count(get entries(law)) = 1 and law.most = income",
          "{\"law\": {\"most\": 20, \"other\": 1, \"more\": 2}, \"income\": 25}" },
        { "law != null", "{\"law\": {\"most\": 20, \"other\": 1, \"more\": 2}}" },
    };
    struct feel_env env;
    val v;

    FOR_EACH(t, c) {
        val why =
            explained(literal_of(c->text, "boolean"),
                      "{income: 25, region: \"s\", law: {most: 20, other: 1, more: 2}}", &v, &env);
        EXPECT_STR(feel_literal(test_arena(), val_get(why, S("values"))), str_z(c->want));
    }
}

/* What was read, joined over decisions that read other members, comes to the same result again. */
TEST(an_explanation_holds_what_to_decide_with_again)
{
    static const char model[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:r' "
        "name='r'><inputData id='i' name='income'><variable name='income' typeRef='number'/>"
        "</inputData><inputData id='l' name='law'><variable name='law'/></inputData>"
        "<inputData id='n' name='name'><variable name='name' typeRef='string'/></inputData>"
        "<decision id='c1' name='capped'><variable name='capped'/>"
        "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
        "<informationRequirement><requiredInput href='#l'/></informationRequirement>"
        "<literalExpression><text>min(income, law.most)</text></literalExpression></decision>"
        "<decision id='d1' name='D'><variable name='D'/>"
        "<informationRequirement><requiredDecision href='#c1'/></informationRequirement>"
        "<informationRequirement><requiredInput href='#l'/></informationRequirement>"
        "<literalExpression><text>capped * law.rate</text></literalExpression></decision>"
        "<decision id='s1' name='S'><variable name='S'/>"
        "<informationRequirement><requiredInput href='#n'/></informationRequirement>"
        "<literalExpression><text>name</text></literalExpression></decision></definitions>";
    struct feel_env env;
    struct findings f = { .a = test_arena() };
    struct dmn *m;
    val first, again,
        why = explained(str_z(model),
                        "{income: 70, name: \"Lena\", law: {most: 50, rate: 2, "
                        "other: 9}}",
                        &first, &env);

    EXPECT(val_equal(first, val_int(100)));
    val in = dmn_inputs_read(test_arena(), why);
    EXPECT_STR(val_json_str(test_arena(), in),
               S("{\"income\":70,\"law\":{\"most\":50,\"rate\":2}}"));
    EXPECT_OK(dmn_parse(test_arena(), str_z(model), &f, &m));
    EXPECT_OK(dmn_decide(m, S("D"), in, &env, &again, NULL));
    EXPECT(val_equal(again, first));
    EXPECT_INT(val_count(dmn_inputs_read(test_arena(), val_null())), 0);
    /* a result that was given takes the place of what it was made of */
    explained(str_z(model), "{capped: 5, income: 70, law: {rate: 2, most: 1}}", &first, &env);
    EXPECT(val_equal(first, val_int(10)));
}

TEST(what_a_model_is_for)
{
    arena *a = test_arena();
    struct findings f = { .a = a };
    struct dmn *m;
    size_t n;

    EXPECT_OK(dmn_parse(a,
                        S(HEAD "<literalExpression><text>1</text></literalExpression></decision>"
                               "<decision id='d2' name='E'><variable name='E'/>"
                               "<informationRequirement><requiredDecision href='#d1'/>"
                               "</informationRequirement><literalExpression><text>D</text>"
                               "</literalExpression></decision>"
                               "<decision id='d3' name='F'><variable name='F'/>"
                               "<literalExpression><text>2</text></literalExpression></decision>"
                               "</definitions>"),
                        &f, &m));
    const str *tops = dmn_tops(m, a, &n);
    EXPECT_INT(n, 2);
    EXPECT_STR(tops[0], S("E"));
    EXPECT_STR(tops[1], S("F"));
}
