/* blocks/case/keyed.h - applications that an officer keys in for somebody else, from paper or at
 * the counter with the applicant, and cases that an office begins itself. */
#ifndef BLOCKS_CASE_KEYED_H
#define BLOCKS_CASE_KEYED_H

#include "blocks/case/case.h"

/* The ways. */
#define KEYED_PAPER "paper"
#define KEYED_COUNTER "counter"
#define KEYED_OFFICE "office" /* no paper: the office begins the case of its own motion */
/* The role that the service names for that way, held in the office that answers for the service. */
bool keyed_may(const struct service *v, const struct actor *who, str way);

/* The same for any service of the site. */
bool keyed_any(const struct site *s, const struct actor *who, str way);
/* Whether who keyed it in that way works on no task of it. */
bool keyed_four_eyes(const struct service *v, str way);

struct keyed_new {
    const struct service *service;
    str way;         /* one of the ways */
    str lang;        /* of the paper */
    int64_t person;  /* the applicant's record, 0: none is known */
    int64_t account; /* the applicant's, 0: none */
    day received;    /* deadlines run from it */
    val details;     /* name, reason ...: sealed with the case */
    val answers;     /* known already; a context */
};
/* In an act of an officer who may: a draft of theirs for somebody else.  REFUSED where the officer
 * is the applicant or of their family, or where nobody knows who the officer is.
 *   out   the draft with its key */
MUST_USE err keyed_begin(act *a, const struct keyed_new *n, struct q_case *out,
                         struct data_key *key);
/* At submission: refuses where the officer may not any more, or the applicant has not signed: there
 * is no scan of the paper, nor a signature on the screen on these answers. */
MUST_USE err keyed_check(act *a, const struct service *v, const struct q_case *c,
                         const struct data_key *key, const struct q_keyed *k);
/* The applicant signs on the screen, at the counter: name as it is written below, drawn an SVG path
 * (form_drawn).  REFUSED where either is missing or the answers are not whole. */
MUST_USE err keyed_sign(act *a, const struct service *v, const struct q_case *c,
                        const struct data_key *key, const struct q_keyed *k, str name, str drawn);
/* The signature on the screen: { name, drawn, digest }, null where there is none.  *stands: it is
 * on these answers. */
MUST_USE err keyed_signature(arena *a, const struct service *v, const struct q_case *c,
                             const struct data_key *key, const struct q_keyed *k, val *out,
                             bool *stands);
/* The draft becomes the applicant's, or nobody's where they have no account. */
MUST_USE err keyed_give(act *a, const struct data_key *key, struct q_case *c,
                        const struct q_keyed *k);
/* The receipt: to the account, or by post to who is known by their record alone. */
MUST_USE err keyed_receipt(act *a, const struct q_case *c, const struct service *v,
                           const struct q_keyed *k);
/* "Sent on paper, received on ..., keyed in by ...": for pages; empty for what came otherwise. */
MUST_USE err keyed_told(struct web *w, const struct q_case *c, str office, str *out);
/* Whether four eyes keep this officer from working on the case: they keyed it in. */
MUST_USE err keyed_by(act *a, int64_t case_id, int64_t account, bool *out);

/* The field name under which scans of the paper lie among the files of a case. */
#define KEYED_SCAN "_paper"
/* The answers' list of questions that the paper leaves open although they need an answer. */
#define KEYED_OPEN "_unanswered"

#endif
