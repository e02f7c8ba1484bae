/* A running instance in another version of its model: every token, wait and record finds its place,
 * or nothing is done. */
#include "bpmn/migrate.h"
#include "bpmn/engine.h"

const char *const bpmn_stop_names[BPMN_STOPS] = {
    [BPMN_STOP_GONE] = "gone",     [BPMN_STOP_KIND] = "kind",   [BPMN_STOP_SCOPE] = "scope",
    [BPMN_STOP_REPEAT] = "repeat", [BPMN_STOP_JOIN] = "join",   [BPMN_STOP_WORK] = "work",
    [BPMN_STOP_UNDO] = "undo",     [BPMN_STOP_EVENT] = "event", [BPMN_STOP_PROCESS] = "process",
};

struct migrating {
    struct machine *x; /* unfolded on `from`, then turned to `to` */
    const struct bpmn *from, *to;
    const struct bpmn_pair *pairs;
    size_t n;
    VEC(struct bpmn_stop) stops;
    VEC(struct bpmn_moved) moved;
    VEC(struct bpmn_waited) waited;
};

static void stop(struct migrating *g, enum bpmn_stop_kind kind, str element)
{
    for (size_t i = 0; i < g->stops.n; i++)
        if (g->stops.v[i].kind == kind && str_eq(g->stops.v[i].element, element))
            return;
    *vec_push(&g->stops, g->x->a) = (struct bpmn_stop){ kind, element };
}

static const struct bpmn_node *place(const struct migrating *g, const struct bpmn_node *at)
{
    for (size_t i = 0; i < g->n; i++)
        if (str_eq(g->pairs[i].from, at->id))
            return bpmn_node(g->to, g->pairs[i].to);
    return bpmn_node(g->to, at->id);
}

/* ---- has everything its place? ---- */

static bool same_kind(const struct bpmn_node *a, const struct bpmn_node *b)
{
    return a->kind == b->kind && a->trigger == b->trigger &&
           a->for_compensation == b->for_compensation && a->is_transaction == b->is_transaction &&
           (a->body == BPMN_NO) == (b->body == BPMN_NO);
}

static bool same_repeat(const struct bpmn_node *a, const struct bpmn_node *b)
{
    if ((a->multi != NULL) != (b->multi != NULL) || (a->loop != NULL) != (b->loop != NULL))
        return false;
    return !a->multi ||
           (a->multi->sequential == b->multi->sequential &&
            str_eq(a->multi->item, b->multi->item) && str_eq(a->multi->output, b->multi->output));
}

static bool same_value(const struct bpmn_value *a, const struct bpmn_value *b)
{
    return str_eq(a->text, b->text) && (a->expr != NULL) == (b->expr != NULL);
}

/* The flow of that id among those that enter the node; its slot, or BPMN_NO. */
static uint32_t slot_of(const struct bpmn *m, const struct bpmn_node *n, str flow)
{
    for (uint32_t i = 0; i < n->in_n; i++)
        if (str_eq(m->flows[n->in[i]].id, flow))
            return i;
    return BPMN_NO;
}

static bool same_entries(const struct migrating *g, const struct bpmn_node *a,
                         const struct bpmn_node *b)
{
    bool same = a->in_n == b->in_n;

    for (uint32_t i = 0; i < a->in_n && same; i++)
        same = slot_of(g->to, b, g->from->flows[a->in[i]].id) != BPMN_NO;
    return same;
}

/* The events after an event gateway, each in its place. */
static bool same_race(const struct migrating *g, const struct bpmn_node *a,
                      const struct bpmn_node *b)
{
    bool same = a->out_n == b->out_n;

    for (uint32_t i = 0; i < a->out_n && same; i++) {
        const struct bpmn_node *e = place(g, &g->from->nodes[g->from->flows[a->out[i]].to]);
        bool there = false;
        for (uint32_t k = 0; k < b->out_n; k++)
            there |= e == &g->to->nodes[g->to->flows[b->out[k]].to];
        same = there;
    }
    return same;
}

/* The scope of the new model in which the frame's tokens must stand; BPMN_NO: none (told
 * already). */
static uint32_t frame_scope(struct migrating *g, const struct frame *f)
{
    if (!f->host)
        return g->x->process->index;
    const struct bpmn_node *host = place(g, f->host->at);
    if (!host)
        return BPMN_NO;
    return f->kind == FRAME_MULTI ? host->scope : host->body;
}

static void token_check(struct migrating *g, const struct frame *f, const struct token *t,
                        uint32_t scope)
{
    const struct bpmn_node *at = t->at, *to = place(g, at);

    if (!to) {
        stop(g, BPMN_STOP_GONE, at->id);
        return;
    }
    *vec_push(&g->moved, g->x->a) = (struct bpmn_moved){ t->id, at, to };
    if (!same_kind(at, to))
        stop(g, BPMN_STOP_KIND, at->id);
    else if (scope != BPMN_NO && to->scope != scope)
        stop(g, BPMN_STOP_SCOPE, at->id);
    else if (!same_repeat(at, to) || (f->kind == FRAME_MULTI && to != place(g, f->at)))
        stop(g, BPMN_STOP_REPEAT, at->id);
    else if (t->state == TOKEN_JOIN && !same_entries(g, at, to))
        stop(g, BPMN_STOP_JOIN, at->id);
    else if (at->kind == BPMN_EVENT_GATEWAY && !same_race(g, at, to))
        stop(g, BPMN_STOP_JOIN, at->id);
    else if (t->state == TOKEN_TASK && !same_value(&at->type, &to->type))
        stop(g, BPMN_STOP_WORK, at->id);
    else if (t->state == TOKEN_CALL && !same_value(&at->called, &to->called))
        stop(g, BPMN_STOP_WORK, at->id);
}

/* What a token is, not what may happen beside it: it must stay. */
static bool wait_is_work(const struct wait *w)
{
    return w->host && w->at->kind != BPMN_BOUNDARY;
}

static void frame_check(struct migrating *g, const struct frame *f)
{
    uint32_t scope = frame_scope(g, f);

    for (const struct token *t = f->first; t; t = t->next) {
        token_check(g, f, t, scope);
        for (const struct wait *w = t->waits; w; w = w->next) {
            const struct bpmn_node *to = place(g, w->at);
            if (wait_is_work(w) && (!to || !same_kind(w->at, to)))
                stop(g, to ? BPMN_STOP_KIND : BPMN_STOP_GONE, w->at->id);
        }
    }
    for (size_t i = 0; i < f->done.n; i++) {
        const struct bpmn_node *to = place(g, f->done.v[i].at);
        if (!to || !same_kind(f->done.v[i].at, to))
            stop(g, BPMN_STOP_UNDO, f->done.v[i].at->id);
    }
}

/* ---- the turn ---- */

/* Whether the event still belongs to what it belonged to. */
static bool wait_fits(const struct migrating *g, const struct wait *w, const struct bpmn_node *to)
{
    if (!to || !same_kind(w->at, to))
        return false;
    if (w->at->kind == BPMN_BOUNDARY)
        return place(g, &g->from->nodes[w->at->host]) == &g->to->nodes[to->host];
    if (wait_is_work(w))
        return true;
    uint32_t before = g->from->scopes[w->at->scope].owner, now = g->to->scopes[to->scope].owner;
    return before != BPMN_NO && now != BPMN_NO &&
           place(g, &g->from->nodes[before]) == &g->to->nodes[now];
}

/* Waits that the new model has too go on as they are; the others end. */
static void waits_turn(struct migrating *g, struct wait *w)
{
    for (; w; w = w->next) {
        const struct bpmn_node *to = place(g, w->at);
        if (wait_fits(g, w, to)) {
            w->at = to;
            continue;
        }
        *vec_push(&g->waited, g->x->a) = (struct bpmn_waited){ w->at, false };
        wait_close(g->x, w, false);
    }
}

/* An event that the old model had in the same place was opened then, and may have happened. */
static bool is_new(const struct migrating *g, const struct bpmn_node *at)
{
    for (uint32_t i = 0; i < g->from->nodes_n; i++) {
        const struct bpmn_node *old = &g->from->nodes[i];
        const struct wait w = { .at = old };
        if (place(g, old) == at && wait_fits(g, &w, at))
            return false;
    }
    return true;
}

static bool has_wait(const struct wait *w, const struct bpmn_node *at)
{
    for (; w; w = w->next)
        if (w->at == at && !w->gone)
            return true;
    return false;
}

static void wait_new(struct migrating *g, const struct bpmn_node *at, struct frame *f,
                     struct token *host)
{
    if (!is_new(g, at) || has_wait(host ? host->waits : f->waits, at))
        return;
    if (failed(wait_open(g->x, at, f, host)))
        stop(g, BPMN_STOP_EVENT, at->id);
    else if (has_wait(host ? host->waits : f->waits, at))
        *vec_push(&g->waited, g->x->a) = (struct bpmn_waited){ at, true };
}

/* Boundary events wait while their activity is at work. */
static bool at_work(const struct token *t)
{
    if (t->in->kind == FRAME_MULTI)
        return false;
    if (t->state == TOKEN_INCIDENT)
        return t->phase == PHASE_WORK || t->phase == PHASE_LEAVE;
    return t->state != TOKEN_JOIN && t->state != TOKEN_READY;
}

static void frame_open(struct migrating *g, struct frame *f)
{
    const struct bpmn *m = g->to;

    for (uint32_t i = 0; f->kind != FRAME_MULTI && !f->shut && i < f->scope->events_n; i++) {
        const struct bpmn_scope *s = &m->scopes[m->nodes[f->scope->events[i]].body];
        for (uint32_t k = 0; k < s->triggers_n; k++)
            wait_new(g, &m->nodes[s->triggers[k]], f, NULL);
    }
    for (struct token *t = f->first; t; t = t->next)
        for (uint32_t i = 0; at_work(t) && i < t->at->boundaries_n; i++)
            wait_new(g, &m->nodes[t->at->boundaries[i]], f, t);
}

static void token_turn(struct migrating *g, struct frame *f, struct token *t)
{
    const struct bpmn_node *to = place(g, t->at);

    waits_turn(g, t->waits);
    if (t->state == TOKEN_JOIN) {
        t->slot = slot_of(g->to, to, g->from->flows[t->at->in[t->slot]].id);
        if (!f->joined)
            f->joined = ARENA_ARRAY(g->x->a, uint32_t, g->to->nodes_n);
        f->joined[to->index]++;
    }
    t->at = to;
}

static void frame_turn(struct migrating *g, struct frame *f)
{
    f->joined = NULL;
    waits_turn(g, f->waits);
    for (struct token *t = f->first; t; t = t->next)
        token_turn(g, f, t);
    for (size_t i = 0; i < f->done.n; i++)
        f->done.v[i].at = place(g, f->done.v[i].at);
    f->at = f->host ? f->host->at : NULL; /* frames come after the one that holds their host */
    f->scope = !f->host                 ? g->x->process
               : f->kind == FRAME_MULTI ? &g->to->scopes[f->host->at->scope]
                                        : &g->to->scopes[f->host->at->body];
}

static void seen_turn(struct migrating *g)
{
    const struct bpmn *a = g->from, *b = g->to;
    uint8_t *seen = ARENA_ARRAY(g->x->a, uint8_t, (b->nodes_n + b->flows_n) / 8 + 1);

    for (uint32_t i = 0; i < a->nodes_n; i++) {
        const struct bpmn_node *n = place(g, &a->nodes[i]);
        if (n && g->x->seen[i / 8] >> i % 8 & 1)
            seen[n->index / 8] |= (uint8_t)(1u << n->index % 8);
    }
    for (uint32_t i = 0; i < a->flows_n; i++)
        for (uint32_t k = 0; k < b->flows_n; k++) {
            uint32_t from = a->nodes_n + i, to = b->nodes_n + k;
            if (str_eq(a->flows[i].id, b->flows[k].id) && g->x->seen[from / 8] >> from % 8 & 1)
                seen[to / 8] |= (uint8_t)(1u << to % 8);
        }
    g->x->seen = seen;
}

static void user_again(struct migrating *g)
{
    for (struct frame *f = g->x->frames; f; f = f->next)
        for (struct token *t = f->first; t; t = t->next)
            if (t->state == TOKEN_USER)
                work_user(g->x, t, BPMN_TASK_USER_AGAIN);
}

static void turn(struct migrating *g)
{
    struct machine *x = g->x;

    x->m = g->to;
    for (struct frame *f = x->frames; f; f = f->next)
        frame_turn(g, f);
    seen_turn(g);
    x->end = x->end ? place(g, x->end) : NULL;
    for (struct frame *f = x->frames; f; f = f->next)
        frame_open(g, f);
    x->vars_changed = true;
}

static err pairs_check(const struct migrating *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (!bpmn_node(g->from, g->pairs[i].from) || !bpmn_node(g->to, g->pairs[i].to))
            return REFUSED(ERR_MISSING);
    return OK;
}

static err migrate(struct migrating *g, val instance, struct bpmn_step *step)
{
    struct machine *x = g->x;

    TRY(pairs_check(g));
    TRY(state_load(x, instance));
    if (x->ended)
        return REFUSED(ERR_CONFLICT);
    const struct bpmn_scope *process = bpmn_process(g->to, x->process->id);
    x->process = process ? process : bpmn_main(g->to);
    if (!x->process || !x->process->executable) {
        stop(g, BPMN_STOP_PROCESS, val_get_text(instance, S("process")));
        return OK;
    }
    for (struct frame *f = x->frames; f; f = f->next)
        frame_check(g, f);
    if (g->stops.n)
        return OK;
    turn(g);
    if (g->stops.n)
        return OK;
    user_again(g);
    return step_finish(x, step);
}

err bpmn_migrate(const struct bpmn *from, const struct bpmn *to, val instance,
                 const struct bpmn_pair *pairs, size_t n, struct bpmn_env *env,
                 struct bpmn_migration *out)
{
    struct machine x;
    struct migrating g = { .x = &x, .from = from, .to = to, .pairs = pairs, .n = n };
    struct bpmn_step step = { 0 };

    machine_init(&x, from, env);
    TRY(migrate(&g, instance, &step));
    *out = (struct bpmn_migration){ .moved = g.moved.v,
                                    .moved_n = g.moved.n,
                                    .waits = g.waited.v,
                                    .waits_n = g.waited.n,
                                    .stops = g.stops.v,
                                    .stops_n = g.stops.n };
    if (!g.stops.n)
        out->step = step;
    return OK;
}
