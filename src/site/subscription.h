/* site/subscription.h - partners that are told of changes of registers at an address of theirs
 * (partners/ID.yaml, subscriptions). */
#ifndef SITE_SUBSCRIPTION_H
#define SITE_SUBSCRIPTION_H

#include "base/day.h"
#include "site/parts.h"

struct partner;
struct site;

/* Kinds of changes, as a subscription names them. */
#define CHANGE_KINDS "written corrected related annulled merged"

struct site_subscription {
    str id; /* of its own in the whole site */
    struct text title;
    str registry, purpose, url;
    const str *basis; /* "law/clause": at least one */
    size_t n_basis;
    const str *kinds; /* of CHANGE_KINDS: at least one */
    size_t n_kinds;
    const str *fields; /* fields and relations of whose changes it is told */
    size_t n_fields;
    const str *tells; /* fields whose values go along; none: no value of an entry does */
    size_t n_tells;
    const struct partner *of;
    int line;
};

/* An address that messages may be sent to: "https://HOST[:PORT][/PATH]", without user and fragment,
 * at most 500 bytes; "http://" on this machine alone (which --dev allows). */
bool subscription_url(str u);
/* By its id; null: there is none. */
const struct site_subscription *site_subscription(const struct site *s, str id);
/* Whether a right of the partner, for the subscription's purpose, covers a field or relation on
 * that day (0: on any): the register's own access, or a right of the exchange under which a machine
 * may call (site/exchange.h). */
bool subscription_may(const struct site *s, const struct site_subscription *x, str name, day today);

#endif
