/* act/task.h - task types: how content uses blocks (design 3).  act/block.h includes it. */
#ifndef ACT_TASK_H
#define ACT_TASK_H

#include "value/val.h"

struct act;

struct task_field {
    const char *name, *type;
    bool required;
    const char *help;
};
struct task_call {
    int64_t case_id;
    str case_number, service, authority, lang;
    const char *element; /* of the process */
    val headers, in;
    val *out;
    str bpmn_error; /* set with a refusal: a BPMN error that the model may catch */
    uint32_t token; /* of the process: where a later event brings what the work gave */
    bool waits;     /* set: the work is begun, and an event of the process will end it */
};
typedef err task_fn(struct act *a, struct task_call *t);
/* The process waits no longer for work that it handed out: a timer rang, or the case is over. */
typedef err task_gone_fn(struct act *a, int64_t case_id, uint32_t token);
struct task_type {
    const char *name; /* "register.write" */
    const char *help;
    const struct task_field *in, *out; /* end with a null name */
    const char *errors;                /* BPMN error codes it may raise, blank-separated */
    const char *may; /* what must allow it, and where that is declared; one English sentence */
    task_fn *fn;
    task_gone_fn *gone; /* null where the type's work never waits */
};

#endif
