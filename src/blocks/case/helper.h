/* blocks/case/helper.h - somebody whom the owner of a draft lets help with it: this draft, for some
 * hours, to fill it in and no more.  The owner shows them a code; what they did stays to be seen.
 */
#ifndef BLOCKS_CASE_HELPER_H
#define BLOCKS_CASE_HELPER_H

#include "blocks/case/case.h"

/* What a helper acts under, in a page; name is whom they help. */
struct helping {
    bool on;
    str owner;
    instant ends;
};

/* ---- in workers ---- */

/* The draft of the route's parameter with its key for who may help with it now: 404 for everybody
 * else, and where the draft is none any more. */
MUST_USE err help_of_route(struct web *w, const char *param, struct q_case *c, struct data_key *key,
                           struct helping *as);
/* "Filled in with the help of NAME (day)": for pages of the case; empty where nobody helped. */
MUST_USE err help_told(struct web *w, const struct q_case *c, const struct data_key *key, str *out);
/* Whether that account has helped somebody: people are told so where it looked. */
MUST_USE err help_ever(struct db *db, int64_t account, bool *out);
struct ask;
/* Says on a page of the form for whom one acts, and how to stop. */
void help_banner(struct ask *k);

/* ---- in acts ---- */

/* Owner policy of case.save: who takes part in the draft, or may help with it now. */
err save_owner(act *a, val in);
/* Owner policy of case.help_end: the draft's owner, or its helper. */
err help_owner(act *a, val in);
/* A save by a helper is noted, so that the owner sees it. */
MUST_USE err help_note(act *a, const struct q_case *c, str page);
/* At submission: nobody helps any more; who did is in the event's body. */
MUST_USE err help_sent(act *a, const struct q_case *c, const struct data_key *key, val_builder *e);
/* Whether this account helped with the case: such an officer decides nothing in it. */
MUST_USE err help_by(act *a, int64_t case_id, int64_t account, bool *out);
/* An account ends; a case is erased. */
MUST_USE err help_forget(act *a, int64_t account);
MUST_USE err help_drop(act *a, int64_t case_id);

act_fn act_help_offer, act_help_take, act_help_end;

/* The pages of owner and helper. */
web_fn show_help, help_prepare, help_offered, help_again, help_end_prepare, help_ended, show_helper,
    helper_prepare, helper_taken, helper_again;

#endif
