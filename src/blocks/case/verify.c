/* Every case row rebuilt from its events and compared: the row is a projection, the events are the
 * truth. */
#include "act/event.h"
#include "act/store.h"
#include "act/verify.h"
#include "blocks/case/case.h"
#include "blocks/case/pages.h"
#include "blocks/case/party.h"
#include "blocks/case/verify.h"
#include "blocks/case/news.h"
#include "blocks/case/work.h"

enum { CASES = 500 };

/* What the events say that the row should hold. */
struct rebuilt {
    str state, outcome, number, version;
    int64_t submitted, decided, paused;
    int waits; /* a question and forms that are with the applicant */
    val answers;
    struct case_told told;
};

/* The applicant is waited for, or no longer for one of several things. */
static void wait_apply(struct rebuilt *r, const struct q_events_of_row *e, int more)
{
    bool waited = str_eq(r->state, S(CASE_WAITING));

    r->waits += more;
    if ((more < 0 && !waited) || (more > 0 && waited))
        return;
    r->paused = r->waits ? e->at : 0;
    r->state = r->waits ? S(CASE_WAITING) : r->decided ? S(CASE_IN_FORCE) : S(CASE_SUBMITTED);
}

static bool asks(str type)
{
    return str_eq(type, S("case.asked")) || str_eq(type, S("case.form_asked"));
}

static bool answers_it(str type)
{
    return str_eq(type, S("case.answered")) || str_eq(type, S("case.form_sent")) ||
           str_eq(type, S("case.form_gone"));
}

/* One event applied.  body is null where it cannot be opened; then number, version and outcome stay
 * unknown. */
static void apply(struct rebuilt *r, const struct q_events_of_row *e, val body)
{
    if (str_eq(e->type, S("case.submitted"))) {
        r->state = S(CASE_SUBMITTED);
        r->submitted = e->at;
        r->number = val_get_text(body, S("number"));
        r->version = val_get_text(body, S("version"));
        r->answers = val_get(body, S("answers"));
    } else if (str_eq(e->type, S("case.migrated"))) {
        r->version = val_get_text(body, S("version"));
    } else if (asks(e->type) || answers_it(e->type)) {
        wait_apply(r, e, asks(e->type) ? 1 : -1);
    } else if (str_eq(e->type, S("case.decided"))) {
        bool runs = val_get_bool(body, S("runs"));
        r->state = !runs                               ? S(CASE_DECIDED)
                   : str_eq(r->state, S(CASE_WAITING)) ? r->state
                                                       : S(CASE_IN_FORCE);
        r->outcome = val_get_text(body, S("outcome"));
        r->decided = e->at;
    } else if (str_eq(e->type, S("case.reopened"))) {
        r->state = S(CASE_IN_FORCE);
    } else if (str_eq(e->type, S("case.ended"))) {
        r->state = S(CASE_DECIDED);
        r->outcome = val_get_text(body, S("outcome"));
    } else if (str_eq(e->type, S("case.withdrawn"))) {
        r->state = S(CASE_WITHDRAWN);
        r->outcome = S("withdrawn");
        r->decided = e->at;
    }
}

static err rebuild(struct verify *v, arena *a, int64_t id, const struct data_key *key,
                   struct rebuilt *r)
{
    struct q_events_of events;
    str salt;

    *r = (struct rebuilt){ .state = S(CASE_DRAFT), .outcome = S("") };
    TRY(q_events_of(v->db, SUBJECT_CASE, id, &events));
    for (size_t i = 0; i < events.n; i++) {
        val body = val_null();
        if (key && failed(event_open(a, key, events.v[i].body, &salt, &body)))
            body = val_null(); /* reported with the events */
        apply(r, &events.v[i], body);
        told_apply(a, &r->told, &events.v[i], body);
    }
    return OK;
}

static void differs(struct verify *v, const struct q_cases_after_row *c, const char *what,
                    bool same)
{
    arena *a = v->a;

    if (!same)
        verify_wrong(v, "case.row", str_fmt(a, "%lld", (long long)c->id),
                     "the case's %s is not what its events say", what);
}

static bool answers_same(struct verify *v, const struct q_cases_after_row *c,
                         const struct data_key *key, val committed)
{
    arena *a = db_arena(v->db);
    val held;
    buf x, y;

    if (failed(key_open(a, key, "cases.answers", c->answers, &held)))
        return false;
    buf_init(&x, a, 1 * KIB);
    buf_init(&y, a, 1 * KIB);
    val_canonical(&x, held);
    val_canonical(&y, committed);
    return str_eq(buf_str(&x), buf_str(&y));
}

static void compare(struct verify *v, const struct q_cases_after_row *c, const struct data_key *key,
                    const struct rebuilt *r)
{
    differs(v, c, "state", str_eq(c->state, r->state));
    differs(v, c, "time of submission", c->submitted == r->submitted);
    differs(v, c, "time of decision", c->decided == r->decided);
    if (case_runs(r->state))
        differs(v, c, "clock", c->paused == r->paused);
    if (!key || !r->submitted)
        return;
    differs(v, c, "number", str_eq(c->number, r->number));
    differs(v, c, "version of the service", str_eq(c->version, r->version));
    differs(v, c, "outcome", str_eq(c->outcome, r->outcome));
    differs(v, c, "record of the answers", answers_same(v, c, key, r->answers));
}

struct tally {
    uint64_t rebuilt, drafts, erased, clear;
    struct timer_rows timers;
};

static void timers_pass(struct tally *t, int64_t case_id)
{
    for (size_t i = 0; i < t->timers.v.n; i++)
        t->timers.v.v[i].seen |= t->timers.v.v[i].case_id == case_id;
}

static err case_check(struct verify *v, arena *a, const struct q_cases_after_row *c,
                      struct tally *t)
{
    struct data_key key;
    struct rebuilt r;
    int64_t by;
    err e = verify_key(v, SUBJECT_CASE, c->id, &key, &by);
    str id = str_fmt(a, "%lld", (long long)c->id);

    if (str_eq(c->state, S(CASE_ERASED))) {
        t->erased++;
        timers_pass(t, c->id); /* they ring at nothing */
        if (!by)
            verify_wrong(
                v, "case.erased", id,
                "the case says that it is erased, but its key is there or its end unknown");
        return party_verify(v, a, c->id, NULL, true);
    }
    if (e.class == ERR_CLASS_FAULT && e.code != ERR_CRYPTO)
        return e;
    if (e.code == ERR_MISSING || e.code == ERR_CRYPTO) {
        timers_pass(t, c->id);
        verify_wrong(v, "case.key", id, "the case's data key is not there or was altered");
        return OK;
    }
    TRY(rebuild(v, a, c->id, failed(e) ? NULL : &key, &r));
    TRY(party_verify(v, a, c->id, failed(e) ? NULL : &key, false));
    TRY(work_verify_case(v, c->id, case_runs(c->state)));
    if (failed(e))
        timers_pass(t, c->id);
    else
        TRY(told_compare(v, c->id, &r.told, case_runs(c->state), &t->timers));
    if (str_eq(c->state, S(CASE_DRAFT)) && !r.submitted) {
        t->drafts++;
        return OK;
    }
    t->rebuilt++;
    t->clear += failed(e);
    compare(v, c, failed(e) ? NULL : &key, &r);
    bytes_wipe(&key, sizeof key);
    return OK;
}

static err cases_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    struct q_cases_after rows;

    TRY(q_cases_after(v->db, *after, CASES, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        *after = rows.v[i].id;
        TRY(case_check(v, a, &rows.v[i], user));
    }
    return OK;
}

err case_verify(struct verify *v)
{
    struct tally t = { 0 };

    TRY(timer_rows_read(v, &t.timers));
    TRY(verify_walk(v, CASES, cases_batch, &t));
    timer_rows_left(v, &t.timers);
    TRY(work_verify(v));
    TRY(news_verify(v));
    verify_counted(v, "cases rebuilt from their events", t.rebuilt);
    verify_counted(v, "drafts", t.drafts);
    verify_counted(v, "erased drafts and cases", t.erased);
    verify_counted(v, "timers compared with their events", t.timers.compared);
    if (t.timers.before)
        verify_unchecked(v, "%llu timers that were set before events told of them",
                         (unsigned long long)t.timers.before);
    if (t.clear)
        verify_unchecked(
            v, "number, outcome and answers of %llu cases, because the keys cannot be read",
            (unsigned long long)t.clear);
    return OK;
}
