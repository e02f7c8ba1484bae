/* The entries of other registers that name a person as who holds them, and an extract of one. */
#include "blocks/document/own.h"
#include "blocks/register/shown.h"
#include "views/document.h"

err extract_held_in(struct web *w)
{
    str asked = web_param(w, "entry");
    val_builder none = val_build(w->a);
    int64_t entry;

    w->in = val_done(&none);
    if (!asked.n)
        return OK;
    if (failed(str_to_i64(asked, &entry)))
        return REFUSED(ERR_MISSING);
    w->in = val_with(w->a, val_null(), S("entry"), val_int(entry));
    return OK;
}

/* What the register gives of an entry, in the words of the page. */
static void facts(struct web *w, const struct registry *r, val fields, struct v_held_row *x)
{
    struct register_words k = { w->a, w->db, w->site, w->page.words, w->lang };
    struct v_held_fact *out = ARENA_ARRAY(w->a, struct v_held_fact, r->n_fields + 1);

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        val v = val_get(fields, f->name);
        if (!register_extracts(r, f->name) || val_is_null(v))
            continue;
        out[x->facts_n++] =
            (struct v_held_fact){ .name = f->name,
                                      .label = site_text(w->site, f->label, w->lang),
                                      .value = register_value_shown(&k, f, v),
                                      .always = register_extract_always(r, f->name) };
    }
    x->facts = out;
    x->title = site_text(w->site, r->title, w->lang);
    x->paper = site_text(w->site, r->extract.title, w->lang);
    x->key = val_display(w->a, val_get(fields, r->key));
}

/* Opened by the ticket that the act gave: without its commit nothing is. */
static err held(struct web *w, struct v_held_row **out, size_t *n)
{
    val rows = val_get(w->out, S("rows"));
    size_t most = val_count(rows);
    struct data_key *want = ARENA_ARRAY(w->a, struct data_key, most + 1);
    struct data_key *keys = ARENA_ARRAY(w->a, struct data_key, most + 1);

    *out = ARENA_ARRAY(w->a, struct v_held_row, most + 1);
    *n = 0;
    for (size_t i = 0; i < most; i++)
        want[i] = (struct data_key){ .kind = SUBJECT_PERSON,
                                     .id = val_get_i64(val_at(rows, i), S("id"), 0) };
    if (most)
        TRY(web_keys(w, val_get_text(w->out, S("ticket")), want, most, keys));
    for (size_t i = 0; i < most; i++) {
        const struct registry *r =
            site_register(w->site, val_get_text(val_at(rows, i), S("registry")));
        struct record rec = { 0 };
        if (r)
            TRY(record_open(w->a, w->db, r, want[i].id, &keys[i], &rec));
        if (!rec.found)
            continue;
        (*out)[*n].id = rec.id;
        facts(w, r, rec.fields, &(*out)[(*n)++]);
    }
    return OK;
}

err show_held(struct web *w)
{
    struct v_held v = { .more = val_is_true(val_get(w->out, S("more"))) };
    struct v_held_row *rows;

    TRY(held(w, &rows, &v.rows_n));
    v.rows = rows;
    return WEB_SEND(w, "/account", held, &v, 200);
}

err show_held_one(struct web *w)
{
    struct v_held_row *rows;
    size_t n;

    TRY(held(w, &rows, &n));
    if (!n)
        return REFUSED(ERR_MISSING);
    struct v_held_one_fact *facts_of =
        ARENA_ARRAY(w->a, struct v_held_one_fact, rows[0].facts_n + 1);
    struct v_held_one_lang *langs =
        ARENA_ARRAY(w->a, struct v_held_one_lang, w->site->n_langs + 1);
    struct v_held_one v = { .id = rows[0].id, .key = rows[0].key, .paper = rows[0].paper };
    for (; v.facts_n < rows[0].facts_n; v.facts_n++) {
        const struct v_held_fact *x = &rows[0].facts[v.facts_n];
        facts_of[v.facts_n] =
            (struct v_held_one_fact){ x->name, x->label, x->value, x->always };
    }
    for (; v.langs_n < w->site->n_langs; v.langs_n++) {
        str code = w->site->langs[v.langs_n].code;
        langs[v.langs_n] = (struct v_held_one_lang){ code, w->site->langs[v.langs_n].name,
                                                     str_eq(code, w->lang) };
    }
    v.facts = facts_of;
    v.langs = langs;
    return WEB_SEND(w, "/account", held_one, &v, 200);
}
