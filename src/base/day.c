#include "base/day.h"

/* Days from civil and back: counting years from March puts the leap day last (era of 400 years). */
day day_of(int64_t y, unsigned m, unsigned d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * ((int64_t)m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;

    return (day){ era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468 };
}

struct ymd day_ymd(day d)
{
    int64_t z = d.n + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    unsigned month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);

    return (struct ymd){ yoe + era * 400 + (month <= 2), month,
                         (unsigned)(doy - (153 * mp + 2) / 5 + 1) };
}

static bool leap(int64_t y)
{
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

unsigned days_in_month(int64_t y, unsigned m)
{
    static const uint8_t n[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    CHECK(m >= 1 && m <= 12);
    return n[m - 1] + (m == 2 && leap(y));
}

bool ymd_valid(int64_t y, unsigned m, unsigned d)
{
    return m >= 1 && m <= 12 && d >= 1 && d <= days_in_month(y, m);
}

unsigned day_weekday(day d)
{
    int64_t w = (d.n + 3) % 7;

    return (unsigned)(w < 0 ? w + 7 : w) + 1;
}

day day_of_instant_utc(instant t)
{
    int64_t d = t.ms / 86400000;

    return (day){ d - (t.ms % 86400000 < 0) };
}

day day_add_months(day d, int64_t months)
{
    struct ymd c = day_ymd(d);
    int64_t all = c.year * 12 + (c.month - 1) + months;
    int64_t year = all / 12 - (all % 12 < 0);
    unsigned month = (unsigned)(all - year * 12) + 1;

    return day_of(year, month, MIN(c.day, days_in_month(year, month)));
}

static bool digits(str s, size_t at, size_t n, int64_t *out)
{
    uint64_t v;

    if (s.n < at + n || failed(str_to_u64(str_sub(s, at, n), &v)))
        return false;
    *out = (int64_t)v;
    return true;
}

err day_parse(str s, day *out)
{
    int64_t y, m, d;

    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !digits(s, 0, 4, &y) ||
        !digits(s, 5, 2, &m) || !digits(s, 8, 2, &d))
        return REFUSED(ERR_SYNTAX);
    if (y < 1 || !ymd_valid(y, (unsigned)m, (unsigned)d))
        return REFUSED(ERR_RANGE);
    *out = day_of(y, (unsigned)m, (unsigned)d);
    return OK;
}

str day_str(arena *a, day d)
{
    struct ymd c = day_ymd(d);

    return str_fmt(a, "%04lld-%02u-%02u", (long long)c.year, c.month, c.day);
}

/* Seconds and thousandths at *at: ":ss" and ".fff", both optional. */
static bool seconds_part(str s, size_t *at, int64_t *ms)
{
    int64_t sec = 0, scale = 100;

    *ms = 0;
    if (*at >= s.n || s.p[*at] != ':')
        return true;
    if (!digits(s, *at + 1, 2, &sec) || sec > 59)
        return false;
    *at += 3;
    *ms = sec * 1000;
    if (*at < s.n && s.p[*at] == '.') {
        size_t from = ++*at;
        for (; *at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9'; ++*at, scale /= 10)
            *ms += (s.p[*at] - '0') * scale;
        return *at > from;
    }
    return true;
}

static bool zone_part(str z, int64_t *minutes)
{
    int64_t h, m;

    *minutes = 0;
    if (str_eq(z, S("Z")))
        return true;
    if (z.n != 6 || z.p[3] != ':' || (z.p[0] != '+' && z.p[0] != '-') || !digits(z, 1, 2, &h) ||
        !digits(z, 4, 2, &m) || h > 18 || m > 59)
        return false;
    *minutes = (z.p[0] == '-' ? -1 : 1) * (h * 60 + m);
    return true;
}

err instant_parse(str s, instant *out)
{
    day d;
    int64_t h, m, ms, off;
    size_t at = 16;

    TRY(day_parse(str_sub(s, 0, 10), &d));
    if (s.n < 17 || s.p[10] != 'T' || s.p[13] != ':' || !digits(s, 11, 2, &h) ||
        !digits(s, 14, 2, &m))
        return REFUSED(ERR_SYNTAX);
    if (h > 23 || m > 59)
        return REFUSED(ERR_RANGE);
    if (!seconds_part(s, &at, &ms) || !zone_part(str_from(s, at), &off))
        return REFUSED(ERR_SYNTAX);
    *out = (instant){ d.n * 86400000 + (h * 60 + m - off) * 60000 + ms };
    return OK;
}

str instant_str(arena *a, instant t)
{
    day d = day_of_instant_utc(t);
    struct ymd c = day_ymd(d);
    int64_t ms = t.ms - d.n * 86400000;
    str head = str_fmt(a, "%04lld-%02u-%02uT%02d:%02d:%02d", (long long)c.year, c.month, c.day,
                       (int)(ms / 3600000), (int)(ms / 60000 % 60), (int)(ms / 1000 % 60));

    return ms % 1000 ? str_fmt(a, "%.*s.%03dZ", STR_ARG(head), (int)(ms % 1000))
                     : str_cat(a, head, S("Z"));
}
