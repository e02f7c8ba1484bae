/* act/admin.h - acts of the house itself, run without other roles: seeding, import, accounts from
 * the command line. */
#ifndef ACT_ADMIN_H
#define ACT_ADMIN_H

#include "act/act.h"

/* A writer of its own with the keeper inside of the process.  Takes the lock of the data directory:
 * FAULT(ERR_BUSY) with a line on stderr where a server or another command holds it. */
struct admin;
MUST_USE err admin_open(const struct boot *b, struct admin **out);
void admin_close(struct admin *m);

/* Runs fn as one act of the system in one transaction: all or nothing, with events and log entries.
 *   a->who.job is true; a->now is the clock's */
MUST_USE err admin_run(struct admin *m, err (*fn)(struct act *a, void *ctx), void *ctx);
/* The reader's side, for commands that only look. */
struct db *admin_db(struct admin *m);
struct keeper *admin_keeper(struct admin *m);

/* The lock itself, for the supervisor: a descriptor to hold, or -1 where another process has it. */
int admin_lock(const char *data);

/* Makes the keys and certificates of a data directory that has none, and nothing else. */
MUST_USE err admin_keys(const struct boot *b);
/* Makes keys, migrates, and where the database is fresh runs every block's seed, in order.  *fresh
 * says whether it was. */
MUST_USE err admin_prepare(const struct boot *b, bool *fresh);

#endif
