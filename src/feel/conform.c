/* feel/conform.c - values against types: conformance, constraints, conversion
 * (DMN 1.5, 10.3.2.9.4). */
#include "feel/ops.h"

/* ---- values against types ---- */

static bool function_conforms(const struct feel_type *t, val v)
{
    const struct feel_fn *f = v.p;
    if (f->b)
        return !t->fields || ((int)t->n >= f->b->min && (f->b->max < 0 || (int)t->n <= f->b->max));
    struct feel_type own = {
        .kind = T_FUNCTION, .item = f->result, .n = f->n, .fields = (struct feel_field *)f->params
    };
    return feel_type_fits(&own, t);
}

static bool context_conforms(const struct feel_type *t, val v, struct rt *r)
{
    for (size_t i = 0; i < t->n; i++) {
        if (!val_has(v, t->fields[i].name))
            return false;
        if (!rt_conforms(r, t->fields[i].type, val_get(v, t->fields[i].name), false))
            return false;
    }
    return true;
}

static bool shape_conforms(const struct feel_type *t, val v, bool strict, struct rt *r)
{
    switch (t->kind) {
    case T_ANY:
        return true;
    case T_DURATION:
        return v.tag == V_DAYS || v.tag == V_MONTHS;
    case T_LIST:
        if (v.tag != V_LIST)
            return false;
        for (uint32_t i = 0; t->item && i < v.n; i++)
            if (!rt_conforms(r, t->item, v.l[i], strict))
                return false;
        return true;
    case T_CONTEXT:
        return v.tag == V_CONTEXT && context_conforms(t, v, r);
    case T_RANGE:
        return v.tag == V_RANGE &&
               (!t->item || ((v.r->lo.tag == V_NULL || rt_conforms(r, t->item, v.r->lo, strict)) &&
                             (v.r->hi.tag == V_NULL || rt_conforms(r, t->item, v.r->hi, strict))));
    case T_FUNCTION:
        return v.tag == V_FUNCTION && function_conforms(t, v);
    default:
        return feel_kind_of(v) == t->kind;
    }
}

static bool is_set(const struct feel *tests)
{
    return tests->root->fn == ev_test_set && tests->root->slot == tests->input;
}

static bool passes(const struct feel *tests, val v, struct rt *r)
{
    if (!rt_step(r, tests->root, 1))
        return false;
    if (is_set(tests))
        return test_passes(tests->root, r, v);
    return val_is_true(feel_run_test(tests, r, r->g, v));
}

/* The constraints of the type, and of those it refines. */
static bool allowed(const struct feel_type *t, val v, struct rt *r)
{
    if (!r)
        return true;
    if (t->also && !allowed(t->also, v, r))
        return false;
    if (!t->allowed)
        return true;
    if (v.tag != V_LIST || t->kind != T_LIST || t->allowed_on_list)
        return passes(t->allowed, v, r);
    for (uint32_t i = 0; i < v.n; i++)
        if (!passes(t->allowed, v.l[i], r))
            return false;
    return true;
}

bool rt_conforms(struct rt *r, const struct feel_type *t, val v, bool strict)
{
    if (!t)
        return true;
    if (v.tag == V_NULL)
        return !strict || t->kind == T_NULL;
    return shape_conforms(t, v, strict, r) && allowed(t, v, r);
}

/* ---- conversion ---- */

static val midnight(val date, struct rt *r)
{
    struct val_time t = { .zone = S("Z"), .has_offset = true };
    return val_of_datetime(r->a, date.m, t);
}

static val coerce_list(const struct feel_type *t, val v, struct rt *r)
{
    if (!t->item)
        return v;
    uint32_t i = 0;
    while (i < v.n && rt_conforms(r, t->item, v.l[i], false))
        i++;
    if (i == v.n && t->item->kind != T_CONTEXT && t->item->kind != T_LIST)
        return v;
    val *out = rt_vals(r, v.n);
    if (!out)
        return val_null();
    for (i = 0; i < v.n; i++) {
        out[i] = rt_coerce(r, t->item, v.l[i]);
        if (out[i].tag == V_NULL && v.l[i].tag != V_NULL)
            return val_null_because(NULL_CONFORM, "list");
    }
    return val_list(out, v.n);
}

/* The same bits: what a conversion left as it was. */
static bool untouched(val x, val y)
{
    return x.tag == y.tag && x.flag == y.flag && x.exp == y.exp && x.n == y.n && x.m == y.m;
}

/* Copied only where a field was converted. */
static val coerce_context(const struct feel_type *t, val v, struct rt *r)
{
    struct val_entry *copy = NULL;
    uint32_t hint = 0;
    if (!rt_step(r, NULL, v.c->n))
        return v;
    for (size_t i = 0; i < t->n; i++) {
        const val *field = context_find(v, t->fields[i].name, &hint);
        if (!field)
            return val_null_because(NULL_CONFORM, t->fields[i].name.p);
        val c = rt_coerce(r, t->fields[i].type, *field);
        if (c.tag == V_NULL && field->tag != V_NULL)
            return val_null_because(NULL_CONFORM, t->fields[i].name.p);
        if (untouched(c, *field))
            continue;
        if (!copy) {
            if (!rt_room(r, v.c->n * sizeof *copy + sizeof *v.c))
                return v;
            copy = arena_alloc(r->a, v.c->n * sizeof *copy);
            memcpy(copy, v.c->e, v.c->n * sizeof *copy);
        }
        copy[hint - 1].value = c;
    }
    if (!copy)
        return v;
    struct val_ctx *made = arena_alloc(r->a, sizeof *made);
    *made = (struct val_ctx){ v.c->n, copy };
    return (val){ .tag = V_CONTEXT, .c = made };
}

static val coerce_shape(const struct feel_type *t, val v, struct rt *r)
{
    if (t->kind == T_LIST && v.tag == V_LIST)
        return coerce_list(t, v, r);
    if (t->kind == T_CONTEXT && v.tag == V_CONTEXT)
        return coerce_context(t, v, r);
    if (t->kind == T_DATETIME && v.tag == V_DATE)
        return midnight(v, r);
    if (shape_conforms(t, v, false, NULL))
        return v;
    if (v.tag == V_LIST && v.n == 1 && t->kind != T_LIST && v.l[0].tag != V_LIST)
        return coerce_shape(t, v.l[0], r);
    if (t->kind == T_LIST && v.tag != V_LIST) {
        val c = t->item ? rt_coerce(r, t->item, v) : v;
        if (c.tag == V_NULL)
            return c;
        val *one = rt_vals(r, 1);
        if (!one)
            return val_null();
        *one = c;
        return val_list(one, 1);
    }
    return val_null_because(NULL_CONFORM, t->name.n ? t->name.p : "type");
}

/* Where rt_coerce cannot tell at a glance. */
static __attribute__((noinline)) val converted(struct rt *r, const struct feel_type *t, val v,
                                               bool is_same)
{
    val c = is_same ? v : coerce_shape(t, v, r);
    if (c.tag != V_NULL && !allowed(t, c, r))
        return val_null_because(NULL_CONFORM, t->name.n ? t->name.p : "type");
    return c;
}

val rt_convert(struct rt *r, const struct feel_type *t, val v)
{
    bool is_scalar = t->kind != T_ANY && t->kind <= T_MONTHS && feel_kind_of(v) == t->kind,
         is_same = is_scalar || t->kind == T_ANY;
    if (is_same && !t->also && !t->allowed)
        return v;
    if (is_scalar && !t->also && is_set(t->allowed) && rt_step(r, t->allowed->root, 1) &&
        test_passes(t->allowed->root, r, v))
        return v;
    return converted(r, t, v, is_same);
}

/* ---- for callers without an evaluation of their own ---- */

bool feel_conforms(const struct feel_type *t, val v, bool strict, struct feel_env *env)
{
    struct rt r;
    if (!env)
        return rt_conforms(NULL, t, v, strict);
    rt_begin(&r, env);
    bool good = rt_conforms(&r, t, v, strict);
    return !failed(rt_end(&r)) && good;
}

val feel_coerce(const struct feel_type *t, val v, struct feel_env *env)
{
    struct rt r;
    rt_begin(&r, env);
    val c = rt_coerce(&r, t, v);
    return failed(rt_end(&r)) ? val_null_because(NULL_CONFORM, "type") : c;
}
