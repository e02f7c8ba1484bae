/* feel/node.c - making nodes; what can be decided once is decided here. */
#include "feel/ops.h"

struct node *node_new(struct session *s, eval_fn *fn, enum node_kind kind, size_t at)
{
    struct node *n = ARENA_NEW(s->a, struct node);
    n->fn = fn;
    n->kind = (uint8_t)kind;
    n->at = (uint32_t)at;
    s->weight++;
    return n;
}

/* Depth of the tree below: evaluation recurses, so it has a bound. */
struct node *node_grown(struct session *s, struct node *n)
{
    if (!n)
        return NULL;
    uint16_t deep = 0;
    const struct node *kids[] = { n->a, n->b, n->c };
    FOR_EACH(kids, k)
        if (*k && (*k)->deep > deep)
            deep = (*k)->deep;
    for (uint32_t i = 0; n->kids && i < n->n_kids; i++)
        if (n->kids[i] && n->kids[i]->deep > deep)
            deep = n->kids[i]->deep;
    n->deep = (uint16_t)(deep + 1);
    if (n->deep > TREE_DEPTH) {
        session_fail(s, ERR_DEPTH, n->at, "Divide the expression.",
                     "the expression has too many nested operations");
        return NULL;
    }
    return n;
}

struct node *node_const(struct session *s, val v, size_t at)
{
    struct node *n = node_new(s, ev_const, N_CONST, at);
    n->k = v;
    return n;
}

/* IANA zones have no offset until there is an environment. */
struct node *node_temporal(struct session *s, val v, size_t at)
{
    struct node *n = node_const(s, v, at);
    if ((v.tag == V_TIME && v.t->zone.n && !v.t->has_offset) ||
        (v.tag == V_DATETIME && v.dt->t.zone.n && !v.dt->t.has_offset))
        n->fn = ev_temporal;
    return n;
}

struct node *node_binary(struct session *s, enum node_op op, const struct node *a,
                         const struct node *b, size_t at)
{
    static eval_fn *const fns[] = { ev_eq,  ev_ne,  ev_lt,  ev_le,  ev_gt, ev_ge,
                                    ev_add, ev_sub, ev_mul, ev_div, ev_pow };
    static eval_fn *const with_const[] = { ev_eq_const, ev_ne_const, ev_lt_const,
                                           ev_le_const, ev_gt_const, ev_ge_const };
    struct node *n = node_new(s, fns[op], op <= OP_GE ? N_COMPARE : N_OTHER, at);
    n->op = (uint8_t)op;
    n->a = a;
    n->b = b;
    if (op <= OP_GE && (a->fn == ev_global || a->fn == ev_local) && b->fn == ev_const &&
        b->k.tag == V_NUMBER) {
        n->fn = with_const[op];
        n->global = a->fn == ev_global;
        n->slot = a->slot;
        n->k = b->k;
    }
    return node_grown(s, n);
}

struct node *node_logic(struct session *s, eval_fn *fn, const struct node *a, const struct node *b,
                        size_t at)
{
    struct node *n = node_new(s, fn, N_OTHER, at);
    n->a = a;
    n->b = b;
    return node_grown(s, n);
}

struct node *node_negate(struct session *s, const struct node *a, size_t at)
{
    if (a->kind == N_CONST && val_is_number(a->k))
        return node_const(s, num_negate(s->a, a->k), at);
    struct node *n = node_new(s, ev_negate, N_OTHER, at);
    n->a = a;
    return node_grown(s, n);
}

struct node *node_if(struct session *s, const struct node *c, const struct node *then,
                     const struct node *other, size_t at)
{
    struct node *n = node_new(s, ev_if, N_OTHER, at);
    n->a = c;
    n->b = then;
    n->c = other;
    return node_grown(s, n);
}

struct node *node_coerce(struct session *s, const struct node *a, const struct feel_type *t)
{
    struct node *n = node_new(s, ev_coerce, N_OTHER, a->at);
    n->a = a;
    n->x = t;
    n->type = t;
    return node_grown(s, n);
}

static bool all_const(struct node *const *kids, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (kids[i]->kind != N_CONST || kids[i]->fn != ev_const)
            return false;
    return true;
}

struct node *node_list(struct session *s, struct node *const *kids, uint32_t n, size_t at)
{
    struct node *l = node_new(s, ev_list, N_LIST, at);
    l->kids = (const struct node *const *)kids;
    l->n = l->n_kids = n;
    const struct feel_type *item = n ? kids[0]->type : NULL;
    for (uint32_t i = 1; i < n && item; i++)
        if (kids[i]->type != item)
            item = NULL;
    if (item) {
        struct feel_type *t = ARENA_NEW(s->a, struct feel_type);
        t->kind = T_LIST;
        t->item = item;
        l->type = t;
    }
    if (all_const(kids, n)) {
        val *v = ARENA_ARRAY(s->a, val, MAX(n, 1));
        for (uint32_t i = 0; i < n; i++)
            v[i] = kids[i]->k;
        l->k = val_list(v, n);
        l->kind = N_CONST;
        l->fn = ev_const;
    }
    return node_grown(s, l);
}

struct node *node_context(struct session *s, const str *keys, const int32_t *slots,
                          struct node *const *kids, uint32_t n, size_t at)
{
    struct node *c = node_new(s, ev_context, N_CONTEXT, at);
    struct context_plan *p = ARENA_NEW(s->a, struct context_plan);
    struct feel_type *t = ARENA_NEW(s->a, struct feel_type);
    t->kind = T_CONTEXT;
    t->n = n;
    t->fields = ARENA_ARRAY(s->a, struct feel_field, MAX(n, 1));
    for (uint32_t i = 0; i < n; i++)
        t->fields[i] = (struct feel_field){ keys[i], kids[i]->type };
    p->keys = keys;
    p->slots = slots;
    c->kids = (const struct node *const *)kids;
    c->n = c->n_kids = n;
    c->x = p;
    c->type = t;
    return node_grown(s, c);
}

static const struct feel_type *field_type(const struct feel_type *t, str key)
{
    while (t && t->kind == T_LIST)
        t = t->item;
    for (size_t i = 0; t && t->kind == T_CONTEXT && i < t->n; i++)
        if (str_eq(t->fields[i].name, key))
            return t->fields[i].type;
    return NULL;
}

struct node *node_path(struct session *s, const struct node *a, str key, size_t at)
{
    struct node *n = node_new(s, ev_path, N_PATH, at);
    n->a = a;
    n->name = str_of(str_zdup(s->a, key), key.n);
    n->type = field_type(a->type, key);
    if (n->type && a->type->kind == T_LIST) { /* of each item */
        struct feel_type *all = ARENA_NEW(s->a, struct feel_type);
        *all = (struct feel_type){ .kind = T_LIST, .item = n->type };
        n->type = all;
    }
    return node_grown(s, n);
}

struct node *node_filter(struct session *s, const struct node *list, const struct node *cond,
                         int32_t item, size_t at)
{
    bool index = cond->kind == N_CONST && val_is_number(cond->k);
    struct node *n = node_new(s, index ? ev_filter_index : ev_filter, N_OTHER, at);
    n->a = list;
    n->b = cond;
    n->slot = item;
    n->type = list->type && list->type->kind == T_LIST && index ? list->type->item : list->type;
    return node_grown(s, n);
}

struct node *node_half_range(struct session *s, enum node_op op, const struct node *e, size_t at)
{
    struct node *n = node_new(s, ev_half_range, N_RANGE, at);
    n->op = (uint8_t)op;
    n->a = e;
    return node_grown(s, n);
}

struct node *node_loop(struct session *s, enum loop_kind kind, const struct loop *loops, uint32_t n,
                       int32_t partial, const struct node *body, unsigned weight, size_t at)
{
    static eval_fn *const fns[] = { ev_for, ev_some, ev_every };
    struct loops *l = ARENA_NEW(s->a, struct loops);
    *l = (struct loops){ kind, n, weight, partial, loops, body };
    struct node *nd = node_new(s, fns[kind], N_OTHER, at);
    const struct node **kids = ARENA_ARRAY(s->a, const struct node *, 2 * n + 1);
    for (uint32_t i = 0; i < n; i++) {
        kids[nd->n_kids++] = loops[i].from;
        if (loops[i].to)
            kids[nd->n_kids++] = loops[i].to;
    }
    kids[nd->n_kids++] = body;
    nd->kids = kids;
    nd->x = l;
    return node_grown(s, nd);
}

/* ---- calls ---- */

/* The place of a parameter's name in "a,b,c", or -1. */
static int param_index(const char *params, str name)
{
    str rest = str_z(params), p;
    for (int i = 0; params && str_next(&rest, ',', &p); i++)
        if (str_eq(p, name))
            return i;
    return -1;
}

static bool place_named(const char *params, struct node *const *args, const str *names, uint32_t n,
                        const struct node **out, uint32_t *count)
{
    for (uint32_t i = 0; i < n; i++) {
        int at = param_index(params, names[i]);
        if (at < 0 || at >= BUILTIN_ARGS || out[at])
            return false;
        out[at] = args[i];
        *count = MAX(*count, (uint32_t)at + 1);
    }
    return true;
}

static struct node *call_wrong(struct session *s, const struct builtin *b, size_t at)
{
    return node_const(s, null_arg(b->name), at);
}

static struct node *call_builtin(struct session *s, const struct builtin *b,
                                 struct node *const *args, const str *names, uint32_t n, size_t at)
{
    struct node *c = node_new(s, ev_builtin, N_CALL, at);
    const struct node **kids = ARENA_ARRAY(s->a, const struct node *, MAX(n, BUILTIN_ARGS));
    uint32_t count = 0;
    bool second = false;
    if (names) {
        if (!place_named(b->params, args, names, n, kids, &count)) {
            memset(kids, 0, sizeof *kids * BUILTIN_ARGS);
            count = 0;
            if (!place_named(b->params2, args, names, n, kids, &count))
                return call_wrong(s, b, at);
            second = true;
        }
        for (uint32_t i = 0; i < MAX(count, (uint32_t)b->min); i++)
            if (!kids[i])
                kids[i] = node_const(s, val_null(), at);
        count = MAX(count, (uint32_t)b->min);
    } else {
        for (uint32_t i = 0; i < n; i++)
            kids[i] = args[i];
        count = n;
        if (n < (uint32_t)b->min || (b->max >= 0 && n > (uint32_t)b->max))
            return call_wrong(s, b, at);
    }
    c->kids = kids;
    c->n = c->n_kids = count;
    c->x = b;
    c->op = second && b->fn2;
    c->name = str_z(b->name);
    return node_grown(s, c);
}

struct node *node_call(struct session *s, const struct node *fn, struct node *const *args,
                       const str *names, uint32_t n, size_t at)
{
    if (fn->kind == N_CONST && fn->k.tag == V_FUNCTION && ((const struct feel_fn *)fn->k.p)->b)
        return call_builtin(s, ((const struct feel_fn *)fn->k.p)->b, args, names, n, at);
    struct node *c = node_new(s, names ? ev_call_named : ev_call, N_CALL, at);
    c->a = fn;
    c->kids = (const struct node *const *)args;
    c->n = c->n_kids = n;
    c->x = names;
    return node_grown(s, c);
}
