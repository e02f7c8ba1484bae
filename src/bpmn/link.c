/* References between elements become indexes; then the lists that the engine walks. */
#include "bpmn/parse.h"

static str qualified(const struct reader *r, str ref)
{
    str head, tail;

    ref = str_trim(ref);
    return ref.n && !map_get(&r->ids, ref) && str_cut(ref, ':', &head, &tail) ? tail : ref;
}

static uint32_t flow_end(struct reader *r, const struct bpmn_flow *flow, const struct xml_node *x,
                         str attr)
{
    str ref = qualified(r, xml_attr(x, attr));
    uint32_t at = node_find(r, ref);

    if (at == BPMN_NO)
        parse_refuse(r, flow->line, flow->id, "bpmn.reference",
                     S("Connect the flow to an element."),
                     "The %.*s of flow %.*s, \"%.*s\", is not there.", STR_ARG(attr),
                     STR_ARG(flow->id), STR_ARG(ref));
    return at;
}

/* Until here a flow's `from` is its scope. */
static void flow_link(struct reader *r, struct bpmn_flow *flow, const struct xml_node *x)
{
    uint32_t scope = flow->from;

    r->strict = true;
    flow->from = flow_end(r, flow, x, S("sourceRef"));
    flow->to = flow_end(r, flow, x, S("targetRef"));
    r->strict = r->scopes.v[scope].executable;
    if (flow->from == BPMN_NO || flow->to == BPMN_NO) {
        flow->from = flow->to = BPMN_NO;
        return;
    }
    struct bpmn_node *a = &r->nodes.v[flow->from], *b = &r->nodes.v[flow->to];
    if (a->scope != b->scope) {
        parse_refuse(r, flow->line, flow->id, "bpmn.flow",
                     S("Let the flow end at the subprocess itself, or use a message flow."),
                     "Flow %.*s crosses the border of a subprocess or pool.", STR_ARG(flow->id));
        flow->from = flow->to = BPMN_NO;
        return;
    }
    a->out_n++;
    flow->slot = b->in_n++;
}

static void flows_link(struct reader *r)
{
    for (size_t i = 0; i < r->flows.n; i++)
        flow_link(r, &r->flows.v[i], r->flow_xml.v[i]);
    for (size_t i = 0; i < r->nodes.n; i++) {
        struct bpmn_node *n = &r->nodes.v[i];
        n->in = ARENA_ARRAY(r->a, uint32_t, n->in_n + 1);
        n->out = ARENA_ARRAY(r->a, uint32_t, n->out_n + 1);
        n->out_n = 0;
    }
    for (uint32_t i = 0; i < r->flows.n; i++) {
        const struct bpmn_flow *flow = &r->flows.v[i];
        if (flow->from == BPMN_NO)
            continue;
        struct bpmn_node *from = &r->nodes.v[flow->from];
        ((uint32_t *)from->out)[from->out_n++] = i;
        ((uint32_t *)r->nodes.v[flow->to].in)[flow->slot] = i;
    }
}

static void default_link(struct reader *r, struct bpmn_node *n, const struct xml_node *x)
{
    str ref = qualified(r, xml_attr(x, S("default")));

    if (!ref.n)
        return;
    for (uint32_t i = 0; i < n->out_n; i++)
        if (str_eq(r->flows.v[n->out[i]].id, ref)) {
            r->flows.v[n->out[i]].is_default = true;
            return;
        }
    parse_refuse(r, n->line, n->id, "bpmn.reference",
                 S("Choose one of the flows that leave the element."),
                 "The default flow \"%.*s\" does not leave %.*s.", STR_ARG(ref), STR_ARG(n->id));
}

static void boundary_link(struct reader *r, struct bpmn_node *n, const struct xml_node *x)
{
    str ref = qualified(r, xml_attr(x, S("attachedToRef")));

    if (n->kind != BPMN_BOUNDARY)
        return;
    r->strict = true;
    n->host = node_find(r, ref);
    if (n->host == BPMN_NO || r->nodes.v[n->host].scope != n->scope) {
        n->host = BPMN_NO;
        parse_refuse(r, n->line, n->id, "bpmn.reference", S("Attach the event to an activity."),
                     "The boundary event %.*s is attached to nothing.", STR_ARG(n->id));
        return;
    }
    r->nodes.v[n->host].boundaries_n++;
}

static void boundaries_list(struct reader *r)
{
    for (size_t i = 0; i < r->nodes.n; i++) {
        struct bpmn_node *n = &r->nodes.v[i];
        n->boundaries = ARENA_ARRAY(r->a, uint32_t, n->boundaries_n + 1);
        n->boundaries_n = 0;
    }
    for (uint32_t i = 0; i < r->nodes.n; i++) {
        if (r->nodes.v[i].host == BPMN_NO)
            continue;
        struct bpmn_node *host = &r->nodes.v[r->nodes.v[i].host];
        ((uint32_t *)host->boundaries)[host->boundaries_n++] = i;
    }
}

static str link_name(const struct reader *r, uint32_t at)
{
    const struct xml_node *def = xml_child(r->node_xml.v[at], NS_BPMN, S("linkEventDefinition"));
    str name = xml_attr(def, S("name"));

    return name.n ? name : r->nodes.v[at].name;
}

static void link_link(struct reader *r, struct bpmn_node *n)
{
    if (n->trigger != BPMN_ON_LINK || n->kind != BPMN_THROW)
        return;
    for (uint32_t i = 0; i < r->nodes.n && n->link == BPMN_NO; i++) {
        const struct bpmn_node *c = &r->nodes.v[i];
        if (c->kind == BPMN_CATCH && c->trigger == BPMN_ON_LINK && c->scope == n->scope &&
            str_eq(link_name(r, i), link_name(r, n->index)))
            n->link = i;
    }
    if (n->link == BPMN_NO)
        parse_refuse(r, n->line, n->id, "bpmn.link",
                     S("Draw a catching link event of the same name in the same scope."),
                     "The link \"%.*s\" leads nowhere.", STR_ARG(link_name(r, n->index)));
}

static void compensation_link(struct reader *r, struct bpmn_node *n, const struct xml_node *x)
{
    const struct xml_node *def = xml_child(x, NS_BPMN, S("compensateEventDefinition"));

    if (n->trigger != BPMN_ON_COMPENSATION)
        return;
    if (n->kind != BPMN_BOUNDARY) {
        str ref = qualified(r, xml_attr(def, S("activityRef")));
        n->link = node_find(r, ref);
        if (ref.n && n->link == BPMN_NO)
            parse_refuse(r, n->line, n->id, "bpmn.reference", S("Choose an activity."),
                         "%.*s refers to %.*s, which is not there.", STR_ARG(n->id), STR_ARG(ref));
        return;
    }
    for (size_t i = 0; i < r->associations.n; i++) {
        const struct xml_node *as = r->associations.v[i];
        if (str_eq(qualified(r, xml_attr(as, S("sourceRef"))), n->id))
            n->handler = node_find(r, qualified(r, xml_attr(as, S("targetRef"))));
    }
    if (n->handler == BPMN_NO || !r->nodes.v[n->handler].for_compensation)
        parse_refuse(r, n->line, n->id, "bpmn.compensation",
                     S("Connect it by an association to an activity that is for compensation."),
                     "The compensation event %.*s has no handler.", STR_ARG(n->id));
}

static bool in_scope_start(const struct bpmn_node *n)
{
    return n->kind == BPMN_START && n->trigger == BPMN_ON_NONE;
}

/* Where no start event stands, elements that nothing leads to begin (BPMN 2.0.2, 13.2). */
static bool implicit_start(const struct bpmn_node *n)
{
    return !n->in_n && n->kind != BPMN_BOUNDARY && n->kind != BPMN_EVENT_SUBPROCESS &&
           n->kind != BPMN_START && !n->for_compensation &&
           !(n->kind == BPMN_CATCH && n->trigger == BPMN_ON_LINK);
}

static void scope_lists(struct reader *r, struct bpmn_scope *s)
{
    uint32_t *starts = ARENA_ARRAY(r->a, uint32_t, r->nodes.n + 1);
    uint32_t *triggers = ARENA_ARRAY(r->a, uint32_t, r->nodes.n + 1);
    uint32_t *events = ARENA_ARRAY(r->a, uint32_t, r->nodes.n + 1);

    for (uint32_t i = 0; i < r->nodes.n; i++) {
        const struct bpmn_node *n = &r->nodes.v[i];
        if (n->scope != s->index)
            continue;
        if (in_scope_start(n))
            starts[s->starts_n++] = i;
        else if (n->kind == BPMN_START)
            triggers[s->triggers_n++] = i;
        else if (n->kind == BPMN_EVENT_SUBPROCESS)
            events[s->events_n++] = i;
    }
    bool none = !s->starts_n && !s->triggers_n;
    for (uint32_t i = 0; none && i < r->nodes.n; i++)
        if (r->nodes.v[i].scope == s->index && implicit_start(&r->nodes.v[i]))
            starts[s->starts_n++] = i;
    s->starts = starts;
    s->triggers = triggers;
    s->events = events;
}

/* Backwards from each incoming flow of an inclusive join: where a token may be that can still come
 * by it. */
static void reach_from(struct reader *r, const struct bpmn_node *join, uint32_t slot,
                       uint64_t *reach, uint32_t *stack)
{
    uint64_t bit = 1ull << slot;
    size_t n = 0;

    stack[n++] = r->flows.v[join->in[slot]].from;
    while (n) {
        const struct bpmn_node *at = &r->nodes.v[stack[--n]];
        if (at->index == join->index || reach[at->index] & bit)
            continue;
        reach[at->index] |= bit;
        for (uint32_t i = 0; i < at->in_n; i++)
            if (!(reach[r->flows.v[at->in[i]].from] & bit))
                stack[n++] = r->flows.v[at->in[i]].from;
        if (at->host != BPMN_NO)
            stack[n++] = at->host;
        for (uint32_t i = 0;
             at->kind == BPMN_CATCH && at->trigger == BPMN_ON_LINK && i < r->nodes.n; i++)
            if (r->nodes.v[i].link == at->index && r->nodes.v[i].trigger == BPMN_ON_LINK)
                stack[n++] = i;
    }
}

static void reach_make(struct reader *r, struct bpmn_node *n)
{
    if (n->kind != BPMN_INCLUSIVE && n->kind != BPMN_PARALLEL)
        return;
    if (n->in_n > 64) {
        parse_refuse(r, n->line, n->id, "bpmn.limit", S("Join in two steps."),
                     "%.*s joins more than 64 flows.", STR_ARG(n->id));
        return;
    }
    if (n->kind != BPMN_INCLUSIVE || n->in_n < 2)
        return;
    uint64_t *reach = ARENA_ARRAY(r->a, uint64_t, r->nodes.n);
    uint32_t *stack = ARENA_ARRAY(r->a, uint32_t, 2 * r->flows.n + 2 * r->nodes.n + 2);
    for (uint32_t slot = 0; slot < n->in_n; slot++)
        reach_from(r, n, slot, reach, stack);
    n->reach = reach;
}

void model_link(struct reader *r)
{
    flows_link(r);
    for (size_t i = 0; i < r->nodes.n; i++) {
        struct bpmn_node *n = &r->nodes.v[i];
        const struct xml_node *lane = map_get(&r->lanes, n->id);
        r->strict = r->scopes.v[n->scope].executable;
        n->lane_id = lane && xml_attr(lane, S("id")).p ? xml_attr(lane, S("id")) : S("");
        n->lane = lane && xml_attr(lane, S("name")).p ? xml_attr(lane, S("name")) : S("");
        default_link(r, n, r->node_xml.v[i]);
        link_link(r, n);
        compensation_link(r, n, r->node_xml.v[i]);
        boundary_link(r, n, r->node_xml.v[i]);
    }
    boundaries_list(r);
    for (size_t i = 0; i < r->scopes.n; i++)
        scope_lists(r, &r->scopes.v[i]);
    for (size_t i = 0; i < r->nodes.n; i++) {
        r->strict = r->scopes.v[r->nodes.v[i].scope].executable;
        reach_make(r, &r->nodes.v[i]);
    }
}
