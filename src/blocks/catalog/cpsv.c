/* A service as data that other portals read: the Core Public Service Vocabulary (CPSV-AP 3.2). */
#include "blocks/catalog/linked.h"
#include "blocks/catalog/own.h"

static val context_of(struct web *w)
{
    static const struct linked_term terms[] = {
        { "name", "dct:title", "@language" },
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
        { "related", "dct:relation", "@id" }
    };
    val_builder b = val_build(w->a);

    val_put(&b, S("cpsv"), VAL_S("http://purl.org/vocab/cpsv#"));
    val_put(&b, S("m8g"), VAL_S("http://data.europa.eu/m8g/"));
    val_put(&b, S("dct"), VAL_S("http://purl.org/dc/terms/"));
    val_put(&b, S("dcat"), VAL_S("http://www.w3.org/ns/dcat#"));
    val_put(&b, S("foaf"), VAL_S("http://xmlns.com/foaf/0.1/"));
    val_put(&b, S("eli"), VAL_S("http://data.europa.eu/eli/ontology#"));
    val_put(&b, S("xsd"), VAL_S("http://www.w3.org/2001/XMLSchema#"));
    linked_terms(w, &b, terms, LEN(terms));
    return val_done(&b);
}

static val costs(struct web *w, const struct service *v)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < v->n_fees; i++) {
        const struct service_fee *f = &v->fees[i];
        val amount = f->amount, n = linked_node(w, S(""), "m8g:Cost", f->title);
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

static val things(struct web *w, const struct service *v)
{
    val evidence = val_list(NULL, 0);

    for (size_t i = 0; i < v->n_evidence; i++)
        evidence = val_append(
            w->a, evidence,
            val_with(w->a, linked_node(w, S(""), "m8g:EvidenceType", v->evidence[i].title),
                     S("identifier"), val_str(v->evidence[i].id)));
    return evidence;
}

static val results(struct web *w, const struct service *v)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < v->n_outputs; i++)
        list = val_append(w->a, list,
                          val_with(w->a, linked_node(w, S(""), "cpsv:Output", v->outputs[i].title),
                                   S("identifier"), val_str(v->outputs[i].id)));
    return list;
}

static val events(struct web *w, const struct service *v)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < v->n_life_events; i++) {
        const struct site_topic *t = site_life_event(w->site, v->life_events[i]);
        if (t)
            list = val_append(
                w->a, list,
                linked_node(w, linked_here(w, "/life-events/", t->id), "m8g:LifeEvent", t->title));
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

val service_json_ld(struct web *w, const struct service *v)
{
    val_builder b = val_build(w->a);
    str page = linked_here(w, "/services/", v->id);
    val channel = linked_node(w, v->process ? linked_here(w, "/apply/", v->id) : page,
                              "m8g:Channel", v->title);

    val_put(&b, S("@context"), context_of(w));
    val_put(&b, S("@id"), val_str(page));
    val_put(&b, S("@type"), VAL_S("cpsv:PublicService"));
    val_put(&b, S("identifier"), val_str(v->id));
    val_put(&b, S("name"), linked_text(w, v->title));
    val_put(&b, S("description"),
            linked_text(w, text_empty(v->description) ? v->summary : v->description));
    val_put(&b, S("competentAuthority"), linked_office(w, v->office));
    val_put(&b, S("keyword"), keywords(w, v));
    val_put(&b, S("language"), languages(w));
    val_put(&b, S("legalResource"), linked_laws(w, v->legal_basis, v->n_legal_basis));
    val_put(&b, S("channel"), val_list(&channel, 1));
    val_put(&b, S("cost"), costs(w, v));
    val_put(&b, S("input"), things(w, v));
    val_put(&b, S("produces"), results(w, v));
    val_put(&b, S("groupedBy"), events(w, v));
    if (v->expected_days >= 0)
        val_put(&b, S("processingTime"),
                val_str(str_fmt(w->a, "P%lldD", (long long)v->expected_days)));
    val_put(&b, S("page"), val_str(page));
    return val_done(&b);
}

err show_service_data(struct web *w)
{
    const struct service *v = site_service(w->site, web_param(w, "id"));

    if (!v || v->broken)
        return REFUSED(ERR_MISSING);
    return linked_send(w, service_json_ld(w, v));
}
