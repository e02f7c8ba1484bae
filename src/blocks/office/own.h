/* blocks/office/own.h - for the files of this block only. */
#ifndef BLOCKS_OFFICE_OWN_H
#define BLOCKS_OFFICE_OWN_H

#include "act/web.h"
#include "blocks/case/case.h"
#include "blocks/case/pages.h"
#include "blocks/document/document.h"
#include "blocks/office/store.h"
#include "bpmn/bpmn.h"
#include "views/office.h"

/* Sends a view as page or, where it was asked for, as JSON. */
#define OFFICE_SEND(w, view, v, status) return WEB_SEND(w, "/desk", view, v, status)

/* The name of a process element in the reader's language; of a task outside of the process a
 * word. */
str task_name(struct web *w, const struct service *v, str element);
str service_title(struct web *w, str id);
/* Officers of the groups that one belongs to, without oneself. */
MUST_USE err desk_colleagues(struct web *w, const struct v_desk_person **out, size_t *n);
/* Open incidents of the offices in which one has a role; counted up to 1,000. */
MUST_USE err incidents_count(struct web *w, int64_t *out);
/* Notes and tasks outside of the process, for the page of a task. */
MUST_USE err beside_parts(struct web *w, const struct q_task *t, const struct q_case *c,
                          const struct data_key *key, struct v_desk_task *v);
/* The case of a task whose form is asked, opened. */
struct own_case {
    const struct q_task *t;
    const struct q_case *c;
    const struct data_key *key;
    const struct service *s;
    val answers; /* the applicant's */
};
/* The officer's own form on the page of the task (own_form.c). */
MUST_USE err own_form(struct web *w, const struct own_case *x, struct v_desk_task *v);
/* How cases of a service pass its steps: waiting now, done, median and longest days. */
struct figure {
    str element;
    int64_t here, done, median, oldest_days;
};
MUST_USE err figures_of(struct web *w, str service, const struct figure **out, size_t *n);
/* Has a role in that office. */
bool works_at(const struct actor *who, str office);
/* NAME-day, NAME-month, NAME-year of the form, or NAME as 2026-03-02; null where it is none. */
val office_date(struct web *w, const char *name);

web_fn show_team, show_incidents, show_flow, repair_prepare, move_prepare, to_flow, flow_again;
web_fn hold_prepare;
web_fn inputs_open, show_inputs, correct_prepare, correct_again;
/* What failed at a step, in the reader's words; `text` where an older house noted no word. */
str incident_said(struct web *w, const struct service *s, str told, str text);
/* What a partner's worker said when it failed, into a row of a view. */
#define SAID_TELL(w, s, x, row)                                                                    \
    do {                                                                                           \
        (row)->step = task_name((w), (s), (x).element);                                            \
        (row)->topic = (x).topic;                                                                  \
        (row)->text = (x).text;                                                                    \
        (row)->at = (x).at;                                                                        \
        (row)->over = (x).over;                                                                    \
    } while (0)
web_fn show_figures, show_versions, try_prepare, show_try, all_prepare, to_versions;
web_fn migrate_prepare, show_migrate;
web_fn show_tidings, tidings_prepare, tidings_again;
web_fn bulk_prepare, show_bulk, note_prepare, colleague_prepare, resolve_prepare;
web_fn show_absence, absence_prepare, absence_again, to_absence, present_prepare;

web_fn show_desk, open_task, show_task, task_again, show_task_refused, to_task, to_desk,
    ask_prepare, complete_prepare, show_own_parts, hand_prepare, show_file;

#endif
