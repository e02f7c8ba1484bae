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

/* Whether the authority is the draft's, or lies below it. */
static bool is_within(const struct site *s, str authority, str own)
{
    const struct site_authority *at = site_authority(s, authority);

    while (at && !str_eq(at->id, own))
        at = at->parent >= 0 ? &s->authorities[at->parent] : NULL;
    return at != NULL;
}

/* Who may draw and sign for one authority must not speak for another: a draft neither moves its
 * service there nor has one of its offices answer for it. */
static void authority_check(const struct boot *b, const struct q_draft *d, const struct site *s,
                            struct findings *f)
{
    const struct service *v = site_service(s, d->service);
    const struct service *now = site_service(b->site, d->service);
    const struct office *o = v ? site_office(s, v->office) : NULL;

    f->file = str_fmt(f->a, "services/%.*s/service.yaml", STR_ARG(d->service));
    if (v && !str_eq(v->authority, d->authority))
        finding_add(f, FINDING_ERROR, 0, S("authority"), "studio.authority",
                    S("name the authority that the draft was opened for"),
                    "the draft takes the service to the authority \"%.*s\"", STR_ARG(v->authority));
    if (o && !(now && str_eq(now->office, o->id)) && !is_within(s, o->authority, d->authority))
        finding_add(f, FINDING_ERROR, 0, S("office"), "studio.authority",
                    S("name an office of the draft's authority"),
                    "the office \"%.*s\" belongs to another authority", STR_ARG(o->id));
}

err draft_site(arena *a, const struct boot *b, struct db *db, const struct q_draft *d,
               struct findings *f, struct site **out)
{
    struct site_world world = boot_world(a, b->blocks);
    struct site_source now, own;
    VEC(struct site_file) all = { 0 };
    str folder = service_folder(a, d->service);

    TRY(versions_now(a, db, &now));
    TRY(draft_source(a, db, d, &own));
    for (size_t i = 0; i < now.n; i++)
        if (!str_starts(now.files[i].path, folder))
            *vec_push(&all, a) = now.files[i];
    for (size_t i = 0; i < own.n; i++)
        *vec_push(&all, a) = own.files[i];
    TRY(site_load(a, all.v, all.n, &world, f, out));
    authority_check(b, d, *out, f);
    return OK;
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
