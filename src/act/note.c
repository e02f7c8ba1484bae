/* What an act notes: refusals, things kept after a rollback, topics. */
#include "act/writer_own.h"

err refuse_with(act *a, enum word_id word, const char *field, val args, int status)
{
    *vec_push(&a->notes->refusals, a->a) =
        (struct answer_refusal){ (uint32_t)word, field ? str_z(field) : STR_NULL, args };
    if (status || !a->notes->status)
        a->notes->status = status ? status : 422;
    return REFUSED(ERR_REFUSED);
}

err refuse(act *a, enum word_id word, const char *field)
{
    return refuse_with(a, word, field, val_null(), 0);
}

struct part {
    const struct tlog_mark *log;
    uint64_t writes;
    size_t fresh, once;
};

static bool untouched(act *a, const struct part *p)
{
    return db_writes(a->db) == p->writes && a->w->fresh.n == p->fresh;
}

err part_begin(act *a, struct part **out)
{
    struct part *p = ARENA_NEW(a->a, struct part);

    p->writes = db_writes(a->db);
    p->fresh = a->w->fresh.n;
    p->once = a->notes->once.n;
    if (!a->w->plain) {
        p->log = tlog_mark_get(a->a, &a->w->log);
        TRY(db_savepoint(a->db));
    }
    *out = p;
    return OK;
}

err part_keep(act *a, struct part *p)
{
    (void)p;
    return a->w->plain ? OK : db_savepoint_keep(a->db);
}

err part_undo(act *a, struct part *p)
{
    a->notes->once.n = p->once;
    if (a->w->plain) {
        a->w->redo = !untouched(a, p);
        return a->w->redo ? FAULT(ERR_BUSY) : OK;
    }
    tlog_rewind(&a->w->log, p->log);
    keys_rewind(a->w, p->fresh);
    keys_forget(a->w);
    return db_savepoint_undo(a->db);
}

str refusal_field(act *a)
{
    struct act_notes *n = a->notes;
    str f = n->refusals.n ? n->refusals.v[n->refusals.n - 1].field : S("");

    return f.p ? f : S("");
}

str refusals_take(act *a)
{
    struct act_notes *n = a->notes;
    str key = n->refusals.n ? word_key((enum word_id)n->refusals.v[n->refusals.n - 1].word) : S("");

    n->refusals.n = 0;
    n->status = 0;
    return key;
}

val refusal_said(act *a)
{
    struct act_notes *n = a->notes;
    const struct answer_refusal *r = n->refusals.n ? &n->refusals.v[n->refusals.n - 1] : NULL;

    if (!r || !val_is_null(r->args))
        return val_null();
    return val_with(a->a, val_null(), S("key"), val_str(word_key((enum word_id)r->word)));
}

void keep(act *a, err (*fn)(struct act *a, val arg), val arg)
{
    struct act_notes *n = a->notes;

    CHECK(n->nkept < LEN(n->kept));
    n->kept[n->nkept].fn = fn;
    n->kept[n->nkept++].arg = arg;
}

void topic_publish(act *a, str topic)
{
    *vec_push(&a->notes->topics, a->a) = str_copy(a->a, topic);
}

bool act_first(act *a, str what)
{
    struct act_notes *n = a->notes;

    for (size_t i = 0; i < n->once.n; i++)
        if (str_eq(n->once.v[i], what))
            return false;
    *vec_push(&n->once, a->a) = str_copy(a->a, what);
    return true;
}

/* Milliseconds times 1,024 and a count: 53 bits last until the year 2248. */
int64_t act_id(act *a)
{
    int64_t id = a->now.ms << 10;

    a->w->last_id = MAX(a->w->last_id + 1, id);
    return a->w->last_id;
}
