/* base/ulid.h - identifiers that grow with time: 48 bits of milliseconds, 80 of chance
 * (github.com/ulid/spec). */
#ifndef BASE_ULID_H
#define BASE_ULID_H

#include "base/arena.h"
#include "base/day.h"

typedef struct ulid {
    uint8_t b[16];
} ulid;

enum { ULID_TEXT = 26 };

/* From a moment and 10 random bytes (made by os/clock.h: ulid_new). */
ulid ulid_make(instant at, const uint8_t chance[10]);
void ulid_text(ulid u, char out[ULID_TEXT]); /* Crockford's base 32, upper case, not terminated */
str ulid_str(arena *a, ulid u);
MUST_USE err ulid_parse(str text, ulid *out); /* either case; ERR_SYNTAX */
static inline bool ulid_eq(ulid a, ulid b)
{
    return memcmp(a.b, b.b, sizeof(a.b)) == 0;
}
static inline bool ulid_is_zero(ulid u)
{
    return ulid_eq(u, (ulid){ { 0 } });
}
instant ulid_instant(ulid u);

#endif
