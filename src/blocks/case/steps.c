/* Where running cases wait, and what their steps took: a projection of the instances' tokens for
 * the office's figures. */
#include "blocks/case/work.h"

enum { DAY_MS = 86400000, DAYS_MOST = 3650 };

/* A token that has work below it does not wait itself. */
static bool waits(val token)
{
    return !str_eq(val_get_text(token, S("st")), S("scope"));
}

static bool known(const struct q_steps_now *rows, int64_t token)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->v[i].token == token)
            return true;
    return false;
}

/* Still there, and at the same element: another version may call it otherwise. */
static bool stays(val instance, const struct q_steps_now_row *row)
{
    val scopes = val_get(instance, S("scopes"));

    if (!str_eq(val_get_text(instance, S("state")), S("running")))
        return false;
    for (size_t i = 0; i < val_count(scopes); i++) {
        val tokens = val_get(val_at(scopes, i), S("tokens"));
        for (size_t k = 0; k < val_count(tokens); k++)
            if (val_get_i64(val_at(tokens, k), S("id"), 0) == row->token &&
                waits(val_at(tokens, k)))
                return str_eq(val_get_text(val_at(tokens, k), S("at")), row->element);
    }
    return false;
}

static err leave(act *a, const struct q_case *c, const struct q_steps_now_row *row)
{
    int64_t days = MIN((a->now.ms - row->since) / DAY_MS, (int64_t)DAYS_MOST);

    TRY(q_step_now_drop(a->db, c->id, row->token));
    TRY(q_step_count(a->db, c->service, row->element, -1));
    return q_step_past(a->db, c->service, row->element, MAX(days, 0));
}

static err enter(act *a, const struct q_case *c, val token)
{
    str element = val_get_text(token, S("at"));

    TRY(q_step_now_add(a->db, &(struct q_step_now_add_in){ .case_id = c->id,
                                                           .token = val_get_i64(token, S("id"), 0),
                                                           .service = c->service,
                                                           .element = element,
                                                           .since = a->now.ms }));
    return q_step_count(a->db, c->service, element, 1);
}

err steps_sync(act *a, const struct q_case *c, val instance)
{
    struct q_steps_now rows;
    val scopes = val_get(instance, S("scopes"));

    TRY(q_steps_now(a->db, c->id, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (!stays(instance, &rows.v[i])) {
            TRY(leave(a, c, &rows.v[i]));
            rows.v[i].token = 0; /* none has that: one under another name is new */
        }
    if (!str_eq(val_get_text(instance, S("state")), S("running")))
        return OK;
    for (size_t i = 0; i < val_count(scopes); i++) {
        val tokens = val_get(val_at(scopes, i), S("tokens"));
        for (size_t k = 0; k < val_count(tokens); k++) {
            val t = val_at(tokens, k);
            if (waits(t) && !known(&rows, val_get_i64(t, S("id"), 0)))
                TRY(enter(a, c, t));
        }
    }
    return OK;
}
