/* site/partner.h - outside systems that do service tasks, and what they may be given (partners/).
 */
#ifndef SITE_PARTNER_H
#define SITE_PARTNER_H

#include "site/parts.h"
#include "site/subscription.h"

struct partner;

/* A kind of task that processes hand to an outside worker: a service task whose type is this id
 * waits until the partner is done with it. */
struct partner_topic {
    struct site_task_type type; /* its name is the topic's id */
    struct text title;
    str purpose; /* why the partner sees the inputs; empty: for the purpose of the service */
    const str
        *open_to;     /* offices, and authorities with all below them, whose services may name it */
    size_t n_open_to; /* 0: the authority of the office that answers for the partner */
    bool reads_set;
    val reads; /* register to a list of its fields, or "*": what of registers is in the inputs */
    const struct partner *of;
    int line;
};

struct partner {
    str id, file;
    struct text name;
    str office; /* that answers for what the partner does */
    const struct partner_topic *topics;
    size_t n_topics;
    const struct site_subscription *subscriptions;
    size_t n_subscriptions;
};

#endif
