/* blocks/pay/run.h - runs: orders gathered for a bank's file, and that file; for the files of this
 * block, the command and the benches. */
#ifndef BLOCKS_PAY_RUN_H
#define BLOCKS_PAY_RUN_H

#include "act/act.h"
#include "act/web.h"
#include "blocks/pay/store.h"

/* States of a run. */
#define RUN_GATHERING "gathering" /* orders still go into it, a batch an act */
#define RUN_WAITING "waiting"     /* whole; a second person has to release it */
#define RUN_RELEASED "released"   /* its file may be fetched */
#define RUN_EMPTY "empty"         /* nothing of what was due could be sent */

enum {
    RUN_BATCH = 200,      /* orders that one act takes in */
    RUN_MOST = 100000,    /* of one file, where the site says no other number */
    RUN_WEB_MOST = 10000, /* of a file that is fetched by a browser, which comes from memory */
};

/* One batch of what is due on that day into a run of the authority: the one that is begun, else a
 * new one in the currency of what is due first.  *run 0: nothing is due.  *more: call again. */
MUST_USE err run_gather(act *a, str authority, day on, int64_t *run, bool *more);

/* The file of a run, piece by piece; out answers false where it cannot take one. */
struct run_out {
    bool (*put)(void *ctx, str piece);
    void *ctx;
};
/* key: of org/run.  Needs memory for some hundred orders only, whatever their number.
 * FAULT(ERR_CONFLICT): its lines are not what the run says, FAULT(ERR_IO) from out. */
MUST_USE err run_file(arena *a, struct db *db, const struct site *s, const struct q_pay_run *r,
                      const struct data_key *key, const struct run_out *out);
/* "R123": how a run is called, in its file too. */
str run_name(arena *a, int64_t id);

/* The last day up to `today` on which payments go by themselves: payday of a month (1 to 31,
 * clamped to its last), or the working day before it; c null: any day is one.  False where payday
 * is 0. */
bool payday_last(const struct calendar *c, int64_t payday, day today, day *out);

/* Acts and their work outside of requests; block.c says who may. */
act_fn act_run, act_run_look, act_gather, act_payday, act_run_release, act_run_file;
owner_fn cashier_run;
struct job_run;
err job_gather(struct job_run *j);
err job_payday(struct job_run *j);

#endif
