/* Messages held against their subscriptions, and subscriptions against what is noted for them. */
#include "act/verify.h"
#include "blocks/subscribe/own.h"

enum { ROWS = 500 };

static bool sound(const struct q_sub_messages_all_row *m, const struct q_subscription *s)
{
    bool state = str_eq(m->state, S(MESSAGE_OPEN)) || str_eq(m->state, S(MESSAGE_FAILED));
    bool told =
        s->found && s->agreed && (str_eq(s->state, S(SUB_NEW)) || str_eq(s->state, S(SUB_ACTIVE)));

    return state && told && (!m->trace || m->tries);
}

static err messages(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    struct q_sub_messages_all rows;
    uint64_t *count = user;

    TRY(q_sub_messages_all(v->db, *after, ROWS, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        struct q_subscription s;
        *after = rows.v[i].id;
        TRY(q_subscription(v->db, rows.v[i].subscription, &s));
        ++*count;
        if (!sound(&rows.v[i], &s))
            verify_wrong(v, "subscription.message", str_fmt(a, "%lld", (long long)rows.v[i].id),
                         "the message is of no subscription that is told, or of no state");
    }
    return OK;
}

err subscribe_verify(struct verify *v)
{
    uint64_t n = 0;

    TRY(verify_walk(v, ROWS, messages, &n));
    verify_counted(v, "messages to subscribers compared with their subscriptions", n);
    return OK;
}
