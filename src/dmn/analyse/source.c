/* dmn/analyse/source.c - where the values of a table's inputs come from: which can be anything, and
 * which depend on each other. */
#include "dmn/analyse/grid.h"

struct search {
    const struct element *el; /* whose logic is read */
    struct origin *o;
    arena *a;
    uint8_t *seen;
};

static void source_add(struct search *s, const struct element *el, str path)
{
    *vec_push(&s->o->from, s->a) = (struct source){ el, path };
}

/* A decision: itself, and all that it is made from. */
static void decision_add(struct search *s, const struct element *e, unsigned depth)
{
    if (s->seen[e->index] || depth > 1000)
        return;
    s->seen[e->index] = 1;
    source_add(s, e, S(""));
    for (uint32_t g = 0; e->logic && e->sources && g < e->logic->n_globals; g++)
        if (!e->sources[g])
            source_add(s, NULL, e->logic->globals[g].name);
    for (size_t i = 0; i < e->needs.n; i++)
        decision_add(s, e->needs.v[i].el, depth + 1);
}

/* The global that a path of names begins with; null where n is no path. */
static const struct node *path_base(const struct node *n)
{
    while (n && n->kind == N_PATH)
        n = n->a;
    return n && n->kind == N_GLOBAL && n->fn == ev_global ? n : NULL;
}

/* Names behind the first one, dotted. */
static str path_rest(arena *a, const struct node *n)
{
    if (n->kind != N_PATH)
        return S("");
    str before = path_rest(a, n->a);
    return before.n ? str_fmt(a, "%.*s.%.*s", STR_ARG(before), STR_ARG(n->name)) : n->name;
}

static str named(arena *a, str name, str rest)
{
    return rest.n ? str_fmt(a, "%.*s.%.*s", STR_ARG(name), STR_ARG(rest)) : name;
}

static void global_add(struct search *s, const struct node *base, str rest)
{
    const struct element *el = s->el->sources ? s->el->sources[base->slot] : NULL;
    bool import = !el && s->el->logic->globals[base->slot].outer >= 0;
    if (!el)
        source_add(s, NULL, import ? base->name : named(s->a, base->name, rest));
    else if (el->kind == EL_INPUT)
        source_add(s, el, rest);
    else
        decision_add(s, el, 0);
}

static bool is_parameter(const struct element *e, const struct node *n)
{
    const struct node *root = e->logic ? e->logic->root : NULL;
    const struct fn_plan *p = root && root->kind == N_FUNCTION ? root->x : NULL;
    return p && n->kind == N_LOCAL && n->slot >= 0 && (uint32_t)n->slot < p->n &&
           str_eq(p->params[n->slot].name, n->name);
}

/* Variables of the logic around the table, and what the clock says. */
static bool is_unknown(const struct element *e, const struct node *n)
{
    if (n->kind == N_CALL && n->fn == ev_builtin)
        return str_eq(n->name, S("now")) || str_eq(n->name, S("today"));
    return n->kind == N_ITEM_NAME || (n->kind == N_LOCAL && !is_parameter(e, n));
}

static void sources_add(struct search *s, const struct node *n)
{
    const struct node *base = path_base(n), *kids[] = { n->a, n->b, n->c };
    if (base) {
        global_add(s, base, path_rest(s->a, n));
        return;
    }
    if (n->kind == N_LOCAL)
        source_add(s, NULL, n->name);
    s->o->unknown = s->o->unknown || is_unknown(s->el, n);
    FOR_EACH(kids, k)
        if (*k)
            sources_add(s, *k);
    for (uint32_t i = 0; n->kids && i < n->n_kids; i++)
        if (n->kids[i])
            sources_add(s, n->kids[i]);
}

/* ---- expressions whose values are known ---- */

/* A type reaches through contexts, not through lists. */
static const struct feel_type *path_type(const struct node *n)
{
    if (n->kind != N_PATH)
        return n->type;
    const struct feel_type *below = path_type(n->a);
    return below && below->kind == T_CONTEXT ? n->type : NULL;
}

/* Properties of dates, durations and ranges: they cannot be everything that their type is. */
static bool is_property(str name)
{
    static const char *const names[] = { "year",     "month",          "day",         "weekday",
                                         "hour",     "minute",         "second",      "time offset",
                                         "timezone", "years",          "months",      "days",
                                         "hours",    "minutes",        "seconds",     "start",
                                         "end",      "start included", "end included" };
    FOR_EACH(names, n)
        if (str_eq(name, str_z(*n)))
            return true;
    return false;
}

/* Does the path lead to a component of a given context? */
static bool path_plain(const struct node *n)
{
    if (n->kind != N_PATH)
        return true;
    const struct feel_type *below = path_type(n->a);
    return (below ? below->kind == T_CONTEXT : !is_property(n->name)) && path_plain(n->a);
}

static bool single_hit(const struct table *t)
{
    return t->hit == HIT_UNIQUE || t->hit == HIT_ANY || t->hit == HIT_FIRST ||
           t->hit == HIT_PRIORITY;
}

/* The output of the decision's table that the expression reads. */
static void result_find(struct origin *o, const struct element *d, const struct node *n)
{
    const struct node *root = d->logic ? d->logic->root : NULL;
    while (root && root->fn == ev_coerce)
        root = root->a;
    const struct table *t = root && root->kind == N_TABLE ? root->x : NULL;
    if (!t || !single_hit(t) || (t->n_out == 1) != (n->kind == N_GLOBAL))
        return;
    if (n->kind == N_PATH && n->a->kind != N_GLOBAL)
        return;
    for (uint32_t i = 0; i < t->n_out; i++) {
        if (t->n_out > 1 && !str_eq(t->out[i].name, n->name))
            continue;
        o->table = t;
        o->output = i;
    }
}

static void read_path(struct search *s, const struct node *n, const struct node *base)
{
    const struct element *el = s->el->sources ? s->el->sources[base->slot] : NULL;
    if (el ? el->kind == EL_INPUT : s->el->logic->globals[base->slot].outer < 0) {
        s->o->plain = path_plain(n);
        s->o->type = path_type(n);
    } else if (el && el->kind == EL_DECISION) {
        s->o->declared = true;
        s->o->type = path_type(n);
        result_find(s->o, el, n);
    }
}

void origin_find(const struct grid *g, const struct column *col, struct origin *o)
{
    const struct node *n = col->expr, *base = path_base(n);
    *o = (struct origin){ .unknown = true };
    struct search s = {
        .el = g->t->el, .o = o, .a = g->a, .seen = arena_zalloc(g->a, g->m->world->n_elements + 1)
    };
    if (!s.el || !s.el->logic)
        return;
    o->unknown = false;
    sources_add(&s, n);
    o->unknown = o->unknown || o->from.n == 0;
    if (base) {
        read_path(&s, n, base);
    } else if (is_parameter(s.el, n)) {
        o->plain = true;
        o->type = n->type;
    } else if (n->kind == N_CALL && n->fn == ev_builtin) {
        o->natural = str_eq(n->name, S("count")) || str_eq(n->name, S("string length"));
    }
}

/* Equal, or one within the other. */
static bool nested(str x, str y)
{
    str shorter = x.n < y.n ? x : y, longer = x.n < y.n ? y : x;
    return str_starts(longer, shorter) &&
           (shorter.n == 0 || shorter.n == longer.n || longer.p[shorter.n] == '.');
}

bool origins_apart(const struct origin *x, const struct origin *y)
{
    if (x->unknown || y->unknown)
        return false;
    for (size_t i = 0; i < x->from.n; i++)
        for (size_t k = 0; k < y->from.n; k++)
            if (x->from.v[i].el == y->from.v[k].el && nested(x->from.v[i].path, y->from.v[k].path))
                return false;
    return true;
}
