/* stoa verify: the log, the events, the cases and the files, checked against each other.  Reads
 * only, also on an installation that runs; needs no site. */
#include "act/verify.h"
#include "blocks/blocks.h"
#include "cli/cli.h"
#include "db/migrate.h"
#include "os/clock.h"
#include "os/file.h"

#include <stdio.h>

enum { FINDINGS_SHOWN = 100 };

static void say_counts(const struct verify *v)
{
    for (size_t i = 0; i < v->counts.n; i++)
        printf("%10llu  %s\n", (unsigned long long)v->counts.v[i].n, v->counts.v[i].what);
    for (size_t i = 0; i < v->erased.n; i++)
        printf("erased: %.*s\n", STR_ARG(v->erased.v[i]));
    for (size_t i = 0; i < v->unchecked.n; i++)
        printf("not checked: %.*s\n", STR_ARG(v->unchecked.v[i]));
}

static void say_findings(const struct findings *f)
{
    for (size_t i = 0; i < f->v.n && i < FINDINGS_SHOWN; i++)
        printf("wrong: %.*s%s%.*s: %.*s\n", STR_ARG(f->v.v[i].code), f->v.v[i].element.n ? " " : "",
               STR_ARG(f->v.v[i].element), STR_ARG(f->v.v[i].what));
    if (f->v.n > FINDINGS_SHOWN)
        printf("wrong: and %zu more\n", f->v.n - FINDINGS_SHOWN);
}

/* Root or the owner of the keys has them; everybody else checks what is in clear. */
static struct keeper *keeper_of(struct verify *v, struct keeper_core **core)
{
    struct keeper_public keys;
    struct keeper *k;

    *core = NULL;
    if (failed(keeper_open(v->data, clock_now, core)))
        return NULL;
    k = keeper_local(v->a, *core, KEEPER_WRITER);
    if (!failed(keeper_public(k, v->a, &keys))) {
        v->vkey = keys.log_vkey;
        v->authority = keys.authority;
    }
    return k;
}

static err verify_open_store(struct verify *v)
{
    err e;

    db_use_arena(v->db, v->a);
    e = db_migrate_check(v->db, migrations_all, migrations_count);
    if (failed(e)) {
        fprintf(stderr, "stoa verify: the database is not of this program's version: %.*s\n",
                STR_ARG(db_error(v->db)));
        return e;
    }
    db_read_begin(v->db);
    e = verify_all(v);
    db_read_end(v->db);
    if (failed(e))
        fprintf(stderr, "stoa verify: the database failed: %.*s\n", STR_ARG(db_error(v->db)));
    return e;
}

/* Whom the settings believe beside the site's own authority. */
static str tsa_trust(arena *a, const struct conf *c)
{
    str file = conf_text(c, "exchange-tsa-cert"), data = conf_text(c, "data"), pem;

    if (!file.n || failed(file_read(a, str_fmt(a, "%.*s/link/%.*s", STR_ARG(data), STR_ARG(file)),
                                    256 * KIB, &pem)))
        return S("");
    return pem;
}

static int verify_data(arena *a, const struct conf *c)
{
    const char *data = str_zdup(a, conf_text(c, "data"));
    struct findings found = { .a = a };
    struct verify v = { .blocks = blocks_all, .data = data, .a = a, .found = &found };
    struct keeper_core *core = NULL;
    str why = STR_NULL;

    v.tsa_trust = tsa_trust(a, c);
    if (failed(db_open_read(a, str_fmt(a, "%s/stoa.db", data), &v.db, &why))) {
        fprintf(stderr, "stoa verify: %s holds no database that can be read: %.*s\n", data,
                STR_ARG(why));
        return 1;
    }
    v.keeper = keeper_of(&v, &core);
    err e = verify_open_store(&v);
    db_close(v.db);
    if (core)
        keeper_close(core);
    if (failed(e))
        return 1;
    say_counts(&v);
    say_findings(&found);
    printf(found.errors ? "%zu errors\n" : "no errors\n", found.errors);
    return found.errors ? 1 : 0;
}

int cli_verify(int argc, char **argv)
{
    struct conf *c;
    size_t extra;
    int status = 2;
    arena a;

    arena_init(&a, 0);
    if (cli_settings(&a, argc, argv, &c)) {
        const str *rest = conf_args(c, &extra);
        if (extra > 0)
            fprintf(stderr, "stoa verify: \"%.*s\" is no setting; use --data DIR\n",
                    STR_ARG(rest[0]));
        else
            status = verify_data(&a, c);
    }
    arena_free(&a);
    return status;
}
