/* Any bytes are a container whose files are as its manifest says, each once, or are refused; what
 * was taken is written again as the same container. */
#include "seal/asice.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    struct asice c, again;
    str out;

    if (failed(asice_read(a, str_of((const char *)data, n), &c)))
        return 0;
    for (size_t i = 0; i < c.n; i++)
        CHECK(str_eq(asice_get(&c, c.files[i].path), c.files[i].bytes) &&
              !str_starts(c.files[i].path, S("META-INF/")));
    str manifest = asice_manifest(a, c.files, c.n);
    CHECK(!failed(asice_write(a, c.files, c.n, manifest, c.token, &out)));
    CHECK(!failed(asice_read(a, out, &again)) && again.n == c.n);
    for (size_t i = 0; i < c.n; i++)
        CHECK(str_eq(again.files[i].path, c.files[i].path) &&
              str_eq(again.files[i].bytes, c.files[i].bytes));
    return 0;
}
