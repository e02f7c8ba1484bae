/* Work of processes for partners: offered by the case block, and taken back. */
#include "blocks/exchange/own.h"

str outside_wake(arena *a, str partner)
{
    return str_fmt(a, "outside/%.*s", STR_ARG(partner));
}

const struct partner_topic *topic_of(const struct site *s, str topic, str partner)
{
    const struct partner_topic *t = site_outside(s, topic);

    return t && partner.n && str_eq(t->of->id, partner) ? t : NULL;
}

static err offer(act *a, const struct outside_work *w)
{
    int64_t id = act_id(a);
    val_builder b = val_build(a->a);
    struct q_outside_add_in row = {
        .id = id,
        .case_id = w->c->id,
        .token = w->token,
        .topic = w->topic->type.name,
        .element = w->element,
        .service = w->c->service,
        .version = w->c->version,
        .number = w->c->number,
        .authority = w->c->authority,
        .priority = w->priority,
        .retries = w->tries > 0 ? w->tries : 1,
        .created = a->now.ms,
        .input = key_seal(a->a, w->key, "outside.input", w->in),
        .message = S(""),
    };

    TRY(q_outside_add(a->db, &row));
    topic_publish(a, outside_wake(a->a, w->topic->of->id));
    val_put(&b, S("task"), val_int(id));
    val_put(&b, S("element"), val_str(w->element));
    val_put(&b, S("topic"), val_str(w->topic->type.name));
    val_put(&b, S("partner"), val_str(w->topic->of->id));
    return case_event(a, w->c, "case.outside_asked", val_done(&b));
}

static err gone(act *a, int64_t case_id, uint32_t token)
{
    return q_outside_gone(a->db, case_id, token, a->now.ms, S(""));
}

const struct port_outside outside_port = { .offer = offer, .gone = gone };

err outside_said_of(arena *a, struct db *db, int64_t case_id, const struct data_key *key,
                    const struct outside_said **out, size_t *n)
{
    struct q_outside_of_case all;
    VEC(struct outside_said) v = { 0 };

    TRY(q_outside_of_case(db, case_id, &all));
    for (size_t i = 0; i < all.n; i++) {
        val text;
        if (!all.v[i].message.n || str_eq(all.v[i].state, S(OUTSIDE_GONE)) ||
            str_eq(all.v[i].state, S(OUTSIDE_DONE)))
            continue;
        TRY(key_open(a, key, "outside.message", all.v[i].message, &text));
        *vec_push(&v, a) =
            (struct outside_said){ .element = all.v[i].element,
                                   .topic = all.v[i].topic,
                                   .text = val_text(text),
                                   .at = { all.v[i].changed },
                                   .over = str_eq(all.v[i].state, S(OUTSIDE_FAILED)) };
    }
    *out = v.v;
    *n = v.n;
    return OK;
}
