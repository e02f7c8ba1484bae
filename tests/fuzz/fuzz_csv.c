/* Bytes in one piece and in small pieces give the same rows. */
#include "codec/csv.h"
#include "tests/fuzz/fuzz.h"

static err add_row(void *ctx, const str *fields, size_t n, int line)
{
    buf_fmt(ctx, "%d:", line);
    for (size_t i = 0; i < n; i++)
        buf_lstr(ctx, fields[i]);
    return OK;
}

static str rows(arena *a, str text, size_t chunk, char sep)
{
    struct csv c;
    buf out;
    err e = OK;

    buf_init(&out, a, 0);
    csv_start(&c, a, sep, add_row, &out);
    c.limits = (struct csv_limits){ .fields = 50, .row_bytes = 5000 };
    for (size_t at = 0; at < text.n && !failed(e); at += chunk)
        e = csv_feed(&c, str_sub(text, at, chunk));
    if (!failed(e))
        e = csv_end(&c);
    CHECK(!failed(e) || c.bad.what);
    buf_fmt(&out, " %d", e.code);
    return buf_str(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();

    if (n < 2)
        return 0;
    char sep = data[0] % 3 == 0 ? ',' : data[0] % 3 == 1 ? ';' : '\t';
    str text = str_of((const char *)data + 2, n - 2);
    CHECK(str_eq(rows(a, text, n, sep), rows(a, text, 1 + data[1] % 7, sep)));
    return 0;
}
