/* Reading records: bodies, marks, relations, labels, what forms may show. */
#include "blocks/register/change.h"
#include "blocks/register/own.h"
#include "site/reg_migrate.h"
#include "text/fold.h"
#include "text/locale.h"

#include <stdlib.h>

enum subject_kind register_subject(const struct registry *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].sensitivity >= SENS_PERSONAL)
            return SUBJECT_PERSON;
    return SUBJECT_NONE;
}

struct body body_of(val packed)
{
    return (struct body){ .fields = val_get(packed, S("fields")),
                          .since = val_get(packed, S("since")),
                          .source = val_get(packed, S("source")),
                          .ground = val_get(packed, S("ground")),
                          .declared = val_get_i64(packed, S("declared"), 1),
                          .lost = S("") };
}

static void bring_up(arena *a, const struct registry *r, struct body *b)
{
    struct reg_entry e = { b->fields, b->since, b->source };

    if (b->declared >= r->version)
        return;
    register_migrated(a, r, b->declared, &e, &b->lost);
    b->fields = e.fields;
    b->since = e.since;
    b->source = e.source;
}

err body_open(arena *a, const struct registry *r, const struct data_key *key, str bytes,
              struct body *out)
{
    val v;

    if (register_subject(r) == SUBJECT_NONE)
        TRY(val_unpack(a, bytes, &v));
    else
        TRY(key_open(a, key, "record.body", bytes, &v));
    *out = body_of(v);
    bring_up(a, r, out);
    return OK;
}

str body_seal(arena *a, const struct registry *r, const struct data_key *key, const struct body *b)
{
    val_builder c = val_build(a);
    buf out;

    val_put(&c, S("fields"), b->fields);
    val_put(&c, S("since"), b->since);
    val_put(&c, S("source"), b->source);
    if (!val_is_null(b->ground))
        val_put(&c, S("ground"), b->ground);
    if (r->version > 1)
        val_put(&c, S("declared"), val_int(r->version));
    if (register_subject(r) != SUBJECT_NONE)
        return key_seal(a, key, "record.body", val_done(&c));
    buf_init(&out, a, 256);
    val_pack(&out, val_done(&c));
    return buf_str(&out);
}

/* Under this name a card says which declaration it was written under. */
#define CARD_DECLARED "@declared"

err card_open(arena *a, const struct registry *r, const struct data_key *key, str sealed, val *out)
{
    val card;

    TRY(key_open(a, key, "relation.card", sealed, &card));
    int64_t declared = val_get_i64(card, S(CARD_DECLARED), 1);
    struct reg_entry e = { val_without(a, card, S(CARD_DECLARED)), val_null(), val_null() };
    if (declared < r->version)
        register_part_migrated(a, r, declared, &e);
    *out = e.fields;
    return OK;
}

static bool is_true_field(const struct body *b, str name)
{
    return val_is_true(val_get(b->fields, name));
}

err record_open(arena *a, struct db *db, const struct registry *r, int64_t id,
                const struct data_key *key, struct record *out)
{
    struct q_record row;

    TRY(q_record(db, id, &row));
    return record_of(a, r, id, &row, key, out);
}

err record_of(arena *a, const struct registry *r, int64_t id, const struct q_record *row,
              const struct data_key *key, struct record *out)
{
    struct body b;
    val_builder open = val_build(a);

    *out = (struct record){ 0 };
    if (!row->found || !str_eq(row->registry, r->id) || str_eq(row->state, S(RECORD_ERASED)))
        return OK;
    TRY(body_open(a, r, key, row->body, &b));
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].sensitivity != SENS_SECRET && val_has(b.fields, r->fields[i].name))
            val_put(&open, r->fields[i].name, val_get(b.fields, r->fields[i].name));
    *out = (struct record){ .found = true,
                            .id = id,
                            .version = row->version,
                            .registry = row->registry,
                            .secret_address = is_true_field(&b, S("protected")),
                            .fields = val_done(&open),
                            .since = b.since,
                            .source = b.source,
                            .changed = { row->changed },
                            .annulled = str_eq(row->state, S(RECORD_ANNULLED)),
                            .stays = row->stays,
                            .sealed = row->sealed };
    return OK;
}

/* ---- marks ---- */

str mark_text(arena *a, const struct reg_field *f, val v)
{
    str s = v.tag == V_STRING ? val_text(v) : val_is_null(v) ? S("") : val_display(a, v);
    buf b;

    if (!f->scheme)
        return fold(a, s);
    buf_init(&b, a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ' && s.p[i] != '-' && s.p[i] != '.' && s.p[i] != '/')
            buf_char(&b, s.p[i]);
    return str_lower(a, buf_str(&b));
}

str register_mark_text(arena *a, const struct reg_field *f, str value)
{
    return mark_text(a, f, val_str(value));
}

/* The name that a field had first: what was found under it is found when it has another. */
static str mark_name(const struct registry *r, str field)
{
    const struct reg_field *f = register_field(r, field);

    return f ? f->mark : field;
}

str register_blind_field(arena *a, const struct registry *r, str field)
{
    return str_fmt(a, "record.%.*s.%.*s", STR_ARG(r->id), STR_ARG(mark_name(r, field)));
}

/* Marks of an annulled entry stay, so that nobody gets its key again; it is found no more.  Those
 * of a superseded one lead to the entry that stays. */
static err in_force(struct db *db, int64_t *id)
{
    struct q_record row;

    if (!*id)
        return OK;
    TRY(q_record(db, *id, &row));
    if (row.found && str_eq(row.state, S(RECORD_ANNULLED)))
        *id = 0;
    else if (row.found && row.stays)
        *id = row.stays;
    return OK;
}

err record_by_blind(struct db *db, const struct registry *r, str field, const struct blind *b,
                    int64_t *id)
{
    struct q_mark_find hit;

    TRY(q_mark_find(db, r->id, mark_name(r, field), str_of((const char *)b->b, sizeof b->b), 1,
                    &hit));
    *id = hit.n ? hit.v[0].id : 0;
    return in_force(db, id);
}

err record_by_key(struct db *db, const struct registry *r, str key, int64_t *id)
{
    const struct reg_field *f = register_field(r, r->key);
    struct q_mark_find hit;

    *id = 0;
    if (!f || !key.n)
        return OK;
    TRY(q_mark_find(db, r->id, f->mark, mark_text(db_arena(db), f, val_str(key)), 1, &hit));
    *id = hit.n ? hit.v[0].id : 0;
    return in_force(db, id);
}

err relations_of(struct db *db, arena *a, const struct registry *r, int64_t id, str name,
                 const struct related **out, size_t *n)
{
    struct q_relations rows;

    TRY(q_relations(db, r->id, id, name, &rows));
    struct related *v = ARENA_ARRAY(a, struct related, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct related){ rows.v[i].to_id, name, rows.v[i].valid };
    *out = v;
    *n = rows.n;
    return OK;
}

/* The first display field, or its part in the language ("name.vi" as name: {en, vi}). */
static str display_of(arena *a, const struct registry *r, val fields, str lang)
{
    for (size_t i = 0; i < r->n_display; i++) {
        str own = str_fmt(a, "%.*s_%.*s", STR_ARG(r->display[i]), STR_ARG(lang));
        if (val_get(fields, own).tag == V_STRING)
            return val_get_text(fields, own);
        if (val_get(fields, r->display[i]).tag == V_STRING)
            return val_get_text(fields, r->display[i]);
    }
    return STR_NULL;
}

err body_by_key(struct db *db, arena *a, const struct registry *r, str key, bool *found,
                struct body *out)
{
    struct q_record row;
    int64_t id = 0;

    *found = false;
    TRY(record_by_key(db, r, key, &id));
    if (!id)
        return OK;
    TRY(q_record(db, id, &row));
    if (!row.found)
        return OK;
    TRY(body_open(a, r, NULL, row.body, out));
    *found = true;
    return OK;
}

err register_find_label(struct db *db, arena *a, const struct site *s, str registry, str key,
                        str lang, bool *found, str *out)
{
    const struct registry *r = site_register(s, registry);
    struct body b;

    *found = false;
    if (!r || register_subject(r) != SUBJECT_NONE)
        return OK;
    TRY(body_by_key(db, a, r, key, found, &b));
    if (!*found)
        return OK;
    *out = display_of(a, r, b.fields, lang);
    *found = out->p != NULL;
    return OK;
}

bool register_label(struct db *db, arena *a, const struct site *s, str registry, str key, str lang,
                    str *out)
{
    bool found;

    return !failed(register_find_label(db, a, s, registry, key, lang, &found, out)) && found;
}

static int option_order(const void *x, const void *y, void *l)
{
    const struct register_option *p = x, *q = y;

    return locale_compare(l, p->label, q->label);
}

size_t register_options(struct db *db, arena *a, const struct site *s, str registry,
                        const struct locale *l, str lang, const struct register_option **out)
{
    const struct registry *r = site_register(s, registry);
    struct q_records_of rows;
    struct register_option *v;
    struct body b;
    size_t n = 0;

    if (!r || register_subject(r) != SUBJECT_NONE ||
        failed(q_records_of(db, r->id, 0, REGISTER_OPTIONS_MAX + 1, &rows)) ||
        rows.n > REGISTER_OPTIONS_MAX)
        return 0;
    v = ARENA_ARRAY(a, struct register_option, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        if (failed(body_open(a, r, NULL, rows.v[i].body, &b)))
            continue;
        v[n] = (struct register_option){ val_get_text(b.fields, r->key),
                                         display_of(a, r, b.fields, lang) };
        n += v[n].value.n > 0 && v[n].label.n > 0;
    }
    qsort_r(v, n, sizeof *v, option_order, (void *)(uintptr_t)l);
    *out = v;
    return n;
}

/* ---- what a form may show instead of asking ---- */

static bool service_may_read(const struct registry *r, const struct service *v, str field)
{
    return register_may(r, S(""), v->id, v->purpose, REG_READ, field);
}

static val held_one(arena *a, const struct site *s, const struct registry *r, val value, val since,
                    str lang)
{
    val_builder b = val_build(a);

    val_put(&b, S("value"), value);
    val_put(&b, S("source"), val_str(site_text(s, r->title, lang)));
    val_put(&b, S("date"), since);
    return val_done(&b);
}

struct held_run {
    arena *a;
    struct db *db;
    const struct site *s;
    const struct service *v;
    str lang;
    const struct data_key *key; /* of the person's record */
    int64_t person;
};

/* A field of somebody whom the register names as related: from the card that lies with the person's
 * own record. */
static err held_related(struct held_run *h, const struct registry *r, const struct form_field *f,
                        val *out)
{
    const struct reg_relation *rel = register_relation(r, f->binding.of);
    str named = val_get_text(f->properties, S("relation"));
    struct q_relations rows;
    val card;

    *out = val_null();
    if (!rel && named.n)
        rel = register_relation(r, named);
    if (!rel)
        return OK;
    TRY(q_relations(h->db, r->id, h->person, rel->name, &rows));
    if (rows.n != 1)
        return OK;
    TRY(card_open(h->a, r, h->key, rows.v[0].card, &card));
    val v = val_get(card, f->binding.field);
    if (!val_is_null(v))
        *out = held_one(h->a, h->s, r, v, val_day((day){ rows.v[0].valid }), h->lang);
    return OK;
}

static err held_field(struct held_run *h, const struct record *own, const struct registry *r,
                      const struct form_field *f, val *out)
{
    *out = val_null();
    if (!service_may_read(r, h->v, f->binding.field))
        return OK;
    if (!str_eq(f->binding.of, S("applicant")) && f->binding.of.n)
        return held_related(h, r, f, out);
    val v = val_get(own->fields, f->binding.field);
    if (!val_is_null(v))
        *out = held_one(h->a, h->s, r, v, val_get(own->since, f->binding.field), h->lang);
    return OK;
}

static err held_all(struct held_run *h, const struct service_form *f, val *out)
{
    val_builder b = val_build(h->a);
    struct record own = { 0 };
    const struct registry *opened = NULL;

    for (int i = form_bindings(f->form, -1); i >= 0; i = form_bindings(f->form, i)) {
        const struct form_field *field = &f->form->fields[i];
        const struct registry *r = site_register(h->s, field->binding.registry);
        val v;
        if (!r || register_subject(r) != SUBJECT_PERSON)
            continue;
        if (opened != r)
            TRY(record_open(h->a, h->db, r, h->person, h->key, &own));
        opened = r;
        if (!own.found)
            continue;
        TRY(held_field(h, &own, r, field, &v));
        if (!val_is_null(v))
            val_put(&b, field->name, v);
    }
    *out = val_done(&b);
    return OK;
}

err register_held(act *a, const struct service *v, const struct service_form *f, int64_t person,
                  val *out)
{
    struct data_key key;

    TRY(key_get(a, SUBJECT_PERSON, person, &key));
    struct held_run h = { a->a, a->db, a->site, v, a->lang, &key, person };
    return held_all(&h, f, out);
}

err register_held_web(struct web *w, const struct service *v, const struct service_form *f,
                      val *out)
{
    TRY(web_own_keys(w));
    struct held_run h = { w->a, w->db, w->site, v, w->lang, &w->person_key, w->who.person };
    return held_all(&h, f, out);
}

err relations_shown(struct db *db, arena *a, const struct registry *r, int64_t id,
                    const struct data_key *key, str name, struct related_card **out, size_t *n)
{
    struct q_relations rows;

    TRY(q_relations(db, r->id, id, name, &rows));
    *out = ARENA_ARRAY(a, struct related_card, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        (*out)[i].id = rows.v[i].to_id;
        TRY(card_open(a, r, key, rows.v[i].card, &(*out)[i].card));
    }
    *n = rows.n;
    return OK;
}
