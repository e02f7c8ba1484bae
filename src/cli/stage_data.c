#include "cli/stage_data.h"

#include "os/clock.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- files ---- */

static err bytes_copy(int from, int to)
{
    char room[64 * 1024];
    ssize_t n;

    while ((n = read(from, room, sizeof room)) > 0)
        for (ssize_t done = 0, w; done < n; done += w)
            if ((w = write(to, room + done, (size_t)(n - done))) < 0)
                return FAULT(ERR_IO);
    return n < 0 ? FAULT(ERR_IO) : OK;
}

static err one_copy(const char *from, const char *to)
{
    struct stat st;
    int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
    err e = in < 0 || fstat(in, &st) != 0 ? FAULT(ERR_IO) : OK;

    if (!failed(e) &&
        (out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, st.st_mode & 0777)) < 0)
        e = FAULT(ERR_IO);
    if (!failed(e))
        e = bytes_copy(in, out);
    if (out >= 0 && close(out) != 0)
        e = FAULT(ERR_IO);
    if (in >= 0)
        close(in);
    return e;
}

err tree_copy(str from, str to)
{
    dir_list all = { 0 };
    arena a;

    arena_init(&a, 0);
    err e = dir_make(to, 0700);
    if (!failed(e))
        e = dir_read(&a, from, &all);
    for (size_t i = 0; i < all.n && !failed(e); i++) {
        str source = str_fmt(&a, "%.*s/%.*s", STR_ARG(from), STR_ARG(all.v[i].name));
        str target = str_fmt(&a, "%.*s/%.*s", STR_ARG(to), STR_ARG(all.v[i].name));
        e = all.v[i].is_dir ? tree_copy(source, target)
                            : one_copy(str_zdup(&a, source), str_zdup(&a, target));
    }
    arena_free(&a);
    return e;
}

/* ---- PostgreSQL: databases of our own on a given server ---- */

static err server_do(struct stage_data *d, str sql)
{
    arena a;
    struct db *db = NULL;
    str why = STR_NULL;

    arena_init(&a, 0);
    err e = db_open_write(&a, str_z(d->server), &db, &why);
    if (!failed(e)) {
        db_use_arena(db, &a);
        e = db_exec_script(db, sql);
        why = failed(e) ? db_error(db) : why;
    }
    if (failed(e))
        fprintf(stderr, "stoa: the server of databases: %.*s\n", STR_ARG(why));
    db_close(db);
    arena_free(&a);
    return e;
}

static err database_drop(struct stage_data *d, const char *which)
{
    return server_do(d, str_fmt(d->a, "DROP DATABASE IF EXISTS %.*s_%s", STR_ARG(d->name), which));
}

/* The connection string with another database: a later name counts. */
static const char *database_at(struct stage_data *d, const char *which)
{
    return str_zdup(d->a, str_fmt(d->a, "%s dbname=%.*s_%s", d->server, STR_ARG(d->name), which));
}

/* ---- the whole ---- */

static const char *temporary_root(arena *a, const char *room)
{
    const char *base = room ? room : getenv("TMPDIR");

    if (!base)
        base = file_is_dir(S("/dev/shm")) ? "/dev/shm" : "/tmp";
    char *path = str_zdup(a, str_fmt(a, "%s/stoa-tales.XXXXXX", base));
    return mkdtemp(path);
}

err stage_data_open(arena *a, const char *server, const char *room, struct stage_data *d)
{
    *d = (struct stage_data){ .a = a, .server = server, .root = temporary_root(a, room) };
    if (!d->root) {
        fprintf(stderr, "stoa: no temporary folder can be made\n");
        return FAULT(ERR_IO);
    }
    d->template_dir = str_zdup(a, str_fmt(a, "%s/template", d->root));
    d->dir = str_zdup(a, str_fmt(a, "%s/data", d->root));
    d->template_store = str_zdup(a, str_fmt(a, "%s/stoa.db", d->template_dir));
    d->store = str_zdup(a, str_fmt(a, "%s/stoa.db", d->dir));
    if (!server)
        return OK;
    d->name = str_fmt(a, "stoa_%d_%08x", (int)getpid(), (unsigned)random_u64());
    d->template_store = database_at(d, "template");
    d->store = database_at(d, "tale");
    return server_do(d, str_fmt(a, "CREATE DATABASE %.*s_template", STR_ARG(d->name)));
}

err stage_data_fresh(struct stage_data *d)
{
    if (file_is_dir(str_z(d->dir)))
        TRY(dir_remove(str_z(d->dir)));
    TRY(tree_copy(str_z(d->template_dir), str_z(d->dir)));
    if (!d->server)
        return OK;
    TRY(database_drop(d, "tale"));
    return server_do(
        d, str_fmt(d->a, "CREATE DATABASE %.*s_tale TEMPLATE %.*s_template STRATEGY file_copy",
                   STR_ARG(d->name), STR_ARG(d->name)));
}

void stage_data_close(struct stage_data *d)
{
    if (d->server && d->name.n) {
        (void)database_drop(d, "tale");
        (void)database_drop(d, "template");
    }
    if (d->root)
        d->root = failed(dir_remove(str_z(d->root))) ? d->root : NULL;
}
