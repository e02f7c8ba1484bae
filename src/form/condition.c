/* Conditions of questions by their text: what is of a simple form is taken apart, the rest stays.
 */
#include "form/condition.h"

#include "form/view.h"

enum { PARTS_MOST = 40, CONDITION_DEEP = 12 };

struct reader {
    struct view v;
    arena *a;
    const struct form *form;
    int list; /* of the field whose condition it is */
    int depth;
};

typedef struct form_condition cond;
typedef VEC(cond) conds;

static cond cond_make(struct reader *r, str text, bool negated);

/* ---- the text ---- */

/* Where the operator stands outside of quotes and brackets, or SIZE_MAX. */
static size_t outside_find(str t, str op, size_t from)
{
    bool quoted = false;
    int depth = 0;

    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (quoted && c == '\\') {
            i++;
            continue;
        }
        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
        if (depth == 0 && i >= from && str_starts(str_from(t, i), op))
            return i;
    }
    return SIZE_MAX;
}

/* Inside of brackets that open at the start and close at the very end, after a function's name. */
static bool within(str t, str name, str *inner)
{
    if (!str_starts(t, name) || !str_ends(t, S(")")))
        return false;
    str rest = str_trim(str_from(t, name.n));
    if (!str_starts(rest, S("(")) || outside_find(rest, S(")"), 0) != rest.n - 1)
        return false;
    *inner = str_trim(str_sub(rest, 1, rest.n - 2));
    return true;
}

static bool value_of(struct reader *r, str text, val *out)
{
    struct feel_scope names = { .names = r->form->names, .n = r->form->n_names, .open = true };
    struct feel *f;
    size_t n;

    if (failed(feel_parse(r->a, text, &names, &f, NULL)))
        return false;
    const str *used = feel_names(f, &n);
    for (size_t i = 0; i < n; i++) {
        str first, rest;
        str_cut(used[i], '.', &first, &rest);
        if (!val_has(r->v.env->vars, first))
            return false; /* an answer, or the day on which it is asked */
    }
    *out = view_eval(&r->v, f, r->v.env->vars);
    return true;
}

static int field_of(struct reader *r, str name)
{
    name = str_trim(name);
    if (str_starts(name, S("this.")))
        name = str_from(name, 5);
    for (int list = r->list;; list = r->form->fields[list].list) {
        for (size_t i = 0; i < r->form->n_fields; i++) {
            const struct form_field *f = &r->form->fields[i];
            if (f->list == list && form_asks(f) && str_eq(f->key, name))
                return (int)i;
        }
        if (list < 0)
            return -1;
    }
}

/* ---- the parts ---- */

static cond text_make(str text, bool negated)
{
    return (cond){ .kind = CONDITION_TEXT, .field = -1, .text = text, .negated = negated };
}

static cond is_make(struct reader *r, int field, val values, bool negated)
{
    val *v = ARENA_ARRAY(r->a, val, val_count(values) + 1);
    cond c = { .kind = negated ? CONDITION_IS_NOT : CONDITION_IS, .field = field, .values = v };

    for (size_t i = 0; i < val_count(values); i++)
        v[c.n_values++] = val_at(values, i);
    return c;
}

static cond one_make(struct reader *r, int field, val value, bool negated)
{
    return is_make(r, field, val_list(&value, 1), negated);
}

static bool contains_make(struct reader *r, str text, bool negated, cond *out)
{
    str inner, in, item;
    val values, value;

    if (!within(text, S("list contains"), &inner))
        return false;
    size_t comma = outside_find(inner, S(","), 0);
    if (comma == SIZE_MAX)
        return false;
    in = str_trim(str_sub(inner, 0, comma));
    item = str_trim(str_from(inner, comma + 1));
    int field = field_of(r, item);
    if (field >= 0 && value_of(r, in, &values) && val_count(values) > 0) {
        *out = is_make(r, field, values, negated);
        return true;
    }
    field = field_of(r, in);
    if (field < 0 || !value_of(r, item, &value) || val_is_null(value))
        return false;
    *out = one_make(r, field, value, negated);
    return true;
}

static char turned(char op)
{
    return op == '<' ? 'g' : op == 'l' ? '>' : op == '>' ? 'l' : '<';
}

/* today - moved_on <= duration("P14D") */
static bool ago_make(struct reader *r, str left, char op, val value, cond *out)
{
    size_t minus = outside_find(left, S("-"), 0);

    if (value.tag != V_DAYS && value.tag != V_MONTHS)
        return false;
    if (minus == SIZE_MAX || !str_eq(str_trim(str_sub(left, 0, minus)), S("today")))
        return false;
    int field = field_of(r, str_from(left, minus + 1));
    if (field < 0)
        return false;
    *out = (cond){ .kind = CONDITION_AGO, .field = field, .op = op, .value = value };
    return true;
}

static bool compare_make(struct reader *r, str text, bool negated, cond *out)
{
    static const struct {
        const char *text;
        char op;
    } ops[] = { { "!=", '!' }, { "<=", 'l' }, { ">=", 'g' },
                { "=", '=' },  { "<", '<' },  { ">", '>' } };
    size_t at = SIZE_MAX, o = 0;
    val value;

    for (; o < LEN(ops); o++) {
        at = outside_find(text, str_z(ops[o].text), 0);
        if (at != SIZE_MAX)
            break;
    }
    if (at == SIZE_MAX)
        return false;
    str left = str_trim(str_sub(text, 0, at)),
        right = str_trim(str_from(text, at + strlen(ops[o].text)));
    char op = ops[o].op;
    int field = field_of(r, left);
    if (!value_of(r, right, &value))
        return false;
    if (op == '=' || op == '!') {
        bool no = negated != (op == '!');
        if (field < 0)
            return false;
        *out = val_is_null(value)
                   ? (cond){ .kind = no ? CONDITION_GIVEN : CONDITION_OPEN, .field = field }
                   : one_make(r, field, value, no);
        return true;
    }
    op = negated ? turned(op) : op;
    if (field < 0)
        return ago_make(r, left, op, value, out);
    if (!val_is_number(value) && value.tag != V_DATE)
        return false;
    *out = (cond){ .kind = CONDITION_LIMIT, .field = field, .op = op, .value = value };
    return true;
}

/* ---- together ---- */

static bool positive(const cond *c)
{
    return c->kind != CONDITION_OPEN && c->kind != CONDITION_GIVEN && c->field >= 0;
}

static bool speaks_of(const cond *c, int field)
{
    for (size_t i = 0; i < c->n_parts; i++)
        if (speaks_of(&c->parts[i], field))
            return true;
    return positive(c) && c->field == field;
}

/* That there is an answer goes without saying where something else is said of it. */
static bool goes_without_saying(const conds *all, size_t i, bool any)
{
    const cond *c = &all->v[i];

    if (c->kind != (any ? CONDITION_OPEN : CONDITION_GIVEN))
        return false;
    for (size_t k = 0; k < all->n; k++)
        if (k != i && speaks_of(&all->v[k], c->field))
            return true;
    return false;
}

/* a = 1 or a = 2: one of both.  a != 1 and a != 2: none of both. */
static bool merged(struct reader *r, conds *to, const cond *c, bool any)
{
    enum form_condition_kind kind = any ? CONDITION_IS : CONDITION_IS_NOT;

    for (size_t i = 0; i < to->n && c->kind == kind; i++) {
        cond *t = &to->v[i];
        if (t->kind != kind || t->field != c->field)
            continue;
        val *v = ARENA_ARRAY(r->a, val, t->n_values + c->n_values);
        memcpy(v, t->values, t->n_values * sizeof *v);
        memcpy(v + t->n_values, c->values, c->n_values * sizeof *v);
        t->values = v;
        t->n_values += c->n_values;
        return true;
    }
    return false;
}

/* What was left out is said by what is left where that is not more: "neither a nor b" of four
 * choices is "c or d". */
static bool rest_of(struct reader *r, const cond *c, cond *out)
{
    size_t n = 0;

    if (c->kind != CONDITION_IS_NOT)
        return false;
    const struct form_field *f = &r->form->fields[c->field];
    if ((f->kind != FORM_RADIO && f->kind != FORM_SELECT) || f->options_expr)
        return false;
    val *v = ARENA_ARRAY(r->a, val, f->n_options + 1);
    for (size_t i = 0; i < f->n_options; i++) {
        bool named = false;
        for (size_t k = 0; k < c->n_values; k++)
            named |= val_equal(c->values[k], f->options[i].value);
        if (!named)
            v[n++] = f->options[i].value;
    }
    if (n == 0 || n > c->n_values)
        return false;
    *out = (cond){ .kind = CONDITION_IS, .field = c->field, .values = v, .n_values = n };
    return true;
}

static cond joined(struct reader *r, const conds *all, bool any)
{
    conds out = { 0 };
    cond rest;

    for (size_t i = 0; i < all->n; i++)
        if (!goes_without_saying(all, i, any) && !merged(r, &out, &all->v[i], any))
            *vec_push(&out, r->a) = all->v[i];
    for (size_t i = 0; i < out.n; i++)
        if (rest_of(r, &out.v[i], &rest))
            out.v[i] = rest;
    if (out.n == 1)
        return out.v[0];
    return (cond){
        .kind = any ? CONDITION_ANY : CONDITION_ALL, .field = -1, .parts = out.v, .n_parts = out.n
    };
}

static cond split(struct reader *r, str text, str op, bool any, bool negated)
{
    conds all = { 0 };
    size_t from = 0, at;

    do {
        at = all.n + 1 < PARTS_MOST ? outside_find(text, op, from) : SIZE_MAX;
        str part = at == SIZE_MAX ? str_from(text, from) : str_sub(text, from, at - from);
        *vec_push(&all, r->a) = cond_make(r, part, negated);
        from = at + op.n;
    } while (at != SIZE_MAX);
    return joined(r, &all, any);
}

/* Words that make "and" and "or" part of something else. */
static bool involved(str text)
{
    static const str words[] = { S_INIT("if "),  S_INIT("some "),     S_INIT("every "),
                                 S_INIT("for "), S_INIT(" between "), S_INIT("function("),
                                 S_INIT("\n"),   S_INIT("//"),        S_INIT("/*") };

    FOR_EACH(words, w)
        if (outside_find(text, *w, 0) != SIZE_MAX)
            return true;
    return false;
}

static cond simple_make(struct reader *r, str text, bool negated)
{
    cond c;
    int field = field_of(r, text);
    bool known = contains_make(r, text, negated, &c) || compare_make(r, text, negated, &c);

    if (!known && field < 0)
        return text_make(text, negated);
    return known ? c : one_make(r, field, val_bool(true), negated);
}

static cond cond_make(struct reader *r, str text, bool negated)
{
    str inner;
    cond c;

    text = str_trim(text);
    if (involved(text) || r->depth >= CONDITION_DEEP)
        return text_make(text, negated);
    r->depth++;
    if (outside_find(text, S(" or "), 0) != SIZE_MAX)
        c = split(r, text, S(" or "), !negated, negated);
    else if (outside_find(text, S(" and "), 0) != SIZE_MAX)
        c = split(r, text, S(" and "), negated, negated);
    else if (within(text, S("not"), &inner))
        c = cond_make(r, inner, !negated);
    else if (within(text, S(""), &inner))
        c = cond_make(r, inner, negated);
    else
        c = simple_make(r, text, negated);
    r->depth--;
    return c;
}

const struct form_condition *form_asked_if(const struct form *form, int field,
                                           const struct form_env *env)
{
    const struct form_field *f = &form->fields[field];
    struct reader r = {
        .v = view_of(form, val_null(), env), .a = env->a, .form = form, .list = f->list
    };

    if (!f->hide)
        return NULL;
    cond *c = ARENA_NEW(env->a, cond), rest;
    *c = cond_make(&r, feel_text(f->hide), true);
    if (rest_of(&r, c, &rest))
        *c = rest;
    return c;
}

bool form_undecided(const struct form *form, int field, struct form_at at, val answers,
                    const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    const struct form_field *f = &form->fields[field];
    struct reader r = { .v = v, .a = env->a, .form = form, .list = f->list };
    size_t n = 0;
    const str *names = f->hide ? feel_names(f->hide, &n) : NULL;

    for (size_t i = 0; i < n; i++) {
        int asked = field_of(&r, names[i]);
        val value;
        if (asked < 0)
            continue;
        view_state(&v, asked, at, &value);
        if (val_is_null(value))
            return true;
    }
    return f->parent >= 0 && form_undecided(form, f->parent, at, answers, env);
}
