/* blocks/case/told.c - the explanation of a ruling as sentences in the reader's language. */
#include "blocks/case/told.h"

#include "feel/feel.h"
#include "site/site.h"
#include "value/temporal.h"

enum { RULES_MOST = 100, NEAR_MOST = 12, PIECES_MOST = 20 };

/* To whom something is told, in the words of which model, about which of its columns. */
struct teller {
    arena *a;
    const struct wording *w;
    const struct words *model; /* null: none */
    str column;                /* id; empty: none */
    val known;                 /* context of names whose values may stand for them; null: none */
};

struct named {
    const char *name;
    str text;
};

static str say(const struct teller *t, enum word_id id, const struct named *args)
{
    val_builder b = val_build(t->a);

    for (; args->name; args++)
        val_put(&b, str_z(args->name), val_str(args->text.n ? args->text : S("")));
    return word(t->a, t->w, id, val_done(&b));
}
#define SAY(t, id, ...) say((t), (id), (const struct named[]){ __VA_ARGS__, { 0 } })

/* ---- values ---- */

/* "two_mothers" is "two mothers" where the model has no words for it. */
static str string_text(const struct teller *t, str text)
{
    str property = str_fmt(t->a, "values.%.*s", STR_ARG(text));
    str own = words_get(t->model, wording_lang(t->w), t->column, property);
    char *plain = str_zdup(t->a, text);

    if (t->column.n && own.n)
        return own;
    for (size_t i = 0; i < text.n; i++)
        if (plain[i] == '_')
            plain[i] = ' ';
    return str_of(plain, text.n);
}

static str value_text(const struct teller *t, val v)
{
    const struct locale *l = wording_locale(t->w);
    instant at;

    if (v.tag == V_BOOL)
        return word0(t->w, v.m ? W_page_yes : W_page_no);
    if (v.tag == V_STRING)
        return string_text(t, val_text(v));
    if (v.tag == V_DATE)
        return locale_date(t->a, l, (day){ (int32_t)v.m }, DATE_LONG);
    if (v.tag == V_DATETIME && !failed(val_to_instant(v, &at)))
        return locale_date_time(t->a, l, at, DATE_LONG);
    return val_is_number(v) ? locale_number(t->a, l, v) : val_display(t->a, v);
}

/* As a sentence names it: texts in quotation marks. */
static str given_text(const struct teller *t, val v)
{
    str text = value_text(t, v);

    return v.tag == V_STRING ? SAY(t, W_case_quoted, { "text", text }) : text;
}

static str label_text(const struct teller *t, str label)
{
    str own = words_get(t->model, wording_lang(t->w), t->column, S("label"));

    return t->column.n && own.n ? own : label;
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

static str bound_text(const struct teller *t, enum bound b, val v)
{
    static const enum word_id ids[][2] = {
        [MOST] = { W_case_test_most, W_case_test_day_most },
        [LEAST] = { W_case_test_least, W_case_test_day_least },
        [BELOW] = { W_case_test_below, W_case_test_day_below },
        [ABOVE] = { W_case_test_above, W_case_test_day_above },
    };

    return SAY(t, ids[b][v.tag == V_DATE], { "value", value_text(t, v) });
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
            return constant(t, str_trim(str_from(text, strlen(b->op))), &v) && ordered(v)
                       ? bound_text(t, b->bound, v)
                       : STR_NULL;
    bool not = str_starts(text, S("!="));
    if (!not &&!str_starts(text, S("=")))
        return STR_NULL;
    if (!constant(t, str_trim(str_from(text, not ? 2 : 1)), &v))
        return STR_NULL;
    str value = value_text(t, v);
    return not ? SAY(t, W_case_test_not, { "value", value }) : value;
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

    if (!said.p)
        said = range_text(t, text);
    if (!said.p && constant(t, text, &v))
        said = value_text(t, v);
    return said;
}

/* At the commas outside of brackets and texts; 0 for too many. */
static size_t pieces(str text, str *out)
{
    size_t n = 0, from = 0, depth = 0;
    bool quoted = false;

    for (size_t i = 0; i <= text.n; i++) {
        char c = i < text.n ? text.p[i] : ',';
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '(' || c == '['))
            depth++;
        else if (!quoted && (c == ')' || c == ']'))
            depth -= depth > 0;
        if (i < text.n && (c != ',' || quoted || depth))
            continue;
        if (n == PIECES_MOST)
            return 0;
        out[n++] = str_trim(str_sub(text, from, i - from));
        from = i + 1;
    }
    return n;
}

/* The cell's text in words where it is of a simple form; else null. */
static str test_text(const struct teller *t, str text)
{
    str parts[PIECES_MOST];
    bool not = str_starts(text, S("not(")) && str_ends(text, S(")"));
    size_t n = pieces(not ? str_sub(text, 4, text.n - 5) : text, parts);

    for (size_t i = 0; i < n; i++) {
        parts[i] = one_test_text(t, parts[i]);
        if (!parts[i].p)
            return STR_NULL;
    }
    if (n == 0)
        return STR_NULL;
    str all = locale_or(t->a, wording_locale(t->w), parts, n);
    return not ? SAY(t, W_case_test_not, { "value", all }) : all;
}

/* ---- what fired ---- */

/* "Residence: yes; Children: at least 2": what a rule asks for. */
static str conditions_text(struct teller *t, val conditions, val columns)
{
    buf b;

    buf_init(&b, t->a, 100);
    for (uint32_t i = 0; conditions.tag == V_CONTEXT && i < conditions.c->n; i++) {
        const struct val_entry *e = &conditions.c->e[i];
        str text = val_text(e->value);
        if (str_eq(text, S("-")))
            continue;
        t->column = val_get_text(columns, e->key);
        str label = label_text(t, e->key), said = test_text(t, text);
        if (!said.p)
            said = text;
        buf_fmt(&b, "%s%.*s: %.*s", b.n ? "; " : "", STR_ARG(label), STR_ARG(said));
    }
    return b.n ? buf_str(&b) : word0(t->w, W_case_rule_always);
}

static void fired(struct teller *t, val table, struct case_told *out)
{
    val rules = val_get(table, S("rules")), columns = val_get(table, S("columns"));

    for (size_t i = 0; i < val_count(rules) && out->rules_n < RULES_MOST; i++) {
        val rule = val_at(rules, i);
        out->rules[out->rules_n++] =
            (struct case_rule){ .text = conditions_text(t, val_get(rule, S("conditions")), columns),
                                .clause = val_text(val_path(rule, S("annotations.clause"))) };
    }
}

/* ---- what failed ---- */

static str failed_text(const struct teller *t, str label, str test, val value)
{
    if (val_is_null(value))
        return SAY(t, W_case_near_missing, { "what", label }, { "test", test });
    return SAY(t, W_case_near_failed, { "what", label }, { "value", given_text(t, value) },
               { "test", test });
}

static str near_rule(struct teller *t, val rule, val columns)
{
    val failed = val_get(rule, S("failed"));
    size_t n = val_count(failed);
    str *parts = ARENA_ARRAY(t->a, str, n + 1),
        clause = val_text(val_path(rule, S("annotations.clause"))),
        index = val_display(t->a, val_get(rule, S("index")));

    for (size_t i = 0; i < n; i++) {
        val c = val_at(failed, i);
        str label = val_get_text(c, S("input")), text = val_get_text(c, S("condition"));
        t->column = val_get_text(columns, label);
        str test = test_text(t, text);
        parts[i] =
            failed_text(t, label_text(t, label), test.p ? test : text, val_get(c, S("value")));
    }
    str all = locale_and(t->a, wording_locale(t->w), parts, n);
    if (clause.n)
        return SAY(t, W_case_near_clause, { "conditions", all }, { "rule", index },
                   { "clause", clause });
    return SAY(t, W_case_near_rule, { "conditions", all }, { "rule", index });
}

/* "income <= limit", "income in [1..5]" with one name in front: said like a cell; else null. */
static str conjunct_as_test(struct teller *t, str condition, val values)
{
    val first = values.tag == V_CONTEXT && values.c->n ? values.c->e[0].value : val_null();
    str name = values.tag == V_CONTEXT && values.c->n ? values.c->e[0].key : STR_NULL;

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
    return test.p ? failed_text(t, string_text(t, name), test, first) : STR_NULL;
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

static void near(struct teller *t, val why, struct case_told *out)
{
    val tables = val_get(why, S("tables")), failed = val_get(why, S("failed"));

    t->column = S("");
    for (size_t i = 0; i < val_count(failed) && out->near_n < NEAR_MOST; i++)
        out->near[out->near_n++] = near_conjunct(t, val_at(failed, i));
    for (size_t i = 0; i < val_count(tables); i++) {
        val table = val_at(tables, i), rules = val_get(table, S("nearest"));
        for (size_t k = 0; k < val_count(rules) && out->near_n < NEAR_MOST; k++)
            out->near[out->near_n++] = near_rule(t, val_at(rules, k), val_get(table, S("columns")));
    }
}

/* ---- the whole ---- */

static void decision_told(struct teller *t, const struct service *s, val why, struct case_told *out)
{
    const struct service_decision *d =
        s ? service_decision(s, val_get_text(why, S("decision"))) : NULL;
    val tables = val_get(why, S("tables")), needed = val_get(why, S("requires"));

    t->model = d ? d->words : NULL;
    for (size_t i = 0; i < val_count(tables); i++)
        fired(t, val_at(tables, i), out);
    near(t, why, out);
    for (size_t i = 0; i < val_count(needed); i++)
        decision_told(t, s, val_at(needed, i), out);
}

void case_tell(arena *a, const struct wording *w, const struct service *s, val why,
               struct case_told *out)
{
    struct teller t = { .a = a, .w = w, .column = S(""), .known = val_null() };

    *out = (struct case_told){ .rules = ARENA_ARRAY(a, struct case_rule, RULES_MOST),
                               .near = ARENA_ARRAY(a, str, NEAR_MOST) };
    decision_told(&t, s, why, out);
}
