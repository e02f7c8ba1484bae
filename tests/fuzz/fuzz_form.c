/* A form that is read is written and read again equal. */
#include "codec/form.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    struct text_error where = { 0 };
    val v, again;
    buf b;

    if (failed(form_read(a, str_of((const char *)data, n), NULL, &v, &where))) {
        CHECK(where.what);
        return 0;
    }
    buf_init(&b, a, 0);
    form_write(&b, v);
    CHECK(!failed(form_read(a, buf_str(&b), NULL, &again, NULL)) && val_equal(v, again));
    return 0;
}
