/* Payments of plans that come near: an order is written for each, once, in the act that notes
 * it. */
#include "act/job.h"
#include "blocks/pay/plan.h"

enum {
    NEAR_BATCH = 200, /* orders that one act writes */
    NEAR_DAYS = 7,    /* so long before its day an order is there for the cashier to see */
};

static struct opt_int day_after(day first, day last, int64_t written)
{
    day d = day_add_months(first, written);

    return (struct opt_int){ .has = d.n <= last.n, .v = d.n };
}

err plan_ahead(act *a, const struct order_new *o, int64_t order, day last)
{
    struct opt_int next = day_after(o->due, last, 1);
    struct q_pay_order first;

    if (!next.has)
        return OK;
    TRY(q_pay_order(a->db, order, &first));
    return q_pay_plan_ahead(a->db, &(struct q_pay_plan_ahead_in){ .id = o->plan,
                                                                  .office = o->office,
                                                                  .number = o->number,
                                                                  .currency = o->currency,
                                                                  .minor = o->minor,
                                                                  .first = o->due.n,
                                                                  .last = last.n,
                                                                  .next = next.v,
                                                                  .payee = first.payee });
}

/* The payee goes over as it is: both lie under the plan's key. */
err plan_order_write(act *a, const struct plan_payment *p)
{
    return q_pay_order_add(a->db, &(struct q_pay_order_add_in){ .id = act_id(a),
                                                                .authority = p->authority,
                                                                .office = p->office,
                                                                .case_id = p->case_id,
                                                                .number = p->number,
                                                                .kind = S(KIND_BENEFIT),
                                                                .currency = p->currency,
                                                                .minor = p->minor,
                                                                .due = p->due.n,
                                                                .state = S(ORDER_PLANNED),
                                                                .created = a->now.ms,
                                                                .officer = a->who.account,
                                                                .key_kind = SUBJECT_ORG,
                                                                .plan = p->plan,
                                                                .payee = p->payee });
}

static err order_write(act *a, str authority, const struct q_pay_plans_near_row *p)
{
    struct opt_int next = day_after((day){ p->first }, (day){ p->last }, p->written + 1);
    int64_t n;

    TRY(q_pay_plan_written(a->db, p->id, p->written, next, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    return plan_order_write(a, &(struct plan_payment){ .authority = authority,
                                                       .office = p->office,
                                                       .number = p->number,
                                                       .currency = p->currency,
                                                       .plan = p->id,
                                                       .case_id = p->case_id,
                                                       .minor = p->minor,
                                                       .due = { p->next.v },
                                                       .payee = p->payee });
}

err benefit_book(act *a, str authority, str currency, int64_t minor)
{
    struct book_line lines[] = { { BOOK_BENEFITS, minor }, { BOOK_PAYABLE, -minor } };

    return book(a, &(struct book_entry){ .kind = minor > 0 ? "ordered" : "stopped",
                                         .authority = authority,
                                         .currency = currency,
                                         .lines = lines,
                                         .n = LEN(lines) });
}

/* One entry of the journal for what was written in one currency. */
static err batch_write(act *a, str authority, const struct q_pay_plans_near *near)
{
    int64_t sum = 0;

    for (size_t i = 0; i < near->n; i++) {
        TRY(order_write(a, authority, &near->v[i]));
        sum += near->v[i].minor;
        if (i + 1 < near->n && str_eq(near->v[i].currency, near->v[i + 1].currency))
            continue;
        TRY(benefit_book(a, authority, near->v[i].currency, sum));
        sum = 0;
    }
    return OK;
}

/* A plan that is behind has several payments due: its next one is looked up again. */
err plans_write(act *a, str authority, day on, bool *more)
{
    struct q_pay_plans_near near;
    size_t left = NEAR_BATCH;

    do {
        TRY(q_pay_plans_near(a->db, authority, on.n, (int64_t)left, &near));
        TRY(batch_write(a, authority, &near));
        left -= near.n;
    } while (near.n && left);
    *more = !left;
    return OK;
}

err act_pay_near(act *a, val in, val *out)
{
    bool more;

    TRY(plans_write(a, val_get_text(in, S("authority")), (day){ a->today.n + NEAR_DAYS }, &more));
    *out = val_bool(more);
    return OK;
}

err job_near(struct job_run *j)
{
    const struct site *s = j->boot->site;
    day until = { zone_day(j->boot->zone, j->now).n + NEAR_DAYS };

    for (size_t i = 0; i < s->n_payments; i++) {
        str authority = s->payments[i].authority;
        struct q_pay_plans_near near;
        TRY(q_pay_plans_near(j->db, authority, until.n, 1, &near));
        val more = val_bool(near.n > 0);
        while (val_is_true(more))
            TRY(job_act(j, "pay.near",
                        val_with(j->a, val_null(), S("authority"), val_str(authority)), &more,
                        NULL));
    }
    return OK;
}

/* ---- what a plan still has before it ---- */

err plans_planned(arena *a, struct db *db, int64_t case_id, struct planned **out, size_t *n)
{
    struct q_pay_plans_of_case all;
    size_t most = 0;

    *n = 0;
    TRY(q_pay_plans_of_case(db, case_id, &all));
    for (size_t i = 0; i < all.n; i++)
        most += (size_t)MAX(0, (all.v[i].last - all.v[i].first) / 28 + 2);
    struct planned *list = *out = ARENA_ARRAY(a, struct planned, most + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct q_pay_plans_of_case_row *p = &all.v[i];
        for (int64_t k = p->written;; k++) {
            struct opt_int on = day_after((day){ p->first }, (day){ p->last }, k);
            if (!on.has)
                break;
            list[(*n)++] = (struct planned){ { on.v }, p->currency, p->minor };
        }
    }
    return OK;
}

err plans_stop(act *a, int64_t case_id, int64_t *stopped)
{
    struct q_pay_plans_of_case all;
    struct planned *left;
    size_t n;

    TRY(plans_planned(a->a, a->db, case_id, &left, &n));
    *stopped += (int64_t)n;
    TRY(q_pay_plans_of_case(a->db, case_id, &all));
    for (size_t i = 0; i < all.n; i++) {
        TRY(q_pay_plan_end(a->db, all.v[i].id));
        TRY(plan_touched(a, all.v[i].id));
    }
    return OK;
}

err plans_redirect(act *a, int64_t case_id, str name, str iban, int64_t *changed)
{
    struct q_pay_plans_of_case all;

    TRY(q_pay_plans_of_case(a->db, case_id, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct data_key key;
        val payee;
        TRY(key_get(a, SUBJECT_ORG, all.v[i].id, &key));
        TRY(key_open(a->a, &key, "pay.payee", all.v[i].payee, &payee));
        payee = val_with(a->a, payee, S("name"), val_str(name));
        payee = val_with(a->a, payee, S("iban"), val_str(iban));
        TRY(q_pay_plan_payee(a->db, all.v[i].id, key_seal(a->a, &key, "pay.payee", payee)));
        TRY(plan_show(a, all.v[i].id, iban));
        ++*changed;
    }
    return OK;
}
