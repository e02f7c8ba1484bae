#include "os/clock.h"
#include "os/file.h"
#include "os/log.h"
#include "os/metric.h"
#include "os/proc.h"
#include "os/sandbox.h"
#include "os/sock.h"
#include "tests/check.h"
#include "value/val.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static str temp(void)
{
    char *z = str_zdup(test_arena(), S("/tmp/stoa-os-XXXXXX"));
    EXPECT(mkdtemp(z) != NULL);
    return str_z(z);
}

static str in(str dir, const char *name)
{
    return str_fmt(test_arena(), "%.*s/%s", STR_ARG(dir), name);
}

TEST(file_write_replaces_whole)
{
    str d = temp(), got;
    EXPECT_INT(file_read(test_arena(), in(d, "x"), 0, &got).code, ERR_MISSING);
    EXPECT_OK(file_write(in(d, "x"), S("one"), 0600));
    EXPECT_OK(file_write(in(d, "x"), S("second"), 0600));
    EXPECT_OK(file_read(test_arena(), in(d, "x"), 0, &got));
    EXPECT_STR(got, S("second"));
    EXPECT_INT(file_read(test_arena(), in(d, "x"), 3, &got).code, ERR_SIZE);
    dir_list l;
    EXPECT_OK(dir_read(test_arena(), d, &l));
    EXPECT_INT(l.n, 1);
    EXPECT_OK(dir_remove(d));
    EXPECT(!file_exists(d));
    EXPECT(file_room(S("/tmp")) > 0);
    EXPECT(file_room(d) == 0);
}

/* Whatever call fails: the old bytes or the new ones, no half, no rubbish beside. */
TEST(file_write_fails_without_harm)
{
    str d = temp(), got;
    bool failed_once = false, whole = false;
    EXPECT_OK(file_write(in(d, "x"), S("old"), 0600));
    for (unsigned n = 1; n < 20 && !whole; n++) {
        os_fail_after(n);
        err e = file_write(in(d, "x"), S("new"), 0600);
        os_fail_after(0);
        failed_once |= failed(e);
        whole = !failed(e);
        EXPECT_OK(file_read(test_arena(), in(d, "x"), 0, &got));
        EXPECT(str_eq(got, S("old")) || str_eq(got, S("new")));
        dir_list l;
        EXPECT_OK(dir_read(test_arena(), d, &l));
        EXPECT_INT(l.n, 1);
    }
    EXPECT(failed_once && whole);
    EXPECT_OK(dir_remove(d));
}

TEST(folder_is_read_sorted_and_stays_inside)
{
    str d = temp();
    folder_files f;
    EXPECT_OK(dir_make(in(d, "b/c"), 0700));
    EXPECT_OK(file_write(in(d, "b/c/z"), S("1"), 0600));
    EXPECT_OK(file_write(in(d, "b/a"), S("2"), 0600));
    EXPECT_OK(file_write(in(d, "a"), S("3"), 0600));
    EXPECT_OK(file_write(in(d, ".hidden"), S("4"), 0600));
    EXPECT_OK(folder_read(test_arena(), d, &f));
    EXPECT_INT(f.n, 3);
    EXPECT_STR(f.v[0].path, S("a"));
    EXPECT_STR(f.v[1].path, S("b/a"));
    EXPECT_STR(f.v[2].path, S("b/c/z"));
    EXPECT_STR(f.v[2].bytes, S("1"));
    EXPECT_INT(symlink("/etc/passwd", in(d, "out").p), 0);
    EXPECT_INT(folder_read(test_arena(), d, &f).code, ERR_DENIED);
    EXPECT_OK(dir_remove(d));
    EXPECT(file_exists(S("/etc/passwd")));
}

TEST(spool_is_private)
{
    str d = temp(), got;
    struct spool s;
    struct stat st;
    EXPECT_OK(spool_open(test_arena(), d, &s));
    EXPECT_OK(spool_add(&s, S("abc")));
    EXPECT_OK(spool_add(&s, S("def")));
    spool_close(&s);
    EXPECT_OK(file_read(test_arena(), s.path, 0, &got));
    EXPECT_STR(got, S("abcdef"));
    EXPECT_INT(stat(str_zdup(test_arena(), s.path), &st), 0);
    EXPECT_INT(st.st_mode & 0777, 0640);
    spool_drop(&s);
    EXPECT(!file_exists(s.path));
    EXPECT_OK(dir_remove(d));
}

TEST(ulids_grow_and_read_back)
{
    ulid last = { { 0 } }, back;
    for (int i = 0; i < 1000; i++) {
        ulid u = ulid_new();
        EXPECT(!ulid_eq(u, last));
        str t = ulid_str(test_arena(), u);
        EXPECT_OK(ulid_parse(str_lower(test_arena(), t), &back));
        EXPECT(ulid_eq(u, back));
        EXPECT(memcmp(u.b, last.b, 6) >= 0);
        last = u;
    }
    EXPECT(llabs(ulid_instant(last).ms - clock_now().ms) < 2000);
    EXPECT(failed(ulid_parse(S("8ZZZZZZZZZZZZZZZZZZZZZZZZZ"), &back)));
    EXPECT(failed(ulid_parse(S("0123456789012345678901234U"), &back)));
}

TEST(sock_listen_finds_a_free_port_and_says_what_is_wrong)
{
    int fd, other;
    str name, again;
    EXPECT_OK(sock_listen(test_arena(), S("127.0.0.1:0"), &fd, &name));
    EXPECT(str_starts(name, S("127.0.0.1:")) && !str_ends(name, S(":0")));
    EXPECT_INT(sock_listen(test_arena(), name, &other, &again).code, ERR_CONFLICT);
    EXPECT_INT(sock_listen(test_arena(), S("nonsense"), &other, &again).code, ERR_SYNTAX);
    EXPECT_INT(sock_listen(test_arena(), S("127.0.0.1:99999"), &other, &again).code, ERR_SYNTAX);
    EXPECT_INT(sock_listen(test_arena(), S("300.0.0.1:80"), &other, &again).code, ERR_SYNTAX);
    close(fd);
}

TEST(sock_passes_descriptors)
{
    int pair[2], pipes[2], fds[SOCK_FDS];
    char msg[16], got[8];
    size_t n = sizeof(msg), k;
    EXPECT_OK(sock_pair(true, true, pair));
    EXPECT_INT(sock_recv_fds(pair[1], msg, &n, fds, &k).code, ERR_BUSY);
    EXPECT_INT(pipe(pipes), 0);
    EXPECT_OK(sock_send_fds(pair[0], "hi", 2, pipes, 2));
    n = sizeof(msg);
    EXPECT_OK(sock_recv_fds(pair[1], msg, &n, fds, &k));
    EXPECT_INT(n, 2);
    EXPECT_INT(k, 2);
    EXPECT_INT(fcntl(fds[0], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    EXPECT_INT(write(fds[1], "yes", 3), 3);
    EXPECT_INT(read(pipes[0], got, 8), 3);
    close(pair[0]);
    n = sizeof(msg);
    EXPECT_OK(sock_recv_fds(pair[1], msg, &n, fds, &k));
    EXPECT_INT(n, 0);
    close(pair[1]);
    close(pipes[0]);
    close(pipes[1]);
}

TEST(log_lines_are_json_and_one_each)
{
    int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
    char text[4096], incident[INCIDENT_TEXT];
    EXPECT(fd >= 0);
    log_to(fd);
    log_role("worker", 3);
    LOG(LOG_INFO, "a.b", LOG_N("n", -5), LOG_S("text", S("quote \" slash \\ line\n end")));
    LOG(LOG_DEBUG, "not.there", LOG_N("n", 1));
    log_incident("x.failed", FAULT(ERR_IO), S("detail"), incident);
    log_to(2);
    ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
    close(fd);
    str all = { text, (size_t)MAX(n, 0) }, line;
    val v;
    EXPECT(str_next(&all, '\n', &line));
    EXPECT_OK(val_from_json(test_arena(), line, NULL, &v, NULL));
    EXPECT_STR(val_get_text(v, S("text")), S("quote \" slash \\ line\n end"));
    EXPECT_STR(val_get_text(v, S("role")), S("worker/3"));
    EXPECT_INT(val_get_i64(v, S("n"), 0), -5);
    EXPECT(str_next(&all, '\n', &line));
    EXPECT_OK(val_from_json(test_arena(), line, NULL, &v, NULL));
    EXPECT_STR(val_get_text(v, S("incident")), str_z(incident));
    EXPECT_INT(strlen(incident), 9);
    EXPECT(str_next(&all, '\n', &line) && line.n == 0);
}

TEST(metrics_render_as_openmetrics)
{
    static const struct metric_def defs[] = {
        { "hits", METRIC_COUNTER, "Hits.", "class=\"a\"" },
        { "hits", METRIC_COUNTER, "", "class=\"b\"" },
        { "open", METRIC_GAUGE, "Open.", NULL },
        { "took_seconds", METRIC_HISTOGRAM, "Took.", NULL },
    };
    struct metric_row *rows = arena_zalloc(test_arena(), 2 * sizeof(*rows));
    buf b;
    snprintf(rows[1].role, sizeof(rows[1].role), "front");
    rows[1].used = 1;
    metric_add(&rows[1], 0, 2);
    metric_add(&rows[1], 1, 3);
    metric_set(&rows[1], 2, -4);
    metric_time(&rows[1], 3, 150000);
    metric_time(&rows[1], 3, 99000000000);
    buf_init(&b, test_arena(), 4096);
    metric_render(&b, defs, LEN(defs), rows, 2);
    str t = buf_str(&b);
    EXPECT(str_has(t, S("# TYPE stoa_hits counter\n")));
    EXPECT(str_has(t, S("stoa_hits_total{role=\"front\",index=\"0\",class=\"a\"} 2\n")));
    EXPECT(str_has(t, S("stoa_hits_total{role=\"front\",index=\"0\",class=\"b\"} 3\n")));
    EXPECT(str_has(t, S("stoa_open{role=\"front\",index=\"0\"} -4\n")));
    EXPECT(str_has(t, S("stoa_took_seconds_bucket{role=\"front\",index=\"0\",le=\"0.0001\"} 0\n")));
    EXPECT(str_has(t, S("stoa_took_seconds_bucket{role=\"front\",index=\"0\",le=\"0.0002\"} 1\n")));
    EXPECT(str_has(t, S("stoa_took_seconds_bucket{role=\"front\",index=\"0\",le=\"+Inf\"} 2\n")));
    EXPECT(str_has(t, S("stoa_took_seconds_count{role=\"front\",index=\"0\"} 2\n")));
    EXPECT(str_ends(t, S("# EOF\n")));
}

enum {
    CAN_SOCKET = 1,
    CAN_READ_OUT = 2,
    CAN_WRITE_IN = 4,
    CAN_READ_IN = 8,
    CAN_FORK = 16,
    CAN_PTRACE = 32,
    CAN_WRITE_RO = 64
};

/* What a child in the box can do; -1 where it could not be entered. */
static int tried(str dir, const struct sandbox *box, unsigned *missing)
{
    int out[2], status;
    EXPECT_INT(pipe(out), 0);
    pid_t child = fork();
    if (child == 0) {
        int can = 0;
        unsigned m = 0;
        if (failed(sandbox_enter(box, &m)))
            _exit(255);
        if (socket(AF_INET, SOCK_STREAM, 0) >= 0)
            can |= CAN_SOCKET;
        if (open("/etc/passwd", O_RDONLY) >= 0)
            can |= CAN_READ_OUT;
        if (open(in(dir, "rw/new").p, O_WRONLY | O_CREAT, 0600) >= 0)
            can |= CAN_WRITE_IN;
        if (open(in(dir, "ro/file").p, O_RDONLY) >= 0)
            can |= CAN_READ_IN;
        if (open(in(dir, "ro/new").p, O_WRONLY | O_CREAT, 0600) >= 0)
            can |= CAN_WRITE_RO;
        pid_t p = vfork();
        if (p == 0)
            _exit(0);
        if (p > 0)
            can |= CAN_FORK;
        if (write(out[1], &m, sizeof(m)) != sizeof(m))
            _exit(255);
        _exit(can);
    }
    *missing = 0;
    EXPECT(read(out[0], missing, sizeof(*missing)) >= 0);
    close(out[0]);
    close(out[1]);
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) != 255 ? WEXITSTATUS(status) : -1;
}

TEST(sandbox_takes_files_and_calls)
{
    str d = temp();
    unsigned missing;
    EXPECT_OK(dir_make(in(d, "rw"), 0700));
    EXPECT_OK(dir_make(in(d, "ro"), 0700));
    EXPECT_OK(file_write(in(d, "ro/file"), S("x"), 0600));
    struct sandbox_path paths[] = { { in(d, "rw"), true },
                                    { in(d, "ro"), false },
                                    { in(d, "absent"), true } };
    struct sandbox box = { .paths = paths, .path_count = 3, .undumpable = true };
    int can = tried(d, &box, &missing);
    if (missing & (BOX_FILES | BOX_SYSCALLS)) {
        test_skip("this kernel gives no landlock or seccomp");
        return;
    }
    EXPECT_INT(can, CAN_WRITE_IN | CAN_READ_IN);
    box.network = true;
    EXPECT_INT(tried(d, &box, &missing), CAN_SOCKET | CAN_WRITE_IN | CAN_READ_IN);
    EXPECT_OK(dir_remove(d));
}

TEST(sandbox_names_promises)
{
    EXPECT_STR(sandbox_names(test_arena(), BOX_FILES | BOX_NO_SOCKET), S("landlock, no-socket"));
    EXPECT_STR(sandbox_names(test_arena(), 0), S(""));
}

/* ---- random bytes ---- */

TEST(random_bytes_of_parent_and_child_differ)
{
    uint8_t here[32], there[32] = { 0 };
    int pipes[2], status;

    random_bytes(here, sizeof here); /* some are fetched ahead from now on */
    EXPECT_INT(pipe(pipes), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        random_bytes(there, sizeof there);
        _exit(write(pipes[1], there, sizeof there) == sizeof there ? 0 : 1);
    }
    random_bytes(here, sizeof here);
    EXPECT_INT(read(pipes[0], there, sizeof there), sizeof there);
    EXPECT(memcmp(here, there, sizeof here) != 0);
    EXPECT_INT(waitpid(child, &status, 0), child);
    EXPECT_INT(status, 0);
    close(pipes[0]);
    close(pipes[1]);
}

TEST(random_bytes_do_not_repeat)
{
    enum { TIMES = 4000 };
    uint64_t *seen = ARENA_ARRAY(test_arena(), uint64_t, TIMES);

    for (size_t i = 0; i < TIMES; i++) {
        char bytes[100] = { 0 };
        size_t n = 8 + i % 90; /* below and above what is fetched ahead */
        random_bytes(bytes, n);
        EXPECT(bytes[n] == 0);
        memcpy(&seen[i], bytes, sizeof seen[i]);
        for (size_t k = 0; k < i; k++)
            EXPECT(seen[k] != seen[i]);
    }
}
