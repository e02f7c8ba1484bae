#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct arena_chunk {
    struct arena_chunk *before;
    size_t n;
};

struct arena_cleanup {
    struct arena_cleanup *next;
    void (*fn)(void *);
    void *p;
};

enum { CHUNK_FIRST = 16 * 1024, CHUNK_MOST = 1024 * 1024, HEAD = 32 };

_Static_assert(sizeof(struct arena_chunk) <= HEAD, "the head of a chunk");

void check_failed(const char *file, int line, const char *what)
{
    fprintf(stderr, "bug: %s:%d: %s\n", file, line, what);
    abort();
}

void arena_init(arena *a, size_t cap)
{
    *a = (arena){ .cap = cap };
}

/* A chunk behind those there are. */
static bool grow(arena *a, size_t n)
{
    size_t want = a->chunk ? MIN(a->chunk->n * 2, (size_t)CHUNK_MOST) : CHUNK_FIRST;

    if (n > SIZE_MAX / 2 - HEAD)
        return false;
    want = MAX(want, n + HEAD);
    struct arena_chunk *c = aligned_alloc(16, (want + 15) & ~(size_t)15);
    if (!c)
        return false;
    c->before = a->chunk;
    c->n = want;
    a->chunk = c;
    a->at = (char *)c + HEAD;
    return true;
}

/* What is left of the newest chunk, in bytes; cut to what the cap leaves, so that an allocation
 * compares with one bound. */
static void bound(arena *a)
{
    size_t left = a->chunk ? (size_t)((char *)a->chunk + a->chunk->n - a->at) : 0;

    if (a->cap)
        left = MIN(left, a->cap - MIN(a->used, a->cap));
    a->end = left ? a->at + (left & ~(size_t)15) : a->at; /* no chunk: nothing is added to null */
}

/* Where the bound is met: a new chunk, or null. */
static __attribute__((noinline)) void *take_more(arena *a, size_t n)
{
    if (n > SIZE_MAX - 16)
        return NULL;
    n = (n + 15) & ~(size_t)15;
    if (a->cap && n > a->cap - MIN(a->used, a->cap))
        return NULL;
    if ((!a->chunk || (size_t)((char *)a->chunk + a->chunk->n - a->at) < n) && !grow(a, n))
        return NULL;
    void *p = a->at;
    a->at += n;
    a->used += n;
    bound(a);
    return p;
}

/* at and end are multiples of 16, so what fits unrounded fits rounded; 0 bytes go the slow way. */
static inline __attribute__((always_inline)) void *take(arena *a, size_t n)
{
    if (n - 1 >= (size_t)(a->end - a->at))
        return take_more(a, n);
    void *p = a->at;
    n = (n + 15) & ~(size_t)15;
    a->at += n;
    a->used += n;
    return p;
}

void *arena_alloc(arena *a, size_t n)
{
    void *p = take(a, n);

    CHECK(p && "memory of the arena used up");
    return p;
}

void *arena_zalloc(arena *a, size_t n)
{
    return memset(arena_alloc(a, n), 0, n);
}

err arena_try(arena *a, size_t n, void **out)
{
    void *p = take(a, n);

    if (!p)
        return FAULT(ERR_BUDGET);
    *out = p;
    return OK;
}

bool arena_extend(arena *a, void *p, size_t from, size_t to)
{
    size_t had = (from + 15) & ~(size_t)15;

    if (!p || !from || (char *)p + had != a->at || to - from > (size_t)(a->end - a->at))
        return false;
    size_t more = ((to + 15) & ~(size_t)15) - had;
    a->at += more;
    a->used += more;
    return true;
}

void arena_on_free(arena *a, void (*fn)(void *), void *p)
{
    struct arena_cleanup *c = arena_alloc(a, sizeof *c);

    *c = (struct arena_cleanup){ a->cleanups, fn, p };
    a->cleanups = c;
}

static void run_cleanups(arena *a)
{
    while (a->cleanups) {
        struct arena_cleanup *c = a->cleanups;
        a->cleanups = c->next;
        c->fn(c->p);
    }
}

void arena_free(arena *a)
{
    run_cleanups(a);
    while (a->chunk) {
        struct arena_chunk *c = a->chunk;
        a->chunk = c->before;
        free(c);
    }
    *a = (arena){ .cap = a->cap };
}

void arena_reset(arena *a)
{
    run_cleanups(a);
    while (a->chunk && a->chunk->before) {
        struct arena_chunk *c = a->chunk;
        a->chunk = c->before;
        free(c);
    }
    if (a->chunk)
        a->at = (char *)a->chunk + HEAD;
    a->used = 0;
    bound(a);
}

arena_mark arena_mark_get(arena *a)
{
    return (arena_mark){ a->chunk, a->at, a->used };
}

void arena_rewind(arena *a, arena_mark m)
{
    while (a->chunk != m.chunk) {
        struct arena_chunk *c = a->chunk;
        a->chunk = c->before;
        free(c);
    }
    a->at = m.at;
    a->used = m.used;
    bound(a);
}

str str_copy(arena *a, str s)
{
    if (!s.p)
        return s;
    char *p = arena_alloc(a, s.n ? s.n : 1);
    memcpy(p, s.p, s.n);
    return (str){ p, s.n };
}

char *str_zdup(arena *a, str s)
{
    char *p = arena_alloc(a, s.n + 1);

    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = 0;
    return p;
}

str str_cat(arena *a, str x, str y)
{
    str both[] = { x, y };

    return str_join(a, both, 2, S(""));
}

str str_join(arena *a, const str *pieces, size_t n, str sep)
{
    size_t all = n ? sep.n * (n - 1) : 0;

    for (size_t i = 0; i < n; i++)
        all += pieces[i].n;
    char *p = arena_alloc(a, all ? all : 1), *at = p;
    for (size_t i = 0; i < n; i++) {
        if (i && sep.n)
            at = mempcpy(at, sep.p, sep.n);
        if (pieces[i].n)
            at = mempcpy(at, pieces[i].p, pieces[i].n);
    }
    return (str){ p, all };
}

str str_fmt(arena *a, const char *fmt, ...)
{
    va_list ap, again;

    va_start(ap, fmt);
    va_copy(again, ap);
    char text[256]; /* most are short: formatted once */
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    CHECK(n >= 0);
    char *p = arena_alloc(a, (size_t)n + 1);
    if ((size_t)n < sizeof text)
        memcpy(p, text, (size_t)n + 1);
    else
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (str){ p, (size_t)n };
}

str str_lower(arena *a, str s)
{
    char *p = arena_alloc(a, s.n ? s.n : 1);

    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
    return (str){ p, s.n };
}

str str_hex(arena *a, const void *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *b = bytes;
    char *p = arena_alloc(a, 2 * n + 1);

    for (size_t i = 0; i < n; i++) {
        p[2 * i] = digits[b[i] >> 4];
        p[2 * i + 1] = digits[b[i] & 15];
    }
    return (str){ p, 2 * n };
}
