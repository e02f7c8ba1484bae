/* Analysis of tables whose inputs are computed, decided, or nobody uses. */
#include "tests/dmn/analyse_test.h"

struct graph {
    struct test_table table;
    const char *want;
};

static void check_said(const struct dmn *m, const char *want, size_t at)
{
    struct findings f = test_analysed(m);
    str got = test_said(&f), wanted = test_quoted(str_z(want));
    if (!str_eq(got, wanted))
        test_fail(__FILE__, __LINE__, "graph %zu:\n  says     %.*s\n  expected %.*s", at,
                  STR_ARG(got), STR_ARG(wanted));
}

static void check_graphs(const struct graph *t, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_said(test_parsed(test_model_of(&t[i].table)), t[i].want, i);
}

static const char adult[] = "adult:boolean = age >= 18", both[] = "age:number; adult:boolean";

/* Inputs that are made from the same facts do not take every combination. */
TEST(inputs_that_depend_on_each_other)
{
    static const struct graph t[] = {
        { { "UNIQUE", "age:number", adult, both, "< 18 | false | 1 / >= 18 | true | 2" }, "" },
        { { "UNIQUE", "age:number", adult, both, "< 18 | - | 1 / - | true | 2" }, "" },
        { { "UNIQUE", "age:number", adult, both,
            "< 18 | - | 1 / < 12 | false | 2 / >= 18 | - | 3" },
          "overlap rule 2 can fire together with rule 1, which the hit policy UNIQUE forbids" },
        { { "UNIQUE", "age:number", adult, "adult:boolean", "true | 1" },
          "gap no rule covers adult: false, for example with adult = false" },
        { { "UNIQUE", "age:number", adult, both, "> 12 | - | 1 / 12 | true | 2" },
          "gap no rule covers age: < 12, for example with age = 0" },
        { { "FIRST", "age:number", adult, both, "- | true | 1 / > 20 | true | 2 / - | - | 3" },
          "unreachable rule 2 never gives the result: wherever it fires, rule 1 goes before it" },
        { { "UNIQUE", "r:Any", NULL, "r.a:boolean; r.b:boolean",
            "true | - | 1 / false | true | 2" },
          "gap no rule covers r.a: false; r.b: false, for example with r.a = false, r.b = "
          "false" },
        { { "UNIQUE", "r:Any", NULL, "r.a:boolean; r.a.b:boolean",
            "true | - | 1 / false | true | 2" },
          "" },
        { { "UNIQUE", "r:Any", NULL, "r.a:boolean; r.ab:boolean",
            "true | - | 1 / false | true | 2" },
          "gap no rule covers r.a: false; r.ab: false, for example with r.a = false, r.ab = "
          "false" },
        { { "UNIQUE", "n:number", NULL, "n:number; n:number", "> 5 | > 5 | 1 / <= 5 | <= 5 | 2" },
          "" },
    };
    check_graphs(t, LEN(t));
}

/* The table "size" gives "s", "m" and "l". */
#define SIZE_TABLE(hit)                                                                            \
    "<decision id='before' name='size'><variable name='size'/><informationRequirement>"            \
    "<requiredInput href='#i_n'/></informationRequirement><decisionTable hitPolicy='" hit          \
    "'><input><inputExpression>" SIZE_RULES
#define SIZE_RULES                                                                                 \
    "<text>n</text></inputExpression></input><output><defaultOutputEntry><text>\"m\"</text>"       \
    "</defaultOutputEntry></output><rule><inputEntry><text>&lt; "                                  \
    "5</text></inputEntry><outputEntry>"                                                           \
    "<text>\"s\"</text></outputEntry></rule><rule><inputEntry><text>> 9</text></inputEntry>"       \
    "<outputEntry><text>\"l\"</text></outputEntry></rule></decisionTable></decision>"
static const char size_table[] = SIZE_TABLE("UNIQUE"), sizes_table[] = SIZE_TABLE("COLLECT");

/* An expression does not take every value of its type; a table takes those that it lists. */
TEST(inputs_that_are_computed)
{
    static const struct graph t[] = {
        { { "UNIQUE", "n:number", NULL, "n * n:number", ">= 0 | 1 / -1 | 2 / [-2..-1] | 3" },
          "overlap rule 3 can fire together with rule 2, which the hit policy UNIQUE forbids" },
        { { "UNIQUE", "n:number", NULL, "n * n:number", "[0..4] | 1 / [3..9] | 2" }, "" },
        { { "UNIQUE", "l:Any", NULL, "count(l):number", "0 | 1 / [1..3] | 2 / >= 5 | 3" },
          "gap no rule covers count(l): (3..5), for example with count(l) = 4" },
        { { "UNIQUE", "s:string", NULL, "string length(s):number", "< 3 | 1 / > 3 | 2" },
          "gap no rule covers string length(s): 3, for example with string length(s) = 3" },
        { { "UNIQUE", "d:date", NULL, "d.month:number", "[1..12] | 1" }, "" },
        { { "UNIQUE", "n:number", "size:number = n * n", "size:number", ">= 0 | 1" }, "" },
        { { "UNIQUE", "n:number", size_table, "size:string", "'s' | 1 / 'm' | 2" },
          "gap no rule covers size: 'l', for example with size = 'l'" },
        { { "UNIQUE", "n:number", size_table, "size:string", "'s' | 1 / 'm', 'l' | 2" }, "" },
        { { "UNIQUE", "n:number", sizes_table, "size:string", "'s' | 1 / 'm' | 2" }, "" },
        { { "COLLECT", "n:number~[0..5]", NULL, "n * 1:t_n", "> 9 | 1" },
          "unreachable rule 1 never fires: no value that 'n * 1' can have passes > 9" },
    };
    check_graphs(t, LEN(t));
}

/* A table over x, a variable of the context around it, and another expression. */
static str table_in_a_context(const char *y)
{
    return str_fmt(
        test_arena(),
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:t' "
        "name='t' id='d'><inputData id='n' name='n'/><decision id='D' name='D'><variable name='D'/>"
        "<informationRequirement><requiredInput href='#n'/></informationRequirement><context>"
        "<contextEntry><variable name='x'/><literalExpression><text>n > 5</text>"
        "</literalExpression></contextEntry><contextEntry><decisionTable><input><inputExpression "
        "typeRef='boolean'><text>x</text></inputExpression></input><input><inputExpression "
        "typeRef='boolean'><text>%s</text></inputExpression></input><output/><rule><inputEntry>"
        "<text>true</text></inputEntry><inputEntry><text>false</text></inputEntry><outputEntry>"
        "<text>1</text></outputEntry></rule><rule><inputEntry><text>false</text></inputEntry>"
        "<inputEntry><text>true</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>"
        "</decisionTable></contextEntry></context></decision></definitions>",
        y);
}

TEST(variables_of_a_context_are_not_given)
{
    static const char *const second[] = { "not(x)", "n &lt;= 5", "today() > @\"2026-01-01\"",
                                          "true" };
    FOR_EACH(second, y)
        check_said(test_parsed(table_in_a_context(*y)), "", 0);
}

TEST(decisions_with_a_declared_type)
{
    static const char xml[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:t' "
        "name='t' id='d'><itemDefinition name='tSize'><typeRef>string</typeRef><allowedValues>"
        "<text>\"s\", \"l\"</text></allowedValues></itemDefinition><inputData id='n' name='n'/>"
        "<decision id='size' name='size'><variable name='size' typeRef='tSize'/>"
        "<informationRequirement><requiredInput href='#n'/></informationRequirement>"
        "<literalExpression><text>if n > 5 then \"l\" else \"s\"</text></literalExpression>"
        "</decision><decision id='D' name='D'><variable name='D'/><informationRequirement>"
        "<requiredDecision href='#size'/></informationRequirement><decisionTable><input>"
        "<inputExpression><text>size</text></inputExpression></input><output/><rule><inputEntry>"
        "<text>\"s\"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
        "</decisionTable></decision></definitions>";
    check_said(test_parsed(str_z(xml)), "gap no rule covers size: 'l', for example with size = 'l'",
               0);
}

TEST(tables_of_functions)
{
    static const char xml[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:t' "
        "name='t' id='d'><businessKnowledgeModel id='D' name='D'><variable name='D'/>"
        "<encapsulatedLogic><formalParameter name='n' typeRef='number'/><decisionTable><input>"
        "<inputExpression typeRef='number'><text>n</text></inputExpression></input><output/><rule>"
        "<inputEntry><text>> 5</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
        "</decisionTable></encapsulatedLogic></businessKnowledgeModel></definitions>";
    check_said(test_parsed(str_z(xml)), "gap no rule covers n: <= 5, for example with n = 0", 0);
}

TEST(inputs_that_nobody_uses)
{
    static const char unused[] = "unused no decision uses the input data 'b'";
    static const struct graph t[] = {
        { { "COLLECT", "a:number; b:number", NULL, NULL, "> 5 | - | 1 / > 9 | - | 1" },
          "unused no rule of the table tests the input 'b'" },
        { { "COLLECT", "a:number; b:number", NULL, "a:number", "> 5 | 1" }, unused },
        { { "COLLECT", "a:number; b:number", NULL, "a:number", "> 5 | b" }, "" },
        { { "COLLECT", "a:number; b:number", "c:number = b", "a:number; c:number", "> 5 | 1 | 2" },
          "" },
        { { "COLLECT", "a:number; b:number", "c:number = a", "a:number; c:number", "> 5 | 1 | 2" },
          unused },
    };
    check_graphs(t, LEN(t));
}

TEST(findings_name_line_element_and_repair)
{
    static const char xml[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:t' "
        "name='t' id='d'><inputData id='a' name='a'/>\n"
        "<decision id='D' name='D'><variable name='D'/><informationRequirement>"
        "<requiredInput href='#a'/></informationRequirement>\n<decisionTable><input>"
        "<inputExpression typeRef='number'><text>a</text></inputExpression></input><output/>\n"
        "<rule id='first'><inputEntry><text>> 5</text></inputEntry><outputEntry><text>1</text>"
        "</outputEntry></rule>\n<rule id='second'><inputEntry><text>> 6</text></inputEntry>"
        "<outputEntry><text>2</text></outputEntry></rule></decisionTable></decision>"
        "</definitions>";
    struct findings f = test_analysed(test_parsed(str_z(xml)));
    EXPECT_INT(f.v.n, 2);
    EXPECT_INT(f.errors, 1);
    EXPECT_STR(f.v.v[0].code, S("dmn.overlap"));
    EXPECT_STR(f.v.v[0].element, S("second"));
    EXPECT_INT(f.v.v[0].line, 5);
    EXPECT(f.v.v[0].level == FINDING_ERROR && f.v.v[0].repair.n > 0);
    EXPECT_STR(f.v.v[1].code, S("dmn.gap"));
    EXPECT_STR(f.v.v[1].element, S("D"));
    EXPECT_INT(f.v.v[1].line, 3);
    EXPECT(f.v.v[1].level == FINDING_WARNING && f.v.v[1].repair.n > 0);
}

/* 200 rules over 8 inputs, one combination left out. */
TEST(large_tables_are_analysed)
{
    buf rules, inputs;
    buf_init(&rules, test_arena(), 20000);
    buf_init(&inputs, test_arena(), 200);
    buf_fmt(&inputs, "a:number; b:string~'n','s','e','w'");
    for (char c = 'c'; c <= 'h'; c++)
        buf_fmt(&inputs, "; %c:%s", c, c % 2 ? "boolean" : "number");
    for (int i = 0; i < 200; i++) {
        static const char *const regions[] = { "'n'", "'s'", "'e'", "'w'" };
        const char *tail = i == 77 ? "true | > 5 | - | - | - | -" : "- | - | - | - | - | -";
        if (i / 4 == 49)
            buf_fmt(&rules, " / >= 4900");
        else if (i / 4 == 0)
            buf_fmt(&rules, "%s< 100", i ? " / " : "");
        else
            buf_fmt(&rules, " / [%d..%d)", i / 4 * 100, i / 4 * 100 + 100);
        buf_fmt(&rules, " | %s | %s | %d", regions[i % 4], tail, i);
    }
    struct test_table t = { .hit = "UNIQUE",
                            .inputs = str_zdup(test_arena(), buf_str(&inputs)),
                            .rules = str_zdup(test_arena(), buf_str(&rules)) };
    struct findings f = test_analysed(test_parsed(test_model_of(&t)));
    size_t gaps = 0;
    for (size_t i = 0; i < f.v.n; i++)
        gaps += str_eq(f.v.v[i].code, S("dmn.gap"));
    EXPECT_INT(gaps, 2);
    EXPECT_INT(f.errors, 0);
}

/* So many constants in one cell, in several columns: it is said that not all is told. */
TEST(tables_that_are_too_large_are_named)
{
    static const struct {
        int constants;
        bool large;
    } t[] = { { 300, false }, { 4000, true } };

    FOR_EACH(t, c) {
        buf rules;
        buf_init(&rules, test_arena(), 70000);
        for (int column = 0; column < 2; column++) {
            for (int i = 0; i < c->constants; i++)
                buf_fmt(&rules, "%s%d", i ? ", " : "", i);
            buf_add(&rules, S(" | "));
        }
        buf_add(&rules, S("1"));
        struct test_table table = { .hit = "COLLECT",
                                    .inputs = "a:number; b:number",
                                    .rules = str_zdup(test_arena(), buf_str(&rules)) };
        struct findings f = test_analysed(test_parsed(test_model_of(&table)));
        EXPECT_INT(f.v.n, c->large);
        for (size_t i = 0; i < f.v.n; i++)
            EXPECT(str_eq(f.v.v[i].code, S("dmn.large")) && f.v.v[i].repair.n > 0);
        EXPECT_INT(f.errors, 0);
    }
}

/* What is covered below many ways is looked at once: else the gap behind them would not be found.
 */
TEST(many_ways_to_the_same_rules)
{
    buf in, rules;
    buf_init(&in, test_arena(), 1000);
    buf_init(&rules, test_arena(), 20000);
    buf_fmt(&in, "w:number");
    for (int i = 0; i < 48; i++)
        buf_fmt(&in, "; x%d:boolean", i);
    buf_fmt(&in, "; z:number");
    for (int pair = 0; pair < 24; pair++) {
        buf_fmt(&rules, "- |");
        for (int i = 0; i < 48; i++)
            buf_fmt(&rules, " %s |", i / 2 == pair ? "true" : "-");
        buf_fmt(&rules, " - | 1 / ");
    }
    static const char *const last[][2] = {
        { "< 1", "< 5" }, { "< 1", ">= 5" }, { ">= 1", "< 5" }, { ">= 1", "> 5" }
    };
    FOR_EACH(last, l) {
        buf_fmt(&rules, "%s%s |", l == last ? "" : " / ", (*l)[0]);
        for (int i = 0; i < 48; i++)
            buf_fmt(&rules, " - |");
        buf_fmt(&rules, " %s | 2", (*l)[1]);
    }
    struct test_table t = { .hit = "FIRST",
                            .inputs = str_zdup(test_arena(), buf_str(&in)),
                            .rules = str_zdup(test_arena(), buf_str(&rules)) };
    struct findings f = test_analysed(test_parsed(test_model_of(&t)));
    EXPECT(f.v.n > 0 && str_has(f.v.v[0].what, S("z: 5")));
    EXPECT_INT(f.errors, 0);
}
