#include "text/icu.h"

#include <unicode/ustring.h>

struct u16 u16_of(arena *a, str s)
{
    UErrorCode st = U_ZERO_ERROR;
    int32_t n = 0, room = (int32_t)s.n + 1; /* never more units than bytes */
    UChar *p = arena_alloc(a, (size_t)room * sizeof *p);

    CHECK(s.n < INT32_MAX / 4);
    u_strFromUTF8WithSub(p, room, &n, s.n ? s.p : "", (int32_t)s.n, 0xfffd, NULL, &st);
    CHECK(U_SUCCESS(st));
    return (struct u16){ p, n };
}

str str_of_u16(arena *a, const UChar *p, int32_t n)
{
    UErrorCode st = U_ZERO_ERROR;
    int32_t bytes = 0, room = n * 3 + 1;
    char *out = arena_alloc(a, (size_t)room);

    CHECK(n >= 0 && n < INT32_MAX / 4);
    u_strToUTF8WithSub(out, room, &bytes, p, n, 0xfffd, NULL, &st);
    CHECK(U_SUCCESS(st));
    return str_of(out, (size_t)bytes);
}
