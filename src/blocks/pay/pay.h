/* blocks/pay/pay.h - money: what cases owe, what came in, what goes out; a journal of both
 * sides. */
#ifndef BLOCKS_PAY_PAY_H
#define BLOCKS_PAY_PAY_H

#include "act/act.h"
#include "act/web.h"

extern const struct block block_pay;

/* Ways by which money comes in. */
#define PAY_CASH "cash" /* at the counter */
#define PAY_CARD "card" /* by a terminal at the counter */
#define PAY_BANK "bank" /* by transfer, as the bank reports */

/* Money that came in for a claim.  What else is a way to pay, such as cards on the web, is a later
 * block's, which calls pay_receive from an act of its own. */
struct pay_receipt {
    int64_t claim;
    const char *way; /* PAY_CASH ... */
    int64_t minor;   /* in the claim's currency, above 0 */
    day on;
};
/* Books it and tells the applicant; the process goes on where the claim is paid with it.  What is
 * more than was asked waits to be given back.  The row is *item.
 * REFUSED(ERR_MISSING): no such claim, or its case was erased. */
MUST_USE err pay_receive(act *a, const struct pay_receipt *r, int64_t *item);

/* Whether the reader takes money for some authority: /desk/cash is theirs. */
bool pay_cashier(const struct site *s, const struct actor *who);

#endif
