#include "act/admin.h"
#include "act/versions.h"
#include "act/store.h"
#include "act/writer_own.h"
#include "os/clock.h"
#include "os/file.h"
#include "conf/conf.h"
#include "seal/ca.h"
#include "seal/keys.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

struct admin {
    struct writer *w;
    struct keeper_core *core;
    int lock;
};

/* Held for as long as a server or command may write: the log's state stands in its memory. */
int admin_lock(const char *data)
{
    char path[4096];

    if (snprintf(path, sizeof path, "%s/lock", data) >= (int)sizeof path)
        return -1;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

err admin_open(const struct boot *b, struct admin **out)
{
    struct admin *m = calloc(1, sizeof *m);
    struct writer_hooks none = { 0 };

    CHECK(m);
    m->lock = admin_lock(b->data);
    if (m->lock < 0) {
        fprintf(stderr, "stoa: another process works on %s; stop it first\n", b->data);
        free(m);
        return FAULT(ERR_BUSY);
    }
    err e = keeper_open(b->data, clock_now, &m->core);
    if (!failed(e))
        e = writer_open_with(b, m->core, &none, &m->w);
    if (failed(e)) {
        admin_close(m);
        return e;
    }
    *out = m;
    return OK;
}

void admin_close(struct admin *m)
{
    if (!m)
        return;
    writer_close(m->w);
    if (m->core)
        keeper_close(m->core);
    if (m->lock >= 0)
        close(m->lock);
    free(m);
}

struct db *admin_db(struct admin *m)
{
    return m->w->db;
}

struct keeper *admin_keeper(struct admin *m)
{
    return m->w->keeper;
}

static const struct act_row admin_row = { .name = "house.admin", .class = LEGAL, .who = WHO_JOB };

static void tell(const act *a, err e)
{
    for (size_t i = 0; i < a->notes->refusals.n; i++) {
        str key = word_key((enum word_id)a->notes->refusals.v[i].word);
        fprintf(stderr, "stoa: refused: %.*s (%.*s)\n", STR_ARG(key),
                STR_ARG(a->notes->refusals.v[i].field));
    }
    if (!a->notes->refusals.n)
        fprintf(stderr, "stoa: failed with code %d: %.*s\n", e.code, STR_ARG(db_error(a->db)));
}

err admin_run(struct admin *m, err (*fn)(struct act *a, void *ctx), void *ctx)
{
    struct writer *w = m->w;
    struct act_notes notes = { 0 };
    arena mem;
    err e;

    arena_init(&mem, 0);
    db_use_arena(w->db, &mem);
    act a = { .db = w->db,
              .a = &mem,
              .now = clock_now(),
              .boot = w->boot,
              .site = w->boot->site,
              .row = &admin_row,
              .request_id = ulid_str(&mem, ulid_new()),
              .w = w,
              .notes = &notes };
    a.today = act_day(&a, a.now);
    a.who.job = a.creds.job = true;
    log_batch_begins(w);
    e = db_begin(w->db);
    if (!failed(e)) {
        e = fn(&a, ctx);
        if (!failed(e))
            e = keys_settle(w, &mem);
        if (!failed(e))
            e = db_commit(w->db);
    }
    if (failed(e)) {
        tell(&a, e);
        db_rollback(w->db);
        log_batch_failed(w);
        keys_rewind(w, 0);
        keys_forget(w);
    }
    arena_free(&mem);
    return e;
}

static err seed_all(act *a, void *ctx)
{
    (void)ctx;
    for (const struct block *const *b = a->boot->blocks; *b; b++)
        if ((*b)->seed)
            TRY((*b)->seed(a));
    for (const struct block *const *b = a->boot->blocks; *b; b++)
        if ((*b)->seed_late)
            TRY((*b)->seed_late(a));
    return q_house_put(a->db, S("seeded"), S("yes"));
}

static err keep_version(act *a, void *ctx)
{
    (void)ctx;
    return versions_keep(a, a->boot);
}

/* Without a stroke at its end. */
static str public_url(const struct boot *b)
{
    str u = b->conf ? conf_text(b->conf, "public-url") : STR_NULL;

    return str_ends(u, S("/")) ? str_sub(u, 0, u.n - 1) : u;
}

err admin_keys(const struct boot *b)
{
    arena a;

    arena_init(&a, 0);
    str site_name = site_text(b->site, b->site->name, b->site->langs[0].code);
    struct keys_spec spec = { .origin = str_fmt(&a, "%.*s/log", STR_ARG(b->site->id)),
                              .country = str_sub(b->site->country, 0, 2),
                              .organisation = site_name,
                              .name = site_name,
                              .now = clock_now(),
                              .uid = -1,
                              .gid = -1,
                              .url = public_url(b) };
    err e = keys_create(b->data, &spec);
    e = failed(e) ? e : ca_prepare(b->data, &spec);
    arena_free(&a);
    return e;
}

err admin_prepare(const struct boot *b, bool *fresh)
{
    struct admin *m;
    struct q_house seeded;
    arena a;

    TRY(dir_make(str_z(b->data), 0700));
    TRY(admin_keys(b));
    TRY(boot_migrate(b));
    TRY(admin_open(b, &m));
    arena_init(&a, 0);
    db_use_arena(m->w->db, &a);
    err e = q_house(m->w->db, S("seeded"), &seeded);
    *fresh = !failed(e) && !seeded.found;
    if (*fresh)
        e = admin_run(m, seed_all, NULL);
    if (!failed(e))
        e = admin_run(m, keep_version, NULL);
    if (!failed(e) && *fresh)
        (void)writer_tick(m->w, clock_now());
    arena_free(&a);
    admin_close(m);
    return e;
}
