/* Counting of answers by agreement, and the score of a month. */
#include "blocks/exchange/level.h"
#include "blocks/exchange/road.h"
#include "os/zone.h"

#define MINUTE_MS ((int64_t)60 * 1000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

enum { WHOLE = 100 * 100 };

static const int64_t slots[LEVEL_SLOTS] = {
    100,        250,        500,           1000,           2000,        5000,         10000,
    30000,      MINUTE_MS,  5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 12 * HOUR_MS, DAY_MS,
    2 * DAY_MS, 3 * DAY_MS, 5 * DAY_MS,    10 * DAY_MS,    30 * DAY_MS, -1,
};

int64_t level_slot_ms(int slot)
{
    return slots[slot];
}

int level_slot(int64_t ms)
{
    int i = 0;

    while (slots[i] >= 0 && ms > slots[i])
        i++;
    return i;
}

/* ---- counting ---- */

static err count(act *a, const struct exchange_level *v, const char *side, day on, int64_t ms,
                 const char *how)
{
    return q_tally_add(a->db, &(struct q_tally_add_in){ .agreement = v->id,
                                                        .side = str_z(side),
                                                        .day = on.n,
                                                        .how = str_z(how),
                                                        .slot = level_slot(ms) });
}

/* Since the request came in, by the moment in its id; -1 where that is of another hour: a caller
 * without one of ours, or a clock that was set. */
static int64_t ms_since_request(act *a)
{
    ulid id;

    if (failed(ulid_parse(a->request_id, &id)))
        return -1;
    int64_t ms = a->now.ms - ulid_instant(id).ms;
    return ms < -HOUR_MS || ms > HOUR_MS ? -1 : MAX(ms, 0);
}

err level_call_answered(act *a, const struct road_question *q, const struct road_answer *got)
{
    str service = str_fmt(a->a, "%.*s/%.*s", STR_ARG(q->call.subsystem), STR_ARG(q->call.service));
    const struct exchange_level *v =
        exchange_level(&a->site->exchange, service, q->consumer->id, got->right->purpose, a->today);
    int64_t ms = v ? ms_since_request(a) : -1;

    if (ms < 0)
        return OK;
    return count(a, v, "answered", a->today, ms, ms <= v->within_ms ? "in_time" : "late");
}

static const struct exchange_level *level_of(act *a, const struct q_ask *k)
{
    return k->agreement.n ? exchange_level_by_id(&a->site->exchange, k->agreement) : NULL;
}

err level_ask_answered(act *a, const struct q_ask *k)
{
    const struct exchange_level *v = level_of(a, k);

    if (!v)
        return OK;
    TRY(q_outage_end(a->db, v->id, a->now.ms));
    return count(a, v, "asked", act_day(a, (instant){ k->created }), a->now.ms - k->created,
                 a->now.ms <= k->owed ? "in_time" : "late");
}

err level_ask_refused(act *a, const struct q_ask *k)
{
    const struct exchange_level *v = level_of(a, k);
    struct q_outage_open open;

    if (!v || a->today.n < v->from.n || (v->until.n && a->today.n > v->until.n))
        return OK;
    TRY(q_outage_open(a->db, v->id, &open));
    return open.found ? OK : q_outage_begin(a->db, act_id(a), v->id, a->now.ms);
}

err level_ask_failed(act *a, const struct q_ask *k)
{
    const struct exchange_level *v = level_of(a, k);

    if (!v)
        return OK;
    TRY(level_ask_refused(a, k));
    TRY(level_ask_gone(a, k->agreement, k->id));
    return count(a, v, "asked", act_day(a, (instant){ k->created }), a->now.ms - k->created,
                 "failed");
}

err level_ask_gone(act *a, str agreement, int64_t id)
{
    struct q_ask_other other;

    if (!agreement.n)
        return OK;
    TRY(q_ask_other(a->db, agreement, id, &other));
    return other.found ? OK : q_outage_end(a->db, agreement, a->now.ms);
}

/* ---- the score ---- */

int64_t standing_share(const struct standing *s)
{
    int64_t asked = standing_asked(s);

    return asked ? s->in_time * WHOLE / asked : -1;
}

int64_t standing_available(const struct standing *s)
{
    return s->served ? (s->served - s->down) * WHOLE / s->served : -1;
}

bool standing_kept(const struct standing *s, int64_t share, int64_t available)
{
    int64_t answered = standing_share(s), up = standing_available(s);

    return (answered < 0 || answered >= share) && (!available || up < 0 || up >= available);
}

str level_side(const struct exchange *x, const struct exchange_level *v)
{
    const struct exchange_subsystem *c = v->consumer.n ? exchange_subsystem(x, v->consumer) : NULL;

    return !v->consumer.n || (c && c->n_asks) ? S("asked") : S("answered");
}

day month_first(day d)
{
    struct ymd m = day_ymd(d);

    return day_of(m.year, m.month, 1);
}

static int64_t overlap(int64_t from, int64_t to, const struct q_outages *all)
{
    int64_t ms = 0, reached = from;

    for (size_t i = 0; i < all->n; i++) {
        int64_t ended = all->v[i].ended ? all->v[i].ended : to;
        int64_t begins = MAX(all->v[i].since, reached), ends = MIN(ended, to);
        if (ends > begins) {
            ms += ends - begins;
            reached = ends;
        }
    }
    return ms;
}

static int64_t local_ms(const struct boot *b, day d, int minutes)
{
    return zone_to_utc(b->zone, (int64_t)d.n * 86400 + minutes * 60).ms;
}

/* The service hours of each day, as far as they have passed, and what of them had no answers. */
static void hours_of(const struct boot *b, const struct exchange_level *v, day from, day before,
                     instant now, const struct q_outages *all, struct standing *out)
{
    const struct calendar *cal = site_calendar(b->site, v->provider->office);
    int64_t served = 0, down = 0;

    for (day d = { MAX(from.n, v->from.n) }; d.n < before.n && (!v->until.n || d.n <= v->until.n);
         d.n++) {
        if (v->working_days && cal && !calendar_is_working(cal, d))
            continue;
        int64_t opens = local_ms(b, d, v->opens), closes = local_ms(b, d, v->closes);
        closes = MIN(closes, now.ms);
        if (closes <= opens)
            continue;
        served += closes - opens;
        down += overlap(opens, closes, all);
    }
    out->served = served / 1000;
    out->down = down / 1000;
}

static void tally_into(const struct q_tally_sum *sum, struct standing *out)
{
    for (size_t i = 0; i < sum->n; i++) {
        const struct q_tally_sum_row *r = &sum->v[i];
        if (str_eq(r->how, S("failed"))) {
            out->failed += r->n;
            continue;
        }
        *(str_eq(r->how, S("late")) ? &out->late : &out->in_time) += r->n;
        if (r->slot >= 0 && r->slot < LEVEL_SLOTS)
            out->slots[r->slot] += r->n;
    }
}

err level_standing(struct db *db, const struct boot *b, const struct exchange_level *v, day from,
                   day before, instant now, struct standing *out)
{
    int64_t begins = zone_day_start(b->zone, from).ms, ends = zone_day_start(b->zone, before).ms;
    str side = level_side(&b->site->exchange, v);
    struct q_tally_sum sum;
    struct q_asks_overdue over;
    struct q_outages outages;

    *out = (struct standing){ 0 };
    TRY(q_tally_sum(db, v->id, side, from.n, before.n, &sum));
    tally_into(&sum, out);
    TRY(q_asks_overdue(db, v->id, begins, ends, now.ms, &over));
    out->open_late = over.n;
    TRY(q_outages(db, v->id, begins, ends, &outages));
    if (str_eq(side, S("asked"))) /* who answers does not know of calls that did not come through */
        hours_of(b, v, from, before, now, &outages, out);
    return OK;
}
