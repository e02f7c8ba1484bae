/* What a page of the Studio is about, for whom, and what several of them show. */
#include "blocks/identity/identity.h"
#include "blocks/studio/own.h"

str studio_title(struct web *w, const struct service *v)
{
    return site_text(w->site, v->title, w->lang);
}

str account_name(struct web *w, int64_t account)
{
    str name = STR_NULL;

    if (!account || failed(identity_officer(w->db, w->a, account, &name)))
        return STR_NULL;
    return name;
}

url at_url(struct web *w, const char *base, int64_t id, const char *rest)
{
    return web_url(w, "%s/%lld%s", base, (long long)id, rest);
}

static err of_service(struct web *w, struct scene *s)
{
    struct site_source all = { .files = w->boot->files, .n = w->boot->n_files };

    s->id = web_param(w, "service");
    s->v = site_service(w->site, s->id);
    if (!s->v)
        return REFUSED(ERR_MISSING);
    s->authority = s->v->authority;
    s->folder = service_folder(w->a, s->id);
    s->files = files_below(w->a, &all, s->folder);
    s->base = str_fmt(w->a, "/studio/services/%.*s", STR_ARG(s->id));
    return OK;
}

enum { SITE_MEMORY = 1024 * 1024 * 1024 };

static void memory_free(void *p)
{
    arena_free(p);
}

/* Beside the visit's own, which has a limit for what people send: a whole site is read into it. */
static arena *site_memory(struct web *w)
{
    arena *a = ARENA_NEW(w->a, arena);

    arena_init(a, SITE_MEMORY);
    arena_on_free(w->a, memory_free, a);
    return a;
}

static err of_draft(struct web *w, struct scene *s)
{
    struct site *site = NULL;
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "draft"), &id)))
        return REFUSED(ERR_MISSING);
    TRY(q_draft(w->db, id, &s->d));
    if (!s->d.found)
        return REFUSED(ERR_MISSING);
    s->id = s->d.service;
    s->authority = s->d.authority;
    s->folder = service_folder(w->a, s->id);
    s->base = str_fmt(w->a, "/studio/drafts/%lld", (long long)id);
    if (!studio_sees(w->site, &w->who, s->authority))
        return REFUSED(ERR_MISSING);
    TRY(draft_source(w->a, w->db, &s->d, &s->files));
    TRY(draft_site(site_memory(w), w->boot, w->db, &s->d, &s->f, &site));
    s->site = site;
    s->v = site_service(site, s->id);
    return OK;
}

err scene_open(struct web *w, struct scene *s)
{
    *s = (struct scene){ .w = w, .site = w->site, .f = { .a = w->a } };
    if (web_param(w, "draft").n)
        TRY(of_draft(w, s));
    else
        TRY(of_service(w, s));
    if (!studio_sees(w->site, &w->who, s->authority))
        return REFUSED(ERR_MISSING);
    const struct service *published = site_service(w->site, s->id);
    s->title = s->v        ? site_text(s->site, s->v->title, w->lang)
               : published ? studio_title(w, published)
                           : s->id;
    return OK;
}
