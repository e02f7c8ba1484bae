/* Any bytes are a file that is taken, or refused with a reason; and no bytes are a
 * sealed document. */
#include "press/file.h"
#include "press/press.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    str bytes = str_of((const char *)data, n);
    struct file_facts f;
    struct pdf_seal s;

    CHECK(failed(filetype_check(a, bytes, &f)) == (f.why != NULL));
    pdf_verify(a, bytes, S(""), &s);
    CHECK(s.verdict != PDF_GENUINE);
    return 0;
}
