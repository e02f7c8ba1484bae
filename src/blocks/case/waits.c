/* A task that is the applicant's: asked for, over, or another's now.  While it is open the case
 * waits for them. */
#include "blocks/case/acts.h"
#include "blocks/case/fill.h"
#include "blocks/case/work.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"

enum task_whose task_whose(str groups)
{
    return str_eq(groups, S(APPLICANT_GROUPS)) ? TASK_OF_APPLICANT : TASK_OF_OFFICE;
}

static bool is_open(str state)
{
    return str_eq(state, S("open")) || str_eq(state, S("claimed")) || str_eq(state, S("waiting"));
}

static err form_event(act *a, const struct q_case *c, const char *type, int64_t task, str element)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("task"), val_int(task));
    val_put(&b, S("element"), val_str(element));
    return case_event(a, c, type, val_done(&b));
}

/* ---- the clocks ---- */

static err wait_begin(act *a, struct q_case *c, int64_t task)
{
    struct q_case now;

    TRY(q_wait_add(a->db, task, a->now.ms, c->id));
    TRY(q_case(a->db, c->id, S(""), &now));
    if (!now.found || !case_runs(now.state) || str_eq(now.state, S(CASE_WAITING)))
        return OK;
    c->state = S(CASE_WAITING);
    c->paused = a->now.ms;
    return q_case_clock(a->db, &(struct q_case_clock_in){ .id = c->id,
                                                          .state = c->state,
                                                          .paused = c->paused,
                                                          .expected = now.expected,
                                                          .due = now.due,
                                                          .changed = a->now.ms });
}

static err wait_end(act *a, struct q_case *c, int64_t task)
{
    struct q_case now;
    int64_t n;

    TRY(q_wait_end(a->db, task, a->now.ms, &n));
    if (!n)
        return OK;
    TRY(q_case(a->db, c->id, S(""), &now));
    if (!str_eq(now.state, S(CASE_WAITING)))
        return OK; /* it is over */
    TRY(clock_on(a, &now));
    c->state = now.state;
    c->paused = now.paused;
    c->expected = now.expected;
    c->due = now.due;
    return OK;
}

/* ---- asked for ---- */

static val told(act *a, const struct q_case *c, const struct q_task_add_in *t, str lang)
{
    const struct service *v = case_service(a->boot, c);
    val_builder b = val_build(a->a);

    val_put(&b, S("number"), val_str(c->number));
    val_put(&b, S("service"), val_str(v ? site_text(a->site, v->title, lang) : c->service));
    val_put(&b, S("task"), val_str(step_said(a, c, t->element, lang)));
    val_put(&b, S("due"), t->due ? val_day(act_day(a, (instant){ t->due })) : val_null());
    return val_done(&b);
}

err fill_asked(act *a, struct q_case *c, const struct q_task_add_in *t)
{
    str lang;

    TRY(wait_begin(a, c, t->id));
    TRY(form_event(a, c, "case.form_asked", t->id, t->element));
    TRY(case_reader(a, c, &lang));
    return notify_send(
        a, &(struct notice){ .account = c->account,
                             .word_subject = W_case_fill_subject,
                             .word_body = t->due ? W_case_fill_body_due : W_case_fill_body,
                             .data = told(a, c, t, lang),
                             .case_id = c->id,
                             .case_number = c->number,
                             .path = str_fmt(a->a, "/cases/%.*s", STR_ARG(c->number)) });
}

err fill_asked_by_post(act *a, const struct q_case *c, const struct q_task_add_in *t)
{
    const struct port_post *post = a->boot->ports.post;
    str lang;

    if (!c->person || !post)
        return OK;
    TRY(case_reader(a, c, &lang));
    return post->letter(a, c->person, lang, W_case_fill_subject,
                        t->due ? W_case_fill_post_due : W_case_fill_post, told(a, c, t, lang));
}

/* ---- over ---- */

err fill_done(act *a, struct q_case *c, const struct q_task *t)
{
    TRY(q_fill_files_drop(a->db, c->id, t->id));
    TRY(q_fill_drop(a->db, t->id));
    return wait_end(a, c, t->id);
}

err fill_gone(act *a, struct q_case *c, int64_t token)
{
    struct q_tasks_of_case all;

    TRY(q_tasks_of_case(a->db, c->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct q_tasks_of_case_row *r = &all.v[i];
        if (r->token != token || !is_open(r->state))
            continue;
        if (task_whose(r->groups) == TASK_OF_APPLICANT)
            TRY(form_event(a, c, "case.form_gone", r->id, r->element));
        TRY(fill_done(a, c, &(struct q_task){ .id = r->id }));
    }
    return OK;
}

/* Answers stay where the same people answer the same form. */
err fill_again(act *a, struct q_case *c, const struct q_task *t, str groups, str element, str form)
{
    enum task_whose was = task_whose(t->groups), is = task_whose(groups);
    bool escalated = t->escalated && str_starts(t->groups, groups);

    if ((str_eq(t->groups, groups) || escalated) && str_eq(t->form, form))
        return OK;
    TRY(q_fill_files_drop(a->db, c->id, t->id));
    TRY(q_fill_drop(a->db, t->id));
    if (was == is)
        return OK;
    if (was == TASK_OF_APPLICANT) {
        TRY(form_event(a, c, "case.form_gone", t->id, t->element));
        return wait_end(a, c, t->id);
    }
    return fill_asked(a, c,
                      &(struct q_task_add_in){ .id = t->id, .element = element, .due = t->due });
}
