/* feel/eval_op.c - arithmetic, comparison, ranges, unary tests (DMN 1.5, 10.3.2.7 ff., tables 42,
 * 50-55). */
#include "feel/ops.h"

/* ---- arithmetic ---- */

static bool is_duration(val v)
{
    return v.tag == V_DAYS || v.tag == V_MONTHS;
}

static val concat(struct rt *r, val x, val y)
{
    if (!rt_room(r, (size_t)x.n + y.n))
        return val_null();
    return val_str(str_cat(r->a, val_text(x), val_text(y)));
}

static val add_slow(struct rt *r, val x, val y)
{
    if (x.tag == V_STRING && y.tag == V_STRING)
        return concat(r, x, y);
    return temporal_add(r, x, y, 1);
}

static val mul_slow(struct rt *r, val x, val y)
{
    if (is_duration(x) && val_is_number(y))
        return duration_scale(r, x, y, false);
    if (val_is_number(x) && is_duration(y))
        return duration_scale(r, y, x, false);
    return null_type("*");
}

static val div_slow(struct rt *r, val x, val y)
{
    if (is_duration(x) && val_is_number(y))
        return duration_scale(r, x, y, true);
    if (is_duration(x) && is_duration(y))
        return duration_ratio(r, x, y);
    return null_type("/");
}

__attribute__((noinline)) val feel_arith(struct rt *r, enum node_op op, val x, val y)
{
    bool numbers = val_is_number(x) && val_is_number(y);
    switch (op) {
    case OP_ADD:
        return numbers ? num_add(r->a, x, y) : add_slow(r, x, y);
    case OP_SUB:
        return numbers ? num_sub(r->a, x, y) : temporal_add(r, x, y, -1);
    case OP_MUL:
        return numbers ? num_mul(r->a, x, y) : mul_slow(r, x, y);
    case OP_DIV:
        return numbers ? num_div(r->a, x, y) : div_slow(r, x, y);
    default:
        return numbers ? num_pow(r->a, x, y) : null_type("**");
    }
}

#define ARITH(name, op)                                                                            \
    val name(const struct node *n, struct rt *r)                                                   \
    {                                                                                              \
        val x = eval(n->a, r);                                                                     \
        return feel_arith(r, op, x, eval(n->b, r));                                                \
    }
/* The same where the small form does not overflow: the result that num_add and its
 * kind would give. */
#define ARITH_SMALL(name, op, num, overflows)                                                      \
    val name(const struct node *n, struct rt *r)                                                   \
    {                                                                                              \
        val x = eval(n->a, r), y = eval(n->b, r), z = { .tag = V_NUMBER, .exp = x.exp };           \
        if (small_pair(x, y) && !overflows(x.m, y.m, &z.m))                                        \
            return z;                                                                              \
        return x.tag == V_NUMBER && y.tag == V_NUMBER ? num(r->a, x, y) : feel_arith(r, op, x, y); \
    }
ARITH_SMALL(ev_add, OP_ADD, num_add, __builtin_add_overflow)
ARITH_SMALL(ev_sub, OP_SUB, num_sub, __builtin_sub_overflow)
ARITH(ev_div, OP_DIV)
ARITH(ev_pow, OP_POW)

val ev_mul(const struct node *n, struct rt *r)
{
    val x = eval(n->a, r), y = eval(n->b, r);
    return x.tag == V_NUMBER && y.tag == V_NUMBER ? num_mul(r->a, x, y)
                                                  : feel_arith(r, OP_MUL, x, y);
}

val ev_negate(const struct node *n, struct rt *r)
{
    val v = eval(n->a, r);
    if (val_is_number(v))
        return num_negate(r->a, v);
    if (v.tag == V_MONTHS)
        return val_months(-v.m);
    return v.tag == V_DAYS ? days_of_nanos(-nanos_of(v)) : null_type("-");
}

/* ---- order and equality ---- */

bool feel_order(struct rt *r, val x, val y, int *out)
{
    if (small_pair(x, y)) {
        *out = (x.m > y.m) - (x.m < y.m);
        return true;
    }
    if (val_is_number(x) && val_is_number(y)) {
        *out = num_cmp(x, y);
        return true;
    }
    if (x.tag == V_STRING && y.tag == V_STRING) { /* bytes of UTF-8 sort as code points */
        *out = str_cmp(val_text(x), val_text(y));
        return true;
    }
    return temporal_order(r, x, y, out);
}

static bool all_equal(struct rt *r, val x, val y)
{
    if (x.n != y.n || !rt_step(r, NULL, x.n) || !rt_stack(r, NULL))
        return false;
    for (uint32_t i = 0; i < x.n; i++)
        if (!feel_same(r, x.l[i], y.l[i]))
            return false;
    return true;
}

static bool contexts_equal(struct rt *r, val x, val y)
{
    if (x.c->n != y.c->n || !rt_step(r, NULL, x.c->n) || !rt_stack(r, NULL))
        return false;
    for (uint32_t i = 0; i < x.c->n; i++)
        if (!val_has(y, x.c->e[i].key) || !feel_same(r, x.c->e[i].value, val_get(y, x.c->e[i].key)))
            return false;
    return true;
}

static bool ranges_equal(struct rt *r, const struct val_range *x, const struct val_range *y)
{
    return x->lo_closed == y->lo_closed && x->hi_closed == y->hi_closed &&
           feel_same(r, x->lo, y->lo) && feel_same(r, x->hi, y->hi);
}

bool feel_same(struct rt *r, val x, val y)
{
    return val_is_true(feel_equal(r, x, y));
}

val feel_equal(struct rt *r, val x, val y)
{
    int order;
    if (small_pair(x, y))
        return val_bool(x.m == y.m);
    if (x.tag == V_STRING && y.tag == V_STRING)
        return val_bool(x.n == y.n && bytes_same(x.s, y.s, x.n));
    if (val_is_number(x) && val_is_number(y))
        return val_bool(num_cmp(x, y) == 0);
    if (x.tag == V_NULL || y.tag == V_NULL)
        return val_bool(x.tag == y.tag);
    if (x.tag != y.tag)
        return null_type("=");
    switch (x.tag) {
    case V_BOOL:
        return val_bool(x.m == y.m);
    case V_LIST:
        return val_bool(all_equal(r, x, y));
    case V_CONTEXT:
        return val_bool(contexts_equal(r, x, y));
    case V_RANGE:
        return val_bool(ranges_equal(r, x.r, y.r));
    case V_FUNCTION:
        return val_bool(x.p == y.p);
    default:
        return val_bool(temporal_order(r, x, y, &order) && order == 0);
    }
}

/* Out of line, so that the short ways of those below need no frame of their own. */
__attribute__((noinline)) val feel_compare(struct rt *r, enum node_op op, val x, val y)
{
    int order;
    if (op == OP_EQ)
        return feel_equal(r, x, y);
    if (op == OP_NE) {
        val e = feel_equal(r, x, y);
        return e.tag == V_BOOL ? val_bool(!e.m) : e;
    }
    if (!feel_order(r, x, y, &order))
        return null_type("comparison");
    switch (op) {
    case OP_LT:
        return val_bool(order < 0);
    case OP_LE:
        return val_bool(order <= 0);
    case OP_GT:
        return val_bool(order > 0);
    default:
        return val_bool(order >= 0);
    }
}

/* The second of each compares a name with a constant in the small form, which both stand in the
 * node: most conditions of rules do. */
#define COMPARE(name, op, sign)                                                                    \
    val name(const struct node *n, struct rt *r)                                                   \
    {                                                                                              \
        val x = eval(n->a, r), y = eval(n->b, r);                                                  \
        return small_pair(x, y) ? val_bool(x.m sign y.m) : feel_compare(r, op, x, y);              \
    }                                                                                              \
    val name##_const(const struct node *n, struct rt *r)                                           \
    {                                                                                              \
        val x = (n->global ? r->g : r->f)[n->slot];                                                \
        return x.tag == V_NUMBER && x.exp == n->k.exp ? val_bool(x.m sign n->k.m)                  \
                                                      : feel_compare(r, op, x, n->k);              \
    }
COMPARE(ev_eq, OP_EQ, ==)
COMPARE(ev_ne, OP_NE, !=)
COMPARE(ev_lt, OP_LT, <)
COMPARE(ev_le, OP_LE, <=)
COMPARE(ev_gt, OP_GT, >)
COMPARE(ev_ge, OP_GE, >=)

val ev_between(const struct node *n, struct rt *r)
{
    val v = eval(n->a, r), lo = eval(n->b, r), hi = eval(n->c, r);
    int a, b;
    if (!feel_order(r, v, lo, &a) || !feel_order(r, v, hi, &b))
        return null_type("between");
    return val_bool(a >= 0 && b <= 0);
}

/* ---- ranges ---- */

static val range_make(struct rt *r, struct val_range g)
{
    int order;
    bool open_lo = g.lo.tag == V_NULL, open_hi = g.hi.tag == V_NULL;
    if (!open_lo && !open_hi && !feel_order(r, g.lo, g.hi, &order))
        return null_type("range");
    if ((open_lo && open_hi) || !rt_room(r, sizeof g))
        return null_type("range");
    if (!feel_order(r, open_lo ? g.hi : g.lo, open_lo ? g.hi : g.lo, &order))
        return null_type("range");
    struct val_range *p = arena_alloc(r->a, sizeof *p);
    *p = g;
    return (val){ .tag = V_RANGE, .r = p };
}

val ev_range(const struct node *n, struct rt *r)
{
    val lo = eval(n->a, r), hi = eval(n->b, r);
    if (lo.tag == V_NULL || hi.tag == V_NULL)
        return null_type("range");
    return range_make(r, (struct val_range){ lo, hi, n->lo_closed, n->hi_closed });
}

/* (<10) is unbounded below; (=10) is [10..10]. */
val ev_half_range(const struct node *n, struct rt *r)
{
    val v = eval(n->a, r);
    switch (n->op) {
    case OP_EQ:
        return range_make(r, (struct val_range){ v, v, true, true });
    case OP_LT:
    case OP_LE:
        return range_make(r, (struct val_range){ val_null(), v, false, n->op == OP_LE });
    case OP_GT:
    case OP_GE:
        return range_make(r, (struct val_range){ v, val_null(), n->op == OP_GE, false });
    default:
        return null_type("range");
    }
}

/* 1 within, 0 outside, -1 not comparable. */
static int range_test(struct rt *r, const struct val_range *g, val x)
{
    int lo = 1, hi = -1;
    if (g->lo.tag != V_NULL && !feel_order(r, x, g->lo, &lo))
        return -1;
    if (g->hi.tag != V_NULL && !feel_order(r, x, g->hi, &hi))
        return -1;
    return (g->lo_closed ? lo >= 0 : lo > 0) && (g->hi_closed ? hi <= 0 : hi < 0);
}

bool feel_range_has(struct rt *r, const struct val_range *g, val x)
{
    return range_test(r, g, x) == 1;
}

/* ---- in ---- */

val feel_in(struct rt *r, val x, val y)
{
    if (y.tag == V_RANGE && x.tag != V_RANGE) {
        int t = range_test(r, y.r, x);
        return t < 0 ? null_type("in") : val_bool(t);
    }
    if (y.tag == V_LIST) {
        if (x.tag == V_LIST && val_is_true(feel_equal(r, x, y)))
            return val_bool(true);
        if (!rt_step(r, NULL, y.n))
            return val_null();
        for (uint32_t i = 0; i < y.n; i++) {
            val e = y.l[i];
            if (e.tag == V_RANGE && x.tag != V_RANGE ? feel_range_has(r, e.r, x)
                                                     : feel_same(r, x, e))
                return val_bool(true);
        }
        return val_bool(false);
    }
    if (y.tag == V_NULL && y.n != NULL_PLAIN && x.tag != V_NULL) /* the test itself went wrong */
        return y;
    return feel_equal(r, x, y);
}

val ev_in(const struct node *n, struct rt *r)
{
    r->f[n->slot] = eval(n->a, r);
    return n->b->fn(n->b, r);
}

/* ---- tests against the slot of the input ---- */

val ev_test_any(const struct node *n, struct rt *r)
{
    (void)n;
    (void)r;
    return val_bool(true);
}

val ev_test_cmp(const struct node *n, struct rt *r)
{
    val end = eval(n->a, r);
    return feel_compare(r, n->op, r->f[n->slot], end);
}

/* n->op: the expression uses "?" and so is the test itself. */
val ev_test_expr(const struct node *n, struct rt *r)
{
    val x = r->f[n->slot], y = eval(n->a, r);
    if (n->op && (y.tag == V_BOOL || y.tag == V_NULL))
        return y;
    if (y.tag == V_BOOL && x.tag != V_BOOL && x.tag != V_NULL && x.tag != V_LIST)
        return y;
    return feel_in(r, x, y);
}

/* Between two constants in the small form and of one exponent. */
val ev_test_within(const struct node *n, struct rt *r)
{
    const struct node *g = n->a;
    val x = r->f[n->slot];
    if (x.tag != V_NUMBER || x.exp != g->a->k.exp)
        return ev_test_expr(n, r);
    return val_bool((g->lo_closed ? x.m >= g->a->k.m : x.m > g->a->k.m) &&
                    (g->hi_closed ? x.m <= g->b->k.m : x.m < g->b->k.m));
}

val ev_test_list(const struct node *n, struct rt *r)
{
    val out = val_bool(false);
    for (uint32_t i = 0; i < n->n; i++) {
        val v = eval(n->kids[i], r);
        if (val_is_true(v))
            return v;
        if (v.tag != V_BOOL)
            out = v;
    }
    return out;
}

/* Constants alone: the list without its nodes. */
val ev_test_set(const struct node *n, struct rt *r)
{
    val x = r->f[n->slot], out = val_bool(false);
    const val *set = n->k.l;
    for (uint32_t i = 0; i < n->n; i++) {
        val v = feel_equal(r, x, set[i]);
        if (v.tag == V_BOOL && v.m)
            return v;
        if (v.tag != V_BOOL)
            out = v;
    }
    return out;
}

val ev_test_not(const struct node *n, struct rt *r)
{
    val v = eval(n->a, r);
    return v.tag == V_BOOL ? val_bool(!v.m) : v;
}
