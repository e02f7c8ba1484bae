/* What is read is written and read again equal. */
#include "codec/yaml.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    struct text_error where = { 0 };
    struct yaml_lines lines;
    val v, again;
    buf b;

    if (failed(yaml_read(a, str_of((const char *)data, n), &v, &lines, &where))) {
        CHECK(where.what);
        return 0;
    }
    yaml_line(&lines, S("a.b.0"));
    buf_init(&b, a, 0);
    yaml_write(&b, v);
    CHECK(!failed(yaml_read(a, buf_str(&b), &again, NULL, NULL)) && val_equal(v, again));
    return 0;
}
