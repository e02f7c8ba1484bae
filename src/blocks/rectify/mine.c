/* One's own entry: each value, what stood there before, who was told of corrections; and saying
 * that one is wrong. */
#include "blocks/case/case.h"
#include "blocks/consent/consent.h"
#include "blocks/rectify/own.h"
#include "blocks/register/shown.h"
#include "text/name.h"

enum { TOLD_MOST = 100 };

static err opened(struct web *w, const struct registry **r, struct record *rec)
{
    *r = NULL;
    *rec = (struct record){ 0 };
    if (!w->who.person)
        return OK;
    TRY(record_registry(w->db, w->site, w->who.person, r));
    if (!*r)
        return OK;
    TRY(web_own_keys(w));
    return record_open(w->a, w->db, *r, w->who.person, &w->person_key, rec);
}

str disputed_in(const struct disputed *d, size_t n, str field)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(d[i].field, field))
            return d[i].case_number;
    return S("");
}

static err rows(struct web *w, const struct registry *r, const struct record *rec,
                struct v_own_entry *v)
{
    struct v_own_entry_row *out = ARENA_ARRAY(w->a, struct v_own_entry_row, r->n_fields + 1);
    const struct disputed *d;
    size_t n;

    TRY(record_disputed(w->db, w->a, rec->id, &d, &n));
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        val value = val_get(rec->fields, f->name), since = val_get(rec->since, f->name);
        if (val_is_null(value) || f->sensitivity == SENS_SECRET)
            continue;
        str number = disputed_in(d, n, f->name);
        bool dispute = !number.n && record_disputable(w->site, r, f->name);
        out[v->rows_n++] =
            (struct v_own_entry_row){ .label = site_text(w->site, f->label, w->lang),
                                      .value = value_shown(w, f, value),
                                      .has_since = since.tag == V_DATE,
                                      .since = { since.m },
                                      .source = source_shown(w, val_get_text(rec->source, f->name)),
                                      .disputed = number,
                                      .dispute = dispute,
                                      .field = f->name };
    }
    v->rows = out;
    return OK;
}

/* Those whose entries they may dispute, too: by what the relation shows of them. */
static err wards(struct web *w, const struct registry *r, int64_t person, struct v_own_entry *v)
{
    const struct reg_ward *x = &r->dispute.ward;
    struct related_card *all;
    size_t n;

    if (!x->relation.n)
        return OK;
    TRY(relations_shown(w->db, w->a, r, person, &w->person_key, x->relation, &all, &n));
    struct v_own_entry_child *out = ARENA_ARRAY(w->a, struct v_own_entry_child, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (register_of_age(x, all[i].card, w->today))
            continue;
        val name = val_null();
        for (size_t k = 0; k < r->n_display && !name_is(name); k++)
            name = val_get(all[i].card, r->display[k]);
        if (name_is(name))
            out[v->children_n++] =
                (struct v_own_entry_child){ .id = all[i].id, .name = name_shown(w->a, name) };
    }
    v->children = out;
    return OK;
}

/* The choice of fields for their entries. */
static void choices(struct web *w, const struct registry *r, struct v_own_entry *v)
{
    struct v_own_entry_choice *out = ARENA_ARRAY(w->a, struct v_own_entry_choice, r->n_fields + 1);

    for (size_t i = 0; i < r->n_fields; i++)
        if (record_disputable(w->site, r, r->fields[i].name))
            out[v->choices_n++] =
                (struct v_own_entry_choice){ r->fields[i].name,
                                             site_text(w->site, r->fields[i].label, w->lang) };
    v->choices = out;
}

static err told(struct web *w, int64_t record, struct v_own_entry *v)
{
    struct q_notices_of_record all;

    TRY(q_notices_of_record(w->db, record, TOLD_MOST, &all));
    struct v_own_entry_told *out = ARENA_ARRAY(w->a, struct v_own_entry_told, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        bool open = str_eq(all.v[i].state, S("open"));
        out[i] = (struct v_own_entry_told){ .who = told_shown(w, all.v[i].office, all.v[i].partner),
                                            .fields =
                                                fields_shown(w, all.v[i].registry, all.v[i].fields),
                                            .cases = all.v[i].cases,
                                            .at = { all.v[i].at },
                                            .number = all.v[i].case_number,
                                            .state = open ? W_rectify_state_open
                                                     : str_eq(all.v[i].effect, S("again"))
                                                         ? W_rectify_effect_again
                                                         : W_rectify_effect_none,
                                            .colour = open ? S("blue") : S("green") };
    }
    v->told = out;
    v->told_n = all.n;
    return OK;
}

err show_own_entry(struct web *w)
{
    struct v_own_entry v = { 0 };
    const struct registry *r;
    struct record rec;

    TRY(opened(w, &r, &rec));
    v.reg = r ? site_text(w->site, r->title, w->lang) : S("");
    v.linked = rec.found;
    if (rec.found) {
        TRY(rows(w, r, &rec, &v));
        TRY(told(w, rec.id, &v));
        TRY(wards(w, r, rec.id, &v));
        choices(w, r, &v);
    }
    return WEB_SEND(w, "/account", own_entry, &v, 200);
}

err show_own_history(struct web *w)
{
    struct v_own_history v = { 0 };
    struct state_asked asked;
    const struct registry *r;
    struct record rec;
    const struct record_step *all;
    size_t n;

    TRY(opened(w, &r, &rec));
    if (!rec.found)
        return web_redirect(w, S("/account/entry"));
    bool *fields = ARENA_ARRAY(w->a, bool, r->n_fields + 1);
    for (size_t i = 0; i < r->n_fields; i++)
        fields[i] = r->fields[i].sensitivity != SENS_SECRET;
    struct history_sight s = { r, fields, register_unseals_own(r, rec.fields, w->today) };
    TRY(record_history(w->a, w->db, r, rec.id, &w->person_key, &all, &n));
    v.reg = site_text(w->site, r->title, w->lang);
    TRY(history_steps(w, &s, all, n, &v.steps, &v.steps_n, &v.hidden));
    state_ask(w, web_url(w, "/account/entry/history"), &asked, &v.form);
    v.asked = asked.any;
    TRY(state_shown(w, &s, rec.id, &w->person_key, &asked, &v.state));
    return WEB_SEND(w, "/account", own_history, &v, 200);
}

/* ---- this is wrong ---- */

err dispute_prepare(struct web *w)
{
    str field = web_field(w, "field");

    w->in = val_with(w->a, val_null(), S("field"), val_str(field.p ? field : S("")));
    int64_t child;
    if (!failed(str_to_i64(web_field(w, "child"), &child)))
        w->in = val_with(w->a, w->in, S("child"), val_int(child));
    return OK;
}

err to_dispute(struct web *w)
{
    return web_redirect(w,
                        str_fmt(w->a, "/drafts/%.*s", STR_ARG(val_get_text(w->out, S("draft")))));
}

/* The entry of somebody of whom they are what the relation says, and who is not of age: its key is
 * what the register's service finds it by. */
static err ward_key(act *a, const struct registry *r, int64_t child, val *out)
{
    struct record rec;
    int64_t look;

    TRY(register_ward(a, r, a->who.person, child, &rec));
    if (!rec.found)
        return refuse_with(a, W_rectify_child_unknown, NULL, val_null(), 404);
    *out = val_get(rec.fields, r->key);
    return trace_add(a,
                     &(struct trace){ .person = child,
                                      .kind = "record",
                                      .what = r->id,
                                      .fields = r->key,
                                      .case_number = S(""),
                                      .office = r->owner,
                                      .purpose = register_field(r, r->key)->purpose,
                                      .reason = S("") },
                     &look);
}

/* What is known when it is about the entry of that record. */
static err dispute_known(act *a, const struct registry *r, str field, int64_t child, val *out)
{
    val_builder none = val_build(a->a);
    val known = r->dispute.answers.tag == V_CONTEXT ? r->dispute.answers : val_done(&none), key;
    val more = r->dispute.ward.answers;

    *out = val_with(a->a, known, r->dispute.question, val_str(field));
    if (!child)
        return OK;
    TRY(ward_key(a, r, child, &key));
    for (size_t i = 0; i < val_count(more); i++)
        *out = val_with(a->a, *out, more.c->e[i].key, more.c->e[i].value);
    *out = val_with(a->a, *out, r->dispute.ward.question, key);
    return OK;
}

/* A draft of the service in which the owner of the register looks into it, with the field said. */
err act_dispute_begin(act *a, val in, val *out)
{
    str field = val_get_text(in, S("field"));
    int64_t child = val_get_i64(in, S("child"), 0);
    const struct registry *r = NULL;
    const struct disputed *d;
    size_t n;
    val known;

    if (a->who.person)
        TRY(record_registry(a->db, a->site, a->who.person, &r));
    if (!r || !record_disputable(a->site, r, field))
        return refuse_with(a, W_rectify_field_unknown, NULL, val_null(), 404);
    TRY(dispute_known(a, r, field, child, &known));
    TRY(record_disputed(a->db, a->a, child ? child : a->who.person, &d, &n));
    str number = disputed_in(d, n, field);
    if (number.n)
        return refuse_with(a, W_rectify_running, NULL,
                           val_with(a->a, val_null(), S("number"), val_str(number)), 409);
    return case_begin(a, r->dispute.service, known, out);
}
