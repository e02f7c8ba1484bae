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

/* ---- payments that come near (ahead.c) ---- */

/* The first payment of a plan is ordered (`order`, of o): the next ones follow monthly, the last on
 * `last` at the latest, each written as an order when it comes near. */
MUST_USE err plan_ahead(act *a, const struct order_new *o, int64_t order, day last);
/* Writes and books orders of the authority's plans for what is due up to that day, a batch an act;
 * nothing for cases that stand still without payments.  *more: call again. */
MUST_USE err plans_write(act *a, str authority, day on, bool *more);
/* A payment of which no order is written. */
struct planned {
    day on;
    str currency;
    int64_t minor;
};
MUST_USE err plans_planned(arena *a, struct db *db, int64_t case_id, struct planned **out,
                           size_t *n);
/* None of the case's is made any more; adds to *stopped how many. */
MUST_USE err plans_stop(act *a, int64_t case_id, int64_t *stopped);
/* The case's go to another account; adds to *changed how many plans. */
MUST_USE err plans_redirect(act *a, int64_t case_id, str name, str iban, int64_t *changed);
/* The next payment of a plan is written as an order of that amount before it comes near. */
struct plan_payment {
    str authority, office, number, currency;
    int64_t plan, case_id, minor;
    day due;
    str payee; /* as the plan keeps it */
};
MUST_USE err plan_order_write(act *a, const struct plan_payment *p);
/* Benefits of an authority that are ordered, or below zero: that are not any more. */
MUST_USE err benefit_book(act *a, str authority, str currency, int64_t minor);
act_fn act_pay_near;

/* From that instant on the file of a run, or what belongs to no case, is not kept. */
int64_t pay_keep_until(const struct boot *b, str authority, instant from);

/* Erases keys whose time has come. */
act_fn act_pay_retain;
/* Gives plans to orders that were made before there were any.  out: whether there may be more. */
act_fn act_pay_adopt;
struct job_run;
err job_pay_retain(struct job_run *j);
err job_near(struct job_run *j);

#endif
