#include "value/temporal.h"

enum { DAY_SECONDS = 86400, NANO = 1000000000 };

/* ---- reading ---- */

struct in {
    const char *p, *end;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool eat(struct in *in, char c)
{
    if (in->p == in->end || *in->p != c)
        return false;
    in->p++;
    return true;
}

static bool two(struct in *in, unsigned *out)
{
    if (in->end - in->p < 2 || !is_digit(in->p[0]) || !is_digit(in->p[1]))
        return false;
    *out = (unsigned)(in->p[0] - '0') * 10 + (unsigned)(in->p[1] - '0');
    in->p += 2;
    return true;
}

/* Up to nine decimals behind a point that is already eaten, as nanoseconds. */
static bool fraction(struct in *in, uint32_t *nanos)
{
    uint32_t scale = NANO / 10;
    const char *from = in->p;

    for (*nanos = 0; in->p < in->end && is_digit(*in->p); in->p++, scale /= 10) {
        if (in->p - from == 9)
            return false;
        *nanos += (uint32_t)(*in->p - '0') * scale;
    }
    return in->p > from;
}

static err read_date(struct in *in, int64_t *days)
{
    bool neg = eat(in, '-');
    const char *from = in->p;
    int64_t year = 0;
    unsigned month, dom;

    for (; in->p < in->end && is_digit(*in->p) && in->p - from < 9; in->p++)
        year = year * 10 + (*in->p - '0');
    ptrdiff_t n = in->p - from;
    if (n < 4 || (n > 4 && *from == '0') || !eat(in, '-') || !two(in, &month) || !eat(in, '-') ||
        !two(in, &dom))
        return REFUSED(ERR_SYNTAX);
    if (neg && year == 0)
        return REFUSED(ERR_SYNTAX);
    if (!ymd_valid(neg ? -year : year, month, dom))
        return REFUSED(ERR_RANGE);
    *days = day_of(neg ? -year : year, month, dom).n;
    return OK;
}

err temporal_date(str text, val *out)
{
    struct in in = { text.p, text.p + text.n };
    int64_t days;

    TRY(read_date(&in, &days));
    if (in.p != in.end)
        return REFUSED(ERR_SYNTAX);
    *out = val_day((day){ days });
    return OK;
}

static str offset_text(arena *a, int32_t offset)
{
    int s = offset < 0 ? -offset : offset;

    if (s == 0)
        return S("Z");
    str hm = str_fmt(a, "%c%02d:%02d", offset < 0 ? '-' : '+', s / 3600, s / 60 % 60);
    return s % 60 ? str_fmt(a, "%.*s:%02d", STR_ARG(hm), s % 60) : hm;
}

static err read_offset(arena *a, struct in *in, struct val_time *t)
{
    bool neg = *in->p++ == '-';
    unsigned h, m, s = 0;

    if (!two(in, &h) || !eat(in, ':') || !two(in, &m) || (eat(in, ':') && !two(in, &s)))
        return REFUSED(ERR_SYNTAX);
    int32_t offset = (int32_t)(h * 3600 + m * 60 + s);
    if (m > 59 || s > 59 || offset > 18 * 3600)
        return REFUSED(ERR_RANGE);
    t->offset = neg ? -offset : offset;
    t->has_offset = true;
    t->zone = offset_text(a, t->offset);
    return OK;
}

/* The form of an IANA name: letters first, then letters, digits and _ + - /. */
static bool zone_name(str s)
{
    if (!s.n || s.n > 64 || s.p[s.n - 1] == '/')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && (i == 0 || !(is_digit(c) || c == '_' || c == '+' || c == '-' || c == '/')))
            return false;
    }
    return true;
}

/* All that is left: nothing, an offset, or "@" and a name. */
static err read_zone(arena *a, struct in *in, struct val_time *t)
{
    t->zone = S("");
    if (in->p == in->end)
        return OK;
    if (eat(in, 'Z')) {
        t->zone = S("Z");
        t->has_offset = true;
    } else if (*in->p == '+' || *in->p == '-') {
        TRY(read_offset(a, in, t));
    } else if (eat(in, '@')) {
        str name = str_of(in->p, (size_t)(in->end - in->p));
        if (!zone_name(name))
            return REFUSED(ERR_SYNTAX);
        t->zone = str_copy(a, name);
        in->p = in->end;
    }
    return in->p == in->end ? OK : REFUSED(ERR_SYNTAX);
}

err temporal_zone(arena *a, str text, struct val_time *out)
{
    struct in in = { text.p, text.p + text.n };
    struct val_time t = *out;

    t.has_offset = false;
    t.offset = 0;
    if (text.n && zone_name(text) && !str_eq(text, S("Z")))
        t.zone = str_copy(a, text);
    else if (!text.n || text.p[0] == '@')
        return REFUSED(ERR_SYNTAX);
    else
        TRY(read_zone(a, &in, &t));
    *out = t;
    return OK;
}

/* hours may be 24 when all else is zero: *next then says so. */
static err read_time(arena *a, struct in *in, struct val_time *t, bool *next)
{
    unsigned h, m, s;

    *t = (struct val_time){ 0 };
    if (!two(in, &h) || !eat(in, ':') || !two(in, &m) || !eat(in, ':') || !two(in, &s) ||
        (eat(in, '.') && !fraction(in, &t->nanos)))
        return REFUSED(ERR_SYNTAX);
    *next = h == 24 && m == 0 && s == 0 && t->nanos == 0;
    if ((h > 23 && !*next) || m > 59 || s > 59)
        return REFUSED(ERR_RANGE);
    t->seconds = *next ? 0 : h * 3600 + m * 60 + s;
    return read_zone(a, in, t);
}

err temporal_time(arena *a, str text, val *out)
{
    struct in in = { text.p, text.p + text.n };
    struct val_time t;
    bool next;

    TRY(read_time(a, &in, &t, &next));
    if (next)
        return REFUSED(ERR_RANGE);
    *out = val_of_time(a, t);
    return OK;
}

err temporal_date_time(arena *a, str text, val *out)
{
    struct in in = { text.p, text.p + text.n };
    struct val_time t;
    int64_t days;
    bool next;

    TRY(read_date(&in, &days));
    if (!eat(&in, 'T'))
        return REFUSED(ERR_SYNTAX);
    TRY(read_time(a, &in, &t, &next));
    *out = val_of_datetime(a, days + next, t);
    return OK;
}

/* A number and its letter; false at the end or where there is none of the letters. */
static err duration_part(struct in *in, const char *letters, int64_t *n, uint32_t *nanos,
                         char *letter)
{
    const char *from = in->p;

    for (*n = 0; in->p < in->end && is_digit(*in->p); in->p++)
        if (__builtin_mul_overflow(*n, 10, n) || __builtin_add_overflow(*n, *in->p - '0', n))
            return REFUSED(ERR_RANGE);
    if (in->p == from)
        return REFUSED(ERR_SYNTAX);
    *nanos = 0;
    bool point = eat(in, '.');
    if (point && !fraction(in, nanos))
        return REFUSED(ERR_SYNTAX);
    if (in->p == in->end || !strchr(letters, *in->p) || (point && *in->p != 'S'))
        return REFUSED(ERR_SYNTAX);
    *letter = *in->p++;
    return OK;
}

static bool add_times(int64_t *sum, int64_t n, int64_t unit)
{
    return !__builtin_mul_overflow(n, unit, &n) && !__builtin_add_overflow(*sum, n, sum);
}

static err read_duration(struct in *in, int64_t *months, int64_t *seconds, uint32_t *nanos,
                         bool *ym)
{
    static const struct {
        char letter;
        bool time;
        int64_t unit;
    } units[] = {
        { 'Y', false, 12 },  { 'M', false, 1 }, { 'D', false, DAY_SECONDS },
        { 'H', true, 3600 }, { 'M', true, 60 }, { 'S', true, 1 },
    };
    size_t next = 0;
    bool time = false, days = false;

    *months = *seconds = 0;
    *nanos = 0;
    while (in->p < in->end) {
        int64_t n;
        uint32_t part;
        char letter;
        if (!time && eat(in, 'T'))
            time = true;
        TRY(duration_part(in, time ? "HMS" : "YMD", &n, &part, &letter));
        while (next < LEN(units) && (units[next].letter != letter || units[next].time != time))
            next++;
        if (next == LEN(units))
            return REFUSED(ERR_SYNTAX);
        bool is_ym = next < 2;
        *ym |= is_ym;
        days |= !is_ym;
        if (!add_times(is_ym ? months : seconds, n, units[next].unit))
            return REFUSED(ERR_RANGE);
        *nanos += part;
        next++;
    }
    return *ym == days ? REFUSED(ERR_SYNTAX) : OK; /* one kind, and not empty */
}

err temporal_duration(str text, val *out)
{
    struct in in = { text.p, text.p + text.n };
    int64_t months, seconds;
    uint32_t nanos;
    bool ym = false, neg = eat(&in, '-');

    if (!eat(&in, 'P') || (text.n && text.p[text.n - 1] == 'T'))
        return REFUSED(ERR_SYNTAX);
    TRY(read_duration(&in, &months, &seconds, &nanos, &ym));
    if (ym)
        *out = val_months(neg ? -months : months);
    else
        *out = val_days(neg ? -seconds : seconds, neg ? -(int64_t)nanos : nanos);
    return OK;
}

err temporal_any(arena *a, str text, val *out)
{
    if (str_starts(text, S("P")) || str_starts(text, S("-P")))
        return temporal_duration(text, out);
    if (str_has(text, S("T")) && text.n > 10)
        if (str_find_char(text, 'T', 0) < str_find_char(text, ':', 0))
            return temporal_date_time(a, text, out);
    if (text.n > 2 && text.p[2] == ':')
        return temporal_time(a, text, out);
    return temporal_date(text, out);
}

/* ---- making ---- */

val val_date(int64_t year, unsigned month, unsigned dom)
{
    if (year < -YEAR_MOST || year > YEAR_MOST || !ymd_valid(year, month, dom))
        return val_null_because(NULL_ARGUMENT, NULL);
    return val_day(day_of(year, month, dom));
}

val val_of_time(arena *a, struct val_time t)
{
    struct val_time *box = arena_alloc(a, sizeof *box);

    *box = t;
    return (val){ .tag = V_TIME, .t = box };
}

val val_of_datetime(arena *a, int64_t days, struct val_time t)
{
    struct val_datetime *box = arena_alloc(a, sizeof *box);

    *box = (struct val_datetime){ days, t };
    return (val){ .tag = V_DATETIME, .dt = box };
}

val val_months(int64_t months)
{
    return (val){ .tag = V_MONTHS, .m = months };
}

val val_days(int64_t seconds, int64_t nanos)
{
    bool neg = seconds < 0 || nanos < 0;

    return (val){ .tag = V_DAYS,
                  .flag = neg && seconds == 0 ? VF_NEG : 0,
                  .n = (uint32_t)(nanos < 0 ? -nanos : nanos),
                  .m = seconds };
}

val val_datetime_utc(arena *a, instant t)
{
    day d = day_of_instant_utc(t);
    int64_t ms = t.ms - d.n * 86400000;
    struct val_time time = { (uint32_t)(ms / 1000), (uint32_t)(ms % 1000) * 1000000, 0, S("Z"),
                             true };

    return val_of_datetime(a, d.n, time);
}

int64_t val_datetime_seconds(const struct val_datetime *dt)
{
    return dt->days * DAY_SECONDS + dt->t.seconds - (dt->t.has_offset ? dt->t.offset : 0);
}

err val_to_instant(val v, instant *out)
{
    int64_t s, ms;

    if (v.tag == V_DATE) {
        if (__builtin_mul_overflow(v.m, 86400000, &ms))
            return REFUSED(ERR_RANGE);
        *out = (instant){ ms };
        return OK;
    }
    if (v.tag != V_DATETIME || !v.dt->t.has_offset)
        return REFUSED(ERR_TYPE);
    s = val_datetime_seconds(v.dt);
    if (__builtin_mul_overflow(s, 1000, &ms))
        return REFUSED(ERR_RANGE);
    *out = (instant){ ms + v.dt->t.nanos / 1000000 };
    return OK;
}

/* ---- printing ---- */

static void print_fraction(buf *out, uint32_t nanos)
{
    int width = 9;

    if (!nanos)
        return;
    for (; nanos % 10 == 0; nanos /= 10)
        width--;
    buf_fmt(out, ".%0*u", width, nanos);
}

static void two_digits(char *p, unsigned n)
{
    p[0] = (char)('0' + n / 10);
    p[1] = (char)('0' + n % 10);
}

static void print_date(buf *out, int64_t days)
{
    struct ymd c = day_ymd((day){ days });

    if (c.year >= 0 && c.year <= 9999) {
        char *p = buf_space(out, 10);
        two_digits(p, (unsigned)c.year / 100);
        two_digits(p + 2, (unsigned)c.year % 100);
        p[4] = p[7] = '-';
        two_digits(p + 5, (unsigned)c.month);
        two_digits(p + 8, (unsigned)c.day);
        buf_took(out, 10);
        return;
    }
    buf_fmt(out, "%s%04lld-%02u-%02u", c.year < 0 ? "-" : "",
            (long long)(c.year < 0 ? -c.year : c.year), c.month, c.day);
}

static void print_time(buf *out, const struct val_time *t)
{
    char *p = buf_space(out, 8);

    two_digits(p, t->seconds / 3600);
    two_digits(p + 3, t->seconds / 60 % 60);
    two_digits(p + 6, t->seconds % 60);
    p[2] = p[5] = ':';
    buf_took(out, 8);
    print_fraction(out, t->nanos);
    if (t->zone.n && t->zone.p[0] != '+' && t->zone.p[0] != '-' && !str_eq(t->zone, S("Z")))
        buf_char(out, '@');
    buf_add(out, t->zone);
}

static void print_days(buf *out, val v)
{
    uint64_t s = v.m < 0 ? 0 - (uint64_t)v.m : (uint64_t)v.m;
    unsigned rest = (unsigned)(s % DAY_SECONDS);

    if (v.m < 0 || v.flag & VF_NEG)
        buf_char(out, '-');
    buf_char(out, 'P');
    if (s >= DAY_SECONDS)
        buf_fmt(out, "%lluD", (unsigned long long)(s / DAY_SECONDS));
    if (rest || v.n || s == 0)
        buf_char(out, 'T');
    if (rest >= 3600)
        buf_fmt(out, "%uH", rest / 3600);
    if (rest / 60 % 60)
        buf_fmt(out, "%uM", rest / 60 % 60);
    if (rest % 60 || v.n || s == 0) {
        buf_fmt(out, "%u", rest % 60);
        print_fraction(out, v.n);
        buf_char(out, 'S');
    }
}

static void print_months(buf *out, int64_t m)
{
    uint64_t u = m < 0 ? 0 - (uint64_t)m : (uint64_t)m;

    buf_add(out, m < 0 ? S("-P") : S("P"));
    if (u >= 12)
        buf_fmt(out, "%lluY", (unsigned long long)(u / 12));
    if (u % 12 || u == 0)
        buf_fmt(out, "%lluM", (unsigned long long)(u % 12));
}

void temporal_print(buf *out, val v)
{
    switch ((enum val_tag)v.tag) {
    case V_DATE:
        print_date(out, v.m);
        break;
    case V_TIME:
        print_time(out, v.t);
        break;
    case V_DATETIME:
        print_date(out, v.dt->days);
        buf_char(out, 'T');
        print_time(out, &v.dt->t);
        break;
    case V_DAYS:
        print_days(out, v);
        break;
    case V_MONTHS:
        print_months(out, v.m);
        break;
    default:
        CHECK(false && "no temporal value");
    }
}
