/* Files that browsers and search engines ask for by fixed names. */
#include "act/face.h"
#include "blocks/catalog/own.h"
#include "page/assets.h"

static err send_text(struct web *w, str type, str bytes, enum reply_cache cache)
{
    TRY(web_bytes(w, 200, type, bytes));
    w->reply.cache = cache;
    w->reply.etag = etag_of(w->a, bytes);
    return OK;
}

err show_manifest(struct web *w)
{
    val_builder b = val_build(w->a), icon = val_build(w->a);
    str name = text_shown(w, w->site->name);

    val_put(&icon, S("src"), val_str(asset_url("stoa.svg")));
    val_put(&icon, S("type"), VAL_S("image/svg+xml"));
    val_put(&icon, S("sizes"), VAL_S("any"));
    val icons = val_done(&icon);
    val_put(&b, S("name"), val_str(name));
    val_put(&b, S("short_name"), val_str(name));
    val_put(&b, S("description"), val_str(text_shown(w, w->site->tagline)));
    val_put(&b, S("lang"), val_str(w->lang));
    val_put(&b, S("start_url"), VAL_S("/"));
    val_put(&b, S("scope"), VAL_S("/"));
    val_put(&b, S("display"), VAL_S("browser"));
    val_put(&b, S("theme_color"),
            val_str(w->page.site->theme_colour.n ? w->page.site->theme_colour : S("#0b4f6c")));
    val_put(&b, S("background_color"), VAL_S("#ffffff"));
    val_put(&b, S("icons"), val_list(&icons, 1));
    return send_text(w, S("application/manifest+json"), val_json_str(w->a, val_done(&b)),
                     CACHE_REVALIDATE);
}

/* "https://host", from what the client asked for. */
static str origin_of(struct web *w)
{
    return str_fmt(w->a, "%s://%.*s", w->req->secure ? "https" : "http", STR_ARG(w->req->host));
}

err show_robots(struct web *w)
{
    buf b;

    buf_init(&b, w->a, 512);
    buf_add(&b, S("User-agent: *\n"));
    static const char *const closed[] = { "/account",       "/apply/",  "/cases",
                                          "/desk",          "/drafts/", "/messages",
                                          "/privacy/looks", "/search",  "/services/*/rules/",
                                          "/sign-in",       "/verify/" };
    FOR_EACH(closed, c)
        buf_fmt(&b, "Disallow: %s\n", *c);
    buf_fmt(&b, "Sitemap: %.*s/sitemap.xml\n", STR_ARG(origin_of(w)));
    return send_text(w, S("text/plain; charset=utf-8"), buf_str(&b), CACHE_REVALIDATE);
}

struct sitemap {
    struct web *w;
    buf b;
    str origin;
};

/* One entry a language, each naming the others (sitemaps.org, and hreflang in xhtml:link). */
static void entry(struct sitemap *m, const char *folder, str id)
{
    const struct site *s = m->w->site;

    for (size_t i = 0; i < s->n_langs; i++) {
        buf_fmt(&m->b, "<url><loc>%.*s/%.*s%s%.*s</loc>", STR_ARG(m->origin),
                STR_ARG(s->langs[i].code), folder, STR_ARG(id));
        for (size_t k = 0; k < s->n_langs && s->n_langs > 1; k++)
            buf_fmt(&m->b,
                    "<xhtml:link rel=\"alternate\" hreflang=\"%.*s\" href=\"%.*s/%.*s%s%.*s\"/>",
                    STR_ARG(s->langs[k].code), STR_ARG(m->origin), STR_ARG(s->langs[k].code),
                    folder, STR_ARG(id));
        buf_add(&m->b, S("</url>\n"));
    }
}

static void pages_of(struct sitemap *m)
{
    const struct site *s = m->w->site;

    for (size_t i = 0; i < s->n_pages; i++) {
        bool first = true;
        for (size_t k = 0; k < i && first; k++)
            first = !str_eq(s->pages[k].id, s->pages[i].id);
        if (first)
            entry(m, "/pages/", s->pages[i].id);
    }
}

err show_sitemap(struct web *w)
{
    const struct site *s = w->site;
    struct sitemap m = { .w = w, .origin = html_text(w->a, origin_of(w)).s };

    buf_init(&m.b, w->a, 16 * KIB);
    buf_add(&m.b, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
                    "xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"));
    entry(&m, "/", S(""));
    entry(&m, "/services", S(""));
    entry(&m, "/offices", S(""));
    for (size_t i = 0; i < s->n_services; i++)
        if (service_listed(s->services[i])) {
            entry(&m, "/services/", s->services[i]->id);
            if (s->services[i]->n_decisions)
                entry(&m, "/services/", str_cat(w->a, s->services[i]->id, S("/rules")));
        }
    for (size_t i = 0; i < s->n_life_events; i++)
        entry(&m, "/life-events/", s->life_events[i].id);
    for (size_t i = 0; i < s->n_categories; i++)
        entry(&m, "/categories/", s->categories[i].id);
    for (size_t i = 0; i < s->n_offices; i++)
        entry(&m, "/offices/", s->offices[i]->id);
    entry(&m, "/registers", S(""));
    for (size_t i = 0; i < s->n_registers; i++)
        entry(&m, "/registers/", s->registers[i]->id);
    pages_of(&m);
    buf_add(&m.b, S("</urlset>\n"));
    return send_text(w, S("application/xml"), buf_str(&m.b), CACHE_REVALIDATE);
}

/* The theme under its fingerprinted address; nothing else lies there. */
err show_root_file(struct web *w)
{
    const struct face *f = boot_face(w->boot, w->lang);
    str asked = str_cat(w->a, S("/"), web_param(w, "file"));

    if (!w->boot->theme_css.n || !str_eq(asked, f->site.theme.s))
        return REFUSED(ERR_MISSING);
    return send_text(w, S("text/css; charset=utf-8"), w->boot->theme_css, CACHE_FOREVER);
}

err show_favicon(struct web *w)
{
    const struct asset *a = asset_named(S("stoa.svg"));

    return a ? send_text(w, a->type, a->plain, CACHE_REVALIDATE) : REFUSED(ERR_MISSING);
}
