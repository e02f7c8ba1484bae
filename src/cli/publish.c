/* stoa publish: what is checked becomes what is served.  stoa export: what is served, as a folder
 * again. */
#include "act/versions.h"
#include "blocks/blocks.h"
#include "cli/cli.h"
#include "cli/export_register.h"
#include "cli/own.h"
#include "cli/publish_try.h"
#include "conf/conf.h"
#include "os/file.h"

#include <signal.h>
#include <stdio.h>

/* ---- publish ---- */

static size_t say_errors(const struct findings *f)
{
    const struct wording *words = own_words(f->a, S(""));
    size_t errors = 0;

    for (size_t i = 0; i < f->v.n; i++) {
        const struct finding *x = &f->v.v[i];
        if (x->level != FINDING_ERROR)
            continue;
        own_finding(stderr, f->a, words, x);
        errors++;
    }
    return errors;
}

static int tell_server(const char *data)
{
    int pid = own_server(data);

    if (!pid) {
        printf("no server works on %s; the next one serves it\n", data);
        return 0;
    }
    if (kill(pid, SIGHUP) != 0) {
        fprintf(stderr,
                "stoa publish: the server (process %d) cannot be told; send it SIGHUP or start it "
                "anew\n",
                pid);
        return 1;
    }
    printf("the server (process %d) loads it\n", pid);
    return 0;
}

struct asked {
    const char *site, *data;
    str onto;         /* the published version that the folder has taken in; empty: none */
    int64_t accepted; /* entries that may break a constraint */
    bool only_try;
};

/* What is in force may hold what was published beside the folder: then both are put together, or
 * the difference is told and nothing is published. */
static bool agrees(arena *a, const struct conf *c, const struct asked *r, struct boot *b)
{
    struct site_source folder = { .files = b->files, .n = b->n_files };
    str database = conf_text(c, "database");
    size_t n = 0;

    b->store = str_zdup(a, database.n ? database : str_fmt(a, "%s/stoa.db", r->data));
    b->data = r->data;
    db_init();
    if (failed(versions_conflicts(a, b, &folder, r->onto, &n))) {
        fprintf(stderr, "stoa publish: what is published cannot be read\n");
        return false;
    }
    if (n)
        fprintf(
            stderr,
            "stoa publish: nothing is published. See the difference with `stoa export DIR`; when "
            "the folder holds what is to be, add --onto VERSION\n");
    return n == 0;
}

static int publish(arena *a, const struct conf *c, const struct asked *r)
{
    struct findings f = { .a = a };
    struct boot *b;

    if (failed(boot_load(NULL, blocks_all, r->site, "", &f, &b)))
        return 1;
    size_t errors = say_errors(&f);
    str version = str_copy(a, versions_name(a, b->files, b->n_files));
    bool fits = !errors && agrees(a, c, r, b) && publish_tries(a, b, r->accepted);
    boot_free(b);
    if (errors)
        fprintf(stderr, "stoa publish: %zu errors; nothing is published\n", errors);
    if (!fits)
        return 1;
    if (r->only_try) {
        printf("version %.*s could be published\n", STR_ARG(version));
        return 0;
    }
    if (failed(dir_make(str_z(r->data), 0700)) ||
        failed(file_write(str_fmt(a, "%s/publish", r->data),
                          str_fmt(a, "%.*s\n%.*s\n", STR_ARG(version), STR_ARG(r->onto)), 0644))) {
        fprintf(stderr, "stoa publish: %s/publish cannot be written\n", r->data);
        return 1;
    }
    printf("version %.*s is to be published\n", STR_ARG(version));
    return tell_server(r->data);
}

int cli_publish(int argc, char **argv)
{
    enum { O_ONTO, O_ACCEPT, O_TRY, O_COUNT };
    struct own_option o[O_COUNT] = { { "onto" }, { "accept" }, { "try", .flag = true } };
    struct conf *c;
    size_t extra;
    arena a;
    int status = 2;

    arena_init(&a, 0);
    argc = own_options(argc, argv, o, LEN(o));
    if (argc >= 0 && cli_settings(&a, argc, argv, &c)) {
        (void)conf_args(c, &extra);
        struct asked r = { str_zdup(&a, conf_text(c, "site")), str_zdup(&a, conf_text(c, "data")),
                           o[O_ONTO].value.p ? o[O_ONTO].value : S(""),
                           .only_try = o[O_TRY].value.p };
        bool counted = !o[O_ACCEPT].value.p || !failed(str_to_i64(o[O_ACCEPT].value, &r.accepted));
        if (extra || !counted)
            fprintf(stderr, "stoa: stoa publish [--site DIR] [--data DIR] [--onto VERSION] "
                            "[--accept NUMBER] [--try]\n");
        else
            status = publish(&a, c, &r);
    }
    arena_free(&a);
    return status;
}

/* ---- export ---- */

static bool is_empty(arena *a, str path)
{
    dir_list all = { 0 };

    return !file_exists(path) || (!failed(dir_read(a, path, &all)) && all.n == 0);
}

static bool file_put_at(arena *a, str root, const struct site_file *f)
{
    str path = str_fmt(a, "%.*s/%.*s", STR_ARG(root), STR_ARG(f->path));
    size_t slash = str_rfind_char(path, '/');

    if (!failed(dir_make(str_sub(path, 0, slash), 0755)) &&
        !failed(file_write(path, f->bytes, 0644)))
        return true;
    fprintf(stderr, "stoa export: %.*s cannot be written\n", STR_ARG(path));
    return false;
}

static int export_to(arena *a, const struct boot *b, str to)
{
    if (!is_empty(a, to)) {
        fprintf(stderr, "stoa export: %.*s is there and not empty\n", STR_ARG(to));
        return 1;
    }
    for (size_t i = 0; i < b->n_files; i++)
        if (!file_put_at(a, to, &b->files[i]))
            return 1;
    printf("%zu files of version %.*s\n", b->n_files,
           STR_ARG(versions_name(a, b->files, b->n_files)));
    return 0;
}

int cli_export(int argc, char **argv)
{
    enum { O_REGISTER, O_FORMAT, O_FIELDS, O_REASON, O_COUNT };
    struct own_option o[O_COUNT] = { { "register" }, { "format" }, { "fields" }, { "reason" } };
    struct conf *c;
    struct boot *b;
    size_t n;
    arena a;
    int status = 2;

    arena_init(&a, 0);
    argc = own_options(argc, argv, o, LEN(o));
    if (argc >= 0 && own_open(&a, argc, argv, &c, &b)) {
        const str *args = conf_args(c, &n);
        struct export_options x = { o[O_REGISTER].value, o[O_FORMAT].value, o[O_FIELDS].value,
                                    o[O_REASON].value };
        if (n == 1 && x.registry.p)
            status = export_register(&a, b, &x, args[0]);
        else if (n == 1)
            status = export_to(&a, b, args[0]);
        else
            fprintf(stderr, "stoa: stoa export DIR | --register REGISTER FILE --reason TEXT "
                            "[--format csv|jsonl] [--fields FIELD,...] [--data DIR] "
                            "[--site DIR]\n");
        boot_free(b);
    }
    arena_free(&a);
    return status;
}
