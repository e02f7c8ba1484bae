/* Submission and what the applicant may do afterwards: one act, with the process run to its first
 * wait. */
#include "act/versions.h"
#include "blocks/case/news.h"
#include "blocks/case/helper.h"
#include "blocks/case/files.h"
#include "blocks/case/acts.h"
#include "blocks/case/appeal.h"
#include "blocks/case/keyed.h"
#include "blocks/case/origin.h"
#include "blocks/case/party.h"
#include "blocks/case/work.h"
#include "blocks/case/wrong.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "blocks/register/register.h"

int64_t due_after(act *a, const struct q_case *c, day from, int64_t working_days)
{
    return clock_end(a, c->authority, from, working_days).ms;
}

/* The designer's own sentence where the model has one, else the engine's. */
err case_refuse_errors(act *a, const struct form_errors *errors)
{
    err e = OK;

    for (size_t i = 0; i < errors->v.n; i++) {
        const struct form_error *x = &errors->v.v[i];
        enum word_id word = x->text.n ? W_case_said : word_find(x->key);
        val args = x->text.n ? val_with(a->a, val_null(), S("text"), val_str(x->text)) : x->args;
        e = refuse_with(a, word == W_NONE ? W_case_answer_wrong : word, str_zdup(a->a, x->field),
                        args, 422);
    }
    return e;
}

/* What a worker let pass does not count. */
err case_check_answers(act *a, const struct q_case *c, const struct service *v,
                       const struct q_keyed *k, val answers, val *held, val *pruned)
{
    bool paper = k && k->found;
    struct form_env env;
    struct form_errors errors = { 0 };
    struct q_case_files files;

    *held = val_null();
    if (v->n_parties && !paper)
        *held = party_held_stored(a->a, answers);
    else if (a->who.person && !paper) /* an officer's own record is nobody else's */
        TRY(register_held(a, v, &v->forms[0], a->who.person, held));
    case_form_env(&env, a->a, a->site, v, c->lang, a->today, *held, val_null());
    env.on_paper = paper && str_eq(k->way, S(KEYED_PAPER));
    err e = case_form_check(a, v->forms[0].form, answers, &env, &errors, pruned);
    if (e.class == ERR_CLASS_REFUSED)
        return case_refuse_errors(a, &errors);
    TRY(e);
    TRY(q_case_files(a->db, c->id, &files));
    return files_check(a, v->forms[0].form, *pruned, &files, NULL);
}

static err take_number(act *a, str *number)
{
    struct ymd d = day_ymd(a->today);

    return number_next(a, "case-number", (unsigned)d.year, number);
}

err case_level(act *a, const struct service *v)
{
    static const struct {
        const char *name;
        enum level level;
    } levels[] = { { "none", LEVEL_NONE },
                   { "low", LEVEL_LOW },
                   { "substantial", LEVEL_SUBSTANTIAL },
                   { "high", LEVEL_HIGH } };

    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    FOR_EACH(levels, l)
        if (str_eq(v->level, str_z(l->name)) && a->who.level < l->level)
            return refuse_with(a, W_act_level_needed, NULL, val_null(), 403);
    return OK;
}

/* Equal marks say: perhaps the same matter twice.  The model says which answers make one
 * (service.yaml's form, property `mark`). */
static err add_marks(act *a, const struct q_case *c, const struct form *form, val answers)
{
    buf b;
    struct blind mark;

    buf_init(&b, a->a, 256);
    buf_add(&b, c->service);
    bool any = false;
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct form_field *f = &form->fields[i];
        if (!str_eq(val_get_text(f->properties, S("mark")), S("yes")))
            continue;
        any = true;
        buf_char(&b, '\n');
        val v = val_path(answers, f->name);
        val_canonical(&b, f->kind == FORM_ADDRESS ? form_address_plain(a->a, v) : v);
    }
    if (!any)
        return OK;
    TRY(blind_of(a, "case.mark", buf_str(&b), &mark));
    return q_mark_add(a->db, str_of((char *)mark.b, sizeof mark.b), c->id);
}

err case_reader(act *a, const struct q_case *c, str *lang)
{
    struct contact to = { 0 };

    if (!c->account)
        return identity_lang(a, c->person, c->lang, lang);
    TRY(identity_contact(a, c->account, &to));
    *lang = to.found && to.lang.n ? to.lang : c->lang;
    return OK;
}

/* Of what was decided at once, and told, no receipt comes after the decision. */
static err receipt(act *a, const struct q_case *c, const struct service *v)
{
    val_builder b = val_build(a->a);
    struct q_case_decided now;
    str lang;

    TRY(q_case_decided(a->db, c->id, &now));
    if (now.found && now.decided && notify_sent_now(a, c->account, c->id))
        return OK;
    TRY(case_reader(a, c, &lang));
    val_put(&b, S("number"), val_str(c->number));
    val_put(&b, S("service"), val_str(site_text(a->site, v->title, lang)));
    val_put(&b, S("expected"), val_day(act_day(a, (instant){ c->expected })));
    return notify_send(
        a, &(struct notice){ .account = c->account,
                             .word_subject = W_case_received_subject,
                             .word_body = W_case_received_body,
                             .data = val_done(&b),
                             .case_id = c->id,
                             .case_number = c->number,
                             .path = str_fmt(a->a, "/cases/%.*s", STR_ARG(c->number)) });
}

static void set_deadlines(act *a, struct q_case *c, const struct service *v, day from)
{
    c->expected = due_after(a, c, from, v->expected_days < 0 ? 20 : v->expected_days);
    c->due = v->decide_days < 0 ? c->expected : due_after(a, c, from, v->decide_days);
}

/* A draft on its way to the office. */
struct sending {
    struct q_case c;
    struct data_key key;
    struct q_keyed paper; /* found: an officer keyed it in */
    const struct service *v;
    bool parted; /* several filled it in */
    val answers, held, pruned;
    val appealed; /* what is known of the decision that it is against; null of anything else */
    val wrong;    /* what is said to be wrong in a register; null: nothing */
};

/* What the applicant says is wrong is told with its reason, or not at all. */
static err say_wrong(act *a, val in, struct sending *s)
{
    const struct form *form = s->v->forms[0].form;
    const struct form_difference *d;
    struct form_env env;
    str why = str_trim(val_get_text(in, S("correct_why")));

    if (!val_get_bool(in, S("correct")) || s->paper.found || !a->who.person)
        return OK;
    if (!why.n)
        return refuse(a, W_case_correct_why_empty, "correct_why");
    case_form_env(&env, a->a, a->site, s->v, s->c.lang, a->today, s->held, val_null());
    size_t n = wrong_offered(a->site, form, s->pruned, &env, &d);
    if (n)
        s->wrong = wrong_said(a->a, form, d, n, why);
    return OK;
}

/* What was put beside the answers by an act and is no answer. */
static val set_facts(act *a, val in, val answers)
{
    val said = val_get(in, S(SAID_IN));

    if (said.tag == V_CONTEXT)
        return val_with(a->a, answers, S(SAID_IN), said);
    return val_has(answers, S(SAID_IN)) ? val_without(a->a, answers, S(SAID_IN)) : answers;
}

/* Who sends it may, and nothing is missing.  *again: not sent and not refused either, because what
 * the draft is now has to stay. */
static err send_check(act *a, val in, struct sending *s, bool *again)
{
    TRY(case_load(a, in, &s->c, &s->key));
    if (!str_eq(s->c.state, S(CASE_DRAFT)))
        return refuse_with(a, W_case_not_draft, NULL, val_null(), 409);
    s->v = case_service(a->boot, &s->c);
    if (!s->v || s->v->broken || !s->v->process)
        return refuse_with(a, W_case_no_service, NULL, val_null(), 404);
    TRY(q_keyed(a->db, s->c.id, &s->paper));
    s->parted = s->v->n_parties && !s->paper.found;
    TRY(s->paper.found ? keyed_check(a, s->v, &s->c, &s->key, &s->paper) : case_level(a, s->v));
    if (!val_get_bool(in, S("declared")))
        return refuse(a, W_case_declare, "declared");
    if (s->c.account && s->c.account != a->who.account)
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    TRY(case_answers(a->a, &s->c, &s->key, &s->answers));
    if (s->parted)
        TRY(party_ready(a, &s->c, &s->key, s->v, &s->answers, again));
    if (*again)
        return OK;
    TRY(appeal_facts(a->db, a->a, a->boot, s->c.id, s->c.lang, a->today, &s->appealed));
    if (!val_is_null(s->appealed))
        s->answers = val_with(a->a, s->answers, S(APPEALED), s->appealed);
    else if (val_get(s->answers, S(APPEALED)).tag == V_CONTEXT)
        s->answers = val_without(a->a, s->answers, S(APPEALED)); /* no row speaks for it */
    s->answers = set_facts(a, in, s->answers);
    TRY(case_check_answers(a, &s->c, s->v, &s->paper, s->answers, &s->held, &s->pruned));
    if (!val_is_null(s->appealed))
        s->pruned = val_with(a->a, s->pruned, S(APPEALED), s->appealed);
    s->pruned = set_facts(a, in, s->pruned);
    return say_wrong(a, in, s);
}

/* From a draft to a numbered case of whom it is for. */
static err send_row(act *a, struct sending *s)
{
    struct q_case *c = &s->c;
    int64_t n;

    TRY(take_number(a, &c->number));
    if (s->paper.found) {
        TRY(keyed_give(a, &s->key, c, &s->paper));
    } else {
        c->account = a->who.account;
        c->person = a->who.person;
        c->lang = a->lang; /* in which it was read through and sent */
    }
    c->submitted = a->now.ms;
    set_deadlines(a, c, s->v, s->paper.found ? (day){ s->paper.received } : a->today);
    c->answers = key_seal(a->a, &s->key, "cases.answers", s->pruned);
    TRY(q_case_submit(a->db,
                      &(struct q_case_submit_in){ .id = c->id,
                                                  .number = c->number,
                                                  .version = s->v->version,
                                                  .answers = c->answers,
                                                  .person = c->person,
                                                  .lang = c->lang,
                                                  .submitted = c->submitted,
                                                  .expected = c->expected,
                                                  .due = c->due },
                      &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    if (c->person)
        TRY(q_party_add(a->db, c->id, c->person, S("applicant")));
    return add_marks(a, c, s->v->forms[0].form, s->pruned);
}

/* The event's actor is the officer; for whom they acted stands in it. */
static err put_paper(act *a, const struct sending *s, val_builder *b)
{
    val_builder p = val_build(a->a);
    const struct q_keyed *k = &s->paper;
    val details, signature;
    bool stands;

    TRY(key_open(a->a, &s->key, "keyed.details", k->details, &details));
    TRY(keyed_signature(a->a, s->v, &s->c, &s->key, k, &signature, &stands));

    val_put(&p, S("officer"), val_int(k->officer));
    val_put(&p, S("account"), val_int(k->account));
    val_put(&p, S("person"), val_int(k->person));
    val_put(&p, S("received"), val_day((day){ k->received }));
    val_put(&p, S("way"), val_str(k->way));
    val_put(&p, S("applicant"), val_get(details, S("name")));
    if (val_get_text(details, S("document")).n) {
        val_put(&p, S("document"), val_get(details, S("document")));
        val_put(&p, S("document_number"), val_get(details, S("document_number")));
    }
    if (stands)
        val_put(&p, S("signature"), signature);
    val_put(b, S("paper"), val_done(&p));
    return OK;
}

static err send_event(act *a, struct sending *s)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("number"), val_str(s->c.number));
    val_put(&b, S("answers"), s->pruned);
    val_put(&b, S("version"), val_str(s->v->version));
    if (s->paper.found)
        TRY(put_paper(a, s, &b));
    TRY(help_sent(a, &s->c, &s->key, &b));
    if (s->parted)
        TRY(party_sent(a, &s->c, &s->key, s->v, s->answers, &b));
    if (val_count(s->wrong))
        val_put(&b, S("wrong"), s->wrong);
    if (s->v->n_decisions && val_count(s->held))
        val_put(&b, S("held"), origin_held(a->a, s->v->forms[0].form, s->held, s->pruned));
    s->c.state = S(CASE_SUBMITTED);
    s->c.version = s->v->version;
    TRY(version_pin(a, s->v));
    return case_event(a, &s->c, "case.submitted", val_done(&b));
}

err act_submit(act *a, val in, val *out)
{
    struct sending s = { 0 };
    bool again = false;

    TRY(send_check(a, in, &s, &again));
    if (again) {
        *out = val_with(a->a, val_null(), S("draft"), val_str(s.c.draft));
        return OK;
    }
    if (!s.c.account)
        TRY(act_adopt(a, in, out));
    TRY(send_row(a, &s));
    TRY(send_event(a, &s));
    TRY(appeal_sent(a, &s.c, s.pruned));
    TRY(process_begin(a, &s.c, &s.key, s.pruned));
    TRY(s.paper.found ? keyed_receipt(a, &s.c, s.v, &s.paper) : receipt(a, &s.c, s.v));
    *out = val_with(a->a, val_null(), S("number"), val_str(s.c.number));
    if (s.paper.found)
        *out = val_with(a->a, *out, S("paper"), val_str(s.paper.way));
    return OK;
}

err act_withdraw(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;

    TRY(case_load(a, in, &c, &key));
    bool decided = c.decided || str_eq(c.state, S(CASE_IN_FORCE));
    if (decided || !case_runs(c.state))
        return refuse_with(
            a, str_eq(c.state, S(CASE_WITHDRAWN)) ? W_case_already_withdrawn : W_case_too_late,
            NULL, val_null(), 409);
    TRY(process_event(a, &c, &key, &(struct bpmn_event){ .kind = BPMN_CANCEL }));
    TRY(q_case_outcome(a->db, c.id, S(CASE_WITHDRAWN), S("withdrawn"), a->now.ms));
    TRY(work_over(a, &c));
    TRY(appeal_over(a, &c, S("withdrawn")));
    TRY(news_over(a, c.id));
    *out = val_with(a->a, val_null(), S("number"), val_str(c.number));
    return case_event(a, &c, "case.withdrawn", val_null());
}

err act_answer(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    struct q_questions all;
    int64_t n;

    TRY(case_load(a, in, &c, &key));
    TRY(q_questions(a->db, c.id, &all));
    const struct q_questions_row *open =
        all.n && !all.v[all.n - 1].answered ? &all.v[all.n - 1] : NULL;
    if (!open || !str_eq(c.state, S(CASE_WAITING)))
        return refuse_with(a, W_case_nothing_asked, NULL, val_null(), 409);
    if (!str_trim(val_get_text(in, S("answer"))).n)
        return refuse(a, W_case_answer_empty, "answer");
    TRY(q_question_answer(a->db, open->id, a->now.ms,
                          key_seal(a->a, &key, "question.answer", val_get(in, S("answer"))), &n));
    TRY(clock_on(a, &c));
    val_builder b = val_build(a->a);
    val_put(&b, S("question"), val_int(open->id));
    val_put(&b, S("answer"), val_get(in, S("answer")));
    TRY(case_event(a, &c, "case.answered", val_done(&b)));
    *out = val_with(a->a, val_null(), S("number"), val_str(c.number));
    return OK;
}
