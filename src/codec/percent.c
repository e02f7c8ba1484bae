#include "codec/percent.h"

static bool unreserved(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void percent_write(buf *out, str bytes)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < bytes.n; i++) {
        uint8_t c = (uint8_t)bytes.p[i];
        if (unreserved((char)c))
            buf_char(out, (char)c);
        else
            buf_add(out, str_of((char[]){ '%', hex[c >> 4], hex[c & 15] }, 3));
    }
}

err percent_read(arena *a, str text, bool plus, str *out)
{
    if (str_find_char(text, '%', 0) == SIZE_MAX &&
        (!plus || str_find_char(text, '+', 0) == SIZE_MAX)) {
        *out = text;
        return OK;
    }
    char *p = arena_alloc(a, text.n), *at = p;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '%') {
            uint8_t b;
            if (failed(str_to_bytes_hex(str_sub(text, i + 1, 2), &b, 1)))
                return REFUSED(ERR_SYNTAX);
            c = (char)b;
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        *at++ = c;
    }
    *out = str_of(p, (size_t)(at - p));
    return OK;
}
