/* blocks/oversight/authority.h - the site's certificates: published, watched over, and told of. */
#ifndef BLOCKS_OVERSIGHT_AUTHORITY_H
#define BLOCKS_OVERSIGHT_AUTHORITY_H

#include "act/job.h"
#include "blocks/oversight/oversight.h"

web_fn show_ca, show_issuing, show_seal, show_trust, show_crl, show_log_keys, show_certificates;

/* What an administrator has to see to: a certificate that ends and nobody renewed, or a list of
 * revoked ones that is not made any more. */
struct authority_worry {
    enum cert_kind kind;
    str serial;
    instant to;
    bool list; /* it is the list that ends */
    int level; /* days of notice: 730, 365, 180, 90, 30, 14, 7 or 0 */
};
/* The most pressing one; false where there is none. */
bool authority_worry(const struct authority *au, instant now, struct authority_worry *out);

/* Every six hours: the keeper does what is due, what changed becomes an event, and administrators
 * are told what they have to do, once for each step nearer to the end. */
err job_authority(struct job_run *j);
act_fn act_authority_seen;

#endif
