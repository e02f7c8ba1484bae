/* What tokens and frames wait for: timers, messages, signals, conditions. */
#include "bpmn/engine.h"

static err timer_arm(struct machine *x, struct wait *w, val v, bool *spans)
{
    struct timer_span span;
    struct timer_cycle cycle;

    *spans = w->at->timer_kind != BPMN_TIME_DATE;
    switch (w->at->timer_kind) {
    case BPMN_TIME_DATE:
        return vars_instant(x, v, &w->time) ? OK : REFUSED(ERR_TYPE);
    case BPMN_TIME_DURATION:
        TRY(timer_span_of(v, &span));
        return timer_add(x->env->now, span, &w->time);
    case BPMN_TIME_CYCLE:
        TRY(timer_cycle_parse(val_text(v), &cycle));
        TRY(timer_first(&cycle, x->env->now, &w->time));
        *spans = !cycle.has_first;
        w->cycle = timer_cycle_rest(x->a, &cycle);
        return OK;
    case BPMN_TIME_NONE:
        break;
    }
    return REFUSED(ERR_TYPE);
}

/* A span can be counted in other days than the calendar's, a date cannot: `since` tells which it
 * is. */
static void timer_set(struct machine *x, struct wait *w, bool spans, instant since)
{
    struct bpmn_effect *e = effect(x, BPMN_TIMER_SET, w->id, w->at);

    e->at_time = w->time;
    e->text = w->cycle;
    e->spans = spans;
    e->since = spans ? since : (instant){ 0 };
}

static err name_of(struct machine *x, struct token *host, struct frame *f,
                   const struct bpmn_value *v, str *out)
{
    val got;

    TRY(vars_eval(x, host, f, val_null(), v, &got));
    *out = got.tag == V_STRING || val_is_null(got) ? val_text(got) : val_display(x->a, got);
    return OK;
}

static err message_wait(struct machine *x, struct wait *w)
{
    const struct bpmn_named *n = w->at->named;

    TRY(name_of(x, w->host, w->in, &n->value, &w->name));
    TRY(name_of(x, w->host, w->in, &n->key, &w->key));
    if (str_empty(w->name) || (str_empty(w->key) && (n->key.expr || n->key.text.n)))
        return REFUSED(ERR_TYPE);
    struct bpmn_effect *e = effect(x, BPMN_MESSAGE_WAIT, w->id, w->at);
    e->name = w->name;
    e->key = w->key;
    return OK;
}

static err wait_arm(struct machine *x, struct wait *w)
{
    bool spans;
    val v;

    switch (w->at->trigger) {
    case BPMN_ON_TIMER:
        TRY(vars_eval(x, w->host, w->in, val_null(), &w->at->timer, &v));
        TRY(timer_arm(x, w, v, &spans));
        timer_set(x, w, spans, x->env->now);
        return OK;
    case BPMN_ON_MESSAGE:
        return message_wait(x, w);
    case BPMN_ON_SIGNAL:
        TRY(name_of(x, w->host, w->in, &w->at->named->value, &w->name));
        effect(x, BPMN_SIGNAL_WAIT, w->id, w->at)->name = w->name;
        return OK;
    case BPMN_ON_CONDITIONAL:
        x->conditions = x->vars_changed = true;
        return OK;
    default:
        return OK;
    }
}

/* Error, escalation and compensation events do not wait: what is thrown looks for them. */
static bool waits(const struct bpmn_node *at)
{
    return at->trigger == BPMN_ON_TIMER || at->trigger == BPMN_ON_MESSAGE ||
           at->trigger == BPMN_ON_SIGNAL || at->trigger == BPMN_ON_CONDITIONAL;
}

/* host null: the frame waits.  An error where a definition does not give what it should; nothing is
 * open then. */
err wait_open(struct machine *x, const struct bpmn_node *at, struct frame *f, struct token *host)
{
    if (!waits(at) && at->kind != BPMN_RECEIVE)
        return OK;
    struct wait *w = ARENA_NEW(x->a, struct wait);
    *w = (struct wait){ .id = x->next_id++, .at = at, .in = host ? host->in : f, .host = host };
    TRY(wait_arm(x, w));
    struct wait **list = host ? &host->waits : &f->waits;
    while (*list)
        list = &(*list)->next;
    *list = w;
    return OK;
}

static void wait_gone(struct machine *x, const struct wait *w)
{
    if (w->at->trigger == BPMN_ON_TIMER)
        effect(x, BPMN_TIMER_GONE, w->id, w->at);
    else if (w->at->trigger == BPMN_ON_MESSAGE)
        effect(x, BPMN_MESSAGE_WAIT_GONE, w->id, w->at);
    else if (w->at->trigger == BPMN_ON_SIGNAL)
        effect(x, BPMN_SIGNAL_WAIT_GONE, w->id, w->at);
}

/* fired: a timer that rang is gone outside already. */
void wait_close(struct machine *x, struct wait *w, bool fired)
{
    if (w->gone)
        return;
    w->gone = true;
    if (!fired || w->at->trigger != BPMN_ON_TIMER)
        wait_gone(x, w);
}

void waits_close(struct machine *x, struct wait **list)
{
    for (struct wait *w = *list; w; w = w->next)
        wait_close(x, w, false);
    *list = NULL;
}

/* After a firing that interrupts nothing: a timer with repetitions left is set again under a new
 * id. */
void wait_again(struct machine *x, struct wait *w)
{
    struct timer_cycle cycle;
    instant rang = w->time;

    if (w->at->trigger != BPMN_ON_TIMER)
        return;
    if (str_empty(w->cycle) || failed(timer_cycle_parse(w->cycle, &cycle)) ||
        failed(timer_first(&cycle, w->time, &w->time))) {
        w->gone = true;
        return;
    }
    w->id = x->next_id++;
    w->cycle = timer_cycle_rest(x->a, &cycle);
    timer_set(x, w, true, rang);
}

static bool condition_fires(struct machine *x, struct wait *w)
{
    val v;

    if (w->gone || w->at->trigger != BPMN_ON_CONDITIONAL)
        return false;
    bool now =
        !failed(vars_eval(x, w->host, w->in, val_null(), &w->at->condition, &v)) && val_is_true(v);
    bool fires = now && !w->was;
    w->was = now;
    return fires;
}

/* Fires one condition that has become true since it was last looked at. */
bool conditions_run(struct machine *x)
{
    if (!x->conditions || !x->vars_changed || x->ended)
        return false;
    for (struct frame *f = x->frames; f; f = f->next) {
        for (struct wait *w = f->gone ? NULL : f->waits; w; w = w->next)
            if (condition_fires(x, w))
                return wait_fired(x, w, val_null()), true;
        for (struct token *t = f->gone ? NULL : f->first; t; t = t->next)
            for (struct wait *w = t->gone ? NULL : t->waits; w; w = w->next)
                if (condition_fires(x, w))
                    return wait_fired(x, w, val_null()), true;
    }
    x->vars_changed = false;
    return false;
}
