/* What is loaded before the roles fork: the site, the words, the rows of all blocks. */
#include "act/face.h"
#include "act/index.h"
#include "act/versions.h"
#include "conf/conf.h"
#include "db/migrate.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/zone.h"

#include <stdio.h>
#include <stdlib.h>

static const char *fold_name(const struct task_field *f)
{
    return f ? f->name : NULL;
}

static const struct site_param *params_of(arena *a, const struct task_field *f, size_t *n)
{
    size_t count = 0;

    while (fold_name(f + count) && f)
        count++;
    struct site_param *p = ARENA_ARRAY(a, struct site_param, count + 1);
    for (size_t i = 0; i < count; i++)
        p[i] = (struct site_param){ str_z(f[i].name), str_z(f[i].type), f[i].required };
    *n = count;
    return p;
}

static const str *words_of(arena *a, const char *text, size_t *n)
{
    VEC(str) v = { 0 };
    str rest = str_z(text ? text : ""), one;

    while (str_next(&rest, ' ', &one))
        if (one.n)
            *vec_push(&v, a) = one;
    *n = v.n;
    return v.v;
}

/* What the blocks offer to processes, in the form that the check of a site reads. */
struct site_world boot_world(arena *a, const struct block *const *blocks)
{
    VEC(struct site_task_type) v = { 0 };

    for (const struct block *const *b = blocks; *b; b++)
        for (const struct task_type *t = (*b)->tasks; t && t->name; t++) {
            struct site_task_type s = { .name = str_z(t->name) };
            s.in = params_of(a, t->in, &s.n_in);
            s.out = params_of(a, t->out, &s.n_out);
            s.errors = words_of(a, t->errors, &s.n_errors);
            *vec_push(&v, a) = s;
        }
    return (struct site_world){ v.v, v.n };
}

/* What a boot is loaded from: a folder, or files where there is none. */
struct from {
    const char *dir;
    struct site_source files;
};

static err load_site(struct boot *b, const struct from *from, const struct block *const *blocks,
                     struct findings *f, const struct site **out)
{
    struct site_source src = from->files;
    const char *site_dir = from->dir;
    struct site *s;

    if (site_dir)
        TRY(versions_choose(&b->a, b, site_dir, &src));
    if (src.proposed)
        fprintf(
            stderr,
            "stoa: %s holds changes that are not published; `stoa publish` puts them in force\n",
            site_dir);
    b->files = src.files;
    b->n_files = src.n;
    b->folder = src.folder;
    b->n_folder = src.n_folder;
    struct site_world world = boot_world(&b->a, blocks);
    TRY(site_load(&b->a, src.files, src.n, &world, f, &s));
    *out = s;
    return OK;
}

static err load_zone(struct boot *b)
{
    struct zone *z = ARENA_NEW(&b->a, struct zone);

    TRY(zone_read(&b->a, S(""), b->site->time_zone.n ? b->site->time_zone : S("UTC"), z));
    b->zone = z;
    return OK;
}

static uint64_t generation_of(const struct site *s)
{
    return str_hash(s->version) >> 32;
}

static err load(const struct conf *conf, const struct block *const *blocks, const struct from *from,
                const char *data_dir, struct findings *findings, struct boot **out)
{
    struct boot *b = calloc(1, sizeof *b);
    err e;

    CHECK(b);
    arena_init(&b->a, 0);
    b->conf = conf;
    b->blocks = blocks;
    b->dev = conf && conf_bool(conf, "dev");
    b->data = str_zdup(&b->a, str_z(data_dir));
    str database = conf ? conf_text(conf, "database") : STR_NULL;
    b->store = str_zdup(&b->a, database.n ? database : str_fmt(&b->a, "%s/stoa.db", data_dir));
    findings->a = findings->a ? findings->a : &b->a;
    e = index_build(&b->a, blocks, &b->acts, &b->routes);
    if (!failed(e)) {
        e = load_site(b, from, blocks, findings, &b->site);
        if (failed(e))
            fprintf(stderr, "stoa: the site %s cannot be loaded\n", from->dir ? from->dir : "");
    }
    if (!failed(e))
        e = load_zone(b);
    if (!failed(e))
        e = versions_load(b);
    if (!failed(e)) {
        b->site_generation = generation_of(b->site);
        faces_make(b, findings);
        for (const struct block *const *k = blocks; *k && !failed(e); k++) {
            if ((*k)->fill)
                (*k)->fill(&b->ports);
            if ((*k)->boot)
                e = (*k)->boot(b);
        }
    }
    if (!failed(e)) {
        *out = b;
        return OK;
    }
    boot_free(b);
    return e;
}

err boot_load(const struct conf *conf, const struct block *const *blocks, const char *site_dir,
              const char *data_dir, struct findings *findings, struct boot **out)
{
    struct from from = { .dir = site_dir };

    return load(conf, blocks, &from, data_dir, findings, out);
}

err boot_load_files(const struct conf *conf, const struct block *const *blocks,
                    const struct site_file *files, size_t n, const char *data_dir,
                    struct findings *findings, struct boot **out)
{
    struct from from = { .files = { .files = files, .n = n } };

    return load(conf, blocks, &from, data_dir, findings, out);
}

void boot_free(struct boot *b)
{
    if (!b)
        return;
    arena_free(&b->a);
    free(b);
}

err boot_migrate(const struct boot *b)
{
    arena home;
    struct db *db = NULL;
    str why = STR_NULL;

    arena_init(&home, 0);
    err e = db_open_write(&home, str_z(b->store), &db, &why);
    if (!failed(e)) {
        db_use_arena(db, &home);
        e = db_migrate(db, migrations_all, migrations_count, clock_now());
        why = failed(e) ? str_copy(&home, db_error(db)) : why;
    }
    if (failed(e))
        fprintf(stderr, "stoa: the database cannot be brought up to date: %.*s\n", STR_ARG(why));
    db_close(db);
    arena_free(&home);
    return e;
}
