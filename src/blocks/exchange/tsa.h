/* blocks/exchange/tsa.h - another time stamp authority (RFC 3161, 3.4: over HTTP), asked before the
 * site's own where the settings name one (decision 087). */
#ifndef BLOCKS_EXCHANGE_TSA_H
#define BLOCKS_EXCHANGE_TSA_H

#include "act/act.h"
#include "act/job.h"
#include "seal/hash.h"

struct tsa {
    str url, policy; /* policy: empty: whichever it uses */
    str trust;       /* PEM after PEM: whose tokens are believed */
};

/* From the settings and DATA/link, once; the site's own stands alone where the file cannot be read.
 */
MUST_USE err tsa_boot(struct boot *b);
/* Null where none is set. */
const struct tsa *tsa_of(const struct boot *b);

/* Its token over that digest.  REFUSED(ERR_MISSING) none is set, REFUSED(ERR_BUSY) it failed a
 * moment ago, FAULT(ERR_PEER) it did not answer within five seconds, or not what counts: that is
 * noted, and it is left alone for `exchange-rest`. */
MUST_USE err tsa_ask(struct job_run *j, const sha256 *digest, str *token);
act_fn act_tsa;

/* Is it a token over that digest by whom the settings believe, from a moment that is now by this
 * clock give or take five minutes?  signer: PEM; name: of its certificate. */
MUST_USE err tsa_judge(arena *a, const struct tsa *t, str token, const sha256 *digest, instant now,
                       instant *at, str *name);

#endif
