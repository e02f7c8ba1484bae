/* Disputes of values, annulled entries, sealed versions, relations that end: acts on an entry that
 * change no value of it. */
#include "blocks/register/change.h"
#include "blocks/register/figures.h"
#include "blocks/register/follow.h"
#include "blocks/register/merge.h"
#include "blocks/register/names.h"
#include "blocks/register/own.h"
#include "blocks/register/watch.h"

static err told(act *a, const struct registry *r, int64_t id, const char *type, val body)
{
    struct event e = {
        .type = type, .kind = SUBJECT_PERSON, .subject = id, .authority = r->owner, .body = body
    };

    return register_subject(r) == SUBJECT_NONE ? OK : event_add(a, &e);
}

static val about(act *a, const struct registry *r, int64_t id, const char *name, str value)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("registry"), val_str(r->id));
    val_put(&b, S("record"), val_int(id));
    val_put(&b, str_z(name), val_str(value));
    return val_done(&b);
}

static err there(act *a, const struct registry *r, int64_t id, struct q_record *row)
{
    TRY(q_record(a->db, id, row));
    if (!row->found || !str_eq(row->registry, r->id) || str_eq(row->state, S(RECORD_ERASED)))
        return refuse_with(a, W_register_record_unknown, NULL, val_null(), 404);
    return OK;
}

/* ---- disputes ---- */

bool record_disputable(const struct site *s, const struct registry *r, str field)
{
    const struct service *v = site_service(s, r->dispute.service);
    const struct form_field *q =
        v && !v->broken && v->n_forms ? form_field(v->forms[0].form, r->dispute.question) : NULL;

    for (size_t i = 0; q && i < q->n_options; i++)
        if (str_eq(val_text(q->options[i].value), field))
            return true;
    return false;
}

err record_disputed(struct db *db, arena *a, int64_t record, const struct disputed **out, size_t *n)
{
    struct q_disputes all;

    TRY(q_disputes(db, record, &all));
    struct disputed *d = ARENA_ARRAY(a, struct disputed, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        d[i] = (struct disputed){ all.v[i].field, all.v[i].case_number, { all.v[i].opened } };
    *out = d;
    *n = all.n;
    return OK;
}

err record_dispute(act *a, const struct dispute_new *d)
{
    const struct reg_field *f = register_field(d->r, d->field);
    struct q_record row;
    int64_t n;

    if (!f || f->sensitivity == SENS_SECRET)
        return refuse(a, W_register_unknown, "field");
    TRY(there(a, d->r, d->record, &row));
    TRY(q_dispute_add(a->db,
                      &(struct q_dispute_add_in){ .record = d->record,
                                                  .field = f->name,
                                                  .case_id = d->case_id,
                                                  .case_number = d->case_number,
                                                  .opened = a->now.ms },
                      &n));
    if (!n)
        return OK;
    val body = about(a, d->r, d->record, "field", f->name);
    return told(a, d->r, d->record, "record.disputed",
                val_with(a->a, body, S("case"), val_str(d->case_number)));
}

err record_settle(act *a, int64_t case_id, str outcome)
{
    struct q_disputes_of_case all;
    const struct registry *r;

    TRY(q_disputes_of_case(a->db, case_id, &all));
    for (size_t i = 0; i < all.n; i++) {
        TRY(record_registry(a->db, a->site, all.v[i].record, &r));
        if (!r)
            continue;
        val body = about(a, r, all.v[i].record, "field", all.v[i].field);
        TRY(told(a, r, all.v[i].record, "record.settled",
                 val_with(a->a, body, S("outcome"), val_str(outcome))));
    }
    return all.n ? q_disputes_end(a->db, case_id, a->now.ms, outcome) : OK;
}

/* ---- entries that are over ---- */

static str all_names(arena *a, const struct registry *r)
{
    buf b;

    buf_init(&b, a, 400);
    for (size_t i = 0; i < r->n_fields; i++)
        buf_fmt(&b, "%s%.*s", b.n ? " " : "", STR_ARG(r->fields[i].name));
    return buf_str(&b);
}

err record_annul(act *a, const struct registry *r, int64_t id, str source, val ground)
{
    struct q_record row;

    TRY(there(a, r, id, &row));
    if (str_eq(row.state, S(RECORD_ANNULLED)))
        return OK;
    TRY(q_record_state(a->db, id, S(RECORD_ANNULLED)));
    TRY(figure_changed(a, r, -1));
    TRY(follow_changed(a, r, id, all_names(a->a, r)));
    TRY(watch_changed(a, r, id, "annulled", all_names(a->a, r)));
    val body = about(a, r, id, "source", source);
    return told(a, r, id, "record.annulled",
                val_is_null(ground) ? body : val_with(a->a, body, S("ground"), ground));
}

err record_erase(act *a, const struct registry *r, int64_t id)
{
    struct data_key key;
    struct body b;
    struct q_record row;

    TRY(there(a, r, id, &row));
    err e = OK;
    if (r->names.field.n) { /* by what it says: afterwards nobody knows in which lists it is */
        e = key_get(a, SUBJECT_PERSON, id, &key);
        if (!failed(e)) {
            TRY(body_open(a->a, r, &key, row.body, &b));
            TRY(names_follow(a, r, id, b.fields, val_null()));
        }
    }
    if (!failed(e) && register_subject(r) != SUBJECT_NONE)
        e = key_erase(a, SUBJECT_PERSON, id);
    if (e.class != ERR_CLASS_REFUSED) /* refused: the key is gone already */
        TRY(e);
    TRY(follow_forget(a, r, id));
    TRY(watch_forget(a, id));
    TRY(q_marks_drop_all(a->db, id));
    TRY(q_versions_drop(a->db, id));
    TRY(q_backs_drop(a->db, id));
    TRY(q_relations_drop(a->db, id));
    TRY(q_disputes_drop(a->db, id));
    TRY(merged_erase(a, r, id));
    TRY(figure_changed(a, r, row.state.n ? 0 : -1));
    return q_record_erase(a->db, id);
}

err record_seal(act *a, const struct registry *r, int64_t id, str source)
{
    struct q_record row;

    TRY(there(a, r, id, &row));
    TRY(q_record_seal(a->db, id, row.version));
    return told(a, r, id, "record.sealed", about(a, r, id, "source", source));
}

/* ---- relations ---- */

err record_unrelate(act *a, const struct registry *r, str name, int64_t from, int64_t to,
                    str source)
{
    const struct reg_relation *rel = register_relation(r, name);
    int64_t n, m = 0;

    if (!rel)
        return refuse_with(a, W_register_relation_unknown, NULL, val_null(), 422);
    str back = rel->symmetric ? rel->name : rel->inverse;
    TRY(q_relation_end(
        a->db,
        &(struct q_relation_end_in){
            .registry = r->id, .from_id = from, .name = rel->name, .to_id = to, .at = a->now.ms },
        &n));
    if (back.n)
        TRY(q_relation_end(
            a->db,
            &(struct q_relation_end_in){
                .registry = r->id, .from_id = to, .name = back, .to_id = from, .at = a->now.ms },
            &m));
    if (!n && !m)
        return OK;
    TRY(follow_changed(a, r, from, rel->name));
    TRY(follow_changed(a, r, to, back));
    TRY(watch_changed(a, r, from, "related", rel->name));
    if (back.n)
        TRY(watch_changed(a, r, to, "related", back));
    val body = about(a, r, from, "relation", rel->name);
    body = val_with(a->a, body, S("to"), val_int(to));
    return told(a, r, from, "record.unrelated", val_with(a->a, body, S("source"), val_str(source)));
}
