/* Helpers: what is offered, taken and ended, and what they did. */
#include "blocks/case/helper.h"

#include "blocks/case/acts.h"
#include "blocks/case/code.h"
#include "blocks/case/party_own.h"
#include "blocks/case/work.h"
#include "blocks/consent/consent.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"

/* A code is for somebody who sits beside the owner, or is on the telephone: it lives for a quarter
 * of an hour.  Eight letters are 39 bits; an account may guess ten times in that time. */
enum { CODE_LETTERS = 8, CODE_MS = 15 * 60 * 1000, GUESSES_MOST = 10, OFFERS_MOST = 20 };
#define HOUR_MS ((int64_t)3600 * 1000)

/* ---- who may ---- */

static err live_help(act *a, val in, struct q_case *c, struct q_help_of *h)
{
    *h = (struct q_help_of){ 0 };
    TRY(q_case(a->db, 0, val_get_text(in, S("draft")), c));
    if (c->found && a->who.account && c->account != a->who.account &&
        str_eq(c->state, S(CASE_DRAFT)))
        TRY(q_help_of(a->db, c->id, a->who.account, a->now.ms, h));
    return OK;
}

static err owned_by_helper(act *a, const struct q_case *c)
{
    struct q_case *owned = ARENA_NEW(a->a, struct q_case);

    *owned = *c;
    a->owned = owned;
    return OK;
}

err save_owner(act *a, val in)
{
    struct q_case c;
    struct q_help_of h;

    TRY(live_help(a, in, &c, &h));
    return h.found ? owned_by_helper(a, &c) : party_owner(a, in);
}

err help_owner(act *a, val in)
{
    struct q_case c;
    struct q_help_of h;

    TRY(live_help(a, in, &c, &h));
    return h.found ? owned_by_helper(a, &c) : case_owner(a, in);
}

/* ---- offering ---- */

static err help_draft(act *a, val in, struct q_case *c, struct data_key *key,
                      const struct service **v)
{
    struct q_keyed paper;

    TRY(case_load(a, in, c, key));
    *v = case_service(a->boot, c);
    if (!*v || !str_eq(c->state, S(CASE_DRAFT)))
        return refuse_with(a, W_case_not_draft, NULL, val_null(), 409);
    TRY(q_keyed(a->db, c->id, &paper));
    if (paper.found || !(*v)->helper_hours)
        return refuse_with(a, W_case_help_none, NULL, val_null(), 404);
    if (!c->account) /* a draft that nobody owns has nobody who could answer for it */
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    return OK;
}

/* One at a time: a new code ends what was before. */
err act_help_offer(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    const struct service *v;
    val_builder o = val_build(a->a);
    int64_t hours = val_get_i64(in, S("hours"), 1), ends = a->now.ms + CODE_MS, n;
    str code = spoken_code(a, CODE_LETTERS), mark;

    TRY(help_draft(a, in, &c, &key, &v));
    if (hours < 1 || hours > v->helper_hours)
        return refuse(a, W_case_help_hours, "hours");
    TRY(identity_limit(a, "help", OFFERS_MOST));
    TRY(q_helps_end(a->db, c.id, a->now.ms, &n));
    TRY(spoken_mark(a, "case.help", code, &mark));
    TRY(q_help_add(
        a->db,
        &(struct q_help_add_in){
            .hash = mark, .case_id = c.id, .hours = hours, .made = a->now.ms, .code_ends = ends }));
    TRY(case_event(a, &c, "case.help_offered",
                   val_with(a->a, val_null(), S("hours"), val_int(hours))));
    val_put(&o, S("code"), val_str(code));
    val_put(&o, S("until"), val_datetime_utc(a->a, (instant){ ends }));
    *out = val_done(&o);
    return OK;
}

/* ---- taking ---- */

struct taking {
    struct q_help_code row;
    struct q_case c;
    const struct service *v;
    struct data_key key;
    str mark, helper, owner;
    int64_t person; /* the owner's */
    int64_t ends;
};

/* A code that is wrong, used, taken back or too old is the same: none. */
static err help_find(act *a, val in, struct taking *t)
{
    TRY(identity_guess(a, "help code", GUESSES_MOST));
    TRY(spoken_mark(a, "case.help", val_get_text(in, S("code")), &t->mark));
    TRY(q_help_code(a->db, t->mark, a->now.ms, &t->row));
    if (t->row.found)
        TRY(q_case(a->db, t->row.case_id, S(""), &t->c));
    t->v = t->row.found && t->c.found ? case_service(a->boot, &t->c) : NULL;
    if (!t->v || !t->c.account || !str_eq(t->c.state, S(CASE_DRAFT)))
        return refuse_with(a, W_case_help_code, "code", val_null(), 404);
    return OK;
}

/* Nobody helps themselves, nor where they take part and sign. */
static err help_stranger(act *a, struct taking *t)
{
    struct q_join_of j;

    TRY(identity_person(a->db, t->c.account, &t->person));
    TRY(q_join_of(a->db, t->c.id, a->who.account, &j));
    if (t->c.account == a->who.account || j.found || (t->person && t->person == a->who.person))
        return refuse_with(a, W_case_help_same, NULL, val_null(), 409);
    return OK;
}

/* The look at what is there already is told to whom it concerns, with the helper's name. */
static err help_trace(act *a, const struct taking *t)
{
    struct trace look = { .person = t->person,
                          .kind = "case",
                          .what = t->v->id,
                          .case_id = t->c.id,
                          .office = t->v->office,
                          .purpose = t->v->purpose,
                          .reason = t->helper };
    int64_t id;

    return t->person ? trace_add(a, &look, &id) : trace_case(a, &look, &id);
}

static err help_begin(act *a, struct taking *t)
{
    val_builder d = val_build(a->a), e = val_build(a->a);
    str sealed;
    int64_t n;

    val_put(&d, S("name"), val_str(t->helper));
    val_put(&d, S("owner"), val_str(t->owner));
    TRY(case_owner_key(a, &t->key, a->who.account, &sealed));
    TRY(q_help_begin(a->db,
                     &(struct q_help_begin_in){
                         .hash = t->mark,
                         .account = a->who.account,
                         .owner_key = sealed,
                         .details = key_seal(a->a, &t->key, "case_help.details", val_done(&d)),
                         .begun = a->now.ms,
                         .ends = t->ends },
                     &n));
    if (!n)
        return refuse_with(a, W_case_help_code, "code", val_null(), 404);
    val_put(&e, S("helper"), val_str(t->helper));
    val_put(&e, S("applicant"), val_str(t->owner));
    val_put(&e, S("account"), val_int(a->who.account));
    val_put(&e, S("until"), val_datetime_utc(a->a, (instant){ t->ends }));
    return case_event(a, &t->c, "case.helped", val_done(&e));
}

static err help_message(act *a, const struct taking *t)
{
    val_builder b = val_build(a->a);
    struct contact to;

    TRY(identity_contact(a, t->c.account, &to));
    if (!to.found)
        return OK;
    val_put(&b, S("by"), val_str(t->helper));
    val_put(&b, S("service"), val_str(site_text(a->site, t->v->title, to.lang)));
    val_put(&b, S("until"), val_datetime_utc(a->a, (instant){ t->ends }));
    return notify_send(
        a, &(struct notice){ .account = t->c.account,
                             .word_subject = W_case_help_subject,
                             .word_body = W_case_help_body,
                             .data = val_done(&b),
                             .case_id = t->c.id,
                             .case_number = S(""),
                             .path = str_fmt(a->a, "/drafts/%.*s/help", STR_ARG(t->c.draft)) });
}

err act_help_take(act *a, val in, val *out)
{
    struct taking t = { 0 };

    TRY(help_find(a, in, &t));
    TRY(help_stranger(a, &t));
    TRY(key_get(a, SUBJECT_CASE, t.c.id, &t.key));
    TRY(party_name(a, a->who.account, &t.helper));
    TRY(party_name(a, t.c.account, &t.owner));
    t.ends = a->now.ms + t.row.hours * HOUR_MS;
    TRY(help_begin(a, &t));
    TRY(help_trace(a, &t));
    TRY(help_message(a, &t));
    *out = val_with(a->a, val_null(), S("draft"), val_str(t.c.draft));
    return OK;
}

/* ---- ending ---- */

err act_help_end(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    int64_t n;
    bool owner;

    TRY(case_load(a, in, &c, &key));
    owner = c.account == a->who.account;
    TRY(q_helps_end(a->db, c.id, a->now.ms, &n));
    *out = val_with(a->a, val_null(), S("owner"), val_bool(owner));
    return n ? case_event(a, &c, "case.help_ended",
                          val_with(a->a, val_null(), S("by"),
                                   val_str(owner ? S("applicant") : S("helper"))))
             : OK;
}

/* ---- within other acts ---- */

err help_note(act *a, const struct q_case *c, str page)
{
    struct q_help_of h;

    if (!a->who.account || a->who.account == c->account)
        return OK;
    TRY(q_help_of(a->db, c->id, a->who.account, a->now.ms, &h));
    return h.found ? q_help_done_add(a->db, h.hash, c->seq, a->now.ms, page) : OK;
}

static val help_entry(arena *a, const struct q_helps_row *h, val details)
{
    val_builder b = val_build(a);

    val_put(&b, S("name"), val_get(details, S("name")));
    val_put(&b, S("account"), val_int(h->account));
    val_put(&b, S("from"), val_datetime_utc(a, (instant){ h->begun }));
    val_put(&b, S("until"), val_datetime_utc(a, (instant){ h->ended ? h->ended : h->ends }));
    return val_done(&b);
}

err help_sent(act *a, const struct q_case *c, const struct data_key *key, val_builder *e)
{
    struct q_helps all;
    val list = val_list(NULL, 0), details;
    int64_t n;

    TRY(q_helps_end(a->db, c->id, a->now.ms, &n));
    TRY(q_helps(a->db, c->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (!all.v[i].begun)
            continue;
        TRY(key_open(a->a, key, "case_help.details", all.v[i].details, &details));
        list = val_append(a->a, list, help_entry(a->a, &all.v[i], details));
    }
    if (val_count(list))
        val_put(e, S("helpers"), list);
    return OK;
}

err help_by(act *a, int64_t case_id, int64_t account, bool *out)
{
    struct q_helps all;

    *out = false;
    TRY(q_helps(a->db, case_id, &all));
    for (size_t i = 0; i < all.n && !*out; i++)
        if (all.v[i].begun && all.v[i].account)
            TRY(work_same_person(a, account, all.v[i].account, out));
    return OK;
}

err help_ever(struct db *db, int64_t account, bool *out)
{
    struct q_help_ever row;

    TRY(q_help_ever(db, account, &row));
    *out = row.found;
    return OK;
}

err help_forget(act *a, int64_t account)
{
    return q_helps_forget(a->db, account, a->now.ms);
}

err help_drop(act *a, int64_t case_id)
{
    TRY(q_help_done_drop(a->db, case_id));
    return q_helps_drop(a->db, case_id);
}
