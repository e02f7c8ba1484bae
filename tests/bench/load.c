/* A load generator: posts requests from a list, each once, over many connections, and notes every
 * answer.
 *
 *   load PORT CONNECTIONS LIST LOG [seconds] [skip]
 *
 * LIST has one request a line: path, cookie and body, with tabs between; a cookie that is "Bearer
 * ..." is shown as a credential, with a body of JSON.  LOG gets one line an
 * answer: number of the request's line, status, milliseconds, times it was sent, location.  A
 * request whose connection breaks before its answer is sent again, with the same key.  The last
 * line on stdout is JSON: answers, seconds, requests a second, percentiles. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { IN_MAX = 256 * 1024, OUT_MAX = 8 * 1024, TRIES_MAX = 50, PATIENCE_S = 30 };

struct item {
    const char *path, *cookie, *body;
};

struct conn {
    int fd;
    bool connected, busy;
    size_t item;
    unsigned tries;
    int64_t since, retry_at;
    char out[OUT_MAX];
    size_t out_n, out_at;
    char *in;
    size_t in_n;
};

struct load {
    struct sockaddr_in to;
    int epoll;
    struct item *items;
    size_t n, next, answered, broken, lost;
    size_t by_class[6];
    double *ms;
    FILE *log;
    struct conn *c;
    size_t conns;
    int64_t began, until;
};

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void die(const char *what)
{
    perror(what);
    exit(2);
}

/* ---- the list ---- */

static char *file_text(const char *path)
{
    FILE *f = fopen(path, "r");
    char *text;
    long n;

    if (!f || fseek(f, 0, SEEK_END) || (n = ftell(f)) < 0)
        die(path);
    rewind(f);
    text = malloc((size_t)n + 1);
    if (!text || fread(text, 1, (size_t)n, f) != (size_t)n)
        die(path);
    text[n] = 0;
    fclose(f);
    return text;
}

static const char *column(char **rest, char end)
{
    char *from = *rest, *at = strchr(from, end);

    if (!at)
        return "";
    *at = 0;
    *rest = at + 1;
    return from;
}

static void list_read(struct load *l, const char *path, size_t skip)
{
    char *rest = file_text(path);
    size_t room = 1;

    for (const char *p = rest; *p; p++)
        room += *p == '\n';
    l->items = calloc(room, sizeof *l->items);
    l->ms = calloc(room, sizeof *l->ms);
    while (*rest) {
        struct item x;
        x.path = column(&rest, '\t');
        x.cookie = column(&rest, '\t');
        x.body = column(&rest, '\n');
        l->items[l->n++] = x;
    }
    l->next = skip < l->n ? skip : l->n;
}

/* ---- one connection ---- */

static void want(struct load *l, struct conn *c, uint32_t events, bool fresh)
{
    struct epoll_event ev = { .events = events, .data.u32 = (uint32_t)(c - l->c) };

    if (epoll_ctl(l->epoll, fresh ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, c->fd, &ev))
        die("epoll_ctl");
}

static void conn_open(struct load *l, struct conn *c)
{
    int one = 1;

    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0)
        die("socket");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    c->connected = false;
    c->in_n = 0;
    if (connect(c->fd, (struct sockaddr *)&l->to, sizeof l->to) && errno != EINPROGRESS)
        die("connect");
    want(l, c, EPOLLIN | EPOLLOUT, true);
}

static void request_write(struct load *l, struct conn *c)
{
    const struct item *x = &l->items[c->item];
    const char *last = strrchr(x->path, '/'), *kind = last ? last + 1 : "";
    bool program = strncmp(x->cookie, "Bearer ", 7) == 0;
    int n = snprintf(
        c->out, sizeof c->out,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nSec-Fetch-Site: same-origin\r\n"
        "Origin: http://127.0.0.1:%u\r\nAccept: %s\r\nAccept-Language: en\r\n%s: %s\r\n"
        "Idempotency-Key: load-%zu-%s\r\n"
        "Content-Type: application/%s\r\nContent-Length: %zu\r\n\r\n%s",
        x->path, ntohs(l->to.sin_port), ntohs(l->to.sin_port),
        program ? "application/json" : "text/html", program ? "Authorization" : "Cookie", x->cookie,
        c->item, kind, program ? "json" : "x-www-form-urlencoded", strlen(x->body), x->body);

    if (n < 0 || (size_t)n >= sizeof c->out) {
        fprintf(stderr, "load: request %zu is too long\n", c->item);
        exit(2);
    }
    c->out_n = (size_t)n;
    c->out_at = 0;
}

static void conn_send(struct load *l, struct conn *c)
{
    while (c->out_at < c->out_n) {
        ssize_t n = send(c->fd, c->out + c->out_at, c->out_n - c->out_at, MSG_NOSIGNAL);
        if (n < 0)
            break;
        c->out_at += (size_t)n;
    }
    want(l, c, c->out_at < c->out_n ? EPOLLIN | EPOLLOUT : EPOLLIN, false);
}

static void item_take(struct load *l, struct conn *c)
{
    c->busy = false;
    if (l->next >= l->n || (l->until && now_ns() >= l->until))
        return;
    c->item = l->next++;
    c->busy = true;
    c->tries = 1;
    c->since = now_ns();
    request_write(l, c);
    if (c->connected)
        conn_send(l, c);
}

static void conn_broke(struct load *l, struct conn *c)
{
    close(c->fd);
    c->fd = -1;
    if (c->busy) {
        l->broken++;
        if (++c->tries > TRIES_MAX || now_ns() - c->since > (int64_t)PATIENCE_S * 1000000000) {
            l->lost++;
            fprintf(l->log, "%zu 0 0 %u -\n", c->item, c->tries);
            c->busy = false;
            item_take(l, c);
        }
        c->out_at = 0;
    }
    c->retry_at = now_ns() + 20000000;
}

/* ---- answers ---- */

static const char *header(const char *head, const char *name, size_t *n)
{
    const char *at = strcasestr(head, name);

    if (!at)
        return NULL;
    at += strlen(name);
    while (*at == ' ')
        at++;
    *n = strcspn(at, "\r\n");
    return at;
}

static void answered(struct load *l, struct conn *c, int status, const char *location,
                     size_t location_n)
{
    double ms = (double)(now_ns() - c->since) / 1e6;

    fprintf(l->log, "%zu %d %.3f %u %.*s\n", c->item, status, ms, c->tries,
            location ? (int)location_n : 1, location ? location : "-");
    l->ms[l->answered++] = ms;
    l->by_class[status / 100 % 6]++;
}

/* True where a whole answer stood in the buffer and was taken. */
static bool answer_take(struct load *l, struct conn *c)
{
    char *end, *location;
    const char *length;
    size_t head, body = 0, n;
    bool closes;

    c->in[c->in_n] = 0;
    end = strstr(c->in, "\r\n\r\n");
    if (!end)
        return false;
    head = (size_t)(end - c->in) + 4;
    end[2] = 0;
    length = header(c->in, "\r\ncontent-length:", &n);
    if (length)
        body = strtoul(length, NULL, 10);
    if (c->in_n < head + body) {
        end[2] = '\r';
        return false;
    }
    closes = header(c->in, "\r\nconnection: close", &n) != NULL;
    location = (char *)header(c->in, "\r\nlocation:", &n);
    answered(l, c, (int)strtol(c->in + 9, NULL, 10), location, n);
    memmove(c->in, c->in + head + body, c->in_n - head - body);
    c->in_n -= head + body;
    c->busy = false;
    if (closes)
        conn_broke(l, c);
    return true;
}

static void conn_read(struct load *l, struct conn *c)
{
    for (;;) {
        ssize_t n = recv(c->fd, c->in + c->in_n, IN_MAX - 1 - c->in_n, 0);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0) {
            conn_broke(l, c);
            return;
        }
        c->in_n += (size_t)n;
        if (c->busy && answer_take(l, c)) {
            item_take(l, c);
            return;
        }
    }
}

static void conn_event(struct load *l, struct conn *c, uint32_t events)
{
    if (c->fd < 0)
        return;
    if (!c->connected && events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) {
        int error = 0;
        socklen_t n = sizeof error;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &n);
        if (error) {
            conn_broke(l, c);
            return;
        }
        c->connected = true;
        want(l, c, EPOLLIN, false);
        if (c->busy)
            conn_send(l, c);
        return;
    }
    if (events & EPOLLOUT)
        conn_send(l, c);
    if (events & (EPOLLIN | EPOLLERR | EPOLLHUP))
        conn_read(l, c);
}

/* ---- the run ---- */

static size_t look_after(struct load *l)
{
    int64_t now = now_ns();
    size_t busy = 0;

    for (size_t i = 0; i < l->conns; i++) {
        struct conn *c = &l->c[i];
        busy += c->busy;
        if (c->busy && c->fd >= 0 && now - c->since > (int64_t)PATIENCE_S * 1000000000) {
            l->lost++;
            fprintf(l->log, "%zu 0 0 %u timeout\n", c->item, c->tries);
            c->busy = false;
            conn_broke(l, c);
            item_take(l, c);
        } else if (c->busy && c->fd < 0 && now >= c->retry_at) {
            conn_open(l, c);
        }
    }
    return busy;
}

static void run(struct load *l)
{
    struct epoll_event ev[256];

    for (size_t i = 0; i < l->conns; i++)
        item_take(l, &l->c[i]);
    while (look_after(l) > 0) {
        int n = epoll_wait(l->epoll, ev, 256, 10);
        for (int i = 0; i < n; i++)
            conn_event(l, &l->c[ev[i].data.u32], ev[i].events);
    }
}

static void connect_all(struct load *l)
{
    struct epoll_event ev[256];
    size_t up = 0;

    for (size_t i = 0; i < l->conns; i++) {
        l->c[i].in = malloc(IN_MAX);
        conn_open(l, &l->c[i]);
    }
    while (up < l->conns) {
        int n = epoll_wait(l->epoll, ev, 256, 5000);
        if (n <= 0)
            die("nobody answers");
        for (int i = 0; i < n; i++)
            conn_event(l, &l->c[ev[i].data.u32], ev[i].events);
        up = 0;
        for (size_t i = 0; i < l->conns; i++)
            up += l->c[i].connected;
    }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    struct load l = { .to = { .sin_family = AF_INET } };
    double seconds;

    if (argc < 5) {
        fprintf(stderr, "load PORT CONNECTIONS LIST LOG [seconds] [skip]\n");
        return 2;
    }
    l.to.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
    l.to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    l.conns = strtoul(argv[2], NULL, 10);
    list_read(&l, argv[3], argc > 6 ? strtoul(argv[6], NULL, 10) : 0);
    l.log = fopen(argv[4], "w");
    l.c = calloc(l.conns, sizeof *l.c);
    l.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!l.log || !l.c || l.epoll < 0)
        die(argv[4]);
    connect_all(&l);
    l.began = now_ns();
    if (argc > 5 && strtod(argv[5], NULL) > 0)
        l.until = l.began + (int64_t)(strtod(argv[5], NULL) * 1e9);
    run(&l);
    seconds = (double)(now_ns() - l.began) / 1e9;
    fclose(l.log);
    qsort(l.ms, l.answered, sizeof *l.ms, by_size);
    printf("{\"answers\":%zu,\"seconds\":%.4f,\"per_second\":%.1f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,"
           "\"max_ms\":%.2f,"
           "\"2xx\":%zu,\"3xx\":%zu,\"4xx\":%zu,\"5xx\":%zu,\"broken\":%zu,\"unanswered\":%zu,"
           "\"next\":%zu}\n",
           l.answered, seconds, (double)l.answered / seconds, l.answered ? l.ms[l.answered / 2] : 0,
           l.answered ? l.ms[l.answered * 99 / 100] : 0, l.answered ? l.ms[l.answered - 1] : 0,
           l.by_class[2], l.by_class[3], l.by_class[4], l.by_class[5], l.broken, l.lost, l.next);
    return 0;
}
