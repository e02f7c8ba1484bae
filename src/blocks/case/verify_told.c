/* Incidents and timers: each row as the case's events tell of it, and one for each token that
 * stands at one or waits for one. */
#include "blocks/case/verify.h"
#include "value/json.h"

#include <stdlib.h>

enum { ROWS = 500 };

/* ---- what events say ---- */

static int64_t account_of(str actor)
{
    str rest = str_starts(actor, S("account:")) ? str_from(actor, 8) : S(""), number;
    int64_t id = 0;

    if (!str_next(&rest, ' ', &number) || failed(str_to_i64(number, &id)))
        return 0;
    return id;
}

static void incident_told(arena *a, struct case_told *t, const struct q_events_of_row *e, val body)
{
    val told = val_get(body, S("told"));

    *vec_push(&t->incidents, a) = (struct told_incident){
        .id = val_get_i64(body, S("incident"), 0),
        .token = val_get_i64(body, S("token"), 0),
        .at = e->at,
        .element = val_get_text(body, S("element")),
        .code = val_get_text(body, S("code")),
        .text = val_get_text(body, S("text")),
        .told = val_json_str(a, told),
        .handled = S(""),
    };
}

/* The last one of that number, or, before events had it, the last one at that step. */
static void handling_told(struct case_told *t, const struct q_events_of_row *e, val body)
{
    int64_t id = val_get_i64(body, S("incident"), 0);
    str element = val_get_text(body, S("element"));

    for (size_t i = t->incidents.n; i-- > 0;) {
        struct told_incident *x = &t->incidents.v[i];
        if (x->handled.n || (id && x->id ? x->id != id : !str_eq(x->element, element)))
            continue;
        x->handled = val_get_text(body, S("how"));
        x->by = account_of(e->actor);
        x->handled_at = e->at;
        return;
    }
}

void told_apply(arena *a, struct case_told *t, const struct q_events_of_row *e, val body)
{
    if (str_eq(e->type, S("case.incident")))
        incident_told(a, t, e, body);
    else if (str_eq(e->type, S("case.incident_handled")))
        handling_told(t, e, body);
    else if (str_eq(e->type, S("case.timer_set")))
        *vec_push(&t->timers, a) = (struct told_timer){ .token = val_get_i64(body, S("token"), 0),
                                                        .due = val_get_i64(body, S("due"), 0),
                                                        .timer = val_get(body, S("timer")) };
    else if (str_eq(e->type, S("case.migrated")))
        t->migrated = true;
    else if (str_eq(e->type, S("case.suspended")))
        t->held = true;
}

/* ---- incidents ---- */

static void wrong_incident(struct verify *v, int64_t id, const char *what)
{
    verify_wrong(v, "incident.row", str_fmt(v->a, "%lld", (long long)id),
                 "the incident's %s is not what the case's events say", what);
}

static struct told_incident *told_of(struct case_told *t, const struct q_incidents_row *r)
{
    for (size_t i = 0; i < t->incidents.n; i++)
        if (t->incidents.v[i].id == r->id)
            return &t->incidents.v[i];
    for (size_t i = 0; i < t->incidents.n; i++) {
        struct told_incident *x = &t->incidents.v[i];
        if (!x->id && !x->seen && x->at == r->at && str_eq(x->code, r->code))
            return x;
    }
    return NULL;
}

static void incident_compare(struct verify *v, const struct case_told *t,
                             const struct told_incident *x, const struct q_incidents_row *r)
{
    if (r->at != x->at)
        wrong_incident(v, r->id, "time");
    if (!str_eq(r->code, x->code) || (!t->migrated && !str_eq(r->element, x->element)))
        wrong_incident(v, r->id, "step or kind");
    if (x->id && (r->token != x->token || !str_eq(r->text, x->text) || !str_eq(r->told, x->told)))
        wrong_incident(v, r->id, "account of what failed");
    if (!str_eq(r->handled, x->handled) || r->handled_by != x->by || r->handled_at != x->handled_at)
        wrong_incident(v, r->id, "handling");
}

/* Tokens of the instance that stand at an incident, and whether one of that number does so there.
 */
static size_t tokens_failed(val instance, int64_t id, str element, bool *there)
{
    val scopes = val_get(instance, S("scopes"));
    size_t n = 0;

    *there = false;
    for (size_t i = 0; i < val_count(scopes); i++) {
        val tokens = val_get(val_at(scopes, i), S("tokens"));
        for (size_t k = 0; k < val_count(tokens); k++) {
            val t = val_at(tokens, k);
            bool stands = str_eq(val_get_text(t, S("st")), S("incident"));
            n += stands;
            *there |= stands && val_get_i64(t, S("id"), 0) == id &&
                      str_eq(val_get_text(t, S("at")), element);
        }
    }
    return n;
}

static err incidents_compare(struct verify *v, int64_t case_id, struct case_told *t, val instance)
{
    struct q_incidents rows;
    size_t open = 0;
    bool there, good = true;

    TRY(q_incidents(v->db, case_id, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct q_incidents_row *r = &rows.v[i];
        struct told_incident *x = told_of(t, r);
        if (!x)
            wrong_incident(v, r->id, "existence");
        else {
            x->seen = true;
            incident_compare(v, t, x, r);
        }
        if (!str_eq(r->state, S("open")))
            continue;
        open++;
        (void)tokens_failed(instance, r->token, r->element, &there);
        good &= there;
    }
    for (size_t i = 0; i < t->incidents.n; i++)
        if (!t->incidents.v[i].seen)
            wrong_incident(v, t->incidents.v[i].id, "absence");
    if (!good || open != tokens_failed(instance, 0, S(""), &there))
        verify_wrong(v, "incident.token", str_fmt(v->a, "%lld", (long long)case_id),
                     "the open incidents of the case are not where its tokens stand");
    return OK;
}

/* ---- timers ---- */

static int by_case(const void *x, const void *y)
{
    const struct timer_row *a = x, *b = y;

    return a->case_id != b->case_id ? (a->case_id > b->case_id ? 1 : -1)
           : a->id != b->id         ? (a->id > b->id ? 1 : -1)
                                    : 0;
}

err timer_rows_read(struct verify *v, struct timer_rows *out)
{
    struct q_outbox_waiting rows;
    struct q_event_first first;
    int64_t after = 0;
    val timer;

    TRY(q_event_first(v->db, S("case.timer_set"), &first));
    *out = (struct timer_rows){ .first = first.id };
    do {
        TRY(q_outbox_waiting(v->db, S("case.timer"), after, ROWS, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            after = rows.v[i].id;
            if (failed(val_unpack(v->a, str_copy(v->a, rows.v[i].payload), &timer))) {
                verify_wrong(v, "timer.row", str_fmt(v->a, "%lld", (long long)after),
                             "the timer cannot be read");
                continue;
            }
            *vec_push(&out->v, v->a) = (struct timer_row){ val_get_i64(timer, S("case"), 0), after,
                                                           rows.v[i].due, timer, false };
        }
    } while (rows.n == ROWS);
    if (out->v.n)
        qsort(out->v.v, out->v.n, sizeof *out->v.v, by_case);
    return OK;
}

void timer_rows_left(struct verify *v, const struct timer_rows *rows)
{
    for (size_t i = 0; i < rows->v.n; i++)
        if (!rows->v.v[i].seen)
            verify_wrong(v, "timer.row", str_fmt(v->a, "%lld", (long long)rows->v.v[i].id),
                         "the timer is of no case");
}

/* One whose clock may stop is set later while it stands, never earlier; of a case that an appeal
 * has held, each. */
static bool timer_fits(const struct told_timer *x, const struct timer_row *r, bool held)
{
    bool stops = held || val_has(r->timer, S("from"));

    return val_equal(x->timer, r->timer) && (stops ? r->due >= x->due : r->due == x->due);
}

static bool timer_told(const struct case_told *t, const struct timer_row *r)
{
    for (size_t i = 0; i < t->timers.n; i++)
        if (timer_fits(&t->timers.v[i], r, t->held))
            return true;
    return false;
}

/* Each timer that the process waits for has work in the outbox that will ring it. */
static void waits_compare(struct verify *v, int64_t case_id, val instance,
                          const struct timer_row *rows, size_t n)
{
    val scopes = val_get(instance, S("scopes"));

    for (size_t i = 0; i < val_count(scopes); i++) {
        val waits = val_get(val_at(scopes, i), S("waits"));
        for (size_t k = 0; k < val_count(waits); k++) {
            val wait = val_at(waits, k);
            bool there = !val_get_i64(wait, S("time"), 0);
            for (size_t r = 0; r < n && !there; r++)
                there = val_get_i64(rows[r].timer, S("token"), 0) == val_get_i64(wait, S("id"), -1);
            if (!there)
                verify_wrong(v, "timer.missing", str_fmt(v->a, "%lld", (long long)case_id),
                             "the process waits for a timer that nothing will ring");
        }
    }
}

static void timers_compare(struct verify *v, int64_t case_id, const struct case_told *t,
                           val instance, struct timer_rows *all)
{
    size_t from = 0, to;

    while (from < all->v.n && all->v.v[from].case_id < case_id)
        from++;
    for (to = from; to < all->v.n && all->v.v[to].case_id == case_id; to++) {
        struct timer_row *r = &all->v.v[to];
        r->seen = true;
        if (timer_told(t, r)) {
            all->compared++;
        } else if (!all->first || r->id < all->first) {
            all->before++;
        } else {
            verify_wrong(v, "timer.row", str_fmt(v->a, "%lld", (long long)r->id),
                         "the timer is not what the case's events say");
        }
    }
    waits_compare(v, case_id, instance, &all->v.v[from], to - from);
}

err told_compare(struct verify *v, int64_t case_id, struct case_told *t, bool running,
                 struct timer_rows *rows)
{
    struct q_instance row;
    val instance = val_null();

    TRY(q_instance(v->db, case_id, 0, &row));
    if (row.found && running)
        TRY(val_unpack(db_arena(v->db), row.state, &instance));
    TRY(incidents_compare(v, case_id, t, instance));
    timers_compare(v, case_id, t, instance, rows);
    return OK;
}
