/* tools/mkassets.c - built files to C: fingerprinted names, compressed as well as can be, embedded
 * as they are.
 *
 *   mkassets -o OUT.c -d DIR -i ICONS-DIR FILE...
 *
 * "asset:NAME" inside of a style sheet becomes the path of a file named before it on the command
 * line.  DIR gets the bytes that OUT.c includes. */
#include "tool.h"

#include <brotli/encode.h>
#include <dirent.h>
#include <openssl/sha.h>
#include <zlib.h>

struct asset {
    str name, path, etag, bytes;
    const char *type;
    str file[3];
    size_t n[3];
};
struct icon {
    str name, svg;
};

static arena mem;
static VEC(struct asset) assets;
static VEC(struct icon) icons;
static const char *dir;

static const char *type_of(str name)
{
    static const struct {
        const char *end, *type;
    } t[] = {
        { ".css", "text/css; charset=utf-8" },
        { ".js", "text/javascript; charset=utf-8" },
        { ".svg", "image/svg+xml" },
        { ".woff2", "font/woff2" },
        { ".txt", "text/plain; charset=utf-8" },
        { ".png", "image/png" },
        { ".json", "application/json" },
    };
    FOR_EACH(t, c)
        if (str_ends(name, str_z(c->end)))
            return c->type;
    tool_error(str_zdup(&mem, name), 0, "is of a type that is not known");
    return "";
}

/* Replaces asset:NAME by the path of that asset. */
static str paths_set(str s, const char *file)
{
    buf b;
    size_t from = 0, at;
    buf_init(&b, &mem, s.n + 1024);
    while ((at = str_find(s, S("asset:"), from)) != SIZE_MAX) {
        size_t end = at + 6;
        while (end < s.n && !strchr("\"')", s.p[end]))
            end++;
        str name = str_sub(s, at + 6, end - at - 6), path = STR_NULL;
        for (size_t i = 0; i < assets.n; i++)
            if (str_eq(assets.v[i].name, name))
                path = assets.v[i].path;
        if (!path.p)
            tool_error(file, 0, "there is no asset %.*s before it", STR_ARG(name));
        buf_add(&b, str_sub(s, from, at - from));
        buf_add(&b, path);
        from = end;
    }
    buf_add(&b, str_from(s, from));
    return buf_str(&b);
}

static str brotli_of(str s)
{
    size_t n = BrotliEncoderMaxCompressedSize(s.n);
    uint8_t *p = arena_alloc(&mem, n);
    BrotliEncoderMode mode = BROTLI_MODE_TEXT;
    if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, mode, s.n,
                               (const uint8_t *)s.p, &n, p))
        return S("");
    return str_of((char *)p, n);
}

static str gzip_of(str s)
{
    z_stream z = { 0 };
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return S("");
    size_t room = deflateBound(&z, s.n);
    uint8_t *p = arena_alloc(&mem, room);
    z.next_in = (uint8_t *)(uintptr_t)s.p;
    z.avail_in = (uInt)s.n;
    z.next_out = p;
    z.avail_out = (uInt)room;
    int done = deflate(&z, Z_FINISH);
    size_t n = z.total_out;
    deflateEnd(&z);
    return done == Z_STREAM_END ? str_of((char *)p, n) : S("");
}

static void blob(struct asset *a, int which, const char *end, str s)
{
    a->n[which] = s.n;
    a->file[which] = str_fmt(&mem, "%s/%.*s%s", dir, STR_ARG(a->name), end);
    tool_write(&mem, str_zdup(&mem, a->file[which]), s);
}

static void asset_add(const char *file)
{
    struct asset a = { .name = str_copy(
                           &mem, str_from(str_z(file), str_rfind_char(str_z(file), '/') + 1)) };
    uint8_t hash[SHA256_DIGEST_LENGTH];
    a.type = type_of(a.name);
    a.bytes = tool_read(&mem, file);
    if (str_ends(a.name, S(".css")))
        a.bytes = paths_set(a.bytes, file);
    SHA256((const uint8_t *)a.bytes.p, a.bytes.n, hash);
    size_t dot = str_rfind_char(a.name, '.');
    a.etag = str_hex(&mem, hash, 5);
    a.path = str_fmt(&mem, "/assets/%.*s.%.*s%.*s", STR_ARG(str_sub(a.name, 0, dot)),
                     STR_ARG(a.etag), STR_ARG(str_from(a.name, dot)));
    blob(&a, 0, "", a.bytes);
    if (!str_ends(a.name, S(".woff2")) && !str_ends(a.name, S(".png"))) {
        str br = brotli_of(a.bytes), gz = gzip_of(a.bytes);
        blob(&a, 1, ".br", br.n < a.bytes.n ? br : S(""));
        blob(&a, 2, ".gz", gz.n < a.bytes.n ? gz : S(""));
    }
    *vec_push(&assets, &mem) = a;
}

static void icons_read(const char *folder)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    if (!d) {
        tool_error(folder, 0, "cannot be read");
        return;
    }
    while ((e = readdir(d))) {
        str name = str_z(e->d_name);
        if (!str_ends(name, S(".svg")))
            continue;
        str svg =
            str_trim(tool_read(&mem, str_zdup(&mem, str_fmt(&mem, "%s/%s", folder, e->d_name))));
        *vec_push(&icons, &mem) =
            (struct icon){ str_copy(&mem, str_sub(name, 0, name.n - 4)), svg };
    }
    closedir(d);
}

static int asset_cmp(const void *x, const void *y)
{
    return str_cmp(((const struct asset *)x)->name, ((const struct asset *)y)->name);
}

static int icon_cmp(const void *x, const void *y)
{
    return str_cmp(((const struct icon *)x)->name, ((const struct icon *)y)->name);
}

static void write_blob(buf *b, size_t i, int which, const struct asset *a)
{
    buf_fmt(b,
            "__asm__(\".section .rodata\\n.balign 16\\n.global "
            "asset_%zu_%d\\nasset_%zu_%d:\\n.incbin \\\"",
            i, which, i, which);
    tool_c_text(b, a->file[which]);
    buf_fmt(b, "\\\"\\n.previous\\n\");\nextern const char asset_%zu_%d[];\n", i, which);
}

static void write_table(buf *b)
{
    buf_add(b, S("/* made by tools/mkassets.c */\n#include \"page/assets.h\"\n\n"));
    for (size_t i = 0; i < assets.n; i++)
        for (int k = 0; k < 3; k++)
            if (assets.v[i].n[k])
                write_blob(b, i, k, &assets.v[i]);
    buf_add(b, S("\nconst struct asset assets_table[] = {\n"));
    for (size_t i = 0; i < assets.n; i++) {
        const struct asset *a = &assets.v[i];
        buf_fmt(
            b, "    { S_INIT(\"%.*s\"), S_INIT(\"%.*s\"), S_INIT(\"%s\"), S_INIT(\"\\\"%.*s\\\"\")",
            STR_ARG(a->name), STR_ARG(a->path), a->type, STR_ARG(a->etag));
        for (int k = 0; k < 3; k++)
            if (a->n[k])
                buf_fmt(b, ",\n      { asset_%zu_%d, %zu }", i, k, a->n[k]);
            else
                buf_add(b, S(",\n      S_INIT(\"\")"));
        buf_add(b, S(" },\n"));
    }
    buf_fmt(b, "};\nconst size_t assets_n = %zu;\n\nconst struct icon icons_table[] = {\n",
            assets.n);
    for (size_t i = 0; i < icons.n; i++) {
        buf_fmt(b, "    { S_INIT(\"%.*s\"), S_INIT(\"", STR_ARG(icons.v[i].name));
        tool_c_text(b, icons.v[i].svg);
        buf_add(b, S("\") },\n"));
    }
    buf_fmt(b, "};\nconst size_t icons_n = %zu;\n", icons.n);
}

int main(int argc, char **argv)
{
    const char *out = NULL;
    for (int i = 1; i < argc && argv[i][0] == '-'; i += 2)
        if (!strcmp(argv[i], "-o"))
            out = argv[i + 1];
        else if (!strcmp(argv[i], "-d"))
            dir = argv[i + 1];
        else if (!strcmp(argv[i], "-i"))
            icons_read(argv[i + 1]);
    if (!out || !dir) {
        fputs("usage: mkassets -o OUT.c -d DIR -i ICONS-DIR FILE...\n", stderr);
        return 2;
    }
    for (int i = 7; i < argc; i++)
        asset_add(argv[i]);
    if (tool_errors)
        return 1;
    qsort(assets.v, assets.n, sizeof *assets.v, asset_cmp);
    qsort(icons.v, icons.n, sizeof *icons.v, icon_cmp);
    buf b;
    buf_init(&b, &mem, 65536);
    write_table(&b);
    /* the table names files whose bytes may have changed: always new */
    remove(out);
    tool_write(&mem, out, buf_str(&b));
    arena_free(&mem);
    return 0;
}
