#include "tests/role/role_test.h"

#include "os/clock.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

void pause_ms(int ms)
{
    usleep((useconds_t)ms * 1000);
}

static bool wait_ready(struct server *s)
{
    char z[128];
    for (int i = 0; i < 1000; i++, pause_ms(10)) {
        snprintf(z, sizeof(z), "%s/ready", s->dir);
        str got = test_file(z);
        int64_t port;
        str line;
        if (got.p && str_next(&got, '\n', &line) && !failed(str_to_i64(line, &port))) {
            s->port = (int)port;
            return true;
        }
        if (waitpid(s->pid, NULL, WNOHANG) != 0)
            return false;
    }
    return false;
}

bool server_start(struct server *s, const char *flags)
{
    char log[128];
    *s = (struct server){ 0 };
    snprintf(s->dir, sizeof(s->dir), "/tmp/stoa-role-XXXXXX");
    CHECK(mkdtemp(s->dir));
    s->pid = fork();
    if (s->pid == 0) {
        snprintf(log, sizeof(log), "%s/log", s->dir);
        int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(fd, 2);
        setenv("ROLE_TEST_DIR", s->dir, 1);
        setenv("ROLE_TEST_FLAGS", flags, 1);
        execl("/proc/self/exe", "role-server", (char *)NULL);
        _exit(127);
    }
    return wait_ready(s);
}

bool server_stop(struct server *s)
{
    char z[128];
    int status = -1;
    kill(s->pid, SIGTERM);
    for (int i = 0; i < 2500 && waitpid(s->pid, &status, WNOHANG) == 0; i++)
        pause_ms(10);
    bool ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!ok || getenv("ROLE_TEST_KEEP")) {
        printf("log of %s:\n", s->dir);
        snprintf(z, sizeof(z), "cat %s/log", s->dir);
        if (system(z) != 0)
            printf("no log\n");
    }
    snprintf(z, sizeof(z), "rm -rf %s", s->dir);
    return system(z) == 0 && ok;
}

int http_open(const struct server *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)s->port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

bool http_send(int fd, str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        bytes = str_from(bytes, (size_t)n);
    }
    return true;
}

/* Complete responses in the bytes: heads with Content-Length, or 304, or the end of
 * the connection. */
static int complete(str all, bool head_only)
{
    int n = 0;
    size_t at = 0;
    for (;;) {
        size_t end = str_find(all, S("\r\n\r\n"), at), cl;
        if (end == SIZE_MAX)
            return n;
        str head = str_lower(test_arena(), str_sub(all, at, end - at));
        uint64_t length = 0;
        cl = str_find(head, S("content-length: "), 0);
        if (cl != SIZE_MAX) {
            str v = str_from(head, cl + 16);
            size_t eol = str_find(v, S("\r"), 0);
            if (failed(str_to_u64(str_sub(v, 0, eol), &length)))
                return n;
        }
        at = end + 4 + (head_only ? 0 : (size_t)length);
        if (at > all.n)
            return n;
        if (!str_starts(head, S("http/1.1 100")))
            n++;
    }
}

int http_read(int fd, int n, int ms, str *all)
{
    int64_t until = clock_mono_ns() + (int64_t)ms * 1000000;
    int got = 0;
    buf b;
    buf_init(&b, test_arena(), 64 * KIB);
    while (got < n && clock_mono_ns() < until) {
        struct pollfd p = { fd, POLLIN, 0 };
        if (poll(&p, 1, 20) == 0)
            continue;
        ssize_t k = recv(fd, buf_space(&b, 64 * KIB), 64 * KIB, 0);
        if (k <= 0)
            break;
        buf_took(&b, (size_t)k);
        got = complete(buf_str(&b), false);
    }
    *all = b.n ? buf_str(&b) : S("");
    return got;
}

str http_ask(const struct server *s, const char *request)
{
    int fd = http_open(s);
    str all = S("");
    if (fd < 0)
        return all;
    http_send(fd, str_z(request));
    http_read(fd, 1, 15000, &all);
    close(fd);
    return all;
}

str http_get(const struct server *s, const char *path)
{
    char z[512];
    snprintf(z, sizeof(z), "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    return http_ask(s, z);
}

str http_post(const struct server *s, const char *path, const char *body)
{
    return http_ask(
        s, str_zdup(test_arena(),
                    str_fmt(test_arena(),
                            "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n%s",
                            path, strlen(body), body)));
}

int http_status(str r)
{
    int64_t n = 0;
    return r.n > 12 && !failed(str_to_i64(str_sub(r, 9, 3), &n)) ? (int)n : 0;
}

str http_body(str r)
{
    size_t end = str_find(r, S("\r\n\r\n"), 0);
    return end == SIZE_MAX ? STR_NULL : str_from(r, end + 4);
}

int server_role(const struct server *s, const char *role, unsigned index)
{
    val v, roles;
    if (failed(val_from_json(test_arena(), str_trim(http_body(http_get(s, "/status.json"))), NULL,
                             &v, NULL)))
        return 0;
    roles = val_get(v, S("roles"));
    for (size_t i = 0; i < val_count(roles); i++) {
        val r = val_at(roles, i);
        if (str_eq(val_get_text(r, S("role")), str_z(role)) &&
            val_get_i64(r, S("index"), -1) == (int64_t)index)
            return (int)val_get_i64(r, S("pid"), 0);
    }
    return 0;
}
