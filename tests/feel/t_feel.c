/* The language: expressions and what people would expect of them. */
#include "feel/feel.h"
#include "tests/check.h"
#include "value/num.h"

struct expect {
    const char *text, *want; /* FEEL text of the result; null: a syntax error */
};

static const char *run(const char *text, val context, struct feel_scope *scope)
{
    struct feel *f;
    struct feel_env env;
    val v;
    if (failed(feel_parse(test_arena(), str_z(text), scope, &f, NULL)))
        return NULL;
    feel_env_init(&env, test_arena(), (instant){ 1772442000000 }); /* 2026-03-02T09:00:00Z */
    if (failed(feel_eval(f, &env, context, &v)))
        return "fault";
    return str_zdup(test_arena(), feel_literal(test_arena(), v));
}

static void check(const struct expect *t, size_t n, val context, struct feel_scope *scope)
{
    for (size_t i = 0; i < n; i++) {
        const char *got = run(t[i].text, context, scope);
        bool same = got && t[i].want ? strcmp(got, t[i].want) == 0 : got == t[i].want;
        if (!same)
            test_fail(__FILE__, __LINE__, "%s is %s, expected %s", t[i].text,
                      got ? got : "a syntax error", t[i].want ? t[i].want : "a syntax error");
    }
}

TEST(arithmetic_is_decimal)
{
    static const struct expect t[] = {
        { "0.1 + 0.2", "0.3" },
        { "1 / 3", "0.3333333333333333333333333333333333" },
        { "1.50 + 1", "2.50" },
        { "-3 ** 2", "9" },
        { "3 ** 4 ** 5", "3486784401" },
        { "2 + 3 * 4", "14" },
        { "(2 + 3) * 4", "20" },
        { "10 - 4 - 3", "3" },
        { "1 / 0", "null" },
        { "\"a\" + \"b\"", "\"ab\"" },
        { "\"a\" + 1", "null" },
        { ".5 + 1.5E1", "15.5" },
        { "5.", NULL },
        { "1 +", NULL },
        { "", NULL },
    };
    check(t, LEN(t), val_null(), NULL);
}

TEST(logic_has_three_values)
{
    static const struct expect t[] = {
        { "true and null", "null" }, { "false and null", "false" },
        { "null or true", "true" },  { "null or false", "null" },
        { "true and 123", "null" },  { "not(null)", "null" },
        { "not(false)", "true" },    { "null = null", "true" },
        { "1 = null", "false" },     { "1 < null", "null" },
        { "\"1\" = 1", "null" },     { "if null then 1 else 2", "2" },
        { "if true then 1", NULL },  { "not true", NULL },
        { "between + 1", NULL },
    };
    check(t, LEN(t), val_null(), NULL);
}

TEST(ranges_and_in)
{
    static const struct expect t[] = {
        { "5 in [1..5]", "true" },
        { "5 in [1..5)", "false" },
        { "5 in [1..5[", "false" },
        { "1 in ]1..5]", "false" },
        { "5 in (1, 5)", "true" },
        { "5 in (2 + 1) + 2", "true" },
        { "5 in ([1, 5])[2]", "true" },
        { "5 in (1..5) and true", "false" },
        { "5 in (<3, >4)", "true" },
        { "5 in !=10", "true" },
        { "5 in [1,2]", "false" },
        { "5 between 1 and 5 and true", "true" },
        { "(>=3).start", "3" },
        { "[1..3].end included", "true" },
        { "5 in (null..10]", "null" },
        { "[1..3] = [1..3]", "true" },
        { "range(\"[1..3)\")", "[1..3)" },
        { "range(\"[x..3)\")", "null" },
        { "before([1..2], 3)", "true" },
        { "includes([1..10], [2..3])", "true" },
    };
    check(t, LEN(t), val_null(), NULL);
}

TEST(lists_filters_loops)
{
    static const struct expect t[] = {
        { "[1,2,3][2]", "2" },
        { "[1,2,3][-1]", "3" },
        { "[1,2,3][0]", "null" },
        { "[1,2,3][item > 1]", "[2, 3]" },
        { "[{a:1},{a:2}][a = 2]", "[{\"a\": 2}]" },
        { "[{a:1},{a:2}].a", "[1, 2]" },
        { "7[item = 7]", "[7]" },
        { "for i in 1..3 return i * i", "[1, 4, 9]" },
        { "for i in 3..1 return i", "[3, 2, 1]" },
        { "for i in [1,2], j in [10,20] return i + j", "[11, 21, 12, 22]" },
        { "for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]" },
        { "for i in [1..4) return i", "[1, 2, 3]" },
        { "for d in @\"2026-01-30\"..@\"2026-02-01\" return d.day", "[30, 31, 1]" },
        { "some x in [1,2] satisfies x > 1", "true" },
        { "every x in [] satisfies x", "true" },
        { "every x in [1, null] satisfies x > 0", "null" },
        { "sort([3,1,2], function(x, y) x > y)", "[3, 2, 1]" },
        { "list replace([1,2,3], function(i, n) i = 2, 9)", "[1, 9, 3]" },
        { "distinct values([1, 2, 1.0])", "[1, 2]" },
        { "flatten([1, [2, [3]]])", "[1, 2, 3]" },
        { "union([1,2],[2,3])", "[1, 2, 3]" },
        { "index of([1,2,1], 1)", "[1, 3]" },
        { "sublist([1,2,3], -2, 1)", "[2]" },
        { "for i in 1..3 return sublist(i, 1)", "[[1], [2], [3]]" },
        { "mode([6,3,9,6,6])", "[6]" },
        { "median([8,2,5,3,4])", "4" },
        { "stddev([2,4,7,5])", "2.081665999466132735282297706979931" },
        { "min(3, 1, 2)", "1" },
        { "sum([])", "null" },
        { "all([true, null])", "null" },
        { "any([null, true])", "true" },
    };
    check(t, LEN(t), val_null(), NULL);
}

TEST(contexts_and_functions)
{
    static const struct expect t[] = {
        { "{a: 1, b: a + 1}.b", "2" },
        { "{\"a b\": 1, c: a b + 1}.c", "2" },
        { "{a b+c: 1}", "{\"a b+c\": 1}" },
        { "{a: 1, a: 2}", NULL },
        { "get value({a: {b: 5}}, [\"a\", \"b\"])", "5" },
        { "context put({a: 1}, \"b\", 2)", "{\"a\": 1, \"b\": 2}" },
        { "context merge([{a: 1}, {a: 2}])", "{\"a\": 2}" },
        { "(function(x: number) x + 1)(\"a\")", "null" },
        { "(function(x) x + 1)(x: 4)", "5" },
        { "{add: function(x) function(y) x + y, r: add(1)(2)}.r", "3" },
        { "{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(30)}.r",
          "265252859812191058636308480000000" },
        { "for f in for i in 1..3 return function() i return f()", "[1, 2, 3]" },
        { "substring(start position: 2, string: \"abc\")", "\"bc\"" },
        { "substring(\"abc\", start: 2)", NULL },
        { "substring(string: \"abc\", begin: 2)", "null" },
        { "\"abs\"(-1)", "null" },
        { "{a: abs}.a(-1)", "1" },
        { "1 instance of number", "true" },
        { "[1, \"a\"] instance of list<number>", "false" },
        { "{a: 1} instance of context<a: number>", "true" },
        { "(function(x: number) x) instance of function<number> -> Any", "true" },
        { "null instance of Any", "false" },
    };
    check(t, LEN(t), val_null(), NULL);
}

TEST(strings_count_code_points)
{
    static const struct expect t[] = {
        { "string length(\"\\U01F40Eab\")", "3" },
        { "substring(\"\\U01F40Eab\", 2)", "\"ab\"" },
        { "upper case(\"straße\")", "\"STRASSE\"" },
        { "matches(\"foobar\", \"^fo*b\")", "true" },
        { "matches(\"a\\nb\", \"a.b\")", "false" },
        { "matches(\"a\\nb\", \"a.b\", \"s\")", "true" },
        { "matches(\"abc\", \"[a-z-[aeiou]]bc\")", "false" },
        { "matches(\"abc\", \"(\")", "null" },
        { "matches(\"a+b\", \"a+b\", \"q\")", "true" },
        { "replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\")", "\"[1=ab][2=]cd\"" },
        { "replace(\"abc\", \"x*\", \"-\")", "null" },
        { "replace(\"abc\", \"b\", \"$\")", "null" },
        { "split(\"John Doe\", \"\\s\")", "[\"John\", \"Doe\"]" },
        { "split(\"a;b;;\", \";\")", "[\"a\", \"b\", \"\", \"\"]" },
        { "string join([\"a\", null, \"b\"], \"-\")", "\"a-b\"" },
        { "number(\"1 000,5\", \" \", \",\")", "1000.5" },
        { "string(1.10)", "\"1.10\"" },
        { "\"a\\\"b\"", "\"a\\\"b\"" },
        { "\"abc", NULL },
    };
    check(t, LEN(t), val_null(), NULL);
}

TEST(regular_expressions_are_those_of_xpath)
{
    static const struct expect t[] = {
        { "matches(\"abracadabra\", \"^a.*a$\")", "true" },
        { "matches(\"hello world\", \"hello world\", \"x\")", "false" },
        { "matches(\"helloworld\", \"hello world\", \"x\")", "true" },
        { "matches(\"helloworld\", \"hello[ ]world\", \"x\")", "false" },
        { "matches(\"hello world\", \"\\p{ I s B a s i c L a t i n }+\", \"x\")", "true" },
        { "matches(\"a\\nb\", \"^b\", \"m\")", "true" },
        { "matches(\"a\\nb\\n\", \"b$\")", "false" },
        { "matches(\"abcd\", \"(asd)[\\\\1]\")", "null" },
        { "matches(\"abcd\", \"a{2\")", "null" },
        { "matches(\"x\", \"x\", \"p\")", "null" },
        { "matches(\"x-y\", \"[a-]y\")", "true" },
        { "matches(\"abab\", \"(ab)\\\\1\")", "true" },
        { "matches(\"ab\", \"a(?=b)\")", "null" },
        { "matches(\"A#B\", \"a#b\", \"i\")", "true" },
        { "replace(\"abracadabra\", \"a.*?a\", \"*\")", "\"*c*bra\"" },
        { "replace(\"abracadabra\", \"a(.)\", \"a$1$1\")", "\"abbraccaddabbra\"" },
        { "replace(\"AAAA\", \"A+?\", \"b\")", "\"bbbb\"" },
        { "replace(\"darted\", \"^(.*?)d(.*)$\", \"$1c$2\")", "\"carted\"" },
        { "replace(\"abc\", \"b\", \"$3\")", "\"ac\"" },
        { "replace(\"abc\", \"(b)\", \"<$12>\")", "\"a<b2>c\"" },
        { "replace(\"a.b\", \".\", \"$\", \"q\")", "\"a$b\"" },
        { "replace(\"abc\", \"b\", \"\\\\\")", "null" },
        { "split(\"abc\", \"x*\")", "null" },
    };
    check(t, LEN(t), val_null(), NULL);
}

TEST(patterns_that_never_end_use_the_budget_up)
{
    struct feel *f;
    struct feel_env env;
    val v;
    EXPECT_OK(feel_parse(test_arena(),
                         S("matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\","
                           "\"^(a+)+$\")"),
                         NULL, &f, NULL));
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_INT(feel_eval(f, &env, val_null(), &v).code, ERR_BUDGET);
}

TEST(time_and_calendar)
{
    static const struct expect t[] = {
        { "@\"2026-01-31\" + duration(\"P1M\")", "@\"2026-02-28\"" },
        { "@\"2026-03-02\" - @\"2026-02-28\"", "@\"P2D\"" },
        { "date and time(\"2026-03-02T09:00:00\") + @\"PT16H\"", "@\"2026-03-03T01:00:00\"" },
        { "time(\"23:00:00\") + @\"PT2H\"", "@\"01:00:00\"" },
        { "@\"P1Y11M\" * -2.5", "@\"-P4Y9M\"" },
        { "@\"PT1H\" / @\"PT30M\"", "2" },
        { "now()", "@\"2026-03-02T09:00:00Z\"" },
        { "today()", "@\"2026-03-02\"" },
        { "day of week(today())", "\"Monday\"" },
        { "week of year(date(2005, 1, 1))", "53" },
        { "day of year(date(2026, 3, 2))", "61" },
        { "month of year(today())", "\"March\"" },
        { "years and months duration(date(2020, 2, 29), date(2021, 2, 28))", "@\"P11M\"" },
        { "date(\"2026-02-30\")", "null" },
        { "@\"2026-03-02\".weekday", "1" },
        { "is(@\"10:00:00Z\", @\"10:00:00+00:00\")", "true" },
        { "date and time(\"2026-03-02T24:00:00\")", "@\"2026-03-03T00:00:00\"" },
        { "@\"10:00:00+01:00\" = @\"09:00:00Z\"", "true" },
        { "time(10, 30, 0, @\"PT1H\")", "@\"10:30:00+01:00\"" },
        { "duration(\"P1Y1D\")", "null" },
    };
    check(t, LEN(t), val_null(), NULL);
}

TEST(functions_of_camunda)
{
    static const struct expect t[] = {
        { "is defined(nowhere)", "false" },
        { "is defined({a: null}.a)", "true" },
        { "is defined({a: 1}.b)", "false" },
        { "get or else(null, 3)", "3" },
        { "trim(\"  a b \")", "\"a b\"" },
        { "is blank(\" \")", "true" },
        { "is empty([])", "true" },
        { "last day of month(@\"2024-02-10\")", "@\"2024-02-29\"" },
        { "duplicate values([1, 2, 1, 2.0, 3])", "[1, 2]" },
        { "partition([1, 2, 3, 4, 5], 2)", "[[1, 2], [3, 4], [5]]" },
        { "for i in 1..3 return partition(i, 2)", "[[[1]], [[2]], [[3]]]" },
    };
    check(t, LEN(t), val_null(), NULL);
}

TEST(names_with_blanks_and_operators_come_from_the_scope)
{
    static const struct feel_name names[] = { { S("Monthly Salary"), NULL },
                                              { S("a-b"), NULL },
                                              { S("a"), NULL },
                                              { S("b"), NULL },
                                              { S("Approved/Declined"), NULL },
                                              { S("Teacher's Evaluation"), NULL } };
    struct feel_scope closed = { .names = names, .n = LEN(names) };
    val_builder b = val_build(test_arena());
    val_put(&b, S("Monthly Salary"), val_int(100));
    val_put(&b, S("a-b"), val_int(7));
    val_put(&b, S("a"), val_int(5));
    val_put(&b, S("b"), val_int(3));
    val_put(&b, S("Approved/Declined"), VAL_S("Approved"));
    val_put(&b, S("Teacher's Evaluation"), val_int(1));
    static const struct expect t[] = {
        { "12 * Monthly Salary", "1200" },
        { "12 * Monthly   Salary", "1200" },
        { "a-b", "7" },
        { "a - b", "2" },
        { "(a)-b", "2" },
        { "Approved/Declined = \"Approved\"", "true" },
        { "Teacher's Evaluation + 1", "2" },
        { "unknown", NULL },
        { "[{x: 1}][y = 1]", "[]" },
        { "for Monthly Salary in [1] return Monthly Salary", "[1]" },
    };
    check(t, LEN(t), val_done(&b), &closed);
}

TEST(errors_name_the_place_and_a_repair)
{
    static const struct feel_name names[] = { { S("Monthly Salary"), NULL } };
    struct feel_scope closed = { .names = names, .n = 1 };
    struct feel_error where = { 0 };
    struct feel *f;
    err e = feel_parse(test_arena(), S("1 +\n  Monthly Salry"), &closed, &f, &where);
    EXPECT_INT(e.code, ERR_SYNTAX);
    EXPECT_INT(where.line, 2);
    EXPECT_INT(where.column, 3);
    EXPECT(str_has(where.message, S("Monthly Salry")));
    EXPECT(str_has(where.suggestion, S("Monthly Salary")));
}

TEST(unary_tests)
{
    static const struct {
        const char *text;
        int input;
        int want;
    } t[] = {
        /* want: 1, 0, -1 null */
        { "-", 5, 1 },      { "5", 5, 1 },         { "<5", 5, 0 },     { "[1..5]", 5, 1 },
        { "1, 5", 5, 1 },   { "not(1, 5)", 5, 0 }, { "not(1)", 5, 1 }, { "? > 3 and ? < 6", 5, 1 },
        { "odd(?)", 5, 1 }, { "[1, 5]", 5, 1 },    { "\"a\"", 5, -1 }, { ">= 3, \"x\"", 5, 1 },
        { "null", 5, 0 },
    };
    FOR_EACH(t, c) {
        struct feel *f;
        struct feel_env env;
        val v;
        feel_env_init(&env, test_arena(), (instant){ 0 });
        EXPECT_OK(feel_parse_unary(test_arena(), str_z(c->text), NULL, &f, NULL));
        EXPECT_OK(feel_test(f, &env, val_int(c->input), val_null(), &v));
        int got = v.tag == V_BOOL ? (int)v.m : -1;
        if (got != c->want)
            test_fail(__FILE__, __LINE__, "%s for %d is %d, expected %d", c->text, c->input, got,
                      c->want);
    }
}

TEST(bindings_are_text_unless_they_begin_with_an_equals_sign)
{
    struct feel *f;
    struct feel_env env;
    struct feel_error where = { 0 };
    val v;
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(feel_parse_binding(test_arena(), S("1 + 1"), NULL, &f, NULL));
    EXPECT(feel_constant(f, &v));
    EXPECT_STR(val_text(v), S("1 + 1"));
    EXPECT_OK(feel_parse_binding(test_arena(), S("=1 + 1"), NULL, &f, NULL));
    EXPECT_OK(feel_eval(f, &env, val_null(), &v));
    EXPECT(val_equal(v, val_int(2)));
    EXPECT(failed(feel_parse_binding(test_arena(), S("=1 + )"), NULL, &f, &where)));
    EXPECT_INT(where.column, 6);
}

TEST(free_names_are_dotted_paths)
{
    struct feel *f;
    size_t n;
    EXPECT_OK(feel_parse(
        test_arena(),
        S("person.name = x and (for i in list return i + person.age)[item > y] = person.name"),
        NULL, &f, NULL));
    const str *names = feel_names(f, &n);
    EXPECT_INT(n, 4);
    EXPECT_STR(str_join(test_arena(), names, n, S(" ")), S("person.name x list person.age"));
}

TEST(budgets_stop_with_a_fault)
{
    static const char *const t[] = {
        "for i in 1..100000000 return i",
        "{f: function(n) f(n) + 1, r: f(1)}.r",
        "{f: function(n) f(n), r: f(1)}.r",
        "count(for i in 1..30000, j in 1..30000 return i)",
        "(for i in 1..100000 return [partial[-1]])[-1]",
        "(for i in 1..40 return [partial[-1], partial[-1]])[-1]",
        "string length(string((for i in 1..40 return [partial[-1], partial[-1]])[-1]))",
        "{x: (for i in 1..100000 return [partial[-1]])[-1], y: (for i in 1..100000 return "
        "[partial[-1]])[-1], z: x = y}.z",
        "{x: (for i in 1..100000 return {a: partial[-1]})[-1], y: (for i in 1..100000 return "
        "{a: partial[-1]})[-1], z: x = y}.z",
        "{f: function(s, n) if n = 0 then s else f(s + s, n - 1), r: string "
        "length(f(\"aaaaaaaaaaaaaaaa\", 60))}.r",
    };
    FOR_EACH(t, text) {
        arena a;
        struct feel *f;
        struct feel_env env;
        val v;
        arena_init(&a, 0);
        EXPECT_OK(feel_parse(&a, str_z(*text), NULL, &f, NULL));
        feel_env_init(&env, &a, (instant){ 0 });
        env.steps = 1000000;
        env.memory = 32 * MIB;
        err e = feel_eval(f, &env, val_null(), &v);
        if (e.code != ERR_BUDGET || e.class != ERR_CLASS_FAULT || !env.stopped.n)
            test_fail(__FILE__, __LINE__, "%s did not stop (error %d)", *text, e.code);
        arena_free(&a);
    }
}

TEST(deep_nesting_is_refused)
{
    buf open, chain;
    struct feel *f;
    buf_init(&open, test_arena(), 10000);
    buf_init(&chain, test_arena(), 100000);
    for (int i = 0; i < 5000; i++)
        buf_char(&open, '(');
    buf_add(&chain, S("1"));
    for (int i = 0; i < 30000; i++)
        buf_add(&chain, S("+1"));
    EXPECT_INT(feel_parse(test_arena(), buf_str(&open), NULL, &f, NULL).code, ERR_DEPTH);
    EXPECT_INT(feel_parse(test_arena(), buf_str(&chain), NULL, &f, NULL).code, ERR_DEPTH);
}

TEST(nested_tests_are_read_once)
{
    buf b;
    struct feel *f;
    buf_init(&b, test_arena(), 1000);
    for (int i = 0; i < 40; i++)
        buf_add(&b, S("1 in ("));
    buf_add(&b, S("1"));
    for (int i = 0; i < 40; i++)
        buf_add(&b, S(", true)"));
    EXPECT_OK(feel_parse(test_arena(), buf_str(&b), NULL, &f, NULL));
}

TEST(nulls_have_a_key_and_say_what_they_are_about)
{
    static const struct {
        const char *text, *key, *about;
    } t[] = {
        { "1 / 0", "feel.null_division", "" },
        { "[1, 2][5]", "feel.null_index", "filter" },
        { "date(\"x\")", "feel.null_argument", "date" },
        { "1 + \"a\"", "feel.null_type", "+" },
        { "null", "feel.null_plain", "" },
        { "10 ** 7000", "feel.null_range", "" },
        { "nobody", "feel.null_name", "nobody" },
        { "12", "", "" },
    };

    FOR_EACH(t, c) {
        struct feel *f;
        struct feel_env env;
        val v;
        str about;
        feel_env_init(&env, test_arena(), (instant){ 0 });
        EXPECT_OK(feel_parse(test_arena(), str_z(c->text), NULL, &f, NULL));
        EXPECT_OK(feel_eval(f, &env, val_null(), &v));
        EXPECT_STR(feel_null_key(v, &about), str_z(c->key));
        EXPECT_STR(about, str_z(c->about));
    }
}

TEST(nulls_say_why)
{
    struct feel *f;
    struct feel_env env;
    val v;
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(feel_parse(test_arena(), S("1 / 0"), NULL, &f, NULL));
    EXPECT_OK(feel_eval(f, &env, val_null(), &v));
    EXPECT(str_starts(feel_why_null(test_arena(), v), S("division by zero")));
}

/* A chain of words behind "instance of" is read once, not once more for each word. */
TEST(parsing_takes_memory_like_its_text)
{
    static const char *const parts[] = { "true instance of date and time and ",
                                         "instance of date a b c ",
                                         "(x) instance of days and time duration and " };
    FOR_EACH(parts, part) {
        size_t used[2];
        for (size_t k = 0; k < 2; k++) {
            arena *a = test_arena();
            struct feel *f;
            buf b;
            buf_init(&b, a, 0);
            for (size_t i = 0; i < (k ? 400 : 100); i++)
                buf_add(&b, str_z(*part));
            size_t before = a->used;
            (void)feel_parse(a, buf_str(&b), NULL, &f, NULL).code;
            used[k] = a->used - before;
        }
        EXPECT(used[1] < 6 * used[0] + 64 * KIB);
    }
}
