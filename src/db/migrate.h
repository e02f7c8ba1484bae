/* db/migrate.h - the history of the tables: what each block needs, applied in order and never
 * changed afterwards.
 *
 * A migration is `migrations/NNN_name.sql` in the folder of a block (or of act/), in SQLite's
 * dialect with the types INTEGER, TEXT and BLOB.  For PostgreSQL it is translated: INTEGER to
 * BIGINT, INTEGER PRIMARY KEY to an identity column, BLOB to BYTEA, TEXT to TEXT COLLATE "C";
 * STRICT, WITHOUT ROWID and AUTOINCREMENT go.  Lines after `-- @sqlite` or
 * `-- @postgres` are for one store only, until `-- @both`. */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

struct migration {
    const char *block; /* folder below src/, e.g. "act", "blocks/case" */
    int number;        /* from 1, without gaps within a block */
    const char *name;  /* of the file, without number and ending */
    const char *hash;  /* SHA-256 of the file in hexadecimal */
    const char *sql;
};

/* Every migration of the program in the order of rooms and blocks; made by mksql. */
extern const struct migration migrations_all[];
extern const size_t migrations_count;

/* Brings the database to the given history, each migration in a transaction of its own.  Needs a
 * writer. FAULT(ERR_CONFLICT) where an applied migration was changed since, or the database holds
 * one that this program does not know; FAULT(ERR_DB) where one fails.  db_error() names it and says
 * what to do. */
MUST_USE err db_migrate(struct db *db, const struct migration *m, size_t n, instant now);

/* The same comparison without writing: FAULT(ERR_MISSING) where something is still
 * to be applied. */
MUST_USE err db_migrate_check(struct db *db, const struct migration *m, size_t n);

#endif
