/* blocks/subscribe/own.h - for the files of this block only. */
#ifndef BLOCKS_SUBSCRIBE_OWN_H
#define BLOCKS_SUBSCRIBE_OWN_H

#include "blocks/register/watch.h"
#include "blocks/subscribe/store.h"
#include "blocks/subscribe/subscribe.h"
#include "site/subscription.h"

struct job_run;

/* States of a subscription. */
#define SUB_NEW "new" /* its address has not agreed yet, or is another than the one that did */
#define SUB_ACTIVE "active"
#define SUB_STOPPED "stopped" /* by an officer */
#define SUB_GONE "gone"       /* the address answered 410 */

#define MESSAGE_OPEN "open"
#define MESSAGE_FAILED "failed" /* given up */

#define PAUSE_MOST_MS ((int64_t)3600 * 1000)
/* What was given up is kept so long for who tries it again. */
#define FAILED_KEPT_MS ((int64_t)30 * 86400 * 1000)

/* How long a message is tried. */
int64_t subscribe_patience(const struct boot *b);
/* After a failure that followed `failures` others, in ms: from the setting's on twice as long each
 * time, up to PAUSE_MOST_MS; wait: seconds that the address asked for, which are kept. */
int64_t subscribe_pause(const struct boot *b, int64_t failures, int64_t wait);

/* Notes of a register are taken while somebody is told of them. */
MUST_USE err subscribe_watch(act *a, str registry);
/* An event of the subscription, under the house's own key. */
MUST_USE err subscribe_event(act *a, const char *type, str id, str authority);
/* When there is something to do next for a subscription, as its row says from then on. */
MUST_USE err subscribe_next(act *a, struct q_subscription *row);
/* The row as it is now. */
MUST_USE err subscription_save(act *a, const struct q_subscription *row);

/* What messages about a register say of where they come from: its page. */
str subscription_source(arena *a, const struct boot *b, str registry);

/* The rows of block.c. */
act_fn act_sync, act_spread, act_take, act_told, act_sub_again, act_sub_stop, act_sub_sweep;
owner_fn subscription_owner;
err job_subscriptions(struct job_run *j);
err job_sub_sweep(struct job_run *j);
web_fn show_subscriptions, to_subscriptions, show_described;
err subscribe_verify(struct verify *v);

#endif
