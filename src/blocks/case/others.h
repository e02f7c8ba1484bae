/* blocks/case/others.h - other agencies that a case waits for: whose delay it is, and what it does
 * to the office's own clock. */
#ifndef BLOCKS_CASE_OTHERS_H
#define BLOCKS_CASE_OTHERS_H

#include "act/web.h"
#include "blocks/case/case.h"

/* One question of a case that another agency has not answered. */
struct other_wait {
    str agency;        /* its name, in the reader's language */
    day since, owed;   /* owed 0: nothing was agreed */
    bool over, stands; /* it is past its time; the office's clock does not run meanwhile */
    str ground;        /* the clause by which it does not; may be empty */
};
/* Filled by the block that asks them. */
struct port_others {
    MUST_USE err (*waits)(struct web *w, int64_t case_id, const struct other_wait **out, size_t *n);
};

/* The office's clock stood since `from` because another agency was waited for: the case's days, and
 * those of its tasks that are the case's own, move by the office's working days since then, without
 * those for which the applicant was waited for.  Nothing moves in a case that is decided or over.
 */
MUST_USE err clock_stood(act *a, struct q_case *c, instant from);

#endif
