/* A service as data that other portals read: the Core Public Service Vocabulary (CPSV-AP 3.2). */
#include "blocks/catalog/own.h"

/* Language-tagged strings: { "en": "...", "vi": "..." } under a term with @container @language. */
static val tagged(struct web *w, struct text t)
{
    val_builder b = val_build(w->a);

    for (uint32_t i = 0; i < t.n; i++)
        val_put(&b, t.v[i].lang, val_str(t.v[i].text));
    return val_done(&b);
}

static val term(struct web *w, const char *id, const char *type)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("@id"), val_str(str_z(id)));
    if (type)
        val_put(&b, str_eq(str_z(type), S("@language")) ? S("@container") : S("@type"),
                val_str(str_z(type)));
    return val_done(&b);
}

static val context_of(struct web *w)
{
    static const struct {
        const char *name, *id, *type;
    } terms[] = { { "name", "dct:title", "@language" },
                  { "description", "dct:description", "@language" },
                  { "identifier", "dct:identifier", NULL },
                  { "competentAuthority", "m8g:hasCompetentAuthority", "@id" },
                  { "keyword", "dcat:keyword", "@language" },
                  { "language", "dct:language", NULL },
                  { "legalResource", "m8g:hasLegalResource", "@id" },
                  { "channel", "m8g:hasChannel", "@id" },
                  { "cost", "m8g:hasCost", "@id" },
                  { "value", "m8g:value", NULL },
                  { "currency", "m8g:currency", NULL },
                  { "input", "m8g:hasInputType", "@id" },
                  { "produces", "cpsv:produces", "@id" },
                  { "groupedBy", "m8g:isGroupedBy", "@id" },
                  { "processingTime", "m8g:processingTime", "xsd:duration" },
                  { "telephone", "m8g:telephone", NULL },
                  { "page", "foaf:page", "@id" },
                  { "related", "dct:relation", "@id" } };
    val_builder b = val_build(w->a);

    val_put(&b, S("cpsv"), VAL_S("http://purl.org/vocab/cpsv#"));
    val_put(&b, S("m8g"), VAL_S("http://data.europa.eu/m8g/"));
    val_put(&b, S("dct"), VAL_S("http://purl.org/dc/terms/"));
    val_put(&b, S("dcat"), VAL_S("http://www.w3.org/ns/dcat#"));
    val_put(&b, S("foaf"), VAL_S("http://xmlns.com/foaf/0.1/"));
    val_put(&b, S("eli"), VAL_S("http://data.europa.eu/eli/ontology#"));
    val_put(&b, S("xsd"), VAL_S("http://www.w3.org/2001/XMLSchema#"));
    FOR_EACH(terms, t)
        val_put(&b, str_z(t->name), term(w, t->id, t->type));
    return val_done(&b);
}

static str here(struct web *w, const char *path, str id)
{
    return str_fmt(w->a, "%s://%.*s%s%.*s", w->req->secure ? "https" : "http",
                   STR_ARG(w->req->host), path, STR_ARG(id));
}

static val node(struct web *w, str id, const char *type, struct text name)
{
    val_builder b = val_build(w->a);

    if (id.n)
        val_put(&b, S("@id"), val_str(id));
    val_put(&b, S("@type"), val_str(str_z(type)));
    val_put(&b, S("name"), tagged(w, name));
    return val_done(&b);
}

static val authority(struct web *w, const struct service *v)
{
    const struct office *o = site_office(w->site, v->office);

    if (!o)
        return val_null();
    val n = node(w, here(w, "/offices/", o->id), "m8g:PublicOrganisation", o->name);
    n = val_with(w->a, n, S("telephone"), val_str(o->telephone));
    return n;
}

static val costs(struct web *w, const struct service *v)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < v->n_fees; i++) {
        const struct service_fee *f = &v->fees[i];
        val amount = f->amount, n = node(w, S(""), "m8g:Cost", f->title);
        if (f->parameter.n && failed(law_parameter(w->site, f->parameter, w->today, &amount, NULL)))
            amount = val_null();
        if (val_is_number(amount)) {
            n = val_with(w->a, n, S("value"), amount);
            n = val_with(w->a, n, S("currency"),
                         val_str(f->currency.n ? f->currency : w->site->currency));
        }
        list = val_append(w->a, list, n);
    }
    return list;
}

static val laws(struct web *w, const struct service *v)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < v->n_legal_basis; i++) {
        const struct law *law = NULL;
        const struct law_clause *c = law_clause(w->site, v->legal_basis[i], w->today, &law);
        if (!c)
            continue;
        str id = c->url.n     ? c->url
                 : law->url.n ? str_fmt(w->a, "%.*s#%.*s", STR_ARG(law->url), STR_ARG(c->id))
                              : S("");
        val n = node(w, id, "eli:LegalResource", c->title);
        list =
            val_append(w->a, list, val_with(w->a, n, S("identifier"), val_str(v->legal_basis[i])));
    }
    return list;
}

static val things(struct web *w, const struct service *v)
{
    val evidence = val_list(NULL, 0);

    for (size_t i = 0; i < v->n_evidence; i++)
        evidence =
            val_append(w->a, evidence,
                       val_with(w->a, node(w, S(""), "m8g:EvidenceType", v->evidence[i].title),
                                S("identifier"), val_str(v->evidence[i].id)));
    return evidence;
}

static val results(struct web *w, const struct service *v)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < v->n_outputs; i++)
        list = val_append(w->a, list,
                          val_with(w->a, node(w, S(""), "cpsv:Output", v->outputs[i].title),
                                   S("identifier"), val_str(v->outputs[i].id)));
    return list;
}

static val events(struct web *w, const struct service *v)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < v->n_life_events; i++) {
        const struct site_topic *t = site_life_event(w->site, v->life_events[i]);
        if (t)
            list = val_append(w->a, list,
                              node(w, here(w, "/life-events/", t->id), "m8g:LifeEvent", t->title));
    }
    return list;
}

/* The first list of a language; lists behind it hold misspellings, for searching only. */
static val keywords(struct web *w, const struct service *v)
{
    val_builder b = val_build(w->a);

    for (size_t i = 0; i < v->n_keywords; i++) {
        const struct service_keywords *k = &v->keywords[i];
        bool first = true;
        for (size_t j = 0; j < i && first; j++)
            first = !str_eq(v->keywords[j].lang, k->lang);
        if (!first)
            continue;
        val *words = ARENA_ARRAY(w->a, val, k->n + 1);
        for (size_t j = 0; j < k->n; j++)
            words[j] = val_str(k->words[j]);
        val_add(&b, k->lang, val_list(words, k->n));
    }
    return val_done(&b);
}

static val languages(struct web *w)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < w->site->n_langs; i++)
        list = val_append(w->a, list, val_str(w->site->langs[i].code));
    return list;
}

str service_json_ld(struct web *w, const struct service *v)
{
    val_builder b = val_build(w->a);
    str page = here(w, "/services/", v->id);
    val channel = node(w, v->process ? here(w, "/apply/", v->id) : page, "m8g:Channel", v->title);

    val_put(&b, S("@context"), context_of(w));
    val_put(&b, S("@id"), val_str(page));
    val_put(&b, S("@type"), VAL_S("cpsv:PublicService"));
    val_put(&b, S("identifier"), val_str(v->id));
    val_put(&b, S("name"), tagged(w, v->title));
    val_put(&b, S("description"),
            tagged(w, text_empty(v->description) ? v->summary : v->description));
    val_put(&b, S("competentAuthority"), authority(w, v));
    val_put(&b, S("keyword"), keywords(w, v));
    val_put(&b, S("language"), languages(w));
    val_put(&b, S("legalResource"), laws(w, v));
    val_put(&b, S("channel"), val_list(&channel, 1));
    val_put(&b, S("cost"), costs(w, v));
    val_put(&b, S("input"), things(w, v));
    val_put(&b, S("produces"), results(w, v));
    val_put(&b, S("groupedBy"), events(w, v));
    if (v->expected_days >= 0)
        val_put(&b, S("processingTime"),
                val_str(str_fmt(w->a, "P%lldD", (long long)v->expected_days)));
    val_put(&b, S("page"), val_str(page));
    return val_json_str(w->a, val_done(&b));
}

err show_service_data(struct web *w)
{
    const struct service *v = site_service(w->site, web_param(w, "id"));

    if (!v || v->broken)
        return REFUSED(ERR_MISSING);
    TRY(web_bytes(w, 200, S("application/ld+json"), service_json_ld(w, v)));
    w->reply.cache = CACHE_REVALIDATE;
    w->reply.etag = etag_of(w->a, w->reply.body);
    w->reply.vary_accept = true;
    return OK;
}
