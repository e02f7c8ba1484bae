#include "act/versions.h"

#include "act/face.h"
#include "act/merge.h"
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
    *out = (struct site_source){ .files = v, .n = files.n };
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

/* A request of `stoa publish`: whether there is one for this folder, and what it may replace. */
static err requested(arena *a, const struct boot *b, const struct site_source *folder, bool *yes,
                     str *onto)
{
    str want, version, rest = S("");
    err e = file_read(a, str_fmt(a, "%s/publish", b->data), 1 * KIB, &want);

    *onto = S("");
    *yes = !failed(e);
    if (failed(e))
        return OK;
    (void)str_cut(str_trim(want), '\n', &version, &rest);
    *onto = str_trim(rest);
    if (str_eq(str_trim(version), versions_name(a, folder->files, folder->n)))
        return OK;
    fprintf(stderr, "stoa: the site's folder changed after it was checked; publish again\n");
    return REFUSED(ERR_CONFLICT);
}

static err stored(arena *a, struct db *db, str version, struct site_source *out, bool *there)
{
    struct q_published row;

    TRY(q_published(db, version, &row));
    *there = row.found;
    if (row.found)
        unpack(a, str_copy(a, row.files), out);
    return OK;
}

/* What the database says: the version in force, and the folder as it was last taken. Before
 * anything was published beside a folder the two are the same. */
struct known {
    struct site_source kept, base;
    str version;
    bool there;
};

static err known_versions(arena *a, struct db *db, struct known *out)
{
    struct q_house now, folder;
    bool based = false;

    TRY(q_house(db, S("published"), &now));
    if (!now.found)
        return OK;
    out->version = str_copy(a, now.value);
    TRY(stored(a, db, out->version, &out->kept, &out->there));
    TRY(q_house(db, S("folder"), &folder));
    if (folder.found)
        TRY(stored(a, db, folder.value, &out->base, &based));
    if (!based)
        out->base = out->kept;
    return OK;
}

static err known_by(arena *a, const struct boot *b, struct known *out)
{
    arena home;

    *out = (struct known){ 0 };
    arena_init(&home, 0);
    struct db *db = open_if_there(&home, b);
    err e = db ? known_versions(a, db, out) : OK;
    db_close(db);
    arena_free(&home);
    return e;
}

static struct merge merge_of(arena *a, const struct known *k, const struct site_source *folder,
                             str onto)
{
    struct merge m = { .a = a, .base = k->base, .kept = k->kept, .folder = *folder };

    if (onto.n && str_eq(onto, k->version))
        m.base = m.kept;
    merge_run(&m);
    return m;
}

static void merge_say(const struct merge *m)
{
    for (size_t i = 0; i < m->conflicts.n; i++)
        fprintf(stderr, "stoa: %.*s changed in the folder and was published otherwise%s%.*s\n",
                STR_ARG(m->conflicts.v[i].folder), m->conflicts.v[i].files.n ? ":" : "",
                STR_ARG(m->conflicts.v[i].files));
}

err versions_choose(arena *a, const struct boot *b, const char *site_dir, struct site_source *out)
{
    struct site_source folder = { 0 };
    struct known k;
    bool publish = false;
    str onto = S("");

    TRY(folder_of(a, site_dir, &folder));
    if (!b->dev)
        TRY(requested(a, b, &folder, &publish, &onto));
    TRY(known_by(a, b, &k));
    *out = folder;
    out->folder = folder.files;
    out->n_folder = folder.n;
    if (!k.there)
        return OK;
    struct merge m = merge_of(a, &k, &folder, onto);
    if ((publish || b->dev) && !m.conflicts.n) {
        out->files = m.files.v;
        out->n = m.files.n;
        return OK;
    }
    if (publish || b->dev)
        merge_say(&m);
    str taken = versions_name(a, k.base.files, k.base.n);
    *out = k.kept;
    out->proposed = !str_eq(taken, versions_name(a, folder.files, folder.n)) &&
                    !str_eq(k.version, versions_name(a, folder.files, folder.n));
    return OK;
}

err versions_conflicts(arena *a, const struct boot *b, const struct site_source *folder, str onto,
                       size_t *n)
{
    struct known k;

    *n = 0;
    TRY(known_by(a, b, &k));
    if (!k.there)
        return OK;
    struct merge m = merge_of(a, &k, folder, onto);
    merge_say(&m);
    if (m.conflicts.n)
        fprintf(stderr, "stoa: the published version is %.*s\n", STR_ARG(k.version));
    *n = m.conflicts.n;
    return OK;
}

/* ---- keeping ---- */

static err keep_files(act *a, str version, const struct site_file *files, size_t n)
{
    struct q_published_known known;

    TRY(q_published_known(a->db, version, &known));
    return known.found ? OK : q_published_add(a->db, version, a->now.ms, pack(a->a, files, n));
}

err versions_keep(act *a, const struct boot *b)
{
    str version = versions_name(a->a, b->files, b->n_files);

    TRY(keep_files(a, version, b->files, b->n_files));
    for (size_t i = 0; i < b->site->n_services; i++)
        TRY(q_published_service_add(a->db, b->site->services[i]->id, b->site->services[i]->version,
                                    version));
    if (b->folder) {
        str taken = versions_name(a->a, b->folder, b->n_folder);
        TRY(keep_files(a, taken, b->folder, b->n_folder));
        TRY(q_house_put(a->db, S("folder"), taken));
    }
    err gone = file_remove(str_fmt(a->a, "%s/publish", b->data));
    if (failed(gone) && gone.code != ERR_MISSING)
        return gone;
    return q_house_put(a->db, S("published"), version);
}

/* ---- what is published beside a folder ---- */

err versions_now(arena *a, struct db *db, struct site_source *out)
{
    struct q_house now;
    bool there = false;

    *out = (struct site_source){ 0 };
    TRY(q_house(db, S("published"), &now));
    if (now.found)
        TRY(stored(a, db, str_copy(a, now.value), out, &there));
    return there ? OK : REFUSED(ERR_MISSING);
}

err versions_then(arena *a, struct db *db, str service, str version, struct site_source *out)
{
    struct q_published_of row;

    *out = (struct site_source){ 0 };
    TRY(q_published_of(db, service, version, &row));
    if (!row.found)
        return REFUSED(ERR_MISSING);
    unpack(a, str_copy(a, row.files), out);
    return OK;
}

err versions_history(arena *a, struct db *db, str service, const struct version_row **out,
                     size_t *n)
{
    struct q_published_history all;

    TRY(q_published_history(db, service, &all));
    struct version_row *v = ARENA_ARRAY(a, struct version_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        v[i] = (struct version_row){ str_copy(a, all.v[i].version), { all.v[i].at } };
    *out = v;
    *n = all.n;
    return OK;
}

err versions_put(act *a, str folder, const struct site_file *files, size_t n, str *version)
{
    VEC(struct site_file) all = { 0 };
    struct site_source now;

    TRY(versions_now(a->a, a->db, &now));
    for (size_t i = 0; i < now.n; i++)
        if (!str_starts(now.files[i].path, folder))
            *vec_push(&all, a->a) = now.files[i];
    for (size_t i = 0; i < n; i++)
        *vec_push(&all, a->a) = files[i];
    files_sort(all.v, all.n);
    *version = versions_name(a->a, all.v, all.n);
    TRY(keep_files(a, *version, all.v, all.n));
    topic_publish(a, S("content"));
    return q_house_put(a->db, S("published"), *version);
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
