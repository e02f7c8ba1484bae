/* What only the embedded store has: the write-ahead log, its readers, its file. */
#include "db/migrate.h"
#include "tests/check.h"
#include "tests/db/store.h"
#include "tests/tools/tmp.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct db *opened(str where, bool writer)
{
    struct db *db = NULL;
    str why = S("");

    EXPECT_OK(writer ? db_open_write(test_arena(), where, &db, &why)
                     : db_open_read(test_arena(), where, &db, &why));
    CHECK(db);
    db_use_arena(db, test_arena());
    return db;
}

static struct db *with_tables(str where)
{
    struct db *db = opened(where, true);

    EXPECT_OK(db_exec_script(db, test_file("tests/db/migrations/001_shelf.sql")));
    return db;
}

static int64_t size_of(str path)
{
    struct stat st;

    return stat(str_zdup(test_arena(), path), &st) == 0 ? (int64_t)st.st_size : -1;
}

static void shelves_add(struct db *db, int64_t from, int64_t n)
{
    char *fill = arena_zalloc(test_arena(), 100 * KIB);

    memset(fill, 'x', 100 * KIB);
    for (int64_t i = from; i < from + n; i++)
        EXPECT_OK(q_shelf_add(
            db, &(struct q_shelf_add_in){ .id = i,
                                          .code = str_fmt(test_arena(), "%lld", (long long)i),
                                          .text = str_of(fill, 100 * KIB) }));
}

TEST(the_log_is_emptied_past_its_limit_unless_a_reader_holds_it)
{
    str where = test_path(".db"), log = str_cat(test_arena(), where, S("-wal"));
    struct db *db = with_tables(where), *reader = opened(where, false);
    struct q_shelves all;

    shelves_add(db, 1, 100);
    EXPECT(db_wal_bytes(db) > (int64_t)(10 * MIB) && db_wal_bytes(db) <= size_of(log));
    EXPECT_OK(db_checkpoint(db));
    EXPECT(size_of(log) > (int64_t)(10 * MIB)); /* below 16 MB nothing is done */
    shelves_add(db, 101, 100);
    db_read_begin(reader);
    EXPECT_OK(q_shelves(reader, &all));
    shelves_add(db, 201, 1);
    EXPECT_OK(db_checkpoint(db));
    EXPECT(size_of(log) > (int64_t)(16 * MIB));
    db_read_end(reader);
    shelves_add(db, 202, 60);
    EXPECT_OK(db_checkpoint(db));
    EXPECT_INT(db_wal_bytes(db), 0);
    int64_t size = size_of(log);
    shelves_add(db, 262, 1);
    EXPECT(db_wal_bytes(db) > 0 && db_wal_bytes(db) < (int64_t)MIB);
    EXPECT_INT(size_of(log), size); /* written over from its beginning */
    EXPECT_OK(q_shelves(reader, &all));
    EXPECT_INT(all.n, 262);
    db_read_begin(reader);
    EXPECT_OK(q_shelves(reader, &all));
    for (int i = 0; i < 7; i++)
        shelves_add(db, 263 + 100 * i, 100);
    EXPECT_OK(db_checkpoint(db));
    EXPECT(size_of(log) > (int64_t)(64 * MIB)); /* a reader was in the way for long */
    db_read_end(reader);
    shelves_add(db, 963, 50);
    EXPECT_OK(db_checkpoint(db));
    EXPECT_INT(size_of(log), 0);
    EXPECT_OK(q_shelves(reader, &all));
    EXPECT_INT(all.n, 1012);
    db_close(reader);
    db_close(db);
}

static err leave_open(void *arg, const struct q_shelves_each_row *row)
{
    struct db *db = arg;
    struct q_shelves_each_row unused = *row;
    err e;

    EXPECT_INT(unused.id, 1);
    e = q_shelves_each(db, 1, leave_open, db); /* the same statement inside of its own walk */
    EXPECT(e.class == ERR_CLASS_FAULT);
    EXPECT(str_has(db_error(db), S("inside of its own walk")));
    db_read_end(db);
    return REFUSED(ERR_RANGE);
}

TEST(the_end_of_reading_leaves_no_statement_open)
{
    str where = test_path(".db");
    struct db *db = with_tables(where), *reader;

    shelves_add(db, 1, 3);
    reader = opened(where, false);
    db_read_begin(reader);
    EXPECT(q_shelves_each(reader, 1, leave_open, reader).code == ERR_RANGE);
    shelves_add(db, 4, 200);
    EXPECT_OK(db_checkpoint(db));
    EXPECT_INT(db_wal_bytes(db), 0); /* nobody holds the log */
    db_close(reader);
    db_close(db);
}

TEST(a_reader_without_a_database_is_told_so)
{
    struct db *db = NULL;
    str why = S(""), where = test_path(".db");
    err e = db_open_read(test_arena(), where, &db, &why);

    EXPECT(e.class == ERR_CLASS_FAULT && e.code == ERR_DB);
    EXPECT(!db && str_has(why, S("unable to open")));
}

/* The file of a writer that was killed: its log is there, and somebody must recover it before a
 * reader may read. */
static void writer_killed(str where)
{
    pid_t child = fork();

    if (child == 0) {
        struct db *db = with_tables(where);
        shelves_add(db, 1, 5);
        raise(SIGKILL);
    }
    waitpid(child, NULL, 0);
}

TEST(a_reader_waits_for_a_writer_that_recovers)
{
    str where = test_path(".db");
    struct q_shelf s = { 0 };
    struct db *reader;
    pid_t child;

    writer_killed(where);
    unlink(str_zdup(test_arena(), str_cat(test_arena(), where, S("-shm"))));
    child = fork();
    if (child == 0) {
        struct timespec half = { 0, 500 * 1000 * 1000 };
        nanosleep(&half, NULL);
        struct db *db = opened(where, true);
        shelves_add(db, 6, 1);
        struct timespec long_enough = { 3, 0 };
        nanosleep(&long_enough, NULL);
        db_close(db);
        _exit(0);
    }
    reader = opened(where, false);
    EXPECT_OK(q_shelf(reader, S("5"), &s));
    EXPECT(s.found);
    db_close(reader);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

TEST(what_was_committed_survives_a_killed_writer)
{
    str where = test_path(".db");
    struct q_shelves all;
    struct db *db;
    int64_t acknowledged = 0, id;
    int ends[2];
    pid_t child;

    CHECK(pipe(ends) == 0);
    child = fork();
    if (child == 0) {
        db = with_tables(where);
        for (id = 1;; id++) {
            EXPECT_OK(db_begin(db));
            shelves_add(db, id, 1);
            EXPECT_OK(db_commit(db));
            EXPECT_OK(db_checkpoint(db));
            if (write(ends[1], &id, sizeof id) != sizeof id)
                _exit(1);
        }
    }
    while (acknowledged < 200 && read(ends[0], &id, sizeof id) == sizeof id)
        acknowledged = id;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[1]);
    while (read(ends[0], &id, sizeof id) == sizeof id)
        acknowledged = id;
    close(ends[0]);
    db = opened(where, true);
    EXPECT_OK(q_shelves(db, &all));
    EXPECT(acknowledged >= 200 && all.n >= (size_t)acknowledged);
    db_close(db);
}

/* The arrangement in service: the writer's user owns the files, the workers' user may only read
 * them. */
TEST(a_reader_of_another_user_reads)
{
    str where = test_path(".db");
    struct q_shelf s = { 0 };
    struct db *db;
    int status = -1;
    pid_t child;

    if (geteuid() != 0) {
        test_skip("only root can become another user");
        return;
    }
    db = with_tables(where);
    shelves_add(db, 1, 3);
    EXPECT_OK(q_shelf(db, S("3"), &s));
    CHECK(chmod(str_zdup(test_arena(), str_sub(where, 0, str_rfind_char(where, '/'))), 0755) == 0);
    child = fork();
    if (child == 0) {
        struct db *reader;

        if (setgid(65534) != 0 || setuid(65534) != 0)
            _exit(2);
        reader = opened(where, false);
        s.found = false;
        _exit(failed(q_shelf(reader, S("3"), &s)) || !s.found);
    }
    waitpid(child, &status, 0);
    EXPECT_INT(status, 0);
    db_close(db);
}

TEST(a_fault_of_the_file_is_no_not_found)
{
    str where = test_path(".db");
    char *path = str_zdup(test_arena(), where);
    struct db *db = with_tables(where);
    struct q_shelf s = { .found = true };
    bool sound = true;
    char noise[4096];
    err e;
    int fd;

    shelves_add(db, 1, 5);
    db_close(db);
    memset(noise, 0x5a, sizeof noise);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    for (off_t at = 4096; at < 16 * 4096; at += 4096)
        EXPECT_INT(pwrite(fd, noise, sizeof noise, at), sizeof noise);
    close(fd);
    db = opened(where, true);
    e = q_shelf(db, S("1"), &s);
    EXPECT(e.class == ERR_CLASS_FAULT && e.code == ERR_DB && s.found);
    EXPECT_OK(db_check_file(db, &sound));
    EXPECT(!sound && db_error(db).n > 2);
    db_close(db);
}

TEST(a_copy_is_whole_while_others_write)
{
    str where = test_path(".db"), copy = test_path(".db");
    struct db *db = with_tables(where), *reader = opened(where, false), *other;
    struct q_shelves all;
    bool sound = false;

    shelves_add(db, 1, 20);
    EXPECT_OK(db_begin(db));
    shelves_add(db, 21, 1);
    EXPECT_OK(db_copy_to(reader, copy));
    EXPECT_OK(db_commit(db));
    other = opened(copy, true);
    EXPECT_OK(q_shelves(other, &all));
    EXPECT_INT(all.n, 20);
    EXPECT_OK(db_check_file(other, &sound));
    EXPECT(sound);
    db_close(other);
    db_close(reader);
    db_close(db);
}

TEST(two_writers_do_not_meet)
{
    str where = test_path(".db");
    struct db *db = with_tables(where);
    err e;

    EXPECT_OK(db_begin(db));
    EXPECT_OK(db_commit(db));
    EXPECT_OK(db_exec_script(db, S("PRAGMA busy_timeout = 0")));
    struct db *other = opened(where, true);
    EXPECT_OK(db_begin(other));
    e = db_begin(db);
    EXPECT(e.class == ERR_CLASS_FAULT && e.code == ERR_BUSY);
    db_rollback(other);
    EXPECT_OK(db_begin(db));
    db_rollback(db);
    db_close(other);
    db_close(db);
}
