/* bpmn/model.h - a compiled process model: immutable, shared by all cases that run on it.
 * Element and attribute names are those of BPMN 2.0.2 (OMG formal/13-12-09); `zeebe:` is Camunda
 * 8's extension. */
#ifndef BPMN_MODEL_H
#define BPMN_MODEL_H

#include "bpmn/part.h"

enum bpmn_kind {
    BPMN_START,
    BPMN_END,
    BPMN_CATCH,
    BPMN_THROW,
    BPMN_BOUNDARY,
    BPMN_TASK,
    BPMN_MANUAL,
    BPMN_USER,
    BPMN_SERVICE,
    BPMN_SEND,
    BPMN_RECEIVE,
    BPMN_SCRIPT,
    BPMN_RULE,
    BPMN_SUBPROCESS,
    BPMN_EVENT_SUBPROCESS,
    BPMN_CALL_ACTIVITY,
    BPMN_EXCLUSIVE,
    BPMN_PARALLEL,
    BPMN_INCLUSIVE,
    BPMN_EVENT_GATEWAY,
    BPMN_OTHER, /* drawn only, in a process that is not executable */
};

enum bpmn_trigger {
    BPMN_ON_NONE,
    BPMN_ON_MESSAGE,
    BPMN_ON_TIMER,
    BPMN_ON_ERROR,
    BPMN_ON_ESCALATION,
    BPMN_ON_SIGNAL,
    BPMN_ON_CONDITIONAL,
    BPMN_ON_LINK,
    BPMN_ON_TERMINATE,
    BPMN_ON_COMPENSATION,
    BPMN_ON_CANCEL,
    BPMN_ON_MULTIPLE,
};

struct bpmn_flow {
    uint32_t index; /* among the model's flows */
    str id, name;
    uint32_t from, to;      /* nodes */
    struct bpmn_value when; /* condition; expr null: none */
    bool is_default;
    uint32_t slot; /* which incoming flow of its target it is */
    int line;
};

struct bpmn_node {
    uint32_t index;
    enum bpmn_kind kind;
    enum bpmn_trigger trigger;
    str id, name, lane, lane_id, documentation; /* lane: its name */
    str type_name;                              /* XML local name: "userTask" */
    int line;
    uint32_t scope;           /* the scope it lies in */
    uint32_t body;            /* subprocess: the scope inside of it; else BPMN_NO */
    const uint32_t *in, *out; /* flows */
    uint32_t in_n, out_n;
    uint32_t host;     /* boundary: the activity; else BPMN_NO */
    bool interrupting; /* boundary, start of an event subprocess */
    bool for_compensation, is_transaction;
    const uint32_t *boundaries;
    uint32_t boundaries_n;
    uint32_t handler; /* compensation boundary: the handler's node; else BPMN_NO */
    uint32_t
        link; /* link throw: the catching node; compensation throw: the activity; else BPMN_NO */
    const struct bpmn_named *named; /* message, signal, error, escalation; null for none */
    enum bpmn_timer_kind timer_kind;
    struct bpmn_value timer, condition;
    struct bpmn_value type, retries;    /* zeebe:taskDefinition */
    struct bpmn_value decision, called; /* zeebe:calledDecision, calledElement */
    struct bpmn_value form,
        form_key; /* zeebe:formDefinition formId; formKey or externalReference */
    struct bpmn_value assignee, groups, users, due, follow_up, priority;
    struct bpmn_value script;
    str result;                     /* variable of decision or script */
    bool call_all_in, call_all_out; /* propagateAllParentVariables, propagateAllChildVariables */
    val headers, properties;        /* contexts of strings */
    const struct bpmn_mapping *inputs, *outputs;
    uint32_t inputs_n, outputs_n;
    const struct bpmn_multi *multi;
    const struct bpmn_loop *loop;
    const uint64_t *reach; /* inclusive join: for each node, which incoming flows a token there may
                              still come by */
};

#define BPMN_NO UINT32_MAX

/* A process or the inside of a subprocess. */
struct bpmn_scope {
    uint32_t index, parent; /* parent scope, BPMN_NO for a process */
    uint32_t owner;         /* the subprocess' node, BPMN_NO for a process */
    str id, name;
    bool executable;
    const uint32_t
        *starts; /* where a token begins: none start events, else nodes that no flow enters */
    uint32_t starts_n;
    const uint32_t *triggers; /* start events with another trigger (of a process) */
    uint32_t triggers_n;
    const uint32_t *events; /* event subprocesses: their nodes */
    uint32_t events_n;
};

struct bpmn_shape; /* bpmn/shape.h */

struct bpmn {
    str id, name;
    const struct bpmn_node *nodes;
    const struct bpmn_flow *flows;
    const struct bpmn_scope *scopes;
    const struct bpmn_shape *shapes;
    uint32_t nodes_n, flows_n, scopes_n, shapes_n;
    map by_id;      /* id to struct bpmn_node */
    map by_process; /* id to struct bpmn_scope */
};

#endif
