/* base/day.h - day: a date of the proleptic Gregorian calendar; instant: a point of time in UTC. */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include "base/arena.h"

typedef struct day {
    int64_t n;
} day; /* days since 1970-01-01 */
typedef struct instant {
    int64_t ms;
} instant; /* milliseconds since 1970-01-01T00:00Z, without leap seconds */

struct ymd {
    int64_t year;
    unsigned month, day;
}; /* month 1-12, day 1-31 */

day day_of(int64_t year, unsigned month, unsigned dom); /* dom may exceed the month: it runs on */
struct ymd day_ymd(day d);
unsigned days_in_month(int64_t year, unsigned month);
bool ymd_valid(int64_t year, unsigned month, unsigned dom);
unsigned day_weekday(day d); /* 1 Monday .. 7 Sunday, ISO 8601 */
day day_of_instant_utc(instant t);
/* Months added; the day of the month is clamped to the month's last. */
day day_add_months(day d, int64_t months);
static inline bool day_eq(day a, day b)
{
    return a.n == b.n;
}
static inline bool instant_eq(instant a, instant b)
{
    return a.ms == b.ms;
}

/* "2026-03-02"; years 0001..9999 only.  ERR_SYNTAX, ERR_RANGE. */
MUST_USE err day_parse(str s, day *out);
str day_str(arena *a, day d);
/* "2026-03-02T09:00:00.123Z" or with +hh:mm; seconds and fraction may lack.
 * ERR_SYNTAX, ERR_RANGE. */
MUST_USE err instant_parse(str s, instant *out);
str instant_str(arena *a, instant t); /* with milliseconds only where not zero, always Z */

#endif
