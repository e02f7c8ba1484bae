#include "bpmn/engine.h"

/* The name's value seen from a token or frame: its own variables, those of the scopes around, what
 * the caller gave. */
static val look(const struct machine *x, const struct token *t, const struct frame *f, str name)
{
    for (;;) {
        if (t && t->vars.tag == V_CONTEXT && val_has(t->vars, name))
            return val_get(t->vars, name);
        f = t ? t->in : f;
        if (f->vars.tag == V_CONTEXT && val_has(f->vars, name))
            return val_get(f->vars, name);
        t = f->host;
        if (!t)
            return val_get(x->env->given, name);
    }
}

/* FEEL is given only the names that the expression uses. */
static val view_for(struct machine *x, const struct token *t, const struct frame *f, val extra,
                    const struct feel *expr)
{
    val_builder b = val_build(x->a);

    for (size_t i = 0; i < feel_asks(expr); i++) {
        str head = feel_asked(expr, i);
        val v = val_has(extra, head) ? val_get(extra, head) : look(x, t, f, head);
        if (!val_is_null(v))
            val_put(&b, head, v);
    }
    return val_done(&b);
}

/* Functions cannot be stored: where one comes out, or something that holds one, it
 * counts as null. */
static bool holds_function(val v)
{
    if (v.tag == V_LIST)
        for (uint32_t i = 0; i < v.n; i++)
            if (holds_function(v.l[i]))
                return true;
    if (v.tag == V_CONTEXT)
        for (uint32_t i = 0; i < v.c->n; i++)
            if (holds_function(v.c->e[i].value))
                return true;
    return v.tag == V_FUNCTION;
}

err vars_eval(struct machine *x, const struct token *t, const struct frame *f, val extra,
              const struct bpmn_value *v, val *out)
{
    if (!v->expr) {
        *out = v->text.n ? val_str(v->text) : val_null();
        return OK;
    }
    val got;
    TRY(feel_eval(v->expr, x->env->feel ? x->env->feel : &x->own, view_for(x, t, f, extra, v->expr),
                  &got));
    *out = holds_function(got) ? val_null_because(NULL_TYPE, NULL) : got;
    return OK;
}

static void put_missing(val_builder *b, val ctx)
{
    for (uint32_t i = 0; ctx.tag == V_CONTEXT && i < ctx.c->n; i++) {
        bool there = false;
        for (size_t k = 0; k < b->e.n && !there; k++)
            there = str_eq(b->e.v[k].key, ctx.c->e[i].key);
        if (!there)
            val_add(b, ctx.c->e[i].key, ctx.c->e[i].value);
    }
}

/* All names in sight, inner ones first; given: also what the caller gave. */
val vars_visible(struct machine *x, const struct token *t, const struct frame *f, bool given)
{
    val_builder b = val_build(x->a);

    for (;;) {
        if (t)
            put_missing(&b, t->vars);
        f = t ? t->in : f;
        put_missing(&b, f->vars);
        t = f->host;
        if (!t)
            break;
    }
    if (given)
        put_missing(&b, x->env->given);
    return val_done(&b);
}

/* The context with one name set; anything but a context counts as an empty one. */
val vars_with(arena *a, val ctx, str name, val v)
{
    if (ctx.tag == V_CONTEXT)
        return val_with(a, ctx, name, v);
    val_builder b = val_build(a);
    val_put(&b, name, v);
    return val_done(&b);
}

/* Sets the variable where it is known, from the token (or frame) outward; else in the process. */
void vars_set(struct machine *x, struct token *t, struct frame *f, str name, val v)
{
    x->vars_changed = true;
    for (;;) {
        if (t && t->vars.tag == V_CONTEXT && val_has(t->vars, name)) {
            t->vars = vars_with(x->a, t->vars, name, v);
            return;
        }
        f = t ? t->in : f;
        if (!f->host || (f->vars.tag == V_CONTEXT && val_has(f->vars, name))) {
            f->vars = vars_with(x->a, f->vars, name, v);
            x->root_changed |= !f->host;
            return;
        }
        t = f->host;
    }
}

void vars_merge(struct machine *x, struct token *t, struct frame *f, val context)
{
    for (uint32_t i = 0; context.tag == V_CONTEXT && i < context.c->n; i++)
        vars_set(x, t, f, context.c->e[i].key, context.c->e[i].value);
}

/* ctx with the value at a path "a.b.c". */
static val with_path(arena *a, val ctx, str path, val v)
{
    str head, rest;

    if (!str_cut(path, '.', &head, &rest))
        return vars_with(a, ctx, path, v);
    return vars_with(a, ctx, head, with_path(a, val_get(ctx, head), rest, v));
}

/* Input mappings make the token's local variables; each sees those before it. */
err vars_inputs(struct machine *x, struct token *t)
{
    for (uint32_t i = 0; i < t->at->inputs_n; i++) {
        const struct bpmn_mapping *m = &t->at->inputs[i];
        val v;
        TRY(vars_eval(x, t, NULL, val_null(), &m->source, &v));
        t->vars = with_path(x->a, t->vars, m->target, v);
    }
    return OK;
}

static val merged(arena *a, val below, val above)
{
    for (uint32_t i = 0; above.tag == V_CONTEXT && i < above.c->n; i++)
        below = vars_with(a, below, above.c->e[i].key, above.c->e[i].value);
    return below;
}

/* What work brought back, by the output mappings of n; without any, each name goes to where it is
 * known.  t is the token (its local variables are in sight) or null for an event at a frame. */
err vars_outputs(struct machine *x, struct token *t, struct frame *f, const struct bpmn_node *n,
                 val data)
{
    struct frame *around = t ? t->in : f;
    bool inner = t && t->in->kind == FRAME_MULTI;

    if (!n->outputs_n) {
        vars_merge(x, t, f, data);
        return OK;
    }
    val local = t ? merged(x->a, t->vars, data) : data;
    for (uint32_t i = 0; i < n->outputs_n; i++) {
        const struct bpmn_mapping *m = &n->outputs[i];
        val v;
        str head, rest;
        TRY(vars_eval(x, t, f, local, &m->source, &v));
        if (str_cut(m->target, '.', &head, &rest)) {
            val old = look(x, inner ? t : NULL, around, head);
            v = with_path(x->a, old, rest, v);
        }
        vars_set(x, inner ? t : NULL, around, head, v);
    }
    return OK;
}

/* The point of time that a date, date-time or ISO text means. */
bool vars_instant(const struct machine *x, val v, instant *out)
{
    day d;

    if (v.tag == V_STRING) {
        if (!failed(instant_parse(val_text(v), out)))
            return true;
        if (failed(day_parse(val_text(v), &d)))
            return false;
        v = val_day(d);
    }
    if (v.tag == V_DATETIME && v.dt->t.has_offset) {
        out->ms = (v.dt->days * 86400 + v.dt->t.seconds - v.dt->t.offset) * 1000 +
                  v.dt->t.nanos / 1000000;
        return true;
    }
    if (v.tag != V_DATETIME && v.tag != V_DATE)
        return false;
    if (x->env->local)
        return x->env->local(x->env->user, v, out);
    out->ms = v.tag == V_DATE
                  ? v.m * 86400000
                  : (v.dt->days * 86400 + v.dt->t.seconds) * 1000 + v.dt->t.nanos / 1000000;
    return true;
}
