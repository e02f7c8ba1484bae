/* Roles killed, replaced and reloaded under load: nothing acknowledged is lost, nothing is done
 * twice. */
#include "tests/role/role_test.h"

#include "os/clock.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 8, ACTS_MOST = 40000 };

struct client {
    const struct server *s;
    pthread_t thread;
    int number;
    _Atomic bool *stop;
    int acknowledged, other, broken, reads, worst_ms;
    int64_t *numbers; /* line numbers that were acknowledged */
};

/* Small and without the test's arena: it runs on threads. */
static int one_request(int *fd, const struct client *c, const char *text, char *in, size_t room)
{
    size_t n = 0;
    if (*fd < 0 && (*fd = http_open(c->s)) < 0)
        return -1;
    if (!http_send(*fd, str_z(text)))
        return -1;
    for (;;) {
        ssize_t k = recv(*fd, in + n, room - 1 - n, 0);
        char *end, *cl;
        if (k <= 0)
            return -1;
        n += (size_t)k;
        in[n] = 0;
        end = strstr(in, "\r\n\r\n");
        cl = strstr(in, "Content-Length: ");
        if (end && cl && n >= (size_t)(end - in) + 4 + strtoul(cl + 16, NULL, 10))
            return (int)strtol(in + 9, NULL, 10);
    }
}

static void *client_run(void *p)
{
    struct client *c = p;
    char body[64], text[256], in[16384];
    int fd = -1, i = 0;
    while (!atomic_load(c->stop) && c->acknowledged < ACTS_MOST) {
        bool post = i % 4 != 3;
        snprintf(body, sizeof(body), "%d-%d", c->number, i++);
        if (post)
            snprintf(text, sizeof(text),
                     "POST /act HTTP/1.1\r\nHost: h\r\nContent-Length: %zu\r\n\r\n%s", strlen(body),
                     body);
        else
            snprintf(text, sizeof(text), "GET /%s HTTP/1.1\r\nHost: h\r\n\r\n",
                     i % 8 == 0 ? "echo" : "keeper");
        int64_t began = clock_mono_ns();
        int status = one_request(&fd, c, text, in, sizeof(in));
        c->worst_ms = MAX(c->worst_ms, (int)((clock_mono_ns() - began) / 1000000));
        if (status == 201) {
            char *b = strstr(in, "\r\n\r\n") + 4, *blank = strchr(b, ' ');
            if (blank && strcmp(blank + 1, body) == 0)
                c->numbers[c->acknowledged++] = strtoll(b, NULL, 10);
            else
                c->other++;
        } else if (status == 200 && !strstr(in, "no keeper")) {
            c->reads++;
        } else if (status < 0) {
            c->broken++;
            if (fd >= 0)
                close(fd);
            fd = -1;
        } else {
            c->other++;
        }
        if (fd >= 0 && strstr(in, "Connection: close")) {
            close(fd);
            fd = -1;
        }
    }
    if (fd >= 0)
        close(fd);
    return NULL;
}

struct load {
    struct client c[CLIENTS];
    _Atomic bool stop;
    int acknowledged, other, broken, reads, worst_ms;
};

static void load_start(struct load *l, const struct server *s)
{
    memset(l, 0, sizeof(*l));
    for (int i = 0; i < CLIENTS; i++) {
        l->c[i] = (struct client){
            .s = s, .number = i, .stop = &l->stop, .numbers = calloc(ACTS_MOST, sizeof(int64_t))
        };
        pthread_create(&l->c[i].thread, NULL, client_run, &l->c[i]);
    }
}

static void load_stop(struct load *l)
{
    atomic_store(&l->stop, true);
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(l->c[i].thread, NULL);
        l->acknowledged += l->c[i].acknowledged;
        l->other += l->c[i].other;
        l->broken += l->c[i].broken;
        l->reads += l->c[i].reads;
        l->worst_ms = MAX(l->worst_ms, l->c[i].worst_ms);
    }
}

/* Every acknowledged act stands in the file under its number and with its client's words, once. */
static void compare(const struct server *s, struct load *l)
{
    char z[128];
    str all, line;
    map bodies = { 0 };
    int64_t lines = 0;
    int lost = 0, twice = 0;
    snprintf(z, sizeof(z), "%s/acts", s->dir);
    all = test_file(z);
    char *mine = calloc(ACTS_MOST * CLIENTS + 1, 1);
    while (str_next(&all, '\n', &line)) {
        str id, rest, number, body;
        if (!line.n || !str_cut(line, ' ', &id, &rest) || !str_cut(rest, ' ', &number, &body))
            continue;
        lines++;
        if (map_get(&bodies, body) && !str_eq(body, S("from-jobs")))
            twice++;
        map_put(&bodies, test_arena(), body, (void *)1);
        int64_t n = 0;
        EXPECT_OK(str_to_i64(number, &n));
        if (n > 0 && n <= ACTS_MOST * CLIENTS)
            mine[n] = 1;
    }
    for (int i = 0; i < CLIENTS; i++) {
        for (int k = 0; k < l->c[i].acknowledged; k++)
            lost += !mine[l->c[i].numbers[k]];
        free(l->c[i].numbers);
    }
    free(mine);
    EXPECT_INT(lost, 0);
    EXPECT_INT(twice, 0);
    EXPECT(l->acknowledged > 50);
    printf("  %d acknowledged, %lld stored, %d reads, %d other, %d broken, longest %d ms\n",
           l->acknowledged, (long long)lines, l->reads, l->other, l->broken, l->worst_ms);
}

static void kill_role(const struct server *s, const char *role, unsigned index)
{
    int pid = server_role(s, role, index);
    EXPECT(pid > 0);
    if (pid > 0)
        kill(pid, SIGKILL);
}

static void killing(const char *role, unsigned index, int times, bool front)
{
    struct server s;
    struct load l;
    EXPECT(server_start(&s, "x"));
    load_start(&l, &s);
    for (int i = 0; i < times; i++) {
        pause_ms(300);
        kill_role(&s, role, index);
    }
    pause_ms(500);
    load_stop(&l);
    EXPECT_INT(l.other, 0);
    if (!front)
        EXPECT_INT(l.broken, 0);
    EXPECT_INT(http_status(http_get(&s, "/echo")), 200);
    compare(&s, &l);
    EXPECT(server_stop(&s));
}

TEST(crash_writer_killed_three_times)
{
    killing("writer", 0, 3, false);
}
TEST(crash_worker_killed_three_times)
{
    killing("worker", 1, 3, false);
}
TEST(crash_front_killed_three_times)
{
    killing("front", 0, 3, true);
}
TEST(crash_keeper_killed)
{
    killing("keeper", 0, 2, false);
}
TEST(crash_zygote_killed)
{
    killing("zygote", 0, 1, false);
}

TEST(crash_writer_and_both_workers_at_once)
{
    struct server s;
    struct load l;
    EXPECT(server_start(&s, "x"));
    load_start(&l, &s);
    for (int i = 0; i < 3; i++) {
        pause_ms(400);
        int w = server_role(&s, "writer", 0), a = server_role(&s, "worker", 0),
            b = server_role(&s, "worker", 1);
        EXPECT(w > 0 && a > 0 && b > 0);
        kill(w, SIGKILL);
        kill(a, SIGKILL);
        kill(b, SIGKILL);
    }
    pause_ms(500);
    load_stop(&l);
    EXPECT_INT(l.broken, 0);
    EXPECT_INT(l.other, 0);
    compare(&s, &l);
    EXPECT(server_stop(&s));
}

/* How often the server's log tells of an event. */
static size_t told(const struct server *s, const char *event)
{
    char z[256];
    size_t n = 0;
    snprintf(z, sizeof(z), "%s/log", s->dir);
    str log = test_file(z);
    for (size_t at = 0; (at = str_find(log, str_z(event), at)) != SIZE_MAX; at++)
        n++;
    return n;
}

/* Each signal is sent when what the one before asked for is done: two that wait are one. */
static void signalled(int signal, int times, const char *event)
{
    struct server s;
    struct load l;
    EXPECT(server_start(&s, "x"));
    load_start(&l, &s);
    for (int i = 0; i < times; i++) {
        pause_ms(300);
        kill(s.pid, signal);
        for (int k = 0; k < 300 && told(&s, event) < (size_t)i + 2; k++)
            pause_ms(100);
        pause_ms(400);
    }
    load_stop(&l);
    EXPECT_INT(l.other, 0);
    EXPECT_INT(l.broken, 0);
    EXPECT_INT(http_status(http_get(&s, "/echo")), 200);
    compare(&s, &l);
    EXPECT_INT(told(&s, event), times + 1);
    EXPECT(server_stop(&s));
}

TEST(reload_under_load_fails_no_request)
{
    signalled(SIGHUP, 3, "\"serve.ready\"");
}
TEST(new_binary_under_load_fails_no_request)
{
    signalled(SIGUSR2, 3, "\"serve.ready\"");
}

TEST(reload_of_a_broken_site_keeps_the_old)
{
    struct server s;
    char z[128];
    EXPECT(server_start(&s, "x"));
    snprintf(z, sizeof(z), "touch %s/broken", s.dir);
    EXPECT_INT(system(z), 0);
    kill(s.pid, SIGHUP);
    pause_ms(500);
    EXPECT_INT(http_status(http_get(&s, "/echo")), 200);
    EXPECT_INT(http_status(http_post(&s, "/act", "x")), 201);
    EXPECT(server_stop(&s));
}

static void poisoned(const char *input)
{
    struct server s;
    EXPECT(server_start(&s, "x"));
    EXPECT_INT(http_status(http_post(&s, "/act", "fine")), 201);
    int before = server_role(&s, "writer", 0);
    EXPECT_INT(http_status(http_post(&s, "/act", input)), 500);
    int after = server_role(&s, "writer", 0);
    EXPECT(before > 0 && after > 0 && before != after);
    /* the same input is refused without another death */
    EXPECT_INT(http_status(http_post(&s, "/act", input)), 500);
    EXPECT_INT(server_role(&s, "writer", 0), after);
    EXPECT_INT(http_status(http_post(&s, "/act", "also fine")), 201);
    EXPECT(str_has(http_get(&s, "/status.json"), S("\"poisoned\":1")));
    EXPECT(server_stop(&s));
}

TEST(crash_poisonous_act_is_answered_and_refused)
{
    poisoned("poison-own fault");
}
/* killed, as by the kernel short of memory: blamed when it happens twice in the same act */
TEST(crash_deadly_act_is_answered_and_refused)
{
    poisoned("poison by kill");
}

TEST(crash_poisonous_request_is_found_out)
{
    struct server s;
    EXPECT(server_start(&s, "x"));
    EXPECT_INT(http_status(http_get(&s, "/crash")), 500);
    EXPECT_INT(http_status(http_get(&s, "/crash-once")), 200);
    pause_ms(300);
    EXPECT_INT(http_status(http_get(&s, "/echo")), 200);
    EXPECT(server_stop(&s));
}
