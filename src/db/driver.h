/* db/driver.h - what a store must do; private to the room. */
#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "db/stmt.h"

/* Every function notes its failure with db_fail(); `command` runs a statement without rows,
 * prepared or not. */
struct db_driver {
    err (*open)(struct db *db, str where);
    void (*close)(struct db *db);
    err (*command)(struct db *db, const struct db_stmt *st);
    err (*script)(struct db *db, str sql);
    err (*run)(struct db_rows *r, const struct db_value *in);
    err (*next)(struct db_rows *r, struct db_value *row, bool *got);
    void (*done)(struct db_rows *r);
    void (*settle)(struct db *db); /* no statement of the connection stays open */
    err (*checkpoint)(struct db *db);
    err (*copy_to)(struct db *db, str path);
    err (*check_file)(struct db *db, bool *sound);
};

extern const struct db_driver driver_sqlite, driver_postgres;

/* Prepared statements by the address of their text: open addressing, at most half full. */
struct db_prepared {
    const struct db_stmt *st;
    void *handle;
};

struct db {
    const struct db_driver *driver;
    enum db_kind kind;
    arena *home, *results;
    bool writer, open,
        to_read; /* open: a transaction, of either kind; to_read: with the next statement */
    uint64_t calls, fail_at, writes;
    struct db_prepared *prepared;
    size_t prepared_n, prepared_room;
    void *handle;                 /* sqlite3 or PGconn */
    int64_t wal_bytes, wal_tried; /* wal_tried: size at which readers last stood in the way */
    size_t error_n;
    char error[600];
};

/* Notes "name: text" and returns e.  name may be null. */
err db_fail(struct db *db, err e, const char *name, const char *text);
/* The place of a statement in the cache; its handle is null where it was not prepared yet. */
struct db_prepared *db_prepared_of(struct db *db, const struct db_stmt *st);

/* A value's bytes in the connection's arena; never null. */
str db_keep(struct db *db, const void *p, size_t n);
/* The value of input or output i (letters: st->in or st->out) is null: OK only where its letter is
 * a capital. */
MUST_USE err db_null_allowed(struct db *db, const struct db_stmt *st, const char *letters,
                             size_t i);

#endif
