/* Appeals: within which time, what is known of the decision, what stands still, who may not decide.
 */
#include "act/store.h"
#include "blocks/case/acts.h"
#include "blocks/case/appeal.h"
#include "blocks/case/keyed.h"
#include "blocks/case/sight.h"
#include "blocks/case/work.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "dmn/dmn.h"
#include "os/zone.h"

/* ---- time ---- */

/* A message and its letter are queued in one act; a letter about a case of nobody's account soon
 * after the decision. */
enum { SAME_ACT_MS = 1000, LETTER_WITHIN_MS = 24 * 3600 * 1000 };

/* A parameter of a law that holds days, on a day; 0 where none is named or in force. */
static int64_t law_days(const struct site *s, str name, day on)
{
    val v;
    int64_t n = 0;

    if (!name.n || failed(law_parameter(s, name, on, &v, NULL)) || !val_to_i64(v, &n))
        return 0;
    return n;
}

static day working(const struct site *s, str office, day d)
{
    const struct calendar *cal = site_calendar(s, office);

    return cal && !calendar_is_working(cal, d) ? calendar_add_working_days(cal, d, 1) : d;
}

/* By post: so many days after that day. */
static void posted_on(const struct boot *b, const struct q_case *of, day on, struct appeal_terms *t)
{
    int64_t days = law_days(b->site, b->site->delivery.post, on);

    t->delivered = (day){ on.n + days };
    if (days)
        t->delivered = working(b->site, of->authority, t->delivered);
}

/* The letter in which a person was told, where there was one: what lies in the spool is not posted.
 */
static err by_post(struct db *db, const struct boot *b, const struct q_case *of,
                   struct appeal_terms *t, instant since, int64_t within, int64_t person,
                   bool *by_letter)
{
    instant printed;

    TRY(notify_posted(db, person, since, within, by_letter, &printed));
    t->waits = *by_letter && !printed.ms;
    if (*by_letter && printed.ms)
        posted_on(b, of, zone_day(b->zone, printed), t);
    return OK;
}

/* Into the inbox: once it is read, and at the latest so many days after it came; who has no address
 * was told by letter in the same act, and may have read it before. */
static err in_inbox(struct db *db, const struct boot *b, const struct q_case *of,
                    struct appeal_terms *t, instant sent, instant read)
{
    day came = zone_day(b->zone, sent);
    int64_t person;
    bool letter;

    TRY(identity_person(db, of->account, &person));
    TRY(by_post(db, b, of, t, sent, SAME_ACT_MS, person, &letter));
    if (!letter)
        t->delivered = (day){ came.n + law_days(b->site, b->site->delivery.inbox, came) };
    if (read.ms && (t->waits || zone_day(b->zone, read).n < t->delivered.n)) {
        t->delivered = zone_day(b->zone, read);
        t->waits = false;
    }
    return OK;
}

static err arrival(struct db *db, const struct boot *b, const struct q_case *of, day today,
                   struct appeal_terms *t)
{
    instant sent = { 0 }, read = { 0 };
    bool letter = false;

    if (of->account)
        TRY(notify_told(db, of->account, of->id, (instant){ of->decided }, &sent, &read));
    if (sent.ms) {
        TRY(in_inbox(db, b, of, t, sent, read));
    } else {
        TRY(by_post(db, b, of, t, (instant){ of->decided }, LETTER_WITHIN_MS, of->person, &letter));
        if (!letter)
            posted_on(b, of, t->decided, t);
    }
    t->arrived = !t->waits && t->delivered.n <= today.n;
    return OK;
}

err appeal_terms(struct db *db, const struct boot *b, const struct q_case *of, day today,
                 struct appeal_terms *out)
{
    const struct service *v = case_service(b, of);

    *out = (struct appeal_terms){ 0 };
    if (!v || !of->decided || str_eq(of->state, S(CASE_WITHDRAWN)) ||
        str_eq(of->state, S(CASE_ERASED)) || !v->appeal.service.n)
        return OK;
    out->heard_by = site_service(b->site, v->appeal.service);
    out->may = out->heard_by && !out->heard_by->broken && out->heard_by->process;
    out->decided = zone_day(b->zone, (instant){ of->decided });
    TRY(arrival(db, b, of, today, out));
    if (!v->appeal.months && !v->appeal.days)
        return OK;
    out->until = day_add_months(out->delivered, v->appeal.months);
    out->until = working(b->site, of->authority, (day){ out->until.n + v->appeal.days });
    out->late = out->arrived && today.n > out->until.n;
    return OK;
}

/* ---- what is known of the decision ---- */

static void put_names(val_builder *b, const struct site *s, const struct q_case *of, str lang)
{
    const struct service *v = site_service(s, of->service);
    const struct office *o = site_office(s, of->authority);

    val_put(b, S("number"), val_str(of->number));
    val_put(b, S("service"), val_str(of->service));
    val_put(b, S("title"), val_str(v ? site_text(s, v->title, lang) : of->service));
    val_put(b, S("office"), val_str(of->authority));
    val_put(b, S("office_name"), val_str(o ? site_text(s, o->name, lang) : of->authority));
    val_put(b, S("outcome"), val_str(of->outcome));
}

/* Once it was sent its days are fixed. */
static void put_days(val_builder *b, const struct q_appeal *row, const struct appeal_terms *t,
                     const struct boot *boot)
{
    bool sent = !str_eq(row->state, S(APPEAL_BEGUN));
    bool known = sent ? row->delivered.has : t->arrived;
    day delivered = { sent ? row->delivered.v : t->delivered.n },
        until = { sent ? row->until.v : t->until.n };

    val_put(b, S("decided"), val_day(zone_day(boot->zone, (instant){ row->decided })));
    val_put(b, S("delivered"), known ? val_day(delivered) : val_null());
    val_put(b, S("until"), known && until.n ? val_day(until) : val_null());
    val_put(b, S("late"), val_bool(sent ? row->late != 0 : t->late));
}

err appeal_facts(struct db *db, arena *a, const struct boot *b, int64_t case_id, str lang,
                 day today, val *out)
{
    struct q_appeal row;
    struct q_case of;
    struct appeal_terms t;
    val_builder f = val_build(a);

    *out = val_null();
    TRY(q_appeal(db, case_id, &row));
    if (!row.found)
        return OK;
    TRY(q_case(db, row.of_case, S(""), &of));
    if (!of.found || str_eq(of.state, S(CASE_ERASED)))
        return OK;
    TRY(appeal_terms(db, b, &of, today, &t));
    put_names(&f, b->site, &of, lang);
    put_days(&f, &row, &t, b);
    val_put(&f, S("own"), val_bool(row.own != 0));
    val_put(&f, S("held"), val_bool(row.holds != 0));
    *out = val_done(&f);
    return OK;
}

err appeal_bind(act *a, const struct q_case *c, const struct q_case *of, bool own)
{
    return q_appeal_add(a->db, &(struct q_appeal_add_in){ .case_id = c->id,
                                                          .of_case = of->id,
                                                          .service = of->service,
                                                          .decided = of->decided,
                                                          .own = own,
                                                          .made = a->now.ms });
}

/* ---- holding the case that it is against ---- */

err appeal_holds(struct db *db, int64_t case_id, bool *out)
{
    struct q_appealed n;

    TRY(q_appealed(db, case_id, &n));
    *out = n.found && n.holds > 0;
    return OK;
}

static err told(act *a, const struct q_case *of, const char *type, str appeal, str outcome)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("appeal"), val_str(appeal));
    if (outcome.n)
        val_put(&b, S("outcome"), val_str(outcome));
    return case_event(a, of, type, val_done(&b));
}

err appeal_hold_set(act *a, int64_t appeal, bool holds)
{
    struct q_appeal row;
    struct q_case of, c;
    bool before, after;
    int64_t n;

    TRY(q_appeal(a->db, appeal, &row));
    TRY(q_case(a->db, row.of_case, S(""), &of));
    TRY(q_case(a->db, appeal, S(""), &c));
    if (!row.found || !of.found || str_eq(of.state, S(CASE_ERASED)))
        return OK;
    TRY(appeal_holds(a->db, of.id, &before));
    TRY(q_appeal_holds(a->db, appeal, holds, &n));
    if (!n)
        return OK;
    const struct service *v = case_service(a->boot, &of);
    bool pays = !v || !v->appeal.holds_payments;
    TRY(holds ? q_suspension_add(a->db, of.id, a->now.ms, appeal, pays)
              : q_suspension_end(a->db, appeal, a->now.ms));
    TRY(appeal_holds(a->db, of.id, &after));
    if (before == after)
        return OK; /* another appeal holds it, too */
    return told(a, &of, after ? "case.suspended" : "case.resumed", c.number, S(""));
}

/* The service that decided says so: always, never, or by a decision that reads what its process
 * and its applicant said, and `outcome`. */
static err rule_holds(act *a, const struct q_case *of, bool *out)
{
    const struct service *v = case_service(a->boot, of);
    str rule = v ? v->appeal.suspends : S("");
    const struct service_decision *d = v ? service_decision(v, rule) : NULL;
    struct feel_env feel;
    struct data_key key;
    val answers, vars, result, why;

    *out = str_eq(rule, S("yes"));
    if (!d)
        return OK;
    TRY(key_get(a, SUBJECT_CASE, of->id, &key));
    TRY(case_answers(a->a, of, &key, &answers));
    err e = process_sight(a->a, a->db, a->boot, of, &key, 0, &vars);
    if (e.class == ERR_CLASS_FAULT)
        return e;
    val_builder b = val_build(a->a);
    val_put_all(&b, case_given(a->a, a->site, of, answers, a->today));
    if (!failed(e))
        val_put_all(&b, vars);
    val_put(&b, S("outcome"), val_str(of->outcome));
    case_feel_env(&feel, a->a, a->boot, a->now);
    TRY(dmn_decide(d->dmn, rule, val_done(&b), &feel, &result, &why));
    *out = val_is_true(result);
    return OK;
}

err appeal_sent(act *a, const struct q_case *c, val answers)
{
    val facts = val_get(answers, S(APPEALED)), delivered = val_get(facts, S("delivered")),
        until = val_get(facts, S("until"));
    bool late = val_is_true(val_get(facts, S("late"))), holds = false;
    struct q_appealed others;
    struct q_appeal row;
    struct q_case of;
    int64_t n;

    TRY(q_appeal(a->db, c->id, &row));
    if (!row.found || !str_eq(row.state, S(APPEAL_BEGUN)))
        return OK;
    TRY(q_case(a->db, row.of_case, S(""), &of));
    if (!of.found || str_eq(of.state, S(CASE_ERASED)))
        return q_appeal_drop(a->db, c->id);
    TRY(q_appealed(a->db, of.id, &others));
    if (others.running)
        return refuse_with(a, W_case_appeal_runs, NULL, val_null(), 409);
    TRY(q_appeal_runs(
        a->db, c->id,
        delivered.tag == V_DATE ? (struct opt_int){ true, delivered.m } : (struct opt_int){ 0 },
        until.tag == V_DATE ? (struct opt_int){ true, until.m } : (struct opt_int){ 0 }, late, &n));
    TRY(told(a, &of, "case.appealed", c->number, S("")));
    if (!late) /* what comes too late is heard first on whether it is heard */
        TRY(rule_holds(a, &of, &holds));
    return holds ? appeal_hold_set(a, c->id, true) : OK;
}

err appeal_over(act *a, const struct q_case *c, str outcome)
{
    struct q_appeal row;
    struct q_case of;
    int64_t n;

    TRY(q_appeal(a->db, c->id, &row));
    if (!row.found || !str_eq(row.state, S(APPEAL_RUNNING)))
        return OK;
    TRY(appeal_hold_set(a, c->id, false));
    TRY(q_appeal_over(a->db, c->id, a->now.ms, outcome, &n));
    TRY(q_case(a->db, row.of_case, S(""), &of));
    return of.found && !str_eq(of.state, S(CASE_ERASED))
               ? told(a, &of, "case.appeal_over", c->number, outcome)
               : OK;
}

/* ---- who may not decide ---- */

static err took_part(act *a, int64_t of, int64_t account, bool *out)
{
    struct q_incident_hands moved;
    struct q_tasks_of_case all;
    struct q_hands hands;

    TRY(keyed_by(a, of, account, out));
    TRY(q_tasks_of_case(a->db, of, &all));
    for (size_t i = 0; i < all.n && !*out; i++) {
        if (str_eq(all.v[i].state, S("done")))
            TRY(work_same_person(a, account, all.v[i].assignee, out));
        TRY(q_hands(a->db, all.v[i].id, &hands));
        for (size_t k = 0; k < hands.n && !*out; k++)
            TRY(work_same_person(a, account, hands.v[k].account, out));
    }
    TRY(q_incident_hands(a->db, of, &moved));
    for (size_t i = 0; i < moved.n && !*out; i++)
        TRY(work_same_person(a, account, moved.v[i].account, out));
    return OK;
}

err appeal_excludes(act *a, int64_t case_id, str office, int64_t account, bool *out)
{
    struct q_appeal row;
    struct q_case of;

    *out = false;
    TRY(q_appeal(a->db, case_id, &row));
    if (!row.found)
        return OK;
    TRY(q_case(a->db, row.of_case, S(""), &of));
    if (!of.found || str_eq(of.authority, office))
        return OK; /* the office that decided says how it sees the matter */
    return took_part(a, of.id, account, out);
}

/* ---- beginning one ---- */

static err runs_already(act *a, const struct q_case *of, str *draft)
{
    struct q_appeals_of all;

    *draft = S("");
    TRY(q_appeals_of(a->db, of->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (str_eq(all.v[i].state, S(APPEAL_RUNNING)))
            return refuse_with(a, W_case_appeal_runs, NULL, val_null(), 409);
        if (str_eq(all.v[i].state, S(APPEAL_BEGUN)) && a->who.account &&
            all.v[i].account == a->who.account)
            *draft = all.v[i].draft;
    }
    return OK;
}

err appeal_begin(act *a, const struct q_case *of, bool own, val *out)
{
    struct appeal_terms t;
    struct q_case c;
    val facts;
    str draft;

    TRY(appeal_terms(a->db, a->boot, of, a->today, &t));
    if (!t.may)
        return refuse_with(a, W_case_no_appeal, NULL, val_null(), 409);
    TRY(runs_already(a, of, &draft));
    if (draft.n) { /* it is under way: go on with it */
        *out = val_with(a->a, val_null(), S("draft"), val_str(draft));
        return OK;
    }
    TRY(case_begin(a, t.heard_by->id, val_null(), out));
    TRY(case_find(a->db, val_get_text(*out, S("draft")), &c));
    TRY(appeal_bind(a, &c, of, own));
    TRY(appeal_facts(a->db, a->a, a->boot, c.id, a->lang, a->today, &facts));
    struct data_key key;
    int64_t n;
    TRY(key_get(a, SUBJECT_CASE, c.id, &key));
    val answers = val_with(a->a, val_null(), S(APPEALED), facts);
    return q_case_save(
        a->db,
        &(struct q_case_save_in){ .id = c.id,
                                  .seq = c.seq,
                                  .answers = key_seal(a->a, &key, "cases.answers", answers),
                                  .page = c.page,
                                  .version = c.version,
                                  .changed = a->now.ms },
        &n);
}

err act_appeal(act *a, val in, val *out)
{
    struct data_key key;
    struct q_case of;

    TRY(case_load(a, in, &of, &key));
    return appeal_begin(a, &of, true, out);
}
