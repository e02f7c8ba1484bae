#include "codec/base64.h"

static const char alphabet[2][65] = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
};

str base64_write(arena *a, str bytes, enum base64_kind kind)
{
    const char *abc = alphabet[kind];
    const uint8_t *p = (const uint8_t *)bytes.p;
    char *out = arena_alloc(a, bytes.n / 3 * 4 + 5), *at = out;
    size_t i = 0;

    for (; bytes.n - i >= 3; i += 3) {
        uint32_t w = (uint32_t)p[i] << 16 | (uint32_t)p[i + 1] << 8 | p[i + 2];
        *at++ = abc[w >> 18];
        *at++ = abc[w >> 12 & 63];
        *at++ = abc[w >> 6 & 63];
        *at++ = abc[w & 63];
    }
    size_t left = bytes.n - i;
    if (left) {
        uint32_t w = (uint32_t)p[i] << 16 | (left == 2 ? (uint32_t)p[i + 1] << 8 : 0);
        *at++ = abc[w >> 18];
        *at++ = abc[w >> 12 & 63];
        if (left == 2)
            *at++ = abc[w >> 6 & 63];
        for (; kind == BASE64 && left < 3; left++)
            *at++ = '=';
    }
    return str_of(out, (size_t)(at - out));
}

static int digit(char c, enum base64_kind kind)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == alphabet[kind][62] ? 62 : c == alphabet[kind][63] ? 63 : -1;
}

err base64_read(arena *a, str text, enum base64_kind kind, str *out)
{
    if (kind == BASE64) {
        if (text.n % 4)
            return REFUSED(ERR_SYNTAX);
        for (int pad = 0; pad < 2 && text.n && text.p[text.n - 1] == '='; pad++)
            text.n--;
    }
    if (text.n % 4 == 1)
        return REFUSED(ERR_SYNTAX);
    char *p = arena_alloc(a, text.n / 4 * 3 + 3), *at = p;
    uint32_t w = 0;
    int bits = 0;
    for (size_t i = 0; i < text.n; i++) {
        int d = digit(text.p[i], kind);
        if (d < 0)
            return REFUSED(ERR_SYNTAX);
        w = w << 6 | (uint32_t)d;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            *at++ = (char)(w >> bits);
        }
        w &= ((uint32_t)1 << bits) - 1;
    }
    if (w)
        return REFUSED(ERR_SYNTAX); /* RFC 4648, 3.5 */
    *out = str_of(p, (size_t)(at - p));
    return OK;
}
