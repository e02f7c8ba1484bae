/* site/calendar.h - working days: the week, fixed holidays, and those that follow Easter. */
#ifndef SITE_CALENDAR_H
#define SITE_CALENDAR_H

#include "site/text.h"

struct holiday {
    enum { HOLIDAY_ON, HOLIDAY_YEARLY, HOLIDAY_EASTER } kind;
    day on;              /* HOLIDAY_ON */
    unsigned month, dom; /* HOLIDAY_YEARLY */
    int offset;          /* HOLIDAY_EASTER: days after Easter Sunday (Gregorian) */
    struct text name;
    int64_t from, to; /* years in which it is kept; 0: always */
    bool works;       /* a day on which work is done though the week says rest */
};

struct calendar {
    str id, file;
    uint8_t week; /* bit 0 Monday .. bit 6 Sunday: working days */
    const struct holiday *days;
    size_t n_days;
    const uint64_t
        *known; /* a bit for each day of 2010 to 2049 that is worked; null: not prepared */
};

/* Finds the working days of those years once, so that counting them looks at bits. */
void calendar_prepare(arena *a, struct calendar *c);

/* A day of its week that is no holiday, or one marked as worked. */
bool calendar_is_working(const struct calendar *c, day d);
/* The holiday on that day, or null. */
const struct holiday *calendar_holiday(const struct calendar *c, day d);
/* The nth working day after d (n 0: d itself where it is one, else the next); negative n goes back.
 * A calendar without working days within ten years gives d itself. */
day calendar_add_working_days(const struct calendar *c, day d, int64_t n);
/* Working days after `from` up to and including `to`; negative where to < from. */
int64_t calendar_working_days_between(const struct calendar *c, day from, day to);
/* Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
day easter_sunday(int64_t year);

#endif
