/* Orders gathered into runs: a batch an act, so that no act is long; by a cashier, by the command,
 * or on the authority's day by itself. */
#include "act/job.h"
#include "blocks/pay/plan.h"
#include "blocks/pay/run.h"
#include "os/zone.h"

/* ---- who ---- */

err cashier_run(act *a, val in)
{
    struct q_pay_run *r = ARENA_NEW(a->a, struct q_pay_run);

    TRY(cashier_any(a, in));
    TRY(q_pay_run(a->db, val_get_i64(in, S("run"), 0), r));
    if (!r->found || !cashier_for(a->site, &a->who, r->authority))
        return refuse_with(a, W_pay_no_item, NULL, val_null(), 404);
    a->owned = r;
    return OK;
}

/* ---- a run ---- */

struct gathering {
    act *a;
    const struct site_payments *from;
    struct q_pay_run run;
    struct data_key key;
    val ids; /* of the orders that went in */
    int64_t taken;
};

static err run_begin(struct gathering *g, str authority, day on, bool *none)
{
    act *a = g->a;
    struct q_pay_run_gathering open;
    struct q_pay_due_first first;
    int64_t id;

    *none = false;
    TRY(q_pay_run_gathering(a->db, authority, &open));
    if (open.found) {
        TRY(q_pay_run(a->db, open.id, &g->run));
        return key_get(a, SUBJECT_ORG, open.id, &g->key);
    }
    TRY(q_pay_due_first(a->db, authority, on.n, &first));
    *none = !first.found;
    if (*none)
        return OK;
    id = act_id(a);
    TRY(key_make(a, SUBJECT_ORG, id, &g->key));
    TRY(q_pay_run_add(a->db, &(struct q_pay_run_add_in){
                                 .id = id,
                                 .authority = authority,
                                 .currency = first.currency,
                                 .day = MAX(on.n, a->today.n), /* banks take no day that is past */
                                 .created = a->now.ms,
                                 .officer = a->who.account,
                                 .state = S(RUN_GATHERING),
                                 .keep = pay_keep_until(a->boot, authority, a->now) }));
    return q_pay_run(a->db, id, &g->run);
}

/* What is sealed under a key that is gone cannot be sent: it waits for an account, as if the bank
 * had sent it back, and holds nothing up. */
static err order_take(struct gathering *g, const struct q_pay_orders_due_row *o)
{
    act *a = g->a;
    struct data_key key;
    int64_t n;
    val payee;
    err e = key_get(a, (enum subject_kind)o->key_kind, o->key_id, &key);

    if (e.class == ERR_CLASS_REFUSED && e.code == ERR_MISSING)
        return q_pay_order_set(a->db, o->id, S(ORDER_PLANNED), S(ORDER_RETURNED), a->now.ms, &n);
    TRY(e);
    TRY(key_open(a->a, &key, "pay.payee", o->payee, &payee));
    TRY(q_pay_order_sent(a->db, o->id, g->run.id, a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(q_pay_sent_add(a->db, g->run.id, o->id, o->minor,
                       key_seal(a->a, &g->key, "pay.line", payee)));
    g->ids = val_append(a->a, g->ids, val_int(o->id));
    g->taken++;
    g->run.orders++;
    g->run.minor += o->minor;
    return OK;
}

static err run_event(act *a, const struct q_pay_run *r, const char *type, const char *name, val v)
{
    struct event e = {
        .type = type, .kind = SUBJECT_ORG, .subject = r->id, .authority = r->authority
    };
    val_builder b = val_build(a->a);

    val_put(&b, S("run"), val_int(r->id));
    val_put(&b, S("orders"), val_int(r->orders));
    val_put(&b, S("amount"), money_val(r->minor, r->currency));
    val_put(&b, S("currency"), val_str(r->currency));
    if (name)
        val_put(&b, str_z(name), v);
    e.body = val_done(&b);
    return event_add(a, &e);
}

static err run_set(act *a, const struct q_pay_run *r, int64_t released)
{
    return q_pay_run_set(a->db, &(struct q_pay_run_set_in){ .id = r->id,
                                                            .orders = r->orders,
                                                            .minor = r->minor,
                                                            .state = r->state,
                                                            .released = released });
}

/* Nothing more goes into it. */
static err run_close(struct gathering *g)
{
    act *a = g->a;
    struct q_pay_run *r = &g->run;
    bool two = g->from && g->from->four_eyes;

    r->state = !r->orders ? S(RUN_EMPTY) : two ? S(RUN_WAITING) : S(RUN_RELEASED);
    TRY(run_set(a, r, two ? 0 : a->now.ms));
    return r->orders ? run_event(a, r, "pay.run", NULL, val_null()) : OK;
}

/* What is due, or more of plans' payments than an act writes. */
static err rest_due(act *a, str authority, day on, bool *more)
{
    struct q_pay_due_first left;
    struct q_pay_plans_near near;

    TRY(q_pay_due_first(a->db, authority, on.n, &left));
    TRY(q_pay_plans_near(a->db, authority, on.n, 1, &near));
    *more = left.found || near.n;
    return OK;
}

err run_gather(act *a, str authority, day on, int64_t *run, bool *more)
{
    struct gathering g = { .a = a,
                           .from = site_payments(a->site, authority),
                           .ids = val_list(NULL, 0) };
    struct q_pay_orders_due due;
    int64_t file_most = g.from && g.from->file_most ? g.from->file_most : RUN_MOST, most;
    bool none, unwritten;

    *run = 0;
    *more = false;
    TRY(plans_write(a, authority, on, &unwritten));
    TRY(run_begin(&g, authority, on, &none));
    if (none)
        return OK;
    most = MIN((int64_t)RUN_BATCH, file_most - g.run.orders);
    TRY(q_pay_orders_due(a->db, authority, g.run.currency, MIN(g.run.day, on.n), most, &due));
    for (size_t i = 0; i < due.n; i++)
        TRY(order_take(&g, &due.v[i]));
    TRY(run_set(a, &g.run, 0));
    if (g.taken)
        TRY(run_event(a, &g.run, "pay.gathered", "taken", g.ids));
    *run = g.run.id;
    *more = ((int64_t)due.n == most || unwritten) && g.run.orders < file_most;
    if (*more)
        return OK;
    TRY(run_close(&g));
    return rest_due(a, authority, on, more);
}

/* ---- the acts ---- */

static err again(act *a, str authority, day on)
{
    val work = val_with(a->a, val_null(), S("authority"), val_str(authority));

    return outbox_add(a, "pay.gather", SUBJECT_NONE, 0, val_with(a->a, work, S("day"), val_day(on)),
                      (instant){ 0 }, NULL);
}

/* The orders are of the run from this act on: nothing can put them into another file.  What is more
 * than a batch follows by itself. */
err act_run(act *a, val in, val *out)
{
    str authority = val_get_text(in, S("authority"));
    int64_t run;
    bool more;

    if (!cashier_for(a->site, &a->who, authority) || !site_payments(a->site, authority))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    TRY(run_gather(a, authority, a->today, &run, &more));
    if (!run)
        return refuse_with(a, W_pay_run_none, NULL, val_null(), 422);
    *out = val_with(a->a, val_null(), S("run"), val_int(run));
    return more ? again(a, authority, a->today) : OK;
}

/* chain: the rest follows by itself; else whoever asks goes on. */
err act_gather(act *a, val in, val *out)
{
    str authority = val_get_text(in, S("authority"));
    val on = val_get(in, S("day"));
    int64_t run;
    bool more;

    TRY(run_gather(a, authority, (day){ on.m }, &run, &more));
    *out = val_with(a->a, val_null(), S("run"), val_int(run));
    *out = val_with(a->a, *out, S("more"), val_bool(more));
    return more && val_get_bool(in, S("chain")) ? again(a, authority, (day){ on.m }) : OK;
}

err job_gather(struct job_run *j)
{
    return job_act(j, "pay.gather", val_with(j->a, j->payload, S("chain"), val_bool(true)), NULL,
                   NULL);
}

/* ---- by itself ---- */

static day payday_of(const struct calendar *c, int64_t payday, day first)
{
    int64_t last = day_add_months(first, 1).n - 1;
    day d = { MIN(first.n + payday - 1, last) };

    return !c || calendar_is_working(c, d) ? d : calendar_add_working_days(c, d, -1);
}

bool payday_last(const struct calendar *c, int64_t payday, day today, day *out)
{
    day first = { today.n - day_ymd(today).day + 1 };

    if (!payday)
        return false;
    for (int m = 1; m >= -1; m--) { /* a day that is none of work may move into the month before */
        *out = payday_of(c, payday, day_add_months(first, m));
        if (out->n <= today.n)
            return true;
    }
    return false;
}

/* The first day that an installation knows begins with nothing where it is past: what was due
 * before was paid otherwise. */
err act_payday(act *a, val in, val *out)
{
    str authority = val_get_text(in, S("authority"));
    const struct site_payments *p = site_payments(a->site, authority);
    struct q_pay_payday known;
    int64_t n;
    day on;

    *out = val_null();
    if (!p || !payday_last(site_calendar(a->site, p->calendar), p->payday, a->today, &on))
        return OK;
    TRY(q_pay_payday(a->db, authority, &known));
    TRY(q_pay_payday_add(a->db, authority, on.n, a->now.ms, &n));
    return n && (known.day.has || on.n == a->today.n) ? again(a, authority, on) : OK;
}

err job_payday(struct job_run *j)
{
    const struct site *s = j->boot->site;

    for (size_t i = 0; i < s->n_payments; i++) {
        const struct site_payments *p = &s->payments[i];
        struct q_pay_payday known;
        day today = zone_day(j->boot->zone, j->now), on;
        if (!payday_last(site_calendar(s, p->calendar), p->payday, today, &on))
            continue;
        TRY(q_pay_payday(j->db, p->authority, &known));
        if (known.found && known.day.has && known.day.v >= on.n)
            continue;
        TRY(job_act(j, "pay.payday",
                    val_with(j->a, val_null(), S("authority"), val_str(p->authority)), NULL, NULL));
    }
    return OK;
}

/* ---- by a second person ---- */

err act_run_release(act *a, val in, val *out)
{
    const struct q_pay_run *r = a->owned;
    int64_t n;

    (void)in;
    *out = val_null();
    if (r->officer && r->officer == a->who.account)
        return refuse_with(a, W_pay_release_second, NULL, val_null(), 403);
    TRY(q_pay_run_release(a->db, r->id, a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    return run_event(a, r, "pay.released", NULL, val_null());
}

/* ---- its file ---- */

static err looked(act *a, const struct q_pay_run *r, int64_t *trace)
{
    struct event seen = { .type = "pay.looked",
                          .kind = SUBJECT_ORG,
                          .subject = r->id,
                          .authority = r->authority,
                          .body = val_with(a->a, val_null(), S("run"), val_int(r->id)) };

    TRY(event_add(a, &seen));
    *trace = seen.id;
    return OK;
}

/* Fetching the file shows whom it pays: noted with the run, whose events name each of its orders;
 * its key alone is given out. */
err act_run_look(act *a, val in, val *out)
{
    const struct q_pay_run *r = a->owned;
    struct data_key subject = { .kind = SUBJECT_ORG, .id = r->id };
    val_builder b = val_build(a->a);
    int64_t trace;

    (void)in;
    if (!str_eq(r->state, S(RUN_RELEASED)) || r->keep < 0)
        return refuse_with(a, W_pay_run_not_yet, NULL, val_null(), 409);
    if (r->orders > RUN_WEB_MOST)
        return refuse_with(a, W_pay_run_large, NULL, val_null(), 409);
    TRY(looked(a, r, &trace));
    TRY(q_pay_run_fetched(a->db, r->id, a->now.ms));
    val_put(&b, S("run"), val_int(r->id));
    val_put(&b, S("ticket"), val_str(ticket_for(a, &subject, 1, trace, "pay")));
    *out = val_done(&b);
    return OK;
}

/* For the command, which has the keys itself: the look before its file is made, and that it was
 * made. */
err act_run_file(act *a, val in, val *out)
{
    struct q_pay_run r;
    int64_t trace;

    *out = val_null();
    TRY(q_pay_run(a->db, val_get_i64(in, S("run"), 0), &r));
    if (!r.found || !str_eq(r.state, S(RUN_RELEASED)) || r.keep < 0)
        return refuse_with(a, W_pay_run_not_yet, NULL, val_null(), 409);
    return val_get_bool(in, S("done")) ? q_pay_run_fetched(a->db, r.id, a->now.ms)
                                       : looked(a, &r, &trace);
}
