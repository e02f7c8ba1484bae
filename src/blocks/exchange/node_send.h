/* blocks/exchange/node_send.h - questions on their way to other nodes, for those who ask: steps of
 * processes (node_ask.c) and information systems (forward.c). */
#ifndef BLOCKS_EXCHANGE_NODE_SEND_H
#define BLOCKS_EXCHANGE_NODE_SEND_H

#include "act/job.h"
#include "blocks/exchange/node.h"

/* A node that failed NODE_FAILURES times in a row rests. */
MUST_USE err node_failed(act *a, str node);
MUST_USE err node_well(act *a, str node);
/* until: the end of its rest; 0: it may be asked, and after a rest who was told so asks alone. */
MUST_USE err node_resting(act *a, str node, instant *until);

/* What the job sends: { url, headers, salt, head, payload }.  message: its X-Road-Id. */
val node_sending(act *a, const struct road_question *q, str message, const struct exchange_node *n);
/* Rows of the outbox, each to one act `delivers` (out: what to send, with what the other act knows
 * it by, or null), signed, over the link side by side, and what came of each to one act `hears`,
 * which ends its row. */
MUST_USE err node_carry(struct job_run *j, const char *delivers, const char *hears);

/* What came back, as the second act has it. */
struct heard {
    const struct exchange_node *node;      /* as it is known now; null: not any more */
    const struct exchange_remote *service; /* null: not any more */
    val in, body;
    int64_t status;
    bool refusal;
};
MUST_USE err heard_of(act *a, val in, struct heard *h);
/* The answer is the node's, to this question, and these bytes; sets body and refusal. */
bool heard_genuine(act *a, struct heard *h);
/* Question and answer as evidence, their content sealed under the key. */
MUST_USE err heard_keep(act *a, const struct heard *h, const struct data_key *key);

#endif
