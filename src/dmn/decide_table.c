/* dmn/decide_table.c - decision tables evaluated: rows, hit policies, aggregation (DMN 1.5, 8.2.8
 * to 8.2.11). */
#include "dmn/table.h"

#include <stdlib.h>

/* ---- cells ---- */

static __attribute__((noinline)) bool within(struct rt *r, const struct cell *c, val x)
{
    int order;
    if (c->has & 1 && (!feel_order(r, x, c->a, &order) || !(c->lo_closed ? order >= 0 : order > 0)))
        return false;
    if (c->has & 2 && (!feel_order(r, x, c->b, &order) || !(c->hi_closed ? order <= 0 : order < 0)))
        return false;
    return true;
}

static __attribute__((noinline)) bool in_one(struct rt *r, const struct cell *c, val x)
{
    for (uint32_t i = 0; i < c->n; i++)
        if (rt_same(r, x, c->set[i]))
            return true;
    return false;
}

static __attribute__((noinline)) bool in_none(struct rt *r, const struct cell *c, val x)
{
    for (uint32_t i = 0; i < c->n; i++) {
        val e = feel_equal(r, x, c->set[i]);
        if (e.tag != V_BOOL || e.m)
            return false;
    }
    return true;
}

/* A list as input is left to the general test. */
static inline bool passes(struct rt *r, const struct cell *c, val x)
{
    switch (c->kind) {
    case CELL_ANY:
        return true;
    case CELL_EQUAL:
        return rt_same(r, x, c->a);
    case CELL_BOOL:
        return x.tag == V_BOOL ? x.m == c->a.m : val_is_true(eval(c->node, r));
    case CELL_RANGE:
        if (c->whole && x.tag == V_NUMBER && x.exp == c->a.exp)
            return x.m >= c->least && x.m <= c->most;
        return within(r, c, x);
    case CELL_SET:
        return in_one(r, c, x);
    case CELL_NOT_SET:
        return in_none(r, c, x);
    default:
        return val_is_true(eval(c->node, r));
    }
}

bool cell_passes(struct rt *r, const struct cell *c, val x)
{
    return passes(r, c, x);
}

static bool rule_fires(struct rt *r, const struct rule *rule)
{
    for (uint32_t i = 0; i < rule->n_tests; i++)
        if (!passes(r, &rule->tests[i], r->f[rule->tests[i].slot]))
            return false;
    return true;
}

/* False: an input is outside of its allowed values. */
static bool read_inputs(struct rt *r, const struct table *t)
{
    for (uint32_t i = 0; i < t->n_in; i++) {
        const struct column *c = &t->in[i];
        val v = eval(c->expr, r);
        r->f[c->slot] = c->type ? rt_coerce(r, c->type, v) : v;
        if (c->allowed && r->f[c->slot].tag != V_NULL && !test_passes(c->allowed, r, r->f[c->slot]))
            return false;
    }
    return true;
}

/* ---- outputs ---- */

static val compose(struct rt *r, const struct table *t, const val *outs)
{
    if (t->n_out == 1)
        return outs[0];
    val_builder b = val_build(r->a);
    for (uint32_t i = 0; i < t->n_out; i++)
        val_put(&b, t->out[i].name, outs[i]);
    return val_done(&b);
}

static val rule_output(struct rt *r, const struct table *t, const struct rule *rule)
{
    val few[8], *outs = t->n_out <= LEN(few) ? few : rt_vals(r, t->n_out);
    if (!outs)
        return val_null();
    for (uint32_t i = 0; i < t->n_out; i++)
        outs[i] = eval(rule->outputs[i], r);
    return compose(r, t, outs);
}

static val default_output(struct rt *r, const struct table *t, bool *any)
{
    val *outs = rt_vals(r, t->n_out);
    *any = false;
    if (!outs)
        return val_null();
    for (uint32_t i = 0; i < t->n_out; i++) {
        outs[i] = t->out[i].otherwise ? eval(t->out[i].otherwise, r) : val_null();
        *any = *any || t->out[i].otherwise;
    }
    return *any ? compose(r, t, outs) : val_null();
}

/* ---- priorities: the order of the values listed for the outputs, first output first ---- */

uint32_t output_rank(struct rt *r, const struct output *o, val v)
{
    uint32_t i = 0;
    while (i < o->order.n && !rt_same(r, o->order.l[i], v))
        i++;
    return i;
}

static int by_priority(struct rt *r, const struct table *t, val x, val y)
{
    for (uint32_t i = 0; i < t->n_out; i++) {
        const struct output *o = &t->out[i];
        if (o->order.tag != V_LIST)
            continue;
        val a = t->n_out == 1 ? x : val_get(x, o->name),
            b = t->n_out == 1 ? y : val_get(y, o->name);
        uint32_t p = output_rank(r, o, a), q = output_rank(r, o, b);
        if (p != q)
            return p < q ? -1 : 1;
    }
    return 0;
}

/* Stable insertion: tables have few fired rows. */
static void sort_outputs(struct rt *r, const struct table *t, val *v, uint32_t *fired, uint32_t n)
{
    for (uint32_t i = 1; i < n && rt_step(r, NULL, i); i++) {
        for (uint32_t k = i; k > 0 && by_priority(r, t, v[k], v[k - 1]) < 0; k--) {
            val x = v[k];
            uint32_t f = fired[k];
            v[k] = v[k - 1];
            fired[k] = fired[k - 1];
            v[k - 1] = x;
            fired[k - 1] = f;
        }
    }
}

/* ---- aggregation ---- */

static val aggregated(struct rt *r, enum aggregate agg, const val *v, uint32_t n)
{
    int order;
    if (agg == AGG_COUNT)
        return val_int(n);
    if (n == 0)
        return val_null();
    val out = v[0];
    for (uint32_t i = 1; i < n; i++) {
        if (agg == AGG_SUM)
            out = feel_arith(r, OP_ADD, out, v[i]);
        else if (!feel_order(r, v[i], out, &order))
            return null_type("aggregation");
        else if (agg == AGG_MIN ? order < 0 : order > 0)
            out = v[i];
    }
    return out;
}

/* Each output on its own where there are several. */
static val aggregate(struct rt *r, const struct table *t, const val *v, uint32_t n)
{
    if (t->n_out == 1 || t->agg == AGG_COUNT)
        return aggregated(r, t->agg, v, n);
    val *one = rt_vals(r, n), *outs = rt_vals(r, t->n_out);
    if (!one || !outs)
        return val_null();
    for (uint32_t o = 0; o < t->n_out; o++) {
        for (uint32_t i = 0; i < n; i++)
            one[i] = val_get(v[i], t->out[o].name);
        outs[o] = aggregated(r, t->agg, one, n);
    }
    return n ? compose(r, t, outs) : val_null();
}

/* ---- hit policies ---- */

static bool all_same(struct rt *r, const val *v, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        if (!feel_same(r, v[0], v[i]))
            return false;
    return true;
}

static val decide(struct rt *r, const struct table *t, uint32_t *fired, uint32_t n)
{
    if (t->hit == HIT_UNIQUE && n > 1)
        return val_null_because(NULL_MANY_RULES, NULL);
    val one, *v = n == 1 ? &one : rt_vals(r, n);
    if (!v)
        return val_null();
    for (uint32_t i = 0; i < n; i++)
        v[i] = rule_output(r, t, &t->rules[fired[i]]);
    if (t->hit == HIT_ANY && !all_same(r, v, n))
        return val_null_because(NULL_UNLIKE, NULL);
    if (t->hit == HIT_PRIORITY || t->hit == HIT_OUTPUT_ORDER)
        sort_outputs(r, t, v, fired, n);
    if (t->hit == HIT_COLLECT && t->agg != AGG_NONE)
        return aggregate(r, t, v, n);
    if (t->hit == HIT_COLLECT || t->hit == HIT_RULE_ORDER || t->hit == HIT_OUTPUT_ORDER) {
        val *list = rt_vals(r, n);
        if (!list)
            return val_null();
        memcpy(list, v, n * sizeof(val));
        return val_list(list, n);
    }
    return v[0];
}

static val no_rule(struct rt *r, const struct table *t, bool *defaulted)
{
    val v = default_output(r, t, defaulted);
    if (*defaulted)
        return v;
    if (t->hit == HIT_COLLECT && t->agg == AGG_COUNT)
        return val_int(0);
    if (t->hit == HIT_COLLECT && t->agg == AGG_NONE)
        return val_list(NULL, 0);
    return val_null_because(NULL_NO_RULE, NULL);
}

val ev_table(const struct node *n, struct rt *r)
{
    const struct table *t = n->x;
    uint32_t few[64], *fired = few, count = 0;
    bool defaulted = false;
    if (!rt_step(r, n, 1 + (int64_t)t->n_rules))
        return val_null();
    if (!read_inputs(r, t))
        return val_null_because(NULL_NOT_ALLOWED, NULL);
    for (uint32_t i = 0; i < t->n_rules; i++) {
        if (!rule_fires(r, &t->rules[i]))
            continue;
        if (count == LEN(few) && fired == few) {
            if (!rt_room(r, t->n_rules * sizeof *fired))
                return val_null();
            fired = arena_alloc(r->a, t->n_rules * sizeof *fired);
            memcpy(fired, few, sizeof few);
        }
        fired[count++] = i;
        if (t->hit == HIT_FIRST)
            break;
    }
    val v = count ? decide(r, t, fired, count) : no_rule(r, t, &defaulted);
    if (r->trace)
        explain_table(r, t, fired, count, defaulted, v);
    return v;
}
