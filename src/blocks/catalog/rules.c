/* The rules of a service: its decision models, as they are applied. */
#include "blocks/case/ruling.h"
#include "blocks/catalog/own.h"
#include "dmn/diagram.h"
#include "text/locale.h"

/* One model being shown. */
struct model {
    struct web *w;
    const struct service *s;
    const struct service_decision *d;
    val elements;
};

/* The decisions of a service, from all its models. */
struct book {
    struct web *w;
    const struct service *s;
    VEC(struct v_rules_page_decision) decisions;
    VEC(struct v_rules_page_picture) pictures;
    VEC(struct v_rules_page_parameter) parameters;
};

/* ---- names and places ---- */

/* Fit for an id and a fragment. */
static str anchor(struct model *m, str name)
{
    str whole = str_fmt(m->w->a, "%.*s-%.*s", STR_ARG(m->d->id), STR_ARG(name));
    char *p = str_zdup(m->w->a, whole);

    for (char *c = p; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9')))
            *c = '-';
    return str_z(p);
}

static str element_anchor(struct model *m, val element)
{
    str id = val_get_text(element, S("id"));

    return anchor(m, id.n ? id : val_get_text(element, S("name")));
}

static bool is_kind(val element, const char *kind)
{
    return str_eq(val_get_text(element, S("kind")), str_z(kind));
}

/* `today` and `law` are given to every decision. */
static enum word_id given_title(str name)
{
    return str_eq(name, S("today")) ? W_catalog_rule_today
           : str_eq(name, S("law")) ? W_catalog_rule_law
                                    : W_NONE;
}

static enum word_id element_word(val element)
{
    if (is_kind(element, "input") && given_title(val_get_text(element, S("name"))) != W_NONE)
        return W_catalog_rule_kind_known;
    return is_kind(element, "decision")   ? W_catalog_rule_kind_decision
           : is_kind(element, "function") ? W_catalog_rule_kind_function
           : is_kind(element, "service")  ? W_catalog_rule_kind_service
                                          : W_catalog_rule_kind_input;
}

static str element_title(struct model *m, val element)
{
    return rule_title(m->w, m->s, m->d, val_get_text(element, S("id")),
                      val_get_text(element, S("title")), is_kind(element, "input"));
}

static val element_named(struct model *m, str name)
{
    for (size_t i = 0; i < val_count(m->elements); i++)
        if (str_eq(val_get_text(m->elements.l[i], S("name")), name))
            return m->elements.l[i];
    return val_null();
}

str rule_title(struct web *w, const struct service *s, const struct service_decision *d, str id,
               str name, bool asked)
{
    const struct form_field *f =
        asked && s->n_forms && s->forms[0].form ? form_field(s->forms[0].form, name) : NULL;
    str own = ruling_word(w, d->words, id, S("name"), STR_NULL);
    str label = f ? form_word(s->forms[0].form, NULL, f->id, S("label"), w->lang) : STR_NULL;
    bool computed = str_starts(label, S("=")) || str_has(label, S("{{"));

    if (asked && given_title(name) != W_NONE)
        return word0(w->page.words, given_title(name));
    return own.n ? own : label.n && !computed ? label : ruling_name(w, d->words, S(""), name);
}

/* ---- tables ---- */

static enum word_id hit_word(str hit, str aggregation)
{
    static const struct {
        const char *hit, *aggregation;
        enum word_id word;
    } t[] = { { "FIRST", "", W_catalog_hit_first },
              { "PRIORITY", "", W_catalog_hit_priority },
              { "ANY", "", W_catalog_hit_any },
              { "COLLECT", "SUM", W_catalog_hit_sum },
              { "COLLECT", "COUNT", W_catalog_hit_count },
              { "COLLECT", "MIN", W_catalog_hit_min },
              { "COLLECT", "MAX", W_catalog_hit_max },
              { "COLLECT", "", W_catalog_hit_collect },
              { "RULE ORDER", "", W_catalog_hit_rule_order },
              { "OUTPUT ORDER", "", W_catalog_hit_output_order } };

    FOR_EACH(t, c)
        if (str_eq(hit, str_z(c->hit)) &&
            (!*c->aggregation || str_eq(aggregation, str_z(c->aggregation))))
            return c->word;
    return W_catalog_hit_unique;
}

static void columns_add(struct model *m, val columns, const char *role, struct v_rule_table *t,
                        struct v_rule_table_column *out)
{
    for (size_t i = 0; i < val_count(columns); i++) {
        val c = columns.l[i];
        str id = val_get_text(c, S("id")), rest = val_get_text(c, S("default"));
        bool feel;
        out[t->columns_n++] = (struct v_rule_table_column){
            .id = id,
            .label = ruling_word(m->w, m->d->words, id, S("label"), val_get_text(c, S("label"))),
            .expression = val_get_text(c, S("expression")),
            .otherwise = rest.n ? ruling_cell(m->w, m->d->words, id, rest, &feel) : S(""),
            .role = str_z(role)
        };
    }
}

/* The names of annotations have no id: their words are those of the table. */
static void notes_add(struct model *m, val table, struct v_rule_table *t,
                      struct v_rule_table_column *out)
{
    val names = val_get(table, S("annotations"));

    for (size_t i = 0; i < val_count(names); i++) {
        str name = val_text(names.l[i]);
        str property = str_fmt(m->w->a, "annotations.%.*s", STR_ARG(name));
        out[t->columns_n++] = (struct v_rule_table_column){
            .id = name,
            .label = ruling_word(m->w, m->d->words, t->id, property,
                                 ruling_name(m->w, m->d->words, S(""), name)),
            .role = S("note")
        };
    }
}

/* Where a rule's cells stand below each other, "If Late" is told from "then Late". */
static str part_of(struct model *m, const struct v_rule_table_column *c)
{
    return word0(m->w->page.words,
                 str_eq(c->role, S("if")) ? W_catalog_rule_if : W_catalog_rule_then);
}

static struct v_rule_table_cell value_cell(struct model *m, const struct v_rule_table_column *c,
                                           str feel)
{
    struct v_rule_table_cell out = { .part = part_of(m, c), .label = c->label, .feel = feel };

    out.text = ruling_cell(m->w, m->d->words, c->id, feel, &out.code);
    out.any = !out.text.n;
    return out;
}

static struct v_rule_table_cell note_cell(struct model *m, const struct v_rule_table_column *c,
                                          str rule, str text)
{
    struct v_rule_table_cell out = { .label = c->label, .feel = text };

    if (!str_eq(text, S("-")))
        out.text = ruling_note(m->w, m->d->words, rule, c->id, text, &out.href);
    return out;
}

static void cells_fill(struct model *m, const struct v_rule_table *t, val rule,
                       struct v_rule_table_rule *out)
{
    val parts[] = { val_get(rule, S("conditions")), val_get(rule, S("outputs")),
                    val_get(rule, S("annotations")) };
    size_t ends[] = { (size_t)t->conditions, (size_t)(t->conditions + t->results), t->columns_n };
    struct v_rule_table_cell *v = ARENA_ARRAY(m->w->a, struct v_rule_table_cell, t->columns_n + 1);

    for (size_t part = 0, at = 0; part < LEN(parts); part++)
        for (size_t i = 0; at < ends[part]; i++, at++) {
            str text = val_text(val_at(parts[part], i));
            v[at] = part == 2 ? note_cell(m, &t->columns[at], out->id, text)
                              : value_cell(m, &t->columns[at], text);
        }
    out->cells = v;
    out->cells_n = t->columns_n;
}

static void rules_fill(struct model *m, val table, struct v_rule_table *t)
{
    val rules = val_get(table, S("rules"));
    struct v_rule_table_rule *v =
        ARENA_ARRAY(m->w->a, struct v_rule_table_rule, val_count(rules) + 1);

    for (size_t i = 0; i < val_count(rules); i++) {
        str id = val_get_text(rules.l[i], S("id"));
        str place = str_fmt(m->w->a, "%.*s-%zu", STR_ARG(t->id), i + 1);
        v[i] = (struct v_rule_table_rule){ .n = (int64_t)i + 1,
                                           .id = id,
                                           .anchor = anchor(m, id.n ? id : place) };
        cells_fill(m, t, rules.l[i], &v[i]);
    }
    t->rules = v;
    t->rules_n = val_count(rules);
}

static struct v_rule_table table_shown(struct model *m, str caption, val table)
{
    struct v_rule_table t = { .id = val_get_text(table, S("id")),
                              .caption = caption,
                              .hit_policy = val_get_text(table, S("hit_policy")),
                              .aggregation = val_get_text(table, S("aggregation")) };
    val in = val_get(table, S("inputs")), out = val_get(table, S("outputs"));
    size_t notes = val_count(val_get(table, S("annotations")));

    t.hit = hit_word(t.hit_policy, t.aggregation);
    t.conditions = (int64_t)val_count(in);
    t.results = (int64_t)val_count(out);
    t.notes = (int64_t)notes;
    struct v_rule_table_column *columns = ARENA_ARRAY(m->w->a, struct v_rule_table_column,
                                                      val_count(in) + val_count(out) + notes + 1);
    columns_add(m, in, "if", &t, columns);
    columns_add(m, out, "then", &t, columns);
    notes_add(m, table, &t, columns);
    t.columns = columns;
    rules_fill(m, table, &t);
    return t;
}

static void tables_fill(struct model *m, val element, struct v_rules_page_decision *d)
{
    val tables = val_get(element, S("tables"));
    struct v_rule_table *v = ARENA_ARRAY(m->w->a, struct v_rule_table, val_count(tables) + 1);
    bool alone = !d->expression.n && !d->entries_n;

    for (size_t i = 0; i < val_count(tables); i++) {
        str caption = alone ? d->title
                            : str_fmt(m->w->a, "%.*s: %.*s", STR_ARG(d->title),
                                      STR_ARG(val_get_text(tables.l[i], S("id"))));
        v[i] = table_shown(m, caption, tables.l[i]);
        v[i].named = !alone;
    }
    d->tables = v;
    d->tables_n = val_count(tables);
}

/* ---- decisions ---- */

static struct v_rules_page_need need_of(struct model *m, str name)
{
    val e = element_named(m, name);
    struct v_rules_page_need need = { .name = name,
                                      .kind = element_word(e),
                                      .title = element_title(m, e) };

    if (val_is_null(e))
        need.title = ruling_name(m->w, m->d->words, S(""), name);
    else if (!is_kind(e, "input"))
        need.href = url_fragment(m->w->a, (url){ S("") }, element_anchor(m, e));
    return need;
}

/* Of a decision service: the decisions that it gives, then what it is asked with. */
static void needs_fill(struct model *m, val element, struct v_rules_page_decision *d)
{
    val parts[] = { val_get(element, S("outputs")), val_get(element, S("inputs")),
                    val_get(element, S("requires")) };
    VEC(struct v_rules_page_need) v = { 0 };

    FOR_EACH(parts, part)
        for (size_t i = 0; i < val_count(*part); i++)
            *vec_push(&v, m->w->a) = need_of(m, val_text(part->l[i]));
    d->needs = v.v;
    d->needs_n = v.n;
}

static void entries_fill(struct model *m, val element, struct v_rules_page_decision *d)
{
    val entries = val_get(element, S("entries"));
    struct v_rules_page_entry *v =
        ARENA_ARRAY(m->w->a, struct v_rules_page_entry, val_count(entries) + 1);

    for (size_t i = 0; i < val_count(entries); i++)
        v[i] = (struct v_rules_page_entry){ val_get_text(entries.l[i], S("name")),
                                            val_get_text(entries.l[i], S("expression")) };
    d->entries = v;
    d->entries_n = val_count(entries);
}

static str names_joined(struct web *w, val names)
{
    str *v = ARENA_ARRAY(w->a, str, val_count(names) + 1);

    for (size_t i = 0; i < val_count(names); i++)
        v[i] = val_text(names.l[i]);
    return str_join(w->a, v, val_count(names), S(", "));
}

static void decision_add(struct book *b, struct model *m, val element)
{
    str id = val_get_text(element, S("id")), name = val_get_text(element, S("title"));
    str path[] = { m->s->id, S("rules"), id.n ? id : name };
    struct v_rules_page_decision d = { .id = id,
                                       .name = val_get_text(element, S("name")),
                                       .model = m->d->id,
                                       .anchor = element_anchor(m, element),
                                       .kind = element_word(element),
                                       .title = element_title(m, element),
                                       .text = ruling_word(m->w, m->d->words, id, S("description"),
                                                           val_get_text(element, S("description"))),
                                       .expression = val_get_text(element, S("expression")),
                                       .parameters =
                                           names_joined(m->w, val_get(element, S("parameters"))) };

    if (is_kind(element, "decision") || is_kind(element, "service"))
        d.try = url_path(m->w->a, S("/services"), path, LEN(path));
    needs_fill(m, element, &d);
    entries_fill(m, element, &d);
    tables_fill(m, element, &d);
    *vec_push(&b->decisions, b->w->a) = d;
}

/* ---- the picture ---- */

static str label_drawn(void *user, str id, str name)
{
    struct model *m = user;

    for (size_t i = 0; i < val_count(m->elements); i++)
        if (str_eq(val_get_text(m->elements.l[i], S("id")), id))
            return element_title(m, m->elements.l[i]);
    return ruling_name(m->w, m->d->words, id, name);
}

/* None where a model is too large for one, or empty: the list says it all. */
static void picture_add(struct book *b, struct model *m)
{
    struct web *w = b->w;
    str file = str_cat(w->a, m->d->id, S(".dmn"));
    struct val_entry arg = { S("model"), val_str(file) };
    struct v_rules_page_picture p = { .model = m->d->id };
    buf svg;

    p.title = page_word_str(&w->page, W_catalog_rules_picture, &arg, 1);
    struct dmn_picture o = { .title = p.title,
                             .desc = word0(w->page.words, W_catalog_rules_picture_caption),
                             .id = str_fmt(w->a, "graph-%zu", b->pictures.n + 1),
                             .label = label_drawn,
                             .user = m };
    buf_init(&svg, w->a, 16 * KIB);
    if (failed(dmn_svg(&svg, w->a, m->d->dmn, &o)))
        return;
    p.drawing = html_trusted(buf_str(&svg));
    *vec_push(&b->pictures, w->a) = p;
}

/* ---- what the law sets ---- */

static void parameter_add(struct book *b, const struct law_param *p)
{
    struct web *w = b->w;
    const struct law_value *used = NULL;
    struct v_rules_page_parameter row = { .name = p->name, .title = text_shown(w, p->title) };
    val v;

    if (failed(law_parameter(w->site, p->name, w->today, &v, &used)))
        return;
    bool money = currency_decimals(p->unit) >= 0 && val_is_number(v);
    row.value = money ? money_shown(w, v, p->unit) : ruling_value(w, NULL, S(""), v);
    if (used && used->source.n) {
        str clause = ruling_clause(w, used->source, &row.href);
        row.source = clause.n ? clause : used->source;
    }
    *vec_push(&b->parameters, w->a) = row;
}

/* Rates and limits that a model reads by name: "law.late_days". */
static void law_part(struct book *b)
{
    const struct site *site = b->w->site;
    map read = { 0 };

    for (size_t d = 0; d < b->s->n_decisions; d++) {
        size_t n = 0;
        const struct dmn *m = b->s->decisions[d].dmn;
        const struct dmn_path *p = m ? dmn_paths(m, b->w->a, S("law"), &n) : NULL;
        for (size_t i = 0; i < n; i++)
            map_put(&read, b->w->a, p[i].name, b);
    }
    for (size_t i = 0; i < site->n_laws; i++)
        for (size_t k = 0; k < site->laws[i]->n_params; k++)
            if (map_get(&read, site->laws[i]->params[k].name))
                parameter_add(b, &site->laws[i]->params[k]);
}

/* ---- the page ---- */

static void files_part(struct book *b, struct v_rules_page *v)
{
    const struct service *s = b->s;
    struct v_rules_page_file *f = ARENA_ARRAY(b->w->a, struct v_rules_page_file, s->n_decisions);

    for (size_t i = 0; i < s->n_decisions; i++) {
        str name = str_cat(b->w->a, s->decisions[i].id, S(".dmn"));
        str path[] = { s->id, S("rules"), name };
        f[i] =
            (struct v_rules_page_file){ name, url_path(b->w->a, S("/services"), path, LEN(path)) };
    }
    v->files = f;
    v->files_n = s->n_decisions;
}

const struct service *rules_service(struct web *w)
{
    const struct service *s = site_service(w->site, web_param(w, "id"));

    return s && !s->broken && s->n_decisions ? s : NULL;
}

static void models_part(struct book *b)
{
    for (size_t i = 0; i < b->s->n_decisions; i++) {
        struct model m = { .w = b->w, .s = b->s, .d = &b->s->decisions[i] };
        if (!m.d->dmn)
            continue;
        m.elements = val_get(dmn_describe(m.d->dmn, b->w->a), S("elements"));
        picture_add(b, &m);
        for (size_t k = 0; k < val_count(m.elements); k++)
            if (!is_kind(m.elements.l[k], "input"))
                decision_add(b, &m, m.elements.l[k]);
    }
}

html rules_shown(struct web *w, const struct service *s)
{
    struct book b = { .w = w, .s = s };
    struct page part = w->page;

    models_part(&b);
    for (size_t i = 0; i < b.decisions.n; i++)
        b.decisions.v[i].try = (url){ S("") };
    struct v_rules_body v = { .decisions = b.decisions.v, .decisions_n = b.decisions.n };
    buf_init(&part.out, w->a, 16 * KIB);
    v_rules_body_html(&part, &v);
    return html_trusted(buf_str(&part.out));
}

err show_rules(struct web *w)
{
    struct book b = { .w = w, .s = rules_service(w) };
    struct v_rules_page v = { 0 };

    if (!b.s)
        return REFUSED(ERR_MISSING);
    v.id = b.s->id;
    v.service = text_shown(w, b.s->title);
    struct val_entry arg = { S("service"), val_str(v.service) };
    v.title = page_word_str(&w->page, W_catalog_rules_title, &arg, 1);
    v.back = web_url(w, "/services/%.*s", STR_ARG(b.s->id));
    models_part(&b);
    law_part(&b);
    files_part(&b, &v);
    v.decisions = b.decisions.v;
    v.decisions_n = b.decisions.n;
    v.pictures = b.pictures.v;
    v.pictures_n = b.pictures.n;
    v.parameters = b.parameters.v;
    v.parameters_n = b.parameters.n;
    w->page.nav_current = S("/services");
    page_office_set(w, site_office(w->site, b.s->office));
    TRY(WEB_SHOW(w, rules_page, &v, 200));
    if (v.parameters_n)
        w->reply.cache = CACHE_NEVER; /* they change with the day */
    return OK;
}
