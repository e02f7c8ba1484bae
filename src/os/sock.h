/* os/sock.h - sockets: listening, pairs, passing descriptors. */
#ifndef OS_SOCK_H
#define OS_SOCK_H

#include "base/base.h"

/* "127.0.0.1:8080", "[::1]:0", "*:8080", "localhost:8080" (numeric loopback), "unix:/path".  Port 0
 * takes a free one. Non-blocking, close-on-exec, SO_REUSEADDR.  name gets the address with its real
 * port. ERR_SYNTAX; ERR_CONFLICT: in use; ERR_DENIED; ERR_IO. */
MUST_USE err sock_listen(arena *a, str address, int *fd, str *name);
/* A connected stream socket, blocking, close-on-exec, to an address written as above (no names are
 * looked up but localhost).  ms: how long connecting, and later each send and receive, may take.
 * ERR_SYNTAX; ERR_PEER: nobody answers there; ERR_IO.  The caller closes it. */
MUST_USE err sock_connect(str address, int ms, int *fd);
/* Two connected STREAM (or SEQPACKET) ends, non-blocking if asked, close-on-exec, 1 MiB send
 * buffers. */
MUST_USE err sock_pair(bool packets, bool nonblock, int out[2]);
MUST_USE err sock_nonblock(int fd, bool on);

/* One message with up to SOCK_FDS descriptors over a SEQPACKET pair.  Sending keeps the caller's
 * descriptors. ERR_BUSY where it would block; ERR_PEER where the other end is gone. Receiving: *n
 * is the room on entry and the length on success (0: the other end closed). */
enum { SOCK_FDS = 8 };
MUST_USE err sock_send_fds(int fd, const void *msg, size_t n, const int *fds, size_t nfds);
MUST_USE err sock_recv_fds(int fd, void *msg, size_t *n, int fds[SOCK_FDS], size_t *nfds);

#endif
