/* CBOR has one encoding here: what is accepted is written as it came, but for byte strings and
 * zeros of decimals. */
#include "codec/cbor.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    val v, again;
    buf b;

    if (failed(cbor_read(a, str_of((const char *)data, n), &v)))
        return 0;
    buf_init(&b, a, 0);
    cbor_write(&b, v);
    CHECK(!failed(cbor_read(a, buf_str(&b), &again)) && val_equal(v, again));
    return 0;
}
