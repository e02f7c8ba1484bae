/* db/sqlite.c - the embedded store.  The writer alone writes and checkpoints; readers may meet a
 * writer that recovers, and wait for it instead of saying something untrue. */
#include "db/dialect.h"
#include "db/driver.h"
#include "db/runs.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>

enum {
    WAIT_MS = 20,
    WAIT_TIMES = 100, /* two seconds in all */
    WRITER_TIMEOUT_MS = 5000,
    CHECKPOINT_TIMEOUT_MS = 100,
    CHECKPOINT_AT = 16 << 20,
    CHECKPOINT_AGAIN = 4 << 20, /* growth after readers stood in the way */
    TRUNCATE_AT = 64 << 20,     /* below it the file keeps its blocks and is written over */
    FRAME_HEADER = 24,
    MAP_FROM = 64 << 20, /* bytes; four times the cache */
};

void db_init(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
    (void)runs_vfs();
}

static err lite_error(struct db *db, int rc, const char *name)
{
    char text[500];
    int at = db->handle ? sqlite3_system_errno(db->handle) : 0;

    snprintf(text, sizeof text, "%s (SQLite %d, system %d)",
             db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc), rc, at);
    if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
        rc == SQLITE_CONSTRAINT_ROWID)
        return db_fail(db, REFUSED(ERR_CONFLICT), name, text);
    return db_fail(db, FAULT((rc & 0xff) == SQLITE_BUSY ? ERR_BUSY : ERR_DB), name, text);
}

/* True after a short sleep where a reader met a writer that starts or recovers, and
 * may try again. */
static bool wait_again(const struct db *db, int rc, int *times)
{
    int kind = rc & 0xff;

    if (db->writer || (kind != SQLITE_BUSY && kind != SQLITE_READONLY && kind != SQLITE_CANTOPEN))
        return false;
    if ((*times)++ == WAIT_TIMES)
        return false;
    sqlite3_sleep(WAIT_MS);
    return true;
}

/* ---- opening ---- */

static err pragma(struct db *db, const char *sql)
{
    int times = 0, rc;

    do
        rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    while (rc != SQLITE_OK && wait_again(db, rc, &times));
    return rc == SQLITE_OK ? OK : lite_error(db, rc, sql);
}

static int log_grown(void *ctx, sqlite3 *lite, const char *name, int pages)
{
    struct db *db = ctx;

    (void)lite, (void)name;
    db->wal_bytes = (int64_t)pages * (4096 + FRAME_HEADER);
    return SQLITE_OK;
}

/* Pages for which the writer's cache has no room are read without a copy.  A file that it holds
 * would only be in memory twice. */
static err map_large(struct db *db)
{
    const char *file = sqlite3_db_filename(db->handle, "main");
    struct stat st;

    if (!file || stat(file, &st) < 0 || st.st_size < MAP_FROM)
        return OK;
    return pragma(db, "PRAGMA mmap_size = 2147418112");
}

static err open_writer(struct db *db)
{
    static const char *const settings[] = {
        "PRAGMA journal_mode = WAL",  "PRAGMA synchronous = FULL",     "PRAGMA temp_store = MEMORY",
        "PRAGMA cache_size = -16384", "PRAGMA wal_autocheckpoint = 0", "PRAGMA foreign_keys = ON",
    };

    sqlite3_busy_timeout(db->handle, WRITER_TIMEOUT_MS);
    TRY(pragma(db, "PRAGMA page_size = 4096"));
    FOR_EACH(settings, s)
        TRY(pragma(db, *s));
    sqlite3_wal_hook(db->handle, log_grown, db);
    return map_large(db);
}

static err open_reader(struct db *db)
{
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    TRY(pragma(db, "PRAGMA query_only = ON"));
    TRY(pragma(db, "PRAGMA mmap_size = 268435456"));
    TRY(pragma(db, "PRAGMA cache_size = -4096"));
    return pragma(db, "SELECT 1 FROM sqlite_schema LIMIT 1");
}

static err lite_open(struct db *db, str where)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (db->writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    const char *path = str_zdup(db->home, where);
    int times = 0, rc;

    for (;;) {
        sqlite3 *lite = NULL;

        rc = sqlite3_open_v2(path, &lite, flags, db->writer ? runs_vfs() : NULL);
        db->handle = lite;
        if (rc == SQLITE_OK || !wait_again(db, rc, &times))
            break;
        sqlite3_close(lite);
        db->handle = NULL;
    }
    if (rc != SQLITE_OK)
        return lite_error(db, rc, path);
    return db->writer ? open_writer(db) : open_reader(db);
}

static void lite_close(struct db *db)
{
    sqlite3_stmt *st;

    if (!db->handle)
        return;
    while ((st = sqlite3_next_stmt(db->handle, NULL)))
        sqlite3_finalize(st);
    sqlite3_close(db->handle);
    db->handle = NULL;
}

/* ---- statements ---- */

static err lite_prepare(struct db *db, const struct db_stmt *st, sqlite3_stmt **out)
{
    struct db_prepared *p = db_prepared_of(db, st);
    sqlite3_stmt *made = NULL;
    int times = 0, rc;

    if (!p->handle) {
        do
            rc = sqlite3_prepare_v3(db->handle, st->sqlite, -1, SQLITE_PREPARE_PERSISTENT, &made,
                                    NULL);
        while (rc != SQLITE_OK && wait_again(db, rc, &times));
        if (rc != SQLITE_OK)
            return lite_error(db, rc, st->name);
        p->handle = made;
    }
    if (sqlite3_stmt_busy(p->handle))
        return db_fail(db, FAULT(ERR_DB), st->name, "is used inside of its own walk");
    *out = p->handle;
    return OK;
}

static void lite_bind(sqlite3_stmt *st, const struct db_stmt *s, const struct db_value *in)
{
    for (int i = 0; s->in && s->in[i]; i++)
        switch (in[i].type) {
        case DB_NULL:
            sqlite3_bind_null(st, i + 1);
            break;
        case DB_INT:
            sqlite3_bind_int64(st, i + 1, in[i].i);
            break;
        case DB_TEXT:
            sqlite3_bind_text64(st, i + 1, in[i].s.p, in[i].s.n, SQLITE_STATIC, SQLITE_UTF8);
            break;
        case DB_BLOB:
            sqlite3_bind_blob64(st, i + 1, in[i].s.p, in[i].s.n, SQLITE_STATIC);
            break;
        }
}

/* Up to the first row or the end.  Nothing was read before it, so a reader may begin again. */
static int first_step(struct db *db, sqlite3_stmt *st)
{
    int times = 0, rc;

    while ((rc = sqlite3_step(st)) != SQLITE_ROW && rc != SQLITE_DONE && wait_again(db, rc, &times))
        sqlite3_reset(st);
    return rc;
}

static void lite_done(struct db_rows *r)
{
    if (!r->handle)
        return;
    sqlite3_reset(r->handle);
    if (r->st->in && r->st->in[0])
        sqlite3_clear_bindings(r->handle); /* what was bound is the caller's */
    r->handle = NULL;
}

static err step_end(struct db_rows *r, int rc)
{
    struct db *db = r->db;
    err e = OK;

    if (rc != SQLITE_DONE)
        e = lite_error(db, rc, r->st->name);
    else
        r->affected = sqlite3_stmt_readonly(r->handle) ? 0 : sqlite3_changes64(db->handle);
    lite_done(r);
    return e;
}

static err lite_run(struct db_rows *r, const struct db_value *in)
{
    sqlite3_stmt *st = NULL;
    int rc;

    if (r->db->open && sqlite3_get_autocommit(r->db->handle))
        return db_fail(r->db, FAULT(ERR_DB), r->st->name,
                       "the transaction was rolled back by an earlier failure");
    TRY(lite_prepare(r->db, r->st, &st));
    lite_bind(st, r->st, in);
    r->handle = st;
    rc = first_step(r->db, st);
    r->ready = rc == SQLITE_ROW;
    return r->ready ? OK : step_end(r, rc);
}

static err column_read(struct db_rows *r, int i, struct db_value *out)
{
    static const char letters[] = {
        [SQLITE_INTEGER] = 'i', [SQLITE_TEXT] = 't', [SQLITE_BLOB] = 'b'
    };
    int type = sqlite3_column_type(r->handle, i);
    char want = (char)(r->st->out[i] | 0x20);

    if (type == SQLITE_NULL) {
        *out = (struct db_value){ DB_NULL, { .i = 0 } };
        return db_null_allowed(r->db, r->st, r->st->out, (size_t)i);
    }
    if (type == SQLITE_FLOAT || letters[type] != (want == 'o' ? 'i' : want)) {
        char text[60];

        snprintf(text, sizeof text, "output %d has another type than declared", i + 1);
        return db_fail(r->db, FAULT(ERR_DB), r->st->name, text);
    }
    if (type == SQLITE_INTEGER) {
        *out = db_int(sqlite3_column_int64(r->handle, i));
    } else {
        const void *p = type == SQLITE_TEXT ? (const void *)sqlite3_column_text(r->handle, i)
                                            : sqlite3_column_blob(r->handle, i);
        size_t n = (size_t)sqlite3_column_bytes(r->handle, i);

        if (!p && n)
            return lite_error(r->db, SQLITE_NOMEM, r->st->name);
        *out = (struct db_value){ type == SQLITE_TEXT ? DB_TEXT : DB_BLOB,
                                  { .s = db_keep(r->db, p, n) } };
    }
    return OK;
}

static err lite_next(struct db_rows *r, struct db_value *row, bool *got)
{
    if (!r->ready && r->handle) {
        int rc = sqlite3_step(r->handle);

        if (rc != SQLITE_ROW)
            TRY(step_end(r, rc));
    }
    *got = r->handle != NULL;
    r->ready = false;
    for (int i = 0; *got && r->st->out[i]; i++)
        TRY(column_read(r, i, &row[i]));
    return OK;
}

static err lite_command(struct db *db, const struct db_stmt *st)
{
    struct db_rows r = { .db = db, .st = st };

    return lite_run(&r, NULL);
}

static err lite_script(struct db *db, str sql)
{
    arena scratch = { 0 };
    int rc = sqlite3_exec(db->handle, str_zdup(&scratch, dialect_pick(&scratch, sql, DB_SQLITE)),
                          NULL, NULL, NULL);

    arena_free(&scratch);
    return rc == SQLITE_OK ? OK : lite_error(db, rc, "script");
}

static void lite_settle(struct db *db)
{
    for (sqlite3_stmt *st = NULL; (st = sqlite3_next_stmt(db->handle, st));)
        if (sqlite3_stmt_busy(st))
            sqlite3_reset(st);
}

/* ---- upkeep ---- */

static err lite_checkpoint(struct db *db)
{
    int rc;

    if (db->wal_bytes < CHECKPOINT_AT || db->wal_bytes < db->wal_tried + CHECKPOINT_AGAIN)
        return OK;
    sqlite3_busy_timeout(db->handle, CHECKPOINT_TIMEOUT_MS);
    rc = sqlite3_wal_checkpoint_v2(db->handle, NULL,
                                   db->wal_bytes < TRUNCATE_AT ? SQLITE_CHECKPOINT_RESTART
                                                               : SQLITE_CHECKPOINT_TRUNCATE,
                                   NULL, NULL);
    sqlite3_busy_timeout(db->handle, WRITER_TIMEOUT_MS);
    if ((rc & 0xff) == SQLITE_BUSY) {
        db->wal_tried = db->wal_bytes;
        return OK;
    }
    if (rc != SQLITE_OK)
        return lite_error(db, rc, "checkpoint");
    db->wal_bytes = db->wal_tried = 0;
    return OK;
}

static err lite_copy_to(struct db *db, str path)
{
    arena scratch = { 0 };
    sqlite3 *to = NULL;
    int rc =
        sqlite3_open_v2(str_zdup(&scratch, path), &to,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    sqlite3_backup *copy =
        rc == SQLITE_OK ? sqlite3_backup_init(to, "main", db->handle, "main") : NULL;
    err e = OK;

    if (copy) {
        int times = 0;

        while ((rc = sqlite3_backup_step(copy, -1)) != SQLITE_DONE &&
               ((rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED) && times++ < WAIT_TIMES)
            sqlite3_sleep(WAIT_MS);
        sqlite3_backup_finish(copy);
    }
    if (!copy || rc != SQLITE_DONE)
        e = db_fail(db, FAULT(ERR_DB), "copy", to ? sqlite3_errmsg(to) : sqlite3_errstr(rc));
    sqlite3_close(to);
    arena_free(&scratch);
    return e;
}

static int note_first(void *ctx, int n, char **values, char **names)
{
    struct db *db = ctx;

    (void)n, (void)names;
    db_fail(db, OK, NULL, values[0] ? values[0] : "");
    return 0;
}

static err lite_check_file(struct db *db, bool *sound)
{
    int rc = sqlite3_exec(db->handle, "PRAGMA integrity_check(1)", note_first, db, NULL);

    if ((rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB) {
        *sound = false;
        lite_error(db, rc, "integrity check");
        return OK;
    }
    if (rc != SQLITE_OK)
        return lite_error(db, rc, "integrity check");
    *sound = str_eq(db_error(db), S("ok"));
    return OK;
}

const struct db_driver driver_sqlite = {
    .open = lite_open,
    .close = lite_close,
    .command = lite_command,
    .script = lite_script,
    .run = lite_run,
    .next = lite_next,
    .done = lite_done,
    .settle = lite_settle,
    .checkpoint = lite_checkpoint,
    .copy_to = lite_copy_to,
    .check_file = lite_check_file,
};
