#include "os/sock.h"

#include "os/file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

err sock_nonblock(int fd, bool on)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) < 0)
        return FAULT(ERR_IO);
    return OK;
}

struct address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_un un;
    } u;
    socklen_t n;
};

static err unix_address(str path, struct address *out)
{
    memset(out, 0, sizeof(*out));
    if (path.n == 0 || path.n >= sizeof(out->u.un.sun_path))
        return REFUSED(ERR_SYNTAX);
    out->u.un.sun_family = AF_UNIX;
    memcpy(out->u.un.sun_path, path.p, path.n);
    out->n = sizeof(out->u.un);
    return OK;
}

static void unix_clear(const struct address *at)
{
    struct stat st;

    if (lstat(at->u.un.sun_path, &st) == 0 && S_ISSOCK(st.st_mode))
        unlink(at->u.un.sun_path);
}

static err split_port(str address, str *host, uint16_t *port)
{
    size_t colon = str_rfind_char(address, ':');
    uint64_t number;

    if (colon == SIZE_MAX || failed(str_to_u64(str_from(address, colon + 1), &number)) ||
        number > 65535)
        return REFUSED(ERR_SYNTAX);
    *port = (uint16_t)number;
    *host = str_sub(address, 0, colon);
    if (host->n > 1 && host->p[0] == '[' && host->p[host->n - 1] == ']')
        *host = str_sub(*host, 1, host->n - 2);
    return OK;
}

static err inet_address(str address, struct address *out)
{
    char z[64];
    uint16_t port;
    str host;

    memset(out, 0, sizeof(*out));
    TRY(split_port(address, &host, &port));
    if (host.n == 0 || str_eq(host, S("*")))
        host = S("0.0.0.0");
    else if (str_eq(host, S("localhost")))
        host = S("127.0.0.1");
    if (host.n >= sizeof(z))
        return REFUSED(ERR_SYNTAX);
    memcpy(z, host.p, host.n);
    z[host.n] = 0;
    if (inet_pton(AF_INET, z, &out->u.v4.sin_addr) == 1) {
        out->u.v4.sin_family = AF_INET;
        out->u.v4.sin_port = htons(port);
        out->n = sizeof(out->u.v4);
    } else if (inet_pton(AF_INET6, z, &out->u.v6.sin6_addr) == 1) {
        out->u.v6.sin6_family = AF_INET6;
        out->u.v6.sin6_port = htons(port);
        out->n = sizeof(out->u.v6);
    } else {
        return REFUSED(ERR_SYNTAX);
    }
    return OK;
}

static str bound_name(arena *a, int fd, str asked)
{
    struct address at = { .n = sizeof(at.u) };
    char z[64];

    if (getsockname(fd, &at.u.any, &at.n) < 0 || at.u.any.sa_family == AF_UNIX)
        return str_copy(a, asked);
    if (at.u.any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &at.u.v6.sin6_addr, z, sizeof(z));
        return str_fmt(a, "[%s]:%u", z, ntohs(at.u.v6.sin6_port));
    }
    inet_ntop(AF_INET, &at.u.v4.sin_addr, z, sizeof(z));
    return str_fmt(a, "%s:%u", z, ntohs(at.u.v4.sin_port));
}

err sock_listen(arena *a, str address, int *out, str *name)
{
    bool local = str_starts(address, S("unix:"));
    struct address at;
    int fd, one = 1, saved;

    TRY(local ? unix_address(str_from(address, 5), &at) : inet_address(address, &at));
    if (local)
        unix_clear(&at);
    fd =
        os_fault() ? -1 : socket(at.u.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return FAULT(ERR_IO);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(fd, &at.u.any, at.n) == 0 && listen(fd, 4096) == 0) {
        /* A proxy runs as somebody else; the folder says who may come near. */
        if (local)
            chmod(at.u.un.sun_path, 0666);
        *name = bound_name(a, fd, address);
        *out = fd;
        return OK;
    }
    saved = errno;
    close(fd);
    return FAULT(saved == EADDRINUSE ? ERR_CONFLICT : saved == EACCES ? ERR_DENIED : ERR_IO);
}

static err connect_within(int fd, const struct address *at, int ms)
{
    struct pollfd p = { fd, POLLOUT, 0 };
    int why = 0;
    socklen_t n = sizeof why;

    if (connect(fd, &at->u.any, at->n) == 0)
        return OK;
    if (errno != EINPROGRESS || poll(&p, 1, ms) != 1 ||
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &n) < 0 || why)
        return FAULT(ERR_PEER);
    return OK;
}

err sock_connect(str address, int ms, int *out)
{
    bool local = str_starts(address, S("unix:"));
    struct timeval slow = { ms / 1000, ms % 1000 * 1000 };
    struct address at;
    int fd;

    TRY(local ? unix_address(str_from(address, 5), &at) : inet_address(address, &at));
    fd =
        os_fault() ? -1 : socket(at.u.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return FAULT(ERR_IO);
    err e = connect_within(fd, &at, ms);
    if (!failed(e))
        e = sock_nonblock(fd, false);
    if (failed(e)) {
        close(fd);
        return e;
    }
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &slow, sizeof slow);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &slow, sizeof slow);
    *out = fd;
    return OK;
}

err sock_pair(bool packets, bool nonblock, int out[2])
{
    int type =
        (packets ? SOCK_SEQPACKET : SOCK_STREAM) | SOCK_CLOEXEC | (nonblock ? SOCK_NONBLOCK : 0);
    int room = 1 << 20;

    if (os_fault() || socketpair(AF_UNIX, type, 0, out) < 0)
        return FAULT(ERR_IO);
    for (int i = 0; i < 2; i++)
        setsockopt(out[i], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
    return OK;
}

union fd_room {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int) * SOCK_FDS)];
};

err sock_send_fds(int fd, const void *msg, size_t n, const int *fds, size_t nfds)
{
    union fd_room room = { 0 };
    struct iovec iov = { (void *)(uintptr_t)msg, n };
    struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
    ssize_t sent;

    CHECK(nfds <= SOCK_FDS);
    if (nfds > 0) {
        m.msg_control = room.bytes;
        m.msg_controllen = CMSG_SPACE(sizeof(int) * nfds);
        struct cmsghdr *c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int) * nfds);
        memcpy(CMSG_DATA(c), fds, sizeof(int) * nfds);
    }
    do
        sent = os_fault() ? -1 : sendmsg(fd, &m, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent == (ssize_t)n)
        return OK;
    return FAULT(errno == EAGAIN                         ? ERR_BUSY
                 : errno == EPIPE || errno == ECONNRESET ? ERR_PEER
                                                         : ERR_IO);
}

static void take_fds(struct msghdr *m, int fds[SOCK_FDS], size_t *nfds)
{
    *nfds = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t k = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(fds + *nfds, CMSG_DATA(c), k * sizeof(int));
        *nfds += k;
    }
}

err sock_recv_fds(int fd, void *msg, size_t *n, int fds[SOCK_FDS], size_t *nfds)
{
    union fd_room room;
    struct iovec iov = { msg, *n };
    struct msghdr m = { .msg_iov = &iov,
                        .msg_iovlen = 1,
                        .msg_control = room.bytes,
                        .msg_controllen = sizeof(room.bytes) };
    ssize_t got;

    *nfds = 0;
    do
        got = os_fault() ? -1 : recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return FAULT(errno == EAGAIN ? ERR_BUSY : errno == ECONNRESET ? ERR_PEER : ERR_IO);
    take_fds(&m, fds, nfds);
    *n = (size_t)got;
    return OK;
}
