/* clock.c - a wall clock that is wrong by CLOCK_WRONG seconds, put before the C library's
 * (LD_PRELOAD) by tests of two nodes.  What counts elapsed time stays right. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t which, struct timespec *out)
{
    int (*real)(clockid_t, struct timespec *) =
        (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    const char *wrong = getenv("CLOCK_WRONG");
    int status = real(which, out);

    if (status == 0 && which == CLOCK_REALTIME && wrong)
        out->tv_sec += strtol(wrong, NULL, 10);
    return status;
}
