/* What a service's processes and rules see of records: the fields it may read, each look with its
 * trace. */
#include "blocks/consent/consent.h"
#include "blocks/register/change.h"
#include "blocks/register/merge.h"
#include "blocks/register/own.h"
#include "blocks/register/right.h"

bool register_right_has(const struct register_right *x, str field)
{
    for (size_t i = 0; i < x->n_fields; i++)
        if (str_eq(x->fields[i], field))
            return true;
    return false;
}

bool register_who_may(const struct registry *r, const struct actor *who, str purpose,
                      enum reg_right right, str name)
{
    for (size_t i = 0; i < who->nroles; i++)
        if (register_may(r, who->roles[i].role, S(""), purpose, right, name))
            return true;
    return false;
}

static bool may(const struct register_reader *k, const struct registry *r, str name)
{
    if (k->right)
        return register_right_has(k->right, name);
    return k->service &&
           register_may(r, S(""), k->service->id, k->service->purpose, REG_READ, name);
}

static val readable(act *a, const struct register_reader *k, const struct registry *r,
                    const struct record *rec)
{
    val_builder b = val_build(a->a);

    for (uint32_t i = 0; rec->fields.tag == V_CONTEXT && i < rec->fields.c->n; i++)
        if (may(k, r, rec->fields.c->e[i].key))
            val_put(&b, rec->fields.c->e[i].key, rec->fields.c->e[i].value);
    return val_done(&b);
}

static str readable_names(act *a, const struct register_reader *k, const struct registry *r)
{
    buf b;

    buf_init(&b, a->a, 200);
    for (size_t i = 0; i < r->n_fields; i++)
        if (may(k, r, r->fields[i].name)) {
            buf_add(&b, b.n ? S(" ") : S(""));
            buf_add(&b, r->fields[i].name);
        }
    return buf_str(&b);
}

/* A look of the process itself: traced for the person as everybody's, once for all its steps in one
 * act. */
static err trace_for(act *a, const struct register_reader *k, const struct registry *r,
                     int64_t person)
{
    int64_t trace;
    str look = str_fmt(a->a, "look %lld %lld %.*s", (long long)person, (long long)k->case_id,
                       STR_ARG(r->id));
    struct trace seen = { .person = person,
                          .kind = "record",
                          .what = r->id,
                          .fields = readable_names(a, k, r),
                          .automatic = !k->right || k->right->automatic,
                          .case_id = k->case_id,
                          .case_number = k->case_number,
                          .office = k->office,
                          .purpose = k->right     ? k->right->purpose
                                     : k->service ? k->service->purpose
                                                  : S("") };

    if (!act_first(a, look))
        return OK;
    if (k->right)
        seen.reason = k->right->reason;
    if (k->right && k->right->n_looks)
        seen.look = k->right->looks[0].trace;
    TRY(trace_add(a, &seen, &trace));
    if (k->right && k->right->n_looks < RIGHT_LOOKS_MAX) {
        k->right->looks[k->right->n_looks].person = person;
        k->right->looks[k->right->n_looks++].trace = trace;
    }
    return OK;
}

static err concerned_add(act *a, const struct registry *to, const struct reg_field *key, val v,
                         int64_t *ids, size_t *n)
{
    struct q_mark_find hit;
    str mark;
    bool had = false;

    if (val_is_null(v) || *n == CONCERNED_MOST)
        return OK;
    TRY(mark_of(a, to, key, v, &mark));
    TRY(q_mark_find(a->db, to->id, key->mark, mark, 1, &hit));
    for (size_t i = 0; hit.n && i < *n; i++)
        had |= ids[i] == hit.v[0].id;
    if (hit.n && !had) {
        ids[*n] = hit.v[0].id;
        TRY(record_now(a->db, &ids[(*n)++]));
    }
    return OK;
}

err register_concerned(act *a, const struct registry *r, val fields, int64_t *ids, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        const struct registry *to = f->refers.n ? site_register(a->site, f->refers) : NULL;
        const struct reg_field *key = to ? register_field(to, to->key) : NULL;
        val v = val_get(fields, f->name);
        if (!key || register_subject(to) == SUBJECT_NONE)
            continue;
        if (v.tag != V_LIST)
            TRY(concerned_add(a, to, key, v, ids, n));
        for (size_t k = 0; v.tag == V_LIST && k < val_count(v); k++)
            TRY(concerned_add(a, to, key, val_at(v, k), ids, n));
    }
    return OK;
}

static err trace_concerned(act *a, const struct register_reader *k, const struct registry *r,
                           val fields)
{
    int64_t ids[CONCERNED_MOST];
    size_t n;

    TRY(register_concerned(a, r, fields, ids, &n));
    for (size_t i = 0; i < n; i++)
        TRY(trace_for(a, k, r, ids[i]));
    return OK;
}

static err looked(act *a, const struct register_reader *k, const struct registry *r, int64_t id,
                  const struct record *rec)
{
    if (register_subject(r) == SUBJECT_NONE)
        return OK;
    TRY(trace_for(a, k, r, id));
    return trace_concerned(a, k, r, rec->fields);
}

err record_opened(act *a, const struct registry *r, int64_t id, struct record *rec)
{
    struct data_key key = { 0 };
    struct q_record row;

    TRY(q_record(a->db, id, &row));
    if (!row.found || str_eq(row.state, S(RECORD_ERASED)))
        return OK;
    if (register_subject(r) != SUBJECT_NONE)
        TRY(key_get(a, SUBJECT_PERSON, id, &key));
    return record_of(a->a, r, id, &row, &key, rec);
}

err register_seen(act *a, const struct register_reader *k, const struct registry *r, int64_t id,
                  val *fields)
{
    struct record rec = { 0 };

    *fields = val_null();
    TRY(record_now(a->db, &id));
    TRY(record_opened(a, r, id, &rec));
    if (!rec.found)
        return OK;
    TRY(looked(a, k, r, id, &rec));
    if (!rec.annulled)
        *fields = readable(a, k, r, &rec);
    return OK;
}

err register_seen_since(act *a, const struct register_reader *k, const struct registry *r,
                        int64_t id, val *fields, val *since)
{
    struct record rec = { 0 };
    val_builder b = val_build(a->a);

    *fields = *since = val_null();
    TRY(record_opened(a, r, id, &rec));
    if (!rec.found || rec.annulled || rec.stays || rec.secret_address)
        return OK;
    TRY(looked(a, k, r, id, &rec));
    *fields = readable(a, k, r, &rec);
    for (uint32_t i = 0; fields->tag == V_CONTEXT && i < fields->c->n; i++)
        val_put(&b, fields->c->e[i].key, val_get(rec.since, fields->c->e[i].key));
    *since = val_done(&b);
    return OK;
}

/* Who is protected is told that they were asked for, and by whom; who asks is told nothing. */
static err protected_told(act *a, const struct register_reader *k, const struct registry *r,
                          int64_t id, const struct record *rec)
{
    size_t n = k->right->n_fields;

    k->right->n_fields = 0;
    err e = looked(a, k, r, id, rec);
    k->right->n_fields = n;
    return e;
}

err register_told(act *a, const struct register_reader *k, const struct registry *r, str key,
                  int64_t *id, val *fields)
{
    const struct reg_field *f = register_field(r, r->key);
    struct record rec = { 0 };
    struct q_mark_find hit;
    str mark;

    *id = 0;
    *fields = val_null();
    if (!f || !key.n)
        return OK;
    TRY(mark_of(a, r, f, val_str(key), &mark));
    TRY(q_mark_find(a->db, r->id, f->mark, mark, 1, &hit));
    if (!hit.n)
        return OK;
    TRY(record_now(a->db, &hit.v[0].id));
    TRY(record_opened(a, r, hit.v[0].id, &rec));
    if (!rec.found || rec.annulled)
        return OK;
    if (rec.secret_address && !k->right->protected)
        return protected_told(a, k, r, hit.v[0].id, &rec);
    TRY(looked(a, k, r, hit.v[0].id, &rec));
    *id = hit.v[0].id;
    *fields = readable(a, k, r, &rec);
    return OK;
}

static void warm(act *a, const struct registry *to, const struct related *all, size_t n)
{
    int64_t *ids = ARENA_ARRAY(a->a, int64_t, n + 1);

    for (size_t i = 0; i < n; i++)
        ids[i] = all[i].id;
    if (n > 1 && register_subject(to) != SUBJECT_NONE)
        keys_warm(a, SUBJECT_PERSON, ids, n);
}

static size_t kin_of(act *a, const struct registry *r, int64_t person, int64_t *out, size_t n,
                     size_t most)
{
    struct q_relation_ids rows;

    if (failed(q_relation_ids(a->db, r->id, person, (int64_t)most, &rows)))
        return n;
    for (size_t i = 0; i < rows.n && n < most; i++) {
        bool had = false;
        for (size_t k = 0; k < n; k++)
            had |= out[k] == rows.v[i].to_id;
        if (!had)
            out[n++] = rows.v[i].to_id;
    }
    return n;
}

size_t register_kin(act *a, const struct registry *r, int64_t person, int64_t *out, size_t most)
{
    size_t near = kin_of(a, r, person, out, 0, most), n = near;

    for (size_t i = 0; i < near; i++)
        n = kin_of(a, r, out[i], out, n, most);
    return n;
}

err register_related(act *a, const struct register_reader *k, const struct registry *r, int64_t id,
                     str relation, val *list)
{
    const struct reg_relation *rel = register_relation(r, relation);
    const struct registry *to = rel ? site_register(a->site, rel->to) : NULL;
    const struct related *all;
    size_t n;

    if (!to)
        return refuse(a, W_register_unknown, "relation");
    if (!may(k, r, relation))
        return refuse_with(a, W_register_not_allowed, NULL, val_null(), 403);
    *list = val_list(NULL, 0);
    TRY(relations_of(a->db, a->a, r, id, relation, &all, &n));
    warm(a, to, all, n);
    for (size_t i = 0; i < n; i++) {
        struct record rec = { 0 };
        val_builder b = val_build(a->a);
        TRY(record_opened(a, to, all[i].id, &rec));
        if (!rec.found || rec.annulled || rec.secret_address)
            continue;
        TRY(looked(a, k, to, all[i].id, &rec));
        val_put(&b, S("id"), val_int(all[i].id));
        val_put(&b, S("since"), val_day((day){ all[i].from }));
        val_put(&b, S("fields"), readable(a, k, to, &rec));
        *list = val_append(a->a, *list, val_done(&b));
    }
    return OK;
}
