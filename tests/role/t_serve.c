#include "tests/role/role_test.h"

#include "os/clock.h"
#include "os/file.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define ASK(s, text) http_ask((s), text)

static void pages(struct server *s)
{
    str r = http_get(s, "/page");
    EXPECT_INT(http_status(r), 200);
    EXPECT_INT(http_body(r).n, 10240);
    EXPECT(str_has(r, S("Content-Security-Policy: default-src 'none'")));
    EXPECT(str_has(r, S("X-Content-Type-Options: nosniff")));
    EXPECT_INT(http_body(http_get(s, "/page")).n, 10240);
    EXPECT(str_has(http_get(s, "/metrics"),
                   S("stoa_pages_cached_total{role=\"front\",index=\"0\"} 1")));
    EXPECT_STR(http_body(http_get(s, "/echo?q=a%20b&x=1")),
               S("GET /echo q=a b host=localhost same=0 peer=127.0.0.1"));
    EXPECT_INT(http_status(http_get(s, "/healthz")), 200);
    EXPECT(str_ends(http_body(http_post(s, "/act", "one")), S(" one")));
    EXPECT_STR(http_body(http_get(s, "/keeper")), S("keeper to worker: hello"));
    EXPECT(str_has(http_get(s, "/cookie"),
                   S("Set-Cookie: session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax")));
}

static void dir_remove_quietly(const struct server *s)
{
    EXPECT_OK(dir_remove(str_z(s->dir)));
}

TEST(role_serves_pages_acts_and_keeper)
{
    struct server s;
    EXPECT(server_start(&s, "x"));
    pages(&s);
    EXPECT(server_stop(&s));
}

TEST(role_single_serves_the_same)
{
    struct server s;
    EXPECT(server_start(&s, "single"));
    pages(&s);
    EXPECT(server_stop(&s));
}

TEST(role_head_is_get_without_body)
{
    struct server s;
    str all;
    EXPECT(server_start(&s, "x"));
    int fd = http_open(&s);
    http_send(fd, S("HEAD /page HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
    http_read(fd, 2, 5000, &all);
    EXPECT_INT(http_status(all), 200);
    EXPECT(str_has(all, S("Content-Length: 10240")));
    EXPECT_INT(http_body(all).n, 0);
    close(fd);
    EXPECT(server_stop(&s));
}

/* Pipelined requests stalled for good in a loop that runs the library once per wake. */
TEST(role_answers_pipelined_requests_in_order)
{
    struct server s;
    str all;
    EXPECT(server_start(&s, "x"));
    for (int round = 0; round < 5; round++) {
        int fd = http_open(&s);
        buf b;
        buf_init(&b, test_arena(), 4096);
        for (int i = 0; i < 10; i++)
            buf_fmt(&b, "GET %s?q=%d HTTP/1.1\r\nHost: h\r\n\r\n", i % 3 == 2 ? "/page" : "/echo",
                    i);
        http_send(fd, buf_str(&b));
        EXPECT_INT(http_read(fd, 10, 10000, &all), 10);
        EXPECT(str_find(all, S("q=0"), 0) < str_find(all, S("q=1"), 0));
        EXPECT(str_find(all, S("q=4"), 0) < str_find(all, S("q=9"), 0));
        close(fd);
    }
    EXPECT(server_stop(&s));
}

TEST(role_refuses_ambiguous_heads)
{
    static const struct {
        const char *what, *request;
        int status;
    } t[] = {
        { "two lengths",
          "POST /act HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
          400 },
        { "two equal lengths",
          "POST /act HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
          400 },
        { "length and chunks",
          "POST /act HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: "
          "chunked\r\n\r\n0\r\n\r\n",
          400 },
        { "two hosts", "GET /echo HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", 400 },
        { "no host", "GET /echo HTTP/1.1\r\n\r\n", 400 },
        { "blank before the colon",
          "POST /act HTTP/1.1\r\nHost: h\r\nContent-Length : 3\r\n\r\nabc", 400 },
        { "dot segments", "GET /a/../b HTTP/1.1\r\nHost: h\r\n\r\n", 400 },
        { "encoded dot segments", "GET /a/%2e%2e/b HTTP/1.1\r\nHost: h\r\n\r\n", 400 },
        { "NUL", "GET /a%00b HTTP/1.1\r\nHost: h\r\n\r\n", 400 },
        { "bad escape", "GET /a%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400 },
        { "no UTF-8", "GET /a%ff HTTP/1.1\r\nHost: h\r\n\r\n", 400 },
        { "absolute target", "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400 },
        { "unknown method", "BREW /echo HTTP/1.1\r\nHost: h\r\n\r\n", 501 },
        { "negative length", "POST /act HTTP/1.1\r\nHost: h\r\nContent-Length: -3\r\n\r\nabc",
          400 },
        { "too long by head", "POST /act HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n",
          413 },
    };
    struct server s;
    EXPECT(server_start(&s, "x"));
    FOR_EACH(t, c) {
        int got = http_status(http_ask(&s, c->request));
        if (got != c->status)
            test_fail(__FILE__, __LINE__, "%s: %d, expected %d", c->what, got, c->status);
    }
    EXPECT_INT(http_status(http_get(&s, "/echo")), 200);
    EXPECT(server_stop(&s));
}

TEST(role_bodies_small_spooled_chunked_and_too_large)
{
    struct server s;
    str all, big;
    EXPECT(server_start(&s, "x"));
    char *p = arena_alloc(test_arena(), 2 << 20);
    memset(p, 'b', 2 << 20);
    EXPECT_STR(http_body(http_post(&s, "/upload", "abc")), S("memory 3"));
    big = str_fmt(test_arena(),
                  "POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n%.*s", 300000,
                  p);
    EXPECT_STR(http_body(http_ask(&s, str_zdup(test_arena(), big))), S("file 300000"));
    int fd = http_open(&s);
    http_send(fd, S("POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (int i = 0; i < 10; i++) {
        http_send(fd, S("4E20\r\n"));
        http_send(fd, (str){ p, 20000 });
        http_send(fd, S("\r\n"));
    }
    http_send(fd, S("0\r\n\r\n"));
    EXPECT_INT(http_read(fd, 1, 5000, &all), 1);
    EXPECT_STR(http_body(all), S("file 200000"));
    /* chunks past the route's limit */
    http_send(fd, S("POST /act HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nC350\r\n"));
    http_send(fd, (str){ p, 50000 });
    http_send(fd, S("\r\n0\r\n\r\n"));
    EXPECT_INT(http_read(fd, 1, 5000, &all), 1);
    EXPECT_INT(http_status(all), 413);
    close(fd);
    /* a little too large: read to its end, so that the refusal arrives */
    fd = http_open(&s);
    http_send(fd, S("POST /act HTTP/1.1\r\nHost: h\r\nContent-Length: 900000\r\n\r\n"));
    for (int i = 0; i < 9; i++)
        http_send(fd, (str){ p, 100000 });
    EXPECT_INT(http_read(fd, 1, 5000, &all), 1);
    EXPECT_INT(http_status(all), 413);
    close(fd);
    /* nothing stays in the spool */
    EXPECT_INT(
        system(str_zdup(test_arena(), str_fmt(test_arena(), "test -z \"$(ls %s/spool)\"", s.dir))),
        0);
    EXPECT(server_stop(&s));
}

TEST(role_post_needs_the_same_origin)
{
    static const struct {
        const char *headers;
        bool same;
    } t[] = {
        { "Sec-Fetch-Site: same-origin\r\n", true },
        { "Sec-Fetch-Site: cross-site\r\n", false },
        { "Sec-Fetch-Site: none\r\n", false },
        { "Origin: http://h\r\n", true },
        { "Origin: http://evil\r\n", false },
        { "Origin: https://h\r\n", false },
        { "", false },
        { "Sec-Fetch-Site: cross-site\r\nOrigin: http://h\r\n", false },
    };
    struct server s;
    EXPECT(server_start(&s, "x"));
    FOR_EACH(t, c) {
        str r = http_ask(
            &s,
            str_zdup(test_arena(),
                     str_fmt(test_arena(), "GET /echo HTTP/1.1\r\nHost: h\r\n%s\r\n", c->headers)));
        EXPECT(str_has(r, c->same ? S("same=1") : S("same=0")));
    }
    EXPECT(server_stop(&s));
}

TEST(role_slow_heads_are_cut_off)
{
    struct server s;
    str all;
    EXPECT(server_start(&s, "x"));
    int fd = http_open(&s);
    int64_t began = clock_mono_ns();
    bool cut = false;
    http_send(fd, S("GET /echo HTTP/1.1\r\nHost: h\r\n"));
    for (int i = 0; i < 80 && !cut; i++) {
        cut = !http_send(fd, S("X: y\r\n"));
        pause_ms(200);
    }
    EXPECT(cut);
    EXPECT((clock_mono_ns() - began) / 1000000 >= 9500);
    http_read(fd, 1, 100, &all);
    close(fd);
    EXPECT(server_stop(&s));
}

TEST(role_parks_and_wakes)
{
    struct server s;
    str all;
    EXPECT(server_start(&s, "x"));
    int fd = http_open(&s);
    http_send(fd, S("GET /park HTTP/1.1\r\nHost: h\r\n\r\n"));
    EXPECT_INT(http_read(fd, 1, 300, &all), 0);
    EXPECT_INT(http_status(http_post(&s, "/act", "wake")), 201);
    EXPECT_INT(http_read(fd, 1, 3000, &all), 1);
    EXPECT_STR(http_body(all), S("hello"));
    /* published before it was asked: not held at all */
    http_send(fd, S("GET /park HTTP/1.1\r\nHost: h\r\n\r\n"));
    EXPECT_INT(http_read(fd, 1, 3000, &all), 1);
    close(fd);
    EXPECT(server_stop(&s));
}

/* The moment until which a worker wants a request held may be over when the front reads it. */
TEST(role_asks_again_when_a_moment_has_passed)
{
    struct server s;
    EXPECT(server_start(&s, "x"));
    str all = http_get(&s, "/late");
    EXPECT_INT(http_status(all), 200);
    EXPECT_STR(http_body(all), S("hello"));
    EXPECT_INT(http_status(http_get(&s, "/late-for-ever")), 503);
    EXPECT(server_stop(&s));
}

static int64_t metric(struct server *s, const char *name)
{
    str all = http_get(s, "/metrics");
    size_t at = str_find(all, str_fmt(test_arena(), "stoa_%s{role=\"front\"", name), 0), end;
    int64_t n = -1;
    if (at == SIZE_MAX)
        return 0;
    str line = str_from(all, at);
    line = str_sub(line, 0, str_find_char(line, '\n', 0));
    end = str_rfind_char(line, ' ');
    return failed(str_to_i64(str_from(line, end + 1), &n)) ? -1 : n;
}

TEST(role_notices_clients_that_leave_while_parked)
{
    struct server s;
    EXPECT(server_start(&s, "x"));
    int fd = http_open(&s);
    http_send(fd, S("GET /park HTTP/1.1\r\nHost: h\r\n\r\n"));
    for (int i = 0; i < 50 && metric(&s, "requests_parked") != 1; i++)
        pause_ms(50);
    EXPECT_INT(metric(&s, "requests_parked"), 1);
    close(fd);
    for (int i = 0; i < 50 && metric(&s, "requests_parked") != 0; i++)
        pause_ms(50);
    EXPECT_INT(metric(&s, "requests_parked"), 0);
    EXPECT(server_stop(&s));
}

TEST(role_stop_answers_what_is_parked)
{
    struct server s;
    str all;
    EXPECT(server_start(&s, "x"));
    int fd = http_open(&s);
    http_send(fd, S("GET /park HTTP/1.1\r\nHost: h\r\n\r\n"));
    http_read(fd, 1, 300, &all);
    int64_t began = clock_mono_ns();
    EXPECT(server_stop(&s));
    EXPECT((clock_mono_ns() - began) / 1000000 < 8000);
    EXPECT_INT(http_read(fd, 1, 100, &all), 1);
    close(fd);
}

TEST(role_late_requests_get_503)
{
    struct server s;
    EXPECT(server_start(&s, "hasty"));
    int pid = server_role(&s, "writer", 0);
    EXPECT(pid > 0);
    kill(pid, SIGSTOP);
    EXPECT_INT(http_status(http_post(&s, "/act", "one")), 503);
    EXPECT_INT(http_status(http_get(&s, "/echo")), 200);
    kill(pid, SIGCONT);
    EXPECT_INT(http_status(http_post(&s, "/act", "two")), 201);
    EXPECT(server_stop(&s));
}

TEST(role_rate_buckets_say_429)
{
    struct server s;
    int limited = 0;
    EXPECT(server_start(&s, "rate"));
    for (int i = 0; i < 40; i++)
        limited += http_status(http_get(&s, "/sign-in")) == 429;
    EXPECT(limited >= 15 && limited <= 21);
    EXPECT_INT(http_status(http_get(&s, "/echo")), 200);
    EXPECT(server_stop(&s));
}

static str when_written(const struct server *s, const char *name)
{
    char z[128];
    str got = STR_NULL;
    snprintf(z, sizeof(z), "%s/files/%s", s->dir, name);
    for (int i = 0; i < 100 && !got.p; i++, pause_ms(50))
        got = test_file(z);
    return got;
}

TEST(role_ends_where_nothing_can_be_prepared)
{
    struct server s;
    int64_t began = clock_mono_ns();
    EXPECT(!server_start(&s, "unpreparable"));
    EXPECT((clock_mono_ns() - began) / 1000000 < 5000);
    dir_remove_quietly(&s);
}

TEST(role_full_queues_say_503)
{
    struct server s;
    int fd[3];
    str all;
    EXPECT(server_start(&s, "tiny"));
    int a = server_role(&s, "worker", 0), b = server_role(&s, "worker", 1);
    EXPECT(a > 0 && b > 0);
    kill(a, SIGSTOP);
    kill(b, SIGSTOP);
    for (int i = 0; i < 3; i++) { /* one at each worker, one waiting */
        fd[i] = http_open(&s);
        http_send(fd[i], S("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n"));
        pause_ms(50);
    }
    str r = http_get(&s, "/echo");
    EXPECT_INT(http_status(r), 503);
    EXPECT(str_has(r, S("Retry-After: ")));
    kill(a, SIGCONT);
    kill(b, SIGCONT);
    for (int i = 0; i < 3; i++) {
        EXPECT_INT(http_read(fd[i], 1, 5000, &all), 1);
        EXPECT_INT(http_status(all), 200);
        close(fd[i]);
    }
    EXPECT(server_stop(&s));
}

TEST(role_believes_a_proxy_only_where_told)
{
    static const char ask[] =
        "GET /echo HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 9.9.9.9, 203.0.113.7\r\n"
        "X-Forwarded-Proto: https\r\nOrigin: https://h\r\n\r\n";
    struct server s;
    EXPECT(server_start(&s, "x"));
    EXPECT(str_has(http_ask(&s, ask), S("same=0 peer=127.0.0.1")));
    EXPECT(server_stop(&s));
    EXPECT(server_start(&s, "proxy"));
    str r = http_ask(&s, ask);
    EXPECT(str_has(r, S("same=1 peer=203.0.113.7")));
    EXPECT(str_has(r, S("Strict-Transport-Security: ")));
    /* whoever comes through the proxy is not this machine */
    EXPECT(!str_has(
        http_ask(&s, "GET /metrics HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n"),
        S("# EOF")));
    EXPECT(server_stop(&s));
}

TEST(role_sends_files_of_the_public_folder_only)
{
    struct server s;
    EXPECT(server_start(&s, "x"));
    EXPECT_STR(http_body(http_get(&s, "/file")), S("from a file"));
    EXPECT_INT(http_status(http_get(&s, "/file-outside")), 404);
    /* nor what others have posted */
    EXPECT_OK(file_write(str_fmt(test_arena(), "%s/spool/of-another", s.dir), S("private"), 0644));
    EXPECT_INT(http_status(http_get(&s, "/file-spool")), 404);
    EXPECT(server_stop(&s));
}

TEST(role_downloads_keep_their_odd_names_in_quotes)
{
    struct server s;
    EXPECT(server_start(&s, "x"));
    str got = http_get(&s, "/download");
    EXPECT(str_has(got, S("attachment; filename=\"b__o __ x___Set-Cookie_ a_b.html\"; "
                          "filename*=UTF-8''b%C3%A1o")));
    EXPECT(!str_has(got, S("\r\nSet-Cookie")));
    EXPECT(str_has(got, S("default-src 'none'; frame-ancestors 'none'; sandbox")));
    EXPECT(str_has(got, S("X-Content-Type-Options: nosniff")));
    EXPECT(server_stop(&s));
}

TEST(role_jobs_reach_press_link_and_writer)
{
    struct server s;
    EXPECT(server_start(&s, "x"));
    EXPECT_STR(when_written(&s, "jobs"), S("did paper did letter"));
    EXPECT(server_stop(&s));
}

/* Each role tries what it must not: a socket, a program, a file of the system, a file in a home,
 * and what it may. */
TEST(role_cannot_open_what_it_must_not)
{
    struct server s;
    EXPECT(server_start(&s, "x"));
#define REFUSED_TO_ALL "socket refused\nexec refused\npasswd refused\nhome refused\n"
    str all = S(REFUSED_TO_ALL "data open\nkeys refused\n");
    str no_data = S(REFUSED_TO_ALL "data REFUSED\nkeys refused\n");
    str keeper = S(REFUSED_TO_ALL "data REFUSED\nkeys OPEN\n");
    /* the writer makes files in the folder: only a user of its own keeps it from the keys */
    str writer = geteuid() == 0 ? all : S(REFUSED_TO_ALL "data open\nkeys OPEN\n");
    if (str_has(http_get(&s, "/status.json"), S("landlock")) ||
        str_has(http_get(&s, "/status.json"), S("seccomp"))) {
        test_skip("this kernel gives no landlock or seccomp");
        EXPECT(server_stop(&s));
        return;
    }
    /* started as root, each has a user of its own */
    if (geteuid() == 0)
        EXPECT(!str_has(http_get(&s, "/status.json"), S("own-user")));
    EXPECT_STR(http_body(http_get(&s, "/forbidden")), all);
    EXPECT_STR(http_body(http_get(&s, "/front-forbidden")), no_data);
    EXPECT_STR(http_body(http_post(&s, "/act", "forbidden")), writer);
    EXPECT_STR(http_body(http_get(&s, "/keeper?forbidden")), keeper);
    EXPECT_STR(when_written(&s, "press"), no_data);
    EXPECT_STR(when_written(&s, "mail"),
               S("socket OPEN\nexec refused\npasswd refused\nhome refused\ndata REFUSED\n"
                 "keys refused\n"));
    /* no program, no network, nothing of the house; files in a folder of its own, children alike */
    EXPECT_STR(when_written(&s, "stage"),
               str_cat(test_arena(), no_data, S("files refused\nstage open\nchild alike\n")));
    EXPECT(server_stop(&s));
}

TEST(role_publishing_drops_cached_pages)
{
    struct server s;
    EXPECT(server_start(&s, "x"));
    http_get(&s, "/page");
    http_get(&s, "/page");
    EXPECT_INT(metric(&s, "pages_cached_total"), 1);
    EXPECT_INT(http_status(http_post(&s, "/act", "publish")), 201);
    http_get(&s, "/page");
    EXPECT_INT(metric(&s, "pages_cached_total"), 1);
    /* kept again, once workers of the new content answer */
    for (int i = 0; i < 200 && metric(&s, "pages_cached_total") == 1; i++) {
        pause_ms(20);
        http_get(&s, "/page");
    }
    EXPECT_INT(metric(&s, "pages_cached_total"), 2);
    /* a signed-in reader's page is neither taken from there nor kept */
    http_ask(&s, "GET /page HTTP/1.1\r\nHost: h\r\nCookie: session=x\r\n\r\n");
    EXPECT_INT(metric(&s, "pages_cached_total"), 2);
    EXPECT(server_stop(&s));
}
