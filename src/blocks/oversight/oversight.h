/* blocks/oversight/oversight.h - the public log over HTTP, receipts, the state of the installation:
 * what auditors need. */
#ifndef BLOCKS_OVERSIGHT_OVERSIGHT_H
#define BLOCKS_OVERSIGHT_OVERSIGHT_H

#include "act/block.h"
#include "act/web.h"
#include "seal/note.h"
#include "seal/tlog.h"

extern const struct block block_oversight;

/* ---- receipts (receipt.c) ---- */

enum receipt_verdict {
    RECEIPT_PROVEN,
    RECEIPT_SOON,  /* its leaf is past the last signed checkpoint */
    RECEIPT_WRONG, /* not what the log holds there */
    RECEIPT_NONE,  /* no receipt at all: the text cannot be read as one */
};
struct receipt {
    enum receipt_verdict verdict;
    uint64_t leaf;
    sha256 entry; /* recomputed from salt and event */
    str type;     /* of its event */
    int64_t at;
    struct tlog_proof proof; /* set where PROVEN */
};
/* Checks the text of a receipt against a checkpoint whose signature was verified, with tiles from
 * db. FAULT where the database fails; everything about the text itself is a verdict. */
MUST_USE err receipt_check(arena *a, struct db *db, str text, const struct checkpoint *of,
                           struct receipt *out);

/* For tlog's functions over the tables of the log; ctx is the struct db. */
err oversight_fetch(void *ctx, int level, uint64_t index, unsigned width, str *bytes);

#endif
