/* dmn/analyse/witness.c - a value strictly between two others, as plain as there is one. */
#include "dmn/analyse/grid.h"

static const __int128 second = 1000000000;

/* Where a temporal value stands among those of its kind. */
static __int128 place(val v)
{
    switch (v.tag) {
    case V_DAYS:
        return nanos_of(v);
    case V_DATETIME:
        return val_datetime_seconds(v.dt) * second + v.dt->t.nanos;
    default:
        return v.m;
    }
}

static val moment(arena *a, __int128 nanos, bool zoned)
{
    int64_t seconds = (int64_t)(nanos / second), fraction = (int64_t)(nanos % second);
    if (fraction < 0) {
        seconds--;
        fraction += (int64_t)second;
    }
    int64_t days = seconds / 86400, rest = seconds % 86400;
    if (rest < 0) {
        days--;
        rest += 86400;
    }
    struct val_time t = { .seconds = (uint32_t)rest,
                          .nanos = (uint32_t)fraction,
                          .zone = zoned ? S("Z") : S(""),
                          .has_offset = zoned };
    return val_of_datetime(a, days, t);
}

static val at_place(arena *a, enum feel_kind kind, __int128 p, bool zoned)
{
    switch (kind) {
    case T_DATE:
        return (val){ .tag = V_DATE, .m = (int64_t)p };
    case T_MONTHS:
        return val_months((int64_t)p);
    case T_DAYS:
        return days_of_nanos(p);
    default:
        return moment(a, p, zoned);
    }
}

/* Steps from an end, the longest that fits first. */
static __int128 step(enum feel_kind kind, __int128 room)
{
    static const int64_t seconds[] = { 86400, 3600, 60, 1 };
    if (kind == T_DATE)
        return 1;
    if (kind == T_MONTHS)
        return room > 12 ? 12 : 1;
    FOR_EACH(seconds, s)
        if (*s * second < room)
            return *s * second;
    return 1;
}

static bool temporal_between(arena *a, enum feel_kind kind, val lo, val hi, val *out)
{
    bool zoned = (lo.tag == V_DATETIME && lo.dt->t.has_offset) ||
                 (hi.tag == V_DATETIME && hi.dt->t.has_offset);
    __int128 most = (__int128)1 << 100, p = 0;
    if (lo.tag != V_NULL) {
        __int128 room = hi.tag == V_NULL ? most : place(hi) - place(lo);
        if (room < 2)
            return false;
        p = place(lo) + step(kind, room);
    } else if (hi.tag != V_NULL) {
        p = place(hi) - step(kind, most);
    }
    *out = at_place(a, kind, p, zoned);
    return true;
}

/* Whole numbers and zero are plainest. */
static val number_between(arena *a, val lo, val hi)
{
    if (hi.tag == V_NULL)
        return lo.tag == V_NULL ? val_int(0) : num_add(a, num_floor(a, lo), val_int(1));
    if (lo.tag == V_NULL)
        return num_sign(hi) > 0 ? val_int(0) : num_sub(a, num_ceiling(a, hi), val_int(1));
    val next = num_add(a, num_floor(a, lo), val_int(1));
    return num_cmp(next, hi) < 0 ? next : num_div(a, num_add(a, lo, hi), val_int(2));
}

enum between witness_between(arena *a, enum feel_kind kind, val lo, val hi, val *out)
{
    if (kind != T_NUMBER)
        return temporal_between(a, kind, lo, hi, out) ? BETWEEN_FOUND : BETWEEN_NONE;
    val v = number_between(a, lo, hi);
    if (!val_is_number(v) || (lo.tag != V_NULL && num_cmp(v, lo) <= 0) ||
        (hi.tag != V_NULL && num_cmp(v, hi) >= 0))
        return BETWEEN_UNKNOWN;
    *out = v;
    return BETWEEN_FOUND;
}

val witness_text(arena *a, const val *points, size_t n)
{
    for (uint32_t k = 0;; k++) {
        val v = val_str(k ? str_fmt(a, "other %u", k + 1) : S("other"));
        size_t i = 0;
        while (i < n && !val_equal(points[i], v))
            i++;
        if (i == n)
            return v;
    }
}
