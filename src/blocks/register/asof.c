/* Both times: which versions of an entry say what it was on a day, as known on another. */
#include "blocks/register/asof.h"
#include "blocks/register/change.h"
#include "blocks/register/own.h"

struct seeking {
    struct db *db;
    int64_t id;
    const struct as_of *t;
};

/* The last version recorded by then; 0: none. */
static err known_by(struct seeking *k, const struct q_record *row, int64_t *out)
{
    struct q_version_known v;
    struct q_version_at first;

    *out = row->version;
    if (row->changed <= k->t->known.ms)
        return OK;
    TRY(q_version_known(k->db, k->id, k->t->known.ms, &v));
    *out = v.found ? v.version : 0;
    if (v.found)
        return OK;
    TRY(q_version_at(k->db, k->id, 1, &first));
    *out = first.found && first.at <= k->t->known.ms;
    return OK;
}

/* Of those that follow each other in both times the last one up to `top` that is true on the
 * day; 0: none. */
static err ordered(struct seeking *k, int64_t top, int64_t *out)
{
    struct q_version_valid v;
    struct q_version_before b;
    struct q_version_at first;

    TRY(q_version_valid(k->db, k->id, k->t->on.n, &v));
    if (v.found && v.version <= top) {
        *out = v.version;
        return OK;
    }
    if (v.found) { /* what comes before it in this row is true on that day, too */
        TRY(q_version_before(k->db, k->id, top, &b));
        *out = b.found ? b.version : 0;
        return OK;
    }
    TRY(q_version_at(k->db, k->id, 1, &first));
    *out = first.found && top >= 1 && first.valid <= k->t->on.n;
    return OK;
}

int64_t field_bit(const struct registry *r, str name)
{
    const struct reg_field *f = register_field(r, name);
    uint32_t h = 2166136261; /* FNV-1a, 32 bits */

    name = f ? f->mark : name; /* what a correction set, it set under its first name */
    for (size_t i = 0; i < name.n; i++)
        h = (h ^ (uint8_t)name.p[i]) * 16777619;
    return (int64_t)1 << h % 62;
}

struct building {
    arena *a;
    const struct registry *r;
    const struct data_key *key;
    int64_t sealed; /* versions before it are */
    struct record_state *out;
    val_builder fields, since, source;
    bool *done;   /* by field of the register */
    int64_t left; /* bits of the fields that are not */
};

/* A version says all that was changed up to it; what of it is not true yet stands before it. */
static void take(struct building *s, const struct body *b, day on)
{
    s->left = 0;
    for (size_t i = 0; i < s->r->n_fields; i++) {
        const struct reg_field *f = &s->r->fields[i];
        val since = s->done[i] ? val_null() : val_get(b->since, f->name);
        if (s->done[i])
            continue;
        if (since.tag == V_DATE && since.m > on.n) {
            s->left |= field_bit(s->r, f->name);
            continue;
        }
        s->done[i] = true;
        val v = val_get(b->fields, f->name);
        if (val_is_null(v) || f->sensitivity == SENS_SECRET)
            continue;
        val_add(&s->fields, f->name, v);
        val_add(&s->since, f->name, since);
        val_add(&s->source, f->name, val_get(b->source, f->name));
    }
}

static err version_take(struct seeking *k, struct building *s, int64_t version)
{
    struct q_version_body v;
    struct body b;

    TRY(q_version_body(k->db, k->id, version, &v));
    if (!v.found)
        return FAULT(ERR_MISSING);
    TRY(body_open(s->a, s->r, s->key, v.body, &b));
    s->out->found = true;
    s->out->sealed |= version < s->sealed;
    take(s, &b, k->t->on);
    return OK;
}

/* Corrections of the past that were recorded since the ordered version and set a field that is not
 * known yet, the last first; then that version, which says all the rest. */
static err state_take(struct seeking *k, struct building *s, int64_t top)
{
    struct q_version_back b;
    int64_t at = 0;

    if (top > 0)
        TRY(ordered(k, top, &at));
    while (s->left && top > at) {
        struct q_version_back_in in = {
            .id = k->id, .after = at, .top = top, .valid = k->t->on.n, .fields = s->left
        };
        TRY(q_version_back(k->db, &in, &b));
        for (size_t i = 0; i < b.n; i++)
            if (s->left & b.v[i].fields)
                TRY(version_take(k, s, b.v[i].version));
        if (!b.n || !(s->left & b.v[b.n - 1].so_far))
            break; /* none before it says more */
        top = b.v[b.n - 1].version - 1;
    }
    return s->left && at ? version_take(k, s, at) : OK;
}

err record_as_of(arena *a, struct db *db, const struct registry *r, int64_t id,
                 const struct data_key *key, const struct as_of *t, struct record_state *out)
{
    struct seeking k = { db, id, t };
    struct q_record row;
    int64_t top;

    *out = (struct record_state){ .fields = val_null(), .since = val_null() };
    TRY(q_record(db, id, &row));
    if (!row.found || !str_eq(row.registry, r->id) || str_eq(row.state, S(RECORD_ERASED)))
        return OK;
    struct building s = { .a = a,
                          .r = r,
                          .key = key,
                          .sealed = row.sealed,
                          .out = out,
                          .fields = val_build(a),
                          .since = val_build(a),
                          .source = val_build(a),
                          .done = ARENA_ARRAY(a, bool, r->n_fields + 1),
                          .left = INT64_MAX };
    memset(s.done, 0, r->n_fields);
    TRY(known_by(&k, &row, &top));
    TRY(state_take(&k, &s, top));
    out->fields = val_done(&s.fields);
    out->since = val_done(&s.since);
    out->source = val_done(&s.source);
    return OK;
}
