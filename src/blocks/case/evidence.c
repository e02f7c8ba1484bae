/* Evidence is asked once: what a person gave with one application can be used again with another,
 * as long as the form allows. */
#include "blocks/case/files.h"
#include "blocks/case/fill.h"
#include "blocks/case/pages.h"
#include "blocks/document/document.h"
#include "form/party.h"
#include "press/file.h"

enum { CASES_MOST = 50, OFFERS_MOST = 10 };

struct kept_file {
    struct data_key key;
    struct q_case_file f;
    str number;
    int64_t id;
};

struct offers {
    struct kept_file v[OFFERS_MOST];
    size_t n;
};

/* Files of one earlier application that its form asked as the same evidence. */
static err offers_of_case(struct ask *k, const struct form_field *f, int64_t since, int64_t id,
                          struct offers *out)
{
    struct web *w = k->w;
    struct q_case c;
    struct q_case_files all;
    struct data_key key = { 0 };

    TRY(q_case(w->db, id, S(""), &c));
    const struct service *v = c.found ? case_service(w->boot, &c) : NULL;
    if (!v || !v->n_forms)
        return OK;
    TRY(q_case_files(w->db, id, &all));
    for (size_t i = 0; i < all.n && out->n < OFFERS_MOST; i++) {
        const struct form_field *was =
            all.v[i].task ? NULL : form_field(v->forms[0].form, all.v[i].field);
        if (!was || !str_eq(was->evidence, f->evidence) || all.v[i].at < since ||
            form_party_of(v->forms[0].form, (int)(was - v->forms[0].form->fields)).n ||
            !str_eq(all.v[i].state, S(FILE_CHECKED)))
            continue;
        if (!key.id && failed(case_own_key(w, &c, &key)))
            return OK;
        struct kept_file *to = &out->v[out->n];
        *to = (struct kept_file){ .key = key, .number = c.number, .id = all.v[i].id };
        TRY(q_case_file(w->db, all.v[i].id, &to->f));
        out->n++;
    }
    return OK;
}

static err offers_find(struct ask *k, const struct form_field *f, struct offers *out)
{
    struct web *w = k->w;
    struct q_cases_of_account all;
    day since = { k->w->today.n - (int32_t)f->reuse_days };

    out->n = 0;
    if (!f->reuse_days || !w->who.account || !k->c.found || k->paper.found || k->helping.on ||
        (k->fill && k->fill->desk)) /* an officer's own evidence is nobody else's */
        return OK;
    TRY(q_cases_of_account(w->db, w->who.account, CASES_MOST, &all));
    for (size_t i = 0; i < all.n; i++)
        if (!str_eq(all.v[i].state, S(CASE_DRAFT)) && all.v[i].id != k->c.id)
            TRY(offers_of_case(k, f, zone_day_start(w->boot->zone, since).ms, all.v[i].id, out));
    return OK;
}

static str offer_label(struct ask *k, const struct kept_file *o, val facts)
{
    struct web *w = k->w;
    val_builder b = val_build(w->a);

    val_put(&b, S("detail"),
            val_str(str_fmt(w->a, "%.*s (%.*s)", STR_ARG(val_get_text(facts, S("name"))),
                            STR_ARG(file_detail(w, val_get_text(facts, S("type")), o->f.size)))));
    val_put(&b, S("day"), val_day(zone_day(w->boot->zone, (instant){ o->f.at })));
    val_put(&b, S("number"), val_str(o->number));
    return word(w->a, w->page.words, W_case_evidence_given, val_done(&b));
}

/* A file sealed for another draft has another id: it is known by where it came from. */
static bool is_taken(struct ask *k, const struct form_field *f, const struct kept_file *o,
                     val facts)
{
    int index = (int)(f - k->form->fields);
    val had = form_answer(k->form, index, k->at, k->answers);

    for (size_t i = 0; i < val_count(had); i++)
        if (str_eq(val_get_text(val_at(had, i), S("from")), o->number) &&
            str_eq(val_get_text(val_at(had, i), S("name")), val_get_text(facts, S("name"))))
            return true;
    return false;
}

bool evidence_offer(struct ask *k, const struct form_field *f, str name, struct field_view *out)
{
    struct web *w = k->w;
    struct offers offers;
    size_t n = 0;

    if (failed(offers_find(k, f, &offers)) || !offers.n)
        return false;
    struct field_option *o = ARENA_ARRAY(w->a, struct field_option, offers.n);
    for (size_t i = 0; i < offers.n; i++) {
        val facts;
        if (failed(case_file_facts(w->a, &offers.v[i].f, &offers.v[i].key, &facts)) ||
            is_taken(k, f, &offers.v[i], facts))
            continue;
        o[n++] = (struct field_option){ .value = str_fmt(w->a, "%lld", (long long)offers.v[i].id),
                                        .label = offer_label(k, &offers.v[i], facts) };
    }
    *out = (struct field_view){ .kind = FIELD_CHECKBOXES,
                                .name = str_cat(w->a, name, S("-reuse")),
                                .label = word0(w->page.words, W_case_evidence_held),
                                .options = o,
                                .options_n = n };
    return n > 0;
}

static bool is_chosen(val chosen, int64_t id)
{
    int64_t one;

    if (chosen.tag == V_STRING)
        return !failed(str_to_i64(val_text(chosen), &one)) && one == id;
    for (size_t i = 0; i < val_count(chosen); i++)
        if (val_at(chosen, i).tag == V_STRING &&
            !failed(str_to_i64(val_text(val_at(chosen, i)), &one)) && one == id)
            return true;
    return false;
}

err evidence_take(struct ask *k, const struct form_field *f, str name, val chosen, val *list,
                  val *rows)
{
    struct web *w = k->w;
    struct offers offers;

    if (val_is_null(chosen))
        return OK;
    TRY(offers_find(k, f, &offers));
    for (size_t i = 0; i < offers.n; i++) {
        const struct kept_file *o = &offers.v[i];
        val facts;
        str bytes;
        sha256 hash, own;
        if (!is_chosen(chosen, o->id) || o->f.hash.n != sizeof hash.b)
            continue;
        memcpy(hash.b, o->f.hash.p, sizeof hash.b);
        TRY(case_file_facts(w->a, &o->f, &o->key, &facts));
        TRY(file_get(w->a, w->boot->data, &o->key, &hash, &bytes));
        TRY(file_put(w->a, w->boot->data, &k->key, bytes, &own));
        val_builder b = val_build(w->a);
        val_put(&b, S("id"), val_str(sha256_hex(w->a, &own)));
        val_put(&b, S("name"), val_get(facts, S("name")));
        val_put(&b, S("type"), val_get(facts, S("type")));
        val_put(&b, S("size"), val_int((int64_t)bytes.n));
        val_put(&b, S("from"), val_str(o->number));
        file_note(w, val_done(&b), name, list, rows);
    }
    return OK;
}
