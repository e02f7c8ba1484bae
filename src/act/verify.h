/* act/verify.h - what `stoa verify` checks: the log, the events, and each block's own rows.  Reads
 * only. */
#ifndef ACT_VERIFY_H
#define ACT_VERIFY_H

#include "act/boot.h"
#include "act/keys.h"
#include "db/db.h"
#include "seal/authority.h"

struct verify_count {
    const char *what; /* "events", "entries of the log" */
    uint64_t n;
};

struct verify {
    const struct block *const *blocks;
    const char *data;      /* the data directory */
    struct db *db;         /* inside of one read transaction */
    struct keeper *keeper; /* null: the keys cannot be read, and what they seal is not checked */
    arena *a;              /* lives as long as the verification */
    struct findings *found;
    VEC(struct verify_count) counts;
    VEC(str) unchecked; /* sentences: what could not be checked, and why */
    VEC(str) erased;    /* "case/12 by act 345": destroyed lawfully, no error */
    uint64_t erased_events;
    str vkey;      /* of the log; empty without keys */
    str tsa_trust; /* PEM: another time stamp authority that is believed; empty: none */
    struct authority authority; /* certificates and the log's earlier keys; without keys none */
};

/* The house's own part (the store's file, log, tiles, checkpoints, events), then every block's.
 * FAULT only where the database fails; what is wrong is in v->found. */
MUST_USE err verify_all(struct verify *v);

/* ---- for blocks ---- */

/* Rows after rows, so many at a time, each time in an arena of its own: `batch` reads those behind
 * *after, at most so many, moves *after past them, checks them and says in *n how many they were.
 */
typedef err verify_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user);
MUST_USE err verify_walk(struct verify *v, size_t most, verify_batch *batch, void *user);

/* Adds n to what the report counts under that name; zero is said too. */
void verify_counted(struct verify *v, const char *what, uint64_t n);
/* An error.  element: the id of what is wrong; nothing of a person in either. */
void verify_wrong(struct verify *v, const char *code, str element, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* What could not be looked at, and why. */
void verify_unchecked(struct verify *v, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The subject's data key.  REFUSED(ERR_DENIED) without keys, REFUSED(ERR_MISSING) where it was
 * erased or never made (*erased_by 0, which is an error of the caller's to report),
 * FAULT(ERR_CRYPTO) where the wrapped key was altered. */
MUST_USE err verify_key(struct verify *v, enum subject_kind kind, int64_t id, struct data_key *out,
                        int64_t *erased_by);

#endif
