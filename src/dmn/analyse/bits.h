/* dmn/analyse/bits.h - sets of small numbers: atoms of an input, rules of a table. */
#ifndef DMN_ANALYSE_BITS_H
#define DMN_ANALYSE_BITS_H

#include "base/base.h"

/* Words of 64; the caller knows how many. */
typedef uint64_t *bits;
typedef const uint64_t *const_bits;

static inline uint32_t bits_words(uint32_t n)
{
    return n / 64 + 1;
}
static inline bits bits_new(arena *a, uint32_t words)
{
    return ARENA_ARRAY(a, uint64_t, words);
}
static inline bool bit_has(const_bits b, uint32_t i)
{
    return b[i >> 6] >> (i & 63) & 1;
}
static inline void bit_add(bits b, uint32_t i)
{
    b[i >> 6] |= (uint64_t)1 << (i & 63);
}
static inline bool bits_none(const_bits b, uint32_t words)
{
    for (uint32_t w = 0; w < words; w++)
        if (b[w])
            return false;
    return true;
}
static inline bool bits_meet(const_bits x, const_bits y, uint32_t words)
{
    for (uint32_t w = 0; w < words; w++)
        if (x[w] & y[w])
            return true;
    return false;
}
/* Is all of x in y? */
static inline bool bits_within(const_bits x, const_bits y, uint32_t words)
{
    for (uint32_t w = 0; w < words; w++)
        if (x[w] & ~y[w])
            return false;
    return true;
}

#endif
