/* Pieces of linked data that services and registers share. */
#include "blocks/catalog/linked.h"
#include "blocks/catalog/own.h"

val linked_text(struct web *w, struct text t)
{
    val_builder b = val_build(w->a);

    for (uint32_t i = 0; i < t.n; i++)
        val_put(&b, t.v[i].lang, val_str(t.v[i].text));
    return val_done(&b);
}

static val term(struct web *w, const struct linked_term *t)
{
    val_builder b = val_build(w->a);
    bool container = t->type && str_eq(str_z(t->type), S("@language"));

    val_put(&b, S("@id"), val_str(str_z(t->id)));
    if (t->type)
        val_put(&b, container ? S("@container") : S("@type"), val_str(str_z(t->type)));
    return val_done(&b);
}

void linked_terms(struct web *w, val_builder *b, const struct linked_term *terms, size_t n)
{
    for (size_t i = 0; i < n; i++)
        val_put(b, str_z(terms[i].name), term(w, &terms[i]));
}

str linked_here(struct web *w, const char *path, str id)
{
    return str_fmt(w->a, "%s://%.*s%s%.*s", w->req->secure ? "https" : "http",
                   STR_ARG(w->req->host), path, STR_ARG(id));
}

val linked_node(struct web *w, str id, const char *type, struct text name)
{
    val_builder b = val_build(w->a);

    if (id.n)
        val_put(&b, S("@id"), val_str(id));
    val_put(&b, S("@type"), val_str(str_z(type)));
    val_put(&b, S("name"), linked_text(w, name));
    return val_done(&b);
}

val linked_laws(struct web *w, const str *refs, size_t n)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < n; i++) {
        const struct law *law = NULL;
        const struct law_clause *c = law_clause(w->site, refs[i], w->today, &law);
        if (!c)
            continue;
        str id = c->url.n     ? c->url
                 : law->url.n ? str_fmt(w->a, "%.*s#%.*s", STR_ARG(law->url), STR_ARG(c->id))
                              : S("");
        val x = linked_node(w, id, "eli:LegalResource", c->title);
        list = val_append(w->a, list, val_with(w->a, x, S("identifier"), val_str(refs[i])));
    }
    return list;
}

val linked_office(struct web *w, str id)
{
    const struct office *o = site_office(w->site, id);

    if (!o)
        return val_null();
    val n = linked_node(w, linked_here(w, "/offices/", o->id), "m8g:PublicOrganisation", o->name);
    return val_with(w->a, n, S("telephone"), val_str(o->telephone));
}

err linked_send(struct web *w, val doc)
{
    TRY(web_bytes(w, 200, S("application/ld+json"), val_json_str(w->a, doc)));
    w->reply.cache = CACHE_REVALIDATE;
    w->reply.etag = etag_of(w->a, w->reply.body);
    w->reply.vary_accept = true;
    return OK;
}
