/* One person's second entry: superseded, and restored. */
#include "blocks/register/merge.h"
#include "blocks/register/change.h"
#include "blocks/register/figures.h"
#include "blocks/register/follow.h"
#include "blocks/register/names.h"
#include "blocks/register/watch.h"
#include "text/name.h"

enum { BY_VALUE = 40 };

err record_now(struct db *db, int64_t *id)
{
    struct q_record row;

    TRY(q_record(db, *id, &row));
    if (row.found && row.stays)
        *id = row.stays;
    return OK;
}

err record_whole(act *a, const struct registry *r, int64_t id, val *fields)
{
    struct data_key key = { 0 };
    struct q_record row;
    struct body b;

    *fields = val_null();
    TRY(q_record(a->db, id, &row));
    if (!row.found || !str_eq(row.registry, r->id) || row.state.n)
        return OK;
    if (register_subject(r) != SUBJECT_NONE)
        TRY(key_get(a, SUBJECT_PERSON, id, &key));
    TRY(body_open(a->a, r, &key, row.body, &b));
    *fields = b.fields;
    return OK;
}

/* ---- who may be the same ---- */

static void alike_add(int64_t self, int64_t id, int64_t *ids, size_t *n, size_t most)
{
    bool had = id == self;

    for (size_t i = 0; i < *n && !had; i++)
        had = ids[i] == id;
    if (!had && *n < most)
        ids[(*n)++] = id;
}

static str name_said(arena *a, val name)
{
    return str_fmt(a, "%.*s %.*s %.*s", STR_ARG(val_get_text(name, S("given"))),
                   STR_ARG(val_get_text(name, S("family"))),
                   STR_ARG(val_get_text(name, S("full"))));
}

static err by_name(act *a, const struct registry *r, int64_t self, val fields, int64_t *ids,
                   size_t *n, size_t most)
{
    int64_t found[NAME_CANDIDATES];
    val name = val_get(fields, r->names.field);
    bool needs;
    size_t m;

    if (!r->names.field.n || val_is_null(name))
        return OK;
    str said = name_said(a->a, name);
    TRY(names_candidates(a, r, said, val_null(), found, &m, &needs));
    if (needs) /* all its words are common */
        TRY(names_candidates(a, r, said, val_get(fields, r->names.second), found, &m, &needs));
    for (size_t i = 0; i < m; i++)
        alike_add(self, found[i], ids, n, most);
    return OK;
}

err register_alike(act *a, const struct registry *r, int64_t id, val fields, int64_t *ids,
                   size_t *n, size_t most)
{
    *n = 0;
    for (size_t i = 0; i < r->n_search; i++) {
        const struct reg_field *f = register_field(r, r->search[i]);
        val v = f ? val_get(fields, f->name) : val_null();
        struct q_mark_find hit;
        str mark;
        if (!f || f->list || str_eq(f->name, r->names.field) || !mark_text(a->a, f, v).n)
            continue;
        TRY(mark_of(a, r, f, v, &mark));
        TRY(q_mark_find(a->db, r->id, f->mark, mark, BY_VALUE + 1, &hit));
        for (size_t k = 0; hit.n <= BY_VALUE && k < hit.n; k++)
            alike_add(id, hit.v[k].id, ids, n, most);
    }
    return by_name(a, r, id, fields, ids, n, most);
}

unsigned register_name_apart(act *a, val x, val y)
{
    const struct fold_latin *latin = names_latin(a->boot);

    if (name_same(x, y))
        return 0;
    if (!latin)
        return NAME_UNFIT;
    unsigned there = name_fit(a->a, latin, name_said(a->a, x), y, false),
             back = name_fit(a->a, latin, name_said(a->a, y), x, false);
    return MAX(there, back);
}

/* ---- superseded and restored ---- */

static err told(act *a, const struct registry *r, int64_t id, const char *type, int64_t by,
                str source)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("registry"), val_str(r->id));
    val_put(&b, S("record"), val_int(id));
    val_put(&b, S("by"), val_int(by));
    val_put(&b, S("source"), val_str(source));
    struct event e = { .type = type,
                       .kind = SUBJECT_PERSON,
                       .subject = id,
                       .authority = r->owner,
                       .body = val_done(&b) };
    return event_add(a, &e);
}

static str all_names(arena *a, const struct registry *r)
{
    str *v = ARENA_ARRAY(a, str, r->n_fields + r->n_relations + 1);
    size_t n = 0;

    for (size_t i = 0; i < r->n_fields; i++)
        v[n++] = r->fields[i].name;
    for (size_t i = 0; i < r->n_relations; i++)
        v[n++] = r->relations[i].name;
    return str_join(a, v, n, S(" "));
}

static err has_relation(act *a, const struct registry *r, int64_t from, str name, int64_t to,
                        bool *out)
{
    const struct related *all;
    size_t n;

    *out = false;
    TRY(relations_of(a->db, a->a, r, from, name, &all, &n));
    for (size_t i = 0; i < n; i++)
        *out |= all[i].id == to;
    return OK;
}

/* Each relation of the one becomes the other's; what they are to each other ends. */
static err move_relations(act *a, const struct registry *r, int64_t id, int64_t by, str source,
                          val *moved)
{
    struct q_relations_all all;

    *moved = val_list(NULL, 0);
    TRY(q_relations_all(a->db, r->id, id, &all));
    for (size_t i = 0; i < all.n; i++) {
        val_builder b = val_build(a->a);
        bool had = all.v[i].to_id == by;
        day since = { all.v[i].valid };
        if (!had)
            TRY(has_relation(a, r, by, all.v[i].name, all.v[i].to_id, &had));
        TRY(record_unrelate(a, r, all.v[i].name, id, all.v[i].to_id, source));
        if (!had)
            TRY(record_relate(a, r, all.v[i].name, by, all.v[i].to_id, since, source));
        val_put(&b, S("name"), val_str(all.v[i].name));
        val_put(&b, S("id"), val_int(all.v[i].to_id));
        val_put(&b, S("since"), val_day(since));
        val_put(&b, S("added"), val_bool(!had));
        *moved = val_append(a->a, *moved, val_done(&b));
    }
    return OK;
}

err record_supersede(act *a, const struct registry *r, int64_t id, int64_t by, str source,
                     val *moved)
{
    struct q_record gone, stays;
    struct q_superseded_of former;

    TRY(q_record(a->db, id, &gone));
    TRY(q_record(a->db, by, &stays));
    if (!gone.found || gone.state.n || !stays.found || stays.state.n || id == by ||
        !str_eq(gone.registry, r->id) || !str_eq(stays.registry, r->id))
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(move_relations(a, r, id, by, source, moved));
    TRY(q_superseded_of(a->db, id, &former));
    if (former.n) /* one step leads to the entry that stays; a chain would not end there */
        return refuse_with(a, W_register_merged_before, NULL, val_null(), 409);
    TRY(q_record_stays(a->db, id, S(RECORD_SUPERSEDED), by));
    TRY(figure_changed(a, r, -1));
    TRY(follow_changed(a, r, id, all_names(a->a, r)));
    TRY(follow_changed(a, r, by, all_names(a->a, r)));
    TRY(watch_changed(a, r, id, "merged", all_names(a->a, r)));
    return told(a, r, id, "record.superseded", by, source);
}

err record_restore(act *a, const struct registry *r, int64_t id, int64_t by, str source, val moved)
{
    struct q_record row;

    TRY(q_record(a->db, id, &row));
    if (!row.found || row.stays != by || !by || !str_eq(row.registry, r->id))
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(q_record_stays(a->db, id, S(""), 0));
    for (size_t i = 0; i < val_count(moved); i++) {
        val one = val_at(moved, i);
        str name = val_get_text(one, S("name"));
        int64_t to = val_get_i64(one, S("id"), 0);
        val since = val_get(one, S("since"));
        if (val_get_bool(one, S("added")))
            TRY(record_unrelate(a, r, name, by, to, source));
        TRY(record_now(a->db, &to));
        TRY(record_relate(a, r, name, id, to, since.tag == V_DATE ? (day){ since.m } : a->today,
                          source));
    }
    TRY(figure_changed(a, r, 1));
    TRY(follow_changed(a, r, id, all_names(a->a, r)));
    TRY(follow_changed(a, r, by, all_names(a->a, r)));
    TRY(watch_changed(a, r, id, "merged", all_names(a->a, r)));
    return told(a, r, id, "record.restored", by, source);
}

err record_due(act *a, const struct registry *r, int64_t id)
{
    const struct reg_quality *q = &r->quality;
    bool any = r->duplicates.n || q->n_expected || q->n_between || q->n_confirm;

    return any ? q_due_put(a->db, id, r->id) : OK;
}

err merged_erase(act *a, const struct registry *r, int64_t id)
{
    struct q_superseded_of former;

    TRY(q_superseded_of(a->db, id, &former));
    for (size_t i = 0; i < former.n; i++)
        TRY(record_erase(a, r, former.v[i].id));
    TRY(q_due_drop(a->db, id));
    TRY(q_merges_drop(a->db, id));
    TRY(q_pairs_drop(a->db, id));
    TRY(q_findings_uncount(a->db, id));
    return q_findings_drop(a->db, id);
}
