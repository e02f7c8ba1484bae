/* The register of registers: what each holds, why and how long, who uses it on which legal basis.
 * All of it is declared; of the entries only their rounded number and the day of the last change
 * are told. */
#include "blocks/catalog/own.h"
#include "blocks/catalog/registers.h"
#include "blocks/quality/quality.h"
#include "http/accept.h"
#include "site/reg_value.h"

enum { NAMES_MOST = 64, OPTIONS_TOLD = 12 };

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

static str say_one(struct web *w, enum word_id id, const char *name, val v)
{
    struct val_entry arg = { str_z(name), v };

    return page_word_str(&w->page, id, &arg, 1);
}

static str list_shown(struct web *w, const str *items, size_t n)
{
    buf b;

    buf_init(&b, w->a, 200);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%s%.*s", i ? ", " : "", STR_ARG(items[i]));
    return buf_str(&b);
}

static str basis_shown(struct web *w, const str *refs, size_t n)
{
    str clauses[NAMES_MOST];
    size_t told = 0;

    for (size_t i = 0; i < n && told < LEN(clauses); i++) {
        const struct law *law = NULL;
        str name, number;
        if (!law_clause(w->site, refs[i], w->today, &law) || !str_cut(refs[i], '/', &name, &number))
            continue;
        struct val_entry args[] = { { S("law"), val_str(text_shown(w, law->title)) },
                                    { S("number"), val_str(number) } };
        clauses[told++] = page_word_str(&w->page, W_part_clause, args, LEN(args));
    }
    return list_shown(w, clauses, told);
}

static str purpose_shown(struct web *w, str id)
{
    const struct site_purpose *p = site_purpose(w->site, id);

    return p ? text_shown(w, p->title) : id;
}

/* ---- a field ---- */

static str kind_word(struct web *w, str type)
{
    static const struct {
        const char *type;
        enum word_id word;
    } kinds[] = {
        { "string", W_catalog_value_string },       { "number", W_catalog_value_number },
        { "boolean", W_catalog_value_boolean },     { "date", W_catalog_value_date },
        { "time", W_catalog_value_time },           { "date-time", W_catalog_value_date_time },
        { "duration", W_catalog_value_duration },   { "name", W_catalog_value_name },
        { "address", W_catalog_value_address },     { "place", W_catalog_value_place },
        { "geometry", W_catalog_value_geometry },   { "money", W_catalog_value_money },
        { "reference", W_catalog_value_reference }, { "code", W_catalog_value_code },
        { "context", W_catalog_value_context },     { "file", W_catalog_value_file },
    };

    FOR_EACH(kinds, k)
        if (str_eq(type, str_z(k->type)))
            return say(w, k->word);
    return type;
}

static str kind_with(struct web *w, str kind, str list)
{
    struct val_entry args[] = { { S("kind"), val_str(kind) }, { S("list"), val_str(list) } };

    return page_word_str(&w->page, W_catalog_value_of, args, LEN(args));
}

static str kind_shown(struct web *w, const struct reg_field *f)
{
    const struct registry *to = f->refers.n ? site_register(w->site, f->refers) : NULL;
    str kind = kind_word(w, to && str_eq(f->type, S("string")) ? S("reference") : f->type);
    str names[OPTIONS_TOLD];

    if (to)
        kind = kind_with(w, kind, text_shown(w, to->title));
    for (size_t i = 0; i < f->n_options && f->n_options <= OPTIONS_TOLD; i++) {
        str name = text_shown(w, f->option_names[i]);
        names[i] = name.n ? name : f->options[i];
    }
    if (f->n_options && f->n_options <= OPTIONS_TOLD)
        kind = kind_with(w, kind, list_shown(w, names, f->n_options));
    return f->list ? say_one(w, W_catalog_value_several, "kind", val_str(kind)) : kind;
}

static str start_shown(struct web *w, const struct registry *r, str from)
{
    const struct reg_field *f = register_field(r, from);

    if (f)
        return say_one(w, W_catalog_from_field, "field", val_str(text_shown(w, f->label)));
    return say(w, str_eq(from, S("changed"))  ? W_catalog_from_changed
                  : str_eq(from, S("closed")) ? W_catalog_from_closed
                                              : W_catalog_from_created);
}

static str kept_shown(struct web *w, const struct registry *r, const struct retention *k)
{
    static const enum word_id ends[] = { [RETAIN_ERASE] = W_catalog_kept_erase,
                                         [RETAIN_ARCHIVE] = W_catalog_kept_archive,
                                         [RETAIN_KEEP] = W_catalog_kept_keep };

    if (k->forever || !k->set)
        return say(w, W_catalog_kept_ever);
    str time = k->months && k->months % 12 == 0
                   ? say_one(w, W_catalog_years, "n", val_int(k->months / 12))
                   : duration_shown(w, k->months, k->days);
    struct val_entry args[] = { { S("time"), val_str(time) },
                                { S("start"), val_str(start_shown(w, r, k->from)) } };
    return page_word_str(&w->page, ends[k->then], args, LEN(args));
}

static const struct v_register_page_column *columns_of(struct web *w, const struct registry *r)
{
    static const enum word_id levels[] = { [SENS_PUBLIC] = W_catalog_level_public,
                                           [SENS_INTERNAL] = W_catalog_level_internal,
                                           [SENS_PERSONAL] = W_catalog_level_personal,
                                           [SENS_SECRET] = W_catalog_level_secret };
    struct v_register_page_column *rows =
        ARENA_ARRAY(w->a, struct v_register_page_column, r->n_fields + 1);

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        rows[i] = (struct v_register_page_column){ .name = f->name,
                                                   .label = text_shown(w, f->label),
                                                   .kind = kind_shown(w, f),
                                                   .needed = f->required,
                                                   .sensitivity = levels[f->sensitivity],
                                                   .basis = basis_shown(w, f->basis, f->n_basis),
                                                   .kept = kept_shown(w, r, &f->retention) };
    }
    return rows;
}

/* ---- who uses it ---- */

static str names_shown(struct web *w, const struct registry *r, const str *names, size_t n,
                       enum word_id all)
{
    str told[NAMES_MOST];
    size_t count = 0;

    for (size_t i = 0; i < n && count < LEN(told); i++) {
        const struct reg_field *f = register_field(r, names[i]);
        const struct reg_relation *x = register_relation(r, names[i]);
        if (str_eq(names[i], S("*")))
            return say(w, all);
        str label = text_shown(w, f ? f->label : x ? x->label : (struct text){ 0 });
        told[count++] = label.n ? label : names[i];
    }
    return list_shown(w, told, count);
}

static void who_uses(struct web *w, const struct reg_access *x, struct v_register_page_use *u)
{
    const struct service *v = x->service.n ? site_service(w->site, x->service) : NULL;
    const struct office_role *role = x->role.n ? site_role(w->site, x->role) : NULL;
    const struct partner *p = x->partner.n ? site_partner(w->site, x->partner) : NULL;
    str office = v ? v->office : role ? role->office : p ? p->office : S("");
    const struct office *o = site_office(w->site, office);

    u->who = v      ? text_shown(w, v->title)
             : role ? text_shown(w, role->name)
             : p    ? text_shown(w, p->name)
                    : (x->service.n ? x->service : x->role);
    if (v && service_listed(v))
        u->href = web_url(w, "/services/%.*s", STR_ARG(v->id));
    if (o)
        u->office = text_shown(w, o->name);
}

static const struct v_register_page_use *uses_of(struct web *w, const struct registry *r)
{
    struct v_register_page_use *rows =
        ARENA_ARRAY(w->a, struct v_register_page_use, r->n_access + 1);

    for (size_t i = 0; i < r->n_access; i++) {
        const struct reg_access *x = &r->access[i];
        const struct site_purpose *p = site_purpose(w->site, x->purpose);
        rows[i] = (struct v_register_page_use){ .purpose = purpose_shown(w, x->purpose) };
        who_uses(w, x, &rows[i]);
        if (p)
            rows[i].basis = basis_shown(w, p->basis, p->n_basis);
        rows[i].reads = names_shown(w, r, x->read, x->n_read, W_catalog_register_all_fields);
        rows[i].writes = names_shown(w, r, x->write, x->n_write, W_catalog_register_wholly);
    }
    return rows;
}

/* ---- the pages ---- */

static str size_shown(struct web *w, const struct figure *f)
{
    return f->about ? say_one(w, W_catalog_register_size, "n", val_int(f->about))
                    : say_one(w, W_catalog_register_few, "n", val_int(FIGURE_FEW));
}

static void facts_part(struct web *w, const struct registry *r, const struct figure *figure,
                       struct v_register_page *v)
{
    struct v_facts_item *f = ARENA_ARRAY(w->a, struct v_facts_item, 6);
    const struct reg_field *key = register_field(r, r->key);

    f[v->facts_n++] = (struct v_facts_item){ say(w, W_catalog_register_entries), v->size };
    if (figure->about)
        f[v->facts_n++] = (struct v_facts_item){ say(w, W_catalog_register_fresh),
                                                 locale_date(w->a, wording_locale(w->page.words),
                                                             figure->fresh, DATE_LONG) };
    if (key)
        f[v->facts_n++] =
            (struct v_facts_item){ say(w, W_catalog_register_key), text_shown(w, key->label) };
    f[v->facts_n++] =
        (struct v_facts_item){ say(w, W_catalog_register_kept), kept_shown(w, r, &r->retention) };
    f[v->facts_n++] = (struct v_facts_item){ say(w, W_catalog_register_protection),
                                             say(w, register_sealed(r) ? W_catalog_register_sealed
                                                                       : W_catalog_register_open) };
    v->facts = f;
}

static void relations_part(struct web *w, const struct registry *r, struct v_register_page *v)
{
    struct v_register_page_relation *rows =
        ARENA_ARRAY(w->a, struct v_register_page_relation, r->n_relations + 1);
    str *rules = ARENA_ARRAY(w->a, str, r->n_constraints + 1);

    for (size_t i = 0; i < r->n_relations; i++)
        rows[i] = (struct v_register_page_relation){ .name = r->relations[i].name,
                                                     .label = text_shown(w, r->relations[i].label),
                                                     .purpose = purpose_shown(
                                                         w, r->relations[i].purpose) };
    for (size_t i = 0; i < r->n_constraints; i++)
        rules[i] = text_shown(w, r->constraints[i].told);
    v->relations = rows;
    v->relations_n = r->n_relations;
    v->rules = rules;
    v->rules_n = r->n_constraints;
}

static str about_shown(struct web *w, int64_t about)
{
    return about ? say_one(w, W_quality_told_about, "n", val_int(about))
                 : say(w, W_quality_told_few);
}

static err quality_part(struct web *w, const struct registry *r, struct v_register_page *v)
{
    const struct quality_line *all;
    size_t n;

    TRY(quality_told(w, r, &all, &n));
    struct v_register_page_q *rows = ARENA_ARRAY(w->a, struct v_register_page_q, n + 1);
    for (size_t i = 0; i < n; i++) {
        enum word_id kind = str_eq(str_z(all[i].kind), S("missing"))  ? W_quality_kind_missing
                            : str_eq(str_z(all[i].kind), S("broken")) ? W_quality_kind_broken
                                                                      : W_quality_kind_stale;
        str share =
            all[i].share ? say_one(w, W_quality_told_share, "n", val_int(all[i].share)) : S("");
        rows[i] =
            (struct v_register_page_q){ kind, all[i].what, about_shown(w, all[i].about), share };
    }
    v->quality = rows;
    v->quality_n = n;
    return OK;
}

static void office_part(struct web *w, const struct registry *r, struct v_register_page *v)
{
    const struct office *o = site_office(w->site, r->owner);

    if (!o)
        return;
    v->has_office = true;
    v->office = (struct v_office_box){ .title = say(w, W_catalog_office),
                                       .name = text_shown(w, o->name),
                                       .telephone = o->telephone,
                                       .address = office_address(w->a, o),
                                       .href = web_url(w, "/offices/%.*s", STR_ARG(o->id)) };
    page_office_set(w, o);
}

static bool wants_linked_data(const struct web *w)
{
    static const str offers[] = { S_INIT("text/html"), S_INIT("application/json"),
                                  S_INIT("application/ld+json") };

    return accept_type(request_header(w->req, S("accept")), offers, LEN(offers)) == 2;
}

err show_register(struct web *w)
{
    const struct registry *r = site_register(w->site, web_param(w, "id"));
    struct page_link up = { say(w, W_catalog_registers_title), { S("/registers") } };
    struct figure figure;

    if (!r)
        return REFUSED(ERR_MISSING);
    if (wants_linked_data(w))
        return show_register_data(w);
    TRY(figure_of(w->db, r, &figure));
    struct v_register_page v = { .id = r->id,
                                 .title = text_shown(w, r->title),
                                 .text = text_shown(w, r->description),
                                 .size = size_shown(w, &figure),
                                 .columns = columns_of(w, r),
                                 .columns_n = r->n_fields,
                                 .uses = uses_of(w, r),
                                 .uses_n = r->n_access,
                                 .data = web_url(w, "/registers/%.*s/data", STR_ARG(r->id)) };
    facts_part(w, r, &figure, &v);
    relations_part(w, r, &v);
    TRY(quality_part(w, r, &v));
    office_part(w, r, &v);
    crumbs_set(w, &up, 1);
    return WEB_SHOW(w, register_page, &v, 200);
}

err show_registers(struct web *w)
{
    const struct site *s = w->site;
    struct v_registers v = { .data = { S("/registers.jsonld") } };
    struct v_registers_item *items = ARENA_ARRAY(w->a, struct v_registers_item, s->n_registers + 1);

    if (wants_linked_data(w))
        return show_registers_data(w);
    for (size_t i = 0; i < s->n_registers; i++) {
        const struct registry *r = s->registers[i];
        const struct office *o = site_office(s, r->owner);
        struct figure figure;
        TRY(figure_of(w->db, r, &figure));
        items[v.items_n++] =
            (struct v_registers_item){ .title = text_shown(w, r->title),
                                       .href = web_url(w, "/registers/%.*s", STR_ARG(r->id)),
                                       .text = text_shown(w, r->description),
                                       .owner = o ? text_shown(w, o->name) : S(""),
                                       .size = size_shown(w, &figure) };
    }
    v.items = items;
    crumbs_set(w, NULL, 0);
    return WEB_SHOW(w, registers, &v, 200);
}
