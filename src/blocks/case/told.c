/* What decided a case put into sentences: tests of tables, and what was missed by little. */
#include "blocks/case/told.h"

#include "blocks/case/ruling.h"
#include "value/temporal.h"

enum { NEAR_MOST = 12, PIECES_MOST = 20 };

/* To whom something is told, in the words of which model, about which of its columns. */
struct teller {
    struct web *w;
    arena *a;
    const struct wording *words;
    const struct words *model; /* null: none */
    str column;                /* id; empty: none */
    val known;                 /* context of names whose values may stand for them; null: none */
    const struct dmn_input *inputs;
    size_t n_inputs;
};

static struct teller teller_of(struct web *w, const struct words *model, str column)
{
    return (struct teller){ .w = w,
                            .a = w->a,
                            .words = w->page.words,
                            .model = model,
                            .column = column,
                            .known = val_null() };
}

struct named {
    const char *name;
    str text;
};

static str say(const struct teller *t, enum word_id id, const struct named *args)
{
    val_builder b = val_build(t->a);

    for (; args->name; args++)
        val_put(&b, str_z(args->name), val_str(args->text.n ? args->text : S("")));
    return word(t->a, t->words, id, val_done(&b));
}
#define SAY(t, id, ...) say((t), (id), (const struct named[]){ __VA_ARGS__, { 0 } })

static str value_text(const struct teller *t, val v)
{
    return ruling_value(t->w, t->model, t->column, v);
}

/* As a sentence names it: texts, yes and no in quotation marks. */
static str given_text(const struct teller *t, val v)
{
    str text = value_text(t, v);

    return v.tag == V_STRING || v.tag == V_BOOL ? SAY(t, W_case_quoted, { "text", text }) : text;
}

/* ---- tests of a cell, by their text ---- */

/* A constant, date("2026-03-02"), or a name whose value is known. */
static bool constant(const struct teller *t, str text, val *out)
{
    struct feel *f;
    bool date = str_starts(text, S("date(")) && str_ends(text, S(")"));

    text = str_trim(text);
    if (val_has(t->known, text)) {
        *out = val_get(t->known, text);
    } else {
        if (date)
            text = str_trim(str_sub(text, 5, text.n - 6));
        if (failed(feel_parse(t->a, text, NULL, &f, NULL)) || !feel_constant(f, out))
            return false;
        if (date && failed(temporal_date(val_text(*out), out)))
            return false;
    }
    return out->tag == V_BOOL || out->tag == V_STRING || out->tag == V_DATE || val_is_number(*out);
}

static bool ordered(val v)
{
    return v.tag == V_DATE || val_is_number(v);
}

enum bound { MOST, LEAST, BELOW, ABOVE };

static str bound_said(const struct teller *t, enum bound b, bool day, str value)
{
    static const enum word_id ids[][2] = {
        [MOST] = { W_case_test_most, W_case_test_day_most },
        [LEAST] = { W_case_test_least, W_case_test_day_least },
        [BELOW] = { W_case_test_below, W_case_test_day_below },
        [ABOVE] = { W_case_test_above, W_case_test_day_above },
    };

    return SAY(t, ids[b][day], { "value", value });
}

static str bound_text(const struct teller *t, enum bound b, val v)
{
    return bound_said(t, b, v.tag == V_DATE, value_text(t, v));
}

/* What a parameter of the law is called ("law.days"); null for anything else.  Its value is another
 * one from time to time. */
static str law_text(const struct teller *t, str text)
{
    const struct site *s = t->w->site;

    for (size_t i = 0; str_starts(text, S("law.")) && i < s->n_params; i++)
        if (str_eq(s->params[i]->name, str_from(text, 4)))
            return site_text(s, s->params[i]->title, t->w->lang);
    return STR_NULL;
}

static str comparison_with(const struct teller *t, enum bound b, str operand)
{
    str law = law_text(t, operand);
    val v;

    if (law.p)
        return bound_said(t, b, false, law);
    return constant(t, operand, &v) && ordered(v) ? bound_text(t, b, v) : STR_NULL;
}

/* "<= 20000"; null for what is none, or compares what has no order. */
static str comparison_text(const struct teller *t, str text)
{
    static const struct {
        const char *op;
        enum bound bound;
    } bounds[] = { { "<=", MOST }, { ">=", LEAST }, { "<", BELOW }, { ">", ABOVE } };
    val v;

    FOR_EACH(bounds, b)
        if (str_starts(text, str_z(b->op)))
            return comparison_with(t, b->bound, str_trim(str_from(text, strlen(b->op))));
    bool negated = str_starts(text, S("!="));
    if (!negated && !str_starts(text, S("=")))
        return STR_NULL;
    str operand = str_trim(str_from(text, negated ? 2 : 1));
    if (str_eq(operand, S("null")))
        return word0(t->words, negated ? W_case_test_given : W_case_test_none);
    if (!constant(t, operand, &v))
        return STR_NULL;
    str value = value_text(t, v);
    return negated ? SAY(t, W_case_test_not, { "value", value }) : value;
}

/* "[1..5]", "(1..5]", "]1..5["; null for anything else. */
static str range_text(const struct teller *t, str text)
{
    size_t dots = str_find(text, S(".."), 0);
    char first = text.n ? text.p[0] : 0, last = text.n ? text.p[text.n - 1] : 0;
    val lo, hi;

    if (dots == SIZE_MAX || !first || !strchr("[(]", first) || !strchr("])[", last) ||
        !constant(t, str_trim(str_sub(text, 1, dots - 1)), &lo) ||
        !constant(t, str_trim(str_sub(text, dots + 2, text.n - dots - 3)), &hi) || !ordered(lo) ||
        !ordered(hi) || val_is_number(lo) != val_is_number(hi))
        return STR_NULL;
    if (first == '[' && last == ']')
        return SAY(t, W_case_test_range, { "low", value_text(t, lo) },
                   { "high", value_text(t, hi) });
    return SAY(t, W_case_test_both, { "first", bound_text(t, first == '[' ? LEAST : ABOVE, lo) },
               { "second", bound_text(t, last == ']' ? MOST : BELOW, hi) });
}

static str one_test_text(const struct teller *t, str text)
{
    val v;
    str said = comparison_text(t, text);

    if (str_eq(text, S("null")))
        return word0(t->words, W_case_test_none);
    if (!said.p)
        said = range_text(t, text);
    if (!said.p && constant(t, text, &v))
        said = value_text(t, v);
    return said;
}

size_t told_piece_end(str text, size_t from)
{
    bool quoted = false;
    int depth = 0;

    for (size_t i = from; i < text.n; i++) {
        char c = text.p[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '(' || c == '[' || c == '{'))
            depth++;
        else if (!quoted && (c == ')' || c == ']' || c == '}'))
            depth--;
        else if (!quoted && !depth && c == ',')
            return i;
    }
    return text.n;
}

/* The tests of a list; 0 for too many. */
static size_t pieces(str text, str *out)
{
    size_t n = 0;

    for (size_t at = 0, end; at <= text.n; at = end + 1) {
        end = told_piece_end(text, at);
        if (n == PIECES_MOST)
            return 0;
        out[n++] = str_trim(str_sub(text, at, end - at));
    }
    return n;
}

/* The cell's text in words where it is of a simple form; else null. */
static str test_text(const struct teller *t, str text)
{
    str parts[PIECES_MOST];
    bool negated = str_starts(text, S("not(")) && str_ends(text, S(")"));
    size_t n = pieces(negated ? str_sub(text, 4, text.n - 5) : text, parts);

    if (negated && n == 1 && str_eq(parts[0], S("null")))
        return word0(t->words, W_case_test_given);
    for (size_t i = 0; i < n; i++) {
        parts[i] = one_test_text(t, parts[i]);
        if (!parts[i].p)
            return STR_NULL;
    }
    if (n == 0)
        return STR_NULL;
    str all = locale_or(t->a, wording_locale(t->words), parts, n);
    return negated ? SAY(t, W_case_test_not, { "value", all }) : all;
}

str told_test(struct web *w, const struct words *model, str column, str text)
{
    struct teller t = teller_of(w, model, column);
    str said = test_text(&t, str_trim(text));

    return said.p ? said : text;
}

/* ---- what failed ---- */

static str failed_text(const struct teller *t, str label, str test, val value)
{
    if (val_is_null(value))
        return SAY(t, W_case_near_missing, { "what", label }, { "test", test });
    return SAY(t, W_case_near_failed, { "what", label }, { "value", given_text(t, value) },
               { "test", test });
}

const struct dmn_output *told_column(const struct dmn_output *c, size_t n, str label)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(c[i].label, label))
            return &c[i];
    return NULL;
}

static str condition_text(struct teller *t, val failed, const struct dmn_output *columns, size_t n)
{
    str label = val_get_text(failed, S("input")), text = val_get_text(failed, S("condition"));
    const struct dmn_output *c = told_column(columns, n, label);

    t->column = c ? c->id : S("");
    return failed_text(t, ruling_word(t->w, t->model, t->column, S("label"), label),
                       told_test(t->w, t->model, t->column, text), val_get(failed, S("value")));
}

static str near_rule(struct teller *t, val rule, const struct dmn_output *columns, size_t n_columns)
{
    val failed = val_get(rule, S("failed"));
    size_t n = val_count(failed);
    str *parts = ARENA_ARRAY(t->a, str, n + 1),
        text = val_text(val_path(rule, S("annotations.clause"))),
        index = val_display(t->a, val_get(rule, S("index")));
    url href;

    for (size_t i = 0; i < n; i++)
        parts[i] = condition_text(t, val_at(failed, i), columns, n_columns);
    str all = locale_and(t->a, wording_locale(t->words), parts, n);
    str clause = text.n ? ruling_clause(t->w, text, &href) : S("");
    if (text.n && !clause.n)
        clause = SAY(t, W_case_near_clause, { "clause", text });
    if (!clause.n)
        return SAY(t, W_case_near_rule, { "conditions", all }, { "rule", index });
    return SAY(t, W_case_near_rule_clause, { "conditions", all }, { "rule", index },
               { "clause", clause });
}

/* What people call a name of the model: "birth_date" is "Birth date". */
static str name_text(const struct teller *t, str name)
{
    str id = S("");

    for (size_t i = 0; i < t->n_inputs; i++)
        if (str_eq(t->inputs[i].name, name))
            id = t->inputs[i].id;
    return str_find_char(name, '.', 0) == SIZE_MAX ? ruling_name(t->w, t->model, id, name) : name;
}

/* "income <= limit", "income in [1..5]" with one name in front: said like a cell; else null. */
static str conjunct_as_test(struct teller *t, str condition, val values)
{
    bool any = values.tag == V_CONTEXT && values.c->n > 0;
    str name = any ? values.c->e[0].key : S("");

    if (!name.n || !str_starts(condition, name))
        return STR_NULL;
    str rest = str_trim(str_from(condition, name.n));
    bool in = str_starts(rest, S("in ")) || str_starts(rest, S("in("));
    if (in)
        rest = str_trim(str_from(rest, 2));
    else if (!rest.n || !strchr("<>=!", rest.p[0]))
        return STR_NULL;
    t->known = val_without(t->a, values, name);
    str test = test_text(t, rest);
    if (!test.p && in && str_starts(rest, S("(")) && str_ends(rest, S(")")))
        test = test_text(t, str_trim(str_sub(rest, 1, rest.n - 2)));
    t->known = val_null();
    return test.p ? failed_text(t, name_text(t, name), test, values.c->e[0].value) : STR_NULL;
}

static str near_conjunct(struct teller *t, val failed)
{
    str condition = val_get_text(failed, S("condition"));
    val values = val_get(failed, S("values"));
    str said = conjunct_as_test(t, condition, values);
    buf b;

    if (said.p)
        return said;
    buf_init(&b, t->a, 100);
    for (uint32_t i = 0; values.tag == V_CONTEXT && i < values.c->n; i++)
        buf_fmt(&b, "%s%.*s: %.*s", b.n ? "; " : "", STR_ARG(values.c->e[i].key),
                STR_ARG(given_text(t, values.c->e[i].value)));
    if (!b.n)
        return SAY(t, W_case_near_false, { "condition", condition });
    return SAY(t, W_case_near_false_values, { "condition", condition }, { "values", buf_str(&b) });
}

size_t told_near(struct web *w, const struct service_decision *d, val why, const str **out)
{
    val tables = val_get(why, S("tables")), failed = val_get(why, S("failed"));
    str *near = ARENA_ARRAY(w->a, str, NEAR_MOST);
    struct teller t = teller_of(w, d ? d->words : NULL, S(""));
    size_t n = 0;

    if (d && val_count(failed))
        t.inputs = dmn_inputs(d->dmn, w->a, val_get_text(why, S("decision")), &t.n_inputs);
    for (size_t i = 0; i < val_count(failed) && n < NEAR_MOST; i++)
        near[n++] = near_conjunct(&t, val_at(failed, i));
    for (size_t i = 0; i < val_count(tables); i++) {
        size_t n_columns = 0;
        val table = val_at(tables, i), rules = val_get(table, S("nearest"));
        const struct dmn_output *columns =
            d ? dmn_conditions(d->dmn, w->a, val_get_text(table, S("table")), &n_columns) : NULL;
        for (size_t k = 0; k < val_count(rules) && n < NEAR_MOST; k++)
            near[n++] = near_rule(&t, val_at(rules, k), columns, n_columns);
    }
    *out = near;
    return n;
}
