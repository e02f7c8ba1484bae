/* blocks/exchange/level.h - service levels: what is counted of answers, and what a month's score
 * is; for this block's files.  Counted are numbers by agreement and day, of nobody. */
#ifndef BLOCKS_EXCHANGE_LEVEL_H
#define BLOCKS_EXCHANGE_LEVEL_H

#include "act/web.h"
#include "blocks/exchange/own.h"
#include "site/exchange.h"

struct job_run;
struct road_question;
struct road_answer;

enum {
    LEVEL_MONTHS = 12, /* shown of an agreement */
    LEVEL_FEW = 5,     /* fewer are never told as a number */
    LEVEL_SLOTS = 20,  /* spans of time that are told apart */
};

/* The longest time of a slot, in milliseconds; the last has no end and is -1. */
int64_t level_slot_ms(int slot);
/* The slot in which a time of so many milliseconds falls: 0 to LEVEL_SLOTS - 1. */
int level_slot(int64_t ms);

/* ---- counting, in the act that answers ---- */

/* A call from outside was answered: counted by the time since the request came in. */
MUST_USE err level_call_answered(act *a, const struct road_question *q,
                                 const struct road_answer *got);
/* A question of a case was answered, refused for now, or given up: counted on the day on which it
 * was asked.  An outage of the agreement begins with the first refusal and ends with an answer. */
MUST_USE err level_ask_answered(act *a, const struct q_ask *k);
MUST_USE err level_ask_refused(act *a, const struct q_ask *k);
MUST_USE err level_ask_failed(act *a, const struct q_ask *k);
/* The question is not waited for any longer: where no other one waits, nobody would learn of the
 * end of an outage, and it ends. */
MUST_USE err level_ask_gone(act *a, str agreement, int64_t id);

/* ---- scores ---- */

/* How an agreement stands over some days; times in seconds of the agreed service hours. */
struct standing {
    int64_t in_time, late, failed, open_late;
    int64_t served, down;
    int64_t slots[LEVEL_SLOTS]; /* answers by the time they took */
};
static inline int64_t standing_asked(const struct standing *s)
{
    return s->in_time + s->late + s->failed + s->open_late;
}
/* Hundredths of a percent, rounded down: a level that was missed by little was missed.  -1: there
 * is nothing to say it of. */
int64_t standing_share(const struct standing *s);
int64_t standing_available(const struct standing *s);
/* Whether both levels were kept; nothing asked and no outage is kept. */
bool standing_kept(const struct standing *s, int64_t share, int64_t available);
/* Which side counts: that which asked where it is of this government, else that which answered. */
str level_side(const struct exchange *x, const struct exchange_level *v);
/* Of the days from `from` to before `before`, as far as they have passed. */
MUST_USE err level_standing(struct db *db, const struct boot *b, const struct exchange_level *v,
                            day from, day before, instant now, struct standing *out);
day month_first(day d);

/* Makes the scores of months that are over, each once, and writes to both sides of those missed. */
err job_levels(struct job_run *j);
act_fn act_level_score;

web_fn show_levels, show_level, levels_csv, levels_data;
struct v_asks;
/* Agreements of the offices that the reader repairs for, as they stand this month. */
MUST_USE err levels_of_desk(struct web *w, struct v_asks *out);

#endif
