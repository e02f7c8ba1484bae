/* Types before anything runs: what is called wrong never gives a value; what is right is let be. */
#include "feel/compile.h"
#include "tests/check.h"

#include <stdio.h>

static const char *const samples[] = {
    "1",
    "2.5",
    "\"text\"",
    "true",
    "@\"2026-03-01\"",
    "@\"10:00:00\"",
    "@\"2026-03-01T10:00:00\"",
    "@\"P1D\"",
    "@\"P1M\"",
    "{a: 1}",
    "[1..5]",
    "function(x) x",
    "[1, 2]",
    "[\"one\"]",
    "null",
};

/* A text that is called wrong gives null or false; returns whether it was. */
static bool sound(str text)
{
    arena *a = test_arena();
    struct feel_error where = { 0 };
    struct feel_env env;
    struct feel *f;
    val got;

    if (failed(feel_parse(a, text, NULL, &f, &where)))
        return false;
    if (!feel_mistyped(a, f, &where))
        return false;
    feel_env_init(&env, a, (instant){ 0 });
    EXPECT_OK(feel_eval(f, &env, val_null(), &got));
    if (!(got.tag == V_NULL || (got.tag == V_BOOL && !got.m)))
        test_fail(__FILE__, __LINE__, "%.*s is called wrong (%.*s), and gives %.*s", STR_ARG(text),
                  STR_ARG(where.message), STR_ARG(val_display(a, got)));
    return true;
}

TEST(operators_that_are_called_wrong_give_nothing)
{
    static const char *const ops[] = { "+", "-", "*", "/", "**", "<", "<=", ">", ">=", "=" };
    size_t wrong = 0;

    FOR_EACH(ops, op)
        FOR_EACH(samples, x)
            FOR_EACH(samples, y)
                wrong += sound(str_fmt(test_arena(), "%s %s %s", *x, *op, *y));
    EXPECT(wrong > 1000);
}

TEST(tests_that_are_called_wrong_never_hold)
{
    static const char *const forms[] = { "%s in (%s)", "%s in (< %s)", "%s in ([%s..%s])",
                                         "%s between %s and %s", "%s in (%s, %s)" };
    size_t wrong = 0;

    FOR_EACH(forms, f)
        FOR_EACH(samples, x)
            FOR_EACH(samples, y) {
                char text[200];
                str form = str_z(*f);
                if (str_has(form, S("..")) || str_has(form, S("between")) || str_has(form, S(",")))
                    snprintf(text, sizeof text, *f, *x, *y, *y);
                else
                    snprintf(text, sizeof text, *f, *x, *y);
                wrong += sound(str_copy(test_arena(), str_z(text)));
            }
    EXPECT(wrong > 400);
}

TEST(calls_that_are_called_wrong_give_nothing)
{
    const struct builtin *b;
    size_t wrong = 0;

    for (size_t i = 0; (b = builtin_at(i)); i++)
        for (int n = MAX(b->min, 1); n <= 3 && (b->max < 0 || n <= b->max); n++)
            for (size_t k = 0; k < 200; k++) {
                size_t x = k % LEN(samples), y = k / 3 % LEN(samples), z = k / 7 % LEN(samples);
                wrong += sound(
                    n == 1   ? str_fmt(test_arena(), "%s(%s)", b->name, samples[x])
                    : n == 2 ? str_fmt(test_arena(), "%s(%s, %s)", b->name, samples[x], samples[y])
                             : str_fmt(test_arena(), "%s(%s, %s, %s)", b->name, samples[x],
                                       samples[y], samples[z]));
            }
    EXPECT(wrong > 1000);
}

TEST(mistakes_are_named_with_their_place)
{
    static const struct feel_type money = { .kind = T_NUMBER };
    static struct feel_field fields[] = { { S_INIT("age"), &money }, { S_INIT("born"), NULL } };
    static const struct feel_type person = { .kind = T_CONTEXT, .n = 2, .fields = fields };
    static const struct feel_type sums = { .kind = T_LIST, .item = &money };
    static const struct feel_type people = { .kind = T_LIST, .item = &person };
    static const struct feel_name names[] = { { S_INIT("income"), &money },
                                              { S_INIT("applicant"), &person },
                                              { S_INIT("incomes"), &sums },
                                              { S_INIT("people"), &people } };
    static const struct feel_scope scope = { .names = names, .n = LEN(names) };
    static const struct {
        const char *text, *message;
        int column;
    } t[] = {
        { "income + 1", NULL, 0 },
        { "income < 20000 and applicant.age >= 18", NULL, 0 },
        { "income + \"1\"", "\"+\" between number and string is always null", 8 },
        { "income = \"high\"", "number \"=\" string never holds", 8 },
        { "applicant.agee > 3", "context has no \"agee\"", 1 },
        { "applicant.born.year", NULL, 0 },
        { "if income then 1 else 2", "the condition of \"if\" is number, not true or false", 4 },
        { "income and true", "what stands before \"and\" is number, not true or false", 1 },
        { "substring(income, 1)", "argument 1 of \"substring\" is number, and must be string", 11 },
        { "upper case(\"a\").length", "string has no \"length\"", 1 },
        { "for x in incomes return x + true", "\"+\" between number and boolean is always null",
          27 },
        { "people.age + 1", NULL, 0 },
        { "people.age[1] + 1", NULL, 0 },
        { "people.height", "context has no \"height\"", 1 },
        { "for x in [income, \"a\"] return upper case(x)", NULL, 0 },
        { "some x in incomes satisfies x", "what \"satisfies\" asks is number, not true or false",
          29 },
        { "if true then income else null + 1", NULL, 0 },
        { "(if income > 1 then 1 else 2) + \"a\"", "\"+\" between number and string is always null",
          31 },
        { "date(\"2026-01-01\").month", NULL, 0 },
        { "date(\"2026-01-01\").hour", "date has no \"hour\"", 1 },
        { "-\"a\"", "the negative of string is always null", 1 },
        { "[1..\"z\"]", "a range from number to string is always null", 1 },
    };

    FOR_EACH(t, c) {
        struct feel_error where = { 0 };
        struct feel *f;
        EXPECT_OK(feel_parse(test_arena(), str_z(c->text), &scope, &f, &where));
        bool wrong = feel_mistyped(test_arena(), f, &where);
        if (wrong != (c->message != NULL))
            test_fail(__FILE__, __LINE__, "%s: %.*s", c->text, STR_ARG(where.message));
        if (c->message && wrong) {
            EXPECT_STR(where.message, str_z(c->message));
            EXPECT_INT(where.column, c->column);
        }
    }
}
