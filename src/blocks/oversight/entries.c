/* Entries of registers are kept as long as the register says, then erased; a hold on a case that
 * an entry rests on stops that, and so do an open dispute and an account that is linked to it. */
#include "act/job.h"
#include "act/store.h"
#include "blocks/oversight/looks.h"
#include "blocks/register/change.h"
#include "blocks/subscribe/subscribe.h"
#include "os/zone.h"

enum { ENTRIES_MOST = 100 };

/* Entries made, or changed, before these moments may be past their time; where a field says from
 * when it counts, all may be. */
struct past {
    int64_t made, changed;
    const struct reg_field *field; /* that says from when; null: made or changed does */
};

/* A field that is not to go keeps the whole entry. */
static bool kept_longer(const struct registry *r)
{
    for (size_t i = 0; r->retention.then == RETAIN_ERASE && i < r->n_fields; i++)
        if (r->fields[i].retention.forever || r->fields[i].retention.then != RETAIN_ERASE)
            return true;
    return false;
}

static bool past_of(const struct boot *b, const struct registry *r, instant now, struct past *out)
{
    const struct retention *k = &r->retention;

    if (!k->set || k->forever || k->then == RETAIN_KEEP || kept_longer(r))
        return false;
    day last = day_add_months(zone_day(b->zone, now), -k->months);
    int64_t before = zone_day_start(b->zone, (day){ last.n - k->days }).ms;
    bool made = !k->from.n || str_eq(k->from, S("created"));
    bool changed = str_eq(k->from, S("changed")) || str_eq(k->from, S("closed"));
    *out = (struct past){ .made = made ? before : INT64_MAX,
                          .changed = changed ? before : INT64_MAX,
                          .field = made || changed ? NULL : register_field(r, k->from) };
    return made || changed || out->field;
}

static err past_rows(struct db *db, const struct registry *r, const struct past *p, int64_t after,
                     int64_t most, struct q_entries_past *out)
{
    struct q_entries_past_in in = { .registry = r->id,
                                    .after = after,
                                    .made = p->made,
                                    .changed = p->changed,
                                    .most = most };

    return q_entries_past(db, &in, out);
}

/* ---- the job: which entries, without writing ---- */

static err some(struct job_run *j, const struct registry *r, const struct past *p, int64_t *after)
{
    struct q_entries_past rows;
    val ids = val_list(NULL, 0);

    TRY(past_rows(j->db, r, p, *after, ENTRIES_MOST, &rows));
    for (size_t i = 0; i < rows.n; i++)
        ids = val_append(j->a, ids, val_int(rows.v[i].id));
    *after = rows.n == ENTRIES_MOST ? rows.v[rows.n - 1].id : 0;
    if (!rows.n)
        return OK;
    val in = val_with(j->a, val_null(), S("register"), val_str(r->id));
    return job_act(j, "entries.sweep", val_with(j->a, in, S("ids"), ids), NULL, NULL);
}

err job_entries_sweep(struct job_run *j)
{
    for (size_t i = 0; i < j->boot->site->n_registers; i++) {
        const struct registry *r = j->boot->site->registers[i];
        int64_t after = 0;
        struct past p;
        if (r->retention.then != RETAIN_ERASE || !past_of(j->boot, r, j->now, &p))
            continue;
        do
            TRY(some(j, r, &p, &after));
        while (after);
    }
    return OK;
}

/* ---- the act ---- */

struct swept_entries {
    int64_t erased, unread; /* unread: nobody can say whether its day is over, its key is gone */
};

/* Whether the field's day, with the time of keeping, is over; an entry without one stays. */
static err day_over(act *a, const struct registry *r, const struct past *p, int64_t id,
                    struct swept_entries *n, bool *over)
{
    struct data_key key = { 0 };
    struct record rec;

    *over = !p->field;
    if (*over)
        return OK;
    err e = register_subject(r) == SUBJECT_NONE ? OK : key_get(a, SUBJECT_PERSON, id, &key);
    if (e.class == ERR_CLASS_REFUSED) {
        n->unread++;
        return OK;
    }
    TRY(e);
    TRY(record_open(a->a, a->db, r, id, &key, &rec));
    val from = val_get(rec.fields, p->field->name);
    *over = from.tag == V_DATE && retention_end_day(&r->retention, (day){ from.m }).n < a->today.n;
    return OK;
}

err act_entries_sweep(act *a, val in, val *out)
{
    const struct registry *r = site_register(a->site, val_get_text(in, S("register")));
    val ids = val_get(in, S("ids"));
    struct swept_entries n = { 0 };
    struct past p;

    *out = val_null();
    if (!r || r->retention.then != RETAIN_ERASE || !past_of(a->boot, r, a->now, &p))
        return OK;
    for (size_t i = 0; i < val_count(ids); i++) {
        int64_t id = val_at(ids, i).m;
        struct q_entries_past still;
        bool over;
        TRY(past_rows(a->db, r, &p, id - 1, 1, &still));
        if (!still.n || still.v[0].id != id)
            continue;
        TRY(day_over(a, r, &p, id, &n, &over));
        if (!over)
            continue;
        TRY(subscribe_forget(a, id));
        TRY(record_erase(a, r, id));
        n.erased++;
    }
    if (n.unread)
        TRY(q_swept_add(a->db, a->today.n, S("unread"), n.unread));
    return n.erased ? q_swept_add(a->db, a->today.n, S("entries"), n.erased) : OK;
}

/* ---- the report ---- */

err entries_for_archive(struct web *w, int64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < w->site->n_registers; i++) {
        const struct registry *r = w->site->registers[i];
        struct q_entries_count n;
        struct past p;
        if (r->retention.then != RETAIN_ARCHIVE || !past_of(w->boot, r, w->now, &p) || p.field)
            continue;
        TRY(q_entries_count(w->db, r->id, p.made, p.changed, &n));
        *out += n.n;
    }
    return OK;
}
