/* What a process gives up: limits, files (landlock), the user, system calls (seccomp), in that
 * order. */
#include "os/sandbox.h"

#include "os/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

str sandbox_names(arena *a, unsigned promises)
{
    static const char *const names[] = { "no-new-privileges", "landlock", "seccomp", "no-socket",
                                         "undumpable",        "limits",   "own-user" };
    buf b;

    buf_init(&b, a, 64);
    for (size_t i = 0; i < LEN(names); i++)
        if (promises & 1u << i)
            buf_fmt(&b, "%s%s", b.n ? ", " : "", names[i]);
    return b.n ? buf_str(&b) : S("");
}

/* ---- limits ---- */

static bool limit(int what, uint64_t most)
{
    struct rlimit now, r;

    if (getrlimit((__rlimit_resource_t)what, &now) < 0)
        return false;
    r.rlim_cur = r.rlim_max = now.rlim_max == RLIM_INFINITY ? most : MIN(most, now.rlim_max);
    return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

static bool limits(const struct sandbox *box)
{
    bool ok = limit(RLIMIT_CORE, 0);

    if (box->memory_max)
        ok &= limit(RLIMIT_DATA, box->memory_max);
    if (box->file_max)
        ok &= limit(RLIMIT_FSIZE, box->file_max);
    if (box->fds_max)
        ok &= limit(RLIMIT_NOFILE, box->fds_max);
    return ok;
}

/* ---- landlock ---- */

#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14) /* third version of the interface */
#endif

enum {
    LL_V1_WRITE = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                  LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                  LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK,
    LL_NEVER = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
               LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
               LANDLOCK_ACCESS_FS_MAKE_SYM,
    LL_READ = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR
};

static bool landlock_path(int ruleset, const struct sandbox_path *p, bool truncates)
{
    struct landlock_path_beneath_attr at = { .allowed_access = LL_READ };
    struct stat st;
    char z[4096];
    bool ok;

    if (p->path.n >= sizeof(z))
        return false;
    memcpy(z, p->path.p, p->path.n);
    z[p->path.n] = 0;
    at.parent_fd = open(z, O_PATH | O_CLOEXEC);
    if (at.parent_fd < 0)
        return errno == ENOENT || errno == EACCES; /* cannot be opened anyway */
    if (p->write)
        at.allowed_access |= LL_V1_WRITE | (truncates ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
    if (fstat(at.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
        at.allowed_access &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                             (truncates ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
    ok = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &at, 0) == 0;
    close(at.parent_fd);
    return ok;
}

static bool landlock(const struct sandbox *box)
{
    struct landlock_ruleset_attr attr = { .handled_access_fs = LL_V1_WRITE | LL_NEVER | LL_READ };
    int version =
            (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION),
        ruleset;
    bool ok = true;

    if (version < 1)
        return false;
    if (version >= 3)
        attr.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr.handled_access_fs), 0);
    if (ruleset < 0)
        return false;
    for (size_t i = 0; i < box->path_count; i++)
        ok &= landlock_path(ruleset, &box->paths[i], version >= 3);
    ok = ok && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return ok;
}

/* ---- seccomp ---- */

#define CALLS(list) list, LEN(list)

/* What every role needs to think, read, write and share memory. */
static const char *const calls_all[] = {
    "access",
    "arch_prctl",
    "brk",
    "clock_getres",
    "clock_gettime",
    "clock_nanosleep",
    "close",
    "dup",
    "dup2",
    "dup3",
    "epoll_create1",
    "epoll_ctl",
    "epoll_pwait",
    "epoll_pwait2",
    "epoll_wait",
    "eventfd2",
    "exit",
    "exit_group",
    "faccessat",
    "faccessat2",
    "fadvise64",
    "fallocate",
    "fchmod",
    "fcntl",
    "fdatasync",
    "flock",
    "fstat",
    "fstatfs",
    "fsync",
    "ftruncate",
    "futex",
    "getcpu",
    "getcwd",
    "getdents64",
    "getegid",
    "geteuid",
    "getgid",
    "getpid",
    "getppid",
    "getpriority",
    "getrandom",
    "getrlimit",
    "getrusage",
    "getsockname",
    "getsockopt",
    "gettid",
    "gettimeofday",
    "getuid",
    "ioctl",
    "kill",
    "lseek",
    "lstat",
    "madvise",
    "mincore",
    "mkdir",
    "mkdirat",
    "mlock",
    "mlock2",
    "mmap",
    "mprotect",
    "mremap",
    "msync",
    "munlock",
    "munmap",
    "nanosleep",
    "newfstatat",
    "open",
    "openat",
    "pipe2",
    "poll",
    "ppoll",
    "prctl",
    "pread64",
    "preadv",
    "prlimit64",
    "pselect6",
    "pwrite64",
    "pwritev",
    "read",
    "readlink",
    "readlinkat",
    "readv",
    "recvfrom",
    "recvmsg",
    "rename",
    "renameat",
    "renameat2",
    "restart_syscall",
    "rmdir",
    "rseq",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "rt_sigtimedwait",
    "sched_getaffinity",
    "sched_yield",
    "select",
    "sendfile",
    "sendmsg",
    "sendto",
    "set_robust_list",
    "set_tid_address",
    "setsockopt",
    "shutdown",
    "sigaltstack",
    "stat",
    "statfs",
    "statx",
    "sysinfo",
    "tgkill",
    "time",
    "times",
    "umask",
    "uname",
    "unlink",
    "unlinkat",
    "utimensat",
    "write",
    "writev",
    "membarrier",
    "memfd_create",
    "clone3",
    "clone",
    "munlockall",
    "mlockall",
    "chmod",
    "fchown",
    "chown",
    "getgroups",
};
static const char *const calls_network[] = { "socket",   "connect", "bind",        "listen",
                                             "accept",   "accept4", "getpeername", "socketpair",
                                             "sendmmsg", "recvmmsg" };
static const char *const calls_accept[] = { "accept", "accept4", "getpeername" };
static const char *const calls_children[] = { "fork",    "vfork",  "execve",
                                              "wait4",   "waitid", "pidfd_open",
                                              "setpgid", "setsid", "socketpair" };

static bool allow(scmp_filter_ctx ctx, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int nr = seccomp_syscall_resolve_name(names[i]);

        if (nr == __NR_SCMP_ERROR)
            continue; /* unknown to this library: nobody here uses it */
        if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0) < 0)
            return false;
    }
    return true;
}

/* Forbidden calls fail with EPERM, which shows in the log; making a socket or running a program is
 * among them. */
static bool seccomp(const struct sandbox *box)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool ok;

    if (!ctx)
        return false;
    ok = allow(ctx, CALLS(calls_all));
    if (ok && box->accepts)
        ok = allow(ctx, CALLS(calls_accept));
    if (ok && box->network)
        ok = allow(ctx, CALLS(calls_network));
    if (ok && box->children)
        ok = allow(ctx, CALLS(calls_children));
    ok = ok && seccomp_load(ctx) == 0;
    seccomp_release(ctx);
    return ok;
}

err sandbox_enter(const struct sandbox *box, unsigned *missing)
{
    unsigned lacking = 0;

    if (!limits(box))
        lacking |= BOX_LIMITS;
    if (box->undumpable && prctl(PR_SET_DUMPABLE, 0) < 0)
        lacking |= BOX_UNDUMPABLE;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        lacking |= BOX_NO_NEW_PRIVS;
    /* Before the user changes: the folders may be closed to the new one at this moment. */
    if (!landlock(box))
        lacking |= BOX_FILES;
    if (box->uid && geteuid() == 0)
        TRY(proc_user(box->uid, box->gid));
    else if (!box->uid && geteuid() == 0)
        lacking |= BOX_USER;
    if (!seccomp(box))
        lacking |= BOX_SYSCALLS | (box->network ? 0 : BOX_NO_SOCKET);
    *missing = lacking;
    return OK;
}
