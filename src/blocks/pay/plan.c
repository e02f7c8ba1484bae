/* Plans: whom payments go to lies under a key of their own, kept from the last of them on as long
 * as the service keeps its cases. */
#include "blocks/pay/plan.h"
#include "act/job.h"
#include "act/versions.h"
#include "blocks/case/keep.h"
#include "os/zone.h"

enum { BATCH = 100, KEEP_MONTHS = 24 };

/* The last four signs alone: whoever looks over a shoulder learns no account. */
static str masked(arena *a, str iban)
{
    size_t shown = MIN(iban.n, 4);

    return str_fmt(a, "%.*s \u2022\u2022\u2022\u2022 %.*s", (int)MIN(iban.n, 2), iban.p, (int)shown,
                   iban.p + iban.n - shown);
}

/* Sealed under the case's key; null where the case was erased or there is none. */
static err shown_seal(act *a, int64_t case_id, str iban, str *out)
{
    struct data_key key;

    *out = STR_NULL;
    if (!case_id)
        return OK;
    err e = key_get(a, SUBJECT_CASE, case_id, &key);
    if (e.class == ERR_CLASS_FAULT)
        return e;
    if (!failed(e))
        *out = key_seal(a->a, &key, "pay.shown", val_str(masked(a->a, iban)));
    return OK;
}

err plan_make(act *a, const struct plan_new *p, int64_t *id)
{
    struct data_key key;
    str shown;

    *id = act_id(a);
    TRY(shown_seal(a, p->case_id, p->iban, &shown));
    TRY(key_make(a, SUBJECT_ORG, *id, &key));
    return q_pay_plan_add(a->db, &(struct q_pay_plan_add_in){ .id = *id,
                                                              .authority = p->authority,
                                                              .case_id = p->case_id,
                                                              .created = a->now.ms,
                                                              .shown = shown });
}

err plan_show(act *a, int64_t id, str iban)
{
    struct q_pay_plan p;
    str shown;

    TRY(q_pay_plan(a->db, id, &p));
    if (!p.found)
        return OK;
    TRY(shown_seal(a, p.case_id, iban, &shown));
    return shown.p ? q_pay_plan_shown(a->db, id, shown) : OK;
}

/* ---- how long ---- */

int64_t pay_keep_until(const struct boot *b, str authority, instant from)
{
    const struct site_payments *p = site_payments(b->site, authority);
    int64_t months = p && p->keep ? p->keep : KEEP_MONTHS;

    return zone_day_start(b->zone, day_add_months(zone_day(b->zone, from), months)).ms;
}

/* As long as the service keeps a case that ends with the plan: the case may be gone before. */
static err keep_of(act *a, const struct q_pay_plan *p, instant ended, int64_t *keep)
{
    struct q_case c;

    *keep = pay_keep_until(a->boot, p->authority, ended);
    if (!p->case_id)
        return OK;
    TRY(q_case(a->db, p->case_id, S(""), &c));
    const struct service *s = c.found ? boot_service(a->boot, c.service, c.version) : NULL;
    if (s)
        *keep = s->case_retention.then == RETAIN_ERASE
                    ? keep_until(a->boot, &s->case_retention, ended)
                    : -1;
    return OK;
}

static err touched_at(act *a, int64_t id, instant at)
{
    struct q_pay_plan p;
    struct q_pay_plan_open open;
    int64_t keep;

    TRY(q_pay_plan(a->db, id, &p));
    if (!p.found)
        return OK;
    TRY(q_pay_plan_open(a->db, id, &open));
    if (open.n || p.next.has)
        return p.ended ? q_pay_plan_set(a->db, id, 0, 0) : OK;
    TRY(keep_of(a, &p, at, &keep));
    return q_pay_plan_set(a->db, id, at.ms, keep);
}

err plan_touched(act *a, int64_t id)
{
    return touched_at(a, id, a->now);
}

static err key_gone(act *a, int64_t id)
{
    err e = key_erase(a, SUBJECT_ORG, id);

    return e.class == ERR_CLASS_REFUSED && e.code == ERR_MISSING ? OK : e;
}

/* A hold on the case is one on its plans. */
static err plans_over(act *a, size_t *n)
{
    struct q_pay_plans_over plans;
    struct q_hold held;

    TRY(q_pay_plans_over(a->db, a->now.ms, BATCH, &plans));
    *n = plans.n;
    for (size_t i = 0; i < plans.n; i++) {
        TRY(q_hold(a->db, plans.v[i].case_id, &held));
        if (held.found) {
            TRY(q_pay_plan_set(a->db, plans.v[i].id, a->now.ms,
                               a->now.ms + (int64_t)24 * 3600 * 1000));
            continue;
        }
        TRY(key_gone(a, plans.v[i].id));
        TRY(q_pay_plan_set(a->db, plans.v[i].id, a->now.ms, -1));
    }
    return OK;
}

err act_pay_retain(act *a, val in, val *out)
{
    struct q_pay_runs_over runs;
    size_t n;

    (void)in;
    TRY(plans_over(a, &n));
    TRY(q_pay_runs_over(a->db, a->now.ms, BATCH, &runs));
    for (size_t i = 0; i < runs.n; i++) {
        TRY(key_gone(a, runs.v[i].id));
        TRY(q_pay_run_over(a->db, runs.v[i].id));
    }
    *out = val_bool(n == BATCH || runs.n == BATCH);
    return OK;
}

/* ---- orders from before ---- */

static err runs_adopt(act *a, size_t *n)
{
    struct q_pay_runs_old runs;
    struct data_key key;

    TRY(q_pay_runs_old(a->db, BATCH, &runs));
    *n = runs.n;
    for (size_t i = 0; i < runs.n; i++) {
        int64_t keep = pay_keep_until(a->boot, runs.v[i].authority, (instant){ runs.v[i].created });
        TRY(key_make(a, SUBJECT_ORG, runs.v[i].id, &key));
        TRY(q_pay_run_keep(a->db, runs.v[i].id, MAX(keep, a->now.ms)));
    }
    return OK;
}

static err order_set(act *a, int64_t id, struct data_key key, int64_t plan, str payee)
{
    return q_pay_order_adopt(
        a->db,
        &(struct q_pay_order_adopt_in){
            .id = id, .key_kind = key.kind, .key_id = key.id, .plan = plan, .payee = payee });
}

/* The key went with its case: the file of its run cannot be made again either. */
static err order_lost(act *a, const struct q_pay_orders_old_row *o)
{
    struct data_key gone = { .kind = (enum subject_kind)o->key_kind, .id = o->key_id };

    TRY(order_set(a, o->id, gone, -1, o->payee));
    return o->run ? q_pay_run_over(a->db, o->run) : OK;
}

static err order_adopt(act *a, const struct q_pay_orders_old_row *o)
{
    struct data_key old, key;
    int64_t plan;
    val payee;
    err e = key_get(a, (enum subject_kind)o->key_kind, o->key_id, &old);

    if (e.class == ERR_CLASS_REFUSED && e.code == ERR_MISSING)
        return order_lost(a, o);
    TRY(e);
    TRY(key_open(a->a, &old, "pay.payee", o->payee, &payee));
    TRY(plan_make(a, &(struct plan_new){ o->authority, o->case_id, val_get_text(payee, S("iban")) },
                  &plan));
    TRY(key_get(a, SUBJECT_ORG, plan, &key));
    TRY(order_set(a, o->id, key, plan, key_seal(a->a, &key, "pay.payee", payee)));
    if (o->run) {
        TRY(key_get(a, SUBJECT_ORG, o->run, &key));
        TRY(q_pay_sent_add(a->db, o->run, o->id, o->minor,
                           key_seal(a->a, &key, "pay.line", payee)));
    }
    return touched_at(a, plan, (instant){ o->changed }); /* it was done with then, not now */
}

err act_pay_adopt(act *a, val in, val *out)
{
    struct q_pay_orders_old orders;
    size_t n;

    (void)in;
    TRY(runs_adopt(a, &n));
    TRY(q_pay_orders_old(a->db, BATCH, &orders));
    for (size_t i = 0; i < orders.n; i++)
        TRY(order_adopt(a, &orders.v[i]));
    *out = val_bool(n == BATCH || orders.n == BATCH);
    return OK;
}

err job_pay_retain(struct job_run *j)
{
    struct q_pay_orders_old orders;
    struct q_pay_runs_old runs;
    struct q_pay_plans_over plans;
    struct q_pay_runs_over over;
    val more = val_bool(true);

    TRY(q_pay_runs_old(j->db, 1, &runs));
    TRY(q_pay_orders_old(j->db, 1, &orders));
    while ((runs.n || orders.n) && val_is_true(more))
        TRY(job_act(j, "pay.adopt", val_null(), &more, NULL));
    TRY(q_pay_plans_over(j->db, j->now.ms, 1, &plans));
    TRY(q_pay_runs_over(j->db, j->now.ms, 1, &over));
    more = val_bool(plans.n || over.n);
    while (val_is_true(more))
        TRY(job_act(j, "pay.retain", val_null(), &more, NULL));
    return OK;
}
