/* Decision models: tables by hit policy, explanations, findings, hostile files. */
#include "dmn/dmn.h"
#include "tests/check.h"

#define HEAD                                                                                       \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:t' "         \
    "name='t' id='d'>"
#define INPUT(name, type)                                                                          \
    "<inputData id='i_" name "' name='" name "'><variable name='" name "' typeRef='" type          \
    "'/></inputData>"
#define NEEDS(name)                                                                                \
    "<informationRequirement><requiredInput href='#i_" name "'/></informationRequirement>"

static struct dmn *parse(const char *xml, struct findings *f)
{
    struct dmn *m = NULL;
    *f = (struct findings){ .a = test_arena(), .file = S("t.dmn") };
    return failed(dmn_parse(test_arena(), str_z(xml), f, &m)) ? NULL : m;
}

static val decide(const struct dmn *m, const char *name, val inputs, val *why)
{
    struct feel_env env;
    val v = val_null();
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(dmn_decide(m, str_z(name), inputs, &env, &v, why));
    return v;
}

static val one(const char *name, val v)
{
    val_builder b = val_build(test_arena());
    val_put(&b, str_z(name), v);
    return val_done(&b);
}

static const char *text(val v)
{
    return str_zdup(test_arena(), feel_literal(test_arena(), v));
}

/* A table over one number with three overlapping rows. */
static const char *table(const char *attributes, const char *output_values, const char *otherwise)
{
    return str_zdup(
        test_arena(),
        str_fmt(test_arena(),
                HEAD INPUT("n", "number") "<decision id='d1' name='D'><variable name='D'/>" NEEDS(
                    "n") "<decisionTable id='t1' %s><input label='N'><inputExpression "
                         "typeRef='number'><text>n</text></inputExpression></input>"
                         "<output>%s%s</output><annotation name='clause'/>"
                         "<rule id='r1'><inputEntry><text>&gt;= "
                         "10</text></inputEntry><outputEntry><text>1</text></outputEntry>"
                         "<annotationEntry><text>Art. 1</text></annotationEntry></rule>"
                         "<rule "
                         "id='r2'><inputEntry><text>[5..20]</text></"
                         "inputEntry><outputEntry><text>3</text></outputEntry>"
                         "<annotationEntry><text>Art. 2</text></annotationEntry></rule>"
                         "<rule id='r3'><inputEntry><text>not(7, "
                         "null)</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>"
                         "</decisionTable></decision></definitions>",
                attributes, output_values, otherwise));
}

TEST(hit_policies)
{
    static const char values[] = "<outputValues><text>2, 3, 1</text></outputValues>";
    static const struct {
        const char *attributes;
        int n;
        const char *want;
    } t[] = {
        { "", 7, "3" },
        { "hitPolicy='UNIQUE'", 12, "null" },
        { "hitPolicy='FIRST'", 12, "1" },
        { "hitPolicy='PRIORITY'", 12, "2" },
        { "hitPolicy='ANY'", 12, "null" },
        { "hitPolicy='ANY'", 3, "2" },
        { "hitPolicy='COLLECT'", 12, "[1, 3, 2]" },
        { "hitPolicy='RULE ORDER'", 12, "[1, 3, 2]" },
        { "hitPolicy='OUTPUT ORDER'", 12, "[2, 3, 1]" },
        { "hitPolicy='COLLECT' aggregation='SUM'", 12, "6" },
        { "hitPolicy='COLLECT' aggregation='MIN'", 12, "1" },
        { "hitPolicy='COLLECT' aggregation='MAX'", 12, "3" },
        { "hitPolicy='COLLECT' aggregation='COUNT'", 12, "3" },
    };
    FOR_EACH(t, c) {
        struct findings f;
        struct dmn *m = parse(table(c->attributes, values, ""), &f);
        const char *got = text(decide(m, "D", one("n", val_int(c->n)), NULL));
        if (strcmp(got, c->want) != 0)
            test_fail(__FILE__, __LINE__, "%s for %d is %s, expected %s", c->attributes, c->n, got,
                      c->want);
        EXPECT_INT(f.v.n, 0);
    }
}

TEST(default_output_where_no_rule_fires)
{
    struct findings f;
    struct dmn *m = parse(table("hitPolicy='FIRST'", "",
                                "<defaultOutputEntry><text>\"none\"</text></defaultOutputEntry>"),
                          &f);
    EXPECT_STR(val_text(decide(m, "D", one("n", val_null()), NULL)), S("none"));
}

TEST(explanation_names_rules_clauses_and_inputs)
{
    struct findings f;
    val why;
    struct dmn *m = parse(table("hitPolicy='COLLECT' aggregation='SUM'", "", ""), &f);
    decide(m, "D", one("n", val_int(12)), &why);
    val t = val_at(val_get(why, S("tables")), 0), rules = val_get(t, S("rules"));
    EXPECT_STR(val_get_text(why, S("decision")), S("D"));
    EXPECT_STR(val_get_text(why, S("hit_policy")), S("COLLECT"));
    EXPECT_INT(val_count(rules), 3);
    EXPECT_STR(val_get_text(val_at(rules, 1), S("id")), S("r2"));
    EXPECT_INT(val_get_i64(val_at(rules, 1), S("index"), 0), 2);
    EXPECT_STR(val_text(val_path(val_at(rules, 1), S("annotations.clause"))), S("Art. 2"));
    EXPECT_STR(val_text(val_path(val_at(rules, 0), S("conditions.N"))), S(">= 10"));
    EXPECT(val_equal(val_path(t, S("inputs.N")), val_int(12)));
    EXPECT(val_equal(val_path(why, S("values.n")), val_int(12)));
}

static const char graph[] = HEAD INPUT(
    "income",
    "tMoney") "<itemDefinition name='tMoney'><typeRef>number</typeRef><allowedValues><text>&gt;= "
              "0</text>"
              "</allowedValues></itemDefinition>"
              "<itemDefinition name='tKind'><typeRef>string</typeRef><allowedValues><text>\"a\", "
              "\"b\"</text></allowedValues></itemDefinition>"
              "<inputData id='i_kind' name='kind'><variable name='kind' "
              "typeRef='tKind'/></inputData>"
              "<decision id='d1' name='Base'><variable name='Base'/>" NEEDS(
                  "income") "<literalExpression><text>income / "
                            "10</text></literalExpression></decision>"
                            "<decision id='d2' name='Tax due'><variable name='Tax due' "
                            "typeRef='number'/>" NEEDS(
                                "kind") "<informationRequirement><requiredDecision "
                                        "href='#d1'/></informationRequirement>"
                                        "<knowledgeRequirement><requiredKnowledge "
                                        "href='#b1'/></knowledgeRequirement>"
                                        "<literalExpression><text>if kind = \"a\" then "
                                        "double(Base) else "
                                        "Base</text></literalExpression></decision>"
                                        "<businessKnowledgeModel id='b1' name='double'><variable "
                                        "name='double'/><encapsulatedLogic><formalParameter "
                                        "name='x' typeRef='number'/>"
                                        "<literalExpression><text>x * "
                                        "2</text></literalExpression></encapsulatedLogic></"
                                        "businessKnowledgeModel></definitions>";

TEST(graph_is_evaluated_and_explained)
{
    struct findings f;
    val why;
    struct dmn *m = parse(graph, &f);
    val_builder b = val_build(test_arena());
    val_put(&b, S("income"), val_int(500));
    val_put(&b, S("kind"), VAL_S("a"));
    EXPECT_INT(f.v.n, 0);
    EXPECT(val_equal(decide(m, "Tax due", val_done(&b), &why), val_int(100)));
    EXPECT(val_equal(decide(m, "d2", val_done(&b), NULL), val_int(100)));
    val base = val_at(val_get(why, S("requires")), 0);
    EXPECT_STR(val_get_text(base, S("decision")), S("Base"));
    EXPECT_STR(val_get_text(base, S("expression")), S("income / 10"));
    EXPECT(val_equal(val_path(base, S("values.income")), val_int(500)));
    EXPECT(val_equal(val_path(why, S("values.Base")), val_int(50)));
}

TEST(inputs_are_listed_and_checked)
{
    struct findings f;
    size_t n;
    struct dmn *m = parse(graph, &f);
    const struct dmn_input *in = dmn_inputs(m, test_arena(), S("Tax due"), &n);
    EXPECT_INT(n, 2);
    EXPECT_STR(in[0].name, S("kind"));
    EXPECT_INT(in[0].n_allowed, 2);
    EXPECT_STR(in[0].allowed[1], S("b"));
    EXPECT_STR(in[1].type_name, S("tMoney"));
    val why;
    EXPECT(val_is_null(decide(m, "Base", one("income", val_int(-5)), &why)));
    EXPECT_STR(val_text(val_path(why, S("problems.income"))),
               S("the value does not conform to its type: tMoney"));
    EXPECT(val_equal(decide(m, "Base", one("income", val_int(5)), NULL),
                     (val){ .tag = V_NUMBER, .m = 5, .exp = -1 }));
}

TEST(what_cannot_be_executed_is_a_finding)
{
    static const struct {
        const char *body, *code;
    } t[] = {
        { "<decision id='x' name='X'><literalExpression id='e'><text>1 + "
          "</text></literalExpression></decision>",
          "dmn.feel" },
        { "<decision id='x' name='X'><literalExpression id='e'><text>unknown + "
          "1</text></literalExpression></decision>",
          "dmn.undeclared" },
        { "<decision id='x' name='X'><literalExpression "
          "expressionLanguage='urn:groovy'><text>1</text></literalExpression></decision>",
          "dmn.unsupported" },
        { "<businessKnowledgeModel id='x' name='X'><encapsulatedLogic "
          "kind='Java'><context/></encapsulatedLogic></businessKnowledgeModel>",
          "dmn.unsupported" },
        { "<decision id='x' name='X'><informationRequirement><requiredInput "
          "href='#nowhere'/></informationRequirement></decision>",
          "dmn.href" },
        { "<decision id='x' name='X'><variable name='X' "
          "typeRef='tNone'/><literalExpression><text>1</text></literalExpression></decision>",
          "dmn.type" },
        { "<import name='I' namespace='urn:none' importType='x'/>", "dmn.import" },
        { "<decision id='x' name='X'><variable name='X'/><informationRequirement><requiredDecision "
          "href='#x'/></informationRequirement>"
          "<literalExpression><text>1</text></literalExpression></decision>",
          "dmn.cycle" },
        { "<wonder id='w'/>", "dmn.unsupported" },
        { "<decision id='x' name='X'><decisionTable "
          "hitPolicy='BEST'><output/></decisionTable></decision>",
          "dmn.hit_policy" },
        { "<decision id='x' "
          "name='X'><decisionTable><output/><rule><outputEntry><text>1</text></outputEntry>"
          "<outputEntry><text>1</text></outputEntry></rule><rule/></decisionTable></decision>",
          "dmn.rule" },
    };
    FOR_EACH(t, c) {
        struct findings f;
        parse(str_zdup(test_arena(), str_fmt(test_arena(), HEAD "\n%s</definitions>", c->body)),
              &f);
        str code = f.v.n ? f.v.v[0].code : S("no finding");
        if (!str_eq(code, str_z(c->code)))
            test_fail(__FILE__, __LINE__, "%s gives %.*s, expected %s", c->body, STR_ARG(code),
                      c->code);
        EXPECT(f.v.n && f.v.v[0].line == 2 && f.v.v[0].repair.n && f.v.v[0].what.n);
    }
}

/* Each body stands beside the input n, a number, and s, a text. */
TEST(what_has_a_wrong_type_is_a_finding)
{
#define TYPED(type, logic)                                                                         \
    "<decision id='x' name='X'><variable name='X' typeRef='" type "'/>" NEEDS("n") NEEDS("s")      \
        logic "</decision>"
#define TEXT(text) "<literalExpression><text>" text "</text></literalExpression>"
#define ROW(in, cell, out)                                                                         \
    "<decisionTable><input><inputExpression typeRef='number'><text>" in                            \
    "</text></inputExpression></input><output typeRef='string'/><rule><inputEntry><text>" cell     \
    "</text></inputEntry><outputEntry><text>" out "</text></outputEntry></rule></decisionTable>"
    static const struct {
        const char *body, *what; /* null: nothing is wrong */
    } t[] = {
        { TYPED("number", TEXT("n + 1")), NULL },
        { TYPED("number", TEXT("n + s")), "\"+\" between number and string is always null" },
        { TYPED("string", TEXT("n + 1")), "the expression gives number, and string is declared" },
        { TYPED("boolean", TEXT("n &gt; s")), "number \">\" string never holds" },
        { TYPED("boolean", TEXT("s in (1, 2)")), "string is tested against number" },
        { TYPED("string", TEXT("if n &gt; 1 then s else null")), NULL },
        { TYPED("string", ROW("n", "&gt; 5", "\"a\"")), NULL },
        { TYPED("string", ROW("n", "\"high\"", "\"a\"")), "number is tested against string" },
        { TYPED("string", ROW("n", "[\"a\"..\"c\"]", "\"a\"")), "number is tested against string" },
        { TYPED("string", ROW("n", "1, 2, \"x\"", "\"a\"")), "number is tested against string" },
        { TYPED("string", ROW("n", "not(\"x\")", "\"a\"")), "number is tested against string" },
        { TYPED("string", ROW("n", "? &gt; s", "\"a\"")), "number \">\" string never holds" },
        { TYPED("string", ROW("n", "-", "7")),
          "the expression gives number, and string is declared" },
        { TYPED("string", ROW("s", "-", "\"a\"")),
          "the expression gives string, and number is declared" },
        { TYPED("string", ROW("upper case(n)", "-", "\"a\"")),
          "argument 1 of \"upper case\" is number" },
        { TYPED("number",
                "<context><contextEntry><variable name='k' typeRef='date'/>" TEXT(
                    "n") "</contextEntry><contextEntry>" TEXT("1") "</contextEntry></context>"),
          "the expression gives number, and date is declared" },
    };
    FOR_EACH(t, c) {
        struct findings f;
        parse(str_zdup(test_arena(),
                       str_fmt(test_arena(),
                               HEAD INPUT("n", "number") INPUT("s", "string") "\n%s</definitions>",
                               c->body)),
              &f);
        str what = f.v.n ? f.v.v[0].what : S("");
        if (c->what ? !str_has(what, str_z(c->what)) : what.n > 0)
            test_fail(__FILE__, __LINE__, "%s gives %.*s, expected %s", c->body, STR_ARG(what),
                      c->what ? c->what : "nothing");
        EXPECT(!c->what || (str_eq(f.v.v[0].code, S("dmn.type")) && f.v.v[0].repair.n));
    }
}

TEST(models_without_input_data_take_names_from_what_is_given)
{
    struct findings f;
    size_t n;
    struct dmn *m = parse(
        HEAD
        "<decision id='d' name='D'><variable name='D'/><decisionTable hitPolicy='FIRST'>"
        "<input><inputExpression typeRef='integer'><text>amount</text></inputExpression></input>"
        "<output typeRef='string'/><rule><inputEntry><text>&gt; 5</text></inputEntry>"
        "<outputEntry><text>kind</text></outputEntry></rule></decisionTable></decision>"
        "</definitions>",
        &f);
    val_builder b = val_build(test_arena());
    val_put(&b, S("amount"), val_int(7));
    val_put(&b, S("kind"), VAL_S("large"));
    EXPECT_STR(val_text(decide(m, "D", val_done(&b), NULL)), S("large"));
    EXPECT_INT(f.errors, 0);
    EXPECT_INT(f.v.n, 2);
    const struct dmn_input *in = dmn_inputs(m, test_arena(), S("D"), &n);
    EXPECT_INT(n, 2);
    EXPECT_STR(in[0].name, S("amount"));
    EXPECT_STR(in[0].type_name, S("number"));
}

TEST(hostile_files_are_refused)
{
    static const char *const t[] = { "",
                                     "<a/>",
                                     "<definitions/>",
                                     "<!DOCTYPE x [<!ENTITY a 'b'>]><definitions>&a;</definitions>",
                                     HEAD "<decision>",
                                     "\xff\xfe",
                                     "not xml" };
    FOR_EACH(t, xml) {
        struct findings f;
        EXPECT(parse(*xml, &f) == NULL);
        EXPECT(f.v.n == 1);
    }
}

TEST(boxed_iterators)
{
    struct findings f;
    struct dmn *m = parse(
        HEAD INPUT("list", "Any") "<decision id='f' name='F'><variable name='F'/>" NEEDS(
            "list") "<for iteratorVariable='i'><in><literalExpression><text>list</text>"
                    "</literalExpression></in><return><literalExpression><text>i * "
                    "2</text></literalExpression></return></for></decision>"
                    "<decision id='g' name='G'><variable name='G'/>" NEEDS(
                        "list") "<filter><in><literalExpression><text>list</text></"
                                "literalExpression></in>"
                                "<match><literalExpression><text>item &gt; "
                                "1</text></literalExpression></match></filter></decision>"
                                "<decision id='s' name='S'><variable name='S'/>" NEEDS(
                                    "list") "<some "
                                            "iteratorVariable='i'><in><literalExpression><text>"
                                            "list</text>"
                                            "</literalExpression></"
                                            "in><satisfies><literalExpression><text>i = "
                                            "2</text></literalExpression></satisfies></some></"
                                            "decision>"
                                            "<decision id='e' name='E'><variable name='E'/>" NEEDS(
                                                "list") "<every "
                                                        "iteratorVariable='i'><in><"
                                                        "literalExpression><text>list</text>"
                                                        "</literalExpression></"
                                                        "in><satisfies><literalExpression><text>i "
                                                        "= "
                                                        "2</text></literalExpression></satisfies></"
                                                        "every></decision></definitions>",
        &f);
    const val items[] = { val_int(1), val_int(2), val_int(3) };
    val in = one("list", val_list(items, 3));
    EXPECT_INT(f.v.n, 0);
    EXPECT(strcmp(text(decide(m, "F", in, NULL)), "[2, 4, 6]") == 0);
    EXPECT(strcmp(text(decide(m, "G", in, NULL)), "[2, 3]") == 0);
    EXPECT(strcmp(text(decide(m, "S", in, NULL)), "true") == 0);
    EXPECT(strcmp(text(decide(m, "E", in, NULL)), "false") == 0);
}
