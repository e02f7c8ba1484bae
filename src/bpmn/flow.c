/* Gateways and sequence flows: where a token goes, and when several become one. */
#include "bpmn/engine.h"

static void take(struct machine *x, struct token *t, const struct bpmn_flow *flow)
{
    uint32_t bit = x->m->nodes_n + flow->index;
    struct bpmn_effect *e = effect(x, BPMN_TAKEN, t->id, t->at);

    e->flow = flow;
    x->seen[bit / 8] |= (uint8_t)(1u << bit % 8);
    t->slot = flow->slot;
    token_go(x, t, &x->m->nodes[flow->to]);
    token_queue(x, t);
}

enum answer { NO, YES, BROKEN };

static enum answer flow_open(struct machine *x, struct token *t, const struct bpmn_flow *flow)
{
    val v = val_null();

    if (!flow->when.expr)
        return YES;
    if (!failed(vars_eval(x, t, NULL, val_null(), &flow->when, &v)) && v.tag == V_BOOL)
        return val_is_true(v) ? YES : NO;
    str about, why = feel_why_null(x->a, v), key = feel_null_key(v, &about);
    val_builder b = val_build(x->a);
    val_put(&b, S("key"), VAL_S("bpmn.no_answer"));
    val_put(&b, S("why"), val_str(key));
    val_put(&b, S("about"), val_str(about));
    incident(x, t, PHASE_FLOW, S("condition"),
             str_fmt(x->a, "The condition of flow %.*s gives neither true nor false (%.*s).",
                     STR_ARG(flow->id), STR_ARG(why)),
             val_done(&b));
    return BROKEN;
}

/* The flows that are open, in out[]; false where a condition is broken.  Exclusive:
 * the first one. */
static bool flows_choose(struct machine *x, struct token *t, const struct bpmn_flow **out,
                         uint32_t *n)
{
    const struct bpmn_node *at = t->at;
    bool all = at->kind == BPMN_PARALLEL || at->kind == BPMN_EVENT_GATEWAY;
    const struct bpmn_flow *otherwise = NULL;

    *n = 0;
    for (uint32_t i = 0; i < at->out_n; i++) {
        const struct bpmn_flow *flow = &x->m->flows[at->out[i]];
        if (!all && flow->is_default) {
            otherwise = flow;
            continue;
        }
        enum answer a = all ? YES : flow_open(x, t, flow);
        if (a == BROKEN)
            return false;
        if (a == YES)
            out[(*n)++] = flow;
        if (a == YES && at->kind == BPMN_EXCLUSIVE)
            break;
    }
    if (!*n && otherwise)
        out[(*n)++] = otherwise;
    return true;
}

/* The token goes on by the flows that are open; by more than one it becomes several; without any
 * flow it ends. */
void flow_leave(struct machine *x, struct token *t)
{
    const struct bpmn_node *at = t->at;
    const struct bpmn_flow *few[8], **chosen = few;
    uint32_t n;

    if (at->out_n > LEN(few))
        chosen = ARENA_ARRAY(x->a, const struct bpmn_flow *, at->out_n);
    if (!flows_choose(x, t, chosen, &n))
        return;
    if (at->out_n && !n) {
        incident_plain(
            x, t, PHASE_FLOW, "no_flow",
            str_zdup(x->a,
                     str_fmt(x->a, "No condition at %.*s is true and there is no default flow.",
                             STR_ARG(at->id))),
            "bpmn.no_way");
        return;
    }
    trace(x, BPMN_LEFT, t, at);
    t->vars = val_null();
    if (!n) {
        if (!t->in->host && at->kind == BPMN_END)
            x->end = at;
        token_end(x, t);
        return;
    }
    struct frame *f = t->in;
    take(x, t, chosen[0]);
    for (uint32_t i = 1; i < n; i++)
        take(x, token_new(x, f, at), chosen[i]);
}

/* The tokens waiting at a join, one for each incoming flow, become t. */
static void join_fire(struct machine *x, struct token *t)
{
    uint64_t taken = 1ull << t->slot;

    for (struct token *u = t->in->first; u; u = u->next) {
        if (u == t || u->gone || u->state != TOKEN_JOIN || u->at != t->at || taken >> u->slot & 1)
            continue;
        taken |= 1ull << u->slot;
        trace(x, BPMN_LEFT, u, u->at);
        token_cancel(x, u);
    }
    t->in->joined[t->at->index]--;
    t->state = TOKEN_READY;
    flow_leave(x, t);
}

static uint64_t slots_filled(const struct token *first, const struct bpmn_node *at)
{
    uint64_t filled = 0;

    for (const struct token *u = first; u; u = u->next)
        if (!u->gone && u->state == TOKEN_JOIN && u->at == at)
            filled |= 1ull << u->slot;
    return filled;
}

void join_enter(struct machine *x, struct token *t)
{
    struct frame *f = t->in;
    const struct bpmn_node *at = t->at;

    if (!f->joined)
        f->joined = ARENA_ARRAY(x->a, uint32_t, x->m->nodes_n);
    t->state = TOKEN_JOIN;
    f->joined[at->index]++;
    if (at->kind == BPMN_INCLUSIVE)
        f->or_joins = true;
    else if (f->joined[at->index] >= at->in_n &&
             slots_filled(f->first, at) == (at->in_n == 64 ? UINT64_MAX : (1ull << at->in_n) - 1))
        join_fire(x, t);
}

/* BPMN 2.0.2, table 13.3: no token elsewhere can still come by an empty incoming flow, unless it
 * could as well come by one that is filled. */
static bool join_ready(const struct frame *f, const struct bpmn_node *at)
{
    uint64_t filled = slots_filled(f->first, at);

    for (const struct token *u = f->first; u; u = u->next) {
        if (u->gone || u->at == at)
            continue;
        uint64_t reach = at->reach[u->at->index];
        if ((reach & ~filled) && !(reach & filled))
            return false;
    }
    return true;
}

static bool frame_join(struct machine *x, struct frame *f)
{
    bool waiting = false;

    for (struct token *t = f->first; t; t = t->next) {
        if (t->gone || t->state != TOKEN_JOIN || t->at->kind != BPMN_INCLUSIVE)
            continue;
        waiting = true;
        bool looked = false;
        for (struct token *u = f->first; u != t && !looked; u = u->next)
            looked = !u->gone && u->state == TOKEN_JOIN && u->at == t->at;
        if (!looked && join_ready(f, t->at)) {
            join_fire(x, t);
            return true;
        }
    }
    f->or_joins = waiting;
    return false;
}

/* Asked only when no token can move: one inclusive join that is complete fires. */
bool join_inclusive(struct machine *x)
{
    for (struct frame *f = x->frames; f; f = f->next)
        if (!f->gone && f->or_joins && frame_join(x, f))
            return true;
    return false;
}

static void race_enter(struct machine *x, struct token *t)
{
    t->state = TOKEN_WAIT;
    for (uint32_t i = 0; i < t->at->out_n; i++) {
        const struct bpmn_node *event = &x->m->nodes[x->m->flows[t->at->out[i]].to];
        if (failed(wait_open(x, event, NULL, t))) {
            waits_close(x, &t->waits);
            incident(x, t, PHASE_ENTER, S("value"),
                     str_fmt(x->a, "The event definition of %.*s gives nothing usable.",
                             STR_ARG(event->id)),
                     vars_with(x->a,
                               vars_with(x->a, val_null(), S("key"), VAL_S("bpmn.nothing_at")),
                               S("at"), val_str(event->id)));
            return;
        }
    }
}

void gateway_enter(struct machine *x, struct token *t)
{
    if (t->at->kind == BPMN_EVENT_GATEWAY)
        race_enter(x, t);
    else if (t->at->kind == BPMN_EXCLUSIVE || t->at->in_n < 2)
        flow_leave(x, t);
    else
        join_enter(x, t);
}
