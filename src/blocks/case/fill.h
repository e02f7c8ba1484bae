/* blocks/case/fill.h - the form of a task while it is filled in: by the applicant, whose task it
 * is, or by an officer.  One draft of answers for each task, one act that sends it. */
#ifndef BLOCKS_CASE_FILL_H
#define BLOCKS_CASE_FILL_H

#include "blocks/case/case.h"
#include "blocks/identity/identity.h"

/* Whose work a task of the process is. */
enum task_whose { TASK_OF_OFFICE, TASK_OF_APPLICANT };
/* By its groups, as a task's row has them. */
enum task_whose task_whose(str groups);
/* As the row of a task of the applicant has them. */
#define APPLICANT_GROUPS " " GROUP_APPLICANT " "

/* So long an officer goes on with a form after the look that was traced; then another is. */
enum { FILL_OPEN_MS = 12 * 3600 * 1000 };

/* ---- pages ---- */

struct ask;
/* What the pages of a form know of the task whose form they ask; null for a draft. */
struct fill {
    struct q_task t;
    struct q_fill row; /* found: something is saved, or an officer has opened it */
    bool desk;         /* an officer fills it in */
    str title;         /* the task's name */
    str back;          /* the page of the case, or of the task */
};
/* The form of the task that the route names, for who fills it in; others get a 404.  Sets
 * w->reply where they are sent elsewhere: the task is over, or the officer has to look again. */
MUST_USE err fill_form(struct web *w, struct ask *k);
/* Fills w->in of the act that saves the answers. */
void fill_save_in(struct ask *k, val answers, val files);
/* Answers that a form begins with: variables of the process under the names of questions, where
 * they are of the question's type. */
val fill_seeds(arena *a, const struct form *form, val sight, struct feel_env *feel);
/* Whether an officer's form is asked on pages of its own: it takes files, or has sections that one
 * page cannot ask. */
bool fill_paged(const struct form *form);
/* The case's key for the account that it was sealed for (case_owner_key). */
MUST_USE err case_key_sealed(struct web *w, str sealed, int64_t case_id, struct data_key *out);

/* What waits for who is signed in. */
MUST_USE err fill_todo(struct web *w, const struct todo **out, size_t *n);

/* A form that the applicant has sent: what their answers say, for who has the case's key. */
struct form_sent {
    str title; /* the task's name */
    instant at;
    const struct form_row *rows;
    size_t n;
};
MUST_USE err fill_forms_sent(struct web *w, const struct q_case *c, const struct data_key *key,
                             const struct service *s, const struct form_sent **out, size_t *n);

web_fn show_fill, fill_opened, show_fill_check, fill_send, fill_sent, fill_send_again;
/* Of an officer: names the act that opens the form by a look, where none was traced not long ago.
 */
web_fn fill_open_in;

/* ---- acts ---- */

act_fn act_complete, act_fill, act_fill_open;

/* At a look at a case from the page of a task, which was traced: where the actor has claimed the
 * task and its form has pages of its own, they need no other look. */
MUST_USE err fill_looked(act *a, const struct q_task *t, const struct q_case *c);
/* A new task of the applicant: the office's clocks stand still, and they are told.
 *   t   as it was added; c's clock becomes that of the row */
MUST_USE err fill_asked(act *a, struct q_case *c, const struct q_task_add_in *t);
/* The same task goes to officers, because nobody can be asked here: a letter to who is known by
 * their record alone. */
MUST_USE err fill_asked_by_post(act *a, const struct q_case *c, const struct q_task_add_in *t);
/* The process no longer waits for that token: what was filled in for it goes, and clocks run. */
MUST_USE err fill_gone(act *a, struct q_case *c, int64_t token);
/* The task is done: what was filled in is kept in its event, and clocks run on. */
MUST_USE err fill_done(act *a, struct q_case *c, const struct q_task *t);
/* The task has become another: `groups`, `element` and `form` are what it has now. */
MUST_USE err fill_again(act *a, struct q_case *c, const struct q_task *t, str groups, str element,
                        str form);

#endif
