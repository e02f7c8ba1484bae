#include "role/frame.h"

#include "os/clock.h"
#include "os/sock.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* The head as it stands on the wire; both ends are the same machine. */
struct head {
    uint32_t length, body; /* length: of head and padded body */
    uint16_t kind, flags;
    uint32_t status;
    uint64_t id, key;
};
_Static_assert(sizeof(struct head) == FRAME_HEAD, "the head has no holes");

enum { READ_ROOM = 256 * 1024, KEEP_ROOM = 1024 * 1024 };

static size_t padded(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

void link_open(struct link *l, int fd)
{
    *l = (struct link){ .fd = fd };
    if (failed(sock_nonblock(fd, true)))
        l->broken = true;
}

void link_close(struct link *l)
{
    if (l->fd >= 0)
        close(l->fd);
    free(l->in);
    free(l->out);
    *l = (struct link){ .fd = -1, .broken = true };
}

/* Makes room for n more bytes behind to, moving what is there to the front first. */
static void make_room(char **p, size_t *from, size_t *to, size_t *room, size_t n)
{
    if (*from > 0) {
        memmove(*p, *p + *from, *to - *from);
        *to -= *from;
        *from = 0;
    }
    if (*room - *to >= n)
        return;
    *room = MAX(*room * 2, *to + n);
    *p = realloc(*p, *room);
    CHECK(*p != NULL);
}

void link_put(struct link *l, uint16_t kind, uint16_t flags, uint32_t status, uint64_t id,
              uint64_t key, str body)
{
    struct head h = { .length = (uint32_t)(FRAME_HEAD + padded(body.n)),
                      .body = (uint32_t)body.n,
                      .kind = kind,
                      .flags = flags,
                      .status = status,
                      .id = id,
                      .key = key };

    if (l->broken)
        return;
    CHECK(body.n <= FRAME_BODY_MAX);
    if (l->out_room - l->out_to < h.length)
        make_room(&l->out, &l->out_from, &l->out_to, &l->out_room, h.length);
    memcpy(l->out + l->out_to, &h, sizeof(h));
    if (body.n)
        memcpy(l->out + l->out_to + FRAME_HEAD, body.p, body.n);
    memset(l->out + l->out_to + FRAME_HEAD + body.n, 0, padded(body.n) - body.n);
    l->out_to += h.length;
}

bool link_flush(struct link *l)
{
    while (!l->broken && l->out_from < l->out_to) {
        ssize_t n = send(l->fd, l->out + l->out_from, l->out_to - l->out_from, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return true;
        if (n <= 0)
            l->broken = true;
        else
            l->out_from += (size_t)n;
    }
    if (l->out_from == l->out_to)
        l->out_from = l->out_to = 0;
    if (l->out_to == 0 && l->out_room > KEEP_ROOM) {
        free(l->out);
        l->out = NULL;
        l->out_room = 0;
    }
    return !l->broken;
}

bool link_read(struct link *l)
{
    ssize_t n;

    if (l->broken)
        return false;
    if (l->in_from == l->in_to)
        l->in_from = l->in_to = 0;
    if (l->in_room - l->in_to < READ_ROOM / 4)
        make_room(&l->in, &l->in_from, &l->in_to, &l->in_room, READ_ROOM);
    do
        n = recv(l->fd, l->in + l->in_to, l->in_room - l->in_to, 0);
    while (n < 0 && errno == EINTR);
    if (n < 0 && errno == EAGAIN)
        return true;
    if (n <= 0) {
        l->broken = true;
        return false;
    }
    l->in_to += (size_t)n;
    return true;
}

bool link_next(struct link *l, struct frame *out)
{
    struct head h;

    if (l->in_to - l->in_from < FRAME_HEAD)
        return false;
    memcpy(&h, l->in + l->in_from, sizeof(h));
    if (h.body > FRAME_BODY_MAX || h.length != FRAME_HEAD + padded(h.body)) {
        l->broken = true;
        l->in_from = l->in_to;
        return false;
    }
    if (l->in_to - l->in_from < h.length)
        return false;
    *out = (struct frame){ h.kind, h.flags, h.status,
                           h.id,   h.key,   { l->in + l->in_from + FRAME_HEAD, h.body } };
    l->in_from += h.length;
    return true;
}

static err wait_for(struct link *l, short events, int64_t until_ns)
{
    int64_t left = (until_ns - clock_mono_ns()) / 1000000;
    struct pollfd p = { l->fd, events, 0 };

    if (left <= 0 || (poll(&p, 1, (int)left) == 0))
        return FAULT(ERR_BUDGET);
    return OK;
}

err link_call(struct link *l, arena *a, uint16_t kind, str body, int timeout_ms, uint32_t *status,
              str *out)
{
    int64_t until = clock_mono_ns() + (int64_t)timeout_ms * 1000000;
    uint64_t id = random_u64();
    struct frame f;

    link_put(l, kind, 0, 0, id, 0, body);
    while (link_flush(l) && link_waiting(l))
        TRY(wait_for(l, POLLOUT, until));
    for (;;) {
        while (link_next(l, &f)) {
            if (f.id != id)
                continue;
            *status = f.status;
            *out = str_copy(a, f.body);
            return OK;
        }
        if (l->broken)
            return FAULT(ERR_PEER);
        TRY(wait_for(l, POLLIN, until));
        link_read(l);
    }
}
