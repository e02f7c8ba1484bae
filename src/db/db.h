/* db/db.h - one interface over SQLite and PostgreSQL.  A struct db is one connection of one role,
 * used by one thread.  Queries are written in store.sql and called through the functions that mksql
 * makes; this header holds what surrounds them.  Every function that can fail returns
 * FAULT(ERR_DB), or FAULT(ERR_BUSY) where another attempt may succeed; db_error() then says why.  A
 * fault never reads as "not found". */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/base.h"

struct db;

enum db_kind { DB_SQLITE, DB_POSTGRES };

/* An integer that may be absent: what a nullable `int?` of store.sql becomes. */
struct opt_int {
    bool has;
    int64_t v;
};
#define OPT_NONE ((struct opt_int){ false, 0 })
static inline struct opt_int opt_int(int64_t v)
{
    return (struct opt_int){ true, v };
}

/* Once per process, before the first connection and any thread: settings of SQLite that count for
 * all of them. */
void db_init(void);

/* Opens for writing or for reading only.
 *   home   lives as long as the connection; holds it and its prepared statements
 *   where  a file, or a PostgreSQL connection string ("postgresql://..." or "host=... dbname=...")
 *   why    on failure one English sentence, in home
 * SQLite: the writer gets WAL with synchronous=FULL and is the only one that checkpoints; it
 * creates the file. A reader cannot write (READONLY and query_only) and waits up to two seconds for
 * a writer that recovers. Open after fork: a connection never crosses it. */
MUST_USE err db_open_write(arena *home, str where, struct db **out, str *why);
MUST_USE err db_open_read(arena *home, str where, struct db **out, str *why);
/* Rolls back what is open; null is allowed. */
void db_close(struct db *db);

/* Which store it is; only tests and upkeep should care. */
enum db_kind db_kind_of(const struct db *db);

/* Where texts, blobs and rows of the following queries go: the arena of the request or batch. */
void db_use_arena(struct db *db, arena *a);
arena *db_arena(const struct db *db);
/* The last failure in words, with the name of the statement and no value of a row: fit for the log.
 * Valid until the next failure. */
str db_error(const struct db *db);

/* ---- writing ---- */
/* One transaction at a time.  A failed commit has rolled back, unless the connection was lost
 * (PostgreSQL). */
MUST_USE err db_begin(struct db *db);
MUST_USE err db_commit(struct db *db);
/* Also after a failure; without a transaction it does nothing. */
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);
/* Savepoints nest.  db_savepoint_undo takes back everything since the newest and removes it. */
MUST_USE err db_savepoint(struct db *db);
MUST_USE err db_savepoint_keep(struct db *db);
MUST_USE err db_savepoint_undo(struct db *db);
/* A unique index or primary key refused the row: REFUSED(ERR_CONFLICT), from any generated
 * function.  On PostgreSQL the transaction is then dead until its savepoint is undone, so return at
 * once on both; to ask "is it there already?" write ON CONFLICT DO NOTHING and look at the count of
 * rows. */

/* Statements separated by semicolons, in SQLite's dialect of db/migrate.h; for migrations and
 * tests. */
MUST_USE err db_exec_script(struct db *db, str sql);

/* Statements (`:exec`, `:execrows`) that changed rows since the connection was opened: whether an
 * act wrote. */
uint64_t db_writes(const struct db *db);

/* ---- reading ---- */
/* One read transaction a request: one picture of the truth, begun by its first statement, so that
 * an answer which reads nothing cannot fail for want of a database.  db_read_end leaves no
 * statement open, so that the writer's checkpoint can pass; call it before waiting for anything.
 * End without begin does nothing. */
void db_read_begin(struct db *db);
void db_read_end(struct db *db);

/* ---- upkeep (SQLite; on PostgreSQL they do nothing and return 0) ---- */
/* Between transactions of the writer: empties the log when it is past 16 MB, waiting shortly for
 * readers; the file keeps its size up to 64 MB (decision 032).  A log that readers still hold is no
 * failure; it is tried again when it has grown. */
MUST_USE err db_checkpoint(struct db *db);
/* What the write-ahead log holds as of the last commit: the metric wal_bytes. */
int64_t db_wal_bytes(const struct db *db);
/* A consistent copy of the whole database into a new file, while others go on.  ERR_UNSUPPORTED on
 * PostgreSQL, whose own pg_dump does it. */
MUST_USE err db_copy_to(struct db *db, str path);
/* The store's own check of its file; *sound false and db_error() tells what is broken. */
MUST_USE err db_check_file(struct db *db, bool *sound);

/* ---- tests ---- */
/* The nth of the following calls to the database fails with FAULT(ERR_DB), once; 0 disarms.  A call
 * is a begin, commit, savepoint, script or statement, counted when it starts. */
void db_fail_after(struct db *db, uint64_t n);
/* Whether that call came, since it was armed. */
bool db_struck(const struct db *db);
/* Calls so far: how many points of failure a run has. */
uint64_t db_calls(const struct db *db);

#endif
