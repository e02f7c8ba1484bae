#include "codec/gzip.h"
#include "codec/base64.h"
#include "codec/cbor.h"
#include "codec/csv.h"
#include "codec/form.h"
#include "codec/multipart.h"
#include "codec/percent.h"
#include "tests/check.h"
#include "value/num.h"

#include <zlib.h>

/* What a browser reads is what the program wrote, and the same bytes come out the same. */
TEST(gzip_comes_back_and_is_always_the_same)
{
    str text = S("<p>The same words, the same words, the same words, the same words.</p>");
    str small = gzip_write(test_arena(), text), again = gzip_write(test_arena(), text);
    char back[200];
    z_stream z = { .next_in = (Bytef *)(uintptr_t)small.p,
                   .avail_in = (uInt)small.n,
                   .next_out = (Bytef *)back,
                   .avail_out = sizeof back };

    EXPECT(small.n < text.n && str_eq(small, again));
    EXPECT(inflateInit2(&z, 15 + 16) == Z_OK);
    EXPECT(inflate(&z, Z_FINISH) == Z_STREAM_END);
    EXPECT(str_eq(str_of(back, z.total_out), text));
    inflateEnd(&z);
}

TEST(base64_both_alphabets)
{
    static const struct {
        const char *bytes, *text;
        enum base64_kind kind;
    } t[] = {
        { "", "", BASE64 },
        { "f", "Zg==", BASE64 },
        { "fo", "Zm8=", BASE64 },
        { "foo", "Zm9v", BASE64 },
        { "foob", "Zm9vYg==", BASE64 },
        { "\xff\xfe\xfd", "//79", BASE64 },
        { "f", "Zg", BASE64_URL },
        { "\xff\xfe\xfd\xfc", "__79_A", BASE64_URL },
    };
    FOR_EACH(t, c) {
        str got;
        EXPECT_STR(base64_write(test_arena(), str_z(c->bytes), c->kind), str_z(c->text));
        EXPECT_OK(base64_read(test_arena(), str_z(c->text), c->kind, &got));
        EXPECT_STR(got, str_z(c->bytes));
    }
}

TEST(base64_is_strict)
{
    static const struct {
        const char *text;
        enum base64_kind kind;
    } t[] = {
        { "Zg=", BASE64 },   { "Zg", BASE64 },   { "Zh==", BASE64 },   { "Zm9v\n", BASE64 },
        { "Zm 9v", BASE64 }, { "====", BASE64 }, { "Z===", BASE64 },   { "Zg==", BASE64_URL },
        { "Z", BASE64_URL }, { "-_==", BASE64 }, { "+/", BASE64_URL },
    };
    FOR_EACH(t, c) {
        str got;
        if (!failed(base64_read(test_arena(), str_z(c->text), c->kind, &got)))
            test_fail(__FILE__, __LINE__, "%s was accepted", c->text);
    }
}

TEST(percent_both_ways)
{
    buf b;
    str got;

    buf_init(&b, test_arena(), 0);
    percent_write(&b, S("a b/\xc4\x91?~"));
    EXPECT_STR(buf_str(&b), S("a%20b%2F%C4%91%3F~"));
    EXPECT_OK(percent_read(test_arena(), buf_str(&b), false, &got));
    EXPECT_STR(got, S("a b/\xc4\x91?~"));
    EXPECT_OK(percent_read(test_arena(), S("a+b%2b"), true, &got));
    EXPECT_STR(got, S("a b+"));
    EXPECT(failed(percent_read(test_arena(), S("100%"), false, &got)));
    EXPECT(failed(percent_read(test_arena(), S("%g0"), false, &got)));
}

static str form_json(const char *text)
{
    val v;

    if (failed(form_read(test_arena(), str_z(text), NULL, &v, NULL)))
        return S("refused");
    return val_json_str(test_arena(), v);
}

TEST(form_bodies)
{
    static const struct {
        const char *in, *out;
    } t[] = {
        { "a=1&b=x+y%26z&a=2&c", "{\"a\":[\"1\",\"2\"],\"b\":\"x y&z\",\"c\":\"\"}" },
        { "", "{}" },
        { "&&a=1&", "{\"a\":\"1\"}" },
        { "a=b=c", "{\"a\":\"b=c\"}" },
        { "a=%", "refused" },
        { "a=%ff", "refused" },
        { "a=%00", "refused" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(form_json(c->in), str_z(c->out));
    struct form_limits few = { .fields = 2, .value = 3 };
    val v;
    EXPECT_INT(form_read(test_arena(), S("a=1&b=2&c=3"), &few, &v, NULL).code, ERR_SIZE);
    EXPECT_INT(form_read(test_arena(), S("a=1234"), &few, &v, NULL).code, ERR_SIZE);
    buf b;
    buf_init(&b, test_arena(), 0);
    EXPECT_OK(form_read(test_arena(), S("a=1&b=x+y%26z&a=2&c="), NULL, &v, NULL));
    form_write(&b, v);
    EXPECT_STR(buf_str(&b), S("a=1&a=2&b=x+y%26z&c="));
}

struct rows {
    buf out;
};

static err note_row(void *ctx, const str *fields, size_t n, int line)
{
    struct rows *r = ctx;

    buf_fmt(&r->out, "%d:", line);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&r->out, "[%.*s]", STR_ARG(fields[i]));
    buf_char(&r->out, ' ');
    return OK;
}

/* The rows, read in chunks of a size; the refusal's line where there is one. */
static str csv_rows(const char *text, size_t chunk, char sep)
{
    struct rows r;
    struct csv c;
    str s = str_z(text);
    err e = OK;

    buf_init(&r.out, test_arena(), 0);
    csv_start(&c, test_arena(), sep, note_row, &r);
    for (size_t at = 0; at < s.n && !failed(e); at += chunk)
        e = csv_feed(&c, str_sub(s, at, chunk));
    if (!failed(e))
        e = csv_end(&c);
    if (failed(e))
        buf_fmt(&r.out, "refused in %d", c.bad.line);
    return str_trim(buf_str(&r.out));
}

TEST(csv_in_chunks)
{
    static const struct {
        const char *in, *out;
        char sep;
    } t[] = {
        { "a,b\r\nc,d\r\n", "1:[a][b] 2:[c][d]", ',' },
        { "\xef\xbb\xbf"
          "a;\"x;y\"\n",
          "1:[a][x;y]", ';' },
        { "\"two\nlines\",\"say \"\"hi\"\"\"\nnext\n", "1:[two\nlines][say \"hi\"] 3:[next]", ',' },
        { "a,,\n\n,b", "1:[a][][] 3:[][b]", ',' },
        { "\"\"\n", "1:[]", ',' },
        { "a\tb", "1:[a][b]", '\t' },
        { "", "", ',' },
        { "ok\na\"b\n", "1:[ok] refused in 2", ',' },
        { "\"a\"b\n", "refused in 1", ',' },
        { "x\n\"open\n\n", "1:[x] refused in 4", ',' },
        { "a\rb\n", "refused in 1", ',' },
        { "\xff\n", "refused in 1", ',' },
        { "\xef\xbb", "refused in 1", ',' },
    };
    FOR_EACH(t, c)
        for (size_t chunk = 1; chunk < 20; chunk += 6)
            EXPECT_STR(csv_rows(c->in, chunk, c->sep), str_z(c->out));
}

TEST(csv_written_reads_back)
{
    static const char *const fields[] = { "plain", "with, comma", "\"quoted\"", "two\nlines",
                                          "",      "semi;colon" };
    buf b;

    buf_init(&b, test_arena(), 0);
    FOR_EACH(fields, f) {
        if (f != fields)
            buf_char(&b, ',');
        csv_write_field(&b, str_z(*f), ',');
    }
    buf_add(&b, S("\r\n"));
    EXPECT_STR(csv_rows(str_zdup(test_arena(), buf_str(&b)), 5, ','),
               S("1:[plain][with, comma][\"quoted\"][two\nlines][][semi;colon]"));
}

static err part_start(void *ctx, const struct multipart_part *p)
{
    buf_fmt(ctx, "<%.*s|%.*s|%.*s>", STR_ARG(p->name), STR_ARG(p->filename), STR_ARG(p->type));
    return OK;
}

static err part_data(void *ctx, str bytes)
{
    CHECK(bytes.n);
    buf_add(ctx, bytes);
    return OK;
}

static err part_end(void *ctx)
{
    buf_add(ctx, S("</>"));
    return OK;
}

static str parts_of(const char *type, str body, size_t chunk, const struct multipart_limits *l)
{
    static const struct multipart_calls calls = { part_start, part_data, part_end };
    struct multipart m;
    buf out;

    buf_init(&out, test_arena(), 0);
    err e = multipart_start(&m, test_arena(), str_z(type), &calls, &out);
    if (l)
        m.limits = *l;
    for (size_t at = 0; at < body.n && !failed(e); at += chunk)
        e = multipart_feed(&m, str_sub(body, at, chunk));
    if (!failed(e))
        e = multipart_end(&m);
    if (failed(e))
        buf_fmt(&out, "refused: %s", m.bad.what);
    return buf_str(&out);
}

#define TYPE "multipart/form-data; boundary=XyZ"
#define PART(head, body) "--XyZ\r\n" head "\r\n\r\n" body "\r\n"
#define NAME(n) "Content-Disposition: form-data; name=\"" n "\""

TEST(multipart_in_chunks)
{
    static const struct {
        const char *body, *want;
    } t[] = {
        { PART(NAME("a"), "one") PART(NAME("b"), "") "--XyZ--\r\n", "<a||>one</><b||></>" },
        { "preamble\r\n" PART(NAME("f") "; filename=\"C:\\x \\\"y\\\" %22.pdf\"\r\nContent-Type: "
                                        "Application/PDF; q=1",
                              "\r\n--XyQ\r\n\r\r\n-") "--XyZ--",
          "<f|C:\\x \"y\" \".pdf|application/pdf>\r\n--XyQ\r\n\r\r\n-</>" },
        { PART(NAME("a"), "one"), "<a||>onerefused: the form ends before its last boundary" },
        { PART("Content-Type: text/plain", "x") "--XyZ--", "refused: a part without a name" },
        { PART("Content-Disposition: form-data; name=\"a", "x") "--XyZ--",
          "refused: Content-Disposition is malformed" },
        { PART(NAME("a") "; name=\"b\"", "x") "--XyZ--",
          "refused: a parameter stands twice in Content-Disposition" },
        { PART(NAME("a") "\r\nContent-Transfer-Encoding: base64", "x") "--XyZ--",
          "refused: an encoded part" },
        { "--XyZQ\r\n", "refused: a boundary is malformed" },
    };
    FOR_EACH(t, c)
        for (size_t chunk = 1; chunk < 200; chunk += 7)
            EXPECT_STR(parts_of(TYPE, str_z(c->body), chunk, NULL), str_z(c->want));
}

TEST(multipart_limits_and_types)
{
    struct multipart_limits few = {
        .parts = 1, .part_bytes = 5, .header_bytes = 100, .bytes = 400
    };
    str two = S(PART(NAME("a"), "1") PART(NAME("b"), "2") "--XyZ--");
    str large = S(PART(NAME("a"), "123456") "--XyZ--");

    EXPECT_STR(parts_of(TYPE, two, 9, &few), S("<a||>1</>refused: too many parts"));
    EXPECT(str_ends(parts_of(TYPE, large, 9, &few), S("refused: a part is too large")));
    EXPECT(
        str_has(parts_of("multipart/form-data; boundary=\"XyZ\"", two, 9, NULL), S("<b||>2</>")));
    EXPECT(str_has(parts_of("multipart/form-data", two, 9, NULL), S("refused")));
    EXPECT(str_has(parts_of("text/plain; boundary=XyZ", two, 9, NULL), S("refused")));
}

static str cbor_hex(const char *json)
{
    val v;
    buf b;

    buf_init(&b, test_arena(), 0);
    EXPECT_OK(val_from_json(test_arena(), str_z(json), NULL, &v, NULL));
    cbor_write(&b, v);
    val again;
    EXPECT_OK(cbor_read(test_arena(), buf_str(&b), &again));
    EXPECT(val_equal(v, again));
    return str_hex(test_arena(), b.p, b.n);
}

TEST(cbor_deterministic)
{
    static const struct {
        const char *json, *hex;
    } t[] = {
        { "0", "00" },
        { "23", "17" },
        { "24", "1818" },
        { "1000000000000", "1b000000e8d4a51000" },
        { "18446744073709551615", "1bffffffffffffffff" },
        { "18446744073709551616", "c249010000000000000000" },
        { "-18446744073709551617", "c349010000000000000000" },
        { "-1", "20" },
        { "-500", "3901f3" },
        { "273.15", "c48221196ab3" },
        { "[true,false,null,\"\xc3\xbc\"]", "84f5f4f662c3bc" },
        { "{\"b\":1,\"aa\":2,\"a\":3}", "a3616103616201626161"
                                        "02" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(cbor_hex(c->json), str_z(c->hex));
}

TEST(cbor_refusals)
{
    static const struct {
        const char *hex;
        int code;
    } t[] = {
        { "1817", ERR_SYNTAX },           /* 23 in two bytes */
        { "f93c00", ERR_UNSUPPORTED },    /* a half float */
        { "9fff", ERR_UNSUPPORTED },      /* indefinite */
        { "a2616201616101", ERR_SYNTAX }, /* keys not in order */
        { "a2616101616101", ERR_SYNTAX },
        { "a10101", ERR_UNSUPPORTED }, /* a key that is no text */
        { "c074", ERR_UNSUPPORTED },   /* another tag */
        { "62c3", ERR_SYNTAX },        /* short */
        { "61ff", ERR_SYNTAX },        /* not UTF-8 */
        { "9affffffff", ERR_SYNTAX },
        { "0000", ERR_SYNTAX },
        { "c4820001", ERR_SYNTAX }, /* a decimal that is an integer */
        { "", ERR_SYNTAX },
    };
    FOR_EACH(t, c) {
        uint8_t bytes[16];
        val v;
        size_t n = strlen(c->hex) / 2;
        EXPECT_OK(str_to_bytes_hex(str_z(c->hex), bytes, n));
        EXPECT_INT(cbor_read(test_arena(), str_of((char *)bytes, n), &v).code, c->code);
    }
}
