/* dmn/decide.c - one evaluation of a requirement graph: each element once, inputs checked at the
 * border. */
#include "dmn/table.h"

static bool given(struct run *run, const struct element *e, val *out)
{
    val in = run->inputs;
    if (in.tag != V_CONTEXT)
        return false;
    const val *found = context_find(in, e->name, &run->hint);
    if (found) {
        *out = *found;
        return true;
    }
    if (e->home == run->m)
        return false;
    for (size_t i = 0; i < run->m->imports.n; i++) {
        const struct import *im = &run->m->imports.v[i];
        val below = im->model == e->home ? val_get(in, im->name) : val_null();
        if (val_has(below, e->name)) {
            *out = val_get(below, e->name);
            return true;
        }
    }
    return false;
}

/* element_value where the value is there already, without a call. */
static inline val value_of(struct run *run, const struct element *e)
{
    if (e->closed)
        return (val){ .tag = V_FUNCTION, .p = e->closed };
    return run->state[e->index] == RUN_DONE ? run->memo[e->index] : element_value(run, e);
}

static val bound(struct run *run, const struct element *e, str name)
{
    val_builder b = val_build(run->r->a);
    bool import = false;
    for (size_t i = 0; i < e->needs.n; i++) {
        const struct require *q = &e->needs.v[i];
        if (!q->import.n && str_eq(q->el->name, name))
            return value_of(run, q->el);
        if (q->import.n && str_eq(q->import, name)) {
            val_put(&b, q->el->name, value_of(run, q->el));
            import = true;
        }
    }
    if (import)
        return val_done(&b);
    if (e->kind == EL_BKM && str_eq(e->name, name))
        return element_value(run, e);
    const val *v =
        run->inputs.tag == V_CONTEXT ? context_find(run->inputs, name, &run->hint) : NULL;
    return v ? *v : val_null_because(NULL_MISSING, name.p);
}

static void bind(struct run *run, const struct element *e, val *globals)
{
    for (uint32_t i = 0; i < e->logic->n_globals; i++)
        globals[i] =
            e->sources[i] ? value_of(run, e->sources[i]) : bound(run, e, e->logic->globals[i].name);
}

/* ---- functions ---- */

/* The value stands before its globals are filled, so that functions may use each other. */
static val function_value(struct run *run, const struct element *e)
{
    val *globals = rt_vals(run->r, e->logic->n_globals);
    if (!globals)
        return val_null();
    const struct node *root = e->logic->root;
    if (root->fn != ev_function)
        return val_null_because(NULL_FOREIGN, NULL);
    val f = feel_run(e->logic, run->r, globals);
    run->memo[e->index] = f;
    run->state[e->index] = RUN_DONE;
    bind(run, e, globals);
    return f;
}

struct service_call {
    const struct element *e;
    struct run *run;
};

static val service_outputs(struct run *run, const struct element *e)
{
    if (e->outputs.n == 1)
        return element_value(run, e->outputs.v[0]);
    val_builder b = val_build(run->r->a);
    for (size_t i = 0; i < e->outputs.n; i++)
        val_put(&b, e->outputs.v[i]->name, element_value(run, e->outputs.v[i]));
    return val_done(&b);
}

static bool fresh(struct run *run, struct rt *r)
{
    uint32_t n = run->m->world->n_elements;
    run->r = r;
    if (!rt_room(r, n * (sizeof(val) + 1)))
        return false;
    run->memo = arena_alloc(r->a, n * sizeof(val));
    run->state = arena_zalloc(r->a, n);
    return true;
}

static uint32_t service_inputs(const struct element *e)
{
    return (uint32_t)(e->inputs.n + e->input_decisions.n);
}

static const struct element *service_input(const struct element *e, uint32_t i)
{
    return i < e->inputs.n ? e->inputs.v[i] : e->input_decisions.v[i - e->inputs.n];
}

/* Arguments take the place of the service's inputs; nothing else of the outer
 * evaluation is seen.  record: gets the explanations of the outputs; null: not explained. */
static val service_run(const struct element *e, struct rt *r, const val *args,
                       struct record *record)
{
    struct run run = { .m = e->home, .record = record };
    if (!fresh(&run, r))
        return val_null();
    uint32_t n = service_inputs(e);
    for (uint32_t i = 0; i < n; i++) {
        const struct element *in = service_input(e, i);
        val v = in->type ? rt_coerce(r, in->type, args[i]) : args[i];
        if (v.tag == V_NULL && args[i].tag != V_NULL)
            return val_null_because(NULL_CONFORM, in->name.p);
        run.memo[in->index] = v;
        run.state[in->index] = RUN_DONE;
    }
    const struct feel_type *t = e->type && e->type->kind == T_FUNCTION ? e->type->item : e->type;
    void *trace = r->trace;
    r->trace = NULL;
    val v = service_outputs(&run, e);
    r->trace = trace;
    return t ? rt_coerce(r, t, v) : v;
}

static val service_native(void *ctx, struct rt *r, const val *args)
{
    return service_run(ctx, r, args, NULL);
}

static val service_value(struct run *run, const struct element *e)
{
    if (!rt_room(run->r, sizeof(struct feel_fn)))
        return val_null();
    struct feel_fn *f = arena_alloc(run->r->a, sizeof *f);
    *f = (struct feel_fn){ .name = e->name,
                           .n = service_inputs(e),
                           .params = e->params,
                           .native = service_native,
                           .ctx = (void *)e };
    return (val){ .tag = V_FUNCTION, .p = f };
}

/* ---- values ---- */

static val typed(struct run *run, const struct element *e, val v)
{
    return rt_coerce(run->r, e->type, v);
}

static val decision_value(struct run *run, const struct element *e)
{
    val v;
    if ((e != run->top || !e->logic) && given(run, e, &v))
        return typed(run, e, v);
    if (!e->logic)
        return val_null_because(NULL_LOGIC, NULL);
    struct record rec = { .el = e, .a = run->r->a };
    struct record *outer = run->record;
    void *trace = run->r->trace;
    if (outer) {
        run->record = &rec;
        run->r->trace = &rec;
    }
    val *globals = rt_vals(run->r, e->logic->n_globals);
    if (!globals)
        return val_null();
    bind(run, e, globals);
    v = typed(run, e, feel_run(e->logic, run->r, globals));
    if (outer)
        explain_conjunction(run->r, e->logic, globals, v, &rec);
    run->record = outer;
    run->r->trace = trace;
    if (outer)
        *vec_push(&outer->needs, rec.a) =
            explain_decision(run, e, &rec, explain_values(rec.a, e, globals), v);
    return v;
}

static val input_value(struct run *run, const struct element *e)
{
    val v;
    return given(run, e, &v) ? typed(run, e, v) : val_null_because(NULL_MISSING, e->name.p);
}

static val element_fresh(struct run *run, const struct element *e)
{
    switch (e->kind) {
    case EL_INPUT:
        return input_value(run, e);
    case EL_DECISION:
        return decision_value(run, e);
    case EL_SERVICE:
        return service_value(run, e);
    default:
        return e->logic ? function_value(run, e) : val_null_because(NULL_LOGIC, NULL);
    }
}

val element_value(struct run *run, const struct element *e)
{
    if (run->state[e->index] == RUN_DONE)
        return run->memo[e->index];
    if (run->state[e->index] == RUN_BUSY)
        return val_null_because(NULL_CYCLE, NULL);
    if (!rt_stack(run->r, NULL))
        return val_null();
    run->state[e->index] = RUN_BUSY;
    val v = element_fresh(run, e);
    run->memo[e->index] = v;
    run->state[e->index] = RUN_DONE;
    return v;
}

/* ---- the public face ---- */

/* Inputs that are not given are null.  What decisions read of contexts stands in their own
 * explanations. */
static err serve(const struct dmn *m, const struct element *e, val inputs, struct feel_env *env,
                 val *result, val *explanation)
{
    struct rt r;
    rt_begin(&r, env);
    uint32_t n = service_inputs(e);
    val *args = rt_vals(&r, n), why = val_null();
    struct run run = { .m = m, .r = &r, .inputs = inputs };
    struct record rec = { .el = e, .a = env->a };
    val_builder used = val_build(env->a);
    for (uint32_t i = 0; args && i < n; i++) {
        const struct element *in = service_input(e, i);
        if (!given(&run, in, &args[i]))
            args[i] = val_null_because(NULL_MISSING, in->name.p);
        if (explanation && args[i].tag != V_FUNCTION && args[i].tag != V_CONTEXT)
            val_put(&used, in->name, args[i]);
    }
    val v = args ? service_run(e, &r, args, explanation ? &rec : NULL) : val_null();
    if (explanation)
        why = explain_decision(&run, e, &rec, val_done(&used), v);
    if (rt_fits(&r, v))
        rt_fits(&r, why);
    TRY(rt_end(&r));
    *result = v;
    if (explanation)
        *explanation = why;
    return OK;
}

err dmn_decide(const struct dmn *m, str decision, val inputs, struct feel_env *env, val *result,
               val *explanation)
{
    const struct element *e = element_decided(m, decision);
    struct rt r;
    if (!e)
        return REFUSED(ERR_MISSING);
    if (e->kind == EL_SERVICE)
        return serve(m, e, inputs, env, result, explanation);
    rt_begin(&r, env);
    struct record whole = { .a = env->a };
    struct run run = { .m = m, .inputs = inputs, .top = e, .record = explanation ? &whole : NULL };
    if (!fresh(&run, &r))
        return rt_end(&r);
    val v = element_value(&run, e),
        why = whole.needs.n ? whole.needs.v[whole.needs.n - 1] : val_null();
    if (rt_fits(&r, v))
        rt_fits(&r, why);
    TRY(rt_end(&r));
    *result = v;
    if (explanation)
        *explanation = why;
    return OK;
}

err dmn_serve(const struct dmn *m, str service, val inputs, struct feel_env *env, val *result)
{
    const struct element *e = element_named(m, service, EL_SERVICE);
    return e ? serve(m, e, inputs, env, result, NULL) : REFUSED(ERR_MISSING);
}
