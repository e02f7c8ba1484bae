/* What officers do with a task: claim, look, ask, hand over, delegate; and what time
 * does. */
#include "blocks/case/files.h"
#include "blocks/case/fill.h"
#include "blocks/case/acts.h"
#include "blocks/case/appeal.h"
#include "blocks/case/process.h"
#include "blocks/case/work.h"
#include "blocks/consent/consent.h"
#include "blocks/notify/notify.h"
#include "site/site.h"

enum { HOUR_MS = 3600000, DAY_MS = 86400000 };

/* From whom a task is taken, and for whom it was prepared: they had a hand in it, whatever they did
 * with it (four eyes). */
static err hands_of(act *a, const struct q_task *t)
{
    if (t->assignee && t->assignee != a->who.account)
        TRY(q_hand_add(a->db, t->id, t->assignee, a->now.ms));
    return t->delegated_by && t->delegated_by != a->who.account
               ? q_hand_add(a->db, t->id, t->delegated_by, a->now.ms)
               : OK;
}

/* Takes over what somebody has whose substitute the actor is today. */
static err take_over(act *a, const struct q_task *t)
{
    struct q_substitute_is row;
    struct q_case c;

    TRY(q_substitute_is(a->db, a->who.account, t->assignee, t->authority, a->today.n, &row));
    if (!row.found)
        return refuse_with(a, W_case_claimed_by_other, NULL, val_null(), 409);
    TRY(q_case(a->db, t->case_id, S(""), &c));
    val_builder b = val_build(a->a);
    val_put(&b, S("task"), val_str(t->element));
    val_put(&b, S("to"), val_int(a->who.account));
    val_put(&b, S("from"), val_int(t->assignee));
    val_put(&b, S("absence"), val_int(row.id));
    TRY(case_event(a, &c, "case.handed_over", val_done(&b)));
    TRY(tiding_send(
        a, &c, t, t->assignee,
        &(struct tiding){ W_case_told_substituted_subject, W_case_told_substituted_body }));
    TRY(hands_of(a, t));
    return work_set(a, t, t->state, a->who.account, 0);
}

err act_claim(act *a, val in, val *out)
{
    struct q_task t;

    TRY(work_task(a, in, &t));
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    bool held = str_eq(t.state, S("claimed")) || str_eq(t.state, S("waiting"));
    if (held && t.assignee == a->who.account)
        return OK;
    if (held && t.assignee)
        return take_over(a, &t);
    if (!str_eq(t.state, S("open")) && !held)
        return refuse_with(a, W_case_task_over, NULL, val_null(), 409);
    return work_set(a, &t, held ? t.state : S("claimed"), a->who.account, 0);
}

/* A delegate gives back to whose task it is, everybody else to the group.  What the delegate
 * prepared is theirs, with or without a note. */
err act_release(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    struct data_key key;

    TRY(work_own_task(a, in, &t, &c, &key));
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    if (t.delegated_by) {
        TRY(q_hand_add(a->db, t.id, a->who.account, a->now.ms));
        return work_set(a, &t, t.state, t.delegated_by, 0);
    }
    return work_set(a, &t, str_eq(t.state, S("waiting")) ? S("waiting") : S("open"), 0, 0);
}

/* One's own task; or, for who leads the office, one that a colleague has or nobody yet. */
static err task_to_hand(act *a, val in, struct q_task *t, struct q_case *c, struct data_key *key)
{
    bool concerned = false;

    TRY(q_task(a->db, val_get_i64(in, S("task"), 0), t));
    if (!t->found)
        return refuse_with(a, W_case_unknown_task, NULL, val_null(), 404);
    if (t->assignee == a->who.account || !work_leads(a->site, &a->who, t->authority)) {
        TRY(work_own_task(a, in, t, c, key));
        return t->delegated_by ? refuse_with(a, W_case_resolve_first, NULL, val_null(), 409) : OK;
    }
    if (!a->who.person)
        return refuse_with(a, W_case_officer_unknown, NULL, val_null(), 403);
    TRY(case_concerns(a, t->case_id, a->who.person, &concerned));
    if (concerned)
        return refuse_with(a, W_case_own_family, NULL, val_null(), 403);
    if (!str_eq(t->state, S("open")) && !str_eq(t->state, S("claimed")) &&
        !str_eq(t->state, S("waiting")))
        return refuse_with(a, W_case_task_over, NULL, val_null(), 409);
    TRY(q_case(a->db, t->case_id, S(""), c));
    return key_get(a, SUBJECT_CASE, c->id, key);
}

static err handing_event(act *a, const struct q_case *c, const struct q_task *t, const char *type,
                         int64_t to, val note)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("task"), val_str(t->element));
    val_put(&b, S("to"), val_int(to));
    if (t->assignee && t->assignee != a->who.account)
        val_put(&b, S("from"), val_int(t->assignee));
    val_put(&b, S("note"), note);
    return case_event(a, c, type, val_done(&b));
}

/* To a colleague who may work on it too; the identity block knows their account. */
static err hand_over(act *a, val in, val *out, bool tell)
{
    struct q_task t;
    struct q_case c;
    struct data_key key;
    int64_t to = val_get_i64(in, S("to"), 0);

    TRY(task_to_hand(a, in, &t, &c, &key));
    TRY(work_may_other(a, &t, to, "to"));
    TRY(handing_event(a, &c, &t, "case.handed_over", to, val_get(in, S("note"))));
    if (tell)
        TRY(tiding_send(a, &c, &t, to,
                        &(struct tiding){ W_case_told_handed_subject, W_case_told_handed_body }));
    TRY(hands_of(a, &t));
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    return work_set(a, &t, str_eq(t.state, S("open")) ? S("claimed") : t.state, to, 0);
}

err act_hand_over(act *a, val in, val *out)
{
    return hand_over(a, in, out, true);
}

err hand_over_quiet(act *a, val in, val *out)
{
    return hand_over(a, in, out, false);
}

/* The colleague prepares the work and gives it back; whose task it is completes it. */
err act_delegate(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    struct data_key key;
    int64_t to = val_get_i64(in, S("to"), 0);

    TRY(work_own_task(a, in, &t, &c, &key));
    if (t.delegated_by || to == a->who.account)
        return refuse_with(a, W_case_resolve_first, "to", val_null(), 409);
    TRY(work_may_other(a, &t, to, "to"));
    TRY(handing_event(a, &c, &t, "case.delegated", to, val_get(in, S("note"))));
    TRY(tiding_send(a, &c, &t, to,
                    &(struct tiding){ W_case_told_delegated_subject, W_case_told_delegated_body }));
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    return work_set(a, &t, t.state, to, a->who.account);
}

err act_resolve(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    struct data_key key;

    TRY(work_own_task(a, in, &t, &c, &key));
    if (!t.delegated_by)
        return refuse_with(a, W_case_not_delegated, NULL, val_null(), 409);
    if (!str_trim(val_get_text(in, S("note"))).n)
        return refuse(a, W_case_note_empty, "note");
    TRY(q_hand_add(a->db, t.id, a->who.account, a->now.ms));
    TRY(note_add(a, &c, &key, val_get_text(in, S("note"))));
    TRY(handing_event(a, &c, &t, "case.resolved", t.delegated_by, val_get(in, S("note"))));
    TRY(tiding_send(a, &c, &t, t.delegated_by,
                    &(struct tiding){ W_case_told_resolved_subject, W_case_told_resolved_body }));
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    return work_set(a, &t, t.state, t.delegated_by, 0);
}

static err asked_already(act *a, const struct q_case *c, bool *out)
{
    struct q_questions all;

    TRY(q_questions(a->db, c->id, &all));
    *out = !case_runs(c->state) || (all.n && !all.v[all.n - 1].answered);
    return OK;
}

err act_ask(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    struct data_key key;
    str text = str_trim(val_get_text(in, S("text")));
    bool asked, waits;

    TRY(work_own_task(a, in, &t, &c, &key));
    TRY(asked_already(a, &c, &asked));
    if (asked)
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
    waits = str_eq(c.state, S(CASE_WAITING)); /* for a form: it stands already */
    TRY(q_case_clock(a->db, &(struct q_case_clock_in){ .id = c.id,
                                                       .state = S(CASE_WAITING),
                                                       .paused = waits ? c.paused : a->now.ms,
                                                       .expected = c.expected,
                                                       .due = c.due,
                                                       .changed = a->now.ms }));
    TRY(work_set(a, &t, S("waiting"), t.assignee, t.delegated_by));
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

/* What the page of a task compares with the record of a party: fields that the form asks for of
 * that part and the officer may read; *what gets their register. */
static str compared_fields(act *a, const struct service *v, str part, str *what)
{
    const struct form *form = v && v->n_forms ? v->forms[0].form : NULL;
    buf b;

    buf_init(&b, a->a, 200);
    for (int i = form ? form_bindings(form, -1) : -1; i >= 0; i = form_bindings(form, i)) {
        const struct form_field *f = &form->fields[i];
        const struct registry *r = site_register(a->site, f->binding.registry);
        bool may = false;
        for (size_t k = 0; r && k < a->who.nroles; k++)
            may |= register_may(r, a->who.roles[k].role, S(""), v->purpose, REG_READ,
                                f->binding.field);
        if (!may || !str_eq(f->binding.of, part) || (what->n && !str_eq(*what, r->id)))
            continue;
        *what = r->id;
        buf_add(&b, b.n ? S(" ") : S(""));
        buf_add(&b, f->binding.field);
    }
    return buf_str(&b);
}

err case_looked(act *a, const struct q_case *c, str office, str *ticket)
{
    const struct service *v = case_service(a->boot, c);

    return case_looked_for(a, c, office, v ? v->purpose : S(""), ticket);
}

err case_looked_for(act *a, const struct q_case *c, str office, str purpose, str *ticket)
{
    struct q_parties parties;
    int64_t trace = 0;

    TRY(q_parties(a->db, c->id, &parties));
    const struct service *v = case_service(a->boot, c);
    struct trace seen = { .kind = "case",
                          .case_id = c->id,
                          .case_number = c->number,
                          .office = office,
                          .purpose = purpose };
    struct data_key subjects[64] = { { .kind = SUBJECT_CASE, .id = c->id } };
    size_t n = 1;
    TRY(trace_case(a, &seen, &trace));
    seen.look = trace;
    for (size_t i = 0; i < parties.n && n < LEN(subjects); i++) {
        seen.person = parties.v[i].person;
        seen.what = S("");
        seen.fields = compared_fields(a, v, parties.v[i].part, &seen.what);
        TRY(trace_add(a, &seen, &trace));
        subjects[n++] = (struct data_key){ .kind = SUBJECT_PERSON, .id = parties.v[i].person };
    }
    *ticket = ticket_for(a, subjects, n, trace, "case");
    return OK;
}

/* Looking at a case: traced for everybody it is about before it is shown; the ticket opens the
 * case's own data. */
err act_open(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    str ticket;

    TRY(work_task(a, in, &t));
    TRY(q_case(a->db, t.case_id, S(""), &c));
    TRY(case_looked(a, &c, t.authority, &ticket));
    TRY(fill_looked(a, &t, &c));
    val_builder b = val_build(a->a);
    val_put(&b, S("task"), val_int(t.id));
    val_put(&b, S("case"), val_int(c.id));
    val_put(&b, S("ticket"), val_str(ticket));
    *out = val_done(&b);
    return OK;
}

/* A clock has been stopped since it was set, or stands now: it rings later.  While it stands it is
 * looked at often enough for what is left of it. */
static err timer_later(act *a, const struct q_case *c, val in, instant *when, bool *later)
{
    bool days = !val_is_null(val_get(in, S("days"))) || val_is_true(val_get(in, S("office_days")));
    bool stands;

    TRY(clock_timer(a, c, in, when, &stands));
    *later = stands || when->ms > a->now.ms;
    if (stands)
        when->ms = MAX(when->ms, a->now.ms + (days ? DAY_MS : HOUR_MS));
    return *later ? outbox_add(a, "case.timer", SUBJECT_NONE, 0, in, *when, NULL) : OK;
}

/* A timer that the process no longer waits for is no failure. */
err act_timer(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    instant when = { 0 };
    bool later = false, held = false;

    *out = val_null();
    TRY(q_case(a->db, val_get_i64(in, S("case"), 0), S(""), &c));
    if (!c.found || str_eq(c.state, S(CASE_ERASED)))
        return OK;
    TRY(appeal_holds(a->db, c.id, &held));
    if (case_runs(c.state) && held)
        return outbox_add(a, "case.timer", SUBJECT_NONE, 0, in, (instant){ a->now.ms + HOUR_MS },
                          NULL);
    if (case_runs(c.state) && !val_is_null(val_get(in, S("from"))))
        TRY(timer_later(a, &c, in, &when, &later));
    if (later)
        return OK;
    TRY(key_get(a, SUBJECT_CASE, c.id, &key));
    err e = process_rang(a, &c, &key, (uint32_t)val_get_i64(in, S("token"), 0), when);
    return e.class == ERR_CLASS_REFUSED && e.code == ERR_CONFLICT ? OK : e;
}

/* Who sent the file with an application, or with a form later, hears that it is refused, and may
 * send another. */
static err tell_refused(act *a, const struct q_case_file *f, str note)
{
    struct data_key key;
    struct q_case c;
    val facts;

    TRY(q_case(a->db, f->case_id, S(""), &c));
    if (!c.found || !c.account || !c.number.n || f->desk ||
        !(str_eq(c.state, S(CASE_SUBMITTED)) || str_eq(c.state, S(CASE_WAITING))))
        return OK;
    TRY(key_get(a, SUBJECT_CASE, f->case_id, &key));
    TRY(case_file_facts(a->a, f, &key, &facts));
    val_builder b = val_build(a->a);
    val_put(&b, S("number"), val_str(c.number));
    val_put(&b, S("name"), val_get(facts, S("name")));
    val_put(&b, S("found"), val_str(note.n ? note : S("-")));
    return notify_send(a,
                       &(struct notice){ .account = c.account,
                                         .word_subject = W_case_file_bad_subject,
                                         .word_body = W_case_file_bad_body,
                                         .data = val_done(&b),
                                         .case_id = c.id,
                                         .case_number = c.number,
                                         .path = str_fmt(a->a, "/cases/%.*s", STR_ARG(c.number)) });
}

err act_file_checked(act *a, val in, val *out)
{
    int64_t id = val_get_i64(in, S("file"), 0);
    str state = val_get_text(in, S("state")), note = val_get_text(in, S("note"));
    struct q_case_file f;

    *out = val_null();
    TRY(q_case_file(a->db, id, &f));
    if (!f.found || str_eq(f.state, state)) /* erased meanwhile, or said twice */
        return OK;
    TRY(q_case_file_state(a->db, id, state, note.n ? note : S("")));
    return str_eq(state, S(FILE_REFUSED)) ? tell_refused(a, &f, note) : OK;
}
