/* The limit that submissions are held against: the same rows put into SQLite by nothing but SQLite.
 *
 *   sqlite_rows BEFORE AFTER SCRATCH COUNT
 *
 * The rows of AFTER that are not in BEFORE are read into memory, then inserted into a new database
 * with the same tables and indices, WAL and synchronous=FULL, in COUNT / 256 transactions of equal
 * parts.  Prints JSON: rows, seconds. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TABLES_MAX = 100, BATCH = 256, COLUMNS_MAX = 64 };

struct table {
    char name[100];
    int columns;
    size_t rows, room;
    sqlite3_value **v; /* rows x columns */
    sqlite3_stmt *insert;
};

static struct table tables[TABLES_MAX];
static size_t n_tables;

static void must(int rc, sqlite3 *db, const char *what)
{
    if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
        return;
    fprintf(stderr, "sqlite_rows: %s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void row_keep(struct table *t, sqlite3_stmt *st)
{
    if (t->rows == t->room) {
        t->room = t->room ? t->room * 2 : 1024;
        t->v = realloc(t->v, t->room * (size_t)t->columns * sizeof *t->v);
    }
    for (int i = 0; i < t->columns; i++)
        t->v[t->rows * (size_t)t->columns + (size_t)i] =
            sqlite3_value_dup(sqlite3_column_value(st, i));
    t->rows++;
}

static void rows_read(sqlite3 *db, struct table *t)
{
    char sql[400];
    sqlite3_stmt *st;

    snprintf(sql, sizeof sql, "SELECT * FROM main.\"%s\" EXCEPT SELECT * FROM before.\"%s\"",
             t->name, t->name);
    must(sqlite3_prepare_v2(db, sql, -1, &st, NULL), db, sql);
    t->columns = sqlite3_column_count(st);
    while (sqlite3_step(st) == SQLITE_ROW)
        row_keep(t, st);
    sqlite3_finalize(st);
}

static void tables_read(sqlite3 *db)
{
    sqlite3_stmt *st;

    must(sqlite3_prepare_v2(
             db,
             "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
             "ORDER BY name",
             -1, &st, NULL),
         db, "tables");
    while (sqlite3_step(st) == SQLITE_ROW && n_tables < TABLES_MAX) {
        struct table *t = &tables[n_tables];
        snprintf(t->name, sizeof t->name, "%s", (const char *)sqlite3_column_text(st, 0));
        rows_read(db, t);
        n_tables += t->rows > 0;
    }
    sqlite3_finalize(st);
}

static void schema_copy(sqlite3 *from, sqlite3 *to)
{
    sqlite3_stmt *st;

    must(sqlite3_prepare_v2(
             from, "SELECT sql FROM main.sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC",
             -1, &st, NULL),
         from, "schema");
    while (sqlite3_step(st) == SQLITE_ROW)
        must(sqlite3_exec(to, (const char *)sqlite3_column_text(st, 0), NULL, NULL, NULL), to,
             "schema");
    sqlite3_finalize(st);
}

static void inserts_prepare(sqlite3 *db)
{
    for (size_t i = 0; i < n_tables; i++) {
        char sql[600];
        int n = snprintf(sql, sizeof sql, "INSERT INTO \"%s\" VALUES (?", tables[i].name);
        for (int c = 1; c < tables[i].columns; c++)
            n += snprintf(sql + n, sizeof sql - (size_t)n, ",?");
        snprintf(sql + n, sizeof sql - (size_t)n, ")");
        must(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &tables[i].insert, NULL),
             db, sql);
    }
}

static void rows_insert(sqlite3 *db, struct table *t, size_t from, size_t to)
{
    for (size_t r = from; r < to; r++) {
        for (int c = 0; c < t->columns; c++)
            sqlite3_bind_value(t->insert, c + 1, t->v[r * (size_t)t->columns + (size_t)c]);
        must(sqlite3_step(t->insert), db, t->name);
        sqlite3_reset(t->insert);
    }
}

int main(int argc, char **argv)
{
    sqlite3 *from, *to;
    size_t count, batches, rows = 0;
    double began;

    if (argc != 5)
        return 2;
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    count = strtoul(argv[4], NULL, 10);
    batches = (count + BATCH - 1) / BATCH;
    must(sqlite3_open(argv[2], &from), from, argv[2]);
    must(sqlite3_exec(from, sqlite3_mprintf("ATTACH '%q' AS before", argv[1]), NULL, NULL, NULL),
         from, argv[1]);
    tables_read(from);
    must(sqlite3_open(argv[3], &to), to, argv[3]);
    must(sqlite3_exec(to,
                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
                      "PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=0",
                      NULL, NULL, NULL),
         to, argv[3]);
    schema_copy(from, to);
    inserts_prepare(to);
    began = now();
    for (size_t b = 0; b < batches; b++) {
        must(sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL), to, "begin");
        for (size_t i = 0; i < n_tables; i++)
            rows_insert(to, &tables[i], tables[i].rows * b / batches,
                        tables[i].rows * (b + 1) / batches);
        must(sqlite3_exec(to, "COMMIT", NULL, NULL, NULL), to, "commit");
    }
    double seconds = now() - began;
    for (size_t i = 0; i < n_tables; i++)
        rows += tables[i].rows;
    printf("{\"rows\":%zu,\"seconds\":%.4f,\"per_second\":%.1f,\"tables\":{", rows, seconds,
           (double)count / seconds);
    for (size_t i = 0; i < n_tables; i++)
        printf("%s\"%s\":%zu", i ? "," : "", tables[i].name, tables[i].rows);
    printf("}}\n");
    return 0;
}
