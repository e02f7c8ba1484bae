/* A person takes an extract of their entry, or of a child's; an officer gives one. */
#include "blocks/document/own.h"
#include "blocks/register/change.h"
#include "blocks/register/shown.h"
#include "os/zone.h"
#include "text/name.h"
#include "views/document.h"

enum { EXTRACTS_MOST = 200 };

static err own_register(struct web *w, const struct registry **r)
{
    *r = NULL;
    if (w->who.person)
        TRY(record_registry(w->db, w->site, w->who.person, r));
    if (*r && !(*r)->extract.n_fields)
        *r = NULL;
    return OK;
}

static str labels(struct web *w, const struct registry *r, str names)
{
    str *all = ARENA_ARRAY(w->a, str, r ? r->n_fields + 1 : 1), one;
    size_t n = 0;

    while (r && str_next(&names, ' ', &one) && n < r->n_fields) {
        const struct reg_field *f = register_field(r, one);
        if (f)
            all[n++] = site_text(w->site, f->label, w->lang);
    }
    return str_join(w->a, all, n, S(", "));
}

/* Those of a relation whom they act for, by what its card shows of them. */
static err children(struct web *w, const struct registry *r, const struct v_extracts_child **out,
                    size_t *n)
{
    const struct reg_ward *x = &r->dispute.ward;
    struct related_card *all;
    size_t cards = 0;

    *n = 0;
    *out = NULL;
    if (!x->relation.n)
        return OK;
    TRY(web_own_keys(w));
    TRY(relations_shown(w->db, w->a, r, w->who.person, &w->person_key, x->relation, &all, &cards));
    struct v_extracts_child *v = ARENA_ARRAY(w->a, struct v_extracts_child, cards + 1);
    for (size_t i = 0; i < cards; i++) {
        val name = val_null();
        for (size_t k = 0; k < r->n_display && !name_is(name); k++)
            name = val_get(all[i].card, r->display[k]);
        if (name_is(name) && !register_of_age(x, all[i].card, w->today))
            v[(*n)++] =
                (struct v_extracts_child){ .id = all[i].id, .name = name_shown(w->a, name) };
    }
    *out = v;
    return OK;
}

static void row_state(struct web *w, str state, int64_t until, struct v_extracts_row *x)
{
    bool valid = str_eq(state, S("valid")), over = until && until < w->today.n;

    x->open = valid && !over;
    x->state = x->open ? W_document_extract_valid
               : valid ? W_document_extract_expired
                       : W_document_extract_revoked;
    x->colour = x->open ? S("green") : S("grey");
}

static err rows(struct web *w, struct v_extracts *v)
{
    struct q_extracts_of_account all;

    TRY(q_extracts_of_account(w->db, w->who.account, EXTRACTS_MOST, &all));
    struct v_extracts_row *out = ARENA_ARRAY(w->a, struct v_extracts_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct registry *x = site_register(w->site, all.v[i].registry);
        out[i] = (struct v_extracts_row){
            .number = all.v[i].number,
            .title = x ? site_text(w->site, x->extract.title, w->lang) : all.v[i].registry,
            .fields = labels(w, x, all.v[i].fields),
            .issued = zone_day(w->boot->zone, (instant){ all.v[i].issued }),
            .until = { (int32_t)all.v[i].until },
            .ready = all.v[i].pdf.p != NULL,
            .child = x == site_people(w->site) && all.v[i].record != w->who.person,
        };
        row_state(w, all.v[i].state, all.v[i].until, &out[i]);
    }
    v->rows = out;
    v->rows_n = all.n;
    return OK;
}

err show_extracts(struct web *w)
{
    struct v_extracts v = { 0 };
    const struct registry *r;

    TRY(own_register(w, &r));
    v.given = r != NULL;
    if (r)
        TRY(children(w, r, &v.children, &v.children_n));
    TRY(rows(w, &v));
    return WEB_SEND(w, "/account", extracts, &v, 200);
}

/* ---- choosing ---- */

struct choice {
    const struct registry *r;
    struct record rec; /* one's own; of a child's the page shows no value */
    int64_t child;
    str name;
};

static err chosen_for(struct web *w, str child, struct choice *c)
{
    const struct v_extracts_child *all = NULL;
    size_t n = 0;

    *c = (struct choice){ 0 };
    TRY(own_register(w, &c->r));
    if (!c->r)
        return REFUSED(ERR_MISSING);
    if (!child.n) {
        TRY(web_own_keys(w));
        return record_open(w->a, w->db, c->r, w->who.person, &w->person_key, &c->rec);
    }
    if (failed(str_to_i64(child, &c->child)))
        return REFUSED(ERR_MISSING);
    TRY(children(w, c->r, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].id == c->child)
            c->name = all[i].name;
    return c->name.n ? OK : REFUSED(ERR_MISSING);
}

static bool ticked(struct web *w, str field)
{
    return web_field(w, str_zdup(w->a, str_cat(w->a, S("f_"), field))).n > 0;
}

static void field_rows(struct web *w, const struct choice *c, struct v_extract_new *v)
{
    struct register_words k = { w->a, w->db, w->site, w->page.words, w->lang };
    struct v_extract_new_row *out = ARENA_ARRAY(w->a, struct v_extract_new_row, c->r->n_fields + 1);

    for (size_t i = 0; i < c->r->n_fields; i++) {
        const struct reg_field *f = &c->r->fields[i];
        val x = val_get(c->rec.fields, f->name);
        bool always = str_eq(f->name, c->r->key);
        if (!register_extracts(c->r, f->name) || (!c->child && val_is_null(x)))
            continue;
        out[v->rows_n++] =
            (struct v_extract_new_row){ .name = f->name,
                                        .label = site_text(w->site, f->label, w->lang),
                                        .value = register_value_shown(&k, f, x),
                                        .always = always,
                                        .on = always || ticked(w, f->name) };
    }
    v->rows = out;
}

static void languages(struct web *w, struct v_extract_new *v)
{
    struct v_extract_new_lang *out =
        ARENA_ARRAY(w->a, struct v_extract_new_lang, w->site->n_langs + 1);
    str asked = web_field(w, "lang");

    for (size_t i = 0; i < w->site->n_langs; i++) {
        str code = w->site->langs[i].code;
        out[v->langs_n++] = (struct v_extract_new_lang){
            .code = code,
            .name = w->site->langs[i].name,
            .on = str_eq(code, asked.n ? asked : w->lang),
        };
    }
    v->langs = out;
}

static err choice_page(struct web *w, bool sure, int status)
{
    struct choice c;
    struct v_extract_new v = { .sure = sure };
    str child = status == 200 && !sure ? web_query(w, "child") : web_field(w, "child");

    TRY(chosen_for(w, child, &c));
    v.title = site_text(w->site, c.r->extract.title, w->lang);
    v.name = c.name;
    v.child = c.child ? str_fmt(w->a, "%lld", (long long)c.child) : S("");
    v.until = (day){ day_add_months(w->today, c.r->extract.months).n +
                     (int32_t)c.r->extract.days };
    v.holder = web_field(w, "holder");
    str problem = web_refusal_of(w, "holder"), other = web_refusal_of(w, "fields");
    v.holder_error = problem.n ? problem : S("");
    v.fields_error = other.n ? other : S("");
    w->page.problem = problem.n || other.n;
    field_rows(w, &c, &v);
    languages(w, &v);
    return WEB_SEND(w, "/account", extract_new, &v, status);
}

err show_extract_new(struct web *w)
{
    return choice_page(w, false, 200);
}

/* The fields that were ticked, whatever the register gives of them. */
static str ticked_fields(struct web *w, const struct registry *r)
{
    str *all = ARENA_ARRAY(w->a, str, r->n_fields + 1);
    size_t n = 0;

    for (size_t i = 0; i < r->n_fields; i++)
        if (ticked(w, r->fields[i].name))
            all[n++] = r->fields[i].name;
    return str_join(w->a, all, n, S(" "));
}

/* First what will be on it is shown; said again with `sure`, it is issued. */
err extract_in(struct web *w)
{
    const struct registry *r;
    val_builder b = val_build(w->a);
    int64_t child, entry = 0;

    if (failed(str_to_i64(web_field(w, "entry"), &entry)))
        TRY(own_register(w, &r));
    else
        TRY(record_registry(w->db, w->site, entry, &r));
    if (!r)
        return REFUSED(ERR_MISSING);
    if (!entry && !web_field(w, "sure").n)
        return choice_page(w, true, 200);
    val_put(&b, S("fields"), val_str(ticked_fields(w, r)));
    if (!failed(str_to_i64(web_field(w, "child"), &child)))
        val_put(&b, S("child"), val_int(child));
    if (entry)
        val_put(&b, S("entry"), val_int(entry));
    if (web_field(w, "holder").n)
        val_put(&b, S("holder"), val_str(web_field(w, "holder")));
    if (web_field(w, "lang").n)
        val_put(&b, S("language"), val_str(web_field(w, "lang")));
    w->in = val_done(&b);
    w->act = "extract.issue";
    w->then = S("/account/entry/extracts");
    return OK;
}

err extract_again(struct web *w)
{
    if (w->status != 422 || web_field(w, "entry").n)
        return web_refused(w);
    return choice_page(w, false, 422);
}

/* ---- fetching ---- */

err extract_open_in(struct web *w)
{
    w->in = val_with(w->a, val_null(), S("number"), val_str(web_param(w, "number")));
    return OK;
}

err extract_end_in(struct web *w)
{
    w->then = S("/account/entry/extracts");
    return extract_open_in(w);
}

static err fetched(struct web *w, bool token, struct q_document *d, str *bytes)
{
    struct data_key want = { .kind = SUBJECT_PERSON }, key;
    sha256 name;

    *bytes = STR_NULL;
    TRY(q_document(w->db, val_get_i64(w->out, S("id"), 0), d));
    str stored = token ? d->token : d->pdf;
    if (!d->found || stored.n != sizeof name.b)
        return OK;
    want.id = d->record;
    TRY(web_keys(w, val_get_text(w->out, S("ticket")), &want, 1, &key));
    memcpy(name.b, stored.p, sizeof name.b);
    return file_get(w->a, w->boot->data, &key, &name, bytes);
}

static err send(struct web *w, bool token)
{
    struct q_document d;
    str bytes;

    TRY(fetched(w, token, &d, &bytes));
    if (!bytes.p)
        return document_verdict(w,
                                &(struct v_verdict){ .state = S("making"),
                                                     .title = W_document_not_ready_title,
                                                     .text = W_document_not_ready_text },
                                &d);
    TRY(web_bytes(w, 200, token ? S("application/dc+sd-jwt") : S("application/pdf"), bytes));
    w->reply.download =
        str_fmt(w->a, "%.*s.%s", STR_ARG(d.number), token ? "sd-jwt" : "pdf");
    w->reply.cache = CACHE_NEVER;
    return OK;
}

err send_extract(struct web *w)
{
    return send(w, false);
}

err send_token(struct web *w)
{
    return send(w, true);
}

/* ---- at the counter ---- */

err extract_counter_in(struct web *w)
{
    static const char *const texts[] = { "where", "key", "reason", "seen" };
    val_builder b = val_build(w->a);
    str registry, purpose;
    const struct registry *r = NULL;

    FOR_EACH(texts, t)
        if (web_field(w, *t).n)
            val_put(&b, str_z(*t), val_str(web_field(w, *t)));
    if (str_cut(web_field(w, "where"), ' ', &registry, &purpose))
        r = site_register(w->site, registry);
    if (r)
        val_put(&b, S("fields"), val_str(ticked_fields(w, r)));
    w->in = val_done(&b);
    return OK;
}

err to_extract(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/desk/extracts/%.*s",
                                   STR_ARG(val_get_text(w->out, S("number")))));
}

err extract_counter_again(struct web *w)
{
    return web_refused(w);
}

err show_extract_given(struct web *w)
{
    struct q_document_find hit;
    struct q_document d = { 0 };

    TRY(q_document_find(w->db, web_param(w, "number"), &hit));
    if (hit.found)
        TRY(q_document(w->db, hit.id, &d));
    if (!d.found || !d.registry.n || d.given_by != w->who.account ||
        zone_day(w->boot->zone, (instant){ d.issued }).n != w->today.n)
        return REFUSED(ERR_MISSING);
    struct v_extract_given v = { .number = d.number,
                                 .title = document_called(w->site, &d, w->lang),
                                 .fields = labels(w, site_register(w->site, d.registry), d.fields),
                                 .until = { (int32_t)d.until },
                                 .ready = d.pdf.p != NULL };
    return WEB_SEND(w, "/desk", extract_given, &v, 200);
}
