/* dmn/tck.h - the Technology Compatibility Kit's test cases, run against a folder's models. */
#ifndef DMN_TCK_H
#define DMN_TCK_H

#include "dmn/dmn.h"

struct tck_file {
    str name, text; /* base name and bytes */
};

struct tck_result {
    str file, id; /* of the test file and case */
    bool passed;
    str message; /* what was wrong; first what the model asks for that is not executed, as a
                    function in Java */
};

/* Zones and the present moment for the evaluations; arena and budgets are set here. */
struct tck_world {
    instant now;
    bool (*zone_offset)(void *ctx, str iana, int64_t seconds, bool is_local, int32_t *offset);
    void *zone_ctx;
};

/* Runs every test file (*.xml that holds testCases) among the files; models are found by name,
 * imports by namespace. Numbers agree within a relative 1E-9, because expected results are written
 * with 11 to 15 digits. */
void tck_run(arena *a, const struct tck_file *files, size_t n, const struct tck_world *w,
             void (*report)(void *ctx, const struct tck_result *r), void *ctx);

#endif
