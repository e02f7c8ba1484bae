/* From changes of registers to messages, and what becomes of each: one of an entry at a time, so
 * that its changes arrive in their order. */
#include "blocks/subscribe/own.h"

/* ---- what is to be told ---- */

static bool has(const str *v, size_t n, str one)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], one))
            return true;
    return false;
}

/* Of the names that changed those that it is told of, each once, a blank between. */
static str names_for(act *a, const struct site_subscription *x, str changed)
{
    str *v = ARENA_ARRAY(a->a, str, x->n_fields + 1), rest = changed, one;
    size_t n = 0;

    while (str_next(&rest, ' ', &one))
        if (has(x->fields, x->n_fields, one) && !has(v, n, one) &&
            subscription_may(a->site, x, one, a->today))
            v[n++] = one;
    return str_join(a->a, v, n, S(" "));
}

static err add_message(act *a, const struct site_subscription *x, const struct watch_news *w,
                       str names)
{
    struct q_sub_message_more_in more = {
        .subscription = x->id, .record = w->record, .kind = w->kind, .names = names, .at = w->at.ms
    };
    struct q_sub_message_add_in add = { .id = act_id(a),
                                        .subscription = x->id,
                                        .record = w->record,
                                        .kind = w->kind,
                                        .names = names,
                                        .at = w->at.ms,
                                        .now = a->now.ms };
    int64_t n;

    TRY(q_sub_message_more(a->db, &more, &n));
    return n ? OK : q_sub_message_add(a->db, &add);
}

static err spread_to(act *a, const struct site_subscription *x, const struct watch_news *w)
{
    struct q_subscription row;

    if (!str_eq(x->registry, w->registry) || !has(x->kinds, x->n_kinds, w->kind))
        return OK;
    TRY(q_subscription(a->db, x->id, &row));
    if (!row.found || !row.agreed ||
        (!str_eq(row.state, S(SUB_ACTIVE)) && !str_eq(row.state, S(SUB_NEW))))
        return OK;
    str names = names_for(a, x, w->names);
    if (!names.n)
        return OK;
    TRY(add_message(a, x, w, names));
    return subscribe_next(a, &row);
}

/* out: whether there may be more */
err act_spread(act *a, val in, val *out)
{
    struct watch_news *all = ARENA_ARRAY(a->a, struct watch_news, NEWS_MOST);
    size_t n;

    (void)in;
    TRY(watch_take(a, all, &n));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < a->site->n_partners; k++)
            for (size_t j = 0; j < a->site->partners[k]->n_subscriptions; j++)
                TRY(spread_to(a, &a->site->partners[k]->subscriptions[j], &all[i]));
    *out = val_bool(n == NEWS_MOST);
    return OK;
}

err subscribe_forget(act *a, int64_t record)
{
    return q_sub_messages_forget(a->db, record);
}

/* ---- one message on its way ---- */

/* The same entry has the same name in all messages of a subscription, and none that says anything
 * elsewhere. */
static err opaque(act *a, str subscription, int64_t record, str *out)
{
    str field = str_fmt(a->a, "subscription.%.*s", STR_ARG(subscription));
    struct blind b;

    TRY(blind_of(a, str_zdup(a->a, field), str_fmt(a->a, "%lld", (long long)record), &b));
    *out = b64url_text(a->a, str_of((const char *)b.b, sizeof b.b));
    return OK;
}

static val words_of(arena *a, str words)
{
    val list = val_list(NULL, 0);
    str rest = words, one;

    while (str_next(&rest, ' ', &one))
        list = val_append(a, list, val_str(one));
    return list;
}

/* What the job is to send; values it opens itself, with the ticket of the look. */
static err sending(act *a, const struct site_subscription *x, const struct registry *r,
                   const struct q_sub_message *m, const struct watch_reader *k,
                   const struct watch_seen *seen, str names, val *out)
{
    struct data_key subject = { .kind = SUBJECT_PERSON, .id = m->record };
    val tells = val_list(NULL, 0);
    val_builder b = val_build(a->a);
    str name;

    TRY(opaque(a, x->id, m->record, &name));
    val_put(&b, S("message"), val_int(m->id));
    val_put(&b, S("record"), val_int(m->record));
    val_put(&b, S("kind"), val_str(m->kind));
    val_put(&b, S("subject"), val_str(name));
    val_put(&b, S("at"), val_str(instant_str(a->a, (instant){ m->at })));
    val_put(&b, S("changed"), words_of(a->a, names));
    if (seen->stays) {
        TRY(opaque(a, x->id, seen->stays, &name));
        val_put(&b, S("now"), val_str(name));
    }
    for (size_t i = 0; !seen->stays && !seen->annulled && i < k->n_fields; i++)
        tells = val_append(a->a, tells, val_str(k->fields[i]));
    val_put(&b, S("tells"), tells);
    if (seen->trace && register_subject(r) != SUBJECT_NONE)
        val_put(&b, S("ticket"), val_str(ticket_for(a, &subject, 1, seen->trace, "subscription")));
    *out = val_done(&b);
    return OK;
}

static err drop(act *a, int64_t id)
{
    int64_t n;

    return q_sub_message_drop(a->db, id, &n);
}

/* out: null where nothing of it may be told any more: it is dropped. */
static err take_one(act *a, const struct site_subscription *x, const struct q_sub_message *m,
                    val *out)
{
    const struct registry *r = site_register(a->site, x->registry);
    str *tells = ARENA_ARRAY(a->a, str, x->n_tells + 1), names = names_for(a, x, m->names);
    struct watch_reader k = {
        .partner = x->of->id, .purpose = x->purpose, .fields = tells, .trace = m->trace
    };
    struct watch_seen seen = { 0 };

    for (size_t i = 0; i < x->n_tells; i++)
        if (subscription_may(a->site, x, x->tells[i], a->today))
            tells[k.n_fields++] = x->tells[i];
    if (r && names.n)
        TRY(watch_look(a, r, m->record, &k, &seen));
    if (!seen.there)
        return drop(a, m->id);
    TRY(q_sub_message_sent(a->db, m->id, seen.trace));
    return sending(a, x, r, m, &k, &seen, names, out);
}

/* in: subscription.  out: { asks: true } where the address is to be asked first; what is to be
 * sent; null where nothing is now. */
err act_take(act *a, val in, val *out)
{
    const struct site_subscription *x =
        site_subscription(a->site, val_get_text(in, S("subscription")));
    struct q_subscription row;
    struct q_sub_message_next next;
    struct q_sub_message m;

    *out = val_null();
    if (!x)
        return OK;
    TRY(q_subscription(a->db, x->id, &row));
    if (!row.found || !row.due || row.due > a->now.ms)
        return OK;
    if (str_eq(row.state, S(SUB_NEW))) {
        *out = val_with(a->a, val_null(), S("asks"), val_bool(true));
        return OK;
    }
    for (;;) {
        TRY(q_sub_message_next(a->db, x->id, a->now.ms, &next));
        if (!next.found || !str_eq(row.state, S(SUB_ACTIVE)))
            return subscribe_next(a, &row);
        TRY(q_sub_message(a->db, next.id, &m));
        TRY(take_one(a, x, &m, out));
        if (!val_is_null(*out))
            return OK;
    }
}

/* ---- what became of it ---- */

static bool taken(int64_t status)
{
    return status >= 200 && status < 300;
}

/* The address failed, not this message: none is sent for a while. */
static bool address_failed(int64_t status)
{
    return status < 200 || status == 408 || status == 429 || status >= 500;
}

static err failed_at(act *a, struct q_subscription *row, int64_t wait)
{
    row->rests = a->now.ms + subscribe_pause(a->boot, row->failures, wait);
    row->failures++;
    return q_sub_messages_give_up(a->db, row->id, a->now.ms - subscribe_patience(a->boot));
}

static err agreed(act *a, struct q_subscription *row, str office, bool yes, int64_t wait)
{
    if (!yes)
        return failed_at(a, row, wait);
    row->state = S(SUB_ACTIVE);
    row->agreed = a->now.ms;
    row->failures = 0;
    row->rests = 0;
    TRY(subscription_save(a, row));
    TRY(subscribe_watch(a, row->registry));
    return subscribe_event(a, "subscription.agreed", row->id, office);
}

/* The address wants no more (CloudEvents HTTP Webhooks 1.0.2, 2.1: 410). */
static err gone(act *a, struct q_subscription *row, str office)
{
    row->state = S(SUB_GONE);
    row->agreed = 0;
    row->rests = 0;
    TRY(q_sub_messages_drop(a->db, row->id));
    TRY(subscription_save(a, row));
    TRY(subscribe_watch(a, row->registry));
    return subscribe_event(a, "subscription.gone", row->id, office);
}

static err delivered(act *a, struct q_subscription *row, int64_t message)
{
    int64_t n;

    TRY(q_sub_message_drop(a->db, message, &n));
    row->delivered += n;
    row->last = a->now.ms;
    row->failures = 0;
    row->rests = 0;
    return OK;
}

static err message_failed(act *a, struct q_subscription *row, const struct q_sub_message *m,
                          int64_t wait)
{
    int64_t pause = subscribe_pause(a->boot, MAX(m->tries - 1, 0), wait);

    row->failures = 0; /* it answers */
    TRY(q_sub_message_later(a->db, m->id, a->now.ms + pause));
    return q_sub_messages_give_up(a->db, row->id, a->now.ms - subscribe_patience(a->boot));
}

/* in: subscription, message (0: the address was asked), status, agreed, wait. */
err act_told(act *a, val in, val *out)
{
    const struct site_subscription *x =
        site_subscription(a->site, val_get_text(in, S("subscription")));
    const struct registry *r = x ? site_register(a->site, x->registry) : NULL;
    int64_t status = val_get_i64(in, S("status"), 0), wait = val_get_i64(in, S("wait"), 0);
    struct q_subscription row;
    struct q_sub_message m = { 0 };
    err e = OK;

    *out = val_null();
    if (!r)
        return OK;
    TRY(q_subscription(a->db, x->id, &row));
    TRY(q_sub_message(a->db, val_get_i64(in, S("message"), 0), &m));
    bool asked = str_eq(row.state, S(SUB_NEW)) && !m.found;
    if (!row.found || (!asked && (!m.found || !str_eq(m.subscription, x->id) ||
                                  !str_eq(row.state, S(SUB_ACTIVE)))))
        return OK; /* stopped meanwhile */
    row.status = status;
    if (status == 410)
        e = gone(a, &row, r->owner);
    else if (asked)
        e = agreed(a, &row, r->owner, val_get_bool(in, S("agreed")), wait);
    else if (taken(status))
        e = delivered(a, &row, m.id);
    else if (address_failed(status))
        e = failed_at(a, &row, wait);
    else
        e = message_failed(a, &row, &m, wait);
    TRY(e);
    return subscribe_next(a, &row);
}
