/* blocks/case/wrong.h - values of a register that the applicant says are wrong: offered when the
 * answers are checked, said in the event of the submission; a later block has them looked into. */
#ifndef BLOCKS_CASE_WRONG_H
#define BLOCKS_CASE_WRONG_H

#include "blocks/case/case.h"
#include "form/answer.h"

/* The name under which an application that was begun so holds where it was said, as a context of
 * { number, service }. */
#define SAID_IN "said_in"

/* Answers that differ from what a register holds of the applicant, where the register names a
 * service in which its values are disputed.  form_compare's, in the form's order. */
size_t wrong_offered(const struct site *s, const struct form *form, val answers,
                     const struct form_env *env, const struct form_difference **out);
/* The same as the event of a submission tells them: a list of { register, field, value, why }. */
val wrong_said(arena *a, const struct form *form, const struct form_difference *d, size_t n,
               str why);

/* What a later block keeps of them, for the pages of the case and of its tasks. */
struct case_correction {
    str number;     /* of the case in which it is looked into, or in which it was said */
    str draft;      /* where it could not be sent: the draft that waits to be completed */
    str registry;   /* whose office looks into it; empty: this case does, it was said in `number` */
    str field, outcome;
    bool over;
};
struct port_corrections {
    err (*of_case)(struct db *db, arena *a, int64_t case_id, const struct case_correction **out,
                   size_t *n);
};

/* The same in the reader's words; own: with links to what is the applicant's. */
struct correction_row {
    str text, state, colour; /* state: empty where there is none to tell */
    url href;
};
MUST_USE err wrong_on_page(struct web *w, int64_t case_id, bool own, struct correction_row **out,
                           size_t *n);

/* A whole application of who is signed in, sent in this act with what is known: { number }.  said:
 * what the form and the process read as `said_in`.  REFUSED where answers are missing: the caller
 * undoes the part. */
MUST_USE err case_send_known(act *a, str service, val answers, val said, val *out);

#endif
