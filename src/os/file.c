#include "os/file.h"

#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static _Thread_local unsigned fail_after;

void os_fail_after(unsigned n)
{
    fail_after = n;
}

bool os_fault(void)
{
    if (fail_after == 0 || --fail_after > 0)
        return false;
    errno = EIO;
    return true;
}

enum { PATH_ROOM = 4096 };

/* A terminated copy on the stack of the caller; false for names the system cannot take. */
static bool path_z(str path, char z[PATH_ROOM])
{
    if (path.n == 0 || path.n >= PATH_ROOM || memchr(path.p, 0, path.n))
        return false;
    memcpy(z, path.p, path.n);
    z[path.n] = 0;
    return true;
}

static err errno_err(void)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return FAULT(ERR_MISSING);
    case EEXIST:
    case ENOTEMPTY:
        return FAULT(ERR_CONFLICT);
    case EACCES:
    case EPERM:
    case ELOOP:
        return FAULT(ERR_DENIED);
    default:
        return FAULT(ERR_IO);
    }
}

static void close_fd(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

#define FD_SCOPE __attribute__((cleanup(close_fd))) int

static err read_all(arena *a, int fd, size_t max, str *out)
{
    struct stat st;
    buf b;

    if (os_fault() || fstat(fd, &st) < 0)
        return errno_err();
    if (S_ISDIR(st.st_mode))
        return FAULT(ERR_TYPE);
    if ((uint64_t)st.st_size > max)
        return REFUSED(ERR_SIZE);
    buf_init(&b, a, (size_t)st.st_size + 1);
    for (;;) {
        size_t room = b.room > b.n ? b.room - b.n : 4 * KIB; /* the last byte finds the end */
        ssize_t got = read(fd, buf_space(&b, room), room);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno_err();
        if (got == 0)
            break;
        buf_took(&b, (size_t)got);
        if (b.n > max)
            return REFUSED(ERR_SIZE);
    }
    *out = b.n ? buf_str(&b) : S("");
    return OK;
}

err file_read(arena *a, str path, size_t max, str *out)
{
    char z[PATH_ROOM];
    FD_SCOPE fd = -1;

    if (!path_z(path, z))
        return FAULT(ERR_MISSING);
    fd = os_fault() ? -1 : open(z, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno_err();
    return read_all(a, fd, max ? max : (size_t)1 << 30, out);
}

static err write_all(int fd, str bytes)
{
    while (bytes.n > 0) {
        ssize_t put = os_fault() ? -1 : write(fd, bytes.p, bytes.n);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return errno_err();
        bytes = str_from(bytes, (size_t)put);
    }
    return OK;
}

static err sync_folder_of(const char *path)
{
    char z[PATH_ROOM];
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    FD_SCOPE fd = -1;

    memcpy(z, n ? path : slash ? "/" : ".", n ? n : 1);
    z[n ? n : 1] = 0;
    fd = os_fault() ? -1 : open(z, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) < 0)
        return errno_err();
    return OK;
}

static err write_temporary(const char *z, str bytes, unsigned mode)
{
    FD_SCOPE fd = os_fault() ? -1 : open(z, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

    if (fd < 0)
        return errno_err();
    TRY(write_all(fd, bytes));
    if (os_fault() || fsync(fd) < 0)
        return errno_err();
    return OK;
}

err file_write(str path, str bytes, unsigned mode)
{
    char z[PATH_ROOM], temp[PATH_ROOM];
    err e;

    if (path.n + 24 >= PATH_ROOM || !path_z(path, z))
        return FAULT(ERR_MISSING);
    memcpy(temp, path.p, path.n);
    memcpy(temp + path.n, ".new.", 5);
    uint64_t x = random_u64();
    for (int i = 0; i < 12; i++, x >>= 5)
        temp[path.n + 5 + (size_t)i] = "abcdefghijklmnopqrstuvwxyz234567"[x & 31];
    temp[path.n + 17] = 0;
    e = write_temporary(temp, bytes, mode);
    if (!failed(e) && (os_fault() || rename(temp, z) < 0))
        e = errno_err();
    if (failed(e)) {
        unlink(temp);
        return e;
    }
    return sync_folder_of(z);
}

static bool file_stat(str path, struct stat *st)
{
    char z[PATH_ROOM];

    return path_z(path, z) && stat(z, st) == 0;
}

bool file_exists(str path)
{
    struct stat st;

    return file_stat(path, &st);
}

uint64_t file_room(str path)
{
    struct statvfs st;
    char z[PATH_ROOM];

    return path_z(path, z) && statvfs(z, &st) == 0 ? (uint64_t)st.f_bavail * st.f_frsize : 0;
}

bool file_is_dir(str path)
{
    struct stat st;

    return file_stat(path, &st) && S_ISDIR(st.st_mode);
}

err file_size(str path, uint64_t *out)
{
    struct stat st;

    if (os_fault() || !file_stat(path, &st))
        return errno_err();
    *out = (uint64_t)st.st_size;
    return OK;
}

err file_remove(str path)
{
    char z[PATH_ROOM];

    if (!path_z(path, z))
        return FAULT(ERR_MISSING);
    return os_fault() || unlink(z) < 0 ? errno_err() : OK;
}

err file_rename(str from, str to)
{
    char zf[PATH_ROOM], zt[PATH_ROOM];

    if (!path_z(from, zf) || !path_z(to, zt))
        return FAULT(ERR_MISSING);
    if (os_fault() || rename(zf, zt) < 0)
        return errno_err();
    return sync_folder_of(zt);
}

err dir_make(str path, unsigned mode)
{
    char z[PATH_ROOM];

    if (!path_z(path, z))
        return FAULT(ERR_MISSING);
    for (size_t i = 1; i <= path.n; i++) {
        if (i < path.n && z[i] != '/')
            continue;
        z[i] = 0;
        if (os_fault() || (mkdir(z, mode) < 0 && errno != EEXIST))
            return errno_err();
        if (i < path.n)
            z[i] = '/';
    }
    return file_is_dir(path) ? OK : FAULT(ERR_TYPE);
}

err spool_open(arena *a, str dir, struct spool *out)
{
    char name[ULID_TEXT];
    struct spool s;

    ulid_text(ulid_new(), name);
    s.path = str_z(str_zdup(a, str_fmt(a, "%.*s/%.*s", STR_ARG(dir), ULID_TEXT, name)));
    s.size = 0;
    s.fd = os_fault() ? -1
                      : open(s.path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (s.fd < 0)
        return errno_err();
    *out = s;
    return OK;
}

err spool_add(struct spool *s, str bytes)
{
    TRY(write_all(s->fd, bytes));
    s->size += bytes.n;
    return OK;
}

void spool_close(struct spool *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

err spool_keep(struct spool *s, str to, unsigned mode)
{
    if (os_fault() || fsync(s->fd) < 0 || fchmod(s->fd, mode) < 0)
        return FAULT(ERR_IO);
    spool_close(s);
    return file_rename(s->path, to);
}

void spool_drop(struct spool *s)
{
    spool_close(s);
    unlink(s->path.p);
}
