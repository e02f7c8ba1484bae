/* feel/eval.c - evaluation: names, paths, logic, contexts, loops, filters. */
#include "feel/ops.h"

#include <stdio.h>

void feel_env_init(struct feel_env *e, arena *a, instant now)
{
    *e = (struct feel_env){ .a = a,
                            .now = now,
                            .zone = S("Z"),
                            .steps = 10 * 1000 * 1000,
                            .memory = 256 * MIB,
                            .stack = 2 * MIB };
}

void rt_begin(struct rt *r, struct feel_env *env)
{
    size_t limit = env->memory ? env->memory : SIZE_MAX / 2;
    *r = (struct rt){
        .env = env, .a = env->a, .steps = env->steps, .used_max = env->a->used + limit
    };
    r->stack_low = (const char *)__builtin_frame_address(0) - env->stack;
}

err rt_end(struct rt *r)
{
    r->env->steps = MAX(r->steps, 0);
    return r->stopped ? FAULT(ERR_BUDGET) : OK;
}

void rt_stop(struct rt *r, const struct node *where, const char *what)
{
    if (r->stopped)
        return;
    r->stopped = true;
    r->where = where;
    r->steps = -1;
    if (where)
        r->env->stopped = str_fmt(r->a, "%s used up at character %u%s%.*s", what, where->at + 1,
                                  where->name.n ? " in " : "", STR_ARG(where->name));
    else
        r->env->stopped = str_fmt(r->a, "%s used up", what);
}

bool rt_room(struct rt *r, size_t bytes)
{
    if (bytes > r->used_max || r->a->used > r->used_max - bytes) {
        rt_stop(r, NULL, "memory");
        return false;
    }
    return !r->stopped;
}

val *rt_vals(struct rt *r, size_t n)
{
    if (n > SIZE_MAX / sizeof(val) / 2 || !rt_room(r, n * sizeof(val)))
        return NULL;
    return arena_alloc(r->a, MAX(n, 1) * sizeof(val));
}

bool rt_stack(struct rt *r, const struct node *where)
{
    if (__builtin_expect((const char *)__builtin_frame_address(0) > r->stack_low, 1))
        return true;
    rt_stop(r, where, "depth");
    return false;
}

enum { VALUE_DEPTH = 1000 };

static bool taken(size_t own, size_t *left)
{
    if (own > *left)
        return false;
    *left -= own;
    return true;
}

static bool written(val v, unsigned depth, size_t *left)
{
    if (depth > VALUE_DEPTH || !taken(sizeof v + (v.tag == V_STRING ? v.n : 0), left))
        return false;
    if (v.tag == V_LIST)
        for (uint32_t i = 0; i < v.n; i++)
            if (!written(v.l[i], depth + 1, left))
                return false;
    if (v.tag == V_CONTEXT)
        for (uint32_t i = 0; i < v.c->n; i++)
            if (!taken(sizeof v + v.c->e[i].key.n, left) ||
                !written(v.c->e[i].value, depth + 1, left))
                return false;
    return true;
}

bool rt_fits_whole(struct rt *r, val v)
{
    size_t left = r->env->memory ? r->env->memory / 4 : SIZE_MAX;
    if (!r->stopped && !written(v, 0, &left))
        rt_stop(r, NULL, "size of a value");
    return !r->stopped;
}

void rt_push(struct rt *r, struct rt_list *l, val v)
{
    if (l->n == l->room) {
        size_t room = l->room ? 2 * l->room : 8;
        val *grown = rt_vals(r, room);
        if (!grown)
            return;
        if (l->n)
            memcpy(grown, l->v, l->n * sizeof(val));
        l->v = grown;
        l->room = room;
    }
    l->v[l->n++] = v;
}

/* ---- names ---- */

val ev_const(const struct node *n, struct rt *r)
{
    (void)r;
    return n->k;
}

val ev_temporal(const struct node *n, struct rt *r)
{
    return temporal_zoned(r, n->k);
}

val ev_local(const struct node *n, struct rt *r)
{
    return r->f[n->slot];
}

val ev_global(const struct node *n, struct rt *r)
{
    return r->g[n->slot];
}

static const val *entry(val c, str key)
{
    uint32_t hint = 0;
    return context_find(c, key, &hint);
}

val ev_item_name(const struct node *n, struct rt *r)
{
    val item = r->f[n->slot];
    if (item.tag == V_CONTEXT) {
        const val *v = entry(item, n->name);
        if (v)
            return *v;
    }
    return eval(n->a, r);
}

val ev_item(const struct node *n, struct rt *r)
{
    val item = r->f[n->slot];
    const val *v = item.tag == V_CONTEXT ? entry(item, n->name) : NULL;
    return v ? *v : item;
}

static val range_property(val v, str key)
{
    const struct val_range *g = v.r;
    if (str_eq(key, S("start")))
        return g->lo;
    if (str_eq(key, S("end")))
        return g->hi;
    if (str_eq(key, S("start included")))
        return val_bool(g->lo_closed);
    if (str_eq(key, S("end included")))
        return val_bool(g->hi_closed);
    return val_null_because(NULL_NAME, "range");
}

val feel_path(struct rt *r, val v, str key)
{
    switch (v.tag) {
    case V_CONTEXT: {
        const val *found = entry(v, key);
        return found ? *found : val_null_because(NULL_NAME, "path");
    }
    case V_LIST: {
        val *out = rt_vals(r, v.n);
        if (!out || !rt_step(r, NULL, v.n))
            return val_null();
        for (uint32_t i = 0; i < v.n; i++)
            out[i] = feel_path(r, v.l[i], key);
        return val_list(out, v.n);
    }
    case V_RANGE:
        return range_property(v, key);
    case V_NULL:
        return v.n ? v : val_null_because(NULL_NAME, "path");
    default:
        return temporal_property(r, v, key);
    }
}

val ev_path(const struct node *n, struct rt *r)
{
    val v = eval(n->a, r);
    if (v.tag == V_CONTEXT) {
        const val *found = entry(v, n->name);
        return found ? *found : val_null_because(NULL_NAME, n->name.p);
    }
    return feel_path(r, v, n->name);
}

/* ---- making lists, contexts, functions ---- */

val ev_list(const struct node *n, struct rt *r)
{
    val *v = rt_vals(r, n->n);
    if (!v)
        return val_null();
    for (uint32_t i = 0; i < n->n; i++)
        v[i] = eval(n->kids[i], r);
    return val_list(v, n->n);
}

val ev_context(const struct node *n, struct rt *r)
{
    const struct context_plan *p = n->x;
    if (!rt_room(r, sizeof(struct val_ctx) + n->n * sizeof(struct val_entry)))
        return val_null();
    struct val_ctx *c = arena_alloc(r->a, sizeof *c + n->n * sizeof(struct val_entry));
    struct val_entry *e = (struct val_entry *)(c + 1);
    for (uint32_t i = 0; i < n->n; i++) {
        e[i].key = p->keys[i];
        e[i].value = r->f[p->slots[i]] = eval(n->kids[i], r);
    }
    c->n = n->n;
    c->e = e;
    return (val){ .tag = V_CONTEXT, .c = c };
}

struct feel_fn function_of(const struct fn_plan *p, const val *caps, val *globals)
{
    return (struct feel_fn){ .name = p->name,
                             .n = p->n,
                             .n_caps = p->n_caps,
                             .n_slots = p->n_slots,
                             .params = p->params,
                             .result = p->result,
                             .body = p->body,
                             .caps = caps,
                             .to = p->to,
                             .g = globals };
}

val ev_function(const struct node *n, struct rt *r)
{
    const struct fn_plan *p = n->x;
    val *caps = rt_vals(r, p->n_caps);
    if (!caps)
        return val_null();
    struct feel_fn *f = arena_alloc(r->a, sizeof *f);
    val self = { .tag = V_FUNCTION, .p = f };
    for (uint32_t i = 0; i < p->n_caps; i++)
        caps[i] = p->from[i] < 0 ? self : r->f[p->from[i]];
    *f = function_of(p, caps, r->g);
    return self;
}

/* ---- logic ---- */

val ev_and(const struct node *n, struct rt *r)
{
    val a = eval(n->a, r);
    if (a.tag == V_BOOL && !a.m)
        return val_bool(false);
    val b = eval(n->b, r);
    if (b.tag == V_BOOL && (!b.m || a.tag == V_BOOL))
        return val_bool(b.m);
    return null_type("and");
}

val ev_or(const struct node *n, struct rt *r)
{
    val a = eval(n->a, r);
    if (a.tag == V_BOOL && a.m)
        return val_bool(true);
    val b = eval(n->b, r);
    if (b.tag == V_BOOL && (b.m || a.tag == V_BOOL))
        return val_bool(b.m);
    return null_type("or");
}

/* What comes last is a jump, so a chain of "else if" takes one frame. */
val ev_if(const struct node *n, struct rt *r)
{
    val c = eval(n->a, r);
    if (c.tag != V_BOOL && c.tag != V_NULL)
        return null_type("if");
    const struct node *next = val_is_true(c) ? n->b : n->c;
    return next->fn(next, r);
}

val ev_coerce(const struct node *n, struct rt *r)
{
    return rt_coerce(r, n->x, eval(n->a, r));
}

val ev_instance(const struct node *n, struct rt *r)
{
    return val_bool(rt_conforms(NULL, n->x, eval(n->a, r), true));
}

/* ---- loops ---- */

struct walk {
    const struct node *n;
    const struct loops *l;
    struct rt_list out;
    val found; /* some, every: what is known so far */
    bool done;
};

static void one(struct walk *w, struct rt *r)
{
    if (!rt_step(r, w->n, 1 + w->l->weight)) {
        w->done = true;
        return;
    }
    if (w->l->kind == LOOP_FOR) {
        r->f[w->l->partial] = rt_done(&w->out);
        rt_push(r, &w->out, eval(w->l->body, r));
        return;
    }
    val v = eval(w->l->body, r);
    bool some = w->l->kind == LOOP_SOME;
    if (v.tag != V_BOOL) {
        w->found = null_type(some ? "some" : "every");
    } else if ((bool)v.m == some) {
        w->found = v;
        w->done = true;
    }
}

static bool walk_from(struct walk *w, struct rt *r, uint32_t depth);

static bool bind(struct walk *w, struct rt *r, uint32_t depth, val item)
{
    r->f[w->l->v[depth].slot] = item;
    if (depth + 1 < w->l->n)
        return walk_from(w, r, depth + 1);
    one(w, r);
    return true;
}

static bool walk_whole(struct walk *w, struct rt *r, uint32_t depth, int64_t from, int64_t to,
                       uint8_t tag)
{
    int64_t by = from <= to ? 1 : -1;
    for (int64_t i = from; !w->done; i += by) {
        if (!rt_step(r, w->n, 1) || !bind(w, r, depth, (val){ .tag = tag, .m = i }))
            return false;
        if (i == to)
            break;
    }
    return !r->stopped;
}

/* Numbers and dates from lo to hi, both within; down where hi is less. */
static bool walk_range(struct walk *w, struct rt *r, uint32_t depth, val lo, val hi)
{
    int64_t from, to;
    if (lo.tag == V_DATE && hi.tag == V_DATE)
        return walk_whole(w, r, depth, lo.m, hi.m, V_DATE);
    if (!val_to_i64(lo, &from) || !val_to_i64(hi, &to))
        return false;
    return walk_whole(w, r, depth, from, to, V_NUMBER);
}

static val next_of(val v, int by)
{
    int64_t i;
    if (v.tag == V_DATE)
        return (val){ .tag = V_DATE, .m = v.m + by };
    return val_to_i64(v, &i) ? val_int(i + by) : null_type("for");
}

/* A range value: open ends are left out. */
static bool walk_range_value(struct walk *w, struct rt *r, uint32_t depth,
                             const struct val_range *g)
{
    int order;
    if (!feel_order(r, g->lo, g->hi, &order))
        return false;
    int by = order <= 0 ? 1 : -1;
    val lo = g->lo_closed ? g->lo : next_of(g->lo, by),
        hi = g->hi_closed ? g->hi : next_of(g->hi, -by);
    if (!feel_order(r, lo, hi, &order))
        return false;
    if (order * by > 0)
        return true;
    return walk_range(w, r, depth, lo, hi);
}

static bool walk_from(struct walk *w, struct rt *r, uint32_t depth)
{
    const struct loop *l = &w->l->v[depth];
    val from = eval(l->from, r);
    if (l->to)
        return walk_range(w, r, depth, from, eval(l->to, r));
    if (from.tag == V_RANGE)
        return walk_range_value(w, r, depth, from.r);
    if (from.tag == V_NULL)
        return false;
    if (from.tag != V_LIST)
        return bind(w, r, depth, from);
    for (uint32_t i = 0; i < from.n && !w->done; i++)
        if (!bind(w, r, depth, from.l[i]))
            return false;
    return true;
}

val ev_for(const struct node *n, struct rt *r)
{
    struct walk w = { .n = n, .l = n->x };
    return walk_from(&w, r, 0) && !r->stopped ? rt_done(&w.out) : null_type("for");
}

static val quantified(const struct node *n, struct rt *r, bool otherwise)
{
    struct walk w = { .n = n, .l = n->x, .found = val_bool(otherwise) };
    return walk_from(&w, r, 0) && !r->stopped ? w.found : null_type("satisfies");
}

val ev_some(const struct node *n, struct rt *r)
{
    return quantified(n, r, false);
}

val ev_every(const struct node *n, struct rt *r)
{
    return quantified(n, r, true);
}

/* ---- filters ---- */

val feel_filter_index(val list, val index)
{
    int64_t i;
    if (!val_to_i64(index, &i))
        return null_arg("filter");
    if (list.tag != V_LIST)
        return i == 1 || i == -1 ? list : val_null_because(NULL_INDEX, "filter");
    if (i < 0)
        i += (int64_t)list.n + 1;
    return i >= 1 && i <= list.n ? list.l[i - 1] : val_null_because(NULL_INDEX, "filter");
}

val ev_filter_index(const struct node *n, struct rt *r)
{
    val list = eval(n->a, r);
    return list.tag == V_NULL ? list : feel_filter_index(list, n->b->k);
}

val ev_filter(const struct node *n, struct rt *r)
{
    val list = eval(n->a, r);
    if (list.tag == V_NULL)
        return list;
    val one_item[1] = { list };
    const val *items = list.tag == V_LIST ? list.l : one_item;
    uint32_t count = list.tag == V_LIST ? list.n : 1;
    struct rt_list out = { 0 };
    for (uint32_t i = 0; i < count; i++) {
        if (!rt_step(r, n, 1 + n->n))
            return val_null();
        r->f[n->slot] = items[i];
        val c = eval(n->b, r);
        if (i == 0 && val_is_number(c))
            return feel_filter_index(list, c);
        if (val_is_true(c))
            rt_push(r, &out, items[i]);
    }
    return rt_done(&out);
}
