#include "os/proc.h"

#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* What the kernel gave this process at its start: the only memory of it that a process may keep. */
static struct {
    char **argv;
    char path[4096];
} self;

void proc_init(int argc, char **argv)
{
    ssize_t n = readlink("/proc/self/exe", self.path, sizeof(self.path) - 1);

    (void)argc;
    setenv("TZ", "UTC", 1); /* libraries that ask libc for a zone get the same one everywhere */
    self.argv = argv;
    self.path[n > 0 ? n : 0] = 0;
}

void proc_name(const char *name)
{
    prctl(PR_SET_NAME, name);
}

err proc_parent_death(int signal, int expected)
{
    if (prctl(PR_SET_PDEATHSIG, signal) < 0)
        return FAULT(ERR_IO);
    return getppid() == expected ? OK : FAULT(ERR_PEER);
}

void proc_close_from(int first)
{
    if (close_range((unsigned)first, ~0U, 0) == 0)
        return;
    for (int fd = first; fd < 65536; fd++)
        close(fd);
}

err proc_move_fd(int *fd, int least)
{
    int moved = fcntl(*fd, F_DUPFD_CLOEXEC, least);

    if (moved < 0)
        return FAULT(ERR_IO);
    close(*fd);
    *fd = moved;
    return OK;
}

err proc_user(unsigned uid, unsigned gid)
{
    if (geteuid() != 0)
        return OK;
    if (setgroups(0, NULL) < 0 || setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0)
        return FAULT(ERR_DENIED);
    return OK;
}

err proc_user_find(str name, unsigned *uid, unsigned *gid)
{
    struct passwd row, *found = NULL;
    char z[64], room[4096];

    if (name.n >= sizeof(z))
        return REFUSED(ERR_MISSING);
    memcpy(z, name.p, name.n);
    z[name.n] = 0;
    if (getpwnam_r(z, &row, room, sizeof(room), &found) != 0 || !found)
        return REFUSED(ERR_MISSING);
    *uid = row.pw_uid;
    *gid = row.pw_gid;
    return OK;
}

err proc_exec_self(const char *env_name, const char *env_value)
{
    if (!self.argv || !self.path[0] || setenv(env_name, env_value, 1) < 0)
        return FAULT(ERR_IO);
    execv(self.path, self.argv);
    return FAULT(errno == ENOENT ? ERR_MISSING : ERR_IO);
}

err proc_adopt_orphans(void)
{
    return prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 ? OK : FAULT(ERR_IO);
}

unsigned proc_cpus(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof(set), &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

err proc_shared_make(const char *name, size_t bytes, int *out)
{
    int fd = os_fault() ? -1 : memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (fd < 0)
        return FAULT(ERR_IO);
    if (ftruncate(fd, (off_t)bytes) < 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) < 0) {
        close(fd);
        return FAULT(ERR_IO);
    }
    *out = fd;
    return OK;
}

err proc_shared_map(int fd, size_t bytes, void **out)
{
    void *p =
        os_fault() ? MAP_FAILED : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    if (p == MAP_FAILED)
        return FAULT(ERR_IO);
    *out = p;
    return OK;
}
