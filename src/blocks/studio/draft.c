/* A draft's files, and the site as it would be with them. */
#include "act/face.h"
#include "blocks/studio/own.h"

str service_folder(arena *a, str service)
{
    return str_fmt(a, "services/%.*s/", STR_ARG(service));
}

struct site_source files_below(arena *a, const struct site_source *s, str folder)
{
    VEC(struct site_file) v = { 0 };

    for (size_t i = 0; i < s->n; i++)
        if (str_starts(s->files[i].path, folder))
            *vec_push(&v, a) = s->files[i];
    return (struct site_source){ .files = v.v, .n = v.n };
}

err draft_source(arena *a, struct db *db, const struct q_draft *d, struct site_source *out)
{
    struct q_draft_files all;

    TRY(q_draft_files(db, d->id, &all));
    struct site_file *v = ARENA_ARRAY(a, struct site_file, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        v[i] = (struct site_file){ str_fmt(a, "services/%.*s/%.*s", STR_ARG(d->service),
                                           STR_ARG(all.v[i].path)),
                                   all.v[i].bytes };
    *out = (struct site_source){ .files = v, .n = all.n };
    return OK;
}

err draft_site_of(arena *a, const struct boot *b, struct db *db, str folder,
                  const struct site_source *own, struct findings *f, struct site **out)
{
    struct site_world world = boot_world(a, b->blocks);
    struct site_source now;
    VEC(struct site_file) all = { 0 };

    TRY(versions_now(a, db, &now));
    for (size_t i = 0; i < now.n; i++)
        if (!str_starts(now.files[i].path, folder))
            *vec_push(&all, a) = now.files[i];
    for (size_t i = 0; i < own->n; i++)
        *vec_push(&all, a) = own->files[i];
    return site_load(a, all.v, all.n, &world, f, out);
}

err draft_site(arena *a, const struct boot *b, struct db *db, const struct q_draft *d,
               struct findings *f, struct site **out)
{
    struct site_source own;

    TRY(draft_source(a, db, d, &own));
    return draft_site_of(a, b, db, service_folder(a, d->service), &own, f, out);
}

size_t findings_below(const struct findings *f, str folder, const struct finding ***out, arena *a)
{
    const struct finding **v = ARENA_ARRAY(a, const struct finding *, f->v.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < f->v.n; i++)
        if (str_starts(f->v.v[i].file, folder))
            v[n++] = &f->v.v[i];
    *out = v;
    return n;
}

size_t errors_below(const struct findings *f, str folder)
{
    size_t n = 0;

    for (size_t i = 0; i < f->v.n; i++)
        n += f->v.v[i].level == FINDING_ERROR && str_starts(f->v.v[i].file, folder);
    return n;
}
