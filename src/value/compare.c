#include "value/num.h"
#include "value/temporal.h"

static int cmp_i64(int64_t x, int64_t y)
{
    return (x > y) - (x < y);
}

/* Two points of the same kind: both with an offset are compared in UTC, both without as written. */
static bool cmp_moment(int64_t sx, const struct val_time *x, int64_t sy, const struct val_time *y,
                       int *out)
{
    if (x->has_offset != y->has_offset || (!x->has_offset && !str_eq(x->zone, y->zone)))
        return false;
    *out = cmp_i64(sx, sy);
    if (*out == 0)
        *out = cmp_i64(x->nanos, y->nanos);
    return true;
}

static int64_t time_seconds(const struct val_time *t)
{
    return (int64_t)t->seconds - (t->has_offset ? t->offset : 0);
}

static int cmp_days(val x, val y)
{
    int c = cmp_i64(x.m, y.m);

    return c ? c : cmp_i64(val_days_nanos(x), val_days_nanos(y));
}

err val_compare(val x, val y, int *out)
{
    if (val_is_number(x) && val_is_number(y)) {
        *out = num_cmp(x, y);
        return OK;
    }
    if (x.tag != y.tag)
        return REFUSED(ERR_TYPE);
    switch ((enum val_tag)x.tag) {
    case V_STRING:
        *out = str_cmp(val_text(x), val_text(y));
        return OK;
    case V_DATE:
    case V_MONTHS:
        *out = cmp_i64(x.m, y.m);
        return OK;
    case V_DAYS:
        *out = cmp_days(x, y);
        return OK;
    case V_TIME:
        return cmp_moment(time_seconds(x.t), x.t, time_seconds(y.t), y.t, out) ? OK
                                                                               : REFUSED(ERR_TYPE);
    case V_DATETIME:
        return cmp_moment(val_datetime_seconds(x.dt), &x.dt->t, val_datetime_seconds(y.dt),
                          &y.dt->t, out)
                   ? OK
                   : REFUSED(ERR_TYPE);
    default:
        return REFUSED(ERR_TYPE);
    }
}

static bool lists_equal(val x, val y)
{
    if (x.n != y.n)
        return false;
    for (uint32_t i = 0; i < x.n; i++)
        if (!val_equal(x.l[i], y.l[i]))
            return false;
    return true;
}

/* Keys are unique, so equal counts and every key of x in y are enough; the usual case has one
 * order. */
static bool contexts_equal(val x, val y)
{
    if (x.c->n != y.c->n)
        return false;
    for (uint32_t i = 0; i < x.c->n; i++) {
        const struct val_entry *ex = &x.c->e[i], *ey = &y.c->e[i];
        if (str_eq(ex->key, ey->key)
                ? !val_equal(ex->value, ey->value)
                : !val_has(y, ex->key) || !val_equal(ex->value, val_get(y, ex->key)))
            return false;
    }
    return true;
}

bool val_equal(val x, val y)
{
    int c;

    if (x.tag != y.tag)
        return val_is_number(x) && val_is_number(y) && num_cmp(x, y) == 0;
    switch ((enum val_tag)x.tag) {
    case V_NULL:
        return true;
    case V_BOOL:
        return x.m == y.m;
    case V_LIST:
        return lists_equal(x, y);
    case V_CONTEXT:
        return contexts_equal(x, y);
    case V_RANGE:
        return x.r->lo_closed == y.r->lo_closed && x.r->hi_closed == y.r->hi_closed &&
               val_equal(x.r->lo, y.r->lo) && val_equal(x.r->hi, y.r->hi);
    case V_FUNCTION:
        return x.p == y.p;
    case V_STRING:
        return x.n == y.n && memcmp(x.s, y.s, x.n) == 0;
    default:
        return !failed(val_compare(x, y, &c)) && c == 0;
    }
}
