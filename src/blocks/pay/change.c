/* Payments of a case that should be otherwise than they were ordered ("pay.change").  What is with
 * the bank stays as it is; what it was too much or too little is reckoned from all that has left
 * and all months that are over, so that the same may be asked again without a difference. */
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
    struct q_pay_plan_of_case plan; /* the newest; not found where all was ordered at once */
};

static int64_t should_be(const struct altering *x, day on)
{
    int64_t minor = 0;

    for (size_t i = 0; i < x->n && x->w[i].from.n <= on.n; i++)
        minor = x->w[i].minor;
    return x->ends && on.n > x->to.n ? 0 : minor;
}

/* A payment of the row, not one for itself; the last of a short month stands for the 31st. */
static bool is_monthly(const struct altering *x, day on)
{
    day first = x->plan.found ? (day){ x->plan.first } : x->w[0].from;
    struct ymd f = day_ymd(first), o = day_ymd(on);
    int64_t months = ((int64_t)o.year - f.year) * 12 + (int64_t)o.month - f.month;

    return day_add_months(first, months).n == on.n;
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

/* What may still be otherwise.  What was stopped may be paid after all until its day has come;
 * afterwards it comes with a later one. */
static bool is_open(const struct altering *x, const struct q_pay_orders_of_case_row *o)
{
    return str_eq(o->state, S(ORDER_PLANNED)) || str_eq(o->state, S(ORDER_RETURNED)) ||
           (str_eq(o->state, S(ORDER_STOPPED)) && o->due >= x->a->today.n);
}

/* The plan's order for that day; null where none was written, because nothing was left to pay. */
static const struct q_pay_orders_of_case_row *order_on(const struct altering *x, day on)
{
    for (size_t i = 0; i < x->all.n; i++)
        if (x->all.v[i].plan == x->plan.id && x->all.v[i].due == on.n)
            return &x->all.v[i];
    return NULL;
}

/* A month for which nothing was written, while it is still to come, is open, too. */
static bool month_over(const struct altering *x, day on)
{
    const struct q_pay_orders_of_case_row *o = order_on(x, on);

    return o ? !is_open(x, o) : on.n < x->a->today.n;
}

/* What should have been paid by now. */
static int64_t due_until_now(const struct altering *x)
{
    int64_t sum = 0;

    for (int64_t k = 0; x->plan.found && k < x->plan.written; k++) {
        day on = day_add_months((day){ x->plan.first }, k);
        if (on.n >= x->w[0].from.n && month_over(x, on))
            sum += should_be(x, on);
    }
    for (size_t i = 0; i < x->all.n; i++) {
        const struct q_pay_orders_of_case_row *o = &x->all.v[i];
        day on = { o->due };
        bool in_plan = x->plan.found && o->plan == x->plan.id;
        if (!in_plan && on.n >= x->w[0].from.n && is_monthly(x, on) && !is_open(x, o))
            sum += should_be(x, on);
    }
    return sum;
}

/* Too much, or too little, by what has left. */
static void reckon(struct altering *x)
{
    x->balance = -due_until_now(x);
    for (size_t i = 0; i < x->all.n; i++)
        if (has_left(x->all.v[i].state) && x->all.v[i].due >= x->w[0].from.n)
            x->balance += x->all.v[i].minor;
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
    bool stopped = str_eq(o->state, S(ORDER_STOPPED));
    int64_t was = stopped ? 0 : o->minor, n = 1;

    if (minor == was)
        return OK;
    if (stopped)
        TRY(q_pay_order_set(a->db, o->id, o->state, S(ORDER_PLANNED), a->now.ms, &n));
    if (n && minor > 0)
        TRY(q_pay_order_minor(a->db, o->id, minor, a->now.ms, &n));
    else if (n)
        TRY(q_pay_order_set(a->db, o->id, o->state, S(ORDER_STOPPED), a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(benefit_book(a, x->authority, x->currency, minor - was));
    return minor > 0 && !stopped ? OK : plan_touched(a, o->plan);
}

static err payment_write(struct altering *x, day on, int64_t minor)
{
    const struct q_pay_plan_of_case *p = &x->plan;
    struct plan_payment new = { .authority = p->authority,
                                .office = p->office,
                                .number = p->number,
                                .currency = p->currency,
                                .plan = p->id,
                                .case_id = x->t->case_id,
                                .minor = minor,
                                .due = on,
                                .payee = p->payee };

    if (minor == 0)
        return OK;
    TRY(plan_order_write(x->a, &new));
    return benefit_book(x->a, p->authority, p->currency, minor);
}

/* Orders that are no month of the plan: what came for itself is reckoned anew. */
static err orders_alter(struct altering *x, int64_t *rest)
{
    for (size_t i = 0; i < x->all.n; i++) {
        const struct q_pay_orders_of_case_row *o = &x->all.v[i];
        day due = { o->due };
        bool in_plan = x->plan.found && o->plan == x->plan.id && is_monthly(x, due);
        if (!in_plan && due.n >= x->w[0].from.n && is_open(x, o))
            TRY(order_alter(x, o, is_monthly(x, due) ? payment_of(x, rest, due) : 0));
    }
    return OK;
}

/* Months of the plan that have their orders, and those that had none because nothing was due. */
static err months_alter(struct altering *x, int64_t *rest)
{
    for (int64_t k = 0; x->plan.found && k < x->plan.written; k++) {
        day on = day_add_months((day){ x->plan.first }, k);
        const struct q_pay_orders_of_case_row *o = order_on(x, on);
        if (on.n < x->w[0].from.n || month_over(x, on))
            continue;
        int64_t minor = payment_of(x, rest, on);
        TRY(o ? order_alter(x, o, minor) : payment_write(x, on, minor));
    }
    return OK;
}

/* From that day on all payments are the same, and nothing is left to take off or to add. */
static bool is_tail(const struct altering *x, day on, int64_t rest)
{
    const struct wanted *w = &x->w[x->n - 1];

    return on.n >= w->from.n && (!w->minor || !rest || (rest > 0 && !x->each));
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
    const struct q_pay_plan_of_case *p = &x->plan;
    int64_t tail = x->w[x->n - 1].minor;

    if (!p->found)
        return OK;
    day first = { p->first }, last = { x->ends ? x->to.n : p->last };
    int64_t k = p->written;
    day on = day_add_months(first, k);
    for (; on.n <= last.n && !is_tail(x, on, *rest); on = day_add_months(first, ++k))
        TRY(payment_write(x, on, payment_of(x, rest, on)));
    bool more = on.n <= last.n && tail > 0;
    if (more)
        tail_shown(x, first, k, last);
    struct q_pay_plan_change_in in = {
        .id = p->id, .minor = tail, .last = last.n, .written = k, .next = { more, more ? on.n : 0 }
    };
    TRY(q_pay_plan_change(x->a->db, &in));
    return plan_touched(x->a, p->id);
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
    TRY(q_pay_plan_of_case(a->db, t->case_id, &x->plan));
    reckon(x);
    int64_t rest = x->balance;
    TRY(months_alter(x, &rest));
    TRY(orders_alter(x, &rest));
    TRY(plan_alter(x, &rest));
    TRY(pay_rest(x, -rest));
    answer(x, t->out);
    return OK;
}
