#include "act/versions.h"

#include "act/face.h"
#include "act/store.h"
#include "os/clock.h"
#include "os/file.h"

#include <stdio.h>

struct older {
    str service, version;
    const struct service *v;
};

/* ---- packed folders ---- */

static bool is_content(str path)
{
    return !str_starts(path, S("data/"));
}

static str pack(arena *a, const struct site_file *files, size_t n)
{
    buf b;

    buf_init(&b, a, 64 * KIB);
    for (size_t i = 0; i < n; i++)
        if (is_content(files[i].path)) {
            buf_lstr(&b, files[i].path);
            buf_lstr(&b, files[i].bytes);
        }
    return buf_str(&b);
}

static void unpack(arena *a, str bytes, struct site_source *out)
{
    VEC(struct site_file) v = { 0 };
    rdr r = rdr_of(bytes);

    while (r.ok && r.p < r.end) {
        struct site_file f = { .path = rdr_lstr(&r) };
        f.bytes = rdr_lstr(&r);
        if (r.ok)
            *vec_push(&v, a) = f;
    }
    out->files = v.v;
    out->n = v.n;
}

str versions_name(arena *a, const struct site_file *files, size_t n)
{
    sha256 h = sha256_of(pack(a, files, n));

    return str_sub(sha256_hex(a, &h), 0, 16);
}

/* ---- choosing ---- */

static err folder_of(arena *a, const char *dir, struct site_source *out)
{
    folder_files files = { 0 };

    TRY(folder_read(a, str_z(dir), &files));
    struct site_file *v = ARENA_ARRAY(a, struct site_file, files.n + 1);
    for (size_t i = 0; i < files.n; i++)
        v[i] = (struct site_file){ files.v[i].path, files.v[i].bytes };
    *out = (struct site_source){ .files = v, .n = files.n, .from_folder = true };
    return OK;
}

/* A database that is not there yet, or not brought up to date, has published nothing. */
static struct db *open_if_there(arena *home, const struct boot *b)
{
    struct db *db = NULL;
    struct q_house seeded;
    str why;

    if (str_starts(str_z(b->store), S("/")) || str_starts(str_z(b->store), S("."))) {
        if (!file_exists(str_z(b->store)))
            return NULL;
    } else if (!str_has(str_z(b->store), S("=")) && !str_has(str_z(b->store), S("://")) &&
               !file_exists(str_z(b->store))) {
        return NULL;
    }
    if (failed(db_open_read(home, str_z(b->store), &db, &why)))
        return NULL;
    db_use_arena(db, home);
    if (failed(q_house(db, S("published"), &seeded))) {
        db_close(db);
        return NULL;
    }
    return db;
}

static err requested(arena *a, const struct boot *b, const struct site_source *folder, bool *yes)
{
    str want;
    err e = file_read(a, str_fmt(a, "%s/publish", b->data), 1 * KIB, &want);

    *yes = !failed(e);
    if (failed(e))
        return OK;
    if (str_eq(str_trim(want), versions_name(a, folder->files, folder->n)))
        return OK;
    fprintf(stderr, "stoa: the site's folder changed after it was checked; publish again\n");
    return REFUSED(ERR_CONFLICT);
}

static err published(arena *a, struct db *db, struct site_source *out, bool *there)
{
    struct q_house now;
    struct q_published row;

    *there = false;
    TRY(q_house(db, S("published"), &now));
    if (!now.found)
        return OK;
    TRY(q_published(db, now.value, &row));
    *there = row.found;
    if (row.found)
        unpack(a, str_copy(a, row.files), out);
    return OK;
}

err versions_choose(arena *a, const struct boot *b, const char *site_dir, struct site_source *out)
{
    struct site_source folder, kept = { 0 };
    bool publish = false, there = false;
    arena home;

    TRY(folder_of(a, site_dir, &folder));
    *out = folder;
    if (b->dev)
        return OK;
    TRY(requested(a, b, &folder, &publish));
    if (publish)
        return OK;
    arena_init(&home, 0);
    struct db *db = open_if_there(&home, b);
    err e = db ? published(a, db, &kept, &there) : OK;
    db_close(db);
    arena_free(&home);
    TRY(e);
    if (there) {
        kept.proposed =
            !str_eq(versions_name(a, kept.files, kept.n), versions_name(a, folder.files, folder.n));
        *out = kept;
    }
    return OK;
}

/* ---- keeping ---- */

err versions_keep(act *a, const struct boot *b)
{
    str version = versions_name(a->a, b->files, b->n_files);
    struct q_published_known known;

    TRY(q_published_known(a->db, version, &known));
    if (!known.found) {
        TRY(q_published_add(a->db, version, a->now.ms, pack(a->a, b->files, b->n_files)));
        for (size_t i = 0; i < b->site->n_services; i++)
            TRY(q_published_service_add(a->db, b->site->services[i]->id,
                                        b->site->services[i]->version, version));
    }
    err gone = file_remove(str_fmt(a->a, "%s/publish", b->data));
    if (failed(gone) && gone.code != ERR_MISSING)
        return gone;
    return q_house_put(a->db, S("published"), version);
}

/* ---- older versions ---- */

static err load_older(struct boot *b, struct db *db, const struct q_versions_needed_row *need,
                      struct older *out)
{
    struct q_published_of row;
    struct site_source src;
    struct findings none = { .a = &b->a };
    struct site_world world = boot_world(&b->a, b->blocks);
    struct site *s;

    TRY(q_published_of(db, need->service, need->version, &row));
    if (!row.found)
        return OK;
    unpack(&b->a, str_copy(&b->a, row.files), &src);
    TRY(site_load(&b->a, src.files, src.n, &world, &none, &s));
    *out = (struct older){ str_copy(&b->a, need->service), str_copy(&b->a, need->version),
                           site_service(s, need->service) };
    return OK;
}

static err load_all(struct boot *b, struct db *db)
{
    struct q_versions_needed need;

    TRY(q_versions_needed(db, &need));
    struct older *v = ARENA_ARRAY(&b->a, struct older, need.n + 1);
    for (size_t i = 0; i < need.n; i++) {
        const struct service *now = site_service(b->site, need.v[i].service);
        if (now && str_eq(now->version, need.v[i].version))
            continue;
        TRY(load_older(b, db, &need.v[i], &v[b->n_older]));
        b->n_older += v[b->n_older].v != NULL;
    }
    b->older = v;
    return OK;
}

err versions_load(struct boot *b)
{
    arena home;

    arena_init(&home, 0);
    struct db *db = open_if_there(&home, b);
    err e = db ? load_all(b, db) : OK;
    db_close(db);
    arena_free(&home);
    return e;
}

const struct service *boot_service(const struct boot *b, str id, str version)
{
    const struct service *now = site_service(b->site, id);

    if (now && str_eq(now->version, version))
        return now;
    for (size_t i = 0; i < b->n_older; i++)
        if (str_eq(b->older[i].service, id) && str_eq(b->older[i].version, version))
            return b->older[i].v;
    return now;
}

err version_pin(act *a, const struct service *v)
{
    return q_pin(a->db, v->id, v->version, a->now.ms);
}
