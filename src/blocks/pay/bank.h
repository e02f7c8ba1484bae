/* blocks/pay/bank.h - files of the bank on their way in; for the files of this block and the
 * command. */
#ifndef BLOCKS_PAY_BANK_H
#define BLOCKS_PAY_BANK_H

#include "act/act.h"

/* The bank's file (camt.053, camt.054) as the value that statement_take takes; false where it is no
 * such file or does not add up. */
bool statement_read(arena *a, str bytes, val *out);

/* What a file brought: lines taken in, booked (charges, cards, cash, what was taken back), left out
 * (what went out otherwise, what is not booked yet), known from another report, and of orders of
 * ours. */
struct statement_taken {
    int64_t lines, booked, left_out, known, orders;
    bool gap; /* a statement does not begin with the balance with which the one before ended */
};
/* Rows of what it reports, each matched by a job of its own.  Refuses (word; field "file") what was
 * taken in before, and what is of another account than the site's. */
MUST_USE err statement_take(act *a, val in, struct statement_taken *took);
/* The same as the answer of an act, and back. */
val statement_told(arena *a, const struct statement_taken *took);
void statement_add(struct statement_taken *sum, val told);

#endif
