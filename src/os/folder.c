#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const void *x, const void *y)
{
    return str_cmp(((const struct dir_entry *)x)->name, ((const struct dir_entry *)y)->name);
}

static void close_dir(DIR **d)
{
    if (*d)
        closedir(*d);
}

err dir_read(arena *a, str path, dir_list *out)
{
    const char *z = str_zdup(a, path);
    __attribute__((cleanup(close_dir))) DIR *d = os_fault() ? NULL : opendir(z);
    dir_list list = { 0 };
    struct stat st;

    if (!d)
        return FAULT(errno == ENOENT || errno == ENOTDIR ? ERR_MISSING
                     : errno == EACCES                   ? ERR_DENIED
                                                         : ERR_IO);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (fstatat(dirfd(d), e->d_name, &st, 0) < 0)
            continue;
        *vec_push(&list, a) = (struct dir_entry){
            .name = str_copy(a, str_z(e->d_name)),
            .is_dir = S_ISDIR(st.st_mode),
            .size = (uint64_t)st.st_size,
            .changed_ms = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000,
        };
    }
    if (list.n)
        qsort(list.v, list.n, sizeof(*list.v), by_name);
    *out = list;
    return OK;
}

enum { FOLDER_FILES = 20000, FOLDER_DEPTH = 24 };

struct folder_walk {
    arena *a;
    str root;
    char real[4096];
    size_t bytes;
    folder_files files;
};

static err inside_root(struct folder_walk *w, str full)
{
    char real[4096];
    str r, root = str_z(w->real);

    if (!realpath(str_zdup(w->a, full), real))
        return FAULT(ERR_MISSING);
    r = str_z(real);
    if (!str_starts(r, root) || (r.n > root.n && r.p[root.n] != '/'))
        return REFUSED(ERR_DENIED);
    return OK;
}

static err folder_walk(struct folder_walk *w, str below, int depth)
{
    str dir = below.n ? str_fmt(w->a, "%.*s/%.*s", STR_ARG(w->root), STR_ARG(below)) : w->root;
    dir_list list;

    if (depth > FOLDER_DEPTH)
        return REFUSED(ERR_DEPTH);
    TRY(dir_read(w->a, dir, &list));
    for (size_t i = 0; i < list.n; i++) {
        struct dir_entry *e = &list.v[i];
        str rel = below.n ? str_fmt(w->a, "%.*s/%.*s", STR_ARG(below), STR_ARG(e->name)) : e->name;
        str full = str_fmt(w->a, "%.*s/%.*s", STR_ARG(w->root), STR_ARG(rel)), bytes;

        if (e->name.p[0] == '.')
            continue;
        TRY(inside_root(w, full));
        if (e->is_dir) {
            TRY(folder_walk(w, rel, depth + 1));
            continue;
        }
        if (w->files.n == FOLDER_FILES || w->bytes + e->size > 64 * MIB)
            return REFUSED(ERR_SIZE);
        TRY(file_read(w->a, full, 64 * MIB, &bytes));
        w->bytes += bytes.n;
        *vec_push(&w->files, w->a) = (struct folder_file){ rel, bytes };
    }
    return OK;
}

static int by_path(const void *x, const void *y)
{
    return str_cmp(((const struct folder_file *)x)->path, ((const struct folder_file *)y)->path);
}

err folder_read(arena *a, str root, folder_files *out)
{
    struct folder_walk w = { .a = a, .root = root };

    if (!realpath(str_zdup(a, root), w.real))
        return FAULT(ERR_MISSING);
    TRY(folder_walk(&w, S(""), 0));
    if (w.files.n)
        qsort(w.files.v, w.files.n, sizeof(*w.files.v), by_path);
    *out = w.files;
    return OK;
}

static err remove_below(int at, const char *name, int depth)
{
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    __attribute__((cleanup(close_dir))) DIR *d = fd < 0 ? NULL : fdopendir(fd);

    if (!d)
        return FAULT(errno == ENOENT ? ERR_MISSING : ERR_IO);
    if (depth > 2 * FOLDER_DEPTH)
        return FAULT(ERR_DEPTH);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        struct stat st;

        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        if (S_ISDIR(st.st_mode))
            TRY(remove_below(dirfd(d), e->d_name, depth + 1));
        else if (unlinkat(dirfd(d), e->d_name, 0) < 0)
            return FAULT(ERR_IO);
    }
    return unlinkat(at, name, AT_REMOVEDIR) == 0 ? OK : FAULT(ERR_IO);
}

err dir_remove(str path)
{
    char z[4096];

    if (path.n == 0 || path.n >= sizeof(z))
        return FAULT(ERR_MISSING);
    memcpy(z, path.p, path.n);
    z[path.n] = 0;
    return os_fault() ? FAULT(ERR_IO) : remove_below(AT_FDCWD, z, 0);
}
