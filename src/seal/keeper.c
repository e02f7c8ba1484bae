/* The keeper's process: a poll loop over its seats. */
#include "seal/keeper_wire.h"

#include "os/log.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SEATS_MAX = 64, ARENA_CAP = 4 * 1024 * 1024 };

struct seat {
    int fd; /* -1: closed */
    enum keeper_role role;
    size_t n; /* bytes in `in` */
    uint8_t in[KEEPER_FRAME_MAX + 4];
};

struct house {
    struct keeper_core *core;
    struct seat *seats;
    size_t n;
    arena a;
};

static void seat_close(struct seat *s)
{
    close(s->fd);
    s->fd = -1;
    bytes_wipe(s->in, sizeof s->in);
    s->n = 0;
}

static bool send_all(int fd, str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            struct pollfd p = { fd, POLLOUT, 0 };
            if (poll(&p, 1, 5000) == 0)
                return false; /* a client that asks and does not listen */
            continue;
        }
        if (n <= 0)
            return false;
        bytes = str_from(bytes, (size_t)n);
    }
    return true;
}

static bool frame_answer(struct house *h, struct seat *s, str request)
{
    buf out;
    bool ok;

    buf_init(&out, &h->a, 16 * KIB);
    buf_u32(&out, 0);
    keeper_answer(h->core, s->role, &h->a, request, &out);
    for (unsigned i = 0; i < 4; i++)
        out.p[i] = (char)((out.n - 4) >> (8 * i));
    ok = send_all(s->fd, buf_str(&out));
    bytes_wipe(out.p, out.n);
    arena_reset(&h->a);
    return ok;
}

/* All whole frames in the seat's buffer; false where the client does not keep the protocol. */
static bool seat_frames(struct house *h, struct seat *s)
{
    size_t at = 0;

    while (s->n - at >= 4) {
        rdr r = rdr_of(str_of((const char *)s->in + at, 4));
        uint32_t len = rdr_u32(&r);
        if (len == 0 || len > KEEPER_FRAME_MAX)
            return false;
        if (s->n - at - 4 < len)
            break;
        if (!frame_answer(h, s, str_of((const char *)s->in + at + 4, len)))
            return false;
        at += 4 + len;
    }
    memmove(s->in, s->in + at, s->n - at);
    s->n -= at;
    return true;
}

static void seat_read(struct house *h, struct seat *s)
{
    ssize_t n = recv(s->fd, s->in + s->n, sizeof s->in - s->n, MSG_DONTWAIT);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        seat_close(s);
        return;
    }
    s->n += (size_t)n;
    if (!seat_frames(h, s)) {
        LOG(LOG_WARN, "keeper.protocol", LOG_N("role", s->role));
        seat_close(s);
    }
}

/* False when every seat is closed. */
static bool wait_once(struct house *h)
{
    struct pollfd p[SEATS_MAX];
    bool open = false;

    for (size_t i = 0; i < h->n; i++) {
        p[i] = (struct pollfd){ h->seats[i].fd, POLLIN, 0 }; /* a negative fd is skipped by poll */
        open |= h->seats[i].fd >= 0;
    }
    if (!open || poll(p, h->n, 500) <= 0)
        return open;
    for (size_t i = 0; i < h->n; i++)
        if (p[i].revents)
            seat_read(h, &h->seats[i]);
    return true;
}

static void lock_down(void)
{
    if (prctl(PR_SET_DUMPABLE, 0) != 0)
        LOG(LOG_WARN, "keeper.dumpable", LOG_N("errno", errno));
    if (mlockall(MCL_CURRENT | MCL_FUTURE) != 0)
        LOG(LOG_WARN, "keeper.memory_not_locked", LOG_N("errno", errno));
}

int keeper_main(const char *dir, keeper_clock *clock, const struct keeper_seat *seats, size_t n,
                const volatile int *stop)
{
    struct house h = { .n = n };
    err e;

    CHECK(n <= SEATS_MAX);
    lock_down();
    e = keeper_open(dir, clock, &h.core);
    if (failed(e)) {
        LOG(LOG_ERROR, "keeper.keys", LOG_N("code", e.code));
        return 1;
    }
    h.seats = calloc(n, sizeof *h.seats);
    CHECK(h.seats || n == 0);
    for (size_t i = 0; i < n; i++) {
        h.seats[i].fd = seats[i].fd;
        h.seats[i].role = seats[i].role;
    }
    arena_init(&h.a, ARENA_CAP);
    while (!(stop && *stop) && wait_once(&h))
        ;
    for (size_t i = 0; i < n; i++)
        if (h.seats[i].fd >= 0)
            seat_close(&h.seats[i]);
    free(h.seats);
    arena_free(&h.a);
    keeper_close(h.core);
    return 0;
}
