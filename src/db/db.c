/* db/db.c - what both stores share: transactions, the cache of statements, counted calls, errors in
 * words. */
#include "db/driver.h"

#include <ctype.h>
#include <stdio.h>

static const struct db_stmt begin_write = { .name = "begin",
                                            .sqlite = "BEGIN IMMEDIATE",
                                            .postgres = "BEGIN" };
static const struct db_stmt begin_read = {
    .name = "begin reading",
    .sqlite = "BEGIN",
    .postgres = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
};
static const struct db_stmt commit = { .name = "commit", .sqlite = "COMMIT", .postgres = "COMMIT" };
static const struct db_stmt rollback = { .name = "rollback",
                                         .sqlite = "ROLLBACK",
                                         .postgres = "ROLLBACK" };
static const struct db_stmt savepoint = { .name = "savepoint",
                                          .sqlite = "SAVEPOINT s",
                                          .postgres = "SAVEPOINT s" };
static const struct db_stmt savepoint_keep = {
    .name = "release",
    .sqlite = "RELEASE s",
    .postgres = "RELEASE SAVEPOINT s",
};
static const struct db_stmt savepoint_undo = {
    .name = "roll back to savepoint",
    .sqlite = "ROLLBACK TO s",
    .postgres = "ROLLBACK TO SAVEPOINT s",
};

err db_fail(struct db *db, err e, const char *name, const char *text)
{
    int n =
        snprintf(db->error, sizeof db->error, "%s%s%s", name ? name : "", name ? ": " : "", text);

    db->error_n = MIN((size_t)MAX(n, 0), sizeof db->error - 1);
    while (db->error_n && isspace((unsigned char)db->error[db->error_n - 1]))
        db->error_n--;
    return e;
}

str db_error(const struct db *db)
{
    return str_of(db->error, db->error_n);
}

/* ---- opening ---- */

static bool is_connection_string(str where)
{
    if (str_starts(where, S("postgres://")) || str_starts(where, S("postgresql://")))
        return true;
    return !str_starts(where, S("/")) && !str_starts(where, S(".")) && str_has(where, S("="));
}

static err db_open(arena *home, str where, bool writer, struct db **out, str *why)
{
    struct db *db = ARENA_NEW(home, struct db);
    err e;

    db->kind = is_connection_string(where) ? DB_POSTGRES : DB_SQLITE;
    db->driver = db->kind == DB_SQLITE ? &driver_sqlite : &driver_postgres;
    db->home = home;
    db->writer = writer;
    e = db->driver->open(db, where);
    if (failed(e)) {
        *why = db_error(db);
        db->driver->close(db);
        return e;
    }
    *out = db;
    return OK;
}

err db_open_write(arena *home, str where, struct db **out, str *why)
{
    return db_open(home, where, true, out, why);
}

err db_open_read(arena *home, str where, struct db **out, str *why)
{
    return db_open(home, where, false, out, why);
}

void db_close(struct db *db)
{
    if (!db)
        return;
    db_rollback(db);
    db->driver->close(db);
}

enum db_kind db_kind_of(const struct db *db)
{
    return db->kind;
}

void db_use_arena(struct db *db, arena *a)
{
    db->results = a;
}

arena *db_arena(const struct db *db)
{
    return db->results;
}

/* ---- the cache of prepared statements ---- */

static struct db_prepared *slot_of(struct db_prepared *slots, size_t room, const struct db_stmt *st)
{
    size_t i = ((uintptr_t)st >> 4) * 0x9e3779b97f4a7c15u >> 20;

    for (i &= room - 1; slots[i].st && slots[i].st != st;)
        i = (i + 1) & (room - 1);
    return &slots[i];
}

static void prepared_grow(struct db *db)
{
    size_t room = db->prepared_room ? db->prepared_room * 2 : 256;
    struct db_prepared *slots = ARENA_ARRAY(db->home, struct db_prepared, room);

    for (size_t i = 0; i < db->prepared_room; i++)
        if (db->prepared[i].st)
            *slot_of(slots, room, db->prepared[i].st) = db->prepared[i];
    db->prepared = slots;
    db->prepared_room = room;
}

struct db_prepared *db_prepared_of(struct db *db, const struct db_stmt *st)
{
    struct db_prepared *slot;

    if (db->prepared_n * 2 >= db->prepared_room)
        prepared_grow(db);
    slot = slot_of(db->prepared, db->prepared_room, st);
    if (!slot->st) {
        slot->st = st;
        db->prepared_n++;
    }
    return slot;
}

/* ---- counted calls ---- */

void db_fail_after(struct db *db, uint64_t n)
{
    db->fail_at = n ? db->calls + n : 0;
}

bool db_struck(const struct db *db)
{
    return db->fail_at && db->calls >= db->fail_at;
}

uint64_t db_calls(const struct db *db)
{
    return db->calls;
}

static err count_call(struct db *db, const char *name)
{
    if (++db->calls != db->fail_at)
        return OK;
    return db_fail(db, FAULT(ERR_DB), name, "made to fail by a test");
}

static err command(struct db *db, const struct db_stmt *st)
{
    TRY(count_call(db, st->name));
    return db->driver->command(db, st);
}

/* ---- transactions ---- */

err db_begin(struct db *db)
{
    CHECK(!db->open);
    TRY(command(db, &begin_write));
    db->open = true;
    return OK;
}

err db_commit(struct db *db)
{
    err e;

    CHECK(db->open);
    e = command(db, &commit);
    if (failed(e)) {
        char text[sizeof db->error];
        size_t n = db->error_n;

        memcpy(text, db->error, n);
        db_rollback(db);
        memcpy(db->error, text, n);
        db->error_n = n;
    }
    db->open = false;
    return e;
}

void db_rollback(struct db *db)
{
    if (!db->open)
        return;
    db->driver->settle(db);
    db->driver->command(db, &rollback); /* fails only where the store has rolled back itself */
    db->open = false;
}

bool db_in_transaction(const struct db *db)
{
    return db->open;
}

err db_savepoint(struct db *db)
{
    CHECK(db->open);
    return command(db, &savepoint);
}

err db_savepoint_keep(struct db *db)
{
    CHECK(db->open);
    return command(db, &savepoint_keep);
}

err db_savepoint_undo(struct db *db)
{
    CHECK(db->open);
    db->driver->settle(db);
    TRY(command(db, &savepoint_undo));
    return db->driver->command(db, &savepoint_keep);
}

void db_read_begin(struct db *db)
{
    CHECK(!db->open && !db->to_read);
    db->to_read = true;
}

static err read_now(struct db *db)
{
    if (!db->to_read)
        return OK;
    TRY(command(db, &begin_read));
    db->to_read = false;
    db->open = true;
    return OK;
}

void db_read_end(struct db *db)
{
    db->to_read = false;
    db_rollback(db);
}

err db_exec_script(struct db *db, str sql)
{
    TRY(count_call(db, "script"));
    return db->driver->script(db, sql);
}

/* ---- statements ---- */

str db_keep(struct db *db, const void *p, size_t n)
{
    if (n == 0)
        return S("");
    char *copy = arena_alloc(db->results, n);
    memcpy(copy, p, n);
    return str_of(copy, n);
}

err db_null_allowed(struct db *db, const struct db_stmt *st, const char *letters, size_t i)
{
    char text[80];

    if (isupper((unsigned char)letters[i]))
        return OK;
    snprintf(text, sizeof text, "%s %zu is null", letters == st->in ? "input" : "output", i + 1);
    return db_fail(db, FAULT(ERR_DB), st->name, text);
}

err db_rows_open(struct db *db, const struct db_stmt *st, const struct db_value *in,
                 struct db_rows *out)
{
    *out = (struct db_rows){ .db = db, .st = st };
    TRY(read_now(db));
    TRY(count_call(db, st->name));
    for (size_t i = 0; st->in[i]; i++)
        if (in[i].type == DB_NULL)
            TRY(db_null_allowed(db, st, st->in, i));
    return db->driver->run(out, in);
}

err db_rows_next(struct db_rows *r, struct db_value *row, bool *got)
{
    return r->db->driver->next(r, row, got);
}

void db_rows_close(struct db_rows *r)
{
    r->db->driver->done(r);
}

err db_one(struct db *db, const struct db_stmt *st, const struct db_value *in, struct db_value *row,
           bool *found)
{
    struct db_rows rows;
    err e;

    TRY(db_rows_open(db, st, in, &rows));
    e = db_rows_next(&rows, row, found);
    db_rows_close(&rows);
    return e;
}

err db_exec(struct db *db, const struct db_stmt *st, const struct db_value *in, int64_t *affected)
{
    struct db_rows rows;

    TRY(db_rows_open(db, st, in, &rows));
    db_rows_close(&rows);
    db->writes += rows.affected > 0;
    if (affected)
        *affected = rows.affected;
    return OK;
}

uint64_t db_writes(const struct db *db)
{
    return db->writes;
}

/* ---- upkeep ---- */

err db_checkpoint(struct db *db)
{
    CHECK(db->writer && !db->open);
    return db->driver->checkpoint(db);
}

int64_t db_wal_bytes(const struct db *db)
{
    return db->wal_bytes;
}

err db_copy_to(struct db *db, str path)
{
    return db->driver->copy_to(db, path);
}

err db_check_file(struct db *db, bool *sound)
{
    return db->driver->check_file(db, sound);
}
