/* base/utf8.h - UTF-8 (RFC 3629): shortest forms only, no surrogates, up to U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"

/* True for well-formed UTF-8 (any code point, NUL included). */
bool utf8_valid(str s);
/* True where every byte is below 0x80. */
static inline bool utf8_ascii(str s)
{
    uint64_t w, high = 0;
    size_t i = 0;

    for (; s.n - i >= 8; i += 8) {
        memcpy(&w, s.p + i, 8);
        if (w & 0x8080808080808080u)
            return false;
    }
    if (s.n >= 8) { /* the last eight once more */
        memcpy(&high, s.p + s.n - 8, 8);
    } else if (s.n >= 4) {
        uint32_t a, b;
        memcpy(&a, s.p, 4);
        memcpy(&b, s.p + s.n - 4, 4);
        high = a | b;
    } else if (s.n) {
        high = (uint8_t)(s.p[0] | s.p[s.n / 2] | s.p[s.n - 1]);
    }
    return !(high & 0x8080808080808080u);
}
/* The code point at s.p[*i], *i moved behind it; UINT32_MAX at the end or in malformed text (*i
 * moved by one). */
uint32_t utf8_next(str s, size_t *i);
/* Code points in well-formed text. */
size_t utf8_count(str s);
/* Byte index of the nth code point (0-based), or s.n past the end. */
size_t utf8_index(str s, size_t nth);
/* The first bytes of well-formed text, at most so many, cut between code points. */
str utf8_first(str s, size_t most);
/* Writes 1 to 4 bytes; returns how many. */
size_t utf8_put(uint32_t cp, char out[4]);
void buf_utf8(buf *b, uint32_t cp);

#endif
