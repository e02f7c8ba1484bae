#include "act/merge.h"

#include <stdlib.h>

static int by_path(const void *x, const void *y)
{
    return str_cmp(((const struct site_file *)x)->path, ((const struct site_file *)y)->path);
}

void files_sort(struct site_file *files, size_t n)
{
    if (n)
        qsort(files, n, sizeof *files, by_path);
}

str files_folder(str path)
{
    size_t slash = str_starts(path, S("services/")) ? str_find_char(path, '/', 9) : SIZE_MAX;

    return slash == SIZE_MAX ? S("") : str_sub(path, 0, slash + 1);
}

const struct site_file *files_find(const struct site_source *s, str path)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->files[i].path, path))
            return &s->files[i];
    return NULL;
}

static bool has_all(const struct site_source *x, const struct site_source *y, str folder)
{
    for (size_t i = 0; i < x->n; i++) {
        if (!str_starts(x->files[i].path, folder))
            continue;
        const struct site_file *other = files_find(y, x->files[i].path);
        if (!other || !str_eq(other->bytes, x->files[i].bytes))
            return false;
    }
    return true;
}

bool files_same(const struct site_source *x, const struct site_source *y, str folder)
{
    return has_all(x, y, folder) && has_all(y, x, folder);
}

static void name_add(struct merge *m, buf *b, str path)
{
    const struct site_file *k = files_find(&m->kept, path), *f = files_find(&m->folder, path);

    if (!k || !f || !str_eq(k->bytes, f->bytes))
        buf_fmt(b, " %.*s", STR_ARG(path));
}

static void conflict_add(struct merge *m, str folder)
{
    buf b;

    buf_init(&b, m->a, 200);
    for (size_t i = 0; i < m->folder.n; i++)
        if (str_starts(m->folder.files[i].path, folder))
            name_add(m, &b, m->folder.files[i].path);
    for (size_t i = 0; i < m->kept.n; i++)
        if (str_starts(m->kept.files[i].path, folder) &&
            !files_find(&m->folder, m->kept.files[i].path))
            name_add(m, &b, m->kept.files[i].path);
    *vec_push(&m->conflicts, m->a) = (struct merge_conflict){ folder, buf_str(&b) };
}

/* Whether the service's files stay those in force. */
static bool stays(struct merge *m, str folder)
{
    if (files_same(&m->kept, &m->base, folder) || files_same(&m->kept, &m->folder, folder))
        return false;
    if (!files_same(&m->folder, &m->base, folder))
        conflict_add(m, folder);
    return true;
}

/* Decided once a service; `decided` holds m for "stays" and the map itself for "goes". */
static bool stays_once(struct merge *m, map *decided, str folder)
{
    void *known = map_get(decided, folder);

    if (!known) {
        known = stays(m, folder) ? (void *)m : (void *)decided;
        map_put(decided, m->a, folder, known);
    }
    return known == (void *)m;
}

void merge_run(struct merge *m)
{
    map decided = { 0 };

    for (size_t i = 0; i < m->folder.n; i++) {
        str folder = files_folder(m->folder.files[i].path);
        if (!folder.n || !stays_once(m, &decided, folder))
            *vec_push(&m->files, m->a) = m->folder.files[i];
    }
    for (size_t i = 0; i < m->kept.n; i++) {
        str folder = files_folder(m->kept.files[i].path);
        if (folder.n && stays_once(m, &decided, folder))
            *vec_push(&m->files, m->a) = m->kept.files[i];
    }
    files_sort(m->files.v, m->files.n);
}
