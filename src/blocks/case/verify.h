/* blocks/case/verify.h - what a case's events say of its incidents and timers, against their rows;
 * for the verification of this block only. */
#ifndef BLOCKS_CASE_VERIFY_H
#define BLOCKS_CASE_VERIFY_H

#include "act/store.h"
#include "act/verify.h"
#include "blocks/case/case.h"

struct told_incident {
    int64_t id, token, at, by, handled_at; /* id 0: noted before events named it */
    str element, code, text, told, handled;
    bool seen;
};
struct told_timer {
    int64_t token, due;
    val timer;
};
struct case_told {
    VEC(struct told_incident) incidents;
    VEC(struct told_timer) timers;
    bool migrated;
    bool held; /* by an appeal, at some time */
};

/* Timers that wait in the outbox, in order of their cases; read once. */
struct timer_row {
    int64_t case_id, id, due;
    val timer;
    bool seen; /* its case was there */
};
struct timer_rows {
    VEC(struct timer_row) v;
    int64_t first; /* the first event that tells of one: rows before it stand alone; 0: none */
    uint64_t compared, before;
};
MUST_USE err timer_rows_read(struct verify *v, struct timer_rows *out);
/* Those whose case is not there. */
void timer_rows_left(struct verify *v, const struct timer_rows *rows);

/* One event of the case applied; body opened. */
void told_apply(arena *a, struct case_told *t, const struct q_events_of_row *e, val body);
/* Rows against it, and both against where the tokens of the process stand; running: it has some. */
MUST_USE err told_compare(struct verify *v, int64_t case_id, struct case_told *t, bool running,
                          struct timer_rows *rows);

#endif
