#include "os/zone.h"

#include "os/file.h"

/* ---- reading TZif (RFC 8536) ---- */

static uint32_t be32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int64_t be64(const char *p)
{
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

struct tz_head {
    char version;
    uint32_t isut, isstd, leap, times, types, chars;
};

enum { TZ_HEAD = 44 };

static bool head_read(str b, size_t at, struct tz_head *h)
{
    const char *p = b.p + at;

    if (b.n < at + TZ_HEAD || memcmp(p, "TZif", 4) != 0)
        return false;
    *h = (struct tz_head){ p[4],         be32(p + 20), be32(p + 24), be32(p + 28),
                           be32(p + 32), be32(p + 36), be32(p + 40) };
    return h->times < 100000 && h->types > 0 && h->types < 256 && h->chars < 4096 && h->leap < 1000;
}

static size_t block_size(const struct tz_head *h, size_t time)
{
    return h->times * (time + 1) + h->types * 6 + h->chars + h->leap * (time + 4) + h->isstd +
           h->isut;
}

static struct zone_rule rule_of(const char *types, uint32_t type, int64_t from)
{
    const char *t = types + 6 * type;

    return (struct zone_rule){ from, (int32_t)be32(t), t[4] != 0, (uint8_t)t[5] };
}

static err rules_read(arena *a, str b, size_t at, const struct tz_head *h, struct zone *z)
{
    const char *times = b.p + at, *kinds = times + 8 * h->times, *types = kinds + h->times;
    struct zone_rule *r = ARENA_ARRAY(a, struct zone_rule, h->times + 1);

    for (uint32_t i = 0; i < h->types; i++)
        if ((uint8_t)types[6 * i + 5] >= h->chars)
            return REFUSED(ERR_SYNTAX);
    r[0] = rule_of(types, 0, INT64_MIN);
    for (uint32_t i = 0; i < h->times; i++) {
        if ((uint8_t)kinds[i] >= h->types)
            return REFUSED(ERR_SYNTAX);
        r[i + 1] = rule_of(types, (uint8_t)kinds[i], be64(times + 8 * i));
    }
    z->rules = r;
    z->n = h->times + 1;
    z->abbrs = str_copy(a, (str){ types + 6 * h->types, h->chars });
    return OK;
}

/* ---- the POSIX rule behind the table (RFC 8536, 3.3; POSIX.1, 8.3) ---- */

static bool tail_char(str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = str_from(*s, 1);
    return true;
}

static bool tail_number(str *s, int32_t most, int32_t *out)
{
    int32_t n = 0;
    size_t i = 0;

    for (; i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++)
        if ((n = n * 10 + (s->p[i] - '0')) > most)
            return false;
    *s = str_from(*s, i);
    *out = n;
    return i > 0;
}

static bool tail_name(str *s, str *out)
{
    size_t i = 0;

    if (tail_char(s, '<')) {
        size_t end = str_find_char(*s, '>', 0);

        if (end == SIZE_MAX)
            return false;
        *out = str_sub(*s, 0, end);
        *s = str_from(*s, end + 1);
        return true;
    }
    while (i < s->n && ((s->p[i] | 32) >= 'a' && (s->p[i] | 32) <= 'z'))
        i++;
    *out = str_sub(*s, 0, i);
    *s = str_from(*s, i);
    return i >= 3;
}

static bool tail_seconds(str *s, int32_t *out)
{
    int32_t sign = tail_char(s, '-') ? -1 : 1, h = 0, m = 0, sec = 0;

    tail_char(s, '+');
    if (!tail_number(s, 167, &h))
        return false;
    if (tail_char(s, ':') && !tail_number(s, 59, &m))
        return false;
    if (tail_char(s, ':') && !tail_number(s, 59, &sec))
        return false;
    *out = sign * (h * 3600 + m * 60 + sec);
    return true;
}

static bool tail_when(str *s, struct zone_when *out)
{
    struct zone_when w = { .second = 7200 };
    int32_t n, week, day;

    if (!tail_char(s, ','))
        return false;
    if (tail_char(s, 'M')) {
        if (!tail_number(s, 12, &n) || !tail_char(s, '.') || !tail_number(s, 5, &week) ||
            !tail_char(s, '.') || !tail_number(s, 6, &day) || n < 1 || week < 1)
            return false;
        w = (struct zone_when){ 'M', (int16_t)day, (int16_t)week, (int16_t)n, 7200 };
    } else {
        w.kind = tail_char(s, 'J') ? 'J' : 'n';
        if (!tail_number(s, 365, &n))
            return false;
        w.day = (int16_t)n;
    }
    if (tail_char(s, '/') && !tail_seconds(s, &w.second))
        return false;
    *out = w;
    return true;
}

static bool tail_parse(arena *a, str s, struct zone *z)
{
    int32_t west;
    str name;

    if (!tail_name(&s, &name) || !tail_seconds(&s, &west))
        return false;
    z->std_abbr = str_copy(a, name);
    z->std_offset = -west;
    z->tail = true;
    if (s.n == 0)
        return true;
    if (!tail_name(&s, &name))
        return false;
    z->dst_abbr = str_copy(a, name);
    z->dst_offset = z->std_offset + 3600;
    if (s.n && s.p[0] != ',') {
        if (!tail_seconds(&s, &west))
            return false;
        z->dst_offset = -west;
    }
    z->has_dst = true;
    return tail_when(&s, &z->dst_from) && tail_when(&s, &z->dst_to) && s.n == 0;
}

err zone_parse(arena *a, str name, str b, struct zone *out)
{
    struct zone z = { .name = str_copy(a, name) };
    struct tz_head h;
    size_t at = 0;
    str tail;

    if (!head_read(b, 0, &h) || h.version < '2')
        return REFUSED(ERR_SYNTAX);
    at = TZ_HEAD + block_size(&h, 4);
    if (!head_read(b, at, &h))
        return REFUSED(ERR_SYNTAX);
    at += TZ_HEAD;
    if (b.n < at + block_size(&h, 8) + 2)
        return REFUSED(ERR_SYNTAX);
    TRY(rules_read(a, b, at, &h, &z));
    tail = str_trim(str_from(b, at + block_size(&h, 8)));
    if (tail.n && !tail_parse(a, tail, &z))
        return REFUSED(ERR_SYNTAX);
    *out = z;
    return OK;
}

static bool name_ok(str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!((name.p[i] | 32) >= 'a' && (name.p[i] | 32) <= 'z') &&
            !(name.p[i] >= '0' && name.p[i] <= '9') && !memchr("_+-/", name.p[i], 4))
            return false;
    return name.n > 0 && name.n < 64 && name.p[0] != '/';
}

err zone_read(arena *a, str dir, str name, struct zone *out)
{
    str bytes;
    err e;

    if (!name_ok(name))
        return REFUSED(ERR_MISSING);
    if (dir.n == 0)
        dir = S("/usr/share/zoneinfo");
    e = file_read(a, str_fmt(a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(name)), MIB, &bytes);
    if (e.code == ERR_TYPE || e.code == ERR_MISSING)
        return REFUSED(ERR_MISSING);
    TRY(e);
    return zone_parse(a, name, bytes, out);
}

/* ---- using it ---- */

/* Local midnight-based seconds of a change in a year. */
static int64_t when_local(const struct zone_when *w, int64_t year)
{
    day first = day_of(year, 1, 1);
    bool leap = days_in_month(year, 2) == 29;

    if (w->kind == 'J')
        return (first.n + w->day - 1 + (leap && w->day >= 60)) * 86400 + w->second;
    if (w->kind == 'n')
        return (first.n + w->day) * 86400 + w->second;
    day d = day_of(year, (unsigned)w->month, 1);
    int64_t ahead = (w->day - (int64_t)(day_weekday(d) % 7) + 7) % 7 + 7 * (w->week - 1);
    if (ahead >= days_in_month(year, (unsigned)w->month))
        ahead -= 7;
    return (d.n + ahead) * 86400 + w->second;
}

static int32_t tail_offset(const struct zone *z, int64_t t, str *abbr, bool *dst)
{
    bool summer = false;

    if (z->has_dst) {
        int64_t year = day_ymd(day_of_instant_utc((instant){ (t + z->std_offset) * 1000 })).year;
        int64_t from = when_local(&z->dst_from, year) - z->std_offset,
                to = when_local(&z->dst_to, year) - z->dst_offset;

        summer = from < to ? t >= from && t < to : t >= from || t < to;
    }
    if (abbr)
        *abbr = summer ? z->dst_abbr : z->std_abbr;
    if (dst)
        *dst = summer;
    return summer ? z->dst_offset : z->std_offset;
}

int32_t zone_offset(const struct zone *z, instant at, str *abbr, bool *dst)
{
    int64_t t = at.ms / 1000 - (at.ms % 1000 < 0);
    size_t lo = 0, hi = z->n;

    while (hi - lo > 1) {
        size_t mid = (lo + hi) / 2;

        if (z->rules[mid].from <= t)
            lo = mid;
        else
            hi = mid;
    }
    if (lo + 1 == z->n && z->tail)
        return tail_offset(z, t, abbr, dst);
    if (abbr)
        *abbr = str_z(z->abbrs.p + z->rules[lo].abbr);
    if (dst)
        *dst = z->rules[lo].dst;
    return z->rules[lo].offset;
}

instant zone_to_utc(const struct zone *z, int64_t local)
{
    /* The offsets a day before and after bound what can be true around a change. */
    int32_t before = zone_offset(z, (instant){ (local - 86400) * 1000 }, NULL, NULL);
    int32_t after = zone_offset(z, (instant){ (local + 86400) * 1000 }, NULL, NULL);
    instant early = { (local - before) * 1000 }, late = { (local - after) * 1000 };

    if (zone_offset(z, early, NULL, NULL) == before)
        return early;
    if (zone_offset(z, late, NULL, NULL) == after)
        return late;
    return early; /* in a gap: as if the clocks had not been put forward */
}

int64_t zone_to_local(const struct zone *z, instant at)
{
    return at.ms / 1000 - (at.ms % 1000 < 0) + zone_offset(z, at, NULL, NULL);
}

day zone_day(const struct zone *z, instant at)
{
    int64_t s = zone_to_local(z, at);

    return (day){ s / 86400 - (s % 86400 < 0) };
}

instant zone_day_start(const struct zone *z, day d)
{
    instant t = zone_to_utc(z, d.n * 86400);

    /* Where midnight does not exist the day begins at the change. */
    return zone_day(z, t).n < d.n ? (instant){ t.ms + 3600000 - t.ms % 3600000 } : t;
}
