/* feel/call.c - applying functions: parameters converted, frames made, budgets kept
 * (DMN 1.5, 10.3.2.13). */
#include "feel/ops.h"

val ev_builtin(const struct node *n, struct rt *r)
{
    val few[BUILTIN_ARGS];
    const struct builtin *b = n->x;
    val *args = n->n <= BUILTIN_ARGS ? few : rt_vals(r, n->n);
    if (!args || !rt_step(r, n, 1))
        return val_null();
    for (uint32_t i = 0; i < n->n; i++)
        args[i] = eval(n->kids[i], r);
    return (n->op ? b->fn2 : b->fn)(r, args, n->n);
}

static val run_body(struct rt *r, const struct feel_fn *f, const val *args,
                    const struct node *where)
{
    val small[FRAME_SMALL];
    val *frame = f->n_slots <= FRAME_SMALL ? small : rt_vals(r, f->n_slots);
    if (!frame || !rt_stack(r, where))
        return val_null();
    for (uint32_t i = f->n; i < f->n_slots; i++)
        frame[i] = val_null();
    for (uint32_t i = 0; i < f->n; i++) {
        const struct feel_type *t = f->params[i].type;
        frame[i] = rt_coerce(r, t, args[i]);
        if (frame[i].tag == V_NULL && args[i].tag != V_NULL)
            return val_null_because(NULL_CONFORM, f->params[i].name.p);
    }
    for (uint32_t i = 0; i < f->n_caps; i++)
        frame[f->to[i]] = f->caps[i];
    val *outer_f = r->f, *outer_g = r->g;
    r->f = frame;
    r->g = f->g;
    val v = eval(f->body, r);
    r->f = outer_f;
    r->g = outer_g;
    return rt_coerce(r, f->result, v);
}

val feel_apply(struct rt *r, val fn, const val *args, uint32_t n, const struct node *where)
{
    if (fn.tag != V_FUNCTION)
        return null_type("call");
    const struct feel_fn *f = fn.p;
    if (!rt_step(r, where, 4))
        return val_null();
    if (f->b)
        return n < (uint32_t)f->b->min || (f->b->max >= 0 && n > (uint32_t)f->b->max)
                   ? null_arg(f->b->name)
                   : f->b->fn(r, args, n);
    if (n != f->n)
        return null_arg("call");
    if (f->native)
        return rt_stack(r, where) ? f->native(f->ctx, r, args) : val_null();
    return f->body ? run_body(r, f, args, where) : null_arg("call");
}

static val *eval_args(const struct node *n, struct rt *r, val *few)
{
    val *args = n->n <= BUILTIN_ARGS ? few : rt_vals(r, n->n);
    for (uint32_t i = 0; args && i < n->n; i++)
        args[i] = eval(n->kids[i], r);
    return args;
}

val ev_call(const struct node *n, struct rt *r)
{
    val few[BUILTIN_ARGS];
    val fn = eval(n->a, r);
    val *args = eval_args(n, r, few);
    return args ? feel_apply(r, fn, args, n->n, n) : val_null();
}

/* Arguments in the order of the parameters; those not named are null. */
static bool order_args(const struct feel_fn *f, const str *names, const val *args, uint32_t n,
                       val *out)
{
    for (uint32_t i = 0; i < f->n; i++)
        out[i] = val_null_because(NULL_MISSING, "argument");
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = 0;
        while (i < f->n && !key_same(f->params[i].name, names[k]))
            i++;
        if (i == f->n)
            return false;
        out[i] = args[k];
    }
    return n == f->n;
}

static bool in_order(const struct feel_fn *f, const str *names, uint32_t n)
{
    uint32_t k = 0;
    while (k < n && k < f->n && key_same(f->params[k].name, names[k]))
        k++;
    return k == n && n == f->n;
}

static val apply_builtin_named(struct rt *r, const struct builtin *b, const str *names,
                               const val *args, uint32_t n)
{
    val out[BUILTIN_ARGS] = { 0 };
    uint32_t count = 0;
    for (uint32_t k = 0; k < n; k++) {
        str rest = str_z(b->params), p;
        uint32_t i = 0;
        while (b->params && i < BUILTIN_ARGS && str_next(&rest, ',', &p) && !str_eq(p, names[k]))
            i++;
        if (!b->params || i >= BUILTIN_ARGS || !str_eq(p, names[k]))
            return null_arg(b->name);
        out[i] = args[k];
        count = MAX(count, i + 1);
    }
    count = MAX(count, (uint32_t)b->min);
    return b->max >= 0 && count > (uint32_t)b->max ? null_arg(b->name) : b->fn(r, out, count);
}

val feel_apply_named(struct rt *r, val fn, const str *names, const val *args, uint32_t n,
                     const struct node *where)
{
    if (fn.tag != V_FUNCTION)
        return null_type("call");
    const struct feel_fn *f = fn.p;
    if (f->b)
        return apply_builtin_named(r, f->b, names, args, n);
    if (in_order(f, names, n))
        return feel_apply(r, fn, args, n, where);
    val *out = rt_vals(r, f->n);
    if (!out)
        return val_null();
    if (!order_args(f, names, args, n, out))
        return null_arg("call");
    return feel_apply(r, fn, out, f->n, where);
}

val ev_call_named(const struct node *n, struct rt *r)
{
    val few[BUILTIN_ARGS];
    val fn = eval(n->a, r);
    val *args = eval_args(n, r, few);
    return args ? feel_apply_named(r, fn, n->x, args, n->n, n) : val_null();
}

/* ---- programs ---- */

val feel_run(const struct feel *f, struct rt *r, val *globals)
{
    return feel_run_test(f, r, globals, val_null());
}

val feel_run_test(const struct feel *f, struct rt *r, val *globals, val input)
{
    val small[FRAME_SMALL];
    val *frame = f->n_slots <= FRAME_SMALL ? small : rt_vals(r, f->n_slots);
    if (!frame || !rt_stack(r, f->root))
        return val_null();
    for (uint32_t i = 0; i < f->n_slots; i++)
        frame[i] = val_null();
    if (f->input >= 0)
        frame[f->input] = input;
    val *outer_f = r->f, *outer_g = r->g;
    r->f = frame;
    r->g = globals;
    val v = eval(f->root, r);
    r->f = outer_f;
    r->g = outer_g;
    return v;
}
