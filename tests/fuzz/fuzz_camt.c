/* What a bank's file says is bounded: amounts above zero, known directions, days of the calendar.
 */
#include "iso20022/camt.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    str text = str_of((const char *)data, n), found;
    struct text_error where = { 0 };
    struct camt_file f;

    if (rf_find(a, text, &found))
        CHECK(rf_read(a, found, &found));
    if (failed(camt_read(a, text, &f, &where))) {
        CHECK(where.what);
        return 0;
    }
    CHECK(f.n > 0);
    for (size_t i = 0; i < f.n; i++) {
        CHECK(f.reports[i].id.n && f.reports[i].iban.n);
        for (size_t k = 0; k < f.reports[i].n; k++) {
            const struct camt_line *l = &f.reports[i].lines[k];
            CHECK(l->minor >= 0 && l->minor <= MONEY_MOST && l->currency.n == 3);
            CHECK(utf8_valid(l->text) && utf8_valid(l->other_name));
        }
    }
    return 0;
}
