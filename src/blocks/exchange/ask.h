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
/* Puts the question that the outbox row names. */
err job_ask(struct job_run *j);
web_fn show_asks, to_asks, show_exchanged;

#endif
