#include "form_test.h"

#include "form/condition.h"

/* A form whose last question is hidden by an expression. */
static const struct form *form_hidden(const char *hide)
{
    static const char model[] =
        "{\"type\":\"default\",\"schemaVersion\":17,\"id\":\"f\",\"components\":["
        "{\"type\":\"radio\",\"id\":\"who\",\"key\":\"who\",\"label\":\"Who\",\"values\":["
        "{\"label\":\"A\",\"value\":\"a\"},{\"label\":\"B\",\"value\":\"b\"},"
        "{\"label\":\"C\",\"value\":\"c\"},{\"label\":\"D\",\"value\":\"d\"}]},"
        "{\"type\":\"number\",\"id\":\"size\",\"key\":\"size\",\"label\":\"Size\"},"
        "{\"type\":\"datetime\",\"subtype\":\"date\",\"dateLabel\":\"Day\",\"id\":\"born\",\"key\":"
        "\"born\",\"label\":\"Day\"},"
        "{\"type\":\"checkbox\",\"id\":\"tick\",\"key\":\"tick\",\"label\":\"Tick\"},"
        "{\"type\":\"textfield\",\"id\":\"last\",\"key\":\"last\",\"label\":\"Last\","
        "\"conditional\":{\"hide\":\"=%s\"}}]}";

    return form_of(str_fmt(test_arena(), model, hide));
}

static void told(buf *b, const struct form *form, const struct form_condition *c)
{
    static const char *const kinds[] = {
        [CONDITION_ALL] = "all",     [CONDITION_ANY] = "any",     [CONDITION_IS] = "is",
        [CONDITION_IS_NOT] = "not",  [CONDITION_GIVEN] = "given", [CONDITION_OPEN] = "open",
        [CONDITION_LIMIT] = "limit", [CONDITION_AGO] = "ago",     [CONDITION_TEXT] = "text"
    };

    buf_fmt(b, "(%s", kinds[c->kind]);
    if (c->field >= 0)
        buf_fmt(b, " %.*s", STR_ARG(form->fields[c->field].key));
    if (c->op)
        buf_fmt(b, " %c %.*s", c->op, STR_ARG(val_display(test_arena(), c->value)));
    for (size_t i = 0; i < c->n_values; i++)
        buf_fmt(b, " %.*s", STR_ARG(val_display(test_arena(), c->values[i])));
    if (c->kind == CONDITION_TEXT)
        buf_fmt(b, " %s%.*s", c->negated ? "not " : "", STR_ARG(c->text));
    for (size_t i = 0; i < c->n_parts; i++)
        told(b, form, &c->parts[i]);
    buf_char(b, ')');
}

TEST(what_hides_a_question_says_when_it_is_asked)
{
    static const struct {
        const char *hide, *asked;
    } t[] = {
        { "who = \\\"a\\\"", "(not who a)" },
        { "who != \\\"a\\\"", "(is who a)" },
        { "who = null or who = \\\"a\\\"", "(not who a)" },
        { "who = null", "(given who)" },
        { "who != \\\"a\\\" and who != \\\"b\\\"", "(is who a b)" },
        { "who = \\\"a\\\" or who = \\\"b\\\"", "(is who c d)" },
        { "not(list contains([\\\"a\\\", \\\"b\\\"], who))", "(is who a b)" },
        { "who = null or who = \\\"a\\\" or (size = null or size < 2)",
          "(all(not who a)(limit size g 2))" },
        { "(who = \\\"a\\\" or size > 3) and tick", "(any(all(not who a)(limit size l 3))"
                                                    "(not tick true))" },
        { "born = null or today - born <= duration(\\\"P14D\\\")", "(ago born > P14D)" },
        { "today - born <= duration(\\\"P\\\" + string(law.days) + \\\"D\\\")",
          "(ago born > P7D)" },
        { "if who = \\\"a\\\" and tick then true else false",
          "(text not if who = \"a\" and tick then true else false)" },
        { "size * 2 > 7", "(text not size * 2 > 7)" },
        { "who = \\\"and or (\\\"", "(not who and or ()" },
    };

    FOR_EACH(t, c) {
        const struct form *form = form_hidden(c->hide);
        struct form_env env = env_of();
        buf b;
        env.vars = json("{\"law\":{\"days\":7}}");
        buf_init(&b, test_arena(), 100);
        int last = (int)(form_field(form, S("last")) - form->fields);
        const struct form_condition *is = form_asked_if(form, last, &env);
        if (is)
            told(&b, form, is);
        EXPECT_STR(buf_str(&b), str_z(c->asked));
    }
}

TEST(what_is_not_answered_leaves_a_question_undecided)
{
    const struct form *form = form_hidden("who = \\\"a\\\" or size > 3");
    struct form_env env = env_of();
    int last = (int)(form_field(form, S("last")) - form->fields);
    struct form_at at = { 0 };

    EXPECT(form_undecided(form, last, at, json("{\"who\":\"b\"}"), &env));
    EXPECT(!form_undecided(form, last, at, json("{\"who\":\"b\",\"size\":1}"), &env));
    EXPECT(!form_undecided(form, 0, at, json("{}"), &env));
    EXPECT(form_asked_if(form, 0, &env) == NULL);
}

TEST(what_the_paper_leaves_open_needs_no_answer)
{
    const struct form *form = form_of(
        S("{\"type\":\"default\",\"schemaVersion\":17,\"id\":\"f\",\"components\":["
          "{\"type\":\"textfield\",\"id\":\"x\",\"key\":\"x\",\"label\":\"X\",\"validate\":{"
          "\"required\":true}}]}"));
    struct form_env env = env_of();
    struct form_errors e = { 0 };
    val open = json("{\"_unanswered\":[\"x\"]}"), pruned;

    EXPECT(failed(form_check(form, open, &env, &e, &pruned)));
    env.on_paper = true;
    e = (struct form_errors){ 0 };
    EXPECT(!failed(form_check(form, open, &env, &e, &pruned)));
    EXPECT(val_equal(pruned, open));
    EXPECT(failed(form_check(form, json("{}"), &env, &e, &pruned)));
}
