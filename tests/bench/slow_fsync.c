/* Makes each fsync and fdatasync a millisecond longer: a slower disk, for LD_PRELOAD. SLOW_FSYNC_US
 * sets another time; below zero nothing is flushed at all, which is for what is only being
 * prepared. */
#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

/* False where nothing is to be flushed. */
static bool wait_a_little(void)
{
    const char *us = getenv("SLOW_FSYNC_US");
    long n = us ? strtol(us, NULL, 10) : 1000;
    struct timespec t = { n / 1000000, n % 1000000 * 1000 };

    if (n < 0)
        return false;
    nanosleep(&t, NULL);
    return true;
}

int fsync(int fd);
int fdatasync(int fd);

int fsync(int fd)
{
    static int (*real)(int);

    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return wait_a_little() ? real(fd) : 0;
}

int fdatasync(int fd)
{
    static int (*real)(int);

    if (!real)
        real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return wait_a_little() ? real(fd) : 0;
}
