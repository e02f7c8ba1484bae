/* value/temporal.h - dates, times, date-times and durations in the lexical forms of FEEL
 * (DMN 1.5, 10.3.2.3.4 ff.; XML Schema 1.1 part 2).  Zone names are kept as text: their tables
 * belong to who evaluates. */
#ifndef VALUE_TEMPORAL_H
#define VALUE_TEMPORAL_H

#include "value/val.h"

#define YEAR_MOST 999999999 /* years run from -999,999,999 to 999,999,999 */

/* All of text is a date, no blanks: 2026-03-02, -2021-01-01, 12021-01-01.  ERR_SYNTAX where the
 * form is wrong, ERR_RANGE where a field is (month 13, offset past 18 hours); so for the others. */
MUST_USE err temporal_date(str text, val *out);
/* 09:00:00.5, with +02:00[:30], Z or @Europe/Paris behind it. */
MUST_USE err temporal_time(arena *a, str text, val *out);
/* Date "T" time; 24:00:00 is the next day. */
MUST_USE err temporal_date_time(arena *a, str text, val *out);
/* P1Y2M or P1DT2H3M4.5S, "-" in front. */
MUST_USE err temporal_duration(str text, val *out);
/* Whichever of the four the text is (FEEL's @"..."). */
MUST_USE err temporal_any(arena *a, str text, val *out);
/* "Z", "+hh:mm[:ss]" or the form of an IANA name; zone is normalized ("+00:00" is "Z"), copied to
 * a. */
MUST_USE err temporal_zone(arena *a, str text, struct val_time *out);

/* Null (NULL_ARGUMENT) where there is no such day. */
val val_date(int64_t year, unsigned month, unsigned day);
/* A time of day; zone is borrowed. */
val val_of_time(arena *a, struct val_time t);
/* A day (since 1970-01-01) and a time; zone is borrowed. */
val val_of_datetime(arena *a, int64_t days, struct val_time t);
/* A duration of whole months. */
val val_months(int64_t months);
/* A duration of seconds and nanoseconds, both of one sign (|nanos| < 1e9). */
val val_days(int64_t seconds, int64_t nanos);
/* Seconds and signed nanoseconds of a V_DAYS. */
static inline int64_t val_days_seconds(val v)
{
    return v.m;
}
static inline int64_t val_days_nanos(val v)
{
    return v.m < 0 || v.flag & VF_NEG ? -(int64_t)v.n : (int64_t)v.n;
}

/* Seconds since 1970-01-01T00:00Z of a date-time with an offset; local seconds for one without. */
int64_t val_datetime_seconds(const struct val_datetime *dt);
/* A V_DATETIME with offset (or a V_DATE, as UTC midnight) as instant, cut to milliseconds;
 * ERR_TYPE, ERR_RANGE. */
MUST_USE err val_to_instant(val v, instant *out);

/* The text forms, appended. */
void temporal_print(buf *out, val v);

#endif
