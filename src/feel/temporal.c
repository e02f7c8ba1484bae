/* feel/temporal.c - dates, times and durations: zones, order, arithmetic, properties
 * (DMN 1.5, 10.3.2.3, tables 56-58). */
#include "feel/ops.h"

#include <stdlib.h>

enum { DAY_SECONDS = 86400 };
static const int64_t BILLION = 1000000000;

/* ---- zones ---- */

static bool zone_offset(struct rt *r, str zone, int64_t local, int32_t *out)
{
    return r->env->zone_offset && r->env->zone_offset(r->env->zone_ctx, zone, local, true, out);
}

static bool with_offset(struct rt *r, struct val_time *t, int64_t days)
{
    if (t->has_offset || !t->zone.n)
        return true;
    int64_t local;
    if (__builtin_mul_overflow(days, DAY_SECONDS, &local))
        return false;
    t->has_offset = zone_offset(r, t->zone, local + t->seconds, &t->offset);
    return t->has_offset;
}

val temporal_zoned(struct rt *r, val v)
{
    if (v.tag == V_TIME && v.t->zone.n && !v.t->has_offset) {
        struct val_time t = *v.t;
        int64_t today = day_of_instant_utc(r->env->now).n;
        return with_offset(r, &t, today) ? val_of_time(r->a, t) : null_arg("time zone");
    }
    if (v.tag == V_DATETIME && v.dt->t.zone.n && !v.dt->t.has_offset) {
        struct val_time t = v.dt->t;
        return with_offset(r, &t, v.dt->days) ? val_of_datetime(r->a, v.dt->days, t)
                                              : null_arg("time zone");
    }
    return v;
}

/* ---- order ---- */

static int sign(int64_t x, int64_t y)
{
    return x < y ? -1 : x > y;
}

static __int128 time_nanos(const struct val_time *t)
{
    return ((__int128)t->seconds - (t->has_offset ? t->offset : 0)) * BILLION + t->nanos;
}

static __int128 datetime_nanos(const struct val_datetime *d)
{
    return (__int128)d->days * DAY_SECONDS * BILLION + time_nanos(&d->t);
}

static int sign128(__int128 x, __int128 y)
{
    return x < y ? -1 : x > y;
}

__int128 nanos_of(val d)
{
    return (__int128)val_days_seconds(d) * BILLION + val_days_nanos(d);
}

val days_of_nanos(__int128 n)
{
    __int128 s = n / BILLION;
    if (s > INT64_MAX || s < INT64_MIN)
        return val_null_because(NULL_RANGE, "duration");
    return val_days((int64_t)s, (int64_t)(n % BILLION));
}

bool temporal_order(struct rt *r, val x, val y, int *out)
{
    (void)r;
    if (x.tag != y.tag)
        return false;
    switch (x.tag) {
    case V_DATE:
    case V_MONTHS:
        *out = sign(x.m, y.m);
        return true;
    case V_DAYS:
        *out = sign128(nanos_of(x), nanos_of(y));
        return true;
    case V_TIME:
        *out = sign128(time_nanos(x.t), time_nanos(y.t));
        return x.t->has_offset == y.t->has_offset;
    case V_DATETIME:
        *out = sign128(datetime_nanos(x.dt), datetime_nanos(y.dt));
        return x.dt->t.has_offset == y.dt->t.has_offset;
    default:
        return false;
    }
}

/* ---- arithmetic ---- */

static bool year_fits(int64_t days)
{
    return days > -365250000000 && days < 365250000000 &&
           llabs(day_ymd((day){ days }).year) <= YEAR_MOST;
}

static val date_or_null(int64_t days)
{
    return year_fits(days) ? (val){ .tag = V_DATE, .m = days }
                           : val_null_because(NULL_RANGE, "date");
}

static val datetime_or_null(struct rt *r, int64_t days, struct val_time t)
{
    if (!year_fits(days))
        return val_null_because(NULL_RANGE, "date and time");
    if (t.zone.n && t.zone.p[0] != '+' && t.zone.p[0] != '-' && !str_eq(t.zone, S("Z")))
        t.has_offset = false;
    return with_offset(r, &t, days) ? val_of_datetime(r->a, days, t) : null_arg("time zone");
}

static val date_minus_date(val x, val y)
{
    int64_t d;
    if (__builtin_sub_overflow(x.m, y.m, &d))
        return val_null_because(NULL_RANGE, "date");
    return days_of_nanos((__int128)d * DAY_SECONDS * BILLION);
}

/* A date as date-time at midnight: of UTC against a zoned one. */
static val minus_datetime(val x, val y)
{
    bool x_zoned = x.tag == V_DATE || x.dt->t.has_offset,
         y_zoned = y.tag == V_DATE || y.dt->t.has_offset;
    if (x_zoned != y_zoned)
        return null_type("-");
    __int128 a = x.tag == V_DATE ? (__int128)x.m * DAY_SECONDS * BILLION : datetime_nanos(x.dt);
    __int128 b = y.tag == V_DATE ? (__int128)y.m * DAY_SECONDS * BILLION : datetime_nanos(y.dt);
    return days_of_nanos(a - b);
}

static int64_t floor_div(__int128 n, int64_t by)
{
    __int128 q = n / by;
    return (int64_t)(n % by < 0 ? q - 1 : q);
}

static val add_months(struct rt *r, val x, int64_t months)
{
    int64_t days = x.tag == V_DATE ? x.m : x.dt->days;
    if (llabs(months) > 24LL * YEAR_MOST)
        return val_null_because(NULL_RANGE, "date");
    int64_t to = day_add_months((day){ days }, months).n;
    return x.tag == V_DATE ? date_or_null(to) : datetime_or_null(r, to, x.dt->t);
}

static val add_days(struct rt *r, val x, __int128 nanos)
{
    static const int64_t day_nanos = (int64_t)DAY_SECONDS * 1000000000;
    if (nanos / day_nanos > 4000000000000 || nanos / day_nanos < -4000000000000)
        return val_null_because(NULL_RANGE, "date");
    if (x.tag == V_DATE)
        return date_or_null(x.m + floor_div(nanos, day_nanos));
    struct val_time t = x.tag == V_TIME ? *x.t : x.dt->t;
    __int128 at = (__int128)t.seconds * BILLION + t.nanos + nanos;
    int64_t days = floor_div(at, day_nanos);
    int64_t in_day = (int64_t)(at - (__int128)days * day_nanos);
    t.seconds = (uint32_t)(in_day / BILLION);
    t.nanos = (uint32_t)(in_day % BILLION);
    return x.tag == V_TIME ? val_of_time(r->a, t) : datetime_or_null(r, x.dt->days + days, t);
}

static val add_durations(val x, val y, int by)
{
    if (x.tag != y.tag)
        return null_type("+");
    if (x.tag == V_DAYS)
        return days_of_nanos(nanos_of(x) + by * nanos_of(y));
    int64_t m;
    bool over =
        by > 0 ? __builtin_add_overflow(x.m, y.m, &m) : __builtin_sub_overflow(x.m, y.m, &m);
    return over ? val_null_because(NULL_RANGE, "duration") : val_months(m);
}

static bool is_duration(val v)
{
    return v.tag == V_DAYS || v.tag == V_MONTHS;
}

static bool is_point(val v)
{
    return v.tag == V_DATE || v.tag == V_TIME || v.tag == V_DATETIME;
}

static val add_point(struct rt *r, val point, val d, int by)
{
    if (d.tag == V_DAYS)
        return add_days(r, point, by * nanos_of(d));
    return point.tag == V_TIME ? null_type("+") : add_months(r, point, by * d.m);
}

static val minus_point(val x, val y)
{
    if (x.tag == V_DATE && y.tag == V_DATE)
        return date_minus_date(x, y);
    if (x.tag == V_TIME && y.tag == V_TIME)
        return x.t->has_offset == y.t->has_offset ? days_of_nanos(time_nanos(x.t) - time_nanos(y.t))
                                                  : null_type("-");
    return x.tag == V_TIME || y.tag == V_TIME ? null_type("-") : minus_datetime(x, y);
}

val temporal_add(struct rt *r, val x, val y, int by)
{
    if (is_point(x) && is_duration(y))
        return add_point(r, x, y, by);
    if (is_duration(x) && is_point(y) && by > 0)
        return add_point(r, y, x, by);
    if (is_duration(x) && is_duration(y))
        return add_durations(x, y, by);
    if (is_point(x) && is_point(y) && by < 0)
        return minus_point(x, y);
    return null_type(by > 0 ? "+" : "-");
}

/* ---- durations and numbers ---- */

static val number_of_nanos(struct rt *r, __int128 n)
{
    val s = val_int((int64_t)(n / BILLION)),
        f = { .tag = V_NUMBER, .m = (int64_t)(n % BILLION), .exp = -9 };
    return num_add(r->a, s, f);
}

/* Cut toward zero at the nanosecond. */
static val seconds_to_days(struct rt *r, val s)
{
    int64_t whole, frac;
    val t = num_round(r->a, s, 0, ROUND_DOWN);
    val rest = num_mul(r->a, num_sub(r->a, s, t), val_int(BILLION));
    if (!val_to_i64(t, &whole) || !val_to_i64(num_round(r->a, rest, 0, ROUND_DOWN), &frac))
        return val_null_because(NULL_RANGE, "duration");
    return val_days(whole, frac);
}

val duration_scale(struct rt *r, val d, val number, bool divide)
{
    val x = d.tag == V_MONTHS ? val_int(d.m) : number_of_nanos(r, nanos_of(d));
    val y = divide ? num_div(r->a, x, number) : num_mul(r->a, x, number);
    int64_t m;
    if (!val_is_number(y))
        return y;
    if (d.tag == V_DAYS)
        return seconds_to_days(r, y);
    if (!val_to_i64(num_round(r->a, y, 0, ROUND_DOWN), &m))
        return val_null_because(NULL_RANGE, "duration");
    return val_months(m);
}

val duration_ratio(struct rt *r, val x, val y)
{
    if (x.tag != y.tag)
        return null_type("/");
    if (x.tag == V_MONTHS)
        return num_div(r->a, val_int(x.m), val_int(y.m));
    return num_div(r->a, number_of_nanos(r, nanos_of(x)), number_of_nanos(r, nanos_of(y)));
}

/* ---- properties ---- */

static val date_property(int64_t days, str key)
{
    struct ymd d = day_ymd((day){ days });
    if (str_eq(key, S("year")))
        return val_int(d.year);
    if (str_eq(key, S("month")))
        return val_int(d.month);
    if (str_eq(key, S("day")))
        return val_int(d.day);
    if (str_eq(key, S("weekday")))
        return val_int(day_weekday((day){ days }));
    return val_null_because(NULL_NAME, "date");
}

static val time_property(struct rt *r, const struct val_time *t, str key)
{
    if (str_eq(key, S("hour")))
        return val_int(t->seconds / 3600);
    if (str_eq(key, S("minute")))
        return val_int(t->seconds / 60 % 60);
    if (str_eq(key, S("second")))
        return t->nanos ? num_strip(r->a, (val){ .tag = V_NUMBER,
                                                 .m = t->seconds % 60 * BILLION + t->nanos,
                                                 .exp = -9 })
                        : val_int(t->seconds % 60);
    if (str_eq(key, S("time offset")))
        return t->has_offset ? val_days(t->offset, 0) : val_null();
    if (str_eq(key, S("timezone")))
        return t->zone.n && t->zone.p[0] != '+' && t->zone.p[0] != '-' && !str_eq(t->zone, S("Z"))
                   ? val_str(t->zone)
                   : val_null();
    return val_null_because(NULL_NAME, "time");
}

static val days_property(struct rt *r, val v, str key)
{
    int64_t s = val_days_seconds(v);
    if (str_eq(key, S("days")))
        return val_int(s / DAY_SECONDS);
    if (str_eq(key, S("hours")))
        return val_int(s % DAY_SECONDS / 3600);
    if (str_eq(key, S("minutes")))
        return val_int(s % 3600 / 60);
    if (str_eq(key, S("seconds")))
        return val_days_nanos(v) ? num_strip(r->a, (val){ .tag = V_NUMBER,
                                                          .m = s % 60 * BILLION + val_days_nanos(v),
                                                          .exp = -9 })
                                 : val_int(s % 60);
    return val_null_because(NULL_NAME, "duration");
}

val temporal_property(struct rt *r, val v, str key)
{
    val p;
    switch (v.tag) {
    case V_DATE:
        return date_property(v.m, key);
    case V_TIME:
        return time_property(r, v.t, key);
    case V_DATETIME:
        p = date_property(v.dt->days, key);
        return p.tag == V_NULL ? time_property(r, &v.dt->t, key) : p;
    case V_DAYS:
        return days_property(r, v, key);
    case V_MONTHS:
        if (str_eq(key, S("years")))
            return val_int(v.m / 12);
        if (str_eq(key, S("months")))
            return val_int(v.m % 12);
        return val_null_because(NULL_NAME, "duration");
    default:
        return val_null_because(NULL_TYPE, "path");
    }
}
