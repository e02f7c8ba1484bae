/* bpmn/migrate.h - a running instance taken to another version of its model.  Pure: no token is
 * lost, doubled or begun by it; where one has no place in the other model, nothing is changed. */
#ifndef BPMN_MIGRATE_H
#define BPMN_MIGRATE_H

#include "bpmn/run.h"

/* An element that is another one in the new model; every other keeps its id. */
struct bpmn_pair {
    str from, to;
};

/* Why a token, wait or record of the instance has no place in the new model. */
enum bpmn_stop_kind {
    BPMN_STOP_GONE,    /* no element of that id */
    BPMN_STOP_KIND,    /* an element of another kind or trigger */
    BPMN_STOP_SCOPE,   /* it lies in another scope */
    BPMN_STOP_REPEAT,  /* repeated otherwise: multi-instance, sequential, loop */
    BPMN_STOP_JOIN,    /* a join or event gateway with other flows, at which something waits */
    BPMN_STOP_WORK,    /* work outside is of another type */
    BPMN_STOP_UNDO,    /* a finished activity that may be compensated is none any more */
    BPMN_STOP_EVENT,   /* a new event's definition gives nothing usable */
    BPMN_STOP_PROCESS, /* the model has no such process and no other to take its place */
    BPMN_STOPS,
};
/* "gone", "kind" ...: stable keys. */
extern const char *const bpmn_stop_names[BPMN_STOPS];

struct bpmn_stop {
    enum bpmn_stop_kind kind;
    str element; /* of the old model (EVENT: of the new) */
};
/* Where a token stood and stands; id stays, and with it what is open outside. */
struct bpmn_moved {
    uint32_t token;
    const struct bpmn_node *from, *to;
};
/* An event that is waited for from now on, or no longer. */
struct bpmn_waited {
    const struct bpmn_node *at;
    bool opened;
};

struct bpmn_migration {
    const struct bpmn_moved *moved;
    size_t moved_n;
    const struct bpmn_waited *waits;
    size_t waits_n;
    const struct bpmn_stop *stops; /* any: `step` is empty and nothing is to be done */
    size_t stops_n;
    struct bpmn_step step;
};

/* Effects of the step: timers, messages and signals of events that only the new model has are set,
 * those that only the old one had end; BPMN_TASK_USER_AGAIN for each open user task; then what the
 * new model lets happen at once (a join that is complete there, a condition).  Timers that are
 * armed keep their time.  env as for bpmn_continue.
 * ERR_CONFLICT where the instance has ended, ERR_SYNTAX where it is none of `from`, ERR_MISSING
 * where a pair names what is not there, ERR_BUDGET. */
MUST_USE err bpmn_migrate(const struct bpmn *from, const struct bpmn *to, val instance,
                          const struct bpmn_pair *pairs, size_t n, struct bpmn_env *env,
                          struct bpmn_migration *out);

#endif
