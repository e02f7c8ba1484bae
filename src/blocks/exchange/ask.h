/* blocks/exchange/ask.h - what processes ask of other agencies, for this block's files. */
#ifndef BLOCKS_EXCHANGE_ASK_H
#define BLOCKS_EXCHANGE_ASK_H

#include "blocks/exchange/own.h"

struct job_run;

enum { ASKS_SHOWN = 200 };

/* States of a question. */
#define ASK_OPEN "open"
#define ASK_DONE "done"
#define ASK_FAILED "failed" /* given up: an incident of the case */
#define ASK_GONE "gone"     /* the process waits for it no longer */

extern const struct task_type exchange_tasks[];
act_fn act_ask_deliver, act_ask_again;
owner_fn ask_owner;
struct road_answer;
/* A question that waits, its case and that one's key: wipe the key after use. */
struct ask_put {
    struct q_ask k;
    struct q_case c;
    struct data_key key;
};
/* The question that `ask` and `turn` name.  waits is false where it is over, or its turn is. */
MUST_USE err ask_taken(act *a, val in, struct ask_put *p, bool *waits);
/* What becomes of it: the step goes on with the answer; it is put again after a pause, or given up
 * after the last; it is an incident at once.  reason: the key of a word. */
MUST_USE err exchange_told(act *a, const struct ask_put *p, const struct road_answer *got);
MUST_USE err ask_refused(act *a, const struct ask_put *p, str reason);
MUST_USE err exchange_gave_up(act *a, const struct ask_put *p, str reason);
/* Puts it once more from `due` on; *n 0 where it is over, or another did. */
MUST_USE err ask_later(act *a, const struct q_ask *k, str reason, int64_t tries, instant due,
                       int64_t *n);

/* Puts the question that the outbox row names. */
err job_ask(struct job_run *j);
web_fn show_asks, to_asks, show_exchanged;

#endif
