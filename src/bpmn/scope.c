/* Scopes begin and end; events reach the element that waits for them; errors and escalations look
 * for who catches. */
#include "bpmn/engine.h"

static bool events_open(struct machine *x, struct frame *f)
{
    for (uint32_t i = 0; i < f->scope->events_n; i++) {
        const struct bpmn_scope *s = &x->m->scopes[x->m->nodes[f->scope->events[i]].body];
        for (uint32_t k = 0; k < s->triggers_n; k++)
            if (failed(wait_open(x, &x->m->nodes[s->triggers[k]], f, NULL)))
                return false;
    }
    return true;
}

/* Event subprocesses wait; where one cannot, an incident at `at` says so. */
static bool scope_open(struct machine *x, struct frame *f, uint32_t at, val payload)
{
    if (events_open(x, f))
        return true;
    waits_close(x, &f->waits);
    struct token *t = token_new(x, f, &x->m->nodes[at]);
    incident_plain(x, t, PHASE_BEGIN, "value",
                   "An event subprocess has a definition that gives nothing usable.",
                   "bpmn.nothing_event");
    t->result = payload;
    return false;
}

void scope_begin(struct machine *x, struct frame *f)
{
    const struct bpmn_scope *s = f->scope;
    uint32_t at = s->starts_n ? s->starts[0] : f->host ? f->host->at->index : s->events[0];

    if (!s->starts_n && !s->events_n) {
        frame_complete(x, f);
        return;
    }
    if (!scope_open(x, f, at, val_null()))
        return;
    for (uint32_t i = 0; i < s->starts_n; i++)
        token_queue(x, token_new(x, f, &x->m->nodes[s->starts[i]]));
    if (!s->starts_n)
        frame_complete(x, f);
}

static void multi_complete(struct machine *x, struct frame *f, struct token *host)
{
    const struct bpmn_multi *multi = f->at->multi;

    if (multi->output.n) {
        val *items = ARENA_ARRAY(x->a, val, f->items.n + 1);
        for (size_t i = 0; i < f->results.n; i++)
            if (f->results.v[i].i < f->items.n)
                items[f->results.v[i].i] = f->results.v[i].v;
        vars_set(x, NULL, host->in, multi->output, val_list(items, f->items.n));
    }
    compensation_record(x, host);
    waits_close(x, &host->waits);
    flow_leave(x, host);
}

/* The compensation of a finished subprocess falls to the scope around it. */
static void done_hand_up(struct machine *x, struct frame *f)
{
    for (size_t i = 0; i < f->done.n; i++)
        *vec_push(&f->host->in->done, x->a) = f->done.v[i];
}

void frame_complete(struct machine *x, struct frame *f)
{
    struct token *host = f->host;

    f->gone = true;
    waits_close(x, &f->waits);
    if (!host) {
        x->ended = true;
        effect(x, BPMN_COMPLETED, 0, x->end);
        return;
    }
    host->body = NULL;
    host->state = TOKEN_READY;
    done_hand_up(x, f);
    if (f->kind == FRAME_MULTI) {
        multi_complete(x, f, host);
    } else if (host->at->kind == BPMN_EVENT_SUBPROCESS) {
        trace(x, BPMN_LEFT, host, host->at);
        token_end(x, host);
    } else {
        node_done(x, host, val_null());
    }
}

/* An event happened at the node, where the token now is. */
static void event_pass(struct machine *x, struct token *t, const struct bpmn_node *at, val payload)
{
    token_go(x, t, at);
    t->state = TOKEN_READY;
    trace(x, BPMN_ENTERED, t, at);
    node_done(x, t, payload);
}

/* A process that an event began. */
void scope_begin_event(struct machine *x, struct frame *f, const struct bpmn_node *start,
                       val payload)
{
    if (scope_open(x, f, start->index, payload))
        event_pass(x, token_new(x, f, start), start, payload);
}

static void event_subprocess(struct machine *x, struct frame *f, const struct bpmn_node *start,
                             val payload)
{
    const struct bpmn_scope *scope = &x->m->scopes[start->scope];
    const struct bpmn_node *owner = &x->m->nodes[scope->owner];

    struct token *host = token_new(x, f, owner); /* first: the frame must not look empty */
    if (start->interrupting) {
        f->shut = true;
        for (struct token *t = f->first; t; t = t->next)
            if (t != host)
                token_cancel(x, t);
        waits_close(x, &f->waits);
    }
    trace(x, BPMN_ENTERED, host, owner);
    struct frame *body = frame_new(x, FRAME_SUB, scope, host);
    if (!events_open(x, body))
        waits_close(x, &body->waits);
    event_pass(x, token_new(x, body, start), start, payload);
}

static void boundary_fired(struct machine *x, struct token *host, const struct bpmn_node *at,
                           val payload)
{
    if (at->interrupting) {
        token_stop(x, host);
        trace(x, BPMN_LEFT, host, host->at);
        event_pass(x, host, at, payload);
    } else {
        event_pass(x, token_new(x, host->in, at), at, payload);
    }
}

/* Of an event-based gateway: the flow to the event was taken, the other events no longer wait. */
static void race_won(struct machine *x, struct token *t, const struct bpmn_node *at, val payload)
{
    waits_close(x, &t->waits);
    trace(x, BPMN_LEFT, t, t->at);
    for (uint32_t i = 0; i < t->at->out_n; i++) {
        const struct bpmn_flow *flow = &x->m->flows[t->at->out[i]];
        uint32_t bit = x->m->nodes_n + flow->index;
        if (flow->to != at->index)
            continue;
        x->seen[bit / 8] |= (uint8_t)(1u << bit % 8);
        effect(x, BPMN_TAKEN, t->id, t->at)->flow = flow;
    }
    event_pass(x, t, at, payload);
}

void wait_fired(struct machine *x, struct wait *w, val payload)
{
    const struct bpmn_node *at = w->at;
    bool once = (at->kind != BPMN_BOUNDARY && at->kind != BPMN_START) || at->interrupting;

    if (once)
        wait_close(x, w, true);
    else
        wait_again(x, w);
    if (!w->host)
        event_subprocess(x, w->in, at, payload);
    else if (at->kind == BPMN_BOUNDARY)
        boundary_fired(x, w->host, at, payload);
    else if (w->host->at->kind == BPMN_EVENT_GATEWAY)
        race_won(x, w->host, at, payload);
    else
        node_done(x, w->host, payload);
}

/* Of several events the one with this code goes before the one without a code. */
static void better(const struct bpmn_node *n, enum bpmn_trigger trigger, str code,
                   const struct bpmn_node **best)
{
    bool any = !n->named || str_empty(n->named->name);

    if (n->trigger == trigger && (any ? !*best : str_eq(n->named->name, code)))
        *best = n;
}

static const struct bpmn_node *boundary_for(const struct machine *x, const struct token *t,
                                            enum bpmn_trigger trigger, str code)
{
    const struct bpmn_node *best = NULL;

    for (uint32_t i = 0; t->in->kind != FRAME_MULTI && i < t->at->boundaries_n; i++)
        better(&x->m->nodes[t->at->boundaries[i]], trigger, code, &best);
    return best;
}

static const struct bpmn_node *event_for(const struct machine *x, const struct frame *f,
                                         enum bpmn_trigger trigger, str code)
{
    const struct bpmn_node *best = NULL;

    if (f->shut || f->kind == FRAME_MULTI)
        return NULL;
    for (uint32_t i = 0; i < f->scope->events_n; i++) {
        const struct bpmn_scope *s = &x->m->scopes[x->m->nodes[f->scope->events[i]].body];
        for (uint32_t k = 0; k < s->triggers_n; k++)
            better(&x->m->nodes[s->triggers[k]], trigger, code, &best);
    }
    return best;
}

/* From the token outward: boundary events of the activity, event subprocesses of its scope, and so
 * on (BPMN 2.0.2, 10.5.6).  What an event subprocess throws is not caught beside it.  False where
 * nothing catches. */
bool error_throw(struct machine *x, struct token *t, enum bpmn_trigger trigger, str code, val data)
{
    const struct bpmn_node *at;

    for (; t; t = t->in->host) {
        if ((at = boundary_for(x, t, trigger, code))) {
            boundary_fired(x, t, at, data);
            return true;
        }
        if (t->at->kind != BPMN_EVENT_SUBPROCESS && (at = event_for(x, t->in, trigger, code))) {
            event_subprocess(x, t->in, at, data);
            return true;
        }
    }
    return false;
}

void compensation_record(struct machine *x, const struct token *t)
{
    for (uint32_t i = 0; i < t->at->boundaries_n; i++)
        if (x->m->nodes[t->at->boundaries[i]].trigger == BPMN_ON_COMPENSATION)
            *vec_push(&t->in->done, x->a) = (struct done_activity){ t->at, t->vars };
}

static const struct bpmn_node *handler_of(const struct machine *x, const struct bpmn_node *activity)
{
    for (uint32_t i = 0; i < activity->boundaries_n; i++) {
        const struct bpmn_node *b = &x->m->nodes[activity->boundaries[i]];
        if (b->trigger == BPMN_ON_COMPENSATION && b->handler != BPMN_NO)
            return &x->m->nodes[b->handler];
    }
    return NULL;
}

static bool lies_in(const struct machine *x, const struct bpmn_node *n, uint32_t activity)
{
    for (;;) {
        if (n->index == activity)
            return true;
        if (x->m->scopes[n->scope].owner == BPMN_NO)
            return false;
        n = &x->m->nodes[x->m->scopes[n->scope].owner];
    }
}

/* After its handlers a compensation throw goes on; a cancel end leaves the transaction by its
 * cancel event. */
static void compensated(struct machine *x, struct token *t)
{
    if (t->at->trigger != BPMN_ON_CANCEL) {
        t->state = TOKEN_READY;
        node_done(x, t, val_null());
        return;
    }
    struct token *host = t->in->host;
    const struct bpmn_node *at = host ? boundary_for(x, host, BPMN_ON_CANCEL, S("")) : NULL;
    if (at)
        boundary_fired(x, host, at, val_null());
    else
        incident_plain(x, t, PHASE_WORK, "cancel", "The transaction has no cancel boundary event.",
                       "bpmn.no_cancel");
}

/* Calls the handlers of what was done in this scope (or of one activity), the last first.  From an
 * event subprocess: of the scope around it. */
void compensate(struct machine *x, struct token *t)
{
    struct frame *f = t->in;

    if (f->at && f->at->kind == BPMN_EVENT_SUBPROCESS)
        f = f->host->in;
    if (t->at->trigger == BPMN_ON_CANCEL)
        for (struct token *u = f->first; u; u = u->next)
            if (u != t)
                token_cancel(x, u);
    t->state = TOKEN_COMPENSATING;
    t->pending = 0;
    size_t kept = 0, n = f->done.n;
    struct done_activity *all = ARENA_ARRAY(x->a, struct done_activity, n + 1);
    if (n)
        memcpy(all, f->done.v, n * sizeof *all);
    for (size_t i = 0; i < n; i++)
        if (t->at->link != BPMN_NO && !lies_in(x, all[i].at, t->at->link))
            f->done.v[kept++] = all[i];
    f->done.n = kept;
    for (size_t i = n; i-- > 0;) {
        const struct bpmn_node *handler = handler_of(x, all[i].at);
        if (!handler || (t->at->link != BPMN_NO && !lies_in(x, all[i].at, t->at->link)))
            continue;
        struct token *h = token_new(x, t->in, handler);
        h->caller = t->id;
        h->vars = all[i].vars;
        t->pending++;
        token_queue(x, h);
    }
    if (!t->pending)
        compensated(x, t);
}

void compensation_done(struct machine *x, struct token *t)
{
    for (struct token *u = t->in->first; u; u = u->next)
        if (u->id == t->caller && u->state == TOKEN_COMPENSATING && !--u->pending)
            compensated(x, u);
}
