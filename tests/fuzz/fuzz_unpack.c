/* Packed bytes from hostile hands; what is accepted packs to bytes that unpack to the same. */
#include "tests/fuzz/fuzz.h"
#include "value/val.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    val v, again, copy;
    buf b, c;

    if (failed(val_unpack(a, str_of((const char *)data, n), &v)))
        return 0;
    buf_init(&b, a, 0);
    val_pack(&b, v);
    CHECK(!failed(val_unpack(a, buf_str(&b), &again)) && !failed(val_copy(a, v, &copy)));
    buf_init(&c, a, 0);
    val_pack(&c, again);
    CHECK(str_eq(buf_str(&b), buf_str(&c)));
    val_equal(v, copy);
    val_json_str(a, v);
    val_display(a, v);
    return 0;
}
