/* blocks/pay/plan.h - payments that were ordered together, and the key under which their account
 * lies; for the files of this block only. */
#ifndef BLOCKS_PAY_PLAN_H
#define BLOCKS_PAY_PLAN_H

#include "blocks/pay/own.h"

struct plan_new {
    str authority;
    int64_t case_id; /* 0: none */
    str iban;        /* as written; shown to the person with most of its signs hidden */
};
/* A plan with a data key of its own, org/plan: whom it pays outlives the case. */
MUST_USE err plan_make(act *a, const struct plan_new *p, int64_t *id);
/* The account of a plan has changed: what the person is shown follows, as long as their case is
 * there. */
MUST_USE err plan_show(act *a, int64_t id, str iban);
/* An order of the plan was paid, stopped, or came back: with the last one done with, the time runs
 * after which the key is erased, as long as the service keeps its cases. */
MUST_USE err plan_touched(act *a, int64_t id);

/* From that instant on the file of a run, or what belongs to no case, is not kept. */
int64_t pay_keep_until(const struct boot *b, str authority, instant from);

/* Erases keys whose time has come. */
act_fn act_pay_retain;
/* Gives plans to orders that were made before there were any.  out: whether there may be more. */
act_fn act_pay_adopt;
struct job_run;
err job_pay_retain(struct job_run *j);

#endif
