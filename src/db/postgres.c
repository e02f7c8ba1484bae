/* db/postgres.c - the store for governments that outgrow one machine: the same statements over
 * libpq, parameters and results in binary form (integers of eight bytes in network order, texts and
 * blobs as they are). */
#include "db/dialect.h"
#include "db/driver.h"

#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>

enum {
    TYPE_BOOL = 16,
    TYPE_BYTEA = 17,
    TYPE_NAME = 19,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_TEXT = 25,
    TYPE_VARCHAR = 1043,
};

enum { INPUTS_MOST = 64 };

/* The primary message alone: the detail quotes values of rows, and what is noted here is logged. */
static err pg_error(struct db *db, const PGresult *r, const char *name)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *primary = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    str code = str_z(state ? state : "");
    char text[500];

    snprintf(text, sizeof text, "%s (PostgreSQL %s)",
             primary ? primary : PQerrorMessage(db->handle), state ? state : "without a state");
    if (str_eq(code, S("23505")))
        return db_fail(db, REFUSED(ERR_CONFLICT), name, text);
    if (str_eq(code, S("40001")) || str_eq(code, S("40P01")) || str_eq(code, S("55P03")))
        return db_fail(db, FAULT(ERR_BUSY), name, text);
    return db_fail(db, FAULT(ERR_DB), name, text);
}

static bool good(const PGresult *r)
{
    ExecStatusType s = PQresultStatus(r);

    return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK || s == PGRES_EMPTY_QUERY;
}

static err pg_do(struct db *db, const char *sql, const char *name)
{
    PGresult *r = PQexec(db->handle, sql);
    err e = good(r) ? OK : pg_error(db, r, name);

    PQclear(r);
    return e;
}

/* ---- opening ---- */

static void notice_ignored(void *ctx, const char *text)
{
    (void)ctx, (void)text;
}

static err session_set(struct db *db)
{
    const char *encoding = PQparameterStatus(db->handle, "server_encoding");

    PQsetNoticeProcessor(db->handle, notice_ignored, NULL);
    if (!encoding || !str_eq(str_z(encoding), S("UTF8")))
        return db_fail(db, FAULT(ERR_DB), "open", "the database's encoding must be UTF8");
    TRY(pg_do(db, "SET client_encoding = 'UTF8'", "open"));
    TRY(pg_do(db, "SET synchronous_commit = on", "open"));
    if (!db->writer)
        TRY(pg_do(db, "SET default_transaction_read_only = on", "open"));
    return OK;
}

static err pg_open(struct db *db, str where)
{
    db->handle = PQconnectdb(str_zdup(db->home, where));
    if (PQstatus(db->handle) != CONNECTION_OK)
        return pg_error(db, NULL, "open");
    return session_set(db);
}

static void pg_close(struct db *db)
{
    PQfinish(db->handle);
    db->handle = NULL;
}

/* A lost connection is opened again, between transactions only: what was in one is gone. */
static err connection_check(struct db *db)
{
    if (PQstatus(db->handle) == CONNECTION_OK || db->open)
        return OK;
    PQreset(db->handle);
    for (size_t i = 0; i < db->prepared_room; i++)
        db->prepared[i].handle = NULL;
    return PQstatus(db->handle) == CONNECTION_OK ? session_set(db)
                                                 : pg_error(db, NULL, "open again");
}

/* ---- statements ---- */

static err pg_command(struct db *db, const struct db_stmt *st)
{
    TRY(connection_check(db));
    return pg_do(db, st->postgres, st->name);
}

static err pg_script(struct db *db, str sql)
{
    arena scratch = { 0 };
    str own = dialect_script(&scratch, dialect_pick(&scratch, sql, DB_POSTGRES));
    err e = connection_check(db);

    if (!failed(e))
        e = pg_do(db, str_zdup(&scratch, own), "script");
    arena_free(&scratch);
    return e;
}

/* Prepared by name; the name is the statement's address, the handle only says that it is there. */
static err pg_prepare(struct db *db, const struct db_stmt *st, char *name, size_t room)
{
    struct db_prepared *p = db_prepared_of(db, st);
    Oid types[INPUTS_MOST];
    int n = 0;
    PGresult *r;
    err e;

    snprintf(name, room, "s%zx", (size_t)(uintptr_t)st);
    if (p->handle)
        return OK;
    for (; st->in[n]; n++) {
        char c = (char)(st->in[n] | 0x20);
        CHECK(n < INPUTS_MOST);
        types[n] = c == 't' ? TYPE_TEXT : c == 'b' ? TYPE_BYTEA : TYPE_INT8;
    }
    r = PQprepare(db->handle, name, st->postgres, n, types);
    e = good(r) ? OK : pg_error(db, r, st->name);
    PQclear(r);
    if (!failed(e))
        p->handle = db;
    return e;
}

static PGresult *pg_execute(struct db *db, const struct db_stmt *st, const char *name,
                            const struct db_value *in)
{
    const char *values[INPUTS_MOST];
    int lengths[INPUTS_MOST], formats[INPUTS_MOST], n = 0;
    uint64_t numbers[INPUTS_MOST];

    for (; st->in[n]; n++) {
        formats[n] = 1;
        if (in[n].type == DB_NULL) {
            values[n] = NULL;
            lengths[n] = 0;
        } else if (in[n].type == DB_INT) {
            numbers[n] = htobe64((uint64_t)in[n].i);
            values[n] = (const char *)&numbers[n];
            lengths[n] = sizeof numbers[n];
        } else {
            values[n] = in[n].s.p;
            lengths[n] = (int)in[n].s.n;
        }
    }
    return PQexecPrepared(db->handle, name, n, values, lengths, formats, 1);
}

static void pg_done(struct db_rows *r)
{
    PQclear(r->handle);
    r->handle = NULL;
}

static err pg_run(struct db_rows *r, const struct db_value *in)
{
    char name[24];
    int64_t count = 0;
    PGresult *result;

    for (int i = 0; r->st->in[i]; i++)
        if ((in[i].type == DB_TEXT || in[i].type == DB_BLOB) && in[i].s.n > INT32_MAX)
            return db_fail(r->db, FAULT(ERR_SIZE), r->st->name, "a value is larger than 2 GiB");
    TRY(connection_check(r->db));
    TRY(pg_prepare(r->db, r->st, name, sizeof name));
    result = pg_execute(r->db, r->st, name, in);
    if (!good(result)) {
        err e = pg_error(r->db, result, r->st->name);
        PQclear(result);
        return e;
    }
    if (!failed(str_to_i64(str_z(PQcmdTuples(result)), &count)) && !r->st->out[0])
        r->affected = count;
    r->handle = result;
    r->n = (size_t)PQntuples(result);
    return OK;
}

static bool integer_read(Oid type, const char *p, int64_t *out)
{
    uint64_t v8;
    uint32_t v4;
    uint16_t v2;

    switch (type) {
    case TYPE_INT8:
        memcpy(&v8, p, 8);
        *out = (int64_t)be64toh(v8);
        return true;
    case TYPE_INT4:
        memcpy(&v4, p, 4);
        *out = (int32_t)be32toh(v4);
        return true;
    case TYPE_INT2:
        memcpy(&v2, p, 2);
        *out = (int16_t)be16toh(v2);
        return true;
    case TYPE_BOOL:
        *out = *p != 0;
        return true;
    default:
        return false;
    }
}

static err column_read(struct db_rows *r, int i, struct db_value *out)
{
    int at = (int)r->at;
    Oid type = PQftype(r->handle, i);
    const char *p = PQgetvalue(r->handle, at, i);
    size_t n = (size_t)PQgetlength(r->handle, at, i);
    char want = (char)(r->st->out[i] | 0x20), text[60];
    int64_t v;

    if (PQgetisnull(r->handle, at, i)) {
        *out = (struct db_value){ DB_NULL, { .i = 0 } };
        return db_null_allowed(r->db, r->st, r->st->out, (size_t)i);
    }
    if (want == 't' && (type == TYPE_TEXT || type == TYPE_VARCHAR || type == TYPE_NAME)) {
        *out = (struct db_value){ DB_TEXT, { .s = db_keep(r->db, p, n) } };
        return OK;
    }
    if (want == 'b' && type == TYPE_BYTEA) {
        *out = (struct db_value){ DB_BLOB, { .s = db_keep(r->db, p, n) } };
        return OK;
    }
    if ((want == 'i' || want == 'o') && integer_read(type, p, &v)) {
        *out = db_int(v);
        return OK;
    }
    snprintf(text, sizeof text, "output %d has another type than declared", i + 1);
    return db_fail(r->db, FAULT(ERR_DB), r->st->name, text);
}

static err pg_next(struct db_rows *r, struct db_value *row, bool *got)
{
    *got = r->at < r->n;
    for (int i = 0; *got && r->st->out[i]; i++)
        TRY(column_read(r, i, &row[i]));
    r->at++;
    return OK;
}

static void pg_settle(struct db *db)
{
    (void)db; /* a result is read whole before its rows are walked */
}

/* ---- upkeep: the server's own ---- */

static err pg_checkpoint(struct db *db)
{
    (void)db;
    return OK;
}

static err pg_copy_to(struct db *db, str path)
{
    (void)path;
    return db_fail(db, FAULT(ERR_UNSUPPORTED), "copy", "PostgreSQL is copied with pg_dump");
}

static err pg_check_file(struct db *db, bool *sound)
{
    (void)db;
    *sound = true;
    return OK;
}

const struct db_driver driver_postgres = {
    .open = pg_open,
    .close = pg_close,
    .command = pg_command,
    .script = pg_script,
    .run = pg_run,
    .next = pg_next,
    .done = pg_done,
    .settle = pg_settle,
    .checkpoint = pg_checkpoint,
    .copy_to = pg_copy_to,
    .check_file = pg_check_file,
};
