/* blocks/case/claims.h - what a case costs, as its page shows it: a later block keeps the claims
 * and fills the port. */
#ifndef BLOCKS_CASE_CLAIMS_H
#define BLOCKS_CASE_CLAIMS_H

#include "act/web.h"

/* In the reader's language. */
struct case_claim {
    str title, amount; /* what for; how much, as people write it */
    enum word_id state;
    const char *colour; /* of the tag that says the state */
    bool open;          /* something is still to be paid */
    day due;
    url href; /* its own page */
};
struct port_claims {
    /* Those of a case that is the reader's own, the oldest first. */
    err (*of_case)(struct web *w, int64_t case_id, str number, const struct case_claim **out,
                   size_t *n);
    /* The page of what is paid to the person in the case; left empty where nothing is. */
    err (*pays)(struct web *w, int64_t case_id, str number, url *out);
};

#endif
