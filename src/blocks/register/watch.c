/* Changes that are told outside: noted with the change, given out afterwards, read when they are
 * told. */
#include "blocks/register/watch.h"
#include "blocks/consent/consent.h"
#include "blocks/register/merge.h"
#include "blocks/register/own.h"

/* ---- noting ---- */

err watch_any(act *a, const struct registry *r, bool *is)
{
    struct q_watch w;

    TRY(q_watch(a->db, r->id, &w));
    *is = w.found;
    return OK;
}

err watch_changed(act *a, const struct registry *r, int64_t id, const char *kind, str names)
{
    bool any;

    TRY(watch_any(a, r, &any));
    if (!any)
        return OK;
    struct q_watch_news_put_in in = { .record = id,
                                      .kind = str_z(kind),
                                      .registry = r->id,
                                      .names = names,
                                      .seq = act_id(a),
                                      .at = a->now.ms };
    return q_watch_news_put(a->db, &in);
}

err watch_forget(act *a, int64_t id)
{
    return q_watch_news_drop(a->db, id);
}

/* ---- giving out ---- */

err register_watch(act *a, str registry, bool on)
{
    return on ? q_watch_put(a->db, registry) : q_watch_drop(a->db, registry);
}

err watch_take(act *a, struct watch_news *out, size_t *n)
{
    struct q_watch_news all;

    *n = 0;
    TRY(q_watch_news(a->db, NEWS_MOST, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct q_watch_news_row *row = &all.v[i];
        TRY(q_watch_news_done(a->db, row->record, row->kind));
        out[(*n)++] = (struct watch_news){ .record = row->record,
                                           .registry = row->registry,
                                           .kind = row->kind,
                                           .names = row->names,
                                           .at = { row->at } };
    }
    return OK;
}

err watch_waits(struct db *db, bool *is)
{
    struct q_watch_news_any any;

    TRY(q_watch_news_any(db, &any));
    *is = any.found;
    return OK;
}

/* ---- telling ---- */

static err traced(act *a, const struct registry *r, const struct record *rec,
                  const struct watch_reader *k, int64_t *trace)
{
    struct trace seen = { .person = rec->id,
                          .kind = "record",
                          .what = r->id,
                          .fields = str_join(a->a, k->fields, k->n_fields, S(" ")),
                          .office = r->owner,
                          .purpose = k->purpose };
    str was = a->who.partner;
    int64_t ids[CONCERNED_MOST], one;
    size_t n;

    TRY(register_concerned(a, r, rec->fields, ids, &n));
    a->who.partner = k->partner; /* who is told is the reader, whoever carries it */
    err e = trace_add(a, &seen, trace);
    for (size_t i = 0; !failed(e) && i < n; i++) {
        seen.person = ids[i];
        seen.look = *trace;
        e = trace_add(a, &seen, &one);
    }
    a->who.partner = was;
    return e;
}

err watch_look(act *a, const struct registry *r, int64_t id, const struct watch_reader *k,
               struct watch_seen *out)
{
    struct record rec = { 0 };

    *out = (struct watch_seen){ 0 };
    err e = record_opened(a, r, id, &rec);
    if (e.class == ERR_CLASS_REFUSED)
        return OK; /* its key is gone */
    TRY(e);
    if (!rec.found || rec.secret_address)
        return OK;
    *out = (struct watch_seen){
        .there = true, .annulled = rec.annulled, .stays = rec.stays, .trace = k->trace
    };
    if (rec.annulled || rec.stays || !k->n_fields || k->trace ||
        register_subject(r) == SUBJECT_NONE)
        return OK;
    return traced(a, r, &rec, k, &out->trace);
}
