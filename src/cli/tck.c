/* cli/tck.c - stoa tck: the compatibility kit's folders, one after another. */
#include "cli/tck.h"
#include "dmn/tck.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/zone.h"

#include <stdio.h>

struct zones {
    arena *a;
    map known; /* name to struct zone *, null where unknown */
};

struct totals {
    arena *a;
    buf csv;
    str folder; /* as the kit names it: compliance-level-3/0001-... */
    size_t passed, all, folder_passed, folder_all;
    bool verbose;
    struct zones zones;
};

static bool zone_at(void *ctx, str name, int64_t seconds, bool is_local, int32_t *offset)
{
    struct zones *z = ctx;
    struct zone *zone = map_get(&z->known, name);
    if (!zone) {
        zone = ARENA_NEW(z->a, struct zone);
        if (failed(zone_read(z->a, S(""), name, zone)))
            return false;
        map_put(&z->known, z->a, str_copy(z->a, name), zone);
    }
    if (is_local)
        *offset = (int32_t)(seconds - zone_to_utc(zone, seconds).ms / 1000);
    else
        *offset = zone_offset(zone, (instant){ seconds * 1000 }, NULL, NULL);
    return true;
}

static void csv_field(buf *b, str s)
{
    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_char(b, '"');
        buf_char(b, s.p[i] == '\n' ? ' ' : s.p[i]);
    }
    buf_char(b, '"');
}

static void report(void *ctx, const struct tck_result *r)
{
    struct totals *t = ctx;
    t->all++;
    t->folder_all++;
    t->passed += r->passed;
    t->folder_passed += r->passed;
    str file = str_ends(r->file, S(".xml")) ? str_sub(r->file, 0, r->file.n - 4) : r->file;
    csv_field(&t->csv, t->folder);
    buf_char(&t->csv, ',');
    csv_field(&t->csv, file);
    buf_char(&t->csv, ',');
    csv_field(&t->csv, r->id);
    buf_add(&t->csv, r->passed ? S(",\"SUCCESS\",") : S(",\"ERROR\","));
    csv_field(&t->csv, r->message);
    buf_char(&t->csv, '\n');
    if (!r->passed && t->verbose)
        printf("  %.*s %.*s  %.*s\n", STR_ARG(r->file), STR_ARG(r->id), STR_ARG(r->message));
}

static str last_two(str path)
{
    size_t cut = str_rfind_char(path, '/');
    size_t before = cut == SIZE_MAX ? SIZE_MAX : str_rfind_char(str_sub(path, 0, cut), '/');
    return before == SIZE_MAX ? path : str_from(path, before + 1);
}

static void run_folder(struct totals *t, str path, const dir_list *list)
{
    arena a;
    VEC(struct tck_file) files = { 0 };
    arena_init(&a, 0);
    for (size_t i = 0; i < list->n; i++) {
        struct tck_file f = { .name = list->v[i].name };
        if (!list->v[i].is_dir &&
            !failed(file_read(&a, str_fmt(&a, "%.*s/%.*s", STR_ARG(path), STR_ARG(f.name)),
                              64 * MIB, &f.text)))
            *vec_push(&files, &a) = f;
    }
    struct tck_world w = { clock_now(), zone_at, &t->zones };
    t->folder = last_two(path);
    t->folder_passed = t->folder_all = 0;
    tck_run(&a, files.v, files.n, &w, report, t);
    if (t->folder_all)
        printf("%-60.*s %4zu of %4zu\n", STR_ARG(t->folder), t->folder_passed, t->folder_all);
    arena_free(&a);
}

/* Depth first, folders by name. */
static err walk(struct totals *t, str path, unsigned depth)
{
    dir_list list = { 0 };
    bool models = false;
    TRY(dir_read(t->a, path, &list));
    for (size_t i = 0; i < list.n; i++)
        models = models || str_ends(list.v[i].name, S(".dmn"));
    if (models)
        run_folder(t, path, &list);
    for (size_t i = 0; i < list.n && depth < 8; i++)
        if (list.v[i].is_dir)
            TRY(walk(t, str_fmt(t->a, "%.*s/%.*s", STR_ARG(path), STR_ARG(list.v[i].name)),
                     depth + 1));
    return OK;
}

static str without_slash(str s)
{
    while (s.n > 1 && s.p[s.n - 1] == '/')
        s.n--;
    return s;
}

int cli_tck(int argc, char **argv)
{
    str dir = STR_NULL, csv = STR_NULL;
    arena a;
    arena_init(&a, 0);
    struct totals t = { .a = &a, .zones = { .a = &a } };
    for (int i = 1; i < argc; i++) {
        str arg = str_z(argv[i]);
        if (str_eq(arg, S("--csv")) && i + 1 < argc)
            csv = str_z(argv[++i]);
        else if (str_eq(arg, S("--verbose")))
            t.verbose = true;
        else if (!dir.p && !str_starts(arg, S("--")))
            dir = without_slash(arg);
        else
            dir = S("");
    }
    if (!dir.n) {
        fputs("usage: stoa tck DIR [--csv FILE] [--verbose]\n", stderr);
        return 2;
    }
    buf_init(&t.csv, &a, 64 * KIB);
    err e = walk(&t, dir, 0);
    if (!failed(e) && csv.p)
        e = file_write(csv, buf_str(&t.csv), 0644);
    if (failed(e))
        fprintf(stderr, "stoa tck: %.*s cannot be read or the result not written (error %d)\n",
                STR_ARG(dir), e.code);
    else
        printf("passed %zu of %zu\n", t.passed, t.all);
    bool all = t.passed == t.all;
    arena_free(&a);
    return failed(e) ? 2 : all ? 0 : 1;
}
