/* What processes may do with an entry beside writing it: dispute, settle, annul, seal, unrelate. */
#include "blocks/register/change.h"
#include "blocks/register/own.h"

/* What touches an entry as a whole is for a service that may write each of its fields. */
static err allowed_whole(act *a, const struct task_call *t, const struct registry *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        TRY(task_allowed(a, t, r, REG_WRITE, r->fields[i].name));
    return OK;
}

err task_dispute(act *a, struct task_call *t)
{
    const struct registry *r;
    struct dispute_new d = { .record = val_get_i64(t->in, S("id"), 0),
                             .field = val_get_text(t->in, S("field")),
                             .case_id = t->case_id,
                             .case_number = t->case_number };

    *t->out = val_null();
    TRY(task_registry(a, t, &r));
    TRY(task_allowed(a, t, r, REG_WRITE, d.field));
    d.r = r;
    return d.record ? record_dispute(a, &d) : OK;
}

err task_settle(act *a, struct task_call *t)
{
    *t->out = val_null();
    return record_settle(a, t->case_id, val_get_text(t->in, S("outcome")));
}

err task_unrelate(act *a, struct task_call *t)
{
    const struct registry *r;
    str name = val_get_text(t->in, S("relation"));
    int64_t from = val_get_i64(t->in, S("from"), 0), to = val_get_i64(t->in, S("to"), 0);
    const struct related *all;
    size_t n = 0;

    *t->out = val_null();
    TRY(task_registry(a, t, &r));
    TRY(task_allowed(a, t, r, REG_RELATE, name));
    if (from && to)
        return record_unrelate(a, r, name, from, to, t->case_number);
    if (from)
        TRY(relations_of(a->db, a->a, r, from, name, &all, &n));
    for (size_t i = 0; i < n; i++)
        TRY(record_unrelate(a, r, name, from, all[i].id, t->case_number));
    return OK;
}

err task_annul(act *a, struct task_call *t)
{
    const struct registry *r;

    *t->out = val_null();
    TRY(task_registry(a, t, &r));
    TRY(allowed_whole(a, t, r));
    return record_annul(a, r, val_get_i64(t->in, S("id"), 0), t->case_number,
                        val_get(t->in, S("ground")));
}

err task_seal(act *a, struct task_call *t)
{
    const struct registry *r;

    *t->out = val_null();
    TRY(task_registry(a, t, &r));
    TRY(allowed_whole(a, t, r));
    return record_seal(a, r, val_get_i64(t->in, S("id"), 0), t->case_number);
}
