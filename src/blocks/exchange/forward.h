/* blocks/exchange/forward.h - the consumer's side of the X-Road protocol for information systems: a
 * call to a service on another node goes through their own (decision 088). */
#ifndef BLOCKS_EXCHANGE_FORWARD_H
#define BLOCKS_EXCHANGE_FORWARD_H

#include "act/job.h"
#include "blocks/exchange/road.h"

enum { FORWARDS_MOST = 256 };                /* that wait for one node at a time */
#define FORWARD_WAIT_MS ((int64_t)40 * 1000) /* that a caller is kept waiting */

/* The act of such a call, and of each time its caller is asked again: kept, and given to the job.
 * `fresh` in its input: the caller sent it, and is not one that waits; then what failed before is
 * tried once more.  out: { forward } while it is open, with { ticket } once it was answered.
 * REFUSED with what the caller is told. */
act_fn act_forward;
/* What is sent, what came back, and the ends of what is kept. */
act_fn act_forward_deliver, act_forward_heard, act_forwards_empty;
err job_forward(struct job_run *j);
err job_forwards_empty(struct job_run *j);
/* Ends rows of before that day, with their keys; *n how many. */
MUST_USE err forwards_sweep(act *a, day before, int64_t most, size_t *n);

/* The request, where the service is on another node; and its answer: parked until there is one. */
err forward_call(struct web *w, struct xroad_call *c);
web_fn forward_called;

#endif
