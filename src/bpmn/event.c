/* Event definitions: what an event waits for or throws. */
#include "bpmn/parse.h"

static const struct {
    str name;
    enum bpmn_trigger trigger;
} triggers[] = {
    { S_INIT("messageEventDefinition"), BPMN_ON_MESSAGE },
    { S_INIT("timerEventDefinition"), BPMN_ON_TIMER },
    { S_INIT("errorEventDefinition"), BPMN_ON_ERROR },
    { S_INIT("escalationEventDefinition"), BPMN_ON_ESCALATION },
    { S_INIT("signalEventDefinition"), BPMN_ON_SIGNAL },
    { S_INIT("conditionalEventDefinition"), BPMN_ON_CONDITIONAL },
    { S_INIT("linkEventDefinition"), BPMN_ON_LINK },
    { S_INIT("terminateEventDefinition"), BPMN_ON_TERMINATE },
    { S_INIT("compensateEventDefinition"), BPMN_ON_COMPENSATION },
    { S_INIT("cancelEventDefinition"), BPMN_ON_CANCEL },
};

static str text_or_empty(str s)
{
    return s.p ? s : S("");
}

/* message, signal, error and escalation of the file, by id. */
void named_read(struct reader *r)
{
    static const struct {
        str element, code;
    } t[] = {
        { S_INIT("message"), S_INIT("name") },
        { S_INIT("signal"), S_INIT("name") },
        { S_INIT("error"), S_INIT("errorCode") },
        { S_INIT("escalation"), S_INIT("escalationCode") },
    };

    r->strict = true;
    for (const struct xml_node *x = r->root->first; x; x = x->next)
        FOR_EACH(t, c) {
            if (!xml_is(x, NS_BPMN, c->element))
                continue;
            struct bpmn_named *n = ARENA_NEW(r->a, struct bpmn_named);
            n->id = text_or_empty(xml_attr(x, S("id")));
            value_read(r, x->line, n->id, text_or_empty(xml_attr(x, c->code)), &n->value);
            n->name = n->value.expr ? S("") : n->value.text;
            const struct xml_node *ext = xml_child(x, NS_BPMN, S("extensionElements"));
            const struct xml_node *sub = ext ? xml_child(ext, NS_ZEEBE, S("subscription")) : NULL;
            if (sub)
                value_read(r, sub->line, n->id, text_or_empty(xml_attr(sub, S("correlationKey"))),
                           &n->key);
            map_put(&r->named, r->a, n->id, n);
        }
}

static void timer_check(struct reader *r, const struct bpmn_node *n)
{
    const struct bpmn_value *v = &n->timer;

    if (!v->expr && str_empty(v->text))
        parse_refuse(r, v->line, n->id, "bpmn.timer",
                     S("Fill in a date, a duration (P3D) or a cycle (R3/PT1H)."),
                     "The timer of %.*s is empty.", STR_ARG(n->id));
}

static void timer_read(struct reader *r, const struct xml_node *def, struct bpmn_node *n)
{
    static const struct {
        str name;
        enum bpmn_timer_kind kind;
    } t[] = {
        { S_INIT("timeDate"), BPMN_TIME_DATE },
        { S_INIT("timeDuration"), BPMN_TIME_DURATION },
        { S_INIT("timeCycle"), BPMN_TIME_CYCLE },
    };

    n->timer.line = def->line;
    FOR_EACH(t, c) {
        const struct xml_node *x = xml_child(def, NS_BPMN, c->name);
        if (!x)
            continue;
        n->timer_kind = c->kind;
        value_read(r, x->line, n->id, x->text, &n->timer);
    }
    timer_check(r, n);
}

static void named_use(struct reader *r, const struct xml_node *def, str attr, struct bpmn_node *n)
{
    str ref = xml_attr(def, attr);
    str head, tail;

    if (str_cut(ref, ':', &head, &tail) && !map_get(&r->named, ref))
        ref = tail; /* a qualified name: prefix:id */
    n->named = ref.n ? map_get(&r->named, ref) : NULL;
    if (ref.n && !n->named)
        parse_refuse(r, def->line, n->id, "bpmn.reference", S("Choose one that the file defines."),
                     "%.*s refers to %.*s, which is not there.", STR_ARG(n->id), STR_ARG(ref));
}

static void definition_read(struct reader *r, const struct xml_node *def, struct bpmn_node *n)
{
    const struct xml_node *x;

    switch (n->trigger) {
    case BPMN_ON_MESSAGE:
        named_use(r, def, S("messageRef"), n);
        break;
    case BPMN_ON_SIGNAL:
        named_use(r, def, S("signalRef"), n);
        break;
    case BPMN_ON_ERROR:
        named_use(r, def, S("errorRef"), n);
        break;
    case BPMN_ON_ESCALATION:
        named_use(r, def, S("escalationRef"), n);
        break;
    case BPMN_ON_TIMER:
        timer_read(r, def, n);
        break;
    case BPMN_ON_CONDITIONAL:
        if ((x = xml_child(def, NS_BPMN, S("condition"))))
            value_read(r, x->line, n->id, x->text, &n->condition);
        break;
    default:
        break;
    }
}

static bool is_event(enum bpmn_kind k)
{
    return k == BPMN_START || k == BPMN_END || k == BPMN_CATCH || k == BPMN_THROW ||
           k == BPMN_BOUNDARY;
}

void event_read(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    n->interrupting = !str_eq(xml_attr(x, S("cancelActivity")), S("false")) &&
                      !str_eq(xml_attr(x, S("isInterrupting")), S("false"));
    if ((n->kind == BPMN_RECEIVE || n->kind == BPMN_SEND) && xml_attr(x, S("messageRef")).n) {
        n->trigger = BPMN_ON_MESSAGE;
        named_use(r, x, S("messageRef"), n);
    } else if (n->kind == BPMN_RECEIVE) {
        n->trigger = BPMN_ON_MESSAGE;
    }
    if (!is_event(n->kind))
        return;
    for (const struct xml_node *c = x->first; c; c = c->next)
        FOR_EACH(triggers, t) {
            if (!xml_is(c, NS_BPMN, t->name))
                continue;
            bool second = n->trigger != BPMN_ON_NONE;
            n->trigger = second ? BPMN_ON_MULTIPLE : t->trigger;
            if (second)
                parse_refuse(r, c->line, n->id, "bpmn.unsupported", S("Draw one event for each."),
                             "%.*s has several event definitions, which is not executed.",
                             STR_ARG(n->id));
            else
                definition_read(r, c, n);
        }
}
