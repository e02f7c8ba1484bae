/* What officers do with a case: claim, look, ask, complete, hand over; and what time does. */
#include "blocks/case/acts.h"
#include "blocks/consent/consent.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "site/site.h"

/* The actor's office role lets them work on the task: a group of theirs is among its groups, and
 * they are no party. */
static err may_work(act *a, const struct q_task *t)
{
    str rest = str_trim(t->groups), name;
    int64_t before = 0;
    bool fits = false, concerned = false;

    while (!fits && str_next(&rest, ' ', &name)) {
        const struct office_group *g = site_group(a->site, name);
        for (size_t i = 0; g && i < g->n_roles && !fits; i++)
            for (size_t k = 0; k < a->who.nroles && !fits; k++)
                fits = str_eq(a->who.roles[k].role, g->roles[i]) &&
                       (!a->who.roles[k].office.n || str_eq(a->who.roles[k].office, t->authority));
    }
    if (!fits)
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    /* who an officer is must be known, or neither kinship nor a second account would show */
    if (!a->who.person)
        return refuse_with(a, W_case_officer_unknown, NULL, val_null(), 403);
    TRY(case_concerns(a, t->case_id, a->who.person, &concerned));
    if (concerned)
        return refuse_with(a, W_case_own_family, NULL, val_null(), 403);
    if (t->not_by)
        TRY(identity_person(a->db, t->not_by, &before));
    if (t->not_by && (t->not_by == a->who.account || before == a->who.person))
        return refuse_with(a, W_case_second_person, NULL, val_null(), 403);
    return OK;
}

static err task_of(act *a, val in, struct q_task *t)
{
    TRY(q_task(a->db, val_get_i64(in, S("task"), 0), t));
    if (!t->found)
        return refuse_with(a, W_case_unknown_task, NULL, val_null(), 404);
    return may_work(a, t);
}

/* A task that is done keeps who did it. */
static err own_and_open(act *a, const struct q_task *t)
{
    if (t->assignee != a->who.account)
        return refuse_with(a, W_case_claim_first, NULL, val_null(), 409);
    if (!str_eq(t->state, S("claimed")) && !str_eq(t->state, S("waiting")))
        return refuse_with(a, W_case_task_over, NULL, val_null(), 409);
    return OK;
}

static err own_task(act *a, val in, struct q_task *t, struct q_case *c, struct data_key *key)
{
    TRY(task_of(a, in, t));
    TRY(own_and_open(a, t));
    TRY(q_case(a->db, t->case_id, S(""), c));
    if (!c->found)
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    return key_get(a, SUBJECT_CASE, c->id, key);
}

static err set_task(act *a, const struct q_task *t, str state, int64_t assignee)
{
    int64_t n;

    topic_publish(a, str_fmt(a->a, "desk/%.*s", STR_ARG(t->authority)));
    TRY(q_task_state(a->db,
                     &(struct q_task_state_in){ .id = t->id,
                                                .seq = t->seq,
                                                .state = state,
                                                .assignee = assignee,
                                                .changed = a->now.ms },
                     &n));
    return n ? OK : refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
}

err act_claim(act *a, val in, val *out)
{
    struct q_task t;

    TRY(task_of(a, in, &t));
    if (str_eq(t.state, S("claimed")) && t.assignee != a->who.account)
        return refuse_with(a, W_case_claimed_by_other, NULL, val_null(), 409);
    bool mine = t.assignee == a->who.account &&
                (str_eq(t.state, S("claimed")) || str_eq(t.state, S("waiting")));
    if (!str_eq(t.state, S("open")) && !mine)
        return refuse_with(a, W_case_task_over, NULL, val_null(), 409);
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    return mine ? OK : set_task(a, &t, S("claimed"), a->who.account);
}

err act_release(act *a, val in, val *out)
{
    struct q_task t;

    TRY(task_of(a, in, &t));
    TRY(own_and_open(a, &t));
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    return set_task(a, &t, str_eq(t.state, S("waiting")) ? S("waiting") : S("open"), 0);
}

/* To a colleague who may work on it too; the identity block knows their account. */
err act_hand_over(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    struct data_key key;

    TRY(own_task(a, in, &t, &c, &key));
    act as = *a;
    as.who = (struct actor){ .account = val_get_i64(in, S("to"), 0) };
    TRY(identity_roles(a->db, a->a, as.who.account, &as.who.roles, &as.who.nroles));
    TRY(identity_person(a->db, as.who.account, &as.who.person));
    if (failed(may_work(&as, &t))) {
        (void)refusals_take(a);
        return refuse_with(a, W_case_colleague_may_not, "to", val_null(), 422);
    }
    val_builder b = val_build(a->a);
    val_put(&b, S("task"), val_str(t.element));
    val_put(&b, S("to"), val_int(as.who.account));
    val_put(&b, S("note"), val_get(in, S("note")));
    TRY(case_event(a, &c, "case.handed_over", val_done(&b)));
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    return set_task(a, &t, t.state, as.who.account);
}

err act_ask(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    struct data_key key;
    str text = str_trim(val_get_text(in, S("text")));

    TRY(own_task(a, in, &t, &c, &key));
    if (!str_eq(c.state, S(CASE_SUBMITTED)))
        return refuse_with(a, W_case_asked_already, NULL, val_null(), 409);
    if (!text.n)
        return refuse(a, W_case_question_empty, "text");
    int64_t id = act_id(a);
    TRY(q_question_add(a->db, &(struct q_question_add_in){
                                  .id = id,
                                  .case_id = c.id,
                                  .task_id = t.id,
                                  .asked = a->now.ms,
                                  .asked_by = a->who.account,
                                  .text = key_seal(a->a, &key, "question.text", val_str(text)) }));
    TRY(q_case_clock(a->db, &(struct q_case_clock_in){ .id = c.id,
                                                       .state = S(CASE_WAITING),
                                                       .paused = a->now.ms,
                                                       .expected = c.expected,
                                                       .due = c.due,
                                                       .changed = a->now.ms }));
    TRY(set_task(a, &t, S("waiting"), t.assignee));
    val_builder b = val_build(a->a);
    val_put(&b, S("question"), val_int(id));
    val_put(&b, S("text"), val_str(text));
    TRY(case_event(a, &c, "case.asked", val_done(&b)));
    val data = val_with(a->a, val_null(), S("number"), val_str(c.number));
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    return notify_send(a,
                       &(struct notice){ .account = c.account,
                                         .word_subject = W_case_asked_subject,
                                         .word_body = W_case_asked_body,
                                         .data = val_with(a->a, data, S("text"), val_str(text)),
                                         .case_id = c.id,
                                         .case_number = c.number,
                                         .path = str_fmt(a->a, "/cases/%.*s", STR_ARG(c.number)) });
}

/* The officer's form is checked as the applicant's is; its answers go to the process as the task's
 * outputs. */
err act_complete(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    struct data_key key;
    struct form_errors errors = { 0 };
    struct form_env env;
    val answers = val_get(in, S("answers"));

    TRY(own_task(a, in, &t, &c, &key));
    if (!str_eq(t.state, S("claimed")))
        return refuse_with(a, W_case_task_over, NULL, val_null(), 409);
    const struct service *v = case_service(a->boot, &c);
    const struct service_form *f = v ? service_form(v, t.form) : NULL;
    if (!f && t.form.n)
        return refuse_with(a, W_case_no_service, NULL, val_null(), 404);
    val_builder nothing = val_build(a->a);
    if (!f)
        answers = val_done(&nothing); /* nothing was asked, so nothing is taken */
    if (f) {
        val given;
        TRY(case_answers(a->a, &c, &key, &given));
        case_form_env(&env, a->a, a->site, v, a->lang.n ? a->lang : c.lang, a->today, val_null(),
                      case_given(a->a, a->site, &c, given, a->today));
        err e = case_form_check(a, f->form, answers, &env, &errors, &answers);
        if (e.class == ERR_CLASS_REFUSED)
            return case_refuse_errors(a, &errors);
        TRY(e);
    }
    TRY(set_task(a, &t, S("done"), t.assignee));
    val_builder b = val_build(a->a);
    val_put(&b, S("element"), val_str(t.element));
    val_put(&b, S("answers"), answers);
    TRY(case_event(a, &c, "case.task_done", val_done(&b)));
    struct bpmn_event done = { .kind = BPMN_USER_DONE,
                               .token = (uint32_t)t.token,
                               .data = answers };
    err e = process_event(a, &c, &key, &done);
    if (e.class == ERR_CLASS_REFUSED && e.code == ERR_CONFLICT)
        return refuse_with(a, W_case_task_over, NULL, val_null(), 409);
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    return e;
}

/* Looking at a case: traced for everybody it is about before it is shown; the ticket opens the
 * case's own data. */
err act_open(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    struct q_parties parties;
    int64_t trace = 0;

    TRY(task_of(a, in, &t));
    TRY(q_case(a->db, t.case_id, S(""), &c));
    TRY(q_parties(a->db, c.id, &parties));
    const struct service *v = case_service(a->boot, &c);
    struct trace seen = { .kind = "case",
                          .case_id = c.id,
                          .case_number = c.number,
                          .office = t.authority,
                          .purpose = v ? v->purpose : S("") };
    struct data_key subjects[64] = { { .kind = SUBJECT_CASE, .id = c.id } };
    size_t n = 1;
    TRY(trace_case(a, &seen, &trace));
    for (size_t i = 0; i < parties.n && n < LEN(subjects); i++) {
        seen.person = parties.v[i].person;
        TRY(trace_add(a, &seen, &trace));
        subjects[n++] = (struct data_key){ .kind = SUBJECT_PERSON, .id = parties.v[i].person };
    }
    val_builder b = val_build(a->a);
    val_put(&b, S("task"), val_int(t.id));
    val_put(&b, S("case"), val_int(c.id));
    val_put(&b, S("ticket"), val_str(ticket_for(a, subjects, n, trace, "case")));
    *out = val_done(&b);
    return OK;
}

/* An incident taken up again, or passed over with a reason. */
err act_retry(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;

    TRY(case_load(a, in, &c, &key));
    bool skip = val_get_bool(in, S("skip"));
    if (skip && !str_trim(val_get_text(in, S("reason"))).n)
        return refuse(a, W_case_reason_needed, "reason");
    val_builder b = val_build(a->a);
    val_put(&b, S("skip"), val_bool(skip));
    val_put(&b, S("reason"), val_get(in, S("reason")));
    TRY(case_event(a, &c, "case.incident_handled", val_done(&b)));
    *out = val_with(a->a, val_null(), S("number"), val_str(c.number));
    return process_event(a, &c, &key,
                         &(struct bpmn_event){ .kind = skip ? BPMN_SKIP : BPMN_RETRY,
                                               .token = (uint32_t)val_get_i64(in, S("token"), 0) });
}

/* A timer that the process no longer waits for is no failure. */
err act_timer(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;

    *out = val_null();
    TRY(q_case(a->db, val_get_i64(in, S("case"), 0), S(""), &c));
    if (!c.found || str_eq(c.state, S(CASE_ERASED)))
        return OK;
    TRY(key_get(a, SUBJECT_CASE, c.id, &key));
    err e =
        process_event(a, &c, &key,
                      &(struct bpmn_event){ .kind = BPMN_TIMER_FIRED,
                                            .token = (uint32_t)val_get_i64(in, S("token"), 0) });
    return e.class == ERR_CLASS_REFUSED && e.code == ERR_CONFLICT ? OK : e;
}

err act_file_checked(act *a, val in, val *out)
{
    *out = val_null();
    return q_case_file_state(a->db, val_get_i64(in, S("file"), 0), val_get_text(in, S("state")));
}
