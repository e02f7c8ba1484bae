/* Bytes in one piece and in small pieces give the same calls. */
#include "codec/multipart.h"
#include "tests/fuzz/fuzz.h"

static err start(void *ctx, const struct multipart_part *p)
{
    buf_char(ctx, 'S');
    buf_lstr(ctx, p->name);
    buf_lstr(ctx, p->filename);
    buf_lstr(ctx, p->type);
    return OK;
}

static err data_of(void *ctx, str bytes)
{
    CHECK(bytes.n);
    buf_add(ctx, bytes);
    return OK;
}

static err end(void *ctx)
{
    buf_char(ctx, 'E');
    return OK;
}

static str calls_of(arena *a, str type, str body, size_t chunk)
{
    static const struct multipart_calls calls = { start, data_of, end };
    struct multipart m;
    buf out;

    buf_init(&out, a, 0);
    err e = multipart_start(&m, a, type, &calls, &out);
    m.limits = (struct multipart_limits){ .parts = 10, .header_bytes = 500, .part_bytes = 2000 };
    for (size_t at = 0; at < body.n && !failed(e); at += chunk)
        e = multipart_feed(&m, str_sub(body, at, chunk));
    if (!failed(e))
        e = multipart_end(&m);
    CHECK(!failed(e) || m.bad.what);
    return e.code == ERR_SIZE ? S("too much")
                              : buf_str(&out); /* how far it came depends on the pieces */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    str type, body;

    if (n < 2)
        return 0;
    str_cut(str_of((const char *)data + 1, n - 1), '\n', &type, &body);
    CHECK(str_eq(calls_of(a, type, body, n), calls_of(a, type, body, 1 + data[0] % 9)));
    return 0;
}
