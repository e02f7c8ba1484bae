/* What is read can be written and is read again equal; so in packed form. */
#include "tests/fuzz/fuzz.h"
#include "value/val.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    struct json_limits lenient = { .depth = 1000, .duplicates = true };
    struct json_error where = { 0 };
    str text = { (const char *)data, n };
    val v, again;
    buf b;

    if (failed(val_from_json(a, text, NULL, &v, &where)))
        CHECK(where.what && where.at <= n);
    if (failed(val_from_json(a, text, &lenient, &v, NULL)))
        return 0;
    CHECK(!failed(val_from_json(a, val_json_str(a, v), &lenient, &again, NULL)) &&
          val_equal(v, again));
    buf_init(&b, a, 0);
    val_canonical(&b, v);
    CHECK(!failed(val_from_json(a, buf_str(&b), &lenient, &again, NULL)));
    buf_init(&b, a, 0);
    val_pack(&b, v);
    CHECK(!failed(val_unpack(a, buf_str(&b), &again)) && val_equal(v, again));
    return 0;
}
