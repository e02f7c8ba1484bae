/* blocks/case/process.h - one run of a case's process; for the files of this block only. */
#ifndef BLOCKS_CASE_PROCESS_H
#define BLOCKS_CASE_PROCESS_H

#include "blocks/case/case.h"
#include "bpmn/bpmn.h"
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
    int64_t done_by;             /* account that completed the task which moved the process */
    struct bpmn_event queue[64]; /* results waiting to be fed back */
    size_t queued;
};

/* Sets the run up: the model of the case's version, names that expressions read, the office's zone.
 * The state is not loaded. */
void run_init(struct run *r, act *a, struct q_case *c, const struct data_key *key, val answers);

#endif
