#include "base/utf8.h"

uint32_t utf8_next(str s, size_t *i)
{
    if (*i >= s.n)
        return UINT32_MAX;
    const uint8_t *p = (const uint8_t *)s.p + *i;
    size_t left = s.n - *i;
    uint8_t c = p[0];

    if (c < 0x80) {
        *i += 1;
        return c;
    }
    size_t n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    uint32_t cp = c & (0x7f >> n);
    if (c < 0xc2 || c > 0xf4 || left < n)
        goto bad;
    for (size_t k = 1; k < n; k++) {
        if ((p[k] & 0xc0) != 0x80)
            goto bad;
        cp = cp << 6 | (p[k] & 0x3f);
    }
    if ((n == 3 && (cp < 0x800 || (cp >= 0xd800 && cp <= 0xdfff))) ||
        (n == 4 && (cp < 0x10000 || cp > 0x10ffff)))
        goto bad;
    *i += n;
    return cp;
bad:
    *i += 1;
    return UINT32_MAX;
}

bool utf8_valid(str s)
{
    if (utf8_ascii(s))
        return true;
    for (size_t i = 0; i < s.n;) {
        uint64_t eight;
        if (s.n - i >= 8 && (memcpy(&eight, s.p + i, 8), (eight & 0x8080808080808080u) == 0))
            i += 8;
        else if ((uint8_t)s.p[i] < 0x80)
            i++;
        else if (utf8_next(s, &i) == UINT32_MAX)
            return false;
    }
    return true;
}

size_t utf8_count(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += ((uint8_t)s.p[i] & 0xc0) != 0x80;
    return n;
}

size_t utf8_index(str s, size_t nth)
{
    size_t i = 0;

    while (i < s.n) {
        if (((uint8_t)s.p[i] & 0xc0) != 0x80 && nth-- == 0)
            return i;
        i++;
    }
    return s.n;
}

str utf8_first(str s, size_t most)
{
    size_t n = MIN(s.n, most);

    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    return str_sub(s, 0, n);
}

size_t utf8_put(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xc0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3f));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xe0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        out[2] = (char)(0x80 | (cp & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
    out[3] = (char)(0x80 | (cp & 0x3f));
    return 4;
}

void buf_utf8(buf *b, uint32_t cp)
{
    buf_took(b, utf8_put(cp, buf_space(b, 4)));
}
