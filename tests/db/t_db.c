/* The same cases on both stores: what a caller of the generated functions notices. */
#include "db/migrate.h"
#include "tests/check.h"
#include "tests/db/store.h"
#include "tests/tools/pg.h"
#include "tests/tools/tmp.h"

static struct migration history[2];

static const struct migration *the_history(void)
{
    history[0] = (struct migration){ "tests/db", 1, "shelf", "h1",
                                     str_zdup(test_arena(),
                                              test_file("tests/db/migrations/001_shelf.sql")) };
    history[1] = (struct migration){ "tests/db", 2, "index", "h2",
                                     str_zdup(test_arena(),
                                              test_file("tests/db/migrations/002_index.sql")) };
    return history;
}

static struct db *opened(str where, bool writer)
{
    struct db *db = NULL;
    str why = S("");
    err e = writer ? db_open_write(test_arena(), where, &db, &why)
                   : db_open_read(test_arena(), where, &db, &why);

    if (failed(e))
        test_fail(__FILE__, __LINE__, "%.*s: %.*s", STR_ARG(where), STR_ARG(why));
    CHECK(db);
    db_use_arena(db, test_arena());
    return db;
}

static struct db *with_tables(str where)
{
    struct db *db = opened(where, true);

    if (failed(db_migrate(db, the_history(), 2, (instant){ 1000 })))
        test_fail(__FILE__, __LINE__, "%.*s", STR_ARG(db_error(db)));
    return db;
}

/* Runs the body on a fresh database of each store; `where` and `db` are its names for them. */
#define ON_BOTH(id)                                                                                \
    static void id(struct db *db, str where);                                                      \
    TEST(id##_sqlite)                                                                              \
    {                                                                                              \
        str where = test_path(".db");                                                              \
        struct db *db = with_tables(where);                                                        \
        id(db, where);                                                                             \
        db_close(db);                                                                              \
    }                                                                                              \
    TEST(id##_postgres)                                                                            \
    {                                                                                              \
        str where = test_pg();                                                                     \
        if (!where.p) {                                                                            \
            test_skip("no PostgreSQL: set STOA_PG or install postgresql-15");                      \
            return;                                                                                \
        }                                                                                          \
        struct db *db = with_tables(where);                                                        \
        id(db, where);                                                                             \
        db_close(db);                                                                              \
    }                                                                                              \
    static void id(struct db *db, UNUSED str where)

static err shelf_add(struct db *db, int64_t id, str code)
{
    return q_shelf_add(db, &(struct q_shelf_add_in){ .id = id, .code = code, .is_open = true });
}

static size_t shelf_count(struct db *db)
{
    struct q_shelves all = { 0 };

    EXPECT_OK(q_shelves(db, &all));
    return all.n;
}

ON_BOTH(values_come_back_as_they_went)
{
    static const int64_t numbers[] = { 0, -1, INT64_MAX, INT64_MIN, 4294967296 };
    static const char bytes[] = "\0\x01\xff'\\x";
    struct q_shelf s;

    FOR_EACH(numbers, n) {
        str code = str_fmt(test_arena(), "code %lld", (long long)*n);
        struct q_shelf_add_in in = { .id = n - numbers + 1,
                                     .code = code,
                                     .text = S("Đà Nẵng 'x' \\ ?1"),
                                     .blob = str_of(bytes, sizeof bytes),
                                     .closed_at = opt_int(*n),
                                     .is_open = *n < 0 };
        EXPECT_OK(q_shelf_add(db, &in));
        EXPECT_OK(q_shelf(db, code, &s));
        EXPECT(s.found && s.closed_at.has && s.closed_at.v == *n && s.is_open == (*n < 0));
        EXPECT_INT(s.id, in.id);
        EXPECT_STR(s.text, in.text);
        EXPECT_STR(s.blob, in.blob);
    }
}

ON_BOTH(null_is_not_empty)
{
    struct q_shelf s;

    EXPECT_OK(
        q_shelf_add(db, &(struct q_shelf_add_in){ .id = 1, .code = S("none"), .text = STR_NULL }));
    EXPECT_OK(q_shelf_add(
        db, &(struct q_shelf_add_in){ .id = 2, .code = S(""), .text = S(""), .blob = S("") }));
    EXPECT_OK(q_shelf(db, S("none"), &s));
    EXPECT(s.found && !s.text.p && !s.blob.p && !s.closed_at.has);
    EXPECT_OK(q_shelf(db, S(""), &s));
    EXPECT(s.found && s.text.p && s.text.n == 0 && s.blob.p && s.blob.n == 0);
    EXPECT_OK(q_shelf(db, S("absent"), &s));
    EXPECT(!s.found);
}

ON_BOTH(null_where_none_is_declared_is_a_fault)
{
    struct q_shelf_text t = { .found = true, .text = S("untouched") };
    err e = q_shelf_add(db, &(struct q_shelf_add_in){ .id = 1, .code = STR_NULL });

    EXPECT(e.class == ERR_CLASS_FAULT && e.code == ERR_DB);
    EXPECT_STR(db_error(db), S("q_shelf_add: input 2 is null"));
    EXPECT_OK(shelf_add(db, 1, S("a")));
    e = q_shelf_text(db, 1, &t);
    EXPECT(e.class == ERR_CLASS_FAULT && e.code == ERR_DB);
    EXPECT_STR(db_error(db), S("q_shelf_text: output 1 is null"));
    EXPECT_STR(t.text, S("untouched"));
}

ON_BOTH(texts_are_ordered_by_their_bytes)
{
    static const char *const codes[] = { "Zebra", "_", "apple", "Äpfel", "a b" };
    struct q_shelves all;

    FOR_EACH(codes, c)
        EXPECT_OK(shelf_add(db, c - codes + 1, str_z(*c)));
    EXPECT_OK(q_shelves(db, &all));
    EXPECT_INT(all.n, LEN(codes));
    for (size_t i = 1; i < all.n; i++)
        EXPECT(str_cmp(all.v[i - 1].code, all.v[i].code) < 0);
}

ON_BOTH(numbers_of_rows_are_given_and_counted)
{
    struct q_shelf_new made = { 0 };
    struct q_shelf_sum sum;
    int64_t n = -1;

    EXPECT_OK(q_shelf_new(db, S("a"), &made));
    EXPECT(made.found && made.id == 1);
    EXPECT_OK(q_shelf_new(db, S("b"), &made));
    EXPECT_INT(made.id, 2);
    EXPECT_OK(q_shelf_close(db, 5, S("a"), &n));
    EXPECT_INT(n, 1);
    EXPECT_OK(q_shelf_close(db, 5, S("nothing"), &n));
    EXPECT_INT(n, 0);
    EXPECT_OK(q_shelf_put(db, 2, S("b"), &n));
    EXPECT_INT(n, 0);
    EXPECT_OK(q_shelf_put(db, 3, S("c"), &n));
    EXPECT_INT(n, 1);
    EXPECT_OK(q_shelf_sum(db, &sum));
    EXPECT_INT(sum.total, 9007199254740993);
}

ON_BOTH(each_store_has_its_own_text)
{
    struct q_store s;
    struct q_pair p;
    struct q_blob b;

    EXPECT_OK(q_blob(db, &b));
    EXPECT_STR(b.some, str_of("\0\xff\xab", 3));
    EXPECT(b.none.p && b.none.n == 0);
    EXPECT_STR(b.text, S("X'00'"));
    EXPECT_OK(q_store(db, &s));
    EXPECT_STR(s.name, db_kind_of(db) == DB_SQLITE ? S("sqlite") : S("postgres?1"));
    EXPECT_OK(q_pair_add(db, 7));
    EXPECT_OK(q_pair(db, 7, &p));
    EXPECT_STR(p.b, S("TEXT; BLOB"));
}

ON_BOTH(a_second_of_a_kind_is_a_conflict)
{
    err e;

    EXPECT_OK(shelf_add(db, 1, S("a")));
    e = shelf_add(db, 2, S("a"));
    EXPECT(e.class == ERR_CLASS_REFUSED && e.code == ERR_CONFLICT);
    e = shelf_add(db, 1, S("b"));
    EXPECT(e.class == ERR_CLASS_REFUSED && e.code == ERR_CONFLICT);
    EXPECT(str_has(db_error(db), S("q_shelf_add: ")));
    e = shelf_add(db, 3, S("personal"));
    EXPECT_OK(e);
    e = shelf_add(db, 4, S("personal"));
    EXPECT(e.code == ERR_CONFLICT && !str_has(db_error(db), S("personal")));
    EXPECT_INT(shelf_count(db), 2);
}

ON_BOTH(a_transaction_is_whole_or_nothing)
{
    EXPECT_OK(db_begin(db));
    EXPECT_OK(shelf_add(db, 1, S("a")));
    db_rollback(db);
    EXPECT_INT(shelf_count(db), 0);
    EXPECT_OK(db_begin(db));
    EXPECT_OK(shelf_add(db, 1, S("a")));
    EXPECT_OK(db_commit(db));
    EXPECT(!db_in_transaction(db));
    EXPECT_INT(shelf_count(db), 1);
}

ON_BOTH(a_savepoint_takes_back_its_part_only)
{
    err e;

    EXPECT_OK(db_begin(db));
    EXPECT_OK(shelf_add(db, 1, S("a")));
    EXPECT_OK(db_savepoint(db));
    EXPECT_OK(shelf_add(db, 2, S("b")));
    e = shelf_add(db, 3, S("b"));
    EXPECT(e.code == ERR_CONFLICT);
    EXPECT_OK(db_savepoint_undo(db));
    EXPECT_OK(db_savepoint(db));
    EXPECT_OK(shelf_add(db, 4, S("d")));
    EXPECT_OK(db_savepoint_keep(db));
    EXPECT_OK(db_commit(db));
    struct q_shelves all = { 0 };
    EXPECT_OK(q_shelves(db, &all));
    EXPECT(all.n == 2 && all.v[0].id == 1 && all.v[1].id == 4);
}

ON_BOTH(a_reader_sees_one_picture_and_cannot_write)
{
    struct db *reader;
    err e;

    EXPECT_OK(shelf_add(db, 1, S("a")));
    reader = opened(where, false);
    db_read_begin(reader);
    EXPECT_INT(shelf_count(reader), 1);
    EXPECT_OK(shelf_add(db, 2, S("b")));
    EXPECT_INT(shelf_count(reader), 1);
    db_read_end(reader);
    EXPECT_INT(shelf_count(reader), 2);
    e = shelf_add(reader, 3, S("c"));
    EXPECT(e.class == ERR_CLASS_FAULT);
    EXPECT_INT(shelf_count(db), 2);
    db_close(reader);
}

static err stop_at_two(void *arg, const struct q_shelves_each_row *row)
{
    *(int64_t *)arg += row->id;
    return row->id == 2 ? REFUSED(ERR_RANGE) : OK;
}

ON_BOTH(a_walk_ends_where_its_function_says)
{
    int64_t sum = 0;

    for (int64_t i = 1; i <= 4; i++)
        EXPECT_OK(shelf_add(db, i, str_fmt(test_arena(), "%lld", (long long)i)));
    EXPECT(q_shelves_each(db, 1, stop_at_two, &sum).code == ERR_RANGE);
    EXPECT_INT(sum, 3);
    EXPECT_OK(q_shelves_each(db, 3, stop_at_two, &sum));
    EXPECT_INT(sum, 10);
}

/* Two shelves in one transaction, with savepoint: the run that is made to fail at each of its
 * calls. */
static err two_shelves(struct db *db)
{
    err e;

    TRY(db_begin(db));
    e = shelf_add(db, 1, S("a"));
    if (!failed(e))
        e = db_savepoint(db);
    if (!failed(e))
        e = shelf_add(db, 2, S("b"));
    if (!failed(e))
        e = db_savepoint_keep(db);
    if (failed(e)) {
        db_rollback(db);
        return e;
    }
    return db_commit(db);
}

ON_BOTH(every_call_can_fail_and_nothing_stays)
{
    uint64_t points;

    db_fail_after(db, 0);
    uint64_t before = db_calls(db);
    EXPECT_OK(two_shelves(db));
    points = db_calls(db) - before;
    EXPECT_INT(points, 6);
    EXPECT_OK(db_exec_script(db, S("DELETE FROM shelf")));
    for (uint64_t n = 1; n <= points; n++) {
        err e;

        db_fail_after(db, n);
        e = two_shelves(db);
        EXPECT(e.class == ERR_CLASS_FAULT && e.code == ERR_DB);
        EXPECT(str_has(db_error(db), S("made to fail")));
        EXPECT(!db_in_transaction(db));
        EXPECT_INT(shelf_count(db), 0);
    }
    EXPECT_OK(two_shelves(db));
}

ON_BOTH(a_history_is_applied_once)
{
    EXPECT_OK(shelf_add(db, 1, S("kept")));
    EXPECT_OK(db_migrate(db, the_history(), 2, (instant){ 2000 }));
    EXPECT_OK(db_migrate_check(db, the_history(), 2));
    EXPECT_INT(shelf_count(db), 1);
}

ON_BOTH(a_changed_or_newer_history_is_refused)
{
    struct migration changed[2];
    err e;

    memcpy(changed, the_history(), sizeof changed);
    changed[1].hash = "other";
    e = db_migrate(db, changed, 2, (instant){ 0 });
    EXPECT(e.class == ERR_CLASS_FAULT && e.code == ERR_CONFLICT);
    EXPECT(str_starts(db_error(db),
                      S("migration tests/db/002 was changed after it had been applied")));
    e = db_migrate(db, the_history(), 1, (instant){ 0 });
    EXPECT(e.code == ERR_CONFLICT);
    EXPECT(str_has(db_error(db), S("newer program")));
    e = db_migrate_check(db, the_history(), 1);
    EXPECT(e.code == ERR_CONFLICT);
}

ON_BOTH(a_failing_migration_leaves_nothing)
{
    struct migration more[3];
    err e;

    memcpy(more, the_history(), sizeof history);
    more[2] = (struct migration){ "tests/db", 3, "bad", "h3",
                                  "CREATE TABLE half (id INTEGER); CREATE TABLE shelf (x TEXT);" };
    e = db_migrate_check(db, more, 3);
    EXPECT(e.code == ERR_MISSING);
    EXPECT_STR(db_error(db), S("migration tests/db/003_bad: is still to be applied"));
    e = db_migrate(db, more, 3, (instant){ 0 });
    EXPECT(e.class == ERR_CLASS_FAULT && e.code == ERR_DB);
    EXPECT(str_starts(db_error(db), S("migration tests/db/003_bad: ")));
    EXPECT(failed(db_exec_script(db, S("SELECT * FROM half"))));
    EXPECT_OK(db_migrate(db, the_history(), 2, (instant){ 0 }));
}

static void own_history(str where)
{
    struct db *db = opened(where, true);

    for (int i = 0; i < 2; i++) /* the second time nothing is left to do */
        if (failed(db_migrate(db, migrations_all, migrations_count, (instant){ 0 })))
            test_fail(__FILE__, __LINE__, "%.*s", STR_ARG(db_error(db)));
    EXPECT_OK(db_migrate_check(db, migrations_all, migrations_count));
    db_close(db);
}

TEST(the_programs_own_history_applies_sqlite)
{
    own_history(test_path(".db"));
}

TEST(the_programs_own_history_applies_postgres)
{
    str where = test_pg();

    if (where.p)
        own_history(where);
    else
        test_skip("no PostgreSQL: set STOA_PG or install postgresql-15");
}
