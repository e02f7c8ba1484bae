/* An officer opens one entry of a register: the form, and the page of what was found. */
#include "act/one_form.h"
#include "blocks/identity/identity.h"
#include "blocks/rectify/entry.h"
#include "blocks/register/right.h"
#include "os/zone.h"
#include "text/name.h"

enum { CHOICES_MOST = 100, FACTS_MOST = 60 };

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

/* ---- what pages of entries share ---- */

const bool *entry_sight(struct web *w, const struct registry *r, str purpose)
{
    bool *may = ARENA_ARRAY(w->a, bool, r->n_fields + 1);
    str rest = entry_readable(w->a, r, &w->who, purpose), one;

    for (size_t i = 0; i < r->n_fields; i++)
        may[i] = false;
    while (str_next(&rest, ' ', &one))
        for (size_t i = 0; i < r->n_fields; i++)
            may[i] |= one.n && str_eq(r->fields[i].name, one);
    return may;
}

str entry_called(struct web *w, const struct registry *r, const bool *may, val fields)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (may[i] && name_is(val_get(fields, r->fields[i].name)))
            return name_shown(w->a, val_get(fields, r->fields[i].name));
    return S("");
}

err entry_disputes(struct web *w, const struct registry *r, int64_t record,
                   const struct v_entry_disputed_d **out, size_t *n)
{
    const struct disputed *d;

    TRY(record_disputed(w->db, w->a, record, &d, n));
    struct v_entry_disputed_d *v = ARENA_ARRAY(w->a, struct v_entry_disputed_d, *n + 1);
    for (size_t i = 0; i < *n; i++)
        v[i] = (struct v_entry_disputed_d){ fields_shown(w, r->id, d[i].field), d[i].case_number,
                                            d[i].since };
    *out = v;
    return OK;
}

/* ---- the form ---- */

/* Registers and purposes for which the officer may look, one choice each. */
static size_t choices(struct web *w, struct field_option *out)
{
    str chosen = web_field(w, "where");
    size_t n = 0;

    for (size_t i = 0; i < w->site->n_registers; i++)
        for (size_t p = 0; p < w->site->n_purposes && n < CHOICES_MOST; p++) {
            const struct registry *r = w->site->registers[i];
            const struct site_purpose *x = &w->site->purposes[p];
            if (!entry_may_look(r, &w->who, x->id))
                continue;
            val args = val_with(w->a, val_null(), S("register"),
                                val_str(site_text(w->site, r->title, w->lang)));
            args = val_with(w->a, args, S("purpose"),
                            val_str(site_text(w->site, x->title, w->lang)));
            str value = str_fmt(w->a, "%.*s %.*s", STR_ARG(r->id), STR_ARG(x->id));
            out[n++] = (struct field_option){
                .value = value,
                .label = word(w->a, w->page.words, W_register_search_choice, args),
                .chosen = str_eq(value, chosen)
            };
        }
    return n;
}

static err form_page(struct web *w, int status)
{
    struct field_option offered[CHOICES_MOST];
    size_t n = choices(w, offered);
    struct field_view f[] = {
        { .kind = FIELD_SELECT,
          .name = S("where"),
          .label = say(w, W_register_search_where_label),
          .options = offered,
          .options_n = n },
        { .kind = FIELD_TEXT,
          .name = S("key"),
          .label = say(w, W_rectify_look_key),
          .hint = say(w, W_rectify_look_key_hint),
          .autocomplete = S("off"),
          .spellcheck_off = true },
        { .kind = FIELD_DATE,
          .name = S("on"),
          .label = say(w, W_rectify_state_on),
          .hint = say(w, W_rectify_look_on_hint),
          .optional = true },
        { .kind = FIELD_DATE,
          .name = S("known"),
          .label = say(w, W_rectify_state_known),
          .hint = say(w, W_rectify_look_known_hint),
          .optional = true },
        { .kind = FIELD_TEXT,
          .name = S("reason"),
          .label = say(w, W_register_search_reason),
          .hint = say(w, W_register_search_reason_hint) },
    };
    struct one_form form = { .title = say(w, W_rectify_look_title),
                             .lead = say(w, W_rectify_look_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_rectify_look_button),
                             .action = S("/desk/entries"),
                             .back = { S("/desk") } };

    if (!n)
        return web_error(w, 403);
    w->page.nav_current = S("/desk");
    return web_one_form(w, &form, status);
}

err show_entry_form(struct web *w)
{
    return form_page(w, 200);
}

err entry_again(struct web *w)
{
    return w->status == 422 ? form_page(w, 422) : web_refused(w);
}

err entry_in(struct web *w)
{
    static const char *const texts[] = { "where", "key", "reason" }, *const days[] = { "on",
                                                                                     "known" };
    val_builder b = val_build(w->a);

    FOR_EACH(texts, t)
        if (web_field(w, *t).n)
            val_put(&b, str_z(*t), val_str(web_field(w, *t)));
    FOR_EACH(days, t) {
        val d = posted_date(w, *t);
        if (!val_is_null(d))
            val_put(&b, str_z(*t), d);
    }
    w->in = val_done(&b);
    return OK;
}

/* ---- the page ---- */

struct entry_page {
    struct web *w;
    const struct registry *r;
    str purpose, reason;
    const bool *may;
    int64_t id;
    const struct data_key *key; /* null: an open register */
};

static str where_of(struct entry_page *k, const struct registry *x)
{
    return entry_may_look(x, &k->w->who, k->purpose)
               ? str_fmt(k->w->a, "%.*s %.*s", STR_ARG(x->id), STR_ARG(k->purpose))
               : S("");
}

/* Names stand on the cards that lie with the entry; who is protected has none. */
static err people_of(struct entry_page *k, val rel, struct v_desk_entry_rel *out)
{
    struct web *w = k->w;
    val ids = val_get(rel, S("ids"));
    struct v_desk_entry_one *v = ARENA_ARRAY(w->a, struct v_desk_entry_one, val_count(ids) + 1);
    struct related_card *cards;
    size_t n;

    TRY(relations_shown(w->db, w->a, k->r, k->id, k->key, val_get_text(rel, S("name")), &cards,
                        &n));
    for (size_t i = 0; i < val_count(ids); i++) {
        int64_t id = val_get_i64(val_at(ids, i), S("id"), 0);
        str name = S("");
        for (size_t c = 0; c < n; c++)
            for (uint32_t f = 0; cards[c].id == id && cards[c].card.tag == V_CONTEXT &&
                                 f < cards[c].card.c->n && !name.n;
                 f++)
                if (name_is(cards[c].card.c->e[f].value))
                    name = name_shown(w->a, cards[c].card.c->e[f].value);
        v[i] = (struct v_desk_entry_one){ .name = name.n ? name : say(w, W_rectify_look_unnamed),
                                          .has_since = true,
                                          .since = { (int32_t)val_get_i64(val_at(ids, i),
                                                                          S("from"), 0) } };
    }
    out->people = v;
    out->people_n = val_count(ids);
    return OK;
}

static err related(struct entry_page *k, struct v_desk_entry *v)
{
    struct web *w = k->w;
    val list = val_get(w->out, S("related"));
    struct v_desk_entry_rel *out = ARENA_ARRAY(w->a, struct v_desk_entry_rel, val_count(list) + 1);

    for (size_t i = 0; i < val_count(list); i++) {
        val one = val_at(list, i);
        const struct reg_relation *rel =
            register_relation(k->r, val_get_text(one, S("name")));
        if (!rel)
            continue;
        struct v_desk_entry_rel *x = &out[v->related_n++];
        *x = (struct v_desk_entry_rel){ .label = site_text(w->site, rel->label, w->lang) };
        TRY(people_of(k, one, x));
    }
    v->related = out;
    return OK;
}

/* What the entry itself names: entries of other registers that the officer may open. */
static void refers(struct entry_page *k, val fields, struct v_desk_entry *v)
{
    struct web *w = k->w;
    struct v_desk_entry_to *out = ARENA_ARRAY(w->a, struct v_desk_entry_to, k->r->n_fields + 1);

    for (size_t i = 0; i < k->r->n_fields; i++) {
        const struct reg_field *f = &k->r->fields[i];
        const struct registry *x = f->refers.n ? site_register(w->site, f->refers) : NULL;
        str key = val_get_text(fields, f->name);
        if (!x || !key.n || !k->may[i] || !where_of(k, x).n)
            continue;
        out[v->refers_n++] =
            (struct v_desk_entry_to){ .label = site_text(w->site, f->label, w->lang),
                                      .reg = site_text(w->site, x->title, w->lang),
                                      .key = key,
                                      .where = where_of(k, x),
                                      .reason = k->reason };
    }
    v->refers = out;
}

/* Fields that a second person has to allow. */
static void closed(struct entry_page *k, struct v_desk_entry *v)
{
    struct web *w = k->w;
    struct v_desk_entry_shut *out = ARENA_ARRAY(w->a, struct v_desk_entry_shut, k->r->n_fields + 1);

    for (size_t i = 0; i < k->r->n_fields; i++) {
        const struct reg_field *f = &k->r->fields[i];
        if (f->sensitivity != SENS_SECRET ||
            !register_who_may(k->r, &w->who, k->purpose, REG_READ, f->name))
            continue;
        out[v->closed_n++] =
            (struct v_desk_entry_shut){ .label = site_text(w->site, f->label, w->lang),
                                        .name = f->name,
                                        .where = where_of(k, k->r),
                                        .reason = k->reason };
    }
    v->closed = out;
}

/* Fields of which the officer may give the person an extract, beside the key. */
static void extracts(struct entry_page *k, struct v_desk_entry *v)
{
    struct web *w = k->w;
    struct v_desk_entry_choice *out =
        ARENA_ARRAY(w->a, struct v_desk_entry_choice, k->r->n_fields + 1);

    for (size_t i = 0; i < k->r->n_fields; i++) {
        const struct reg_field *f = &k->r->fields[i];
        if (k->may[i] && !k->r->extract.n_holder && register_extracts(k->r, f->name) &&
            !register_extract_always(k->r, f->name))
            out[v->extract_n++] = (struct v_desk_entry_choice){
                f->name, site_text(w->site, f->label, w->lang)
            };
    }
    v->extract = out;
    v->at_counter = where_of(k, k->r);
    v->reason = k->reason;
}

/* What an entry is called, and the rest of what it says. */
static void one_referring(struct entry_page *k, const struct registry *x, str field, val fields,
                          struct v_desk_entry_e *e)
{
    struct web *w = k->w;
    str facts[FACTS_MOST], titles[FACTS_MOST];
    size_t n = 0, t = 0;

    for (size_t i = 0; i < x->n_fields && n < FACTS_MOST && t < FACTS_MOST; i++) {
        const struct reg_field *f = &x->fields[i];
        val v = val_get(fields, f->name);
        bool shown = false;
        for (size_t d = 0; d < x->n_display; d++)
            shown |= str_eq(x->display[d], f->name);
        if (val_is_null(v) || str_eq(f->name, field))
            continue;
        if (shown)
            titles[t++] = value_shown(w, f, v);
        else
            facts[n++] =
                str_fmt(w->a, "%.*s: %.*s", STR_ARG(site_text(w->site, f->label, w->lang)),
                        STR_ARG(value_shown(w, f, v)));
    }
    *e = (struct v_desk_entry_e){ .title = str_join(w->a, titles, t, S(", ")),
                                  .facts = str_join(w->a, facts, n, S("; ")),
                                  .key = val_get_text(fields, x->key),
                                  .where = where_of(k, x),
                                  .reason = k->reason };
}

static void referring(struct entry_page *k, struct v_desk_entry *v)
{
    struct web *w = k->w;
    val list = val_get(w->out, S("referring"));
    struct v_desk_entry_ref *out = ARENA_ARRAY(w->a, struct v_desk_entry_ref, val_count(list) + 1);

    for (size_t i = 0; i < val_count(list); i++) {
        val one = val_at(list, i), entries = val_get(one, S("entries"));
        const struct registry *x = site_register(w->site, val_get_text(one, S("register")));
        str field = val_get_text(one, S("field"));
        if (!x)
            continue;
        struct v_desk_entry_e *rows =
            ARENA_ARRAY(w->a, struct v_desk_entry_e, val_count(entries) + 1);
        for (size_t j = 0; j < val_count(entries); j++)
            one_referring(k, x, field, val_get(val_at(entries, j), S("fields")), &rows[j]);
        out[v->referring_n++] =
            (struct v_desk_entry_ref){ .reg = site_text(w->site, x->title, w->lang),
                                       .label = fields_shown(w, x->id, field),
                                       .more = val_get_bool(one, S("more")),
                                       .rows = rows,
                                       .rows_n = val_count(entries) };
    }
    v->referring = out;
}

static day day_or_today(struct web *w, const char *name)
{
    val v = val_get(w->out, str_z(name));

    return v.tag == V_DATE ? (day){ v.m } : w->today;
}

static err versions(struct entry_page *k, struct v_desk_entry *v)
{
    struct web *w = k->w;
    struct history_sight s = { k->r, k->may, false };
    struct state_asked q = { .any = true,
                             .t.on = day_or_today(w, "on"),
                             .known = day_or_today(w, "known") };
    const struct record_step *all;
    size_t n;

    q.t.known.ms = zone_day_start(w->boot->zone, (day){ q.known.n + 1 }).ms - 1;
    TRY(state_shown(w, &s, k->id, k->key, &q, &v->state));
    TRY(record_history(w->a, w->db, k->r, k->id, k->key, &all, &n));
    return history_steps(w, &s, all, n, &v->steps, &v->steps_n, &v->hidden);
}

err show_looked_up(struct web *w)
{
    const struct registry *r = site_register(w->site, val_get_text(w->out, S("register")));
    struct entry_page k = { .w = w,
                            .r = r,
                            .purpose = val_get_text(w->out, S("purpose")),
                            .reason = val_get_text(w->out, S("reason")),
                            .id = val_get_i64(w->out, S("id"), 0) };
    struct data_key want = { .kind = SUBJECT_PERSON, .id = k.id }, key;
    val fields = val_get(w->out, S("fields"));
    struct v_desk_entry v = { .found = k.id != 0 };

    if (!r)
        return REFUSED(ERR_MISSING);
    v.reg = site_text(w->site, r->title, w->lang);
    if (k.id) {
        k.may = entry_sight(w, r, k.purpose);
        if (register_subject(r) != SUBJECT_NONE) {
            TRY(web_keys(w, val_get_text(w->out, S("ticket")), &want, 1, &key));
            k.key = &key;
        }
        v.key = val_get_text(fields, r->key);
        v.name = entry_called(w, r, k.may, fields);
        TRY(entry_disputes(w, r, k.id, &v.disputed, &v.disputed_n));
        TRY(versions(&k, &v));
        TRY(related(&k, &v));
        closed(&k, &v);
        refers(&k, fields, &v);
        referring(&k, &v);
        extracts(&k, &v);
    }
    w->page.private = true;
    return WEB_SEND(w, "/desk", desk_entry, &v, 200);
}
