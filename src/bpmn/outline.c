/* The process in words: its steps in the order of the flow, with what may follow each. */
#include "bpmn/diagram.h"

struct writer {
    arena *a;
    const struct bpmn *m;
    const struct diagram_options *o;
    VEC(struct outline_step) steps;
    uint32_t *step_of; /* node to index + 1 */
    bool *seen;
};

static const char *event_word(const struct bpmn_node *n)
{
    static const char *const words[] = {
        "event",
        "message_event",
        "timer_event",
        "error_event",
        "escalation_event",
        "signal_event",
        "conditional_event",
        "link_event",
        "terminate_event",
        "compensation_event",
        "cancel_event",
        "event",
    };

    if (n->kind == BPMN_START)
        return "start_event";
    return n->kind == BPMN_END ? "end_event" : words[n->trigger];
}

static const char *kind_word(const struct bpmn_node *n)
{
    static const char *const words[] = {
        [BPMN_TASK] = "task",
        [BPMN_MANUAL] = "manual_task",
        [BPMN_USER] = "user_task",
        [BPMN_SERVICE] = "service_task",
        [BPMN_SEND] = "send_task",
        [BPMN_RECEIVE] = "receive_task",
        [BPMN_SCRIPT] = "script_task",
        [BPMN_RULE] = "business_rule_task",
        [BPMN_SUBPROCESS] = "subprocess",
        [BPMN_EVENT_SUBPROCESS] = "event_subprocess",
        [BPMN_CALL_ACTIVITY] = "call_activity",
        [BPMN_EXCLUSIVE] = "exclusive_gateway",
        [BPMN_PARALLEL] = "parallel_gateway",
        [BPMN_INCLUSIVE] = "inclusive_gateway",
        [BPMN_EVENT_GATEWAY] = "event_gateway",
        [BPMN_OTHER] = "other",
    };

    return n->kind <= BPMN_BOUNDARY ? event_word(n) : words[n->kind];
}

static str label(const struct writer *w, str id, str own)
{
    str text = w->o && w->o->label ? w->o->label(w->o->user, id) : STR_NULL;

    return text.p ? text : own;
}

/* The kind's words where nobody gave a name: "user task". */
static str name_of(const struct writer *w, const struct bpmn_node *n)
{
    str name = label(w, n->id, n->name);

    if (str_trim(name).n)
        return name;
    name = str_copy(w->a, str_z(kind_word(n)));
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '_')
            ((char *)name.p)[i] = ' ';
    return name;
}

/* A join, or a gateway that nobody named, is no step for a reader. */
static bool shown(const struct writer *w, const struct bpmn_node *n)
{
    bool gateway = n->kind >= BPMN_EXCLUSIVE && n->kind <= BPMN_EVENT_GATEWAY;

    return !gateway || (n->out_n > 1 && str_trim(label(w, n->id, n->name)).n > 0);
}

static void scope_add(struct writer *w, const struct bpmn_scope *s, int depth);

static void step_add(struct writer *w, const struct bpmn_node *n, int depth)
{
    const struct bpmn_marks *m = w->o ? w->o->marks : NULL;

    if (!shown(w, n))
        return;
    *vec_push(&w->steps, w->a) = (struct outline_step){
        .node = n,
        .name = name_of(w, n),
        .lane = n->lane_id.n ? label(w, n->lane_id, n->lane) : n->lane,
        .kind = kind_word(n),
        .depth = depth,
        .state = !m                     ? OUTLINE_OPEN
                 : m->present[n->index] ? OUTLINE_PRESENT
                 : m->visited[n->index] ? OUTLINE_DONE
                                        : OUTLINE_OPEN,
        .incident = m && m->incident[n->index],
    };
    w->step_of[n->index] = (uint32_t)w->steps.n;
}

/* Breadth first from the starts, so that branches stand beside each other in the order
 * of the flow. */
static void walk(struct writer *w, uint32_t *queue, size_t n, int depth)
{
    for (size_t at = 0; at < n; at++) {
        const struct bpmn_node *node = &w->m->nodes[queue[at]];
        step_add(w, node, depth);
        if (node->body != BPMN_NO)
            scope_add(w, &w->m->scopes[node->body], depth + 1);
        for (uint32_t i = 0; i < node->boundaries_n + node->out_n + 1; i++) {
            uint32_t to = i < node->out_n                        ? w->m->flows[node->out[i]].to
                          : i < node->out_n + node->boundaries_n ? node->boundaries[i - node->out_n]
                                                                 : node->link;
            if (to == BPMN_NO || w->seen[to])
                continue;
            w->seen[to] = true;
            queue[n++] = to;
        }
    }
}

static void scope_add(struct writer *w, const struct bpmn_scope *s, int depth)
{
    uint32_t *queue = ARENA_ARRAY(w->a, uint32_t, w->m->nodes_n + 1);
    size_t n = 0;

    if (depth > 100)
        return;
    for (uint32_t i = 0; i < s->starts_n + s->triggers_n + s->events_n; i++) {
        uint32_t at = i < s->starts_n ? s->starts[i]
                      : i < s->starts_n + s->triggers_n
                          ? s->triggers[i - s->starts_n]
                          : s->events[i - s->starts_n - s->triggers_n];
        if (!w->seen[at])
            queue[n++] = at;
        w->seen[at] = true;
    }
    walk(w, queue, n, depth);
}

struct way {
    uint32_t node;
    str word;
};

/* Scratch for one step after the other. */
struct follow {
    struct way *stack;
    uint32_t *next, n;
    str *words;
    uint32_t *passed, round; /* node: the round in which it was met */
};

static void found(struct follow *f, uint32_t step, str word)
{
    f->next[f->n] = step - 1;
    f->words[f->n++] = word;
}

/* The steps behind a node; gateways that are no steps are passed through, with the
 * word on the way. */
static void follow(struct writer *w, struct follow *f, uint32_t from)
{
    size_t n = 0;

    f->stack[n++] = (struct way){ from, S("") };
    while (n) {
        struct way at = f->stack[--n];
        const struct bpmn_node *node = &w->m->nodes[at.node];
        for (uint32_t i = 0; i < node->out_n; i++) {
            const struct bpmn_flow *flow = &w->m->flows[node->out[i]];
            str own = label(w, flow->id, flow->name);
            str word = str_trim(own).n ? own : at.word;
            if (f->passed[flow->to] == f->round)
                continue;
            f->passed[flow->to] = f->round;
            if (w->step_of[flow->to])
                found(f, w->step_of[flow->to], word);
            else
                f->stack[n++] = (struct way){ flow->to, word };
        }
    }
}

static void followers(struct writer *w, struct follow *f, struct outline_step *s)
{
    const struct bpmn_node *n = s->node;

    f->n = 0;
    f->round++;
    follow(w, f, n->index);
    for (uint32_t i = 0; i < n->boundaries_n; i++)
        if (w->step_of[n->boundaries[i]] && f->passed[n->boundaries[i]] != f->round)
            found(f, w->step_of[n->boundaries[i]], S(""));
    uint32_t *next = ARENA_ARRAY(w->a, uint32_t, f->n + 1);
    str *words = ARENA_ARRAY(w->a, str, f->n + 1);
    for (uint32_t i = 0; i < f->n; i++) {
        next[i] = f->next[i];
        words[i] = f->words[i];
    }
    s->next = next;
    s->next_words = words;
    s->next_n = f->n;
}

struct outline bpmn_outline(arena *a, const struct bpmn *m, str process_id,
                            const struct diagram_options *o)
{
    const struct bpmn_scope *process = bpmn_process(m, process_id);
    struct writer w = { .a = a, .m = m, .o = o };

    if (!process)
        return (struct outline){ NULL, 0 };
    w.step_of = ARENA_ARRAY(a, uint32_t, m->nodes_n + 1);
    w.seen = ARENA_ARRAY(a, bool, m->nodes_n + 1);
    scope_add(&w, process, 0);
    struct follow f = {
        .stack = ARENA_ARRAY(a, struct way, m->nodes_n + 1),
        .next = ARENA_ARRAY(a, uint32_t, 2 * m->nodes_n + 1),
        .words = ARENA_ARRAY(a, str, 2 * m->nodes_n + 1),
        .passed = ARENA_ARRAY(a, uint32_t, m->nodes_n + 1),
    };
    for (size_t i = 0; i < w.steps.n; i++)
        followers(&w, &f, &w.steps.v[i]);
    for (size_t i = 0; i < w.steps.n; i++)
        for (uint32_t k = 0; w.steps.v[i].state == OUTLINE_PRESENT && k < w.steps.v[i].next_n; k++)
            if (w.steps.v[w.steps.v[i].next[k]].state == OUTLINE_OPEN)
                w.steps.v[w.steps.v[i].next[k]].state = OUTLINE_NEXT;
    return (struct outline){ w.steps.v, w.steps.n };
}
