/* Registers as data that other portals read: DCAT-AP 3 and BRegDCAT-AP 2 (SEMIC).  A register is a
 * dcat:Dataset; what is kept of an entry is the shape it conforms to (SHACL); who may do what for
 * which purpose is its policy (ODRL 2.2); services that write in it produce it (CPSV). */
#include "blocks/catalog/linked.h"
#include "blocks/catalog/own.h"
#include "blocks/catalog/registers.h"

static val context_of(struct web *w)
{
    static const struct {
        const char *prefix, *base;
    } bases[] = { { "dcat", "http://www.w3.org/ns/dcat#" },
                  { "dcatap", "http://data.europa.eu/r5r/" },
                  { "dct", "http://purl.org/dc/terms/" },
                  { "foaf", "http://xmlns.com/foaf/0.1/" },
                  { "m8g", "http://data.europa.eu/m8g/" },
                  { "cpsv", "http://purl.org/vocab/cpsv#" },
                  { "eli", "http://data.europa.eu/eli/ontology#" },
                  { "odrl", "http://www.w3.org/ns/odrl/2/" },
                  { "sh", "http://www.w3.org/ns/shacl#" },
                  { "void", "http://rdfs.org/ns/void#" },
                  { "xsd", "http://www.w3.org/2001/XMLSchema#" } };
    static const struct linked_term terms[] = {
        { "name", "dct:title", "@language" },
        { "description", "dct:description", "@language" },
        { "identifier", "dct:identifier", NULL },
        { "publisher", "dct:publisher", "@id" },
        { "dataset", "dcat:dataset", "@id" },
        { "language", "dct:language", "@id" },
        { "rights", "dct:accessRights", "@id" },
        { "frequency", "dct:accrualPeriodicity", "@id" },
        { "modified", "dct:modified", "xsd:date" },
        { "entries", "void:entities", "xsd:integer" },
        { "page", "dcat:landingPage", "@id" },
        { "legalResource", "dcatap:applicableLegislation", "@id" },
        { "telephone", "m8g:telephone", NULL },
        { "shape", "dct:conformsTo", "@id" },
        { "property", "sh:property", "@id" },
        { "path", "sh:path", "@id" },
        { "label", "sh:name", "@language" },
        { "datatype", "sh:datatype", "@id" },
        { "atLeast", "sh:minCount", "xsd:integer" },
        { "atMost", "sh:maxCount", "xsd:integer" },
        { "policy", "odrl:hasPolicy", "@id" },
        { "permission", "odrl:permission", "@id" },
        { "assignee", "odrl:assignee", "@id" },
        { "action", "odrl:action", "@id" },
        { "target", "odrl:target", "@id" },
        { "constraint", "odrl:constraint", "@id" },
        { "leftOperand", "odrl:leftOperand", "@id" },
        { "operator", "odrl:operator", "@id" },
        { "rightOperand", "odrl:rightOperand", NULL },
        { "produces", "cpsv:produces", "@id" },
    };
    val_builder b = val_build(w->a);

    FOR_EACH(bases, x)
        val_put(&b, str_z(x->prefix), val_str(str_z(x->base)));
    linked_terms(w, &b, terms, LEN(terms));
    return val_done(&b);
}

/* The Library of Congress' addresses are made of the code alone (ISO 639-1). */
static val languages(struct web *w)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < w->site->n_langs; i++)
        list = val_append(w->a, list,
                          val_str(str_fmt(w->a, "http://id.loc.gov/vocabulary/iso639-1/%.*s",
                                          STR_ARG(w->site->langs[i].code))));
    return list;
}

/* ---- what is kept of an entry ---- */

static const char *rights_of(enum sensitivity s)
{
    return s == SENS_PUBLIC ? "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
           : s == SENS_SECRET
               ? "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC"
               : "http://publications.europa.eu/resource/authority/access-right/RESTRICTED";
}

static const char *datatype_of(str type)
{
    return str_eq(type, S("number"))      ? "xsd:decimal"
           : str_eq(type, S("boolean"))   ? "xsd:boolean"
           : str_eq(type, S("date"))      ? "xsd:date"
           : str_eq(type, S("time"))      ? "xsd:time"
           : str_eq(type, S("date-time")) ? "xsd:dateTime"
           : str_eq(type, S("duration"))  ? "xsd:duration"
           : str_eq(type, S("string"))    ? "xsd:string"
                                          : NULL;
}

static val property_of(struct web *w, const struct registry *r, const struct reg_field *f)
{
    val_builder b = val_build(w->a);
    str at = linked_here(w, "/registers/", r->id);
    const char *type = datatype_of(f->type);

    val_put(&b, S("@type"), VAL_S("sh:PropertyShape"));
    val_put(&b, S("identifier"), val_str(f->name));
    val_put(&b, S("path"),
            val_str(str_fmt(w->a, "%.*s#field-%.*s", STR_ARG(at), STR_ARG(f->name))));
    val_put(&b, S("label"), linked_text(w, f->label));
    if (type)
        val_put(&b, S("datatype"), val_str(str_z(type)));
    val_put(&b, S("atLeast"), val_int(f->required ? 1 : 0));
    if (!f->list)
        val_put(&b, S("atMost"), val_int(1));
    val_put(&b, S("rights"), val_str(str_z(rights_of(f->sensitivity))));
    val_put(&b, S("legalResource"), linked_laws(w, f->basis, f->n_basis));
    return val_done(&b);
}

static val shape_of(struct web *w, const struct registry *r)
{
    val_builder b = val_build(w->a);
    val *all = ARENA_ARRAY(w->a, val, r->n_fields + 1);
    str at = linked_here(w, "/registers/", r->id);

    for (size_t i = 0; i < r->n_fields; i++)
        all[i] = property_of(w, r, &r->fields[i]);
    val_put(&b, S("@id"), val_str(str_cat(w->a, at, S("#fields"))));
    val_put(&b, S("@type"),
            val_append(w->a, val_append(w->a, val_list(NULL, 0), VAL_S("dct:Standard")),
                       VAL_S("sh:NodeShape")));
    val_put(&b, S("name"), linked_text(w, r->title));
    val_put(&b, S("property"), val_list(all, r->n_fields));
    return val_done(&b);
}

/* ---- who uses it ---- */

static val assignee_of(struct web *w, const struct reg_access *x)
{
    const struct service *v = x->service.n ? site_service(w->site, x->service) : NULL;
    const struct office_role *role = x->role.n ? site_role(w->site, x->role) : NULL;
    const struct partner *p = x->partner.n ? site_partner(w->site, x->partner) : NULL;

    if (p)
        return linked_node(w, S(""), "odrl:Party", p->name);
    if (v)
        return linked_node(w, linked_here(w, "/services/", v->id), "cpsv:PublicService", v->title);
    return role
               ? linked_node(w, linked_here(w, "/offices/", role->office), "odrl:Party", role->name)
               : val_null();
}

static val permission(struct web *w, const struct registry *r, const struct reg_access *x,
                      const char *action, const str *names, size_t n)
{
    val_builder b = val_build(w->a), c = val_build(w->a);
    const struct site_purpose *p = site_purpose(w->site, x->purpose);
    str at = linked_here(w, "/registers/", r->id);
    val targets = val_list(NULL, 0);

    for (size_t i = 0; i < n; i++)
        targets =
            val_append(w->a, targets,
                       val_str(str_eq(names[i], S("*")) ? str_cat(w->a, at, S("#fields"))
                                                        : str_fmt(w->a, "%.*s#field-%.*s",
                                                                  STR_ARG(at), STR_ARG(names[i]))));
    val_put(&c, S("leftOperand"), VAL_S("odrl:purpose"));
    val_put(&c, S("operator"), VAL_S("odrl:eq"));
    val_put(&c, S("rightOperand"), val_str(x->purpose));
    val_put(&b, S("@type"), VAL_S("odrl:Permission"));
    val_put(&b, S("assignee"), assignee_of(w, x));
    val_put(&b, S("action"), val_str(str_z(action)));
    val_put(&b, S("target"), targets);
    val_put(&b, S("constraint"), val_done(&c));
    if (p)
        val_put(&b, S("legalResource"), linked_laws(w, p->basis, p->n_basis));
    return val_done(&b);
}

static val policy_of(struct web *w, const struct registry *r)
{
    val_builder b = val_build(w->a);
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < r->n_access; i++) {
        const struct reg_access *x = &r->access[i];
        if (x->n_read)
            list = val_append(w->a, list, permission(w, r, x, "odrl:read", x->read, x->n_read));
        if (x->n_write)
            list = val_append(w->a, list, permission(w, r, x, "odrl:modify", x->write, x->n_write));
    }
    val_put(&b, S("@type"), VAL_S("odrl:Set"));
    val_put(&b, S("permission"), list);
    return val_done(&b);
}

/* BRegDCAT-AP: a registry service produces the register. */
static val producers_of(struct web *w, const struct registry *r)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < r->n_access; i++)
        if (r->access[i].n_write && r->access[i].service.n)
            list = val_append(w->a, list, assignee_of(w, &r->access[i]));
    return val_with(w->a, val_null(), S("produces"), list);
}

/* ---- a register ---- */

static err dataset(struct web *w, const struct registry *r, bool whole, val *out)
{
    val_builder b = val_build(w->a);
    str at = linked_here(w, "/registers/", r->id);
    const struct reg_field *f = r->n_fields ? &r->fields[0] : NULL;
    struct figure figure;
    enum sensitivity most = SENS_PUBLIC;

    TRY(figure_of(w->db, r, &figure));
    for (size_t i = 0; i < r->n_fields; i++)
        most = MAX(most, MIN(r->fields[i].sensitivity, SENS_PERSONAL));
    if (whole)
        val_put(&b, S("@context"), context_of(w));
    val_put(&b, S("@id"), val_str(at));
    val_put(&b, S("@type"), VAL_S("dcat:Dataset"));
    val_put(&b, S("identifier"), val_str(r->id));
    val_put(&b, S("name"), linked_text(w, r->title));
    val_put(&b, S("description"),
            linked_text(w, text_empty(r->description) ? r->title : r->description));
    val_put(&b, S("publisher"), linked_office(w, r->owner));
    val_put(&b, S("rights"), val_str(str_z(rights_of(most))));
    val_put(&b, S("frequency"),
            VAL_S("http://publications.europa.eu/resource/authority/frequency/UPDATE_CONT"));
    val_put(&b, S("page"), val_str(at));
    if (f)
        val_put(&b, S("legalResource"), linked_laws(w, f->basis, f->n_basis));
    if (figure.about) {
        val_put(&b, S("entries"), val_int(figure.about));
        val_put(&b, S("modified"), val_str(val_display(w->a, val_day(figure.fresh))));
    }
    if (whole) {
        val_put(&b, S("language"), languages(w));
        val_put(&b, S("shape"), shape_of(w, r));
        val_put(&b, S("policy"), policy_of(w, r));
        val_put(&b, S("@reverse"), producers_of(w, r));
    }
    *out = val_done(&b);
    return OK;
}

err show_register_data(struct web *w)
{
    const struct registry *r = site_register(w->site, web_param(w, "id"));
    val doc;

    if (!r)
        return REFUSED(ERR_MISSING);
    TRY(dataset(w, r, true, &doc));
    return linked_send(w, doc);
}

err show_registers_data(struct web *w)
{
    const struct site *s = w->site;
    val_builder b = val_build(w->a);
    val *all = ARENA_ARRAY(w->a, val, s->n_registers + 1);

    for (size_t i = 0; i < s->n_registers; i++)
        TRY(dataset(w, s->registers[i], false, &all[i]));
    val_put(&b, S("@context"), context_of(w));
    val_put(&b, S("@id"), val_str(linked_here(w, "/registers", S(""))));
    val_put(&b, S("@type"), VAL_S("dcat:Catalog"));
    val_put(&b, S("name"), linked_text(w, s->name));
    val_put(&b, S("description"), linked_text(w, text_empty(s->tagline) ? s->name : s->tagline));
    val_put(&b, S("publisher"),
            s->n_authorities
                ? linked_node(w, S(""), "m8g:PublicOrganisation", s->authorities[0].name)
                : val_null());
    val_put(&b, S("language"), languages(w));
    val_put(&b, S("dataset"), val_list(all, s->n_registers));
    return linked_send(w, val_done(&b));
}
