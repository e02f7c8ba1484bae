#include "site/calendar.h"

day easter_sunday(int64_t year)
{
    int64_t a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25,
            g = (b - f + 1) / 3;
    int64_t h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4,
            l = (32 + 2 * e + 2 * i - h - k) % 7;
    int64_t m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
    return day_of(year, (unsigned)(n / 31), (unsigned)(n % 31 + 1));
}

/* A day that is asked about; Easter of its year is found when a holiday needs it. */
struct asked {
    day d;
    struct ymd y;
    day easter; /* 0: not yet */
};

static struct asked ask(day d)
{
    return (struct asked){ d, day_ymd(d), { 0 } };
}

static day easter_of(struct asked *q)
{
    if (!q->easter.n)
        q->easter = easter_sunday(q->y.year);
    return q->easter;
}

static bool falls_on(const struct holiday *h, struct asked *q)
{
    struct ymd y = q->y;
    day d = q->d;

    if ((h->from && y.year < h->from) || (h->to && y.year > h->to))
        return false;
    switch (h->kind) {
    case HOLIDAY_ON:
        return day_eq(h->on, d);
    case HOLIDAY_YEARLY:
        return h->month == y.month && h->dom == y.day;
    case HOLIDAY_EASTER:
        return d.n == easter_of(q).n + h->offset;
    }
    return false;
}

static const struct holiday *holiday(const struct calendar *c, struct asked *q)
{
    for (size_t i = 0; i < c->n_days; i++)
        if (!c->days[i].works && falls_on(&c->days[i], q))
            return &c->days[i];
    return NULL;
}

const struct holiday *calendar_holiday(const struct calendar *c, day d)
{
    struct asked q = ask(d);
    return holiday(c, &q);
}

static bool works(const struct calendar *c, day d)
{
    struct asked q = ask(d);
    for (size_t i = 0; i < c->n_days; i++)
        if (c->days[i].works && falls_on(&c->days[i], &q))
            return true;
    return (c->week >> (day_weekday(d) - 1) & 1) && !holiday(c, &q);
}

enum { KNOWN_FROM = 14610, KNOWN_DAYS = 14610 }; /* 2010-01-01; forty years */

void calendar_prepare(arena *a, struct calendar *c)
{
    uint64_t *known = arena_zalloc(a, (KNOWN_DAYS / 64 + 1) * sizeof *known);

    for (size_t i = 0; i < KNOWN_DAYS; i++)
        known[i / 64] |= (uint64_t)works(c, (day){ KNOWN_FROM + (int64_t)i }) << i % 64;
    c->known = known;
}

bool calendar_is_working(const struct calendar *c, day d)
{
    uint64_t i = (uint64_t)d.n - KNOWN_FROM;

    return c->known && i < KNOWN_DAYS ? c->known[i / 64] >> i % 64 & 1 : works(c, d);
}

day calendar_add_working_days(const struct calendar *c, day d, int64_t n)
{
    enum { TEN_YEARS = 3653 };
    int64_t step = n < 0 ? -1 : 1, left = n < 0 ? -n : n, idle = 0;
    day at = d;
    if (left == 0) {
        while (!calendar_is_working(c, at))
            if (at.n++, ++idle > TEN_YEARS)
                return d;
        return at;
    }
    while (left > 0) {
        at.n += step;
        if (calendar_is_working(c, at)) {
            left--;
            idle = 0;
        } else if (++idle > TEN_YEARS) {
            return d;
        }
    }
    return at;
}

int64_t calendar_working_days_between(const struct calendar *c, day from, day to)
{
    int64_t n = 0;
    if (to.n < from.n)
        return -calendar_working_days_between(c, to, from);
    for (day d = { from.n + 1 }; d.n <= to.n; d.n++)
        n += calendar_is_working(c, d);
    return n;
}
