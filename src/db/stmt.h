/* db/stmt.h - how the functions made by mksql reach the database.  Not for other code: a query is
 * written in store.sql. */
#ifndef DB_STMT_H
#define DB_STMT_H

#include "db/db.h"

/* One statement, static and constant: its address is its identity in the cache of prepared
 * statements. Types are one letter each: i int, t text, b blob, o bool; a capital may be null. */
struct db_stmt {
    const char *name;
    const char *in, *out;
    const char *sqlite, *postgres;
};

enum db_type { DB_NULL, DB_INT, DB_TEXT, DB_BLOB };

struct db_value {
    enum db_type type;
    union {
        int64_t i;
        str s;
    };
};

static inline struct db_value db_int(int64_t v)
{
    return (struct db_value){ DB_INT, { .i = v } };
}
static inline struct db_value db_opt(struct opt_int v)
{
    return v.has ? db_int(v.v) : (struct db_value){ DB_NULL, { .i = 0 } };
}
static inline struct db_value db_text(str s)
{
    return s.p ? (struct db_value){ DB_TEXT, { .s = s } }
               : (struct db_value){ DB_NULL, { .s = STR_NULL } };
}
static inline struct db_value db_blob(str s)
{
    return s.p ? (struct db_value){ DB_BLOB, { .s = s } }
               : (struct db_value){ DB_NULL, { .s = STR_NULL } };
}
static inline str db_str(const struct db_value *v)
{
    return v->type == DB_NULL ? STR_NULL : v->s;
}
static inline struct opt_int db_opt_of(const struct db_value *v)
{
    return v->type == DB_NULL ? OPT_NONE : opt_int(v->i);
}

/* One walk over a result.  rows_open has run the statement up to its first row; rows_next copies a
 * row into the connection's arena, checked against the declared types; rows_close always follows an
 * rows_open that succeeded. */
struct db_rows {
    struct db *db;
    const struct db_stmt *st;
    void *handle;     /* of the driver */
    size_t at, n;     /* PostgreSQL: the next row, and how many */
    bool ready;       /* SQLite: a row waits that was not handed out */
    int64_t affected; /* rows changed; set when the walk has ended */
};

/* in: one value for each letter of st->in; row: room for one for each letter of st->out. */
MUST_USE err db_rows_open(struct db *db, const struct db_stmt *st, const struct db_value *in,
                          struct db_rows *out);
MUST_USE err db_rows_next(struct db_rows *r, struct db_value *row, bool *got);
void db_rows_close(struct db_rows *r);

/* The first row, if any. */
MUST_USE err db_one(struct db *db, const struct db_stmt *st, const struct db_value *in,
                    struct db_value *row, bool *found);
/* Runs to the end; affected may be null. */
MUST_USE err db_exec(struct db *db, const struct db_stmt *st, const struct db_value *in,
                     int64_t *affected);

#endif
