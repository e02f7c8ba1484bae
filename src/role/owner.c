#include "role/owner.h"

#include "os/file.h"
#include "os/proc.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { UID_BASE = 64200 };

err owner_of(const struct serve_settings *s, enum role_kind k, unsigned *uid, unsigned *gid)
{
    unsigned ignored;
    char name[64];

    if (k == ROLE_SLOW || k == ROLE_JOBS)
        k = ROLE_WORKER;
    if (!s->users) {
        *uid = UID_BASE + k;
        *gid = UID_BASE;
        return OK;
    }
    snprintf(name, sizeof(name), "%s-%s", s->users, role_kind_name(ROLE_WORKER));
    TRY(proc_user_find(str_z(name), &ignored, gid));
    snprintf(name, sizeof(name), "%s-%s", s->users, role_kind_name(k));
    return proc_user_find(str_z(name), uid, &ignored);
}

/* Every folder above must let others pass. */
bool owner_possible(const struct serve_settings *s)
{
    char real[4096];
    struct stat st;

    if (geteuid() != 0 || s->single || !s->sandbox || !realpath(s->data, real))
        return false;
    for (char *slash = strrchr(real, '/'); slash && slash != real; slash = strrchr(real, '/')) {
        *slash = 0;
        if (stat(real, &st) < 0 || !(st.st_mode & S_IXOTH))
            return false;
    }
    return true;
}

struct share {
    const char *below;
    enum role_kind role;
    unsigned dir_mode, file_mode;
};

/* What is absent now is made by its role later, with the rights of its folder. */
static const struct share shares[] = {
    { "keys", ROLE_KEEPER, 0700, 0600 },     { "files", ROLE_WORKER, 0700, 0600 },
    { "public", ROLE_WORKER, 0750, 0640 },   { "spool", ROLE_FRONT, 0710, 0640 },
    { "link", ROLE_LINK, 0700, 0600 },       { "stage", ROLE_STAGE, 0700, 0600 },
    { "errands", ROLE_JOBS, 0700, 0600 },    { "stoa.db", ROLE_WRITER, 0, 0640 },
    { "stoa.db-wal", ROLE_WRITER, 0, 0640 }, { "stoa.db-shm", ROLE_WRITER, 0, 0640 },
};

static err give(arena *a, str path, unsigned uid, unsigned gid, const struct share *s, int depth)
{
    const char *z = str_zdup(a, path);
    struct stat st;
    dir_list list;

    if (lstat(z, &st) < 0)
        return OK;
    if (S_ISLNK(st.st_mode) || depth > 8)
        return FAULT(ERR_IO);
    if (lchown(z, uid, gid) < 0 || chmod(z, S_ISDIR(st.st_mode) ? s->dir_mode : s->file_mode) < 0)
        return FAULT(ERR_IO);
    if (!S_ISDIR(st.st_mode))
        return OK;
    TRY(dir_read(a, path, &list));
    for (size_t i = 0; i < list.n; i++)
        TRY(give(a, str_fmt(a, "%.*s/%.*s", STR_ARG(path), STR_ARG(list.v[i].name)), uid, gid, s,
                 depth + 1));
    return OK;
}

static err give_all(arena *a, const struct serve_settings *s)
{
    str data = str_z(s->data);
    unsigned uid, gid;

    FOR_EACH(shares, x) {
        TRY(owner_of(s, x->role, &uid, &gid));
        TRY(give(a, str_fmt(a, "%.*s/%s", STR_ARG(data), x->below), uid, gid, x, 0));
    }
    TRY(owner_of(s, ROLE_WRITER, &uid, &gid));
    if (chown(s->data, uid, gid) < 0 || chmod(s->data, 0710) < 0)
        return FAULT(ERR_IO);
    return OK;
}

err owner_take(const struct serve_settings *s)
{
    arena a;
    err e;

    if (!owner_possible(s))
        return OK;
    arena_init(&a, 0);
    e = give_all(&a, s);
    arena_free(&a);
    return e;
}
