#include "base/str.h"

int str_cmp(str a, str b)
{
    size_t n = MIN(a.n, b.n);
    int c = n ? memcmp(a.p, b.p, n) : 0;

    return c ? c : (a.n > b.n) - (a.n < b.n);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_nocase(str a, str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

bool str_starts(str s, str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ends(str s, str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

size_t str_find(str s, str part, size_t from)
{
    if (from > s.n || part.n > s.n - from)
        return SIZE_MAX;
    if (part.n == 0)
        return from;
    const char *hit = memmem(s.p + from, s.n - from, part.p, part.n);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

bool str_has(str s, str part)
{
    return str_find(s, part, 0) != SIZE_MAX;
}

size_t str_find_char(str s, char c, size_t from)
{
    if (from >= s.n)
        return SIZE_MAX;
    const char *hit = memchr(s.p + from, c, s.n - from);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t str_rfind_char(str s, char c)
{
    const char *hit = s.n ? memrchr(s.p, c, s.n) : NULL;
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

str str_sub(str s, size_t from, size_t n)
{
    from = MIN(from, s.n);
    return (str){ s.p + from, MIN(n, s.n - from) };
}

str str_from(str s, size_t from)
{
    return str_sub(s, from, SIZE_MAX);
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

str str_trim(str s)
{
    while (s.n && blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool str_cut(str s, char sep, str *head, str *tail)
{
    size_t at = str_find_char(s, sep, 0);

    if (at == SIZE_MAX) {
        *head = s;
        *tail = S("");
        return false;
    }
    *head = str_sub(s, 0, at);
    *tail = str_from(s, at + 1);
    return true;
}

bool str_next(str *rest, char sep, str *piece)
{
    if (!rest->p)
        return false;
    size_t at = str_find_char(*rest, sep, 0);
    if (at == SIZE_MAX) {
        *piece = *rest;
        *rest = STR_NULL;
    } else {
        *piece = str_sub(*rest, 0, at);
        *rest = str_from(*rest, at + 1);
    }
    return true;
}

uint64_t str_hash(str s)
{
    uint64_t h = 0xcbf29ce484222325u ^ s.n;

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (uint8_t)s.p[i]) * 0x100000001b3u;
    return h ^ (h >> 29);
}

err str_to_u64(str s, uint64_t *out)
{
    uint64_t v = 0;

    if (s.n == 0)
        return REFUSED(ERR_SYNTAX);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return REFUSED(ERR_SYNTAX);
        if (__builtin_mul_overflow(v, 10u, &v) ||
            __builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
            return REFUSED(ERR_RANGE);
    }
    *out = v;
    return OK;
}

err str_to_i64(str s, int64_t *out)
{
    bool neg = s.n && s.p[0] == '-';
    uint64_t v = 0;

    TRY(str_to_u64(neg ? str_from(s, 1) : s, &v));
    if (v > (uint64_t)INT64_MAX + neg)
        return REFUSED(ERR_RANGE);
    *out = neg ? (int64_t)(0 - v) : (int64_t)v;
    return OK;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

err str_to_bytes_hex(str s, uint8_t *out, size_t n)
{
    if (s.n != 2 * n)
        return REFUSED(ERR_SIZE);
    for (size_t i = 0; i < s.n; i++)
        if (hex_digit(s.p[i]) < 0)
            return REFUSED(ERR_SYNTAX);
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(hex_digit(s.p[2 * i]) << 4 | hex_digit(s.p[2 * i + 1]));
    return OK;
}
