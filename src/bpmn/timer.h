/* bpmn/timer.h - when a timer event fires.  Pure: no clock. */
#ifndef BPMN_TIMER_H
#define BPMN_TIMER_H

#include "value/val.h"

/* An ISO 8601 duration: P1Y2M3DT4H5M6S, P2W.  Months are kept apart, for they differ in length. */
struct timer_span {
    int64_t months, ms;
};

/* What is left of a repeating interval: "R3/PT1H", "R/P1D", "R2/2026-03-02T09:00:00Z/PT1H". */
struct timer_cycle {
    int64_t times; /* -1: without end */
    bool has_first;
    instant first;
    struct timer_span every;
};

/* ERR_SYNTAX, ERR_RANGE. */
MUST_USE err timer_span_parse(str s, struct timer_span *out);
MUST_USE err timer_cycle_parse(str s, struct timer_cycle *out);
/* since + span; ERR_RANGE past the year 9999. */
MUST_USE err timer_add(instant since, struct timer_span span, instant *out);
/* The first firing of a cycle armed at `since`; ERR_RANGE where none is left. */
MUST_USE err timer_first(const struct timer_cycle *c, instant since, instant *out);
/* The cycle after one firing as text ("R2/PT1H"); empty where none is left. */
str timer_cycle_rest(arena *a, const struct timer_cycle *c);
/* A FEEL duration, or ISO text of one.  ERR_TYPE, ERR_SYNTAX. */
MUST_USE err timer_span_of(val v, struct timer_span *out);

#endif
