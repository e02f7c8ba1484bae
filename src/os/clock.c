#include "os/clock.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
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

static void from_kernel(void *out, size_t n)
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

/* Random bytes fetched ahead, one page a thread.  The kernel empties the page in a child of fork,
 * so that no two processes ever give out the same bytes; what was given out is gone from it. */
struct pool {
    uint32_t left;
    uint8_t b[1020];
};

static struct pool *pool(void)
{
    static _Thread_local struct pool *mine;
    const size_t page = 4096;

    if (mine)
        return mine;
    void *p = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    if (madvise(p, page, MADV_WIPEONFORK) != 0 || madvise(p, page, MADV_DONTDUMP) != 0) {
        munmap(p, page);
        return NULL;
    }
    return mine = p;
}

void random_bytes(void *out, size_t n)
{
    struct pool *p = n <= 64 ? pool() : NULL;

    if (!p) {
        from_kernel(out, n);
        return;
    }
    if (p->left < n) {
        from_kernel(p->b, sizeof p->b);
        p->left = sizeof p->b;
    }
    p->left -= (uint32_t)n;
    memcpy(out, p->b + p->left, n);
    explicit_bzero(p->b + p->left, n);
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
