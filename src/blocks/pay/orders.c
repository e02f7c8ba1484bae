/* Payments to people: ordered by processes, once or by a plan; where they go, as the person says.
 */
#include "blocks/case/pages.h"
#include "blocks/notify/notify.h"
#include "blocks/pay/pages.h"
#include "blocks/pay/plan.h"
#include "form/typed.h"
#include "views/pay.h"

enum { PLAN_MOST = 600 };

/* ---- the task types ---- */

static day date_at(val in, const char *name, day otherwise)
{
    val v = val_get(in, str_z(name));

    return v.tag == V_DATE ? (day){ v.m } : otherwise;
}

static err order_of(act *a, struct task_call *t, struct order_new *o)
{
    const struct office *office = site_office(a->site, t->authority);
    str currency = val_get_text(t->in, S("currency")), iban;

    *o = (struct order_new){ .authority = office ? office->authority : t->authority,
                             .office = t->authority,
                             .number = t->case_number,
                             .case_id = t->case_id,
                             .kind = KIND_BENEFIT,
                             .currency = currency.n ? currency : a->site->currency,
                             .name = val_get_text(t->in, S("name")),
                             .iban = val_get_text(t->in, S("iban")),
                             .text = val_get_text(t->in, S("text")) };
    if (!site_payments(a->site, o->authority))
        return refuse(a, W_pay_no_account, NULL);
    if (!typed_iban(a->a, o->iban, &iban)) {
        t->bpmn_error = S("iban_wrong");
        return refuse(a, W_pay_iban_wrong, "iban");
    }
    if (!money_of(val_get(t->in, S("amount")), o->currency, &o->minor) || o->minor <= 0)
        return refuse(a, W_pay_amount_wrong, "amount");
    return OK;
}

/* The first payment is ordered at once, the next ones when they come near. */
err task_order(act *a, struct task_call *t)
{
    struct order_new o;
    val_builder b = val_build(a->a);
    int64_t n = 0, id;

    TRY(order_of(a, t, &o));
    bool plan = val_get(t->in, S("from")).tag == V_DATE;
    day first = date_at(t->in, plan ? "from" : "day", a->today), to = date_at(t->in, "to", first);
    if (to.n < first.n || (plan && val_get(t->in, S("to")).tag != V_DATE))
        return refuse(a, W_pay_plan_wrong, "to");
    while (n <= PLAN_MOST && day_add_months(first, n).n <= to.n)
        n++;
    if (n > PLAN_MOST)
        return refuse(a, W_pay_plan_wrong, "to");
    o.due = first;
    TRY(order_add(a, &o, &id));
    TRY(benefit_book(a, o.authority, o.currency, o.minor));
    TRY(plan_ahead(a, &o, id, to));
    val_put(&b, S("orders"), val_int(n));
    val_put(&b, S("first"), val_day(first));
    val_put(&b, S("last"), val_day(day_add_months(first, n - 1)));
    *t->out = val_done(&b);
    return OK;
}

static err stop_all(act *a, int64_t case_id, int64_t *stopped)
{
    struct q_pay_orders_of_case all;
    struct q_pay_order o;
    int64_t n;

    *stopped = 0;
    TRY(plans_stop(a, case_id, stopped));
    TRY(q_pay_orders_of_case(a->db, case_id, S(KIND_BENEFIT), &all));
    for (size_t i = 0; i < all.n; i++) {
        TRY(q_pay_order_set(a->db, all.v[i].id, S(ORDER_PLANNED), S(ORDER_STOPPED), a->now.ms, &n));
        if (!n)
            continue;
        ++*stopped;
        TRY(q_pay_order(a->db, all.v[i].id, &o));
        TRY(plan_touched(a, o.plan));
        TRY(benefit_book(a, o.authority, o.currency, -o.minor));
    }
    return OK;
}

err task_stop(act *a, struct task_call *t)
{
    int64_t n;

    TRY(stop_all(a, t->case_id, &n));
    *t->out = val_with(a->a, val_null(), S("stopped"), val_int(n));
    return OK;
}

/* ---- the account, as the person says ---- */

/* One order that has not left, or came back, to the new account. */
static err account_set(act *a, const struct q_pay_orders_of_case_row *o, str name, str iban,
                       int64_t *n)
{
    bool back = str_eq(o->state, S(ORDER_RETURNED));
    struct data_key key;
    val payee;

    *n = 0;
    if (!back && !str_eq(o->state, S(ORDER_PLANNED)))
        return OK;
    TRY(key_get(a, (enum subject_kind)o->key_kind, o->key_id, &key));
    TRY(key_open(a->a, &key, "pay.payee", o->payee, &payee));
    payee = val_with(a->a, payee, S("name"), val_str(name));
    payee = val_with(a->a, payee, S("iban"), val_str(iban));
    TRY(q_pay_order_payee(a->db, o->id, back ? a->today.n : o->due, a->now.ms,
                          key_seal(a->a, &key, "pay.payee", payee), n));
    return *n ? plan_show(a, o->plan, iban) : OK;
}

/* All that has not left goes to the new account; what came back leaves again. */
err act_account(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    struct q_pay_orders_of_case all;
    str iban, name = str_trim(val_get_text(in, S("name")));
    int64_t changed = 0, n;

    *out = val_null();
    TRY(case_load(a, in, &c, &key));
    if (!typed_iban(a->a, val_get_text(in, S("iban")), &iban))
        return refuse(a, W_pay_iban_wrong, "iban");
    if (!name.n || name.n > PAYEE_MOST)
        return refuse(a, W_pay_name_wrong, "name");
    TRY(q_pay_orders_of_case(a->db, c.id, S(KIND_BENEFIT), &all));
    for (size_t i = 0; i < all.n; i++) {
        TRY(account_set(a, &all.v[i], name, iban, &n));
        changed += n;
    }
    TRY(plans_redirect(a, c.id, name, iban, &changed));
    if (!changed)
        return refuse_with(a, W_pay_nothing_open, NULL, val_null(), 409);
    *out = val_with(a->a, val_null(), S("number"), val_str(c.number));
    return case_event(a, &c, "case.account_changed", val_null());
}

/* ---- the person's page ---- */

static enum word_id paid_word(str state, str *colour)
{
    *colour = str_eq(state, S(ORDER_DONE))       ? S("green")
              : str_eq(state, S(ORDER_RETURNED)) ? S("red")
              : str_eq(state, S(ORDER_SENT))     ? S("blue")
                                                 : S("grey");
    return str_eq(state, S(ORDER_DONE))       ? W_pay_out_done
           : str_eq(state, S(ORDER_RETURNED)) ? W_pay_out_returned
           : str_eq(state, S(ORDER_SENT))     ? W_pay_out_sent
           : str_eq(state, S(ORDER_STOPPED))  ? W_pay_out_stopped
                                              : W_pay_out_planned;
}

/* The account of the last payment, as its plan keeps it for the person; empty until an older one
 * has a plan. */
static err shown_account(struct web *w, int64_t plan, const struct data_key *key, str *out)
{
    struct q_pay_plan p;
    val shown;

    *out = S("");
    TRY(q_pay_plan(w->db, plan, &p));
    if (!p.found || !p.shown.p)
        return OK;
    TRY(key_open(w->a, key, "pay.shown", p.shown, &shown));
    *out = val_text(shown);
    return OK;
}

/* What is ordered, and after it what its plans have before them. */
static err payment_rows(struct web *w, int64_t case_id, const struct q_pay_orders_of_case *all,
                        struct v_payments *v)
{
    struct planned *next;
    size_t n;

    TRY(plans_planned(w->a, w->db, case_id, &next, &n));
    struct v_payments_row *rows = ARENA_ARRAY(w->a, struct v_payments_row, all->n + n + 1);
    for (size_t i = 0; i < all->n; i++) {
        rows[i] =
            (struct v_payments_row){ .on = { all->v[i].due },
                                     .amount = claim_money(w, all->v[i].minor,
                                                           all->v[i].currency) };
        rows[i].state = paid_word(all->v[i].state, &rows[i].colour);
        v->returned |= str_eq(all->v[i].state, S(ORDER_RETURNED));
        v->open |= v->returned || str_eq(all->v[i].state, S(ORDER_PLANNED));
    }
    for (size_t i = 0; i < n; i++)
        rows[all->n + i] =
            (struct v_payments_row){ .on = next[i].on,
                                     .amount = claim_money(w, next[i].minor, next[i].currency),
                                     .state = W_pay_out_planned,
                                     .colour = S("grey") };
    v->open |= n > 0;
    v->rows = rows;
    v->rows_n = all->n + n;
    return OK;
}

static err payments_page(struct web *w, int status)
{
    struct q_case c;
    struct data_key key;
    struct q_pay_orders_of_case all;

    TRY(case_of_route(w, "number", &c, &key));
    TRY(q_pay_orders_of_case(w->db, c.id, S(KIND_BENEFIT), &all));
    if (!all.n)
        return REFUSED(ERR_MISSING);
    struct v_payments v = { .number = c.number,
                            .typed_name = web_field(w, "name").p ? web_field(w, "name") : S(""),
                            .typed_iban = web_field(w, "iban").p ? web_field(w, "iban") : S(""),
                            .name_error = web_refusal_of(w, "name"),
                            .iban_error = web_refusal_of(w, "iban") };
    TRY(payment_rows(w, c.id, &all, &v));
    TRY(shown_account(w, all.v[all.n - 1].plan, &key, &v.iban));
    w->page.private = true;
    w->page.nav_current = S("/cases");
    w->page.problem = w->refused;
    return WEB_SHOW(w, payments, &v, status);
}

err show_payments(struct web *w)
{
    return payments_page(w, 200);
}

err account_again(struct web *w)
{
    return w->status == 422 ? payments_page(w, 422) : web_refused(w);
}

err account_ask(struct web *w)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("number"), val_str(web_param(w, "number")));
    val_put(&b, S("name"), val_str(web_field(w, "name").p ? web_field(w, "name") : S("")));
    val_put(&b, S("iban"), val_str(web_field(w, "iban").p ? web_field(w, "iban") : S("")));
    w->in = val_done(&b);
    return OK;
}

err to_payments(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/cases/%.*s/payments", STR_ARG(web_param(w, "number"))));
}
