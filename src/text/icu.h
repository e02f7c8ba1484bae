/* text/icu.h - between str and ICU's UTF-16; private to text/. */
#ifndef TEXT_ICU_H
#define TEXT_ICU_H

#include "base/base.h"

#include <unicode/utypes.h>

struct u16 {
    const UChar *p; /* terminated by NUL */
    int32_t n;
};

/* Malformed text becomes U+FFFD. */
struct u16 u16_of(arena *a, str s);
str str_of_u16(arena *a, const UChar *p, int32_t n);

/* Calls an ICU function that fills (buffer, room, &status) and returns the length; once more where
 * the room was short. str s = ICU_STR(a, 64, unum_formatDecimal(f, p, n, out, room, NULL, &st)); */
#define ICU_STR(a, first, call)                                                                    \
    ({                                                                                             \
        int32_t room = (first), got_;                                                              \
        UErrorCode st = U_ZERO_ERROR;                                                              \
        UChar *out = arena_alloc((a), (size_t)room * sizeof *out);                                 \
        got_ = (call);                                                                             \
        if (st == U_BUFFER_OVERFLOW_ERROR) {                                                       \
            room = got_ + 1;                                                                       \
            st = U_ZERO_ERROR;                                                                     \
            out = arena_alloc((a), (size_t)room * sizeof *out);                                    \
            got_ = (call);                                                                         \
        }                                                                                          \
        U_FAILURE(st) ? S("") : str_of_u16((a), out, got_);                                        \
    })

#endif
