/* bpmn/machine.h - inside of the engine: an instance unfolded for one step.  Not for
 * other rooms. */
#ifndef BPMN_MACHINE_H
#define BPMN_MACHINE_H

#include "bpmn/run.h"

enum token_state {
    TOKEN_READY, /* in the queue */
    TOKEN_TASK,
    TOKEN_DECISION,
    TOKEN_USER,
    TOKEN_CALL,  /* work outside */
    TOKEN_WAIT,  /* its own waits decide */
    TOKEN_SCOPE, /* a frame runs below it */
    TOKEN_JOIN,  /* came by `slot` and waits for the others */
    TOKEN_INCIDENT,
    TOKEN_COMPENSATING, /* waits for the handlers it called */
    TOKEN_STATES,
};
/* Where a retry takes an incident up again. */
enum token_phase { PHASE_ENTER, PHASE_WORK, PHASE_LEAVE, PHASE_FLOW, PHASE_BEGIN, PHASES };

struct wait {
    uint32_t id;
    const struct bpmn_node *at; /* the event that waits */
    struct frame *in;
    struct token *host; /* null: the frame itself waits (event subprocess) */
    str name, key, cycle;
    instant time;
    bool was; /* condition: was true when last looked at */
    bool gone;
    struct wait *next; /* of the same host or frame */
};

struct token {
    uint32_t id;
    const struct bpmn_node *at;
    struct frame *in;
    uint8_t state, phase;
    bool gone;
    uint32_t slot;    /* JOIN: incoming flow */
    uint32_t loops;   /* multi-instance: number from 1; standard loop: rounds done */
    uint32_t caller;  /* compensation handler: the token that called it; 0: none */
    uint32_t pending; /* COMPENSATING: handlers still at work */
    val vars;         /* local variables */
    val result;       /* outputs not yet mapped, after an incident in LEAVE */
    str code, text;   /* incident */
    struct frame *body;
    struct wait *waits;
    struct token *next; /* in the frame */
};

enum frame_kind { FRAME_PROCESS, FRAME_SUB, FRAME_MULTI };

struct done_activity {
    const struct bpmn_node *at;
    val vars;
};

struct frame {
    uint32_t id;
    uint8_t kind;
    bool shut; /* an interrupting event subprocess took over: no other one begins */
    bool gone;
    const struct bpmn_node *at; /* the activity; null for the process */
    const struct bpmn_scope *scope;
    struct token *host;
    val vars;
    uint32_t live; /* tokens not gone */
    struct token *first, *last;
    struct wait *waits;
    uint32_t *joined; /* by node: tokens waiting at it; null: none yet */
    bool or_joins;    /* a token may wait at an inclusive join */
    struct frame *next;
    val items; /* multi-instance: the collection */
    uint32_t begun, ended;
    VEC(struct val_at_index {
        uint32_t i;
        val v;
    })
    results;
    VEC(struct done_activity) done; /* activities that may be compensated, in order */
};

struct machine {
    const struct bpmn *m;
    struct bpmn_env *env;
    arena *a;
    const struct bpmn_scope *process;
    struct frame *root, *frames, *last_frame;
    uint32_t next_id, entered;
    VEC(struct token *) queue;
    size_t queue_at;
    VEC(struct bpmn_effect) effects;
    struct entry {
        uint32_t id;
        struct token *token;
        struct wait *wait;
    } * ids; /* of the loaded state */
    size_t ids_mask;
    uint8_t *seen;                               /* a bit for each node, then each flow */
    bool vars_changed, root_changed, conditions; /* conditions: some wait for a condition */
    bool ended, cancelled;
    const struct bpmn_node *end;
    struct feel_env own;
};

#endif
