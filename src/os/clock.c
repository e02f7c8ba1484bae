#include "os/clock.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec t;

    CHECK(clock_gettime(id, &t) == 0);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static _Thread_local instant held;

void clock_hold(instant t)
{
    held = t;
}

instant clock_now(void)
{
    if (held.ms)
        return held;
    return (instant){ read_clock(CLOCK_REALTIME) / 1000000 };
}

int64_t clock_mono_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_cpu_ns(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

void random_bytes(void *out, size_t n)
{
    char *p = out;

    while (n > 0) {
        ssize_t got = getrandom(p, MIN(n, 256), 0);

        if (got < 0 && errno == EINTR)
            continue;
        CHECK(got > 0);
        p += got;
        n -= (size_t)got;
    }
}

uint64_t random_u64(void)
{
    uint64_t x;

    random_bytes(&x, sizeof(x));
    return x;
}

ulid ulid_new(void)
{
    uint8_t chance[10];

    random_bytes(chance, sizeof(chance));
    return ulid_make(clock_now(), chance);
}
