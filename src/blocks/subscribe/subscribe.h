/* blocks/subscribe/subscribe.h - partners that are told of changes of registers at an address of
 * theirs (partners/ID.yaml, subscriptions; decision 074). */
#ifndef BLOCKS_SUBSCRIBE_SUBSCRIBE_H
#define BLOCKS_SUBSCRIBE_SUBSCRIBE_H

#include "act/act.h"
#include "act/web.h"

extern const struct block block_subscribe;

#define WEBHOOK_LINK "webhooks"

/* Whether some subscription is to a register of an office in which the reader repairs:
 * /desk/subscriptions is theirs. */
bool subscribe_pages(struct web *w);

/* In the act that erases an entry: what waits to be told of it, or was given up, goes with it. */
MUST_USE err subscribe_forget(act *a, int64_t record);

#endif
