#include "blocks/register/asked.h"
#include "blocks/consent/consent.h"
#include "blocks/register/change.h"
#include "blocks/register/figures.h"
#include "blocks/register/own.h"
#include "site/reg_value.h"

str asked_purpose(const struct registry *r, str partner)
{
    str found = S("");

    for (size_t i = 0; i < r->n_access; i++) {
        if (!str_eq(r->access[i].partner, partner))
            continue;
        if (found.n && !str_eq(found, r->access[i].purpose))
            return S("");
        found = r->access[i].purpose;
    }
    return found;
}

static bool may(const struct asked *x, enum reg_right right, str name)
{
    return register_partner_may(x->r, x->partner, x->purpose, right, name);
}

static err not_allowed(act *a, str field)
{
    return refuse_with(a, W_register_not_asked, str_zdup(a->a, field),
                       val_with(a->a, val_null(), S("field"), val_str(field)), 403);
}

val asked_readable(arena *a, const struct asked *x, val fields)
{
    val_builder b = val_build(a);

    for (size_t i = 0; i < x->r->n_fields; i++) {
        const struct reg_field *f = &x->r->fields[i];
        if (f->sensitivity != SENS_SECRET && may(x, REG_READ, f->name) && val_has(fields, f->name))
            val_put(&b, f->name, val_get(fields, f->name));
    }
    return val_done(&b);
}

val asked_value(arena *a, const struct reg_field *f, val v)
{
    struct reg_field one = *f;

    one.list = false;
    if (v.tag == V_LIST && f->list) {
        val list = val_list(NULL, 0);
        for (size_t i = 0; i < val_count(v); i++)
            list = val_append(a, list, asked_value(a, &one, val_at(v, i)));
        return list;
    }
    if (v.tag != V_STRING || register_value_part(f, 0))
        return v;
    val read = register_value_read(a, &one, NULL, val_text(v));
    return val_is_null(read) ? v : read;
}

/* ---- finding ---- */

static bool is_found_by(const struct registry *r, const struct reg_field *f)
{
    bool by = f->unique || str_eq(f->name, r->key);

    for (size_t i = 0; i < r->n_search; i++)
        by |= str_eq(r->search[i], f->name);
    return by;
}

/* Each field of the query may be read; *by is the one that leads to fewest: the key, a unique one,
 * any by which entries are found. */
static err query_check(act *a, const struct asked *x, val query, const struct reg_field **by)
{
    *by = NULL;
    for (uint32_t i = 0; query.tag == V_CONTEXT && i < query.c->n; i++) {
        str name = query.c->e[i].key;
        const struct reg_field *f = register_field(x->r, name);
        if (!f || f->sensitivity == SENS_SECRET || !may(x, REG_READ, name))
            return not_allowed(a, name);
        bool better =
            !*by || str_eq(name, x->r->key) || (f->unique && !str_eq((*by)->name, x->r->key));
        if (is_found_by(x->r, f) && better)
            *by = f;
    }
    if (*by || (register_subject(x->r) == SUBJECT_NONE && !val_count(query)))
        return OK;
    return refuse_with(a, W_register_asked_by, NULL, val_null(), 422);
}

static bool same(arena *a, const struct reg_field *f, val asked, val kept)
{
    if (val_is_null(kept) || kept.tag == V_LIST || kept.tag == V_CONTEXT)
        return val_equal(asked, kept);
    return str_eq(mark_text(a, f, asked), mark_text(a, f, kept));
}

static bool fits(act *a, const struct asked *x, val query, const struct record *rec)
{
    for (uint32_t i = 0; query.tag == V_CONTEXT && i < query.c->n; i++) {
        const struct reg_field *f = register_field(x->r, query.c->e[i].key);
        val want = asked_value(a->a, f, query.c->e[i].value);
        if (!same(a->a, f, want, val_get(rec->fields, f->name)))
            return false;
    }
    return rec->found && !rec->annulled && !rec->secret_address;
}

static err open_one(act *a, const struct asked *x, int64_t id, struct record *rec)
{
    struct data_key key = { 0 };

    *rec = (struct record){ 0 };
    if (register_subject(x->r) != SUBJECT_NONE) {
        err e = key_get(a, SUBJECT_PERSON, id, &key);
        if (e.class == ERR_CLASS_REFUSED)
            return OK; /* erased */
        TRY(e);
    }
    err e = record_open(a->a, a->db, x->r, id, &key, rec);
    bytes_wipe(&key, sizeof key);
    return e;
}

err asked_trace(act *a, const struct asked *x, int64_t id, val fields, int64_t *trace)
{
    struct trace seen = { .person = id,
                          .kind = "record",
                          .what = x->r->id,
                          .office = x->r->owner,
                          .purpose = x->purpose,
                          .look = *trace };
    int64_t one, ids[CONCERNED_MOST];
    size_t n;
    buf b;

    if (register_subject(x->r) == SUBJECT_NONE)
        return OK;
    TRY(register_concerned(a, x->r, fields, ids, &n));
    buf_init(&b, a->a, 200);
    for (size_t i = 0; i < x->r->n_fields; i++)
        if (x->r->fields[i].sensitivity != SENS_SECRET && may(x, REG_READ, x->r->fields[i].name))
            buf_fmt(&b, "%s%.*s", b.n ? " " : "", STR_ARG(x->r->fields[i].name));
    seen.fields = buf_str(&b);
    TRY(trace_add(a, &seen, &one));
    *trace = *trace ? *trace : one;
    for (size_t i = 0; i < n; i++) {
        seen.person = ids[i];
        seen.look = *trace;
        if (act_first(a, str_fmt(a->a, "asked %lld", (long long)ids[i])))
            TRY(trace_add(a, &seen, &one));
    }
    return OK;
}

/* Asked by what a superseded entry says, the one that stays answers, once. */
static err stands_now(act *a, const struct asked *x, const struct asked_page *out, int64_t *id,
                      struct record *rec)
{
    if (rec->stays) {
        *id = rec->stays;
        TRY(open_one(a, x, *id, rec));
    }
    for (size_t i = 0; i < out->n; i++)
        rec->found &= out->ids[i] != *id;
    rec->found &= !rec->annulled && !rec->secret_address;
    return OK;
}

static err found_by(act *a, const struct asked *x, const struct reg_field *by, val query,
                    int64_t skip, int64_t most, struct asked_page *out)
{
    struct q_mark_find hit;
    struct record rec;
    int64_t ids[ASKED_CANDIDATES];
    str mark;

    TRY(mark_of(a, x->r, by, asked_value(a->a, by, val_get(query, by->name)), &mark));
    TRY(q_mark_find(a->db, x->r->id, by->mark, mark, ASKED_CANDIDATES + 1, &hit));
    if (hit.n > ASKED_CANDIDATES)
        return refuse_with(a, W_register_asked_many, NULL, val_null(), 422);
    for (size_t i = 0; i < hit.n; i++)
        ids[i] = hit.v[i].id;
    if (register_subject(x->r) != SUBJECT_NONE)
        keys_warm(a, SUBJECT_PERSON, ids, hit.n);
    for (size_t i = 0; i < hit.n; i++) {
        TRY(open_one(a, x, ids[i], &rec));
        if (!rec.found || !fits(a, x, query, &rec))
            continue;
        TRY(stands_now(a, x, out, &ids[i], &rec));
        if (!rec.found)
            continue;
        if (out->count++ < skip || (int64_t)out->n == most)
            continue;
        TRY(asked_trace(a, x, ids[i], rec.fields, &out->trace));
        out->ids[out->n++] = ids[i];
    }
    return OK;
}

err asked_find(act *a, const struct asked *x, val query, int64_t skip, int64_t most,
               struct asked_page *out)
{
    const struct reg_field *by;
    struct q_records_some some;
    struct q_figure all;

    *out = (struct asked_page){ 0 };
    most = MAX(MIN(most, ASKED_MOST), 0);
    TRY(query_check(a, x, query, &by));
    if (by)
        return found_by(a, x, by, query, MAX(skip, 0), most, out);
    TRY(q_figure(a->db, x->r->id, &all));
    TRY(q_records_some(a->db, x->r->id, MAX(skip, 0), most, &some));
    for (size_t i = 0; i < some.n; i++)
        out->ids[out->n++] = some.v[i].id;
    out->count = all.found ? all.entries : 0;
    return OK;
}

/* ---- changing ---- */

static str said(act *a, const struct asked *x)
{
    const struct partner *p = site_partner(a->site, x->partner);

    return p ? site_text(a->site, p->name, a->site->langs[0].code) : x->partner;
}

err asked_write(act *a, const struct asked *x, val set, int64_t *id)
{
    val_builder b = val_build(a->a);

    for (uint32_t i = 0; set.tag == V_CONTEXT && i < set.c->n; i++) {
        str name = set.c->e[i].key;
        const struct reg_field *f = register_field(x->r, name);
        if (!f || !may(x, REG_WRITE, name))
            return not_allowed(a, name);
        val_put(&b, name, asked_value(a->a, f, set.c->e[i].value));
    }
    struct record_change c = { .r = x->r,
                               .id = *id,
                               .set = val_done(&b),
                               .valid = a->today,
                               .source = said(a, x),
                               .authority = x->r->owner };
    return val_count(c.set) ? record_write(a, &c, id, NULL)
                            : refuse_with(a, W_register_asked_nothing, NULL, val_null(), 422);
}

err asked_end(act *a, const struct asked *x, int64_t id)
{
    if (!may(x, REG_WRITE, S("*")))
        return not_allowed(a, x->r->key);
    return record_annul(a, x->r, id, said(a, x), val_null());
}
