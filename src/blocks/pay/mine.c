/* What is held of who is signed in: what their cases owe, and what is paid to them. */
#include "act/mine.h"
#include "blocks/pay/pages.h"
#include "blocks/pay/plan.h"

enum { CASES_MOST = 1000 };

static val claim_val(arena *a, const struct q_pay_claims_of_case_row *r)
{
    val_builder b = val_build(a);

    val_put(&b, S("reference"), val_str(r->reference));
    val_put(&b, S("fee"), val_str(r->what));
    val_put(&b, S("currency"), val_str(r->currency));
    val_put(&b, S("asked"), money_val(r->asked, r->currency));
    val_put(&b, S("received"), money_val(r->paid, r->currency));
    val_put(&b, S("given_back"), money_val(r->returned, r->currency));
    val_put(&b, S("state"), val_str(r->state));
    val_put(&b, S("due"), val_day((day){ r->due }));
    return val_done(&b);
}

static val order_val(arena *a, day on, str currency, int64_t minor, str state)
{
    val_builder b = val_build(a);

    val_put(&b, S("day"), val_day(on));
    val_put(&b, S("currency"), val_str(currency));
    val_put(&b, S("amount"), money_val(minor, currency));
    val_put(&b, S("state"), val_str(state));
    return val_done(&b);
}

static err case_share(struct mine *m, const struct q_cases_of_account_row *c, int64_t *n)
{
    arena *a = m->w->a;
    struct q_pay_claims_of_case claims;
    struct q_pay_orders_of_case orders;
    struct planned *next;
    size_t next_n;
    val fees = val_list(NULL, 0), paid = val_list(NULL, 0);

    TRY(q_pay_claims_of_case(m->w->db, c->id, &claims));
    TRY(q_pay_orders_of_case(m->w->db, c->id, S(KIND_BENEFIT), &orders));
    for (size_t i = 0; i < claims.n; i++)
        fees = val_append(a, fees, claim_val(a, &claims.v[i]));
    for (size_t i = 0; i < orders.n; i++)
        paid = val_append(a, paid,
                          order_val(a, (day){ orders.v[i].due }, orders.v[i].currency,
                                    orders.v[i].minor, orders.v[i].state));
    TRY(plans_planned(a, m->w->db, c->id, &next, &next_n));
    for (size_t i = 0; i < next_n; i++)
        paid = val_append(a, paid,
                          order_val(a, next[i].on, next[i].currency, next[i].minor,
                                    S(ORDER_PLANNED)));
    *n += (int64_t)(claims.n + orders.n + next_n);
    if (claims.n + orders.n)
        mine_json(m, str_fmt(a, "cases/%.*s/money.json", STR_ARG(c->number)),
                  val_with(a, val_with(a, val_null(), S("fees"), fees), S("payments"), paid));
    return OK;
}

err pay_mine(struct mine *m)
{
    struct q_cases_of_account all;
    int64_t n = 0;

    TRY(q_cases_of_account(m->w->db, m->w->who.account, CASES_MOST, &all));
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].number.n)
            TRY(case_share(m, &all.v[i], &n));
    if (n)
        mine_part(m, W_pay_mine, n, W_identity_mine_case_stays);
    return OK;
}
