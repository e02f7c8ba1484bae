/* feel/fn_time.c - temporal functions (DMN 1.5, 10.3.4.1, .7 and .11). */
#include "feel/fns.h"

#include <stdlib.h>

static bool date_of(val v, int64_t *days)
{
    if (v.tag != V_DATE && v.tag != V_DATETIME)
        return false;
    *days = v.tag == V_DATE ? v.m : v.dt->days;
    return true;
}

static val date_parts(const val *args)
{
    int64_t y, m, d;
    if (!arg_whole(args[0], &y) || !arg_whole(args[1], &m) || !arg_whole(args[2], &d))
        return null_type("date");
    if (m < 1 || m > 12 || d < 1 || d > 31 || llabs(y) > YEAR_MOST)
        return null_arg("date");
    return val_date(y, (unsigned)m, (unsigned)d);
}

val fn_date(struct rt *r, const val *args, uint32_t n)
{
    (void)r;
    int64_t days;
    val out, from = arg_scalar(args[0]);
    if (n == 3)
        return date_parts(args);
    if (n == 2)
        return null_arg("date");
    if (from.tag == V_STRING)
        return failed(temporal_date(val_text(from), &out)) ? null_arg("date") : out;
    return date_of(from, &days) ? (val){ .tag = V_DATE, .m = days } : null_type("date");
}

/* Seconds with fraction to the nanosecond. */
static bool seconds_of(struct rt *r, val v, struct val_time *t)
{
    val s = arg_scalar(v);
    int64_t nanos;
    if (!val_is_number(s) || num_sign(s) < 0 || num_cmp(s, val_int(60)) >= 0 ||
        !val_to_i64(num_round(r->a, num_mul(r->a, s, val_int(1000000000)), 0, ROUND_DOWN), &nanos))
        return false;
    t->seconds += (uint32_t)(nanos / 1000000000);
    t->nanos = (uint32_t)(nanos % 1000000000);
    return true;
}

static bool zone_of_duration(struct rt *r, val d, struct val_time *t)
{
    if (d.tag == V_NULL)
        return true;
    if (d.tag != V_DAYS || d.n != 0 || llabs(d.m) > 18 * 3600)
        return false;
    int64_t s = llabs(d.m);
    str z = d.m == 0
                ? S("Z")
                : str_fmt(r->a, s % 60 ? "%c%02d:%02d:%02d" : "%c%02d:%02d", d.m < 0 ? '-' : '+',
                          (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
    return !failed(temporal_zone(r->a, z, t));
}

static bool time_parts(struct rt *r, const val *args, struct val_time *t)
{
    int64_t h, m;
    if (!arg_whole(args[0], &h) || !arg_whole(args[1], &m) || h < 0 || h > 23 || m < 0 || m > 59)
        return false;
    t->seconds = (uint32_t)(h * 3600 + m * 60);
    return seconds_of(r, args[2], t);
}

val fn_time(struct rt *r, const val *args, uint32_t n)
{
    val out, from = arg_scalar(args[0]);
    struct val_time t = { 0 };
    if (n >= 3) {
        bool good =
            time_parts(r, args, &t) && (n < 4 || zone_of_duration(r, arg_scalar(args[3]), &t));
        return good ? val_of_time(r->a, t) : null_arg("time");
    }
    if (n == 2)
        return null_arg("time");
    switch (from.tag) {
    case V_STRING:
        return failed(temporal_time(r->a, val_text(from), &out)) ? null_arg("time")
                                                                 : temporal_zoned(r, out);
    case V_TIME:
        return from;
    case V_DATETIME:
        return val_of_time(r->a, from.dt->t);
    case V_DATE:
        t.zone = S("Z");
        t.has_offset = true;
        return val_of_time(r->a, t);
    default:
        return null_type("time");
    }
}

static val datetime_parts(struct rt *r, const val *args, uint32_t n)
{
    struct val_time t = { 0 };
    val d = date_parts(args);
    if (d.tag != V_DATE || !time_parts(r, args + 3, &t))
        return null_arg("date and time");
    val z = n > 6 ? arg_scalar(args[6]) : val_null();
    if (z.tag == V_STRING) {
        if (failed(temporal_zone(r->a, val_text(z), &t)))
            return null_arg("date and time");
    } else if (!zone_of_duration(r, z, &t)) {
        return null_arg("date and time");
    }
    return temporal_zoned(r, val_of_datetime(r->a, d.m, t));
}

static val datetime_of_text(struct rt *r, str s)
{
    val out;
    if (!failed(temporal_date_time(r->a, s, &out)))
        return temporal_zoned(r, out);
    struct val_time midnight = { 0 };
    return failed(temporal_date(s, &out)) ? null_arg("date and time")
                                          : val_of_datetime(r->a, out.m, midnight);
}

val fn_date_and_time(struct rt *r, const val *args, uint32_t n)
{
    int64_t days;
    val x = arg_scalar(args[0]);
    if (n == 1) {
        struct val_time midnight = { .zone = S("Z"), .has_offset = true };
        if (x.tag == V_STRING)
            return datetime_of_text(r, val_text(x));
        if (x.tag == V_DATE)
            return val_of_datetime(r->a, x.m, midnight);
        return x.tag == V_DATETIME ? x : null_type("date and time");
    }
    if (n == 6 || n == 7)
        return datetime_parts(r, args, n);
    val y = arg_scalar(args[1]);
    if (n != 2 || !date_of(x, &days))
        return null_type("date and time");
    if (y.tag != V_TIME)
        return null_type("date and time");
    struct val_time t = *y.t;
    if (t.zone.n && t.zone.p[0] != '+' && t.zone.p[0] != '-' && !str_eq(t.zone, S("Z")))
        t.has_offset = false;
    return temporal_zoned(r, val_of_datetime(r->a, days, t));
}

val fn_duration(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    val out, from = arg_scalar(args[0]);
    if (from.tag == V_DAYS || from.tag == V_MONTHS)
        return from;
    if (from.tag != V_STRING)
        return null_type("duration");
    str s = val_text(from);
    if (str_ends(s, S(".S"))) /* "PT0.S": a point without digits behind it counts */
        s = str_cat(r->a, str_sub(s, 0, s.n - 2), S("S"));
    return failed(temporal_duration(s, &out)) ? null_arg("duration") : out;
}

/* Whole months from one date to the other, toward zero; times of day do not count. */
val fn_months_between(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    int64_t from, to;
    val x = arg_scalar(args[0]), y = arg_scalar(args[1]);
    if (!date_of(x, &from) || !date_of(y, &to))
        return null_type("years and months duration");
    struct ymd a = day_ymd((day){ from }), b = day_ymd((day){ to });
    int64_t m = (b.year - a.year) * 12 + (int64_t)b.month - (int64_t)a.month;
    int64_t rest = (int64_t)b.day - (int64_t)a.day;
    if (m > 0 && rest < 0)
        m--;
    else if (m < 0 && rest > 0)
        m++;
    return val_months(m);
}

/* ---- is ---- */

static bool same_zone(const struct val_time *x, const struct val_time *y)
{
    bool iana_x =
        x->zone.n && x->zone.p[0] != '+' && x->zone.p[0] != '-' && !str_eq(x->zone, S("Z"));
    bool iana_y =
        y->zone.n && y->zone.p[0] != '+' && y->zone.p[0] != '-' && !str_eq(y->zone, S("Z"));
    if (iana_x || iana_y)
        return iana_x && iana_y && str_eq(x->zone, y->zone);
    return x->has_offset == y->has_offset && (!x->has_offset || x->offset == y->offset);
}

static bool same_time(const struct val_time *x, const struct val_time *y)
{
    return x->seconds == y->seconds && x->nanos == y->nanos && same_zone(x, y);
}

val fn_is(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    val x = args[0], y = args[1];
    if (x.tag == V_TIME && y.tag == V_TIME)
        return val_bool(same_time(x.t, y.t));
    if (x.tag == V_DATETIME && y.tag == V_DATETIME)
        return val_bool(x.dt->days == y.dt->days && same_time(&x.dt->t, &y.dt->t));
    val e = feel_equal(r, x, y);
    return e.tag == V_BOOL ? e : val_bool(false);
}

/* ---- parts of dates ---- */

static const char *const weekdays[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday" };
static const char *const months[] = { "January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December" };

val fn_day_of_year(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    int64_t d;
    if (!date_of(arg_scalar(args[0]), &d))
        return null_type("day of year");
    return val_int(d - day_of(day_ymd((day){ d }).year, 1, 1).n + 1);
}

val fn_day_of_week(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    int64_t d;
    if (!date_of(arg_scalar(args[0]), &d))
        return null_type("day of week");
    return val_str(str_z(weekdays[day_weekday((day){ d }) - 1]));
}

val fn_month_of_year(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    int64_t d;
    if (!date_of(arg_scalar(args[0]), &d))
        return null_type("month of year");
    return val_str(str_z(months[day_ymd((day){ d }).month - 1]));
}

/* ISO 8601: the week of the year that holds the week's Thursday. */
val fn_week_of_year(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    int64_t d;
    if (!date_of(arg_scalar(args[0]), &d))
        return null_type("week of year");
    int64_t thursday = d + 4 - (int64_t)day_weekday((day){ d });
    return val_int((thursday - day_of(day_ymd((day){ thursday }).year, 1, 1).n) / 7 + 1);
}

static bool local_now(struct rt *r, int64_t *local_ms, struct val_time *t)
{
    struct feel_env *e = r->env;
    int64_t s = e->now.ms / 1000 - (e->now.ms % 1000 < 0);
    *t = (struct val_time){ 0 };
    if (failed(temporal_zone(r->a, e->zone.n ? e->zone : S("Z"), t)))
        return false;
    if (!t->has_offset)
        t->has_offset =
            e->zone_offset && e->zone_offset(e->zone_ctx, t->zone, s, false, &t->offset);
    *local_ms = e->now.ms + t->offset * 1000LL;
    return t->has_offset;
}

val fn_now(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)args;
    int64_t ms;
    struct val_time t;
    if (!local_now(r, &ms, &t))
        return null_arg("now");
    int64_t days = ms / 86400000 - (ms % 86400000 < 0), in_day = ms - days * 86400000;
    t.seconds = (uint32_t)(in_day / 1000);
    t.nanos = (uint32_t)(in_day % 1000) * 1000000;
    return val_of_datetime(r->a, days, t);
}

val fn_today(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)args;
    int64_t ms;
    struct val_time t;
    if (!local_now(r, &ms, &t))
        return null_arg("today");
    return (val){ .tag = V_DATE, .m = ms / 86400000 - (ms % 86400000 < 0) };
}
