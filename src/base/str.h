/* base/str.h - str: borrowed, immutable bytes; UTF-8 where it is text, checked once at the door. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/err.h"

#include <string.h>

typedef struct str {
    const char *p; /* null only for "not there"; not terminated by NUL */
    size_t n;      /* bytes */
} str;

#define S(literal) ((str){ "" literal, sizeof(literal) - 1 })
#define S_INIT(literal)                                                                            \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
#define STR_NULL ((str){ NULL, 0 })
/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).n, (s).p

static inline str str_of(const char *p, size_t n)
{
    return (str){ p, n };
}
static inline str str_z(const char *z)
{
    return (str){ z, z ? strlen(z) : 0 };
}
static inline bool str_eq(str a, str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool str_empty(str s)
{
    return s.n == 0;
}

int str_cmp(str a, str b);        /* by bytes, shorter first: <0, 0, >0 */
bool str_eq_nocase(str a, str b); /* ASCII letters only */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
bool str_has(str s, str part);
size_t str_find(str s, str part, size_t from); /* index, or SIZE_MAX */
size_t str_find_char(str s, char c, size_t from);
size_t str_rfind_char(str s, char c);      /* the last one, or SIZE_MAX */
str str_sub(str s, size_t from, size_t n); /* clamped to s */
str str_from(str s, size_t from);          /* the rest, clamped */
str str_trim(str s);                       /* without ASCII blanks at both ends */
/* Cuts at the first sep: head before it, tail after it; false where there is none (head = s, tail
 * empty). */
bool str_cut(str s, char sep, str *head, str *tail);
/* The next piece of *rest up to sep, which is skipped; false at the end. */
bool str_next(str *rest, char sep, str *piece);

uint64_t str_hash(str s); /* stable over processes; not for hostile keys in unbounded tables */

/* Decimal integers with an optional leading '-', nothing else.
 * ERR_SYNTAX for other text, ERR_RANGE where it does not fit. */
MUST_USE err str_to_i64(str s, int64_t *out);
MUST_USE err str_to_u64(str s, uint64_t *out);
/* Lower-case or upper-case hexadecimal of exactly n bytes. */
MUST_USE err str_to_bytes_hex(str s, uint8_t *out, size_t n);

#endif
