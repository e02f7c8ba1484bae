/* The front's loop: sockets, the library, the links, the clock. */
#include "role/front.h"

#include "os/clock.h"
#include "os/log.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    SWEEP_MS = 250,
    LEAVE_S = 10,
    ACCEPT_MOST = 64,
    REQUEST_MS = 30000,
    QUEUE_MAX = 4096,
    CONNECTIONS = 4000
};

void front_connection(void *cls, struct MHD_Connection *c, void **con,
                      enum MHD_ConnectionNotificationCode why)
{
    struct front *f = cls;
    struct connection *k = *con;

    if (why == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *i =
            MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

        k = calloc(1, sizeof(*k));
        CHECK(k && i);
        *k = (struct connection){ .next = f->connections,
                                  .fd = i->connect_fd,
                                  .since_ns = clock_mono_ns() };
        if (f->connections)
            f->connections->prev = k;
        f->connections = k;
        f->connection_count++;
        *con = k;
    } else if (k) {
        *(k->prev ? &k->prev->next : &f->connections) = k->next;
        if (k->next)
            k->next->prev = k->prev;
        f->connection_count--;
        free(k);
        *con = NULL;
    }
}

static void accept_some(struct front *f, int fd)
{
    for (int i = 0; i < ACCEPT_MOST && f->connection_count < f->connections_max; i++) {
        struct sockaddr_storage at;
        socklen_t n = sizeof(at);
        int c = accept4(fd, (struct sockaddr *)&at, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (c < 0)
            return;
        if (MHD_add_connection(f->mhd, c, (struct sockaddr *)&at, n) != MHD_YES)
            LOG(LOG_WARN, "front.connection_refused", LOG_N("errno", errno));
    }
}

/* Slow heads: a fresh connection has HEAD_MS for its first head, an open one that
 * after its pause. */
static void sweep(struct front *f, int64_t now)
{
    for (struct connection *k = f->connections; k; k = k->next) {
        int64_t most = (int64_t)HEAD_MS * 1000000 + (k->served ? (int64_t)IDLE_S * 1000000000 : 0);

        if (!k->busy && now - k->since_ns > most)
            shutdown(k->fd, SHUT_RDWR);
        else if (k->busy && k->slot && k->slot->state == SLOT_BODY && !k->slot->suspended &&
                 now > k->slot->deadline_ns)
            shutdown(k->fd, SHUT_RDWR);
    }
}

static void listen_on(struct front *f, int fd)
{
    /* Several fronts share the socket: one is woken. */
    struct epoll_event ev = { .events = EPOLLIN | EPOLLEXCLUSIVE,
                              .data.u32 = FRONT_LISTEN | (uint32_t)f->listens };

    if (f->listens == LEN(f->listen) || f->leaving) {
        close(fd);
        return;
    }
    f->listen[f->listens++] = fd;
    CHECK(epoll_ctl(f->peers.epoll, EPOLL_CTL_ADD, fd, &ev) == 0);
}

static void leave(struct front *f, bool refuse)
{
    for (size_t i = 0; i < f->listens; i++) {
        epoll_ctl(f->peers.epoll, EPOLL_CTL_DEL, f->listen[i], NULL);
        close(f->listen[i]);
    }
    f->listens = 0;
    f->leaving = true;
    f->refusing = refuse;
    f->leave_ns = clock_mono_ns() + (int64_t)LEAVE_S * 1000000000;
}

static void control(struct front *f)
{
    struct peer *x;
    struct ctl c;
    int fd;

    while (self_next(f->me, &c, &fd)) {
        if (c.op == CTL_LINK && fd >= 0) {
            if ((x = peers_add(&f->peers, c.who, fd)) != NULL)
                x->generation = c.arg;
        } else if (c.op == CTL_LISTEN && fd >= 0)
            listen_on(f, fd);
        else if (c.op == CTL_LEAVE)
            leave(f, c.arg);
        else if (c.op == CTL_RETIRE && (x = peers_find(&f->peers, c.who)) != NULL) {
            x->retired = true;
            if (x->outstanding == 0)
                peers_drop(&f->peers, x);
        }
    }
}

static void client_left(struct front *f, struct slot *s)
{
    if (s->state != SLOT_PARKED)
        return;
    slot_list_remove(&f->parked, s);
    s->state = SLOT_BODY;
    front_error(f, s, 503);
    front_resume(f, s);
}

static void event(struct front *f, const struct epoll_event *ev, bool *run)
{
    uint32_t tag = ev->data.u32, n = tag & 0xffff;

    if (tag == PEERS_CTL)
        control(f);
    else if (tag == FRONT_MHD)
        *run = true;
    else if ((tag & 0xffff0000u) == FRONT_LISTEN) {
        accept_some(f, f->listen[n]);
        *run = true;
    } else if (tag & FRONT_CLIENT) {
        client_left(f, &f->slots[n]);
    } else {
        struct peer *x = &f->peers.v[tag];

        if (ev->events & EPOLLOUT)
            x->dirty = true;
        if (x->used && (ev->events & ~(uint32_t)EPOLLOUT))
            front_frames(f, x);
    }
}

static void run_library(struct front *f)
{
    MHD_UNSIGNED_LONG_LONG ms;

    for (int i = 0; i < 8; i++) {
        f->resumed = false;
        MHD_run(f->mhd);
        if (MHD_get_timeout(f->mhd, &ms) != MHD_YES || ms != 0)
            break;
    }
}

static void gauges(struct front *f)
{
    metric_set(f->me->metrics, M_CONNECTIONS, (int64_t)f->connection_count);
    metric_set(f->me->metrics, M_IN_FLIGHT, (int64_t)f->sent);
    metric_set(f->me->metrics, M_PARKED, (int64_t)f->parked.n);
    metric_set(f->me->metrics, M_WAITING, (int64_t)(f->waiting.n + f->waiting_slow.n));
}

static void round_trip(struct front *f)
{
    MHD_UNSIGNED_LONG_LONG ms;
    struct epoll_event ev[64];
    int wait = SWEEP_MS, n;
    int64_t now;
    bool run;

    if (MHD_get_timeout(f->mhd, &ms) == MHD_YES && ms < (unsigned)wait)
        wait = (int)ms;
    n = epoll_wait(f->peers.epoll, ev, 64, wait);
    run = n <= 0;
    for (int i = 0; i < n; i++)
        event(f, &ev[i], &run);
    front_forward(f);
    now = clock_mono_ns();
    if (now > f->sweep_ns) {
        front_deadlines(f, now);
        sweep(f, now);
        gauges(f);
        f->sweep_ns = now + (int64_t)SWEEP_MS * 1000000;
    }
    if (run || f->resumed)
        run_library(f);
    peers_flush(&f->peers);
}

static void log_library(void *cls, const char *fmt, va_list ap)
{
    (void)cls;
    (void)ap;
    LOG(LOG_DEBUG, "front.library", LOG_S("what", str_z(fmt)));
}

static bool library_open(struct front *f)
{
    struct epoll_event ev = { .events = EPOLLIN, .data.u32 = FRONT_MHD };
    const union MHD_DaemonInfo *i;

    f->mhd = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG, 0,
        NULL, NULL, front_request, f, MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(16 * 1024), MHD_OPTION_CONNECTION_LIMIT,
        f->connections_max + 16, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, front_target, f,
        MHD_OPTION_NOTIFY_COMPLETED, front_completed, f, MHD_OPTION_NOTIFY_CONNECTION,
        front_connection, f, MHD_OPTION_END);
    if (!f->mhd || !(i = MHD_get_daemon_info(f->mhd, MHD_DAEMON_INFO_EPOLL_FD)))
        return false;
    f->mhd_epoll = i->epoll_fd;
    return epoll_ctl(f->peers.epoll, EPOLL_CTL_ADD, f->mhd_epoll, &ev) == 0;
}

static struct front *front_make(struct self *me)
{
    struct front *f = calloc(1, sizeof(*f));

    CHECK(f);
    f->me = me;
    f->request_ms = me->settings->request_ms ? me->settings->request_ms : REQUEST_MS;
    f->queue_max = me->settings->queue_max ? me->settings->queue_max : QUEUE_MAX;
    f->worker_most = me->settings->worker_most ? me->settings->worker_most : WORKER_MOST;
    f->connections_max = me->settings->connections ? me->settings->connections : CONNECTIONS;
    f->slots = calloc(SLOTS_MAX, sizeof(*f->slots));
    f->free_slots = calloc(SLOTS_MAX, sizeof(*f->free_slots));
    f->pages = calloc(CACHE_PAGES, sizeof(*f->pages));
    CHECK(f->slots && f->free_slots && f->pages);
    for (uint32_t i = 0; i < SLOTS_MAX; i++)
        f->free_slots[i] = SLOTS_MAX - 1 - i;
    f->free_n = SLOTS_MAX;
    arena_init(&f->cache_arena, 0);
    rates_open(&f->rates);
    peers_open(&f->peers, me);
    return f;
}

/* The library aborts where it is stopped with a suspended connection: all are answered first. */
static void front_end(struct front *f)
{
    for (uint32_t i = 0; i < SLOTS_MAX; i++) {
        struct slot *s = &f->slots[i];

        if (!s->suspended)
            continue;
        if (s->state == SLOT_PARKED)
            slot_list_remove(&f->parked, s);
        else if (s->state == SLOT_WAITING)
            slot_list_remove(front_list_of(f, s), s);
        else if (s->state == SLOT_SENT)
            f->sent--;
        s->state = SLOT_BODY;
        front_error(f, s, 503);
        front_resume(f, s);
    }
    run_library(f);
    run_library(f);
    MHD_stop_daemon(f->mhd);
    front_cache_drop(f);
    for (uint32_t i = 0; i < SLOTS_MAX; i++)
        arena_free(&f->slots[i].a);
    peers_close(&f->peers);
    rates_close(&f->rates);
    arena_free(&f->cache_arena);
    free(f->slots);
    free(f->free_slots);
    free(f->pages);
    free(f);
}

/* On leaving: idle connections of a stopping house are closed at once; those of a replaced front
 * may ask once more. */
static bool may_end(struct front *f)
{
    if (!f->leaving)
        return f->me->leaving; /* the supervisor is gone */
    if (clock_mono_ns() > f->leave_ns || f->connection_count == 0)
        return true;
    if (f->refusing && f->live == 0)
        return true;
    return false;
}

int front_run(struct self *me)
{
    struct front *f;

    if (!self_begin(me))
        return 0;
    f = front_make(me);
    if (!library_open(f) || !self_ready(me)) {
        LOG(LOG_ERROR, "role.cannot_open", LOG_N("index", me->who.index));
        return 1;
    }
    f->cache_generation = __atomic_load_n(&me->shared->content_generation, __ATOMIC_ACQUIRE);
    while (!may_end(f))
        round_trip(f);
    front_end(f);
    return 0;
}
