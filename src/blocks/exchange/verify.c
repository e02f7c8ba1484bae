/* Each piece of outside work compared with what its case's events say of it. */
#include "act/event.h"
#include "act/store.h"
#include "act/verify.h"
#include "blocks/exchange/ask.h"
#include "blocks/exchange/federation.h"
#include "blocks/exchange/stamps.h"

enum { CASES = 500 };

/* The state that the last event about the task leaves it in, or empty where none speaks of it. */
static str told(arena *a, const struct q_events_of *events, const struct data_key *key, int64_t id)
{
    str state = S(""), salt;
    val body;

    for (size_t i = 0; i < events->n; i++) {
        str type = events->v[i].type;
        if (!str_starts(type, S("case.outside_")) ||
            failed(event_open(a, key, events->v[i].body, &salt, &body)) ||
            val_get_i64(body, S("task"), 0) != id)
            continue;
        if (str_eq(type, S("case.outside_asked")))
            state = S(OUTSIDE_OPEN);
        else if (str_eq(type, S("case.outside_failed")))
            state = val_get_i64(body, S("retries"), 0) ? S(OUTSIDE_OPEN) : S(OUTSIDE_FAILED);
        else
            state = S(OUTSIDE_DONE);
    }
    return state;
}

/* Work may go without an event of its own: the case's say that it was withdrawn, or a timer's. */
static bool agrees(str row, str events)
{
    return str_eq(row, events) || (str_eq(row, S(OUTSIDE_GONE)) && str_eq(events, S(OUTSIDE_OPEN)));
}

static err case_check(struct verify *v, arena *a, int64_t id, uint64_t *n)
{
    struct q_outside_of_case rows;
    struct q_events_of events;
    struct data_key key;
    int64_t by;
    err e = verify_key(v, SUBJECT_CASE, id, &key, &by);

    if (e.class == ERR_CLASS_REFUSED || (failed(e) && e.code == ERR_CRYPTO))
        return OK; /* erased, altered, or without keys: the case's own check says so */
    TRY(e);
    TRY(q_outside_of_case(v->db, id, &rows));
    TRY(q_events_of(v->db, SUBJECT_CASE, id, &events));
    for (size_t i = 0; i < rows.n; i++) {
        ++*n;
        if (!agrees(rows.v[i].state, told(a, &events, &key, rows.v[i].id)))
            verify_wrong(v, "outside.row", str_fmt(a, "%lld", (long long)rows.v[i].id),
                         "the state of the outside work is not what its case's events say");
    }
    bytes_wipe(&key, sizeof key);
    return OK;
}

static err cases_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    struct q_outside_cases rows;

    TRY(q_outside_cases(v->db, *after, CASES, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        *after = rows.v[i].case_id;
        TRY(case_check(v, a, *after, user));
    }
    return OK;
}

/* ---- questions to other agencies ---- */

/* What events say of a question: never asked, waiting, or answered. */
enum ask_said { NEVER, WAITS, TOLD };
static enum ask_said ask_told(arena *a, const struct q_events_of *events,
                              const struct data_key *key, int64_t id)
{
    bool asked = false, answered = false;
    str salt;
    val body;

    for (size_t i = 0; i < events->n; i++) {
        if (!str_starts(events->v[i].type, S("case.exchange_")) ||
            failed(event_open(a, key, events->v[i].body, &salt, &body)) ||
            val_get_i64(body, S("ask"), 0) != id)
            continue;
        asked |= str_eq(events->v[i].type, S("case.exchange_asked"));
        answered |= str_eq(events->v[i].type, S("case.exchange_told"));
    }
    return answered ? TOLD : asked ? WAITS : NEVER;
}

static err asks_check(struct verify *v, arena *a, int64_t id, uint64_t *n)
{
    struct q_asks_of_case rows;
    struct q_events_of events;
    struct data_key key;
    int64_t by;
    err e = verify_key(v, SUBJECT_CASE, id, &key, &by);

    if (e.class == ERR_CLASS_REFUSED || (failed(e) && e.code == ERR_CRYPTO))
        return OK;
    TRY(e);
    TRY(q_asks_of_case(v->db, id, &rows));
    TRY(q_events_of(v->db, SUBJECT_CASE, id, &events));
    for (size_t i = 0; i < rows.n; i++) {
        bool done = str_eq(rows.v[i].state, S(ASK_DONE));
        ++*n;
        if (ask_told(a, &events, &key, rows.v[i].id) != (done ? TOLD : WAITS))
            verify_wrong(v, "exchange.ask", str_fmt(a, "%lld", (long long)rows.v[i].id),
                         "the state of the question is not what its case's events say");
    }
    bytes_wipe(&key, sizeof key);
    return OK;
}

static err asks_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    struct q_ask_cases rows;

    TRY(q_ask_cases(v->db, *after, CASES, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        *after = rows.v[i].case_id;
        TRY(asks_check(v, a, *after, user));
    }
    return OK;
}

err exchange_verify(struct verify *v)
{
    struct stamps_seen seen = { 0 };
    uint64_t n = 0, asks = 0;

    TRY(verify_walk(v, CASES, cases_batch, &n));
    verify_counted(v, "pieces of outside work compared with their events", n);
    TRY(verify_walk(v, CASES, asks_batch, &asks));
    verify_counted(v, "questions to other agencies compared with their events", asks);
    TRY(verify_walk(v, CASES, stamps_batch, &seen));
    verify_counted(v, "messages between nodes under their time stamps", seen.messages);
    if (seen.unjudged)
        verify_unchecked(v, "who stamped %llu messages: exchange-tsa-cert names no certificate",
                         (unsigned long long)seen.unjudged);
    return configs_verify(v);
}
