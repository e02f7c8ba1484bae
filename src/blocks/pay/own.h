/* blocks/pay/own.h - for the files of this block only. */
#ifndef BLOCKS_PAY_OWN_H
#define BLOCKS_PAY_OWN_H

#include "blocks/case/case.h"
#include "blocks/pay/pay.h"
#include "blocks/pay/store.h"
#include "iso20022/money.h"
#include "os/zone.h"

/* ---- the journal ---- */

/* Accounts, of each authority: what is owed to it, where its money is, what it owes. */
#define BOOK_CLAIMS "claims"
#define BOOK_BANK "bank"
#define BOOK_CASH "cash"
#define BOOK_CARD "card" /* what terminals took and the bank has not credited yet */
#define BOOK_FEES "fees"
#define BOOK_REFUNDS "refunds"           /* to be given back */
#define BOOK_UNIDENTIFIED "unidentified" /* came in, and nobody knows what for */
#define BOOK_PAYABLE "payable"           /* ordered, not yet confirmed by the bank */
#define BOOK_BENEFITS "benefits"
#define BOOK_CHARGES "charges"         /* what the bank takes for itself */
#define BOOK_TAKEN_BACK "takenback"    /* came in, and the bank took it back */
#define BOOK_DIFFERENCES "differences" /* counted, and not what the journal says */

/* One line of an entry; minor above zero is debit, below credit.  Lines of 0 are left out. */
struct book_line {
    const char *account;
    int64_t minor;
};
struct book_entry {
    const char *kind; /* "asked", "paid" ... */
    str authority, currency;
    int64_t claim, item; /* 0: none */
    const struct book_line *lines;
    size_t n;
};
/* Writes the entry and its event.  CHECKs that it sums to zero. */
MUST_USE err book(act *a, const struct book_entry *e);

/* ---- claims ---- */

#define CLAIM_OPEN "open"
#define CLAIM_PART "part" /* paid, but not all of it */
#define CLAIM_PAID "paid"
#define CLAIM_OVER "over" /* paid, and more than that */
#define CLAIM_WAIVED "waived"
#define CLAIM_WITHDRAWN "withdrawn" /* not asked for any more */

/* What is still to be paid, and what is to be given back; both in minor units, at least 0. */
int64_t claim_open(const struct q_pay_claim *c);
int64_t claim_surplus(const struct q_pay_claim *c);

/* Money for the claim that stands on another account until now (`from`, debited).  Books, tells,
 * moves the process. */
MUST_USE err claim_pay(act *a, struct q_pay_claim *c, const char *from, int64_t minor,
                       int64_t item);
/* Money of the claim's surplus leaves by `to`, which is credited. */
MUST_USE err claim_return(act *a, struct q_pay_claim *c, const char *to, int64_t minor,
                          const char *how);
extern const struct task_type pay_tasks[];
/* What a withdrawn case still owed is not asked for any more. */
err claims_withdrawn(act *a, const struct event *e);
err claims_resumed(act *a, const struct event *e);

/* A message to the applicant in their language: amount, rest and more as money, the day, the
 * reference; nothing where the case has no account. */
struct claim_notice {
    enum word_id subject, body;
    int64_t amount;
    str path; /* empty: the claim's page */
};
MUST_USE err claim_tell(act *a, const struct q_pay_claim *c, const struct q_case *k,
                        const struct claim_notice *n);

/* ---- money that came in ---- */

#define ITEM_NEW "new"
#define ITEM_MATCHED "matched"
#define ITEM_UNKNOWN "unknown"   /* no claim of that reference: an officer looks */
#define ITEM_RETURNED "returned" /* given back to who sent it */
#define ITEM_BOOKED "booked"     /* of the bank itself, cards or cash: no claim is looked for */

act_fn act_statement, act_statement_part, act_match, act_assign, act_look, act_till_count;
struct job_run;
/* Matches one line of a statement by an act of its own. */
err job_match(struct job_run *j);

/* ---- at the counter ---- */

/* Takes money for that authority: has a role that may, in one of its offices. */
bool cashier_for(const struct site *s, const struct actor *who, str authority);
/* Refuses (403) where the case concerns the actor or their family. */
MUST_USE err cashier_not_own(act *a, int64_t case_id);
/* Owner policies: a cashier of the authority of the claim or item that `in` names, kept in
 * a->owned; of some authority. */
owner_fn cashier_claim, cashier_item, cashier_any;
act_fn act_cash, act_refund, act_give_back;

/* ---- money that goes out ---- */

#define ORDER_PLANNED "planned"
#define ORDER_SENT "sent"         /* in a file for the bank */
#define ORDER_DONE "done"         /* the bank has debited it */
#define ORDER_RETURNED "returned" /* the bank sent it back: it needs another account */

enum { PAYEE_MOST = 70 }; /* bytes of a holder's name */

/* Whom an order pays, sealed under the plan's key. */
struct order_new {
    str authority, office, number;
    int64_t case_id, claim, item;
    const char *kind; /* "refund", "back" */
    str currency, name, iban, text;
    int64_t minor;
    day due;
    int64_t plan; /* 0: one is made for it and stands here afterwards */
};
/* Checked here: the IBAN by its digits (field "iban"), name and text by their length. */
MUST_USE err order_add(act *a, struct order_new *o, int64_t *id);
/* What the bank reports of an order that a file of ours named: debited, or sent back.  *ours is
 * false where the line is of none. */
MUST_USE err order_reported(act *a, const struct site_payments *account, val line, bool *ours);
#define ORDER_STOPPED "stopped" /* taken back before it left */
#define KIND_BENEFIT "benefit"

task_fn task_order, task_stop, task_change;
act_fn act_account;
act_fn act_redirect;
owner_fn cashier_run, cashier_order;

struct mine;
/* What the cases of who is signed in owe, and what is paid to them. */
err pay_mine(struct mine *m);
/* The journal balances, is what the log says, and claims and items are what it says. */
err pay_verify(struct verify *v);

#endif
