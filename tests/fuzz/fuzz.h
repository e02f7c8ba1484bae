/* tests/fuzz/fuzz.h - what the harnesses share: an arena of their own for each input. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Cleared for each input; past 512 MiB the process ends, which is a finding. */
static inline arena *fuzz_arena(void)
{
    static arena a;

    arena_free(&a);
    arena_init(&a, 512 * MIB);
    return &a;
}

#endif
