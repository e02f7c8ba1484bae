#include "press/clamd.h"

#include "os/clock.h"
#include "os/sock.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

struct talk {
    int fd;
    int64_t until; /* of the monotonic clock, in ns */
};

/* Waits until the socket is ready for it; nothing is sent or received without. */
static err ready(struct talk *t, short what)
{
    int64_t left = (t->until - clock_mono_ns()) / 1000000;
    struct pollfd p = { t->fd, what, 0 };
    int n;

    if (left <= 0)
        return FAULT(ERR_PEER);
    while ((n = poll(&p, 1, (int)left)) < 0 && errno == EINTR)
        ;
    return n == 1 ? OK : FAULT(ERR_PEER);
}

static err send_bytes(struct talk *t, const void *p, size_t n)
{
    for (const char *at = p; n > 0;) {
        TRY(ready(t, POLLOUT));
        ssize_t sent = send(t->fd, at, n, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (sent <= 0)
            return FAULT(ERR_PEER);
        at += sent;
        n -= (size_t)sent;
    }
    return OK;
}

static err send_chunk(struct talk *t, str chunk)
{
    uint8_t head[4] = { (uint8_t)(chunk.n >> 24), (uint8_t)(chunk.n >> 16), (uint8_t)(chunk.n >> 8),
                        (uint8_t)chunk.n };

    TRY(send_bytes(t, head, sizeof head));
    return send_bytes(t, chunk.p, chunk.n);
}

/* One answer, ended by NUL as asked for; nothing may follow it. */
static err answer_read(struct talk *t, char *p, size_t room, str *out)
{
    for (size_t n = 0; n < room;) {
        TRY(ready(t, POLLIN));
        ssize_t got = recv(t->fd, p + n, room - n, MSG_DONTWAIT);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0)
            return FAULT(ERR_PEER);
        n += (size_t)got;
        const char *end = memchr(p, 0, n);
        if (!end)
            continue;
        *out = str_of(p, (size_t)(end - p));
        return end == p + n - 1 ? OK : FAULT(ERR_PEER);
    }
    return FAULT(ERR_PEER);
}

/* What people are shown of it. */
static bool name_fits(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] > '~')
            return false;
    return s.n > 0 && s.n <= CLAMD_NAME_MAX;
}

err clamd_check(arena *a, int fd, str bytes, int ms, str *found)
{
    struct talk t = { fd, clock_mono_ns() + (int64_t)ms * 1000000 };
    char answer[512];
    str s;

    TRY(send_bytes(&t, "zINSTREAM", 10)); /* with its NUL */
    for (size_t at = 0; at < bytes.n; at += 64 * KIB)
        TRY(send_chunk(&t, str_sub(bytes, at, 64 * KIB)));
    if (poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, 0) != 0) /* it has not read all */
        return FAULT(ERR_PEER);
    TRY(send_chunk(&t, S("")));
    TRY(answer_read(&t, answer, sizeof answer, &s));
    if (str_eq(s, S("stream: OK")))
        return OK;
    if (!str_starts(s, S("stream: ")) || !str_ends(s, S(" FOUND")) || s.n < 15)
        return FAULT(ERR_PEER);
    str name = str_sub(s, 8, s.n - 8 - 6);
    *found = name_fits(name) ? str_copy(a, name) : S("?");
    return REFUSED(ERR_DENIED);
}

err clamd_scan(arena *a, str address, str bytes, str *found)
{
    int fd;

    TRY(sock_connect(address, CLAMD_ANSWER_MS / 4, &fd));
    err e = clamd_check(a, fd, bytes, CLAMD_ANSWER_MS, found);
    close(fd);
    return e;
}
