/* base/buf.h - bytes that grow, in an arena: for writing text, frames, pages. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

typedef struct buf {
    arena *a;
    char *p;
    size_t n, room;
} buf;

/* Empty, with room bytes reserved; grows by doubling, its bytes move then. */
void buf_init(buf *b, arena *a, size_t room);
char *buf_grown(buf *b, size_t n);
/* n writable bytes at the end; add them with buf_took */
static inline char *buf_space(buf *b, size_t n)
{
    return b->room - b->n >= n ? b->p + b->n : buf_grown(b, n);
}
static inline void buf_took(buf *b, size_t n)
{
    b->n += n;
}
static inline void buf_add(buf *b, str s)
{
    if (s.n) {
        memcpy(buf_space(b, s.n), s.p, s.n);
        b->n += s.n;
    }
}
static inline void buf_char(buf *b, char c)
{
    *buf_space(b, 1) = c;
    b->n++;
}
void buf_fmt(buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_i64(buf *b, int64_t v);
/* Little-endian, for frames and packed values. */
static inline void buf_u8(buf *b, uint8_t v)
{
    buf_char(b, (char)v);
}
void buf_u32(buf *b, uint32_t v);
void buf_u64(buf *b, uint64_t v);
void buf_lstr(buf *b, str s); /* u32 length (0xffffffff: null) and the bytes */
static inline str buf_str(const buf *b)
{
    return (str){ b->p, b->n };
}

/* Reading what was written so; ok turns false at the first short read and stays. */
typedef struct rdr {
    const char *p, *end;
    bool ok;
} rdr;

/* Numbers as buf_u8 .. buf_u64 wrote them; 0 and an empty str once ok is false. */
static inline rdr rdr_of(str s)
{
    return (rdr){ s.p, s.p + s.n, true };
}
uint32_t rdr_u32(rdr *r);
uint64_t rdr_u64(rdr *r);
str rdr_lstr(rdr *r); /* borrowed from what is read */
static inline str rdr_bytes(rdr *r, size_t n)
{
    if (!r->ok || (size_t)(r->end - r->p) < n) {
        r->ok = false;
        return STR_NULL;
    }
    str s = { r->p, n };
    r->p += n;
    return s;
}
static inline uint8_t rdr_u8(rdr *r)
{
    str s = rdr_bytes(r, 1);
    return s.p ? (uint8_t)s.p[0] : 0;
}

#endif
