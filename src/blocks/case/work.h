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
/* Whether another account may, without a refusal. */
MUST_USE err work_could(act *a, const struct q_task *t, int64_t account, bool *out);
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

/* ---- what officers are told ---- */

/* The name of a step in a language; its id where it has none. */
str step_said(act *a, const struct q_case *c, str element, str lang);

/* How an officer is told of work that comes to them; without a choice by inbox and mail. */
#define TIDINGS_MAIL "mail"
#define TIDINGS_INBOX "inbox" /* the inbox alone */
#define TIDINGS_NONE "none"

/* A message to an officer: engine words.  Of a task: number, task, by; of several: count, by; of an
 * absence: name, from, to. */
struct tiding {
    enum word_id subject, body;
};
/* To an account, as they chose to be told; nothing to the actor themselves or to account 0. */
MUST_USE err tiding_send(act *a, const struct q_case *c, const struct q_task *t, int64_t account,
                         const struct tiding *x);
MUST_USE err tiding_count(act *a, int64_t account, int64_t n, const struct tiding *x);
MUST_USE err tiding_absence(act *a, int64_t substitute, int64_t account, day from, day to,
                            const struct tiding *x);
/* To those of a group who may work on the task; in a group of more than 50 only to some. */
MUST_USE err tiding_group(act *a, const struct q_case *c, const struct q_task *t, str group,
                          const struct tiding *x);

/* ---- clocks ---- */

/* The end of the nth working day of that office (or calendar) after a day. */
instant clock_end(act *a, str office, day from, int64_t days);
/* The same, without the working days for which the applicant was waited for since `from`: a
 * question to them, or a task that was theirs. stands   they are waited for: the clock does not run
 * now */
MUST_USE err clock_case(act *a, const struct q_case *c, str office, instant from, int64_t days,
                        instant *out, bool *stands);
/* A date that is none of the office's working days becomes the next one; then so many working days
 * later, at the same time of day. */
instant clock_date(act *a, str office, instant at, int64_t days);
/* What an element's property `clock` says of its days: the calendar's, which run on; working days
 * of the office, or any time, which stand still while the applicant is waited for. */
enum clock_kind { CLOCK_RUNS, CLOCK_WORKING_DAYS, CLOCK_STOPS };
enum clock_kind clock_of(const struct bpmn_node *n);
/* When a timer rings as the case stands now.
 *   timer  what was noted when it was set: `from`; `days` of working days, or `at`, with
 *          `office_days` where that is to be a working day; `own` at the applicant's own task,
 *          whose time runs while they are waited for
 *   stands the applicant is waited for: it does not ring now */
MUST_USE err clock_timer(act *a, const struct q_case *c, val timer, instant *out, bool *stands);
/* Whole days in a span, at least one: what "P10D" means where working days are counted. */
int64_t clock_days(instant from, instant to);
/* The applicant has done what they were waited for: the case's and its tasks' days move by what it
 * took.  Where something else waits for them, the clock stands from now on again. */
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
