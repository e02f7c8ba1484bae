/* Cases that follow entries of registers and the law are told by a message of their process: all
 * that has changed since at once, in an act of their own, so that neither the writer of an entry
 * nor another case waits for them. */
#include "blocks/case/news.h"
#include "act/verify.h"
#include "blocks/case/appeal.h"
#include "blocks/case/store.h"
#include "blocks/register/follow.h"
#include "os/zone.h"

enum { CHANGES_MOST = 50, BATCH = 100, ROUNDS_MOST = 10000, LATER_MS = 3600000 };
/* When to tell a case: never before its process listens; at once, whatever the clock of the job
 * that gave it out says. */
enum { DUE_WAITS = 0, DUE_NOW = 1 };

/* ---- what waits to be told ---- */

static err news_of(act *a, int64_t case_id, val *list)
{
    struct q_news row;

    *list = val_list(NULL, 0);
    TRY(q_news(a->db, case_id, &row));
    return row.found ? val_unpack(a->a, row.changes, list) : OK;
}

static err news_put(act *a, int64_t case_id, int64_t due, val list)
{
    buf b;

    buf_init(&b, a->a, 200);
    val_pack(&b, list);
    return q_news_put(a->db, case_id, due, buf_str(&b));
}

static err news_add(act *a, int64_t case_id, val change)
{
    val list;
    bool known = false;

    TRY(news_of(a, case_id, &list));
    for (size_t i = 0; i < val_count(list) && !known; i++)
        known = val_equal(val_at(list, i), change);
    if (!known && val_count(list) < CHANGES_MOST)
        list = val_append(a->a, list, change);
    return news_put(a, case_id, DUE_NOW, list);
}

static val told(arena *a, val list)
{
    return val_with(a, val_null(), S("changes"), list);
}

err news_take(act *a, int64_t case_id, val *data)
{
    val list;

    *data = val_null();
    TRY(news_of(a, case_id, &list));
    if (!val_count(list))
        return OK;
    *data = told(a->a, list);
    return q_news_drop(a->db, case_id);
}

err news_over(act *a, int64_t case_id)
{
    TRY(follow_drop(a, case_id));
    return q_news_drop(a->db, case_id);
}

/* ---- the acts ---- */

err act_news_spread(act *a, val in, val *out)
{
    struct follower f[FOLLOWERS_MOST];
    size_t n;

    (void)in;
    TRY(followers_take(a, f, &n));
    for (size_t i = 0; i < n; i++)
        TRY(news_add(a, f[i].case_id, f[i].change));
    *out = val_bool(n > 0);
    return OK;
}

/* What nothing in the process waits for now is kept until it does. */
static err tell_case(act *a, struct q_case *c, val list)
{
    struct data_key key;
    bool heard = false;

    TRY(q_news_drop(a->db, c->id));
    TRY(key_get(a, SUBJECT_CASE, c->id, &key));
    TRY(process_tell(a, c, &key, S(NEWS_MESSAGE), told(a->a, list), &heard));
    return heard ? OK : news_put(a, c->id, DUE_WAITS, list);
}

err act_news(act *a, val in, val *out)
{
    struct q_case c;
    bool held;
    val list;

    *out = val_null();
    TRY(q_case(a->db, val_get_i64(in, S("case"), 0), S(""), &c));
    if (!c.found || !case_runs(c.state))
        return news_over(a, val_get_i64(in, S("case"), 0));
    TRY(news_of(a, c.id, &list));
    if (!val_count(list))
        return OK; /* told before */
    TRY(appeal_holds(a->db, c.id, &held));
    return held ? news_put(a, c.id, a->now.ms + LATER_MS, list) : tell_case(a, &c, list);
}

err act_news_law(act *a, val in, val *out)
{
    (void)in;
    *out = val_null();
    return follow_law_look(a);
}

/* ---- the job ---- */

static err spread(struct job_run *j)
{
    val more;
    bool waits;

    TRY(followers_wait(j->db, &waits));
    more = val_bool(waits);
    for (int i = 0; i < ROUNDS_MOST && val_is_true(more); i++)
        TRY(job_act(j, "case.news_spread", val_null(), &more, NULL));
    return OK;
}

/* One that fails does not keep the others waiting; it comes again. */
err job_news(struct job_run *j)
{
    struct q_news_due due = { 0 };
    int64_t after = 0;
    err worst = OK;
    bool moved;

    TRY(follow_law_moved(j->db, j->a, j->boot->site, zone_day(j->boot->zone, j->now), &moved));
    if (moved)
        TRY(job_act(j, "case.news_law", val_null(), NULL, NULL));
    TRY(spread(j));
    do {
        TRY(q_news_due(j->db, j->now.ms, after, BATCH, &due));
        for (size_t i = 0; i < due.n; i++) {
            val in = val_with(j->a, val_null(), S("case"), val_int(due.v[i].case_id));
            err e = job_act(j, "case.news", in, NULL, NULL);
            if (failed(e))
                worst = e;
            after = due.v[i].case_id;
        }
    } while (due.n == BATCH);
    return worst;
}

/* ---- stoa verify ---- */

err news_verify(struct verify *v)
{
    int64_t after = 0, *ids;
    struct q_case c;
    size_t n;

    do {
        TRY(follow_cases(v->db, v->a, after, BATCH, &ids, &n));
        for (size_t i = 0; i < n; i++) {
            after = ids[i];
            TRY(q_case(v->db, ids[i], S(""), &c));
            if (!c.found || !case_runs(c.state))
                verify_wrong(v, "follow.case", str_fmt(v->a, "%lld", (long long)ids[i]),
                             "a case that does not run follows entries");
        }
    } while (n == BATCH);
    return OK;
}
