/* Counting: events become numbers by day; what applicants say is counted without who said it. */
#include "act/job.h"
#include "act/store.h"
#include "blocks/case/case.h"
#include "blocks/insight/own.h"
#include "os/zone.h"

enum { ROUND = 500, ROUNDS = 40, DAY_MS = 86400000, ONE_EACH = 1 };

static val row_val(struct job_run *j, const struct q_measure_events_row *r)
{
    const struct zone *z = j->boot->zone;
    day at = zone_day(z, (instant){ r->at });
    val_builder b = val_build(j->a);

    val_put(&b, S("service"), val_str(r->service));
    val_put(&b, S("day"), val_int(at.n));
    if (str_eq(r->type, S("case.submitted"))) {
        val_put(&b, S("received"), val_int(1));
    } else if (str_eq(r->type, S("case.withdrawn"))) {
        val_put(&b, S("withdrawn"), val_int(1));
    } else {
        val_put(&b, S("decided"), val_int(1));
        val_put(&b, S("outcome"), val_str(r->outcome));
        val_put(&b, S("days"), val_int(at.n - zone_day(z, (instant){ r->submitted }).n));
        val_put(&b, S("alone"), val_int(str_eq(r->channel, S("online")) && !r->asked));
    }
    return val_done(&b);
}

/* One act for each ROUND of events: from where the last one ended. */
static err count_round(struct job_run *j, int64_t from, int64_t last, int64_t *to)
{
    struct q_measure_events all;
    val_builder b = val_build(j->a);
    str why;

    TRY(q_measure_events(j->db, from, last, SUBJECT_CASE, ROUND, &all));
    *to = all.n < ROUND ? last : all.v[all.n - 1].id;
    val *rows = ARENA_ARRAY(j->a, val, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = row_val(j, &all.v[i]);
    val_put(&b, S("from"), val_int(from));
    val_put(&b, S("to"), val_int(*to));
    val_put(&b, S("rows"), val_list(rows, all.n));
    err e = job_act(j, "insight.count", val_done(&b), NULL, &why);
    if (e.class == ERR_CLASS_REFUSED)
        *to = last; /* somebody else counted meanwhile: the next run goes on from there */
    return e.class == ERR_CLASS_FAULT ? e : OK;
}

err job_count(struct job_run *j)
{
    struct q_counted at;
    struct q_event_last last;
    int64_t from;

    TRY(q_counted(j->db, &at));
    TRY(q_event_last(j->db, &last));
    from = at.event;
    for (int i = 0; i < ROUNDS && last.id.has && from < last.id.v; i++)
        TRY(count_round(j, from, last.id.v, &from));
    return OK;
}

static err count_one(act *a, val r)
{
    str service = val_get_text(r, S("service"));
    int64_t day = val_get_i64(r, S("day"), 0), days = val_get_i64(r, S("days"), 0);
    int64_t decided = val_get_i64(r, S("decided"), 0);

    TRY(q_measure_add(a->db,
                      &(struct q_measure_add_in){ .service = service,
                                                  .day = day,
                                                  .received = val_get_i64(r, S("received"), 0),
                                                  .decided = decided,
                                                  .withdrawn = val_get_i64(r, S("withdrawn"), 0),
                                                  .alone = val_get_i64(r, S("alone"), 0) }));
    if (!decided)
        return OK;
    TRY(q_measure_days_add(a->db, service, day, MAX(days, 0)));
    return q_measure_outcome_add(a->db, service, day, val_get_text(r, S("outcome")));
}

/* in: from, to (events' ids), rows.  Refused (409) where the numbers do not stand at `from`:
 * nothing is counted twice. */
err act_count(act *a, val in, val *out)
{
    val rows = val_get(in, S("rows"));
    int64_t n;

    TRY(q_counted_to(a->db, val_get_i64(in, S("from"), 0), val_get_i64(in, S("to"), 0), &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    for (uint32_t i = 0; rows.tag == V_LIST && i < rows.n; i++)
        TRY(count_one(a, rows.l[i]));
    *out = val_null();
    return OK;
}

/* ---- one question after the decision ---- */

/* Only whose case it is may say how it was; a stranger's case is not there. */
err rate_owner(act *a, val in)
{
    struct q_case c;

    err e = case_find(a->db, val_get_text(in, S("number")), &c);
    if (e.class == ERR_CLASS_FAULT)
        return e;
    if (failed(e) || !c.account || c.account != a->who.account)
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    return OK;
}

err act_rate(act *a, val in, val *out)
{
    struct q_case c;
    int64_t n, score = val_get_i64(in, S("score"), 0);

    TRY(case_find(a->db, val_get_text(in, S("number")), &c));
    if (!c.decided)
        return refuse_with(a, W_insight_rate_early, NULL, val_null(), 409);
    if (score < 1 || score > 5)
        return refuse(a, W_insight_rate_choose, "score");
    TRY(q_rated_add(a->db, c.id, &n));
    *out = val_null();
    /* said before: thanked again, counted once */
    return n == ONE_EACH ? q_measure_rating_add(a->db, c.service, a->today.n, score) : OK;
}
