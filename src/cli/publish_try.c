#include "cli/publish_try.h"

#include "act/face.h"
#include "act/versions.h"
#include "blocks/blocks.h"
#include "blocks/register/declared.h"
#include "blocks/register/own.h"
#include "cli/own.h"
#include "db/migrate.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/zone.h"
#include "site/reg_value.h"

#include <stdio.h>

/* What is in force, as far as registers go. */
static err site_was(arena *a, struct db *db, const struct boot *b, struct site **out)
{
    struct findings said = { .a = a };
    struct site_source now;
    size_t n = 0;

    (void)b;
    TRY(versions_now(a, db, &now));
    struct site_file *files = ARENA_ARRAY(a, struct site_file, now.n + 1);
    for (size_t i = 0; i < now.n; i++)
        if (str_eq(now.files[i].path, S("site.yaml")) ||
            str_starts(now.files[i].path, S("registers/")))
            files[n++] = now.files[i];
    struct site_world world = boot_world(a, blocks_all);
    return site_load(a, files, n, &world, &said, out);
}

/* ---- what the declarations say ---- */

static bool wrong(const struct registry *r, const char *why, str name)
{
    fprintf(stderr, "stoa publish: the register %.*s: %.*s%s%s\n", STR_ARG(r->id), STR_ARG(name),
            name.n ? " " : "", why);
    return false;
}

/* What no steps could mend, and what needs steps and has none. */
static bool agree(arena *a, const struct registry *was, const struct registry *is)
{
    bool steps;
    str name = S(""), why = register_differs(was, is, &steps, &name);

    if (is->version < was->version)
        return wrong(is, "its version is below that of the published declaration", S(""));
    if (register_sealed(was) != register_sealed(is))
        return wrong(is, "entries that were sealed cannot become open, nor the other way round",
                     S(""));
    if (why.p && (!steps || is->version == was->version))
        return wrong(is,
                     str_zdup(a, str_fmt(a,
                                         "%.*s; raise `version`, and say under `migrate` what "
                                         "becomes of the entries that are there",
                                         STR_ARG(why))),
                     name);
    return true;
}

static bool same_rules(const struct registry *was, const struct registry *is)
{
    if (was->n_constraints != is->n_constraints)
        return false;
    for (size_t i = 0; i < is->n_constraints; i++)
        if (!str_eq(feel_text(was->constraints[i].holds), feel_text(is->constraints[i].holds)))
            return false;
    return true;
}

/* ---- trying ---- */

static const char *words_of(enum reg_trouble t)
{
    static const char *const said[] = {
        [TROUBLE_NONE] = "is there twice and has to be unique",
        [TROUBLE_LOST] = "cannot be converted",
        [TROUBLE_LEFT] = "is no field: rename or drop it",
        [TROUBLE_NEEDED] = "is required and not there",
        [TROUBLE_TYPE] = "is not of its type",
        [TROUBLE_OPTION] = "is none of its codes",
        [TROUBLE_CONSTRAINT] = "does not hold",
    };

    return said[t];
}

static bool said(const struct registry *r, const struct declared_try *t, int64_t ms,
                 int64_t accepted)
{
    printf("register %.*s, version %lld: %lld entries tried in %lld ms, %lld of them in an earlier "
           "shape\n",
           STR_ARG(r->id), (long long)r->version, (long long)t->entries, (long long)ms,
           (long long)t->changed);
    for (size_t i = 0; i < t->found.n; i++) {
        const struct declared_found *f = &t->found.v[i];
        printf("  %.*s %s: %lld", STR_ARG(f->name), words_of(f->trouble), (long long)f->entries);
        printf(f->first ? ", the first is %lld\n" : "\n", (long long)f->first);
    }
    if (t->unread)
        printf("  %lld entries could not be read\n", (long long)t->unread);
    if (t->unread || t->refused > t->breaking)
        return wrong(r, "its entries do not stand under the new declaration", S(""));
    if (t->breaking == accepted || !t->breaking)
        return true;
    return wrong(r,
                 "entries break a constraint; --accept NUMBER publishes it in spite of so many, "
                 "and the register's office finds them at /desk/quality",
                 S(""));
}

static bool tried(struct verify *v, const struct boot *b, const struct registry *was,
                  const struct registry *is, int64_t accepted)
{
    int64_t began = clock_mono_ns();
    struct declared_try t;

    if (failed(declared_try(v, was, is, zone_day(b->zone, clock_now()), NULL, &t)))
        return wrong(is, "its entries cannot be tried: the database failed", S(""));
    return said(is, &t, (clock_mono_ns() - began) / 1000000, accepted);
}

static bool left_over(struct verify *v, const struct registry *was)
{
    struct q_record_count n;

    if (failed(q_record_count(v->db, was->id, &n)))
        return wrong(was, "the database failed", S(""));
    return !n.n || wrong(was, "it has entries and cannot be left out", S(""));
}

static bool all_stand(struct verify *v, const struct boot *b, const struct site *was,
                      int64_t accepted)
{
    bool fits = true;

    for (size_t i = 0; i < was->n_registers; i++) {
        const struct registry *then = was->registers[i], *now = site_register(b->site, then->id);
        if (!now) {
            fits &= left_over(v, then);
            continue;
        }
        if (!agree(v->a, then, now))
            fits = false;
        else if (now->version > then->version || !same_rules(then, now))
            fits &= tried(v, b, then, now, accepted);
    }
    return fits;
}

static bool with_store(arena *a, const struct boot *b, struct verify *v, int64_t accepted)
{
    struct site *was;

    db_use_arena(v->db, a);
    db_read_begin(v->db);
    err e = site_was(a, v->db, b, &was);
    bool fits = failed(e) ? e.class == ERR_CLASS_REFUSED : all_stand(v, b, was, accepted);
    db_read_end(v->db);
    if (failed(e) && e.class != ERR_CLASS_REFUSED)
        fprintf(stderr, "stoa publish: what is published cannot be read\n");
    return fits;
}

bool publish_tries(arena *a, const struct boot *b, int64_t accepted)
{
    struct verify v = { .blocks = blocks_all, .data = b->data, .a = a };
    struct keeper_core *core = NULL;
    str why = STR_NULL;

    if (!file_exists(str_z(b->store)))
        return true; /* nothing is there yet */
    if (failed(db_open_read(a, str_z(b->store), &v.db, &why))) {
        fprintf(stderr, "stoa publish: the database cannot be read: %.*s\n", STR_ARG(why));
        return false;
    }
    db_use_arena(v.db, a);
    bool fits = false;
    if (failed(db_migrate_check(v.db, migrations_all, migrations_count)))
        fprintf(stderr, "stoa publish: the database is not of this program's version: start the "
                        "server with it first\n");
    else {
        if (!failed(keeper_open(b->data, clock_now, &core)))
            v.keeper = keeper_local(a, core, KEEPER_WRITER);
        fits = with_store(a, b, &v, accepted);
    }
    db_close(v.db);
    if (core)
        keeper_close(core);
    return fits;
}
