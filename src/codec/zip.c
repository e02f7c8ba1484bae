#include "codec/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

enum {
    ZIP_DATE = 315792000, /* 1980-01-04 00:00 UTC: a day that the format has in every zone */
    ZIP_SLACK = 64 * 1024 /* below it, the ratio says nothing */
};

/* ---- names ---- */

static bool part_fits(str part)
{
    for (size_t i = 0; i < part.n; i++) {
        uint8_t c = (uint8_t)part.p[i];
        if (c < 0x20 || c > 0x7e || c == '\\' || c == ':')
            return false;
    }
    return part.n && !str_eq(part, S(".")) && !str_eq(part, S(".."));
}

static bool name_fits(str name)
{
    if (!name.n || name.n > ZIP_PATH)
        return false;
    for (size_t from = 0; from <= name.n;) {
        size_t slash = str_find_char(name, '/', from);
        size_t end = slash == SIZE_MAX ? name.n : slash;
        if (!part_fits(str_sub(name, from, end - from)))
            return false;
        from = end + 1;
    }
    return true;
}

/* ---- reading ---- */

struct reading {
    arena *a;
    struct archive *ar;
    const struct zip_limits *limits;
    size_t in, out, entries;
    map names;
    VEC(struct zip_file) files;
};

static err data_read(struct reading *r, str *out)
{
    buf b;
    char piece[16 * 1024];

    buf_init(&b, r->a, sizeof piece);
    for (;;) {
        la_ssize_t got = archive_read_data(r->ar, piece, sizeof piece);
        if (got < 0)
            return REFUSED(ERR_SYNTAX);
        if (!got)
            break;
        r->out += (size_t)got;
        if (b.n + (size_t)got > r->limits->single || r->out > r->limits->bytes ||
            (r->out > ZIP_SLACK && r->out / r->limits->ratio > r->in))
            return REFUSED(ERR_SIZE);
        buf_add(&b, str_of(piece, (size_t)got));
    }
    *out = buf_str(&b).p ? buf_str(&b) : S("");
    return OK;
}

static err entry_read(struct reading *r, struct archive_entry *e)
{
    const char *z = archive_entry_pathname(e);
    str name = z ? str_z(z) : STR_NULL, bytes;
    bool folder = archive_entry_filetype(e) == AE_IFDIR;

    if (++r->entries > r->limits->files)
        return REFUSED(ERR_SIZE);
    if (archive_entry_is_encrypted(e))
        return REFUSED(ERR_SYNTAX);
    if (archive_entry_hardlink(e) || archive_entry_symlink(e) ||
        (!folder && archive_entry_filetype(e) != AE_IFREG))
        return REFUSED(ERR_UNSUPPORTED);
    if (folder && name.n && name.p[name.n - 1] == '/')
        name.n--;
    if (!name_fits(name))
        return REFUSED(ERR_UNSUPPORTED);
    if (folder)
        return OK;
    name = str_copy(r->a, name);
    if (map_get(&r->names, name))
        return REFUSED(ERR_CONFLICT);
    map_put(&r->names, r->a, name, r);
    TRY(data_read(r, &bytes));
    *vec_push(&r->files, r->a) = (struct zip_file){ name, bytes };
    return OK;
}

static err entries_read(struct reading *r, str bytes)
{
    struct archive_entry *e;
    int code;

    if (archive_read_support_format_zip_seekable(r->ar) != ARCHIVE_OK)
        return FAULT(ERR_BUDGET);
    if (archive_read_open_memory(r->ar, bytes.p, bytes.n) != ARCHIVE_OK)
        return REFUSED(ERR_SYNTAX);
    while ((code = archive_read_next_header(r->ar, &e)) == ARCHIVE_OK)
        TRY(entry_read(r, e));
    return code == ARCHIVE_EOF ? OK : REFUSED(ERR_SYNTAX);
}

err zip_read(arena *a, str bytes, const struct zip_limits *limits, const struct zip_file **out,
             size_t *n)
{
    struct reading r = { .a = a, .limits = limits, .in = bytes.n, .ar = archive_read_new() };

    if (!r.ar)
        return FAULT(ERR_BUDGET);
    err e = entries_read(&r, bytes);
    archive_read_free(r.ar);
    TRY(e);
    *out = r.files.v;
    *n = r.files.n;
    return OK;
}

/* ---- writing ---- */

static la_ssize_t take(struct archive *ar, void *user, const void *data, size_t n)
{
    (void)ar;
    buf_add(user, str_of(data, n));
    return (la_ssize_t)n;
}

static int by_path(const void *x, const void *y)
{
    return str_cmp(((const struct zip_file *)x)->path, ((const struct zip_file *)y)->path);
}

static bool entry_write(struct archive *ar, struct archive_entry *e, arena *a,
                        const struct zip_file *f)
{
    archive_entry_clear(e);
    archive_entry_set_pathname(e, str_zdup(a, f->path));
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_size(e, (la_int64_t)f->bytes.n);
    archive_entry_set_mtime(e, ZIP_DATE, 0);
    return archive_write_header(ar, e) == ARCHIVE_OK &&
           (!f->bytes.n ||
            archive_write_data(ar, f->bytes.p, f->bytes.n) == (la_ssize_t)f->bytes.n);
}

err zip_write(arena *a, const struct zip_file *files, size_t n, str *out)
{
    struct archive *ar = archive_write_new();
    struct archive_entry *e = archive_entry_new();
    struct zip_file *v = ARENA_ARRAY(a, struct zip_file, n + 1);
    buf b;

    buf_init(&b, a, 64 * KIB);
    if (n)
        memcpy(v, files, n * sizeof *v);
    qsort(v, n, sizeof *v, by_path);
    bool ok = ar && e && archive_write_set_format_zip(ar) == ARCHIVE_OK &&
              archive_write_zip_set_compression_store(ar) == ARCHIVE_OK &&
              archive_write_set_bytes_in_last_block(ar, 1) == ARCHIVE_OK &&
              archive_write_open(ar, &b, NULL, take, NULL) == ARCHIVE_OK;
    for (size_t i = 0; ok && i < n; i++)
        ok = entry_write(ar, e, a, &v[i]);
    ok = ok && archive_write_close(ar) == ARCHIVE_OK;
    archive_entry_free(e);
    archive_write_free(ar);
    if (!ok)
        return FAULT(ERR_BUDGET);
    *out = buf_str(&b);
    return OK;
}
