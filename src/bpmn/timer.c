#include "bpmn/timer.h"

#include <inttypes.h>

static bool digits(str s, size_t *i, int64_t *out)
{
    size_t from = *i;

    *out = 0;
    while (*i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9' && *i - from < 12)
        *out = *out * 10 + (s.p[(*i)++] - '0');
    return *i > from;
}

/* ".5" behind the seconds, in milliseconds. */
static int64_t fraction(str s, size_t *i)
{
    int64_t ms = 0, unit = 100;

    for ((*i)++; *i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9'; (*i)++, unit /= 10)
        ms += (s.p[*i] - '0') * unit;
    return ms;
}

enum { SECOND_MS = 1000, MINUTE_MS = 60000, HOUR_MS = 3600000, DAY_MS = 86400000 };

/* Designators in the order in which they may stand. */
static const struct unit {
    char name;
    bool time;
    int64_t months, ms;
} units[] = {
    { 'Y', false, 12, 0 },       { 'M', false, 1, 0 },      { 'W', false, 0, 7LL * DAY_MS },
    { 'D', false, 0, DAY_MS },   { 'H', true, 0, HOUR_MS }, { 'M', true, 0, MINUTE_MS },
    { 'S', true, 0, SECOND_MS },
};

err timer_span_parse(str s, struct timer_span *out)
{
    struct timer_span span = { 0 };
    bool time = false, any = false;
    size_t unit = 0, i = 1;

    if (s.n < 3 || s.p[0] != 'P')
        return REFUSED(ERR_SYNTAX);
    while (i < s.n) {
        int64_t n, ms = 0;
        if (s.p[i] == 'T' && !time) {
            time = true;
            any = false;
            i++;
            continue;
        }
        if (!digits(s, &i, &n))
            return REFUSED(ERR_SYNTAX);
        bool part = i < s.n && (s.p[i] == '.' || s.p[i] == ',');
        if (part)
            ms = fraction(s, &i);
        while (unit < LEN(units) &&
               (i >= s.n || units[unit].name != s.p[i] || units[unit].time != time))
            unit++;
        if (unit == LEN(units) || (part && units[unit].ms != SECOND_MS))
            return REFUSED(ERR_SYNTAX);
        span.months += n * units[unit].months;
        if (n > INT64_MAX / 8 / (7LL * DAY_MS))
            return REFUSED(ERR_RANGE);
        span.ms += n * units[unit++].ms + ms;
        any = true;
        i++;
    }
    if (!any)
        return REFUSED(ERR_SYNTAX);
    *out = span;
    return OK;
}

err timer_span_of(val v, struct timer_span *out)
{
    if (v.tag == V_STRING)
        return timer_span_parse(val_text(v), out);
    if (v.tag == V_MONTHS)
        *out = (struct timer_span){ .months = v.m };
    else if (v.tag == V_DAYS)
        *out = (struct timer_span){ .ms = v.m * 1000 };
    else
        return REFUSED(ERR_TYPE);
    return OK;
}

/* "R3/PT1H", "R/P1D", "R/2026-03-02T09:00:00Z/P1D"; without a number or with -1: without end (ISO
 * 8601-1:2019, 5.6.3). */
err timer_cycle_parse(str s, struct timer_cycle *out)
{
    struct timer_cycle c = { .times = -1 };
    str head, rest, first;

    if (s.n < 2 || s.p[0] != 'R' || !str_cut(str_from(s, 1), '/', &head, &rest))
        return REFUSED(ERR_SYNTAX);
    if (head.n && (failed(str_to_i64(head, &c.times)) || c.times < -1))
        return REFUSED(ERR_SYNTAX);
    if (str_find_char(rest, '/', 0) != SIZE_MAX) {
        str_cut(rest, '/', &first, &rest);
        TRY(instant_parse(first, &c.first));
        c.has_first = true;
    }
    TRY(timer_span_parse(rest, &c.every));
    if (c.every.months <= 0 && c.every.ms <= 0)
        return REFUSED(ERR_RANGE);
    *out = c;
    return OK;
}

err timer_add(instant since, struct timer_span span, instant *out)
{
    day d = day_of_instant_utc(since);
    int64_t in_day = since.ms - d.n * DAY_MS;
    int64_t last = day_of(9999, 12, 31).n;

    if (span.months > 12 * 10000 || span.months < -12 * 10000)
        return REFUSED(ERR_RANGE);
    if (span.months)
        d = day_add_months(d, span.months);
    if (span.ms / DAY_MS > last || span.ms / DAY_MS < -last || d.n + span.ms / DAY_MS > last)
        return REFUSED(ERR_RANGE);
    out->ms = d.n * DAY_MS + in_day + span.ms;
    return OK;
}

err timer_first(const struct timer_cycle *c, instant since, instant *out)
{
    if (!c->times)
        return REFUSED(ERR_RANGE);
    if (c->has_first) {
        *out = c->first;
        return OK;
    }
    return timer_add(since, c->every, out);
}

static void span_write(buf *b, struct timer_span s)
{
    buf_char(b, 'P');
    if (s.months)
        buf_fmt(b, "%" PRId64 "M", s.months);
    if (s.ms / DAY_MS)
        buf_fmt(b, "%" PRId64 "D", s.ms / DAY_MS);
    int64_t ms = s.ms % DAY_MS;
    if (!ms)
        return;
    buf_char(b, 'T');
    if (ms / SECOND_MS)
        buf_fmt(b, "%" PRId64, ms / SECOND_MS);
    else
        buf_char(b, '0');
    if (ms % SECOND_MS)
        buf_fmt(b, ".%03d", (int)(ms % SECOND_MS));
    buf_char(b, 'S');
}

str timer_cycle_rest(arena *a, const struct timer_cycle *c)
{
    buf b;

    if (c->times == 0 || c->times == 1)
        return S("");
    buf_init(&b, a, 32);
    buf_char(&b, 'R');
    if (c->times > 0)
        buf_i64(&b, c->times - 1);
    buf_char(&b, '/');
    span_write(&b, c->every);
    return buf_str(&b);
}
