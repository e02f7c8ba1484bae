/* What only PostgreSQL has: a connection that can be lost. */
#include "tests/check.h"
#include "tests/db/store.h"
#include "tests/tools/pg.h"

#include <libpq-fe.h>

/* Ends every other session of this test. */
static void sessions_end(str where)
{
    PGconn *pg = PQconnectdb(str_zdup(test_arena(), where));
    PGresult *r = PQexec(
        pg,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND application_name = current_setting('application_name')");

    EXPECT(PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) > 0);
    PQclear(r);
    PQfinish(pg);
}

static struct db *with_tables(str where)
{
    struct db *db = NULL;
    str why = S("");

    EXPECT_OK(db_open_write(test_arena(), where, &db, &why));
    CHECK(db);
    db_use_arena(db, test_arena());
    EXPECT_OK(db_exec_script(db, test_file("tests/db/migrations/001_shelf.sql")));
    return db;
}

TEST(a_lost_connection_fails_its_transaction_and_the_next_one_works)
{
    str where = test_pg();
    struct q_shelf_new made;
    struct q_shelves all;
    struct db *db;
    err e;

    if (!where.p) {
        test_skip("no PostgreSQL: set STOA_PG or install postgresql-15");
        return;
    }
    db = with_tables(where);
    EXPECT_OK(db_begin(db));
    EXPECT_OK(q_shelf_new(db, S("lost"), &made));
    sessions_end(where);
    e = q_shelf_new(db, S("also lost"), &made);
    EXPECT(e.class == ERR_CLASS_FAULT);
    e = q_shelf_new(db, S("must not slip through"), &made);
    EXPECT(e.class == ERR_CLASS_FAULT);
    e = db_commit(db);
    EXPECT(e.class == ERR_CLASS_FAULT);
    EXPECT_OK(db_begin(db));
    EXPECT_OK(q_shelf_new(db, S("kept"), &made));
    EXPECT_OK(db_commit(db));
    EXPECT_OK(q_shelves(db, &all));
    EXPECT(all.n == 1);
    EXPECT_STR(all.v[0].code, S("kept"));
    db_close(db);
}

TEST(a_server_that_is_not_there_is_told)
{
    struct db *db = NULL;
    str why = S("");
    err e = db_open_read(test_arena(), S("host=/nonexistent dbname=x"), &db, &why);

    EXPECT(e.class == ERR_CLASS_FAULT && !db);
    EXPECT(str_has(why, S("/nonexistent")));
}
