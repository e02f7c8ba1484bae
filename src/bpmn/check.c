/* What an executable process must say, and what contradicts itself. */
#include "bpmn/parse.h"
#include "bpmn/timer.h"

static bool given(const struct bpmn_value *v)
{
    return v->expr || v->text.n;
}

static void need(struct reader *r, const struct bpmn_node *n, bool there, const char *what,
                 str repair)
{
    if (!there)
        parse_refuse(r, n->line, n->id, "bpmn.missing", repair, "%.*s %.*s has no %s.",
                     STR_ARG(n->type_name), STR_ARG(n->id), what);
}

static void check_task(struct reader *r, const struct bpmn_node *n)
{
    bool job = given(&n->type);

    switch (n->kind) {
    case BPMN_SERVICE:
        need(r, n, job, "task type", S("Set zeebe:taskDefinition type."));
        break;
    case BPMN_SEND:
        need(r, n, job || n->named, "task type or message",
             S("Set zeebe:taskDefinition type or choose a message."));
        break;
    case BPMN_RULE:
        need(r, n, job || given(&n->decision), "decision",
             S("Set zeebe:calledDecision decisionId."));
        need(r, n, job || n->result.n, "result variable",
             S("Set zeebe:calledDecision resultVariable."));
        break;
    case BPMN_SCRIPT:
        need(r, n, n->script.expr, "FEEL script",
             S("Set zeebe:script expression, beginning with \"=\"."));
        need(r, n, n->result.n, "result variable", S("Set zeebe:script resultVariable."));
        break;
    case BPMN_CALL_ACTIVITY:
        need(r, n, given(&n->called), "called process", S("Set zeebe:calledElement processId."));
        break;
    case BPMN_SUBPROCESS:
    case BPMN_EVENT_SUBPROCESS: {
        const struct bpmn_scope *s = &r->scopes.v[n->body];
        bool event = n->kind == BPMN_EVENT_SUBPROCESS;
        if (!event && s->triggers_n)
            parse_refuse(r, n->line, n->id, "bpmn.start",
                         S("Start it with a none start event, or make it an event subprocess."),
                         "The subprocess %.*s starts with an event that is never waited for.",
                         STR_ARG(n->id));
        if (event && (s->starts_n || s->triggers_n != 1))
            parse_refuse(r, n->line, n->id, "bpmn.start",
                         S("Give it one start event with a trigger."),
                         "The event subprocess %.*s needs exactly one start event, with a trigger.",
                         STR_ARG(n->id));
        if (event && (n->in_n || n->out_n))
            parse_refuse(r, n->line, n->id, "bpmn.flow", S("Remove the flow."),
                         "Flows do not enter or leave the event subprocess %.*s.", STR_ARG(n->id));
        break;
    }
    default:
        break;
    }
}

static bool catches(const struct reader *r, const struct bpmn_node *n)
{
    return n->kind == BPMN_CATCH || n->kind == BPMN_BOUNDARY || n->kind == BPMN_RECEIVE ||
           (n->kind == BPMN_START && r->scopes.v[n->scope].owner != BPMN_NO);
}

static void check_message(struct reader *r, const struct bpmn_node *n)
{
    if (n->kind == BPMN_SEND || ((n->kind == BPMN_THROW || n->kind == BPMN_END) && given(&n->type)))
        return;
    need(r, n, n->named && given(&n->named->value), "message",
         S("Choose a message and give it a name."));
    if (n->named && catches(r, n))
        need(r, n, given(&n->named->key), "correlation key",
             S("Set zeebe:subscription correlationKey at the message, e.g. =number."));
}

static void check_timer(struct reader *r, const struct bpmn_node *n)
{
    struct timer_span span;
    struct timer_cycle cycle;
    const struct bpmn_value *v = &n->timer;
    instant at;
    day d;
    bool good = true;

    if (v->expr || !v->text.n || str_starts(v->text, S("=")))
        return;
    if (n->timer_kind == BPMN_TIME_DATE)
        good = !failed(instant_parse(v->text, &at)) || !failed(day_parse(v->text, &d));
    else if (n->timer_kind == BPMN_TIME_DURATION)
        good = !failed(timer_span_parse(v->text, &span));
    else
        good = !failed(timer_cycle_parse(v->text, &cycle));
    if (!good)
        parse_refuse(r, v->line, n->id, "bpmn.timer",
                     S("Write ISO 8601: 2026-03-02T09:00:00Z, P3D or R3/PT1H; or FEEL."),
                     "The timer \"%.*s\" of %.*s is not understood.", STR_ARG(v->text),
                     STR_ARG(n->id));
    if (n->timer_kind == BPMN_TIME_CYCLE &&
        (n->kind == BPMN_CATCH || (n->kind == BPMN_BOUNDARY && n->interrupting)))
        parse_refuse(r, v->line, n->id, "bpmn.timer",
                     S("Use a duration, or a boundary event that does not interrupt."),
                     "%.*s fires once; a cycle has no meaning there.", STR_ARG(n->id));
}

/* Which triggers an event of a kind can have. */
static bool trigger_fits(const struct reader *r, const struct bpmn_node *n)
{
    bool inside = r->scopes.v[n->scope].owner != BPMN_NO;

    switch (n->trigger) {
    case BPMN_ON_NONE:
        return n->kind != BPMN_CATCH && n->kind != BPMN_BOUNDARY;
    case BPMN_ON_MESSAGE:
    case BPMN_ON_SIGNAL:
        return true;
    case BPMN_ON_TIMER:
        return n->kind != BPMN_END && n->kind != BPMN_THROW;
    case BPMN_ON_CONDITIONAL:
        return n->kind != BPMN_END && n->kind != BPMN_THROW && (inside || n->kind != BPMN_START);
    case BPMN_ON_ERROR:
        return n->kind == BPMN_END || n->kind == BPMN_BOUNDARY || (n->kind == BPMN_START && inside);
    case BPMN_ON_ESCALATION:
        return n->kind != BPMN_CATCH && (n->kind != BPMN_START || inside);
    case BPMN_ON_LINK:
        return n->kind == BPMN_CATCH || n->kind == BPMN_THROW;
    case BPMN_ON_TERMINATE:
        return n->kind == BPMN_END;
    case BPMN_ON_COMPENSATION:
        return n->kind == BPMN_THROW || n->kind == BPMN_END || n->kind == BPMN_BOUNDARY;
    case BPMN_ON_CANCEL:
        return n->kind == BPMN_END || n->kind == BPMN_BOUNDARY;
    case BPMN_ON_MULTIPLE:
        return true; /* refused where it was read */
    }
    return false;
}

static const char *trigger_word(enum bpmn_trigger t)
{
    static const char *const words[] = {
        "no event definition",
        "a message",
        "a timer",
        "an error",
        "an escalation",
        "a signal",
        "a condition",
        "a link",
        "a terminate definition",
        "a compensation",
        "a cancel definition",
        "several definitions",
    };

    return words[t];
}

static void check_event(struct reader *r, const struct bpmn_node *n)
{
    bool event = n->kind <= BPMN_BOUNDARY;

    if (event && !trigger_fits(r, n))
        parse_refuse(r, n->line, n->id, "bpmn.unsupported", S("Choose another kind of event."),
                     "%.*s %.*s with %s is not executed.", STR_ARG(n->type_name), STR_ARG(n->id),
                     trigger_word(n->trigger));
    if (n->trigger == BPMN_ON_MESSAGE && (event || n->kind == BPMN_RECEIVE))
        check_message(r, n);
    if (n->trigger == BPMN_ON_TIMER)
        check_timer(r, n);
    if (n->trigger == BPMN_ON_SIGNAL)
        need(r, n, n->named && given(&n->named->value), "signal",
             S("Choose a signal and give it a name."));
    if (n->trigger == BPMN_ON_CONDITIONAL)
        need(r, n, n->condition.expr != NULL, "FEEL condition",
             S("Write a condition that begins with \"=\"."));
    if (n->trigger == BPMN_ON_ERROR && n->kind == BPMN_END)
        need(r, n, n->named && given(&n->named->value), "error code",
             S("Choose an error and give it a code."));
    if (n->kind == BPMN_END && n->out_n)
        parse_refuse(r, n->line, n->id, "bpmn.flow", S("Remove the flow."),
                     "A flow leaves the end event %.*s.", STR_ARG(n->id));
    if ((n->kind == BPMN_START || n->kind == BPMN_BOUNDARY) && n->in_n)
        parse_refuse(r, n->line, n->id, "bpmn.flow", S("Remove the flow."), "A flow enters %.*s.",
                     STR_ARG(n->id));
    if (n->trigger == BPMN_ON_ERROR && n->kind == BPMN_BOUNDARY && !n->interrupting)
        parse_refuse(r, n->line, n->id, "bpmn.error", S("Make it interrupting."),
                     "An error always interrupts.");
}

static void check_cancel(struct reader *r, const struct bpmn_node *n)
{
    uint32_t owner = r->scopes.v[n->scope].owner;

    if (n->trigger != BPMN_ON_CANCEL)
        return;
    bool fits = n->kind == BPMN_BOUNDARY ? n->host != BPMN_NO && r->nodes.v[n->host].is_transaction
                                         : owner != BPMN_NO && r->nodes.v[owner].is_transaction;
    if (!fits)
        parse_refuse(r, n->line, n->id, "bpmn.cancel", S("Use it in and at a transaction."),
                     "The cancel event %.*s is not part of a transaction.", STR_ARG(n->id));
}

static void check_host(struct reader *r, const struct bpmn_node *n)
{
    const struct bpmn_node *host = n->host == BPMN_NO ? NULL : &r->nodes.v[n->host];

    if (host && (host->kind < BPMN_TASK || host->kind > BPMN_CALL_ACTIVITY ||
                 host->kind == BPMN_EVENT_SUBPROCESS))
        parse_refuse(r, n->line, n->id, "bpmn.boundary",
                     S("Attach it to a task, subprocess or call activity."),
                     "The boundary event %.*s stands at a %.*s.", STR_ARG(n->id),
                     STR_ARG(host->type_name));
}

static void check_race(struct reader *r, const struct bpmn_node *n)
{
    for (uint32_t i = 0; i < n->out_n; i++) {
        const struct bpmn_node *to = &r->nodes.v[r->flows.v[n->out[i]].to];
        bool fits =
            (to->kind == BPMN_CATCH && to->trigger != BPMN_ON_LINK) || to->kind == BPMN_RECEIVE;
        if (!fits || to->in_n > 1)
            parse_refuse(r, to->line, to->id, "bpmn.race",
                         S("Let only catching events or receive tasks follow, each for itself."),
                         "%.*s cannot follow the event-based gateway %.*s.", STR_ARG(to->id),
                         STR_ARG(n->id));
    }
}

static void check_gateway(struct reader *r, const struct bpmn_node *n)
{
    bool chooses = n->kind == BPMN_EXCLUSIVE || n->kind == BPMN_INCLUSIVE;

    if (n->kind == BPMN_EVENT_GATEWAY)
        check_race(r, n);
    if (n->kind < BPMN_EXCLUSIVE || n->kind > BPMN_EVENT_GATEWAY)
        return;
    for (uint32_t i = 0; i < n->out_n; i++) {
        const struct bpmn_flow *flow = &r->flows.v[n->out[i]];
        bool asked = given(&flow->when);
        if (chooses && n->out_n > 1 && !asked && !flow->is_default)
            parse_refuse(r, flow->line, flow->id, "bpmn.condition",
                         S("Give it a condition or make it the default flow."),
                         "Flow %.*s leaves the gateway %.*s without a condition.",
                         STR_ARG(flow->id), STR_ARG(n->id));
        if (!chooses && asked)
            parse_refuse(r, flow->line, flow->id, "bpmn.condition",
                         S("Remove the condition, or use an exclusive or inclusive gateway."),
                         "The condition of flow %.*s is never asked.", STR_ARG(flow->id));
        if (flow->is_default && asked)
            warn(r, flow->line, flow->id, "bpmn.condition", S("Remove the condition."),
                 "The default flow %.*s has a condition, which is never asked.", STR_ARG(flow->id));
    }
    need(r, n, n->out_n || !n->in_n, "flow that leaves it",
         S("Connect it, or end with an end event."));
}

static void check_node(struct reader *r, const struct bpmn_node *n)
{
    check_task(r, n);
    check_event(r, n);
    check_cancel(r, n);
    check_host(r, n);
    check_gateway(r, n);
    if (n->multi && n->loop)
        parse_refuse(r, n->line, n->id, "bpmn.loop", S("Keep one of them."),
                     "%.*s is a loop and multi-instance at once.", STR_ARG(n->id));
    if (n->for_compensation && (n->in_n || n->out_n))
        parse_refuse(r, n->line, n->id, "bpmn.compensation",
                     S("Connect it by an association alone."),
                     "Flows do not enter or leave the compensation activity %.*s.", STR_ARG(n->id));
}

/* Elements that no token can ever reach. */
static void check_reach(struct reader *r)
{
    size_t room = 2 * r->nodes.n + r->flows.n + 2, n = 0;
    uint32_t *stack = ARENA_ARRAY(r->a, uint32_t, room * 2);
    bool *seen = ARENA_ARRAY(r->a, bool, r->nodes.n + 1);

    for (size_t i = 0; i < r->scopes.n; i++) {
        const struct bpmn_scope *s = &r->scopes.v[i];
        for (uint32_t k = 0; k < s->starts_n; k++)
            stack[n++] = s->starts[k];
        for (uint32_t k = 0; k < s->triggers_n; k++)
            stack[n++] = s->triggers[k];
    }
    while (n) {
        const struct bpmn_node *at = &r->nodes.v[stack[--n]];
        if (seen[at->index])
            continue;
        seen[at->index] = true;
        for (uint32_t i = 0; i < at->out_n; i++)
            stack[n++] = r->flows.v[at->out[i]].to;
        for (uint32_t i = 0; i < at->boundaries_n; i++)
            stack[n++] = at->boundaries[i];
        if (at->link != BPMN_NO)
            stack[n++] = at->link;
    }
    for (size_t i = 0; i < r->nodes.n; i++) {
        const struct bpmn_node *at = &r->nodes.v[i];
        if (r->scopes.v[at->scope].executable && !seen[i] && !at->for_compensation &&
            at->kind != BPMN_EVENT_SUBPROCESS)
            warn(r, at->line, at->id, "bpmn.unreachable", S("Connect it or remove it."),
                 "Nothing leads to %.*s.", STR_ARG(at->id));
    }
}

void model_check(struct reader *r)
{
    for (size_t i = 0; i < r->nodes.n; i++) {
        r->strict = r->scopes.v[r->nodes.v[i].scope].executable;
        if (r->strict)
            check_node(r, &r->nodes.v[i]);
    }
    for (size_t i = 0; i < r->scopes.n; i++) {
        const struct bpmn_scope *s = &r->scopes.v[i];
        r->strict = s->executable;
        if (s->owner == BPMN_NO && !s->starts_n && !s->triggers_n)
            parse_refuse(r, r->root->line, s->id, "bpmn.start", S("Draw a start event."),
                         "The process %.*s has no start.", STR_ARG(s->id));
    }
    check_reach(r);
}
