#include "press/file.h"

#include <zlib.h>

static err refuse_file(struct file_facts *f, const char *why)
{
    f->why = why;
    return REFUSED(ERR_TYPE);
}

static uint32_t be32(str s, size_t at)
{
    const uint8_t *p = (const uint8_t *)s.p + at;

    return at + 4 <= s.n ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
                         : 0;
}

static unsigned be16(str s, size_t at)
{
    const uint8_t *p = (const uint8_t *)s.p + at;

    return at + 2 <= s.n ? (unsigned)p[0] << 8 | p[1] : 0;
}

static err size_check(struct file_facts *f, uint32_t w, uint32_t h)
{
    f->width = w;
    f->height = h;
    if (w == 0 || h == 0)
        return refuse_file(f, "file.damaged");
    if (w > FILE_SIDE_MAX || h > FILE_SIDE_MAX || (uint64_t)w * h > FILE_PIXELS_MAX)
        return refuse_file(f, "file.too_many_pixels");
    return OK;
}

/* ---- PNG: every chunk with its checksum, IEND last and nothing behind it ---- */

static err png_check(str s, struct file_facts *f)
{
    size_t at = 8;
    bool data = false;

    if (be32(s, 8) != 13 || !str_starts(str_from(s, 12), S("IHDR")))
        return refuse_file(f, "file.damaged");
    for (;;) {
        uint32_t n = be32(s, at);
        if (s.n - at < 12 || n > s.n - at - 12)
            return refuse_file(f, "file.damaged");
        if (crc32(0, (const Bytef *)s.p + at + 4, n + 4) != be32(s, at + 8 + n))
            return refuse_file(f, "file.damaged");
        data |= memcmp(s.p + at + 4, "IDAT", 4) == 0;
        at += 12 + n;
        if (memcmp(s.p + at - 8 - n, "IEND", 4) == 0)
            break;
    }
    if (!data)
        return refuse_file(f, "file.damaged");
    if (at != s.n)
        return refuse_file(f, "file.polyglot");
    return size_check(f, be32(s, 16), be32(s, 20));
}

/* ---- JPEG: segments to the first scan, then entropy-coded data to EOI ---- */

static bool is_sof(unsigned m)
{
    return m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc;
}

/* Behind the entropy-coded data that begins at `at`: the next marker that is no restart and no
 * stuffed byte. */
static size_t scan_end(str s, size_t at)
{
    for (; at + 1 < s.n; at++) {
        unsigned m = (uint8_t)s.p[at + 1];
        if ((uint8_t)s.p[at] == 0xff && m != 0 && m != 0xff && !(m >= 0xd0 && m <= 0xd7))
            return at;
    }
    return SIZE_MAX;
}

static err jpeg_check(str s, struct file_facts *f)
{
    uint32_t w = 0, h = 0;
    size_t at = 2;
    bool scan = false;

    for (;;) {
        unsigned m, n;
        while (at < s.n && (uint8_t)s.p[at] == 0xff && at + 1 < s.n && (uint8_t)s.p[at + 1] == 0xff)
            at++; /* fill bytes */
        if (at + 2 > s.n || (uint8_t)s.p[at] != 0xff)
            return refuse_file(f, "file.damaged");
        m = (uint8_t)s.p[at + 1];
        at += 2;
        if (m == 0xd9)
            break;
        n = be16(s, at);
        if (n < 2 || n > s.n - at)
            return refuse_file(f, "file.damaged");
        if (is_sof(m) && n >= 8) {
            h = be16(s, at + 3);
            w = be16(s, at + 5);
        }
        at += n;
        if (m != 0xda)
            continue;
        scan = true;
        at = scan_end(s, at);
        if (at == SIZE_MAX)
            return refuse_file(f, "file.damaged");
    }
    if (!scan)
        return refuse_file(f, "file.damaged");
    for (size_t i = at; i < s.n; i++)
        if (s.p[i] != '\0' && s.p[i] != '\n' && s.p[i] != '\r')
            return refuse_file(f,
                               "file.polyglot"); /* cameras pad with zeros, nothing else follows */
    return size_check(f, w, h);
}

/* ---- PDF: names that a taker must not act on, in the clear and in compressed object streams ----
 */

/* A name in PDF may be spelt with #xx: /J#61vaScript. */
static str names_plain(arena *a, str s)
{
    buf b;

    buf_init(&b, a, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c;
        if (s.p[i] == '#' && i + 2 < s.n &&
            !failed(str_to_bytes_hex(str_sub(s, i + 1, 2), &c, 1))) {
            buf_char(&b, (char)c);
            i += 2;
        } else {
            buf_char(&b, s.p[i]);
        }
    }
    return buf_str(&b);
}

static bool has_name(str s, str name)
{
    for (size_t at = 0; (at = str_find(s, name, at)) != SIZE_MAX; at++) {
        char next = at + name.n < s.n ? s.p[at + name.n] : ' ';
        if (!((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') ||
              (next >= '0' && next <= '9')))
            return true;
    }
    return false;
}

/* The text between streams.  Names of three or four bytes occur by chance in compressed data;
 * longer ones do not and are searched for everywhere, so that a forged "stream" in a comment hides
 * nothing that acts. */
static str outside_streams(arena *a, str s)
{
    size_t from = 0, at, end;
    buf b;

    buf_init(&b, a, 64 * KIB);
    while ((at = str_find(s, S("stream"), from)) != SIZE_MAX) {
        buf_add(&b, str_sub(s, from, at - from));
        end = str_find(s, S("endstream"), at);
        from = end == SIZE_MAX ? s.n : end + 9;
    }
    buf_add(&b, str_from(s, from));
    return buf_str(&b);
}

static const char *pdf_reason(str s)
{
    static const struct {
        str name;
        const char *why;
    } t[] = {
        { S_INIT("/Encrypt"), "file.encrypted" },     { S_INIT("/JavaScript"), "file.scripted" },
        { S_INIT("/Launch"), "file.scripted" },       { S_INIT("/RichMedia"), "file.scripted" },
        { S_INIT("/ImportData"), "file.scripted" },   { S_INIT("/SubmitForm"), "file.scripted" },
        { S_INIT("/GoToR"), "file.scripted" },        { S_INIT("/GoToE"), "file.scripted" },
        { S_INIT("/EmbeddedFile"), "file.embedded" }, { S_INIT("/EmbeddedFiles"), "file.embedded" },
        { S_INIT("/Movie"), "file.scripted" },        { S_INIT("/Sound"), "file.scripted" },
    };

    FOR_EACH(t, c)
        if (has_name(s, c->name))
            return c->why;
    return NULL;
}

enum { OBJECT_STREAM_MAX = 32 * 1024 * 1024 };

/* Inflates up to the limit; what was damaged ends early. */
static str inflate_some(arena *a, str in, size_t limit)
{
    z_stream z = { .next_in = (Bytef *)in.p, .avail_in = (uInt)MIN(in.n, (size_t)UINT32_MAX) };
    buf b;

    buf_init(&b, a, 64 * KIB);
    if (inflateInit(&z) != Z_OK)
        return STR_NULL;
    while (b.n < limit) {
        z.next_out = (Bytef *)buf_space(&b, 64 * KIB);
        z.avail_out = 64 * KIB;
        if (inflate(&z, Z_NO_FLUSH) != Z_OK) {
            buf_took(&b, 64 * KIB - z.avail_out);
            break;
        }
        buf_took(&b, 64 * KIB - z.avail_out);
    }
    inflateEnd(&z);
    return buf_str(&b);
}

/* Object streams (ISO 32000-1, 7.5.7) hide dictionaries from a plain search: each is opened. */
static const char *object_streams(arena *a, str s)
{
    size_t opened = 0;

    for (size_t at = 0; (at = str_find(s, S("/ObjStm"), at)) != SIZE_MAX; at++) {
        size_t from = str_find(s, S("stream"), at);
        arena_mark m = arena_mark_get(a);
        const char *why;
        str plain;
        if (from == SIZE_MAX)
            return "file.damaged";
        from += 6;
        from += from < s.n && s.p[from] == '\r';
        from += from < s.n && s.p[from] == '\n';
        plain = inflate_some(a, str_from(s, from),
                             OBJECT_STREAM_MAX - MIN(opened, (size_t)OBJECT_STREAM_MAX));
        opened += plain.n;
        if (plain.n == 0 || opened >= OBJECT_STREAM_MAX)
            return "file.damaged"; /* another filter, or more than a document needs */
        why = pdf_reason(names_plain(a, plain));
        arena_rewind(a, m);
        if (why)
            return why;
    }
    return NULL;
}

static err pdf_check(arena *a, str s, struct file_facts *f)
{
    size_t eof = SIZE_MAX, at = s.n > 2048 ? s.n - 2048 : 0;
    const char *why;
    str plain;

    while ((at = str_find(s, S("%%EOF"), at)) != SIZE_MAX)
        eof = at++;
    if (eof == SIZE_MAX || !str_has(s, S("startxref")))
        return refuse_file(f, "file.damaged");
    for (size_t i = eof + 5; i < s.n; i++)
        if (!strchr(" \r\n\t", s.p[i]) || !s.p[i])
            return refuse_file(f, "file.polyglot");
    plain = names_plain(a, s);
    why = pdf_reason(plain);
    if (!why &&
        (has_name(plain = outside_streams(a, plain), S("/JS")) || has_name(plain, S("/XFA"))))
        why = "file.scripted";
    if (!why)
        why = object_streams(a, s);
    return why ? refuse_file(f, why) : OK;
}

err filetype_check(arena *a, str bytes, struct file_facts *out)
{
    static const struct {
        str magic;
        struct file_facts f;
        err (*image)(str, struct file_facts *);
    } t[] = {
        { S_INIT("%PDF-"), { FILE_PDF, "application/pdf", "pdf", 0, 0, NULL }, NULL },
        { S_INIT("\xff\xd8\xff"), { FILE_JPEG, "image/jpeg", "jpg", 0, 0, NULL }, jpeg_check },
        { S_INIT("\x89PNG\r\n\x1a\n"), { FILE_PNG, "image/png", "png", 0, 0, NULL }, png_check },
    };

    *out = (struct file_facts){ FILE_UNKNOWN, "application/octet-stream", "", 0, 0, NULL };
    if (str_empty(bytes))
        return refuse_file(out, "file.empty");
    FOR_EACH(t, c) {
        if (!str_starts(bytes, c->magic))
            continue;
        *out = c->f;
        return c->image ? c->image(bytes, out) : pdf_check(a, bytes, out);
    }
    return refuse_file(out, "file.type");
}
