/* blocks/case/acts.h - the acts of this block; their rows stand in block.c. */
#ifndef BLOCKS_CASE_ACTS_H
#define BLOCKS_CASE_ACTS_H

#include "blocks/case/case.h"

act_fn act_start, act_save, act_adopt, act_drop, act_expire, act_link, act_return;
act_fn act_submit, act_withdraw, act_answer;
/* What a program sends at once (acts_send.c), and one more document that it hands in before. */
act_fn act_send, act_upload;
/* Owner policy of such an act: the draft's owner, or whoever is signed in where there is none. */
err case_sender(act *a, val in);
act_fn act_claim, act_release, act_hand_over, act_delegate, act_resolve, act_ask, act_open,
    act_timer, act_file_checked;
act_fn act_retry, act_skip, act_move, act_inputs, act_correct;
/* The traces of a look at a case, for everybody it is about, and the ticket that opens it. */
MUST_USE err case_looked(act *a, const struct q_case *c, str office, str *ticket);
/* The same for another purpose than that of the case's own service. */
MUST_USE err case_looked_for(act *a, const struct q_case *c, str office, str purpose, str *ticket);
/* hand_over_quiet: as act_hand_over, for many at once; the colleague is told of them together. */
act_fn hand_over_quiet, act_tidings;
act_fn act_note, act_adhoc, act_bulk, act_absent, act_present, act_escalate;
act_fn act_migrate, act_migrate_try, act_migrate_all, act_migrate_next, act_migrate_rest;
/* Owner policy: works in the office of one of the tasks that `in` names; each is looked at again.
 */
err case_bulker(act *a, val in);
/* Owner policy: a role that repairs, in the office of the service that `in` names. */
err case_migrator(act *a, val in);

/* A note of an officer on the case: sealed, kept with it, an event. */
MUST_USE err note_add(act *a, const struct q_case *c, const struct data_key *key, str text);
/* A task outside of the process is done: what was found out stands as a note, and who did it is a
 * hand of the task that asked. */
MUST_USE err adhoc_done(act *a, const struct q_case *c, const struct data_key *key,
                        const struct q_task *t, str note);

/* The language of letters about the case to its applicant: that of their account, else that in
 * which it was sent. */
MUST_USE err case_reader(act *a, const struct q_case *c, str *lang);

/* The row of a draft that begins, with a data key of its own and a name that says nothing: online,
 * in the caller's language, of nobody yet.  The caller adds what is otherwise, and stores it. */
MUST_USE err draft_row(act *a, const struct service *v, val answers, struct data_key *key,
                       struct q_case_add_in *out);
/* Its data key as it is kept for an account. */
MUST_USE err case_owner_key(act *a, const struct data_key *key, int64_t owner, str *sealed);
/* The house's own work, and what comes from the machine itself: no quota counts it. */
bool act_trusted(const act *a);

/* At account.signed_in: the drafts that the browser's cookie names become the account's, and go on
 * on any device. */
MUST_USE err drafts_adopt(act *a, const struct event *e);

/* The assurance that the service asks for; in an act of who is to send or sign. */
MUST_USE err case_level(act *a, const struct service *v);
/* The form once more, whole, with what registers hold.  k: null where nobody keyed it in; *pruned:
 * what is sent. */
MUST_USE err case_check_answers(act *a, const struct q_case *c, const struct service *v,
                                const struct q_keyed *k, val answers, val *held, val *pruned);

/* At account.role_changed and account.suspended: tasks that their officer may not do any more are
 * open again. */
MUST_USE err staff_changed(act *a, const struct event *e);
MUST_USE err office_changed(act *a, const struct event *e);

/* Refuses with what a form's check found, each with its field. */
MUST_USE err case_refuse_errors(act *a, const struct form_errors *errors);

/* Working days of the case's office added to a day; the end of that day as milliseconds. */
int64_t due_after(act *a, const struct q_case *c, day from, int64_t working_days);

#endif
