#include "os/log.h"

#include "os/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* Who speaks: a property of the thread, as the name of a thread is. */
static _Thread_local struct {
    const char *role;
    unsigned index;
} who = { "stoa", 0 };
static enum log_level threshold = LOG_INFO;
static int log_fd = 2;

void log_role(const char *name, unsigned index)
{
    who.role = name;
    who.index = index;
}

void log_threshold(enum log_level least)
{
    threshold = least;
}

void log_to(int fd)
{
    log_fd = fd;
}

enum { LINE_ROOM = 2048 };

struct line {
    char p[LINE_ROOM];
    size_t n;
};

static void line_fmt(struct line *l, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void line_fmt(struct line *l, const char *fmt, ...)
{
    size_t room = LINE_ROOM - 8 - l->n;
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(l->p + l->n, room, fmt, ap);
    va_end(ap);
    if (n > 0)
        l->n += MIN((size_t)n, room - 1);
}

static void line_text(struct line *l, str s)
{
    line_fmt(l, "\"");
    for (size_t i = 0; i < s.n && l->n < LINE_ROOM - 64; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c == '"' || c == '\\')
            line_fmt(l, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            line_fmt(l, "\\u%04x", c);
        else
            l->p[l->n++] = (char)c;
    }
    line_fmt(l, "\"");
}

static void line_time(struct line *l, instant t)
{
    struct ymd d = day_ymd(day_of_instant_utc(t));
    int64_t ms = ((t.ms % 86400000) + 86400000) % 86400000;

    line_fmt(l, "{\"time\":\"%04d-%02u-%02uT%02d:%02d:%02d.%03dZ\"", (int)d.year, d.month, d.day,
             (int)(ms / 3600000), (int)(ms / 60000 % 60), (int)(ms / 1000 % 60), (int)(ms % 1000));
}

void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
    static const char *const names[] = { "debug", "info", "warn", "error" };
    struct line l = { .n = 0 };
    ssize_t ignored;

    if (level < threshold)
        return;
    line_time(&l, clock_now());
    line_fmt(&l, ",\"role\":\"%s/%u\",\"level\":\"%s\",\"event\":\"%s\"", who.role, who.index,
             names[level], event);
    for (size_t i = 0; i < n && l.n < LINE_ROOM - 256; i++) {
        line_fmt(&l, ",\"%s\":", fields[i].name);
        if (fields[i].is_text)
            line_text(&l, str_sub(fields[i].text, 0, 500));
        else
            line_fmt(&l, "%lld", (long long)fields[i].number);
    }
    l.p[l.n++] = '}';
    l.p[l.n++] = '\n';
    ignored = write(log_fd, l.p, l.n);
    (void)ignored;
}

void log_incident(const char *event, err e, str detail, char out[INCIDENT_TEXT])
{
    static const char digits[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    uint64_t x = random_u64();

    for (int i = 0; i < INCIDENT_TEXT - 1; i++, x >>= 5)
        out[i] = i == 4 ? '-' : digits[x & 31];
    out[INCIDENT_TEXT - 1] = 0;
    LOG(LOG_ERROR, event, LOG_S("incident", str_z(out)), LOG_N("code", e.code),
        LOG_S("detail", detail));
}
