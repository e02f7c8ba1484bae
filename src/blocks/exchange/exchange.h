/* blocks/exchange/exchange.h - partners: outside systems that are known by a credential and do what
 * processes hand to them (design 3). */
#ifndef BLOCKS_EXCHANGE_EXCHANGE_H
#define BLOCKS_EXCHANGE_EXCHANGE_H

#include "act/act.h"
#include "act/web.h"
#include "blocks/case/case.h"

extern const struct block block_exchange;

/* A new credential of a partner that the site declares: "id.secret", shown once and kept as a hash.
 * Event partner.credential_made.  ERR_MISSING where the site has no such partner. */
MUST_USE err partner_credential_make(act *a, str partner, str *credential, int64_t *id);
/* It is refused from now on.  Event partner.credential_ended.  ERR_MISSING where the partner has
 * none of that id that is in use. */
MUST_USE err partner_credential_end(act *a, str partner, int64_t id);

/* Whether the reader takes care of some partner's credentials: /desk/partners is theirs. */
bool partner_pages(struct web *w);

/* Whether the reader takes up questions to other agencies that wait: /desk/exchange is theirs. */
bool exchange_pages(struct web *w);

/* What a partner's worker said when it failed, of a case's work: for who may read the case. */
struct outside_said {
    str element, topic, text;
    instant at;
    bool over; /* it gave up */
};
MUST_USE err outside_said_of(arena *a, struct db *db, int64_t case_id, const struct data_key *key,
                             const struct outside_said **out, size_t *n);

/* What another agency's call said of itself, for the person whom the look with that trace was at;
 * key: that person's.  found is false where the look was no such call. */
struct exchange_said {
    bool found, told;             /* told: else it was asked for a protected entry, in vain */
    str consumer, service;        /* "instance/class/member/subsystem", and the service's code */
    str user, issue, represented; /* as the caller wrote them; may be empty */
};
MUST_USE err exchange_said_of(arena *a, struct db *db, int64_t trace, const struct data_key *key,
                              struct exchange_said *out);

#endif
