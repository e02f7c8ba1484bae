/* blocks/case/process.h - one run of a case's process; for the files of this block only. */
#ifndef BLOCKS_CASE_PROCESS_H
#define BLOCKS_CASE_PROCESS_H

#include "blocks/case/case.h"
#include "bpmn/migrate.h"
#include "dmn/dmn.h"
#include "os/zone.h"

struct run {
    act *a;
    struct q_case *c;
    const struct data_key *key;
    const struct bpmn *model;
    const struct service *service;
    struct feel_env feel;
    struct bpmn_env env;
    val state, variables;
    int64_t done_by;              /* account that completed the task which moved the process */
    VEC(struct bpmn_event) queue; /* results to be fed back, the oldest at `fed` */
    size_t fed;
};

/* Sets the run up: the model of the case's version, names that expressions read, the office's zone.
 * The state is not loaded. */
void run_init(struct run *r, act *a, struct q_case *c, const struct data_key *key, val answers);

/* Where a case is taken to, and by whom: who takes it to another step is no second person there. */
struct migrate_to {
    const struct service *v;
    const struct bpmn_pair *pairs;
    size_t n;
    int64_t by;
};
/* Takes the case's instance to that version of its service and performs what follows; `dry`: tries
 * only.  Nothing is written where out has stops.  REFUSED(ERR_MISSING): a pair names no element. */
MUST_USE err process_migrate(act *a, struct q_case *c, const struct data_key *key,
                             const struct migrate_to *to, bool dry, struct bpmn_migration *out);

#endif
