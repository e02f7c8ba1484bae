/* The keeper's process: seats come and go with the roles; the answers are seal/'s. */
#include "role/self.h"

#include "os/clock.h"
#include "os/log.h"
#include "seal/keeper_wire.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SEATS = 64, SLOW_MS = 5000 };

struct seat {
    int fd;
    enum role_kind peer;
    size_t n, room;
    char *in;
};

struct keeping {
    struct self *me;
    void *work;
    struct seat seats[SEATS];
    size_t n;
    arena a;
};

static void seat_close(struct seat *s)
{
    close(s->fd);
    if (s->in)
        explicit_bzero(s->in, s->room);
    free(s->in);
    *s = (struct seat){ .fd = -1 };
}

static void seat_add(struct keeping *k, enum role_kind peer, int fd)
{
    size_t i = 0;

    while (i < k->n && k->seats[i].fd >= 0)
        i++;
    if (i == SEATS) {
        close(fd);
        return;
    }
    k->n = MAX(k->n, i + 1);
    k->seats[i] = (struct seat){ .fd = fd, .peer = peer };
}

static bool send_all(int fd, str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            struct pollfd p = { fd, POLLOUT, 0 };
            if (poll(&p, 1, SLOW_MS) == 0)
                return false;
            continue;
        }
        if (n <= 0)
            return false;
        bytes = str_from(bytes, (size_t)n);
    }
    return true;
}

/* request: number, operation and body. */
static bool answer(struct keeping *k, struct seat *s, str request)
{
    int64_t began = clock_mono_ns();
    bool ok;
    buf out;

    arena_reset(&k->a);
    buf_init(&out, &k->a, 16 * KIB);
    buf_u32(&out, 0);
    buf_add(&out, str_sub(request, 0, 4));
    k->me->house->keeper_answer(k->work, s->peer, &k->a, str_from(request, 4), &out);
    for (unsigned i = 0; i < 4; i++)
        out.p[i] = (char)((out.n - 4) >> (8 * i));
    ok = send_all(s->fd, buf_str(&out));
    explicit_bzero(out.p, out.n);
    metric_add(k->me->metrics, M_ASKS, 1);
    metric_time(k->me->metrics, M_ASK_SECONDS, clock_mono_ns() - began);
    return ok;
}

static bool answer_all(struct keeping *k, struct seat *s)
{
    size_t at = 0;

    while (s->n - at >= 4) {
        rdr r = rdr_of(str_of(s->in + at, 4));
        uint32_t len = rdr_u32(&r);

        if (len < 4 || len > KEEPER_FRAME_MAX)
            return false;
        if (s->n - at - 4 < len)
            break;
        if (!answer(k, s, str_of(s->in + at + 4, len)))
            return false;
        at += 4 + len;
    }
    memmove(s->in, s->in + at, s->n - at);
    s->n -= at;
    return true;
}

static void seat_read(struct keeping *k, struct seat *s)
{
    ssize_t n;

    if (!s->in) {
        s->room = KEEPER_FRAME_MAX + 4;
        s->in = malloc(s->room);
        CHECK(s->in);
    }
    n = recv(s->fd, s->in + s->n, s->room - s->n, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n > 0)
        s->n += (size_t)n;
    if (n <= 0 || !answer_all(k, s))
        seat_close(s);
}

static void control(struct keeping *k)
{
    struct ctl c;
    int fd;

    while (self_next(k->me, &c, &fd)) {
        if (c.op == CTL_LINK && fd >= 0)
            seat_add(k, (enum role_kind)c.who.kind, fd);
        else if (c.op == CTL_LEAVE)
            k->me->leaving = true;
    }
}

static bool seats_left(const struct keeping *k)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->seats[i].fd >= 0)
            return true;
    return false;
}

static void round_trip(struct keeping *k)
{
    struct pollfd p[SEATS + 1];
    size_t n = k->n;

    p[0] = (struct pollfd){ k->me->ctl, POLLIN, 0 };
    for (size_t i = 0; i < n; i++)
        p[i + 1] = (struct pollfd){ k->seats[i].fd, POLLIN, 0 };
    if (poll(p, n + 1, 1000) <= 0)
        return;
    for (size_t i = 0; i < n; i++)
        if (p[i + 1].revents)
            seat_read(k, &k->seats[i]);
    if (p[0].revents)
        control(k);
}

int keeper_run(struct self *me)
{
    struct keeping *k;

    if (!self_begin(me))
        return 0;
    k = calloc(1, sizeof(*k));
    CHECK(k);
    k->me = me;
    arena_init(&k->a, 16 * MIB);
    if (!me->settings->single && mlockall(MCL_CURRENT | MCL_ONFAULT) != 0)
        LOG(LOG_WARN, "keeper.memory_not_locked", LOG_N("errno", errno));
    if (failed(me->house->keeper_open(me->boot, &k->work)) || !self_ready(me)) {
        LOG(LOG_ERROR, "role.cannot_open", LOG_N("index", me->who.index));
        return 1;
    }
    /* A keeper that was replaced serves those who have not yet changed over. */
    while (!me->leaving || seats_left(k))
        round_trip(k);
    if (me->house->keeper_close)
        me->house->keeper_close(k->work);
    arena_free(&k->a);
    free(k);
    return 0;
}
