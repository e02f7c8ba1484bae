/* mksql - named statements of store.sql become typed functions, checked against the real tables.
 *
 *   mksql -o GEN DIR...            writes GEN/<last dir>/store.h and .c; the dirs before it lend
 * their tables mksql -m GEN DIR...            writes GEN/db/migrations.c: every migration of the
 * program mksql --postgres CONN DIR...   prepares every statement on a PostgreSQL and leaves
 * nothing there
 *
 * tools/README.md describes the files.  Errors are `file:line: message`, exit status 1. */
#include "tools/mksql.h"

#include "db/dialect.h"

#include <ctype.h>
#include <dirent.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { INPUTS_MOST = 64 }; /* as db/postgres.c */

static const char *const card_names[] = { ":one", ":many", ":each", ":exec", ":execrows" };

arena memory;
static int errors;

void complain(const char *file, int line, const char *fmt, ...)
{
    va_list ap;

    errors++;
    fprintf(stderr, "%s:%d: ", file, line);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
}

/* ---- files ---- */

static bool file_load(const char *path, str *out)
{
    FILE *f = fopen(path, "rb");
    buf b;

    if (!f)
        return false;
    buf_init(&b, &memory, 64 * KIB);
    for (size_t got; (got = fread(buf_space(&b, 64 * KIB), 1, 64 * KIB, f)) > 0;)
        buf_took(&b, got);
    fclose(f);
    *out = buf_str(&b);
    return true;
}

static void folders_make(const char *path)
{
    char *p = str_zdup(&memory, str_z(path));

    for (char *c = p + 1; *c; c++)
        if (*c == '/') {
            *c = 0;
            mkdir(p, 0777);
            *c = '/';
        }
}

void file_save(const char *path, str text)
{
    str old;
    FILE *f;

    if (file_load(path, &old) && str_eq(old, text))
        return;
    folders_make(path);
    f = fopen(path, "wb");
    if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0)
        complain(path, 0, "cannot be written");
}

char *path_of(const char *dir, const char *name)
{
    return str_zdup(&memory, str_fmt(&memory, "%s/%s", dir, name));
}

/* ---- reading store.sql ---- */

static bool is_name(str s)
{
    if (s.n == 0 || !islower((unsigned char)s.p[0]))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!islower((unsigned char)s.p[i]) && !isdigit((unsigned char)s.p[i]) && s.p[i] != '_')
            return false;
    return true;
}

static bool in_words(str s, const char *words)
{
    str rest = str_z(words), w;

    while (str_next(&rest, ' ', &w))
        if (str_eq(s, w))
            return true;
    return false;
}

static const char reserved[] =
    "auto break case char const continue default do double else enum extern float for goto if "
    "inline int "
    "long register restrict return short signed sizeof static struct switch typedef union unsigned "
    "void "
    "volatile while bool str err true false db in out fn arg affected found";

static char type_letter(str type)
{
    bool null = str_ends(type, S("?"));
    str base = null ? str_sub(type, 0, type.n - 1) : type;
    char c = str_eq(base, S("int"))             ? 'i'
             : str_eq(base, S("text"))          ? 't'
             : str_eq(base, S("blob"))          ? 'b'
             : str_eq(base, S("bool")) && !null ? 'o'
                                                : 0;

    return null && c ? (char)toupper((unsigned char)c) : c;
}

static void fields_read(fields *f, const struct query *q, int line, str list)
{
    str rest = str_trim(list), item;

    while (str_next(&rest, ',', &item)) {
        str name, type;

        item = str_trim(item);
        str_cut(item, ' ', &name, &type);
        type = str_trim(type);
        if (!is_name(name) || in_words(name, reserved))
            complain(q->file, line,
                     "\"%.*s\" cannot be a name: lower case, no word of C, none of "
                     "db in out fn arg affected found",
                     STR_ARG(name));
        else if (!type_letter(type))
            complain(q->file, line,
                     "%.*s: the type \"%.*s\" is not one of int, text, blob (each with ? "
                     "where it may be null), bool",
                     STR_ARG(name), STR_ARG(type));
        for (size_t i = 0; i < f->n; i++)
            if (str_eq(f->v[i].name, name))
                complain(q->file, line, "%.*s is there twice", STR_ARG(name));
        *vec_push(f, &memory) = (struct field){ name, type_letter(type) };
    }
}

static void query_begin(struct room *r, str head, int line)
{
    str name, card;
    struct query q = { .line = line, .text_line = line + 1, .file = r->file, .card = CARD_EXEC };
    bool known = false;

    str_cut(head, ' ', &name, &card);
    card = str_trim(card);
    q.name = name;
    if (!is_name(name))
        complain(r->file, line, "\"%.*s\" cannot be a name: lower-case letters, digits, _",
                 STR_ARG(name));
    for (size_t i = 0; i < LEN(card_names); i++)
        if (str_eq(card, str_z(card_names[i]))) {
            q.card = (enum card)i;
            known = true;
        }
    if (!known)
        complain(r->file, line, "%.*s: write :one, :many, :each, :exec or :execrows",
                 STR_ARG(name));
    *vec_push(&r->queries, &memory) = q;
}

/* A comment below the name: inputs, outputs, or words for the header. */
static void query_comment(struct query *q, str text, int line)
{
    if (str_starts(text, S("in:")))
        fields_read(&q->in, q, line, str_from(text, 3));
    else if (str_starts(text, S("out:")))
        fields_read(&q->out, q, line, str_from(text, 4));
    else if (!str_starts(text, S("@")))
        q->doc =
            str_fmt(&memory, "%.*s%s%.*s", STR_ARG(q->doc), q->doc.n ? "\n * " : "", STR_ARG(text));
}

static void store_read(struct room *r, str text)
{
    str rest = text, line;
    bool in_head = false;

    for (int n = 1; str_next(&rest, '\n', &line); n++) {
        str word = str_trim(line);
        struct query *q = r->queries.n ? &r->queries.v[r->queries.n - 1] : NULL;

        if (str_starts(word, S("-- q_"))) {
            query_begin(r, str_from(word, 3), n);
            in_head = true;
        } else if (in_head && str_starts(word, S("--")) && !str_starts(word, S("-- @"))) {
            query_comment(q, str_trim(str_from(word, 2)), n);
            q->text_line = n + 1;
        } else if (q) {
            if (in_head)
                q->text = str_of(line.p, 0);
            in_head = false;
            q->text.n = (size_t)(line.p + line.n - q->text.p);
        } else if (word.n && !str_starts(word, S("--"))) {
            complain(r->file, n, "SQL before the first name; write -- q_name :one above it");
        }
    }
}

/* Without comments, blanks at the ends and the last semicolon. */
static str statement(str text)
{
    str rest = text, line;
    buf b;

    buf_init(&b, &memory, text.n + 1);
    while (str_next(&rest, '\n', &line)) {
        if (str_starts(str_trim(line), S("--")))
            line = str_sub(line, 0, 0);
        buf_add(&b, line);
        buf_char(&b, '\n');
    }
    rest = buf_str(&b);
    while (rest.n && (isspace((unsigned char)rest.p[rest.n - 1]) || rest.p[rest.n - 1] == ';'))
        rest.n--;
    return rest;
}

str text_sqlite(const struct query *q)
{
    return statement(dialect_pick(&memory, q->text, DB_SQLITE));
}

str text_postgres(const struct query *q)
{
    return dialect_query(&memory, statement(dialect_pick(&memory, q->text, DB_POSTGRES)));
}

/* ---- reading rooms ---- */

static int is_migration(const struct dirent *d)
{
    return str_ends(str_z(d->d_name), S(".sql"));
}

static void steps_read(struct room *r)
{
    const char *dir = path_of(r->dir, "migrations");
    struct dirent **list = NULL;
    int n = scandir(dir, &list, is_migration, alphasort);

    for (int i = 0; i < n; i++) {
        str name = str_copy(&memory, str_z(list[i]->d_name));
        struct step s = { .file = path_of(dir, list[i]->d_name) };
        int64_t number = 0;

        if (name.n < 9 || failed(str_to_i64(str_sub(name, 0, 3), &number)) || name.p[3] != '_')
            complain(s.file, 1, "is not named NNN_name.sql");
        else if (number != i + 1)
            complain(s.file, 1,
                     "number %d is expected here: migrations count from 001 without gaps", i + 1);
        s.number = (int)number;
        s.name = str_sub(name, 4, name.n - 8);
        if (!file_load(s.file, &s.sql))
            complain(s.file, 1, "cannot be read");
        *vec_push(&r->steps, &memory) = s;
        free(list[i]);
    }
    free(list);
}

static void room_read(struct room *r, const char *dir)
{
    str text, label = str_z(dir);
    char *file = path_of(dir, "store.sql");

    r->dir = dir;
    r->label = str_starts(label, S("src/")) ? str_from(label, 4) : label;
    steps_read(r);
    if (file_load(file, &text)) {
        r->file = file;
        store_read(r, text);
    }
}

static void names_check(const struct room *rooms, size_t n)
{
    map seen = { 0 };

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < rooms[i].queries.n; k++) {
            struct query *q = &rooms[i].queries.v[k], *other = map_get(&seen, q->name);

            if (other)
                complain(q->file, q->line, "%.*s is also in %s:%d; names are global",
                         STR_ARG(q->name), other->file, other->line);
            map_put(&seen, &memory, q->name, q);
        }
}

/* ---- the tables, in SQLite ---- */

static int line_at(str text, int first, int offset)
{
    int line = first;

    for (int i = 0; i < offset && (size_t)i < text.n; i++)
        line += text.p[i] == '\n';
    return line;
}

static void tables_apply(sqlite3 *db, const struct room *r)
{
    for (size_t i = 0; i < r->steps.n; i++) {
        const struct step *s = &r->steps.v[i];
        str sql = dialect_pick(&memory, s->sql, DB_SQLITE);
        const char *p = str_zdup(&memory, sql), *start = p;

        while (*p) {
            sqlite3_stmt *st = NULL;
            const char *tail = p;
            int rc = sqlite3_prepare_v2(db, p, -1, &st, &tail);

            if (rc == SQLITE_OK && st)
                rc = sqlite3_step(st);
            if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW) {
                int at = sqlite3_error_offset(db);
                complain(s->file, line_at(sql, 1, (int)(p - start) + (at < 0 ? 1 : at)), "%s",
                         sqlite3_errmsg(db));
                sqlite3_finalize(st);
                break;
            }
            sqlite3_finalize(st);
            p = tail;
        }
    }
}

/* True where the table's text has the column's name with the type, in these very letters, behind
 * it. */
static bool column_has_type(str sql, str column, str type)
{
    for (size_t at = 0; (at = str_find(sql, column, at)) != SIZE_MAX; at++) {
        size_t end = at + column.n, from = end;

        while (from < sql.n && isspace((unsigned char)sql.p[from]))
            from++;
        if (from > end && str_starts(str_from(sql, from), type))
            return true;
    }
    return false;
}

/* Types must be the three that the translation for PostgreSQL knows, in capitals. */
static void types_check(sqlite3 *db, const struct room *r)
{
    static const char sql[] =
        "SELECT m.name, c.name, c.type, m.sql FROM sqlite_schema m, pragma_table_info(m.name) c "
        "WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' "
        "AND NOT EXISTS (SELECT 1 FROM sqlite_schema v WHERE v.sql LIKE 'CREATE VIRTUAL%' "
        "AND m.name LIKE v.name || '\\_%' ESCAPE '\\')";
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        complain(r->dir, 0, "%s", sqlite3_errmsg(db));
    while (st && sqlite3_step(st) == SQLITE_ROW) {
        str column = str_z((const char *)sqlite3_column_text(st, 1));
        str type = str_z((const char *)sqlite3_column_text(st, 2));

        if (!in_words(type, "INTEGER TEXT BLOB") ||
            !column_has_type(str_z((const char *)sqlite3_column_text(st, 3)), column, type))
            complain(path_of(r->dir, "migrations"), 0,
                     "the type of %s.%s must be INTEGER, TEXT or BLOB, in capitals",
                     sqlite3_column_text(st, 0), column.p);
    }
    sqlite3_finalize(st);
}

/* ---- checking a statement ---- */

static const char *type_word(char letter)
{
    switch (tolower((unsigned char)letter)) {
    case 'i':
        return "int";
    case 't':
        return "text";
    case 'b':
        return "blob";
    default:
        return "bool";
    }
}

/* A plain column of a table: its declared type and whether it may be null must agree with the
 * output. */
static void origin_check(sqlite3 *db, sqlite3_stmt *st, int i, const struct query *q,
                         const struct field *f)
{
    const char *table = sqlite3_column_table_name(st, i),
               *column = sqlite3_column_origin_name(st, i);
    const char *type = NULL;
    int not_null = 0, primary = 0;
    char kind = (char)tolower((unsigned char)f->type);

    if (!table || !column ||
        sqlite3_table_column_metadata(db, NULL, table, column, &type, NULL, &not_null, &primary,
                                      NULL))
        return;
    char real = !strcmp(type, "INTEGER") ? 'i' : !strcmp(type, "TEXT") ? 't' : 'b';
    if (kind != real && !(kind == 'o' && real == 'i'))
        complain(q->file, q->line, "%.*s: %s.%s is %s, not %s", STR_ARG(f->name), table, column,
                 type, type_word(f->type));
    if (!not_null && !(primary && real == 'i') && islower((unsigned char)f->type))
        complain(q->file, q->line, "%.*s: %s.%s may be null; write %s?, or NOT NULL in the table",
                 STR_ARG(f->name), table, column, type_word(f->type));
}

static void outputs_check(sqlite3 *db, sqlite3_stmt *st, const struct query *q)
{
    int n = sqlite3_column_count(st);

    if ((size_t)n != q->out.n) {
        complain(q->file, q->line, "%.*s gives %d columns, but `-- out:` names %zu",
                 STR_ARG(q->name), n, q->out.n);
        return;
    }
    for (int i = 0; i < n; i++) {
        const struct field *f = &q->out.v[i];
        str name = str_z(sqlite3_column_name(st, i));

        if (!str_eq(name, f->name))
            complain(
                q->file, q->line,
                "column %d is \"%.*s\", but `-- out:` names %.*s; add AS %.*s or mend the order",
                i + 1, STR_ARG(name), STR_ARG(f->name), STR_ARG(f->name));
        else
            origin_check(db, st, i, q, f);
    }
}

static void inputs_check(sqlite3_stmt *st, const struct query *q)
{
    int n = sqlite3_bind_parameter_count(st);

    if ((size_t)n != q->in.n)
        complain(q->file, q->line, "%.*s takes %d parameters, but `-- in:` names %zu",
                 STR_ARG(q->name), n, q->in.n);
    for (int i = 1; i <= n; i++) {
        const char *name = sqlite3_bind_parameter_name(st, i);

        if (!name)
            complain(q->file, q->line, "%.*s: ?%d is not used, or written without its number",
                     STR_ARG(q->name), i);
        else if (name[0] != '?')
            complain(q->file, q->line, "%.*s: write ?%d for %s", STR_ARG(q->name), i, name);
    }
}

static void shape_check(const struct query *q)
{
    bool rows = q->card <= CARD_EACH;

    if (q->in.n > INPUTS_MOST)
        complain(q->file, q->line, "%.*s: at most %d inputs", STR_ARG(q->name), INPUTS_MOST);
    if (rows && q->out.n == 0)
        complain(q->file, q->line, "%.*s: %s needs `-- out:`", STR_ARG(q->name),
                 card_names[q->card]);
    if (!rows && q->out.n > 0)
        complain(q->file, q->line, "%.*s: %s has no `-- out:`; RETURNING wants :one or :many",
                 STR_ARG(q->name), card_names[q->card]);
    if (text_postgres(q).n == 0)
        complain(q->file, q->line, "%.*s has no text for PostgreSQL", STR_ARG(q->name));
}

/* Where the last failure is; without a position of SQLite's, where the name stands that it
 * complains of. */
static int line_of_error(sqlite3 *db, str sql, const struct query *q)
{
    str text = str_z(sqlite3_errmsg(db));
    int at = sqlite3_error_offset(db);
    size_t colon = str_rfind_char(text, ' '), found;

    if (at < 0 && colon != SIZE_MAX &&
        (found = str_find(sql, str_from(text, colon + 1), 0)) != SIZE_MAX)
        at = (int)found;
    return line_at(sql, q->text_line, at);
}

static void query_check(sqlite3 *db, const struct query *q)
{
    str sql = text_sqlite(q);
    const char *z = str_zdup(&memory, sql), *tail = NULL;
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db, z, -1, &st, &tail);

    shape_check(q);
    if (rc != SQLITE_OK)
        complain(q->file, line_of_error(db, sql, q), "%.*s: %s", STR_ARG(q->name),
                 sqlite3_errmsg(db));
    else if (!st)
        complain(q->file, q->line, "%.*s has no text", STR_ARG(q->name));
    else if (str_trim(str_z(tail)).n)
        complain(q->file, line_at(sql, q->text_line, (int)(tail - z)),
                 "%.*s: one statement to a name", STR_ARG(q->name));
    else {
        inputs_check(st, q);
        outputs_check(db, st, q);
    }
    sqlite3_finalize(st);
}

/* ---- PostgreSQL ---- */

enum {
    PG_BOOL = 16,
    PG_BYTEA = 17,
    PG_INT8 = 20,
    PG_INT2 = 21,
    PG_INT4 = 23,
    PG_TEXT = 25,
    PG_VARCHAR = 1043
};

static bool pg_type_fits(Oid type, char letter)
{
    switch (tolower((unsigned char)letter)) {
    case 't':
        return type == PG_TEXT || type == PG_VARCHAR;
    case 'b':
        return type == PG_BYTEA;
    default:
        return type == PG_INT8 || type == PG_INT4 || type == PG_INT2 || type == PG_BOOL;
    }
}

static bool pg_did(PGconn *pg, const char *sql)
{
    PGresult *r = PQexec(pg, sql);
    bool good = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK ||
                PQresultStatus(r) == PGRES_EMPTY_QUERY;

    PQclear(r);
    return good;
}

static void pg_columns_check(const PGresult *r, const struct query *q)
{
    if ((size_t)PQnfields(r) != q->out.n) {
        complain(q->file, q->line, "%.*s gives %d columns on PostgreSQL", STR_ARG(q->name),
                 PQnfields(r));
        return;
    }
    for (size_t i = 0; i < q->out.n; i++)
        if (!pg_type_fits(PQftype(r, (int)i), q->out.v[i].type))
            complain(q->file, q->line,
                     "%.*s: on PostgreSQL %.*s has type %u, not %s; write CAST(... AS INTEGER) "
                     "or the like",
                     STR_ARG(q->name), STR_ARG(q->out.v[i].name), PQftype(r, (int)i),
                     type_word(q->out.v[i].type));
}

static void pg_query_check(PGconn *pg, const struct query *q)
{
    VEC(Oid) types = { 0 };
    PGresult *r;

    for (size_t i = 0; i < q->in.n; i++) {
        char c = (char)tolower((unsigned char)q->in.v[i].type);
        *vec_push(&types, &memory) = c == 't' ? PG_TEXT : c == 'b' ? PG_BYTEA : PG_INT8;
    }
    pg_did(pg, "SAVEPOINT s");
    r = PQprepare(pg, "", str_zdup(&memory, text_postgres(q)), (int)types.n, types.v);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
        complain(q->file, q->line, "%.*s on PostgreSQL: %s", STR_ARG(q->name),
                 PQresultErrorMessage(r));
    } else {
        PGresult *d = PQdescribePrepared(pg, "");

        pg_columns_check(d, q);
        PQclear(d);
    }
    PQclear(r);
    pg_did(pg, "ROLLBACK TO SAVEPOINT s");
}

static void postgres_check(const char *conn, const struct room *rooms, size_t n)
{
    PGconn *pg = PQconnectdb(conn);
    size_t count = 0;

    if (PQstatus(pg) != CONNECTION_OK || !pg_did(pg, "BEGIN") ||
        !pg_did(pg, "SET client_min_messages = warning") ||
        !pg_did(pg, "CREATE SCHEMA mksql_check") ||
        !pg_did(pg, "SET LOCAL search_path = mksql_check"))
        complain("mksql", 0, "%s", PQerrorMessage(pg));
    for (size_t i = 0; i < n && !errors; i++) {
        for (size_t k = 0; k < rooms[i].steps.n && !errors; k++) {
            const struct step *s = &rooms[i].steps.v[k];
            str sql = dialect_script(&memory, dialect_pick(&memory, s->sql, DB_POSTGRES));

            if (!pg_did(pg, str_zdup(&memory, sql)))
                complain(s->file, 1, "on PostgreSQL: %s", PQerrorMessage(pg));
        }
        if (errors)
            break;
        for (size_t k = 0; k < rooms[i].queries.n; k++, count++)
            pg_query_check(pg, &rooms[i].queries.v[k]);
    }
    pg_did(pg, "ROLLBACK");
    PQfinish(pg);
    if (!errors)
        printf("%zu statements prepared on PostgreSQL\n", count);
}

/* ---- the program ---- */

static void sqlite_check(const char *gen, const struct room *rooms, size_t n)
{
    sqlite3 *db = NULL;
    const struct room *last = &rooms[n - 1];

    if (sqlite3_open(":memory:", &db) != SQLITE_OK)
        complain("mksql", 0, "%s", sqlite3_errmsg(db));
    for (size_t i = 0; i < n; i++)
        tables_apply(db, &rooms[i]);
    types_check(db, last);
    for (size_t k = 0; k < last->queries.n; k++)
        query_check(db, &last->queries.v[k]);
    sqlite3_close(db);
    if (!errors && last->file)
        store_write(gen, last);
}

int main(int argc, char **argv)
{
    size_t n = argc > 3 ? (size_t)argc - 3 : 0;
    struct room *rooms;

    if (n == 0) {
        fprintf(stderr,
                "usage: mksql -o GEN DIR... | -m GEN DIR... | --postgres CONNECTION DIR...\n");
        return 2;
    }
    rooms = ARENA_ARRAY(&memory, struct room, n);
    for (size_t i = 0; i < n; i++)
        room_read(&rooms[i], argv[i + 3]);
    names_check(rooms, n);
    if (errors)
        return 1;
    if (strcmp(argv[1], "-o") == 0)
        sqlite_check(argv[2], rooms, n);
    else if (strcmp(argv[1], "-m") == 0)
        migrations_write(argv[2], rooms, n);
    else if (strcmp(argv[1], "--postgres") == 0)
        postgres_check(argv[2], rooms, n);
    arena_free(&memory);
    return errors != 0;
}
