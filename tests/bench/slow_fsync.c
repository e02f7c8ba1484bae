/* Makes each fsync and fdatasync a millisecond longer: a slower disk, for LD_PRELOAD.  SLOW_FSYNC_US sets another time. */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_a_little(void)
{
    const char *us = getenv("SLOW_FSYNC_US");
    long n = us ? strtol(us, NULL, 10) : 1000;
    struct timespec t = { n / 1000000, n % 1000000 * 1000 };

    nanosleep(&t, NULL);
}

int fsync(int fd);
int fdatasync(int fd);

int fsync(int fd)
{
    static int (*real)(int);

    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_a_little();
    return real(fd);
}

int fdatasync(int fd)
{
    static int (*real)(int);

    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_a_little();
    return real(fd);
}
