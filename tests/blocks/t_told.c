/* What decided a case as sentences: tests of cells in words, what the nearest rules failed by. */
#include "blocks/case/ruling.h"
#include "blocks/case/told.h"
#include "feel/feel.h"
#include "tests/check.h"

/* A reader of a site without laws. */
static struct web *reader(const char *lang)
{
    struct web *w = ARENA_NEW(test_arena(), struct web);
    struct wordbook *b;

    wordbook_load(test_arena(), S("UTC"), NULL, &b);
    w->a = w->page.a = test_arena();
    w->site = ARENA_NEW(test_arena(), struct site);
    w->lang = str_z(lang);
    w->page.words = wording_of(b, w->lang);
    return w;
}

/* A FEEL context. */
static val feel(const char *text)
{
    struct feel_env env;
    struct feel *f;
    val v = val_null();

    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(feel_parse(test_arena(), str_z(text), NULL, &f, NULL));
    EXPECT_OK(feel_eval(f, &env, val_null(), &v));
    return v;
}

/* The words of each language have every reason; the English ones are those of tools. */
TEST(the_reason_of_a_null_is_said_in_the_readers_language)
{
    struct web *en = reader("en"), *vi = reader("vi");

    for (uint32_t why = 0; why < NULL_REASONS; why++) {
        val v = val_null_because(why, NULL), about = val_null_because(why, "date");
        str english = feel_why_null(test_arena(), v);
        EXPECT(ruling_why(vi, v).n > 0 && !str_eq(ruling_why(vi, v), ruling_why(en, v)));
        EXPECT(str_ends(ruling_why(vi, about), S(": date")));
        if (why == NULL_CUSTOM)
            continue;
        EXPECT_STR(ruling_why(en, v), english);
        EXPECT_STR(ruling_why(en, about), feel_why_null(test_arena(), about));
    }
    EXPECT_STR(ruling_why(en, val_int(1)), S(""));
}

TEST(simple_tests_are_said_in_words)
{
    static const struct {
        const char *test, *en, *vi;
    } t[] = {
        { "<= 20000", "at most 20,000", "không quá 20.000" },
        { ">=1250.50", "at least 1,250.50", "ít nhất 1.250,50" },
        { "< -3", "less than -3", "dưới -3" },
        { "> 0", "more than 0", "trên 0" },
        { "12", "12", "12" },
        { "= 12", "12", "12" },
        { "!= 12", "not 12", "không phải 12" },
        { "[1..5]", "from 1 to 5", "từ 1 đến 5" },
        { "(1..5]", "more than 1 and at most 5", "trên 1 và không quá 5" },
        { "[1..5)", "at least 1 and less than 5", "ít nhất 1 và dưới 5" },
        { "]1..5[", "more than 1 and less than 5", "trên 1 và dưới 5" },
        { "\"a_b\"", "a b", "a b" },
        { "\"a\",\"b\" , \"c\"", "a, b or c", "a, b hoặc c" },
        { "not(\"a\", \"b,c)\")", "not a or b,c)", "không phải a hoặc b,c)" },
        { "< 1, [5..7), > 10", "less than 1, at least 5 and less than 7 or more than 10",
          "dưới 1, ít nhất 5 và dưới 7 hoặc trên 10" },
        { "true", "Yes", "Có" },
        { "false", "No", "Không" },
        { "< date(\"2026-03-02\")", "before 2 March 2026", "trước 2 tháng 3 năm 2026" },
        { ">= @\"2026-03-02\"", "no earlier than 2 March 2026",
          "không sớm hơn 2 tháng 3 năm 2026" },
        { "[date(\"2026-03-02\")..date(\"2026-04-01\"))",
          "no earlier than 2 March 2026 and before 1 April 2026",
          "không sớm hơn 2 tháng 3 năm 2026 và trước 1 tháng 4 năm 2026" },
        { "null", "not given", "chưa có" },
        { "\"a\", null", "a or not given", "a hoặc chưa có" },
        { "not(null)", "given", "đã có" },
        { "!= null", "given", "đã có" },
        { "= null", "not given", "chưa có" },
        /* anything else as it stands */
        { "<= limit", "<= limit", "<= limit" },
        { "< \"a\"", "< \"a\"", "< \"a\"" },
        { "fits(?, 3)", "fits(?, 3)", "fits(?, 3)" },
        { "[1..\"b\"]", "[1..\"b\"]", "[1..\"b\"]" },
        { "[1,2]", "[1,2]", "[1,2]" },
        { "date(\"2026-02-30\")", "date(\"2026-02-30\")", "date(\"2026-02-30\")" },
        { "date()", "date()", "date()" },
        { "not(x)", "not(x)", "not(x)" },
        { "[..]", "[..]", "[..]" },
        { "1,,2", "1,,2", "1,,2" },
    };
    struct web *w[] = { reader("en"), reader("vi") };

    FOR_EACH(t, c)
        for (int i = 0; i < 2; i++)
            EXPECT_STR(told_test(w[i], NULL, S(""), str_z(c->test)), str_z(i ? c->vi : c->en));
}

TEST(what_failed_is_a_sentence)
{
    static const struct {
        const char *why, *en, *vi;
    } t[] = {
        { "{tables: [{nearest: [{index: 3, id: \"r\", annotations: {clause: \"§7\"}, "
          "failed: [{input: \"Income\", condition: \"<= 20000\", value: 21400}]}]}]}",
          "Income 21,400 does not meet “at most 20,000” (rule 3, clause §7)",
          "Income là 21.400, không đáp ứng “không quá 20.000” (quy tắc 3, điều khoản §7)" },
        { "{tables: [{nearest: [{index: 1, id: \"r\", annotations: {}, failed: ["
          "{input: \"Who\", condition: \"\\\"finder\\\"\", value: \"the_mother\"}, "
          "{input: \"Born\", condition: \"> date(\\\"2026-01-02\\\")\", value: "
          "date(\"2025-12-31\")}]}]}]}",
          "Who “the mother” does not meet “finder” and Born 31 December 2025 does not meet “after "
          "2 "
          "January 2026” (rule 1)",
          "Who là “the mother”, không đáp ứng “finder” và Born là 31 tháng 12 năm 2025, không đáp "
          "ứng "
          "“sau 2 tháng 1 năm 2026” (quy tắc 1)" },
        { "{tables: [{nearest: [{index: 2, id: \"r\", annotations: {}, failed: [{input: \"Late\", "
          "condition: \"true\", value: null}]}]}]}",
          "Late is not given, and has to be “Yes” (rule 2)",
          "Late: chưa có, mà phải là “Có” (quy tắc 2)" },
        { "{failed: [{condition: \"annual_income <= 20000\", values: {annual_income: 21400}}]}",
          "Annual income 21,400 does not meet “at most 20,000”",
          "Annual income là 21.400, không đáp ứng “không quá 20.000”" },
        { "{failed: [{condition: \"income <= law.most\", values: {income: 25, law.most: 20}}]}",
          "Income 25 does not meet “at most 20”", "Income là 25, không đáp ứng “không quá 20”" },
        { "{failed: [{condition: \"region in (\\\"a\\\", \\\"b\\\")\", values: {region: \"c\"}}]}",
          "Region “c” does not meet “a or b”", "Region là “c”, không đáp ứng “a hoặc b”" },
        { "{failed: [{condition: \"income * 2 < 30\", values: {income: 25}}]}",
          "“income * 2 < 30” is not so (income: 25)", "“income * 2 < 30” không đúng (income: 25)" },
        { "{failed: [{condition: \"law.open = true\", values: {law.open: false}}]}",
          "law.open “No” does not meet “Yes”", "law.open là “Không”, không đáp ứng “Có”" },
        { "{failed: [{condition: \"1 > 2\", values: {}}]}", "“1 > 2” is not so",
          "“1 > 2” không đúng" },
    };
    struct web *w[] = { reader("en"), reader("vi") };
    const str *near;

    FOR_EACH(t, c) {
        for (int i = 0; i < 2; i++) {
            size_t n = told_near(w[i], NULL, feel(c->why), &near);
            EXPECT_INT(n, 1);
            EXPECT_STR(n ? near[0] : S(""), str_z(i ? c->vi : c->en));
        }
    }
}

TEST(nothing_is_said_of_what_is_no_explanation)
{
    static const char *const t[] = { "null", "1", "[]", "{tables: 3, failed: {}}",
                                     "{tables: [{nearest: {}}, null]}" };
    const str *near;

    FOR_EACH(t, text)
        EXPECT_INT(told_near(reader("en"), NULL, feel(*text), &near), 0);
}

/* However many decisions it takes, none is left out, and the one that was asked for comes first. */
TEST(each_decision_is_a_step)
{
    const struct v_explanation_step *steps;
    val why = feel("{decision: \"top\", result: 1, "
                   "requires: for i in 1..150 return {decision: \"d\" + string(i), result: i}}");
    size_t n = ruling_steps(reader("en"), NULL, why, &steps);

    EXPECT_INT(n, 151);
    EXPECT_STR(steps[0].title, S("Top"));
    EXPECT_STR(steps[n - 1].title, S("D1"));
}
