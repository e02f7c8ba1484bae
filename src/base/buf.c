#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

void buf_init(buf *b, arena *a, size_t room)
{
    *b = (buf){ .a = a, .p = arena_alloc(a, room ? room : 64), .room = room ? room : 64 };
}

char *buf_grown(buf *b, size_t n)
{
    CHECK(n <= SIZE_MAX / 2 - b->n);
    size_t room = MAX(b->room * 2, b->n + n);
    if (arena_extend(b->a, b->p, b->room, room)) {
        b->room = room;
        return b->p + b->n;
    }
    char *p = arena_alloc(b->a, room);

    memcpy(p, b->p, b->n);
    b->p = p;
    b->room = room;
    return p + b->n;
}

void buf_fmt(buf *b, const char *fmt, ...)
{
    enum { MOSTLY = 160 }; /* what nearly every call makes at most: formatted once, in place */
    va_list ap, again;

    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(buf_space(b, MOSTLY), MOSTLY, fmt, ap);
    va_end(ap);
    CHECK(n >= 0);
    if (n >= MOSTLY)
        vsnprintf(buf_space(b, (size_t)n + 1), (size_t)n + 1, fmt, again);
    va_end(again);
    b->n += (size_t)n;
}

void buf_i64(buf *b, int64_t v)
{
    char digits[24], *at = digits + sizeof digits;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

    do
        *--at = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        *--at = '-';
    buf_add(b, str_of(at, (size_t)(digits + sizeof digits - at)));
}

void buf_u32(buf *b, uint32_t v)
{
    memcpy(buf_space(b, 4), &v, 4);
    b->n += 4;
}

void buf_u64(buf *b, uint64_t v)
{
    memcpy(buf_space(b, 8), &v, 8);
    b->n += 8;
}

void buf_lstr(buf *b, str s)
{
    CHECK(s.n < UINT32_MAX);
    buf_u32(b, s.p ? (uint32_t)s.n : UINT32_MAX);
    buf_add(b, s);
}

uint32_t rdr_u32(rdr *r)
{
    uint32_t v = 0;
    str s = rdr_bytes(r, 4);

    if (s.p)
        memcpy(&v, s.p, 4);
    return v;
}

uint64_t rdr_u64(rdr *r)
{
    uint64_t v = 0;
    str s = rdr_bytes(r, 8);

    if (s.p)
        memcpy(&v, s.p, 8);
    return v;
}

str rdr_lstr(rdr *r)
{
    uint32_t n = rdr_u32(r);

    return n == UINT32_MAX ? STR_NULL : rdr_bytes(r, n);
}
