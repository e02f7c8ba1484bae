#include "base/ulid.h"

static const char DIGITS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

ulid ulid_make(instant at, const uint8_t chance[10])
{
    ulid u;

    for (int i = 0; i < 6; i++)
        u.b[i] = (uint8_t)((uint64_t)at.ms >> (40 - 8 * i));
    memcpy(u.b + 6, chance, 10);
    return u;
}

void ulid_text(ulid u, char out[ULID_TEXT])
{
    unsigned __int128 x = 0;

    for (int i = 0; i < 16; i++)
        x = x << 8 | u.b[i];
    for (int i = ULID_TEXT; i-- > 0; x >>= 5)
        out[i] = DIGITS[(unsigned)x & 31];
}

str ulid_str(arena *a, ulid u)
{
    char *p = arena_alloc(a, ULID_TEXT);

    ulid_text(u, p);
    return (str){ p, ULID_TEXT };
}

static int digit_value(char c)
{
    const char *at;

    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    at = c ? strchr(DIGITS, c) : NULL;
    return at ? (int)(at - DIGITS) : -1;
}

err ulid_parse(str text, ulid *out)
{
    unsigned __int128 x = 0;

    if (text.n != ULID_TEXT || text.p[0] > '7')
        return REFUSED(ERR_SYNTAX);
    for (size_t i = 0; i < text.n; i++) {
        int v = digit_value(text.p[i]);

        if (v < 0)
            return REFUSED(ERR_SYNTAX);
        x = x << 5 | (unsigned)v;
    }
    for (int i = 15; i >= 0; i--, x >>= 8)
        out->b[i] = (uint8_t)x;
    return OK;
}

instant ulid_instant(ulid u)
{
    int64_t ms = 0;

    for (int i = 0; i < 6; i++)
        ms = ms << 8 | u.b[i];
    return (instant){ ms };
}
