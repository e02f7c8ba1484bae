/* Messages of translators: parsed, formatted, folded; HTML never lets a tag through. */
#include "tests/fuzz/fuzz.h"
#include "text/fold.h"
#include "text/message.h"

static struct locale *locale(void)
{
    static arena a;
    static struct locale *l;

    if (!l)
        CHECK(!failed(locale_open(&a, S("en"), S("UTC"), &l)));
    return l;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    struct text_error where = { 0 };
    struct message *m;
    const struct message_arg *args;
    str text = { (const char *)data, n };
    val v;

    fold(a, text);
    CHECK(!failed(val_from_json(a,
                                S("{\"n\":2,\"m\":-1.50,\"d\":\"2026-03-02\",\"s\":\"<b>\",\"l\":["
                                  "1,\"x\"],\"t\":\"10:00:00\"}"),
                                NULL, &v, NULL)));
    if (failed(message_parse(a, S("en"), text, &m, &where))) {
        CHECK(where.what && where.line > 0 && where.column > 0);
        return 0;
    }
    message_args(m, &args);
    CHECK(utf8_valid(message_format(a, locale(), m, v)));
    html h = message_format_html(a, locale(), m, v);
    CHECK(str_find_char(h.s, '<', 0) == SIZE_MAX);
    return 0;
}
