/* blocks/case/work.h - tasks, who may work on them, the desk that shows them, and clocks; for the
 * files of this block only. */
#ifndef BLOCKS_CASE_WORK_H
#define BLOCKS_CASE_WORK_H

#include "blocks/case/case.h"

/* ---- who may ---- */

/* The actor's office role fits one of the task's groups, they are no party and no kin of one, and,
 * where a second person is asked for, no hand of the first.  Refuses otherwise. */
MUST_USE err work_may(act *a, const struct q_task *t);
/* The same for another account; a refusal of theirs is told as one of whom `field` names. */
MUST_USE err work_may_other(act *a, const struct q_task *t, int64_t account, const char *field);
/* The task that `in` names, where the actor may work on it. */
MUST_USE err work_task(act *a, val in, struct q_task *t);
/* The same, claimed by the actor; with the case and its key. */
MUST_USE err work_own_task(act *a, val in, struct q_task *t, struct q_case *c,
                           struct data_key *key);
/* Whether two accounts are one, or of one person. */
MUST_USE err work_same_person(act *a, int64_t account, int64_t other, bool *out);
/* Where a process wants four eyes, who worked on the case does not take it past a step, nor to
 * another version's (`to`, null where none): that would be the second pair.  Refuses (403). */
MUST_USE err work_may_steer(act *a, const struct q_case *c, const struct service *to,
                            int64_t account);

/* ---- rows: the task and what the desk shows of it, together ---- */

/* A new task. */
MUST_USE err work_add(act *a, const struct q_case *c, const struct q_task_add_in *in);
/* Refuses (409) where somebody else changed the task since it was read. */
MUST_USE err work_set(act *a, const struct q_task *t, str state, int64_t assignee,
                      int64_t delegated_by);
MUST_USE err work_due(act *a, int64_t task, str state, int64_t due);
/* Another group gets the task as well. */
MUST_USE err work_escalate(act *a, const struct q_case *c, const struct q_task *t, str groups);
/* The task as another version of its process has it; released where its groups are others. */
MUST_USE err work_again(act *a, const struct q_case *c, const struct q_task *t, str authority,
                        str element, str groups, str form);
/* The process no longer waits for that token's task. */
MUST_USE err work_gone(act *a, const struct q_case *c, int64_t token);
/* The case is over: nothing outside of its process stays open either. */
MUST_USE err work_over(act *a, const struct q_case *c);

/* Where the group of a new task says so: after so many working days another group gets it too. */
MUST_USE err escalation_arm(act *a, const struct q_case *c, int64_t task, str authority,
                            str groups);

/* ---- clocks ---- */

/* The end of the nth working day of that office (or calendar) after a day. */
instant clock_end(act *a, str office, day from, int64_t days);
/* The same, without the working days that a question to the applicant took since `from`.
 *   stands   a question is open: the clock does not run now */
MUST_USE err clock_case(act *a, const struct q_case *c, str office, instant from, int64_t days,
                        instant *out, bool *stands);
/* Whole days in a span, at least one: what "P10D" means where working days are counted. */
int64_t clock_days(instant from, instant to);
/* The applicant has answered: the case's and its tasks' days move by what the question took. */
MUST_USE err clock_on(act *a, struct q_case *c);

/* ---- where cases wait ---- */

/* The rows of step_now made to fit the instance; what ended is counted with its days. */
MUST_USE err steps_sync(act *a, const struct q_case *c, val instance);

/* ---- `stoa verify` ---- */

struct verify;
/* What the desk shows against the tasks, and the counts of steps against their rows. */
MUST_USE err work_verify(struct verify *v);
/* The rows of step_now of a case against the tokens of its instance; none where it does not run. */
MUST_USE err work_verify_case(struct verify *v, int64_t case_id, bool running);

#endif
