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

/* The last version up to `top` that is true on the day; 0: none. */
static err last_true(struct seeking *k, int64_t top, int64_t *out)
{
    struct q_version_back b;
    int64_t at = 0;

    if (top > 0)
        TRY(ordered(k, top, &at));
    TRY(q_version_back(k->db, k->id, at, top, k->t->on.n, &b));
    *out = b.found ? b.version : at;
    return OK;
}

struct building {
    val_builder fields, since, source;
    bool *done; /* by field of the register */
    size_t left;
};

/* A version says all that was changed up to it; what of it is not true yet stands before it. */
static void take(struct building *s, const struct registry *r, const struct body *b, day on)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        str name = r->fields[i].name;
        val since = val_get(b->since, name);
        if (s->done[i] || (since.tag == V_DATE && since.m > on.n))
            continue;
        s->done[i] = true;
        s->left--;
        if (!val_has(b->fields, name) || r->fields[i].sensitivity == SENS_SECRET)
            continue;
        val_add(&s->fields, name, val_get(b->fields, name));
        val_add(&s->since, name, since);
        val_add(&s->source, name, val_get(b->source, name));
    }
}

err record_as_of(arena *a, struct db *db, const struct registry *r, int64_t id,
                 const struct data_key *key, const struct as_of *t, struct record_state *out)
{
    struct seeking k = { db, id, t };
    struct building s = { val_build(a), val_build(a), val_build(a),
                          ARENA_ARRAY(a, bool, r->n_fields + 1), r->n_fields };
    struct q_record row;
    struct q_version_body v;
    struct body b;
    int64_t top;

    *out = (struct record_state){ .fields = val_null(), .since = val_null() };
    memset(s.done, 0, r->n_fields);
    TRY(q_record(db, id, &row));
    if (!row.found || !str_eq(row.registry, r->id) || str_eq(row.state, S(RECORD_ERASED)))
        return OK;
    TRY(known_by(&k, &row, &top));
    TRY(last_true(&k, top, &top));
    while (top > 0 && s.left) {
        TRY(q_version_body(db, id, top, &v));
        if (!v.found)
            return FAULT(ERR_MISSING);
        TRY(body_open(a, r, key, v.body, &b));
        out->found = true;
        out->sealed |= top < row.sealed;
        take(&s, r, &b, t->on);
        if (s.left)
            TRY(last_true(&k, top - 1, &top));
    }
    out->fields = val_done(&s.fields);
    out->since = val_done(&s.since);
    out->source = val_done(&s.source);
    return OK;
}
