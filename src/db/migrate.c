/* db/migrate.c - compares the history in the database with the program's, and applies what is
 * missing. */
#include "db/migrate.h"

#include "db/driver.h"

static const char history_table[] = "CREATE TABLE IF NOT EXISTS migration (\n"
                                    "  block TEXT NOT NULL,\n"
                                    "  number INTEGER NOT NULL,\n"
                                    "  hash TEXT NOT NULL,\n"
                                    "  at INTEGER NOT NULL,\n"
                                    "  PRIMARY KEY (block, number)\n"
                                    ") WITHOUT ROWID";

static const struct db_stmt history_there = {
    .name = "history of migrations",
    .in = "",
    .out = "i",
    .sqlite = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'",
    .postgres = "SELECT count(*) FROM pg_tables WHERE tablename = 'migration' "
                "AND schemaname = ANY (current_schemas(false))",
};
static const struct db_stmt history_read = {
    .name = "history of migrations",
    .in = "",
    .out = "tit",
    .sqlite = "SELECT block, number, hash FROM migration ORDER BY block, number",
    .postgres = "SELECT block, number, hash FROM migration ORDER BY block, number",
};
static const struct db_stmt history_add = {
    .name = "history of migrations",
    .in = "titi",
    .out = "",
    .sqlite = "INSERT INTO migration (block, number, hash, at) VALUES (?1, ?2, ?3, ?4)",
    .postgres = "INSERT INTO migration (block, number, hash, at) VALUES ($1, $2, $3, $4)",
};

static const struct migration *known(const struct migration *m, size_t n, str block, int64_t number)
{
    for (size_t i = 0; i < n; i++)
        if (m[i].number == number && str_eq(str_z(m[i].block), block))
            return &m[i];
    return NULL;
}

static err refuse_history(struct db *db, str block, int64_t number, const char *why)
{
    arena *a = db_arena(db);
    str text = str_fmt(a, "migration %.*s/%03d %s", STR_ARG(block), (int)number, why);

    return db_fail(db, FAULT(ERR_CONFLICT), NULL, str_zdup(a, text));
}

/* applied[i] turns true for each migration of the program that the database has. */
static err history_compare(struct db *db, const struct migration *m, size_t n, bool *applied)
{
    struct db_value row[3];
    struct db_rows rows;
    bool got = false;
    err e;

    TRY(db_rows_open(db, &history_read, NULL, &rows));
    while (!failed(e = db_rows_next(&rows, row, &got)) && got) {
        const struct migration *k = known(m, n, row[0].s, row[1].i);

        if (!k)
            e = refuse_history(
                db, row[0].s, row[1].i,
                "is in the database, but this program does not know it: the database was used by a "
                "newer program; start that one");
        else if (!str_eq(row[2].s, str_z(k->hash)))
            e = refuse_history(
                db, row[0].s, row[1].i,
                "was changed after it had been applied; give the file back its text and put the "
                "change into a new migration");
        else
            applied[k - m] = true;
        if (failed(e))
            break;
    }
    db_rows_close(&rows);
    return e;
}

static err history_load(struct db *db, const struct migration *m, size_t n, bool *applied)
{
    struct db_value there;
    bool found;

    TRY(db_one(db, &history_there, NULL, &there, &found));
    return there.i ? history_compare(db, m, n, applied) : OK;
}

/* Names the migration in the failure's text. */
static err blame(struct db *db, const struct migration *m, err e)
{
    str text = str_fmt(db_arena(db), "migration %s/%03d_%s: %.*s", m->block, m->number, m->name,
                       STR_ARG(db_error(db)));

    return db_fail(db, e, NULL, str_zdup(db_arena(db), text));
}

static err apply_inside(struct db *db, const struct migration *m, instant now)
{
    const struct db_value row[] = { db_text(str_z(m->block)), db_int(m->number),
                                    db_text(str_z(m->hash)), db_int(now.ms) };

    TRY(db_exec_script(db, str_z(m->sql)));
    return db_exec(db, &history_add, row, NULL);
}

static err apply(struct db *db, const struct migration *m, instant now)
{
    err e = db_begin(db);

    if (!failed(e)) {
        e = apply_inside(db, m, now);
        if (!failed(e))
            e = db_commit(db);
        if (failed(e))
            e = blame(db, m, e);
        db_rollback(db);
    }
    return e;
}

static err migrate(struct db *db, const struct migration *m, size_t n, instant now)
{
    bool *applied = ARENA_ARRAY(db_arena(db), bool, n + 1);

    TRY(db_exec_script(db, str_z(history_table)));
    TRY(history_compare(db, m, n, applied));
    for (size_t i = 0; i < n; i++)
        if (!applied[i])
            TRY(apply(db, &m[i], now));
    return OK;
}

static err migrate_check(struct db *db, const struct migration *m, size_t n)
{
    bool *applied = ARENA_ARRAY(db_arena(db), bool, n + 1);

    TRY(history_load(db, m, n, applied));
    for (size_t i = 0; i < n; i++)
        if (!applied[i])
            return blame(db, &m[i],
                         db_fail(db, FAULT(ERR_MISSING), NULL, "is still to be applied"));
    return OK;
}

err db_migrate(struct db *db, const struct migration *m, size_t n, instant now)
{
    arena scratch = { 0 }, *before = db_arena(db);
    err e;

    db_use_arena(db, &scratch);
    e = migrate(db, m, n, now);
    db_use_arena(db, before);
    arena_free(&scratch);
    return e;
}

err db_migrate_check(struct db *db, const struct migration *m, size_t n)
{
    arena scratch = { 0 }, *before = db_arena(db);
    err e;

    db_use_arena(db, &scratch);
    e = migrate_check(db, m, n);
    db_use_arena(db, before);
    arena_free(&scratch);
    return e;
}
