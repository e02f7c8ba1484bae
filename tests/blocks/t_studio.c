#include "blocks/studio/diff.h"
#include "blocks/studio/own.h"
#include "tests/check.h"

/* "=a-b+c": each line with its mark. */
static str told(arena *a, const char *before, const char *after)
{
    const struct diff_line *v;
    size_t n;
    buf b;

    buf_init(&b, a, 256);
    if (!diff_lines(a, str_z(before), str_z(after), &v, &n))
        return S("too long");
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%c%.*s", v[i].mark, STR_ARG(v[i].text));
    return buf_str(&b);
}

TEST(a_difference_is_the_shortest_with_two_lines_around)
{
    static const struct {
        const char *before, *after, *want;
    } t[] = {
        { "a\nb\n", "a\nb\n", "" },
        { "", "", "" },
        { "", "a\n", "+a" },
        { "a\n", "", "-a" },
        { "a\nb\nc\n", "a\nx\nc\n", "=a-b+x=c" },
        { "1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nx\n5\n6\n7\n", "=2=3-4+x=5=6" },
        { "a\nb\nc\n", "a\nc\n", "=a-b=c" },
        { "x\n1\n2\n3\n4\n5\n6\ny\n", "X\n1\n2\n3\n4\n5\n6\nY\n", "-x+X=1=2~=5=6-y+Y" },
        { "a\nb", "a\nb\nc", "=a=b+c" },
    };
    arena a;

    arena_init(&a, 0);
    FOR_EACH(t, c)
        EXPECT_STR(told(&a, c->before, c->after), str_z(c->want));
    arena_free(&a);
}

TEST(a_difference_of_very_many_lines_is_not_computed)
{
    arena a;
    buf b;

    arena_init(&a, 0);
    buf_init(&b, &a, 64 * KIB);
    for (int i = 0; i < 2000; i++)
        buf_fmt(&b, "%d\n", i);
    EXPECT_STR(told(&a, "x\n", str_zdup(&a, buf_str(&b))), S("too long"));
    arena_free(&a);
}

TEST(only_what_a_service_is_made_of_is_a_file_name)
{
    static const struct {
        const char *path;
        bool fits;
    } t[] = {
        { "service.yaml", true },
        { "form.json", true },
        { "process.bpmn", true },
        { "fees-2.dmn", true },
        { "forms/review.json", true },
        { "letters/a.vi.md", true },
        { "tales/straight.tale", true },
        { "tales/files/x.pdf", true },
        { "", false },
        { "/service.yaml", false },
        { "../x.yaml", false },
        { "letters/../x.md", false },
        { "letters//x.md", false },
        { "letters/a/b.md", false },
        { ".yaml", false },
        { ".x.yaml", false },
        { "x.sh", false },
        { "forms/x.md", false },
        { "x\\y.yaml", false },
        { "x y.yaml", false },
        { "tales/files/../x", false },
        { "tales/files/", false },
        { "other/x.yaml", false },
        { "letters/\xc3\xa9.md", false },
    };

    FOR_EACH(t, c)
        EXPECT(path_fits(str_z(c->path)) == c->fits);
    EXPECT(!path_fits(str_of("a\0.yaml", 7)));
}

/* ---- a folder and what was published beside it ---- */

static struct site_source source(arena *a, const char *files)
{
    VEC(struct site_file) v = { 0 };
    str rest = str_z(files), one, path, bytes;

    while (str_next(&rest, ' ', &one))
        if (str_cut(one, '=', &path, &bytes))
            *vec_push(&v, a) = (struct site_file){ path, bytes };
    return (struct site_source){ .files = v.v, .n = v.n };
}

static str merged(arena *a, const char *base, const char *kept, const char *folder)
{
    struct merge m = {
        .a = a, .base = source(a, base), .kept = source(a, kept), .folder = source(a, folder)
    };
    buf b;

    merge_run(&m);
    buf_init(&b, a, 256);
    for (size_t i = 0; i < m.files.n; i++)
        buf_fmt(&b, "%s%.*s=%.*s", i ? " " : "", STR_ARG(m.files.v[i].path),
                STR_ARG(m.files.v[i].bytes));
    for (size_t i = 0; i < m.conflicts.n; i++)
        buf_fmt(&b, " !%.*s%.*s", STR_ARG(m.conflicts.v[i].folder),
                STR_ARG(m.conflicts.v[i].files));
    return buf_str(&b);
}

TEST(a_folder_and_what_was_published_beside_it_become_one)
{
    static const struct {
        const char *base, *kept, *folder, *want;
    } t[] = {
        /* nothing published beside: the folder */
        { "services/a/f=1 x=1", "services/a/f=1 x=1", "services/a/f=2 x=2", "services/a/f=2 x=2" },
        /* only the one in force changed: it stays; what is no service is the folder's */
        { "services/a/f=1 x=1", "services/a/f=2 x=1", "services/a/f=1 x=3", "services/a/f=2 x=3" },
        /* a file that was added, one that was removed */
        { "services/a/f=1 services/a/g=1", "services/a/f=1 services/a/h=1",
          "services/a/f=1 services/a/g=1", "services/a/f=1 services/a/h=1" },
        /* two services, each changed on another side */
        { "services/a/f=1 services/b/f=1", "services/a/f=2 services/b/f=1",
          "services/a/f=1 services/b/f=2", "services/a/f=2 services/b/f=2" },
        /* both to the same */
        { "services/a/f=1", "services/a/f=2", "services/a/f=2", "services/a/f=2" },
        /* both, and otherwise: told with the files; the one in force stays */
        { "services/a/f=1 services/a/g=1", "services/a/f=2 services/a/g=1",
          "services/a/f=3 services/a/g=1",
          "services/a/f=2 services/a/g=1 !services/a/ services/a/f" },
        /* gone from the folder, changed in force */
        { "services/a/f=1", "services/a/f=2", "x=1",
          "services/a/f=2 x=1 !services/a/ services/a/f" },
        /* gone from the folder, unchanged in force: gone */
        { "services/a/f=1 x=1", "services/a/f=1 x=1", "x=1", "x=1" },
        /* a service whose name another's begins with */
        { "services/a/f=1 services/ab/f=1", "services/a/f=2 services/ab/f=1",
          "services/a/f=1 services/ab/f=3", "services/a/f=2 services/ab/f=3" },
    };
    arena a;

    arena_init(&a, 0);
    FOR_EACH(t, c)
        EXPECT_STR(merged(&a, c->base, c->kept, c->folder), str_z(c->want));
    arena_free(&a);
}
