/* Subscriptions as they are: begun by what the site declares, stopped and begun again by officers,
 * ended by their address. */
#include "act/job.h"
#include "blocks/case/case.h"
#include "blocks/subscribe/own.h"
#include "conf/conf.h"
#include "page/words.h"

enum { SUBSCRIPTIONS = 42, SWEEP_MOST = 500 }; /* of the house's own subjects */

int64_t subscribe_patience(const struct boot *b)
{
    return b->conf ? conf_int(b->conf, "webhooks-patience") : (int64_t)72 * 3600 * 1000;
}

int64_t subscribe_pause(const struct boot *b, int64_t failures, int64_t wait)
{
    int64_t first = b->conf ? conf_int(b->conf, "webhooks-pause") : 5000;
    int64_t p = MIN(first << MIN(failures, 20), PAUSE_MOST_MS);

    return MAX(p, wait * 1000);
}

err subscribe_event(act *a, const char *type, str id, str authority)
{
    struct data_key key;
    err e = key_get(a, SUBJECT_SYSTEM, SUBSCRIPTIONS, &key);

    if (e.class == ERR_CLASS_REFUSED && e.code == ERR_MISSING)
        e = key_make(a, SUBJECT_SYSTEM, SUBSCRIPTIONS, &key);
    TRY(e);
    struct event told = { .type = type,
                          .kind = SUBJECT_SYSTEM,
                          .subject = SUBSCRIPTIONS,
                          .authority = authority,
                          .body = val_with(a->a, val_null(), S("subscription"), val_str(id)) };
    return event_add(a, &told);
}

err subscribe_watch(act *a, str registry)
{
    struct q_subscription_tells tells;

    TRY(q_subscription_tells(a->db, registry, &tells));
    return register_watch(a, registry, tells.found);
}

err subscription_save(act *a, const struct q_subscription *row)
{
    struct q_subscription_set_in in = { .id = row->id,
                                        .state = row->state,
                                        .failures = row->failures,
                                        .rests = row->rests,
                                        .due = row->due,
                                        .agreed = row->agreed,
                                        .delivered = row->delivered,
                                        .last = row->last,
                                        .status = row->status };

    return q_subscription_set(a->db, &in);
}

err subscribe_next(act *a, struct q_subscription *row)
{
    struct q_sub_message_when when = { 0 };
    bool begins = str_eq(row->state, S(SUB_NEW));

    if (!begins && str_eq(row->state, S(SUB_ACTIVE)))
        TRY(q_sub_message_when(a->db, row->id, &when));
    row->due = begins || when.due ? MAX(MAX(when.due, row->rests), 1) : 0;
    return subscription_save(a, row);
}

/* ---- what the site declares ---- */

static err begin_all(act *a, const struct partner *p)
{
    for (size_t i = 0; i < p->n_subscriptions; i++) {
        const struct site_subscription *x = &p->subscriptions[i];
        struct q_subscription row;
        TRY(q_subscription(a->db, x->id, &row));
        if (row.found && str_eq(row.url, x->url) && str_eq(row.registry, x->registry))
            continue;
        TRY(q_subscription_put(a->db, x->id, x->registry, x->url, a->now.ms));
        if (row.found && !str_eq(row.registry, x->registry))
            TRY(q_sub_messages_drop(a->db, x->id));
        if (row.found)
            TRY(subscribe_watch(a, row.registry));
    }
    return OK;
}

err act_sync(act *a, val in, val *out)
{
    struct q_subscriptions all;

    (void)in;
    *out = val_null();
    TRY(q_subscriptions(a->db, &all));
    for (size_t i = 0; i < a->site->n_partners; i++)
        TRY(begin_all(a, a->site->partners[i]));
    for (size_t i = 0; i < all.n; i++) {
        if (site_subscription(a->site, all.v[i].id))
            continue;
        TRY(q_sub_messages_drop(a->db, all.v[i].id));
        TRY(q_subscription_drop(a->db, all.v[i].id));
        TRY(subscribe_watch(a, all.v[i].registry));
    }
    return OK;
}

/* ---- by officers ---- */

static const struct registry *register_of(const struct site *s, str id)
{
    const struct site_subscription *x = site_subscription(s, id);

    return x ? site_register(s, x->registry) : NULL;
}

err subscription_owner(act *a, val in)
{
    const struct registry *r = register_of(a->site, val_get_text(in, S("id")));

    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    if (!r)
        return refuse_with(a, W_subscribe_unknown, NULL, val_null(), 404);
    return work_repairs(a->site, &a->who, r->owner)
               ? OK
               : refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

static err opened(act *a, val in, struct q_subscription *row)
{
    TRY(q_subscription(a->db, val_get_text(in, S("id")), row));
    return row->found ? OK : refuse_with(a, W_subscribe_unknown, NULL, val_null(), 404);
}

/* What was given up is tried once more, for as long as if it were new; a subscription that ended
 * begins again by asking its address. */
err act_sub_again(act *a, val in, val *out)
{
    struct q_subscription row;

    *out = val_null();
    TRY(opened(a, in, &row));
    if (!str_eq(row.state, S(SUB_ACTIVE)))
        row.state = S(SUB_NEW);
    row.failures = 0;
    row.rests = 0;
    TRY(q_sub_messages_again(a->db, row.id, a->now.ms));
    TRY(subscribe_next(a, &row));
    return subscribe_event(a, "subscription.tried_again", row.id,
                           register_of(a->site, row.id)->owner);
}

err act_sub_stop(act *a, val in, val *out)
{
    struct q_subscription row;

    *out = val_null();
    TRY(opened(a, in, &row));
    if (str_eq(row.state, S(SUB_STOPPED)))
        return refuse_with(a, W_subscribe_stopped_before, NULL, val_null(), 409);
    row.state = S(SUB_STOPPED);
    row.agreed = 0;
    TRY(q_sub_messages_drop(a->db, row.id));
    TRY(subscribe_next(a, &row));
    TRY(subscribe_watch(a, row.registry));
    return subscribe_event(a, "subscription.stopped", row.id, register_of(a->site, row.id)->owner);
}

/* ---- what is past its time ---- */

err job_sub_sweep(struct job_run *j)
{
    val more = val_bool(true);

    for (int i = 0; i < 20 && val_is_true(more); i++)
        TRY(job_act(j, "subscribe.sweep", val_null(), &more, NULL));
    return OK;
}

/* out: whether there may be more */
err act_sub_sweep(act *a, val in, val *out)
{
    int64_t n;

    (void)in;
    TRY(q_sub_messages_sweep(a->db, a->now.ms - FAILED_KEPT_MS, SWEEP_MOST, &n));
    *out = val_bool(n == SWEEP_MOST);
    return OK;
}
