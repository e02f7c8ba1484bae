/* Whose an entry is that is not about a person alone: a vehicle, a parcel, a licence. */
#include "blocks/register/holder.h"
#include "blocks/register/change.h"
#include "blocks/register/own.h"

/* The key by which other registers name the person; null where they have no entry in force. */
static err key_of_person(act *a, int64_t person, val *out)
{
    const struct registry *people = site_people(a->site);
    struct data_key key;
    struct record rec;

    *out = val_null();
    if (!people || !person)
        return OK;
    TRY(key_get(a, SUBJECT_PERSON, person, &key));
    TRY(record_open(a->a, a->db, people, person, &key, &rec));
    if (rec.found && !rec.annulled && !rec.stays)
        *out = val_get(rec.fields, people->key);
    return OK;
}

static bool names_them(arena *a, const struct registry *r, const struct record *rec, val who)
{
    for (size_t i = 0; i < r->extract.n_holder; i++) {
        const struct reg_field *f = register_field(r, r->extract.holder[i]);
        val v = f ? val_get(rec->fields, f->name) : val_null();
        if (!val_is_null(v) && str_eq(mark_text(a, f, v), mark_text(a, f, who)))
            return true;
    }
    return false;
}

static err held_by(act *a, const struct registry *r, val who, int64_t id, struct record *rec)
{
    struct data_key key;

    TRY(key_get(a, SUBJECT_PERSON, id, &key));
    TRY(record_open(a->a, a->db, r, id, &key, rec));
    rec->found &= !rec->annulled && !rec->stays && !rec->secret_address &&
                  names_them(a->a, r, rec, who);
    return OK;
}

err register_holding(act *a, const struct registry *r, int64_t person, int64_t id,
                     struct record *rec)
{
    const struct registry *in;
    val who;

    *rec = (struct record){ 0 };
    TRY(record_registry(a->db, a->site, id, &in));
    TRY(key_of_person(a, person, &who));
    if (in != r || !r->extract.n_holder || val_is_null(who))
        return OK;
    return held_by(a, r, who, id, rec);
}

static bool listed(const int64_t *ids, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

err register_holdings(act *a, const struct registry *r, int64_t person, const int64_t **ids,
                      size_t *n, bool *more)
{
    int64_t *v = ARENA_ARRAY(a->a, int64_t, HOLDINGS_MOST);
    struct record rec;
    val who;

    *ids = v;
    *n = 0;
    *more = false;
    TRY(key_of_person(a, person, &who));
    for (size_t i = 0; !val_is_null(who) && i < r->extract.n_holder; i++) {
        const struct reg_field *f = register_field(r, r->extract.holder[i]);
        struct q_mark_find hit;
        str mark;
        TRY(mark_of(a, r, f, who, &mark));
        TRY(q_mark_find(a->db, r->id, f->mark, mark, HOLDINGS_MOST + 1, &hit));
        for (size_t k = 0; k < hit.n; k++) {
            TRY(held_by(a, r, who, hit.v[k].id, &rec));
            if (!rec.found || listed(v, *n, hit.v[k].id))
                continue;
            *more |= *n == HOLDINGS_MOST;
            if (*n < HOLDINGS_MOST)
                v[(*n)++] = hit.v[k].id;
        }
    }
    return OK;
}
