/* Questions about looks: asked by the person, answered by another than who looked, never left open
 * for ever. */
#include "act/job.h"
#include "blocks/case/case.h"
#include "blocks/consent/consent.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "blocks/oversight/looks.h"
#include "blocks/register/register.h"
#include "blocks/register/store.h"
#include "os/zone.h"

enum { TOLD_MOST = 50 }; /* of an office */
enum { ASK_MOST = 20 };  /* of one account in a quarter of an hour */

bool looks_heads(const struct site *s, const struct actor *who, str office)
{
    return work_leads(s, who, office) || work_repairs(s, who, office);
}

bool looks_watches(const struct site *s, const struct actor *who)
{
    for (size_t i = 0; s->looks.role.n && i < who->nroles; i++)
        if (str_eq(who->roles[i].role, s->looks.role) &&
            str_eq(who->roles[i].office, s->looks.office))
            return true;
    return false;
}

bool looks_instead(const struct site *s, const struct actor *who)
{
    for (size_t i = 0; s->looks.instead.n && i < who->nroles; i++)
        if (str_eq(who->roles[i].role, s->looks.instead_role) &&
            str_eq(who->roles[i].office, s->looks.instead))
            return true;
    return false;
}

bool looks_answers(const struct site *s, const struct actor *who, int64_t level, str office)
{
    return level == LOOK_INSTEAD ? looks_instead(s, who)
           : level == LOOK_ABOVE ? looks_watches(s, who)
                                 : looks_heads(s, who, office);
}

str looks_office(const struct site *s, int64_t level, str office)
{
    return level == LOOK_INSTEAD ? s->looks.instead
           : level == LOOK_ABOVE ? s->looks.office
                                 : office;
}

/* Where nobody but who may not is among those who watch, those instead of them, where there are
 * any; who did not look, nor answer before. */
static err level_above(act *a, int64_t reader, int64_t before, int64_t *level)
{
    const struct site_looks *x = &a->site->looks;
    struct q_look_others n = { 0 };

    *level = LOOK_NOBODY;
    if (x->office.n)
        TRY(q_look_others(a->db, x->role, x->office, reader, before, &n));
    if (n.n) {
        *level = LOOK_ABOVE;
        return OK;
    }
    if (x->instead.n)
        TRY(q_look_others(a->db, x->instead_role, x->instead, reader, before, &n));
    if (n.n)
        *level = LOOK_INSTEAD;
    return OK;
}

/* ---- telling who answers ---- */

/* To those of an office whose roles answer for that level, but who looked: that there is a
 * question, and until when.  No word of whom it is from. */
static err tell_answerers(act *a, int64_t level, str office, int64_t reader, instant due)
{
    const struct office *o = site_office(a->site, office);
    str *roles = ARENA_ARRAY(a->a, str, (o ? o->n_roles : 0) + 1);
    struct office_group g = { .office = office, .roles = roles };
    const struct officer *all;
    size_t n;

    for (size_t i = 0; o && i < o->n_roles; i++) {
        struct role_at at = { .role = o->roles[i].id, .office = office };
        struct actor holder = { .roles = &at, .nroles = 1 };
        if (looks_answers(a->site, &holder, level, office))
            roles[g.n_roles++] = o->roles[i].id;
    }
    TRY(identity_officers(a->db, a->a, &g, &all, &n));
    for (size_t i = 0; i < MIN(n, (size_t)TOLD_MOST); i++) {
        bool twice = all[i].account == reader;
        for (size_t k = 0; k < i; k++)
            twice |= all[k].account == all[i].account;
        struct notice one = { .account = all[i].account,
                              .word_subject = W_oversight_came_subject,
                              .word_body = W_oversight_came_body,
                              .data = val_with(a->a, val_null(), S("due"),
                                               val_day(zone_day(a->boot->zone,
                                                                (instant){ due.ms - 1 }))),
                              .path = S("/desk/looks/questions") };
        if (!twice)
            TRY(notify_send(a, &one));
    }
    return OK;
}

/* ---- telling the person ---- */

err looks_tell(act *a, int64_t person, enum word_id subject, enum word_id body, val data,
               int64_t trace)
{
    int64_t account = 0;

    TRY(identity_account_of(a->db, person, &account));
    if (!account)
        return OK; /* who has none reads the page when they have one */
    struct notice n = { .account = account,
                        .word_subject = subject,
                        .word_body = body,
                        .data = data,
                        .path = str_fmt(a->a, "/privacy/looks/%lld", (long long)trace) };
    return notify_send(a, &n);
}

static str office_in(act *a, str office, str lang)
{
    const struct office *o = site_office(a->site, office);

    return o ? site_text(a->site, o->name, lang) : office;
}

/* ---- asking ---- */

instant looks_due(act *a, str office, int64_t days)
{
    const struct calendar *c = site_calendar(a->site, office);
    day d = c ? calendar_add_working_days(c, a->today, days) : (day){ a->today.n + days };

    return zone_day_start(a->boot->zone, (day){ d.n + 1 });
}

/* Whether somebody else than the reader may answer for the office. */
static err office_answers(act *a, str office, int64_t reader, bool *out)
{
    const struct office *o = site_office(a->site, office);

    *out = false;
    for (size_t i = 0; o && i < o->n_roles && !*out; i++) {
        struct q_look_answerers q;
        if (!o->roles[i].leads && !o->roles[i].repairs)
            continue;
        TRY(q_look_answerers(a->db, o->roles[i].id, office, reader, &q));
        *out = q.n > 0;
    }
    return OK;
}

static err text_add(act *a, int64_t question, int64_t person, bool officer, str office, str text)
{
    struct data_key key;

    TRY(key_get(a, SUBJECT_PERSON, person, &key));
    struct q_look_text_add_in row = { .id = act_id(a),
                                      .question = question,
                                      .at = a->now.ms,
                                      .officer = officer,
                                      .office = office,
                                      .body = key_seal(a->a, &key, "look.text", val_str(text)) };
    return q_look_text_add(a->db, &row);
}

static err question_event(act *a, const char *type, int64_t person, str office, int64_t question,
                          int64_t trace, str text)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("question"), val_int(question));
    val_put(&b, S("trace"), val_int(trace));
    val_put(&b, S("text"), val_str(text));
    struct event e = { .type = type,
                       .kind = SUBJECT_PERSON,
                       .subject = person,
                       .authority = office,
                       .body = val_done(&b) };
    return event_add(a, &e);
}

static err unknown(act *a)
{
    return refuse_with(a, W_oversight_look_unknown, NULL, val_null(), 404);
}

/* The look, where it is the actor's to ask about. */
static err own_look(act *a, val in, struct q_look *t)
{
    TRY(q_look(a->db, val_get_i64(in, S("trace"), 0), t));
    if (!t->found || !a->who.person || t->person != a->who.person || t->visible > a->now.ms)
        return unknown(a);
    return OK;
}

err act_look_ask(act *a, val in, val *out)
{
    const struct site_looks *x = &a->site->looks;
    str text = str_trim(val_get_text(in, S("text")));
    struct q_look_question_of before;
    struct q_look t;
    int64_t level = LOOK_HEAD;
    bool heads;

    TRY(own_look(a, in, &t));
    TRY(q_look_question_of(a->db, t.id, &before));
    if (before.found)
        return refuse_with(a, W_oversight_look_asked_already, NULL, val_null(), 409);
    if (!text.n)
        return refuse(a, W_oversight_look_text_needed, "text");
    TRY(identity_limit(a, "look.ask", ASK_MOST));
    TRY(office_answers(a, t.office, t.reader, &heads));
    if (!heads)
        TRY(level_above(a, t.reader, 0, &level));
    if (level == LOOK_NOBODY)
        return refuse_with(a, W_oversight_look_nobody, NULL, val_null(), 409);
    int64_t id = act_id(a);
    str answers = looks_office(a->site, level, t.office);
    instant due = looks_due(a, answers, x->answer_days);
    TRY(q_look_question_add(a->db, &(struct q_look_question_add_in){ .id = id,
                                                                     .trace = t.id,
                                                                     .person = t.person,
                                                                     .office = t.office,
                                                                     .reader = t.reader,
                                                                     .level = level,
                                                                     .at = a->now.ms,
                                                                     .due = due.ms }));
    TRY(text_add(a, id, t.person, false, S(""), text));
    TRY(tell_answerers(a, level, answers, t.reader, due));
    *out = val_null();
    if (heads)
        TRY(outbox_add(a, "look.overdue", SUBJECT_NONE, 0,
                       val_with(a->a, val_null(), S("question"), val_int(id)), due, NULL));
    return question_event(a, "data.questioned", t.person, t.office, id, t.id, text);
}

/* ---- on to those who watch over all ---- */

static err move_up(act *a, const struct q_look_question *q, const char *why, str text)
{
    const struct site_looks *x = &a->site->looks;
    int64_t n, level;
    str lang;

    TRY(level_above(a, q->reader, q->answered_by, &level));
    if (level == LOOK_NOBODY)
        level = LOOK_ABOVE; /* waits for somebody who will be there */
    str office = looks_office(a->site, level, q->office);
    instant due = looks_due(a, office, x->answer_days);
    TRY(q_look_question_up(a->db, q->id, a->now.ms, due.ms, level, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(tell_answerers(a, level, office, q->reader, due));
    TRY(question_event(a, why, q->person, office, q->id, q->trace, text));
    TRY(identity_lang(a, q->person, a->lang, &lang));
    val data = val_with(a->a, val_null(), S("office"), val_str(office_in(a, office, lang)));
    return looks_tell(a, q->person, W_oversight_moved_subject, W_oversight_moved_body, data,
                      q->trace);
}

/* The person is not content with what the office answered: once. */
err act_look_again(act *a, val in, val *out)
{
    str text = str_trim(val_get_text(in, S("text")));
    struct q_look_question_of of;
    struct q_look_question q;
    struct q_look t;

    TRY(own_look(a, in, &t));
    TRY(q_look_question_of(a->db, t.id, &of));
    if (!of.found)
        return unknown(a);
    TRY(q_look_question(a->db, of.id, &q));
    if (q.level || !str_eq(q.state, S("answered")) || !a->site->looks.office.n)
        return refuse_with(a, W_oversight_look_asked_already, NULL, val_null(), 409);
    if (!text.n)
        return refuse(a, W_oversight_look_text_needed, "text");
    TRY(text_add(a, q.id, q.person, false, S(""), text));
    *out = val_null();
    return move_up(a, &q, "data.questioned_again", text);
}

/* The time for an answer is over; where it was given, or nobody stands above, nothing happens. */
err act_look_overdue(act *a, val in, val *out)
{
    struct q_look_question q;

    *out = val_null();
    TRY(q_look_question(a->db, val_get_i64(in, S("question"), 0), &q));
    if (!q.found || q.level || !str_eq(q.state, S("open")) || !a->site->looks.office.n ||
        q.due > a->now.ms)
        return OK;
    return move_up(a, &q, "data.question_overdue", S(""));
}

err job_look_overdue(struct job_run *j)
{
    return job_act(j, "look.overdue", j->payload, NULL, NULL);
}

/* ---- reading and answering ---- */

err looks_family(act *a, int64_t person, bool *out)
{
    *out = false;
    for (size_t i = 0; a->who.person && i < a->site->n_registers; i++) {
        const struct registry *r = a->site->registers[i];
        struct q_relations_all kin;
        if (register_subject(r) != SUBJECT_PERSON)
            continue;
        TRY(q_relations_all(a->db, r->id, a->who.person, &kin));
        for (size_t k = 0; k < kin.n; k++)
            *out |= kin.v[k].to_id == person;
    }
    return OK;
}

/* The head of the office, or who watches over all where it went on: never who looked, nor whom it
 * concerns, nor, in the second place, who answered in the first. */
err question_owner(act *a, val in)
{
    struct q_look_question q;
    int64_t looker = 0;
    bool family = false;

    TRY(q_look_question(a->db, val_get_i64(in, S("question"), 0), &q));
    if (!a->who.nroles)
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!q.found || !looks_answers(a->site, &a->who, q.level, q.office))
        return unknown(a);
    if (q.reader)
        TRY(identity_person(a->db, q.reader, &looker));
    if (!a->who.person)
        return refuse_with(a, W_case_officer_unknown, NULL, val_null(), 403);
    if (q.reader == a->who.account || looker == a->who.person ||
        (q.level && q.answered_by == a->who.account))
        return refuse_with(a, W_oversight_look_four_eyes, NULL, val_null(), 403);
    TRY(looks_family(a, q.person, &family));
    return family || a->who.person == q.person
               ? refuse_with(a, W_case_own_family, NULL, val_null(), 403)
               : OK;
}

/* Reading what a person asked is a look at their data like any other. */
err act_look_read(act *a, val in, val *out)
{
    const struct site_looks *x = &a->site->looks;
    struct q_look_question q;
    struct q_look t;
    val_builder b = val_build(a->a);
    int64_t trace;

    TRY(q_look_question(a->db, val_get_i64(in, S("question"), 0), &q));
    TRY(q_look(a->db, q.trace, &t));
    struct trace seen = { .person = q.person,
                          .kind = "question",
                          .case_id = t.case_id,
                          .case_number = t.case_number,
                          .office = looks_office(a->site, q.level, q.office),
                          .purpose = x->purpose.n ? x->purpose : t.purpose };
    TRY(trace_add(a, &seen, &trace));
    struct data_key subject = { .kind = SUBJECT_PERSON, .id = q.person };
    val_put(&b, S("question"), val_int(q.id));
    val_put(&b, S("ticket"), val_str(ticket_for(a, &subject, 1, trace, "question")));
    *out = val_done(&b);
    return OK;
}

err act_look_answer(act *a, val in, val *out)
{
    str text = str_trim(val_get_text(in, S("text"))), lang;
    struct q_look_question q;
    val_builder b = val_build(a->a);
    int64_t n;

    TRY(q_look_question(a->db, val_get_i64(in, S("question"), 0), &q));
    str office = looks_office(a->site, q.level, q.office);
    if (!text.n)
        return refuse(a, W_oversight_look_answer_needed, "text");
    TRY(q_look_question_done(a->db, q.id, a->who.account, q.level, &n));
    if (!n)
        return refuse_with(a, W_oversight_look_answered_already, NULL, val_null(), 409);
    TRY(text_add(a, q.id, q.person, true, office, text));
    TRY(question_event(a, "data.answered", q.person, office, q.id, q.trace, text));
    TRY(identity_lang(a, q.person, a->lang, &lang));
    val_put(&b, S("office"), val_str(office_in(a, office, lang)));
    val_put(&b, S("text"), val_str(text));
    *out = val_null();
    return looks_tell(a, q.person, W_oversight_answered_subject, W_oversight_answered_body,
                      val_done(&b), q.trace);
}
