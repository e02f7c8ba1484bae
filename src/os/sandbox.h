/* os/sandbox.h - what a role gives up before it reads a byte from outside. */
#ifndef OS_SANDBOX_H
#define OS_SANDBOX_H

#include "base/base.h"

/* Promises; a bit is set in `missing` where the kernel could not give it. */
enum sandbox_promise {
    BOX_NO_NEW_PRIVS = 1 << 0,
    BOX_FILES = 1 << 1,      /* landlock: only the listed folders */
    BOX_SYSCALLS = 1 << 2,   /* seccomp: only the listed calls */
    BOX_NO_SOCKET = 1 << 3,  /* no socket(), connect(), bind(), listen() */
    BOX_UNDUMPABLE = 1 << 4, /* no core file, no ptrace by the same user */
    BOX_LIMITS = 1 << 5,     /* rlimits */
    BOX_USER = 1 << 6,       /* a user id of its own */
};

struct sandbox_path {
    str path;
    bool write;
}; /* a folder (with all below it) or a file */

struct sandbox {
    const struct sandbox_path *paths;
    size_t path_count;
    bool network;  /* may make sockets */
    bool accepts;  /* may accept on sockets it was given */
    bool children; /* may start processes */
    bool undumpable;
    uint64_t memory_max; /* bytes of address space that may be written, 0: no limit */
    uint64_t file_max;   /* largest file it may write, 0: no limit */
    unsigned fds_max;    /* 0: leave */
    unsigned uid, gid;   /* 0: stay */
};

/* Applies everything the kernel offers, in the right order; *missing gets the promises that were
 * wanted and not given. Fails (ERR_DENIED) only where half a promise was given: then the process
 * must end. */
MUST_USE err sandbox_enter(const struct sandbox *box, unsigned *missing);
/* "landlock, seccomp" for a set of promises; "" for none. */
str sandbox_names(arena *a, unsigned promises);

#endif
