/* iso20022/camt.h - what banks report: statements (camt.053) and notices of single bookings
 * (camt.054), of ISO 20022's versions 02 to 13.  Read whole, or refused. */
#ifndef ISO20022_CAMT_H
#define ISO20022_CAMT_H

#include "codec/codec.h"
#include "iso20022/money.h"

/* What a booking is about, by the bank's transaction code (BkTxCd/Domn, ISO 20022 external code
 * sets of domain, family and sub-family). */
enum camt_matter {
    CAMT_OTHER,
    CAMT_CHARGE,    /* the bank's own fees and commissions: CHRG, COMM, FEES */
    CAMT_CARDS,     /* what merchants' terminals took: PMNT/MCRD */
    CAMT_CASH,      /* cash brought to the bank: PMNT/CNTR/CDPT */
    CAMT_TAKEN_BACK /* a payment that had come in goes back: RRTN, RPCR, or a reversal */
};

/* One transaction on an account.  Texts are as the bank wrote them, trimmed; empty: not said. */
struct camt_line {
    int64_t minor; /* of `currency`; at least 0 */
    str currency;
    bool credit;   /* came in; else went out */
    bool reversal; /* takes an earlier booking back */
    bool booked;   /* else announced only */
    day booked_on;
    str bank_id;    /* what the bank calls it, the same in every report; empty: it has no name */
    str end_to_end; /* what the payer of it gave along; of our own payments: ours */
    str reference;  /* structured creditor reference (RmtInf/Strd), as written */
    str text;       /* unstructured remittance information, its lines joined by blanks */
    str other_name, other_iban; /* who is on the other side */
    str return_code;            /* why the bank sent a payment of ours back (ISO external code) */
    enum camt_matter matter;
};

struct camt_report {
    bool statement;         /* camt.053, else camt.054 */
    str id;                 /* of the statement or notice */
    str iban;               /* of the account it speaks of */
    str currency;           /* of the account; empty: not said */
    bool opens, closes;     /* of a statement: whether it says its first and last balance */
    int64_t opened, closed; /* those, minor units of currency */
    day since, until;       /* their days; 0: not said */
    const struct camt_line *lines;
    size_t n;
};

struct camt_file {
    const struct camt_report *reports;
    size_t n;
};

/* Reads a file of either kind; borrows from text.
 * ERR_SYNTAX       no such XML (where says the line)
 * ERR_UNSUPPORTED  another kind of message
 * ERR_RANGE        amounts that are none, do not add up (details of an entry; opening balance,
 *                  entries and closing balance of a statement), or a date that is none
 * ERR_MISSING      an entry without amount, direction or date; a report without id or account */
MUST_USE err camt_read(arena *a, str text, struct camt_file *out, struct text_error *where);

#endif
