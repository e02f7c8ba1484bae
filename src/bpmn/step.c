/* One step: an event reaches the instance, and tokens run until each waits. */
#include "bpmn/engine.h"

static bool queue_run(struct machine *x)
{
    uint32_t most = x->env->steps ? x->env->steps : 10000;

    while (x->queue_at < x->queue.n) {
        struct token *t = x->queue.v[x->queue_at++];
        if (t->gone || t->state != TOKEN_READY)
            continue;
        if (++x->entered > most)
            return false;
        node_enter(x, t);
    }
    x->queue.n = x->queue_at = 0;
    return true;
}

err machine_run(struct machine *x)
{
    do {
        if (!queue_run(x) || x->entered > (x->env->steps ? x->env->steps : 10000))
            return FAULT(ERR_BUDGET);
        x->entered++;
    } while (!x->ended && (join_inclusive(x) || conditions_run(x) || x->queue.n));
    return OK;
}

err step_finish(struct machine *x, struct bpmn_step *out)
{
    TRY(machine_run(x));
    out->instance = state_save(x);
    out->variables = x->root->vars;
    out->variables_changed = x->root_changed;
    out->ended = x->ended;
    out->effects = x->effects.v;
    out->effects_n = x->effects.n;
    return OK;
}

static void process_begin(struct machine *x, const struct bpmn_scope *process, val variables)
{
    x->process = process;
    x->root = frame_new(x, FRAME_PROCESS, process, NULL);
    x->root->vars = variables.tag == V_CONTEXT ? variables : val_done(&(val_builder){ .a = x->a });
    x->root_changed = true;
}

err bpmn_start(const struct bpmn *m, str process_id, val variables, struct bpmn_env *env,
               struct bpmn_step *out)
{
    const struct bpmn_scope *process = bpmn_process(m, process_id);
    struct machine x;

    if (!process)
        return REFUSED(ERR_MISSING);
    if (!process->executable || !process->starts_n)
        return REFUSED(ERR_UNSUPPORTED);
    machine_init(&x, m, env);
    process_begin(&x, process, variables);
    scope_begin(&x, x.root);
    return step_finish(&x, out);
}

err bpmn_start_event(const struct bpmn *m, str start_id, val variables, val payload,
                     struct bpmn_env *env, struct bpmn_step *out)
{
    const struct bpmn_node *at = bpmn_node(m, start_id);
    struct machine x;

    if (!at || at->kind != BPMN_START || m->scopes[at->scope].owner != BPMN_NO)
        return REFUSED(ERR_MISSING);
    if (!m->scopes[at->scope].executable)
        return REFUSED(ERR_UNSUPPORTED);
    machine_init(&x, m, env);
    process_begin(&x, &m->scopes[at->scope], variables);
    scope_begin_event(&x, x.root, at, payload);
    return step_finish(&x, out);
}

/* ---- events ---- */

static struct token *token_of(const struct machine *x, uint32_t id)
{
    struct entry *e = state_find(x, id);

    return e ? e->token : NULL;
}

static err on_done(struct machine *x, const struct bpmn_event *ev)
{
    struct token *t = token_of(x, ev->token);
    bool fits =
        t && (ev->kind == BPMN_TASK_DONE   ? t->state == TOKEN_TASK || t->state == TOKEN_DECISION
              : ev->kind == BPMN_USER_DONE ? t->state == TOKEN_USER
                                           : t->state == TOKEN_CALL);

    if (!fits)
        return REFUSED(ERR_CONFLICT);
    t->state = TOKEN_READY;
    node_done(x, t, ev->data);
    return OK;
}

static bool works(const struct token *t)
{
    return t && (t->state == TOKEN_TASK || t->state == TOKEN_DECISION || t->state == TOKEN_USER ||
                 t->state == TOKEN_CALL);
}

static err on_error(struct machine *x, const struct bpmn_event *ev)
{
    struct token *t = token_of(x, ev->token);
    bool escalated = ev->kind == BPMN_TASK_ESCALATED;

    if (!works(t))
        return REFUSED(ERR_CONFLICT);
    if (error_throw(x, t, escalated ? BPMN_ON_ESCALATION : BPMN_ON_ERROR, ev->name, ev->data))
        return OK;
    if (escalated) {
        effect(x, BPMN_ESCALATION, t->id, t->at)->name = ev->name;
        return OK;
    }
    str text =
        str_fmt(x->a, "Nothing around %.*s catches the error \"%.*s\"%s%.*s", STR_ARG(t->at->id),
                STR_ARG(ev->name), ev->text.n ? ": " : ".", STR_ARG(ev->text));
    val told = vars_with(x->a, val_null(), S("key"),
                         val_str(ev->text.n ? S("bpmn.not_caught_said") : S("bpmn.not_caught")));
    told = vars_with(x->a, told, S("code"), val_str(ev->name));
    if (ev->text.n)
        told = vars_with(x->a, told, S("text"), val_str(ev->text));
    incident(x, t, PHASE_WORK, S("error"), text, told);
    return OK;
}

static err on_failed(struct machine *x, const struct bpmn_event *ev)
{
    struct token *t = token_of(x, ev->token);

    if (!works(t))
        return REFUSED(ERR_CONFLICT);
    incident(x, t, PHASE_WORK, ev->name.n ? ev->name : S("task"), ev->text.p ? ev->text : S(""),
             ev->data);
    return OK;
}

static err on_timer(struct machine *x, const struct bpmn_event *ev)
{
    struct entry *e = state_find(x, ev->token);

    if (!e || !e->wait || e->wait->at->trigger != BPMN_ON_TIMER)
        return REFUSED(ERR_CONFLICT);
    wait_fired(x, e->wait, val_null());
    return OK;
}

/* The waits of the whole instance, those of frames before those of their tokens; the nth that
 * matches. */
static struct wait *wait_match(const struct machine *x, const struct bpmn_event *ev,
                               enum bpmn_trigger trigger, uint32_t after)
{
    struct wait *best = NULL;

    for (size_t i = 0; i <= x->ids_mask; i++) {
        struct wait *w = x->ids ? x->ids[i].wait : NULL;
        if (!w || w->gone || w->at->trigger != trigger || w->id <= after ||
            (best && w->id > best->id))
            continue;
        if (str_eq(w->name, ev->name) &&
            (trigger != BPMN_ON_MESSAGE || str_empty(w->key) || str_eq(w->key, ev->key)))
            best = w;
    }
    return best;
}

static err on_message(struct machine *x, const struct bpmn_event *ev)
{
    struct entry *e = ev->token ? state_find(x, ev->token) : NULL;
    struct wait *w = ev->token ? e ? e->wait : NULL : wait_match(x, ev, BPMN_ON_MESSAGE, 0);

    if (!w || w->at->trigger != BPMN_ON_MESSAGE)
        return REFUSED(ERR_CONFLICT);
    wait_fired(x, w, ev->data);
    return OK;
}

/* Every wait there was when the signal came. */
static err on_signal(struct machine *x, const struct bpmn_event *ev)
{
    uint32_t before = x->next_id, after = 0;

    for (struct wait *w; (w = wait_match(x, ev, BPMN_ON_SIGNAL, after)) && w->id < before;) {
        after = w->id;
        wait_fired(x, w, ev->data);
    }
    return OK;
}

static void work_again(struct machine *x, struct token *t)
{
    if (!t->at->multi || t->in->kind == FRAME_MULTI) {
        node_work(x, t);
        return;
    }
    waits_close(x, &t->waits); /* of a multi-instance whose collection was none */
    t->code = S("again");      /* entered already: no second trace */
    t->phase = PHASE_ENTER;
    node_enter(x, t);
}

static void begin_again(struct machine *x, struct token *t)
{
    struct frame *f = t->in;
    val payload = t->result;

    token_cancel(x, t);
    if (t->at->kind == BPMN_START && t->at->trigger != BPMN_ON_NONE)
        scope_begin_event(x, f, t->at, payload);
    else
        scope_begin(x, f);
}

static err on_retry(struct machine *x, const struct bpmn_event *ev)
{
    struct token *t = token_of(x, ev->token);

    if (!t || t->state != TOKEN_INCIDENT)
        return REFUSED(ERR_CONFLICT);
    vars_merge(x, t, t->in, ev->data);
    effect(x, BPMN_INCIDENT_GONE, t->id, t->at);
    t->id = x->next_id++; /* what is still under way from the last try comes too late */
    t->state = TOKEN_READY;
    if (t->phase == PHASE_ENTER) {
        node_enter(x, t);
        return OK;
    }
    t->code = t->text = STR_NULL;
    switch ((enum token_phase)t->phase) {
    case PHASE_LEAVE:
        node_done(x, t, t->result);
        break;
    case PHASE_FLOW:
        flow_leave(x, t);
        break;
    case PHASE_BEGIN:
        begin_again(x, t);
        break;
    default:
        work_again(x, t);
        break;
    }
    return OK;
}

static err on_skip(struct machine *x, const struct bpmn_event *ev)
{
    struct token *t = token_of(x, ev->token);

    if (!t || (t->state != TOKEN_INCIDENT && !works(t)) || t->phase == PHASE_BEGIN)
        return REFUSED(ERR_CONFLICT);
    if (t->phase == PHASE_FLOW) /* nothing to skip: the way on is what is missing */
        return REFUSED(ERR_UNSUPPORTED);
    bool race = t->at->kind == BPMN_EVENT_GATEWAY;
    if (race)
        return REFUSED(ERR_UNSUPPORTED);
    token_stop(x, t);
    t->state = TOKEN_READY;
    node_done(x, t, ev->data);
    return OK;
}

static err on_move(struct machine *x, const struct bpmn_event *ev)
{
    struct token *t = token_of(x, ev->token);
    const struct bpmn_node *to = bpmn_node(x->m, ev->name);

    if (!t || t->in->kind == FRAME_MULTI || t->caller)
        return REFUSED(ERR_CONFLICT);
    if (!to || to->scope != t->at->scope || to->kind == BPMN_START || to->kind == BPMN_BOUNDARY ||
        to->kind == BPMN_EVENT_SUBPROCESS || to->for_compensation ||
        ((to->kind == BPMN_PARALLEL || to->kind == BPMN_INCLUSIVE) && to->in_n > 1))
        return REFUSED(ERR_MISSING);
    token_stop(x, t);
    trace(x, BPMN_LEFT, t, t->at);
    token_go(x, t, to);
    token_queue(x, t);
    return OK;
}

static err on_cancel(struct machine *x)
{
    frame_cancel(x, x->root);
    x->ended = x->cancelled = true;
    effect(x, BPMN_CANCELLED, 0, NULL);
    return OK;
}

static err event_apply(struct machine *x, const struct bpmn_event *ev)
{
    switch (ev->kind) {
    case BPMN_TASK_DONE:
    case BPMN_USER_DONE:
    case BPMN_CALL_DONE:
        return on_done(x, ev);
    case BPMN_TASK_ERROR:
    case BPMN_TASK_ESCALATED:
        return on_error(x, ev);
    case BPMN_TASK_FAILED:
        return on_failed(x, ev);
    case BPMN_TIMER_FIRED:
        return on_timer(x, ev);
    case BPMN_MESSAGE_CAME:
        return on_message(x, ev);
    case BPMN_SIGNAL_CAME:
        return on_signal(x, ev);
    case BPMN_CHANGED:
        vars_merge(x, NULL, x->root, ev->data);
        return OK;
    case BPMN_RETRY:
        return on_retry(x, ev);
    case BPMN_SKIP:
        return on_skip(x, ev);
    case BPMN_MOVE:
        return on_move(x, ev);
    case BPMN_CANCEL:
        return on_cancel(x);
    }
    return REFUSED(ERR_UNSUPPORTED);
}

err bpmn_continue(const struct bpmn *m, val instance, const struct bpmn_event *event,
                  struct bpmn_env *env, struct bpmn_step *out)
{
    struct machine x;

    machine_init(&x, m, env);
    TRY(state_load(&x, instance));
    if (x.ended)
        return REFUSED(ERR_CONFLICT);
    x.vars_changed = true;
    TRY(event_apply(&x, event));
    return step_finish(&x, out);
}
