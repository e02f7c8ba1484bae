#include "codec/zip.h"
#include "tests/check.h"

#include <archive.h>
#include <archive_entry.h>

static const struct zip_limits usual = {
    .files = 10, .bytes = 300 * 1024, .single = 200 * 1024, .ratio = 50
};

static const struct zip_file some[] = {
    { S_INIT("x/service.yaml"), S_INIT("id: x\n") },
    { S_INIT("x/letters/a.md"), S_INIT("") },
    { S_INIT("x/form.json"), S_INIT("{\"a\":\"\xc4\x91\"}") },
};

TEST(an_archive_reads_back_and_is_always_the_same)
{
    struct zip_file turned[] = { some[2], some[0], some[1] };
    const struct zip_file *got;
    str one, two;
    size_t n;

    EXPECT_OK(zip_write(test_arena(), some, LEN(some), &one));
    EXPECT_OK(zip_write(test_arena(), turned, LEN(turned), &two));
    EXPECT_STR(one, two);
    EXPECT_OK(zip_read(test_arena(), one, &usual, &got, &n));
    EXPECT_INT(n, 3);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < LEN(some); k++)
            if (str_eq(got[i].path, some[k].path))
                EXPECT_STR(got[i].bytes, some[k].bytes);
    EXPECT_STR(got[0].path, S("x/form.json"));
}

/* An archive of one entry, as nobody honest makes it. */
static la_ssize_t take(struct archive *ar, void *user, const void *data, size_t n)
{
    (void)ar;
    buf_add(user, str_of(data, n));
    return (la_ssize_t)n;
}

static str archive_of(const char *name, unsigned type, size_t size, int times)
{
    struct archive *ar = archive_write_new();
    struct archive_entry *e = archive_entry_new();
    buf b, data;

    buf_init(&b, test_arena(), 4096);
    buf_init(&data, test_arena(), size + 1);
    memset(buf_space(&data, size + 1), 'a', size);
    archive_write_set_format_zip(ar);
    archive_write_set_bytes_in_last_block(ar, 1);
    archive_write_open(ar, &b, NULL, take, NULL);
    for (int i = 0; i < times; i++) {
        archive_entry_clear(e);
        archive_entry_set_pathname(e, times > 1 && strchr(name, '%')
                                          ? str_zdup(test_arena(), str_fmt(test_arena(), "f%d", i))
                                          : name);
        archive_entry_set_filetype(e, type);
        archive_entry_set_perm(e, 0644);
        if (type == AE_IFLNK)
            archive_entry_set_symlink(e, "/etc/passwd");
        archive_entry_set_size(e, (la_int64_t)size);
        archive_write_header(ar, e);
        if (size && type == AE_IFREG)
            archive_write_data(ar, data.p, size);
    }
    archive_write_close(ar);
    archive_write_free(ar);
    archive_entry_free(e);
    return buf_str(&b);
}

TEST(what_leads_elsewhere_or_grows_without_end_is_refused)
{
    static const struct {
        const char *name;
        unsigned type;
        size_t size;
        int times, code;
    } t[] = {
        { "a/b.md", AE_IFREG, 10, 1, 0 },
        { "a/", AE_IFDIR, 0, 1, 0 },
        { "../a.md", AE_IFREG, 10, 1, ERR_UNSUPPORTED },
        { "a/../../b.md", AE_IFREG, 10, 1, ERR_UNSUPPORTED },
        { "a//b.md", AE_IFREG, 10, 1, ERR_UNSUPPORTED },
        { "/etc/passwd", AE_IFREG, 10, 1, ERR_UNSUPPORTED },
        { "..\\b.md", AE_IFREG, 10, 1, ERR_UNSUPPORTED },
        { "C:b.md", AE_IFREG, 10, 1, ERR_UNSUPPORTED },
        { "a\nb.md", AE_IFREG, 10, 1, ERR_UNSUPPORTED },
        { "link", AE_IFLNK, 0, 1, ERR_UNSUPPORTED },
        { "twice.md", AE_IFREG, 10, 2, ERR_CONFLICT },
        { "%", AE_IFREG, 10, 11, ERR_SIZE },              /* entries */
        { "one.md", AE_IFREG, 201 * 1024, 1, ERR_SIZE },  /* one file */
        { "bomb.md", AE_IFREG, 190 * 1024, 1, ERR_SIZE }, /* a thousand times what went in */
    };
    FOR_EACH(t, c) {
        const struct zip_file *got;
        size_t n;
        str bytes = archive_of(c->name, c->type, c->size, c->times);
        err e = zip_read(test_arena(), bytes, &usual, &got, &n);
        if (e.code != c->code)
            test_fail(__FILE__, __LINE__, "%s: %d, expected %d", c->name, e.code, c->code);
    }
}

TEST(a_damaged_archive_is_refused_and_never_half_read)
{
    const struct zip_file *got;
    str whole;
    size_t n;

    EXPECT_OK(zip_write(test_arena(), some, LEN(some), &whole));
    for (size_t cut = 0; cut < whole.n; cut++) {
        err e = zip_read(test_arena(), str_sub(whole, 0, cut), &usual, &got, &n);
        EXPECT(failed(e) || n <= LEN(some));
    }
    EXPECT_INT(zip_read(test_arena(), S("no archive"), &usual, &got, &n).code, ERR_SYNTAX);
    EXPECT_INT(zip_read(test_arena(), S(""), &usual, &got, &n).code, ERR_SYNTAX);
}
