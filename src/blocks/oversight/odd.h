/* blocks/oversight/odd.h - why a look stands out.  Pure. */
#ifndef BLOCKS_OVERSIGHT_ODD_H
#define BLOCKS_OVERSIGHT_ODD_H

#include "site/site.h"

/* Bits of look_odd.reasons; their values are kept in rows. */
enum odd {
    ODD_OWN = 1,     /* the officer's own record */
    ODD_FAMILY = 2,  /* a relative's, by the register */
    ODD_NO_CASE = 4, /* for no case, or a draft that was not sent */
    ODD_OFF = 8,     /* on a day off, or out of hours */
    ODD_MANY = 16,   /* more looks of the officer on one day than is usual */
};

/* Whether nobody is at work then: a day on which the office's calendar rests, or more than
 * ODD_MARGIN minutes before the office opens first, or after it closes last, on any day of its
 * week.  Without a calendar no day is off, without hours no time is.
 *   local   seconds since 1970-01-01T00:00 of the local calendar */
enum { ODD_MARGIN = 120 };
bool odd_off(const struct office *o, const struct calendar *c, int64_t local);

#endif
