/* Payments of a case that should be otherwise than they were ordered ("pay.change").  What is with
 * the bank stays as it is; what it was too much or too little is reckoned from all that has left,
 * so that the same may be asked again without a difference. */
#include "act/task.h"
#include "blocks/pay/plan.h"

enum { AMOUNTS_MOST = 200 };

/* What each payment from that day on should be. */
struct wanted {
    day from;
    int64_t minor;
};
struct altering {
    act *a;
    struct task_call *t;
    struct wanted w[AMOUNTS_MOST];
    size_t n;
    bool ends;
    day to;
    str authority, currency;
    int64_t balance; /* paid too much until now; below zero: too little */
    int64_t each;    /* at most so much is taken off one payment */
    int64_t set_off;
    struct opt_int next, last;
    struct q_pay_orders_of_case all;
};

static int64_t should_be(const struct altering *x, day on)
{
    int64_t minor = 0;

    for (size_t i = 0; i < x->n && x->w[i].from.n <= on.n; i++)
        minor = x->w[i].minor;
    return x->ends && on.n > x->to.n ? 0 : minor;
}

/* A payment of the row, not one for itself. */
static bool is_monthly(const struct altering *x, day on)
{
    return day_ymd(on).day == day_ymd(x->w[0].from).day;
}

static bool has_left(str state)
{
    return str_eq(state, S(ORDER_SENT)) || str_eq(state, S(ORDER_DONE));
}

static err amounts_read(struct altering *x)
{
    val list = val_get(x->t->in, S("amounts")), to = val_get(x->t->in, S("to"));

    x->n = val_count(list);
    if (!x->n || x->n > AMOUNTS_MOST)
        return refuse(x->a, W_pay_plan_wrong, "amounts");
    for (size_t i = 0; i < x->n; i++) {
        val from = val_get(val_at(list, i), S("from"));
        bool good = money_of(val_get(val_at(list, i), S("amount")), x->currency, &x->w[i].minor);
        if (from.tag != V_DATE || (i && from.m < x->w[i - 1].from.n))
            return refuse(x->a, W_pay_plan_wrong, "amounts");
        if (!good || x->w[i].minor < 0)
            return refuse(x->a, W_pay_amount_wrong, "amounts");
        x->w[i].from = (day){ from.m };
    }
    x->ends = to.tag == V_DATE;
    x->to = (day){ x->ends ? to.m : 0 };
    val each = val_get(x->t->in, S("set_off"));
    if (!val_is_null(each) && (!money_of(each, x->currency, &x->each) || x->each < 0))
        return refuse(x->a, W_pay_amount_wrong, "set_off");
    return OK;
}

/* Too much, or too little, by what has left. */
static void reckon(struct altering *x)
{
    for (size_t i = 0; i < x->all.n; i++) {
        day due = { x->all.v[i].due };
        if (!has_left(x->all.v[i].state) || due.n < x->w[0].from.n)
            continue;
        x->balance += x->all.v[i].minor - (is_monthly(x, due) ? should_be(x, due) : 0);
    }
}

/* What a payment to come is, with what is taken off it or comes with it. */
static int64_t payment_of(struct altering *x, int64_t *rest, day on)
{
    int64_t minor = should_be(x, on), off = 0;

    if (minor > 0 && *rest < 0)
        off = *rest;
    else if (minor > 0 && *rest > 0)
        off = MIN(*rest, MIN(x->each, minor));
    *rest -= off;
    x->set_off += MAX(off, 0);
    if (minor - off > 0) {
        x->last = (struct opt_int){ true, on.n };
        if (!x->next.has)
            x->next = x->last;
    }
    return minor - off;
}

static err order_alter(struct altering *x, const struct q_pay_orders_of_case_row *o, int64_t minor)
{
    act *a = x->a;
    int64_t n = 1;

    if (minor == o->minor)
        return OK;
    if (minor > 0)
        TRY(q_pay_order_minor(a->db, o->id, minor, a->now.ms, &n));
    else
        TRY(q_pay_order_set(a->db, o->id, o->state, S(ORDER_STOPPED), a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(benefit_book(a, x->authority, x->currency, minor - o->minor));
    return minor > 0 ? OK : plan_touched(a, o->plan);
}

static err orders_alter(struct altering *x, int64_t *rest)
{
    for (size_t i = 0; i < x->all.n; i++) {
        const struct q_pay_orders_of_case_row *o = &x->all.v[i];
        day due = { o->due };
        if (due.n < x->w[0].from.n ||
            (!str_eq(o->state, S(ORDER_PLANNED)) && !str_eq(o->state, S(ORDER_RETURNED))))
            continue;
        TRY(order_alter(x, o, is_monthly(x, due) ? payment_of(x, rest, due) : 0));
    }
    return OK;
}

/* From that day on all payments are the same, and nothing is left to take off or to add. */
static bool is_tail(const struct altering *x, day on, int64_t rest)
{
    const struct wanted *w = &x->w[x->n - 1];

    return on.n >= w->from.n && (!w->minor || !rest || (rest > 0 && !x->each));
}

static err payment_write(struct altering *x, const struct q_pay_plan_of_case *p, day on,
                         int64_t minor)
{
    struct plan_payment new = { .authority = p->authority,
                                .office = p->office,
                                .number = p->number,
                                .currency = p->currency,
                                .plan = p->id,
                                .case_id = x->t->case_id,
                                .minor = minor,
                                .due = on,
                                .payee = p->payee };

    TRY(plan_order_write(x->a, &new));
    return benefit_book(x->a, p->authority, p->currency, minor);
}

static void tail_shown(struct altering *x, day first, int64_t k, day last)
{
    for (; day_add_months(first, k).n <= last.n; k++) {
        x->last = (struct opt_int){ true, day_add_months(first, k).n };
        if (!x->next.has)
            x->next = x->last;
    }
}

/* Those that are not what all after them will be are written as orders now; the plan goes on with
 * the rest. */
static err plan_alter(struct altering *x, int64_t *rest)
{
    struct q_pay_plan_of_case p;
    int64_t tail = x->w[x->n - 1].minor, minor;

    TRY(q_pay_plan_of_case(x->a->db, x->t->case_id, &p));
    if (!p.found)
        return OK;
    day first = { p.first }, last = { x->ends ? x->to.n : p.last };
    int64_t k = p.written;
    day on = day_add_months(first, k);
    for (; on.n <= last.n && !is_tail(x, on, *rest); on = day_add_months(first, ++k)) {
        minor = payment_of(x, rest, on);
        if (minor > 0)
            TRY(payment_write(x, &p, on, minor));
    }
    bool more = on.n <= last.n && tail > 0;
    if (more)
        tail_shown(x, first, k, last);
    struct q_pay_plan_change_in in = {
        .id = p.id, .minor = tail, .last = last.n, .written = k, .next = { more, more ? on.n : 0 }
    };
    TRY(q_pay_plan_change(x->a->db, &in));
    return plan_touched(x->a, p.id);
}

/* Nothing follows that it could come with: it is paid for itself, on a day that no month has. */
static err pay_rest(struct altering *x, int64_t owed)
{
    const struct q_pay_orders_of_case_row *o = x->all.n ? &x->all.v[x->all.n - 1] : NULL;
    day on = is_monthly(x, x->a->today) ? (day){ x->a->today.n + 1 } : x->a->today;
    struct q_pay_order of;

    if (!o || owed <= 0)
        return OK;
    TRY(q_pay_order(x->a->db, o->id, &of));
    struct plan_payment p = { .authority = of.authority,
                              .office = of.office,
                              .number = of.number,
                              .currency = of.currency,
                              .plan = of.plan,
                              .case_id = x->t->case_id,
                              .minor = owed,
                              .due = on,
                              .payee = of.payee };
    TRY(plan_order_write(x->a, &p));
    TRY(benefit_book(x->a, x->authority, x->currency, owed));
    x->next = x->last = (struct opt_int){ true, on.n };
    return plan_touched(x->a, of.plan);
}

static val day_or_null(struct opt_int d)
{
    return d.has ? val_day((day){ d.v }) : val_null();
}

static void answer(struct altering *x, val *out)
{
    val_builder b = val_build(x->a->a);
    int64_t over = MAX(x->balance, (int64_t)0);

    val_put(&b, S("overpaid"), money_val(over, x->currency));
    val_put(&b, S("owed"), money_val(MAX(-x->balance, (int64_t)0), x->currency));
    val_put(&b, S("set_off"), money_val(x->set_off, x->currency));
    val_put(&b, S("left"), money_val(over - x->set_off, x->currency));
    val_put(&b, S("next"), day_or_null(x->next));
    val_put(&b, S("last"), day_or_null(x->last));
    *out = val_done(&b);
}

err task_change(act *a, struct task_call *t)
{
    struct altering *x = ARENA_NEW(a->a, struct altering);
    struct q_pay_order first;

    *x = (struct altering){ .a = a, .t = t };
    TRY(q_pay_orders_of_case(a->db, t->case_id, S(KIND_BENEFIT), &x->all));
    if (!x->all.n)
        return refuse(a, W_pay_nothing_open, NULL);
    TRY(q_pay_order(a->db, x->all.v[0].id, &first));
    x->authority = first.authority;
    x->currency = first.currency;
    TRY(amounts_read(x));
    reckon(x);
    int64_t rest = x->balance;
    TRY(orders_alter(x, &rest));
    TRY(plan_alter(x, &rest));
    TRY(pay_rest(x, -rest));
    answer(x, t->out);
    return OK;
}
