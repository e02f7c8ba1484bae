/* iso20022/pain.h - orders to a bank: pain.001.001.09, written one transfer after another, so that
 * memory does not grow with their number. */
#ifndef ISO20022_PAIN_H
#define ISO20022_PAIN_H

#include "codec/xml.h"
#include "iso20022/money.h"

/* Lengths in characters that the message takes; texts are cut to bytes of that number. */
enum { PAIN_ID_MOST = 35, PAIN_NAME_MOST = 70, PAIN_TEXT_MOST = 140 };

/* One file: one payment of many transfers from one account on one day.  count and sum are known
 * before: they stand at its head. */
struct pain_head {
    str id;       /* of the message: the same for the same file, at most 35 characters */
    instant made; /* as the message says; whole seconds */
    uint64_t count;
    int64_t sum; /* minor units of currency */
    str currency;
    str holder, iban, bic; /* who pays; bic may be empty */
    day on;                /* requested day of execution */
};
struct pain_transfer {
    str id; /* end to end: comes back in what the bank reports */
    int64_t minor;
    str name, iban, text; /* text may be empty */
};

/* A text in the letters that every bank of SEPA takes, for euros: marks go, "&" is "+", what has no
 * such letter is ".". */
str pain_plain(arena *a, str text);

struct pain_writer {
    struct xml_writer xml;
    const struct pain_head *head;
    uint64_t count;
    int64_t sum;
};

/* Begins the file.  Whoever writes may empty `out` between calls.  head lives until pain_end. */
void pain_begin(struct pain_writer *w, buf *out, const struct pain_head *head);
/* scratch: for a few bytes, which may be forgotten after the call. */
void pain_add(struct pain_writer *w, arena *scratch, const struct pain_transfer *t);
/* Ends it.  False where what was added is not what the head promised: such a file is none. */
bool pain_end(struct pain_writer *w);

#endif
