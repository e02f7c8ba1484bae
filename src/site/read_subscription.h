/* site/read_subscription.h - subscriptions of partners, read with the file of each. */
#ifndef SITE_READ_SUBSCRIPTION_H
#define SITE_READ_SUBSCRIPTION_H

#include "site/read.h"

/* Those of a partner's file into p, with findings where they are no subscriptions. */
void read_subscriptions(struct loader *l, struct partner *p, struct doc_node root);
/* Notes what does not fit registers, rights, purposes and laws; when all files are read. */
void subscriptions_check(struct loader *l, const struct partner *p);

#endif
