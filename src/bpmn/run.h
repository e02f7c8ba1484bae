/* bpmn/run.h - the engine.  Pure: an instance's state and an event in, the new state and the
 * effects out.
 *
 * The state is a val: { v: 1, process, next, state: "running" | "done" | "cancelled", end, seen,
 * scopes: [ { id, kind: "process" | "sub" | "multi", at, host, vars, tokens: [{ id, at, st, ... }],
 * waits: [{ id, at, ... }] } ] }. Scopes may be stored as a row each; ids are unique within the
 * instance and grow.  Treat the rest as opaque.
 *
 * The caller performs service tasks and decisions of a step at once (or lets a service task wait
 * for somebody outside) and gives the result back as an event, until a step has none: so the
 * instance runs to its next wait state.  Effects of one step are to be performed in order. */
#ifndef BPMN_RUN_H
#define BPMN_RUN_H

#include "bpmn/bpmn.h"

struct bpmn_env {
    arena *a; /* for state and effects */
    instant now;
    val given; /* names that expressions may read and the process cannot change (the
                  case's answers) */
    struct feel_env *feel;
    /* The instant of a date or local date-time in the office's time zone, false where it has none;
     * null: UTC. */
    bool (*local)(void *user, val when, instant *out);
    void *user;
    uint32_t first; /* the least id that a new instance gives out; 0: 1.  One that takes another's
                       place begins after it, so that nothing late finds the wrong token */
    uint32_t steps; /* elements entered in one step; 0: 10,000.  Past it FAULT(ERR_BUDGET). */
};

enum bpmn_effect_kind {
    BPMN_TASK_SERVICE,  /* name: type; headers; data: inputs; number: retries */
    BPMN_TASK_DECISION, /* name: decision id; data: its input context; text: result variable */
    BPMN_TASK_USER,     /* name: the element's name; form, assignee, groups, users, due, follow_up,
                           priority; data: inputs */
    BPMN_TASK_GONE,     /* service or decision no longer wanted */
    BPMN_TASK_USER_GONE,
    BPMN_TASK_USER_AGAIN, /* the open task as another version has it (bpmn/migrate.h) */
    BPMN_TIMER_SET, /* at_time: when; spans, since; text: what remains of a cycle ("R2/PT1H") or
                       empty */
    BPMN_TIMER_GONE,
    BPMN_MESSAGE_WAIT, /* name, key */
    BPMN_MESSAGE_WAIT_GONE,
    BPMN_SIGNAL_WAIT, /* name */
    BPMN_SIGNAL_WAIT_GONE,
    BPMN_MESSAGE_THROW, /* name, key (may be empty), data */
    BPMN_SIGNAL_THROW,  /* name, data: to every instance that waits, this one included
                           (as an event) */
    BPMN_ESCALATION,    /* name: code that nothing in the model catches */
    BPMN_CALL,          /* name: process id; data: variables */
    BPMN_CALL_GONE,
    BPMN_INCIDENT, /* name: code ("feel", "no_flow", "error", "task" ...); text: one English
                      sentence; data: { key: a word of bpmn/words.yaml, and its arguments }, where
                      `at` is an element and `why` a word of feel/words.yaml; of a task that failed
                      what the event said */
    BPMN_INCIDENT_GONE,
    BPMN_COMPLETED, /* at: the end event reached last, or null */
    BPMN_CANCELLED,
    BPMN_ENTERED,
    BPMN_LEFT,
    BPMN_TAKEN, /* trace: at; TAKEN: flow */
};

/* token: what an event about this effect must name (of GONE: the one that ends). */
struct bpmn_effect {
    enum bpmn_effect_kind kind;
    uint32_t token;
    const struct bpmn_node *at;
    const struct bpmn_flow *flow;
    str name, key, text, form, assignee;
    val groups, users; /* lists of strings, or null */
    val headers, data;
    instant at_time, due, follow_up;
    bool has_due, has_follow_up;
    bool spans; /* TIMER_SET: at_time is so long after `since`; TASK_USER: due after now */
    instant since;
    int64_t number;
};

struct bpmn_step {
    val instance;
    val variables; /* of the process, after the step */
    bool variables_changed;
    bool ended; /* done or cancelled */
    const struct bpmn_effect *effects;
    size_t effects_n;
};

enum bpmn_event_kind {
    BPMN_TASK_DONE,      /* token, data: outputs (decision: its result) */
    BPMN_TASK_ERROR,     /* token, name: BPMN error code; text; data: variables */
    BPMN_TASK_ESCALATED, /* token, name: escalation code; data: variables */
    BPMN_TASK_FAILED,    /* token, name: incident code; text; data: what people are told, or null */
    BPMN_USER_DONE,      /* token, data: outputs */
    BPMN_TIMER_FIRED,    /* token */
    BPMN_MESSAGE_CAME,   /* name, key, data; or token instead of name and key */
    BPMN_SIGNAL_CAME,    /* name, data; nothing happens where nothing waits */
    BPMN_CALL_DONE,      /* token, data: the called process' variables */
    BPMN_CHANGED, /* data: variables of the process to set (may be null); conditions are looked at
                     again */
    BPMN_RETRY,   /* token of an incident; data: variables to correct first (may be null) */
    BPMN_SKIP,    /* token of a task or incident: goes on as if done, data: outputs */
    BPMN_MOVE,    /* token: its work ends, and it enters the element `name` of the same scope */
    BPMN_CANCEL,  /* the whole instance */
};
struct bpmn_event {
    enum bpmn_event_kind kind;
    uint32_t token;
    str name, key, text;
    val data;
};

/* Begins at the none start event of an executable process.  variables: a context or null.
 * ERR_MISSING (no such process), ERR_UNSUPPORTED (not executable, or it starts only by an event),
 * ERR_BUDGET. */
MUST_USE err bpmn_start(const struct bpmn *m, str process_id, val variables, struct bpmn_env *env,
                        struct bpmn_step *out);
/* The same at a start event with a trigger, which has happened; payload goes through its output
 * mapping. */
MUST_USE err bpmn_start_event(const struct bpmn *m, str start_id, val variables, val payload,
                              struct bpmn_env *env, struct bpmn_step *out);
/* ERR_CONFLICT where the event's token or wait is gone, or the instance has ended; nothing has
 * changed then. ERR_SYNTAX where the state is none of this model, ERR_MISSING where MOVE names no
 * element, ERR_BUDGET. */
MUST_USE err bpmn_continue(const struct bpmn *m, val instance, const struct bpmn_event *event,
                           struct bpmn_env *env, struct bpmn_step *out);

/* Where the tokens stand now; the elements entered and flows taken so far. */
struct bpmn_marks {
    bool *present;  /* by node index */
    bool *visited;  /* by node index */
    bool *taken;    /* by flow index */
    bool *incident; /* by node index */
    bool ended;
};
/* What a second try of a failed step may be given instead (BPMN_RETRY): the mapped inputs, or where
 * none are mapped (or their mapping failed) the variables around it, without what the caller gives.
 * ERR_CONFLICT where the token stands at no incident, ERR_SYNTAX. */
MUST_USE err bpmn_inputs(arena *a, const struct bpmn *m, val instance, uint32_t token, val *out);
/* The variables that are in sight of a token, inner ones first, without what the caller gives; all
 * of the process where no token has that id. */
MUST_USE err bpmn_visible(arena *a, const struct bpmn *m, val instance, uint32_t token, val *out);
/* The instance without variables, inputs and results: enough for bpmn_where, not to go on with. Its
 * member `places` is true. */
val bpmn_places(arena *a, val instance);
MUST_USE err bpmn_where(arena *a, const struct bpmn *m, val instance, struct bpmn_marks *out);

#endif
