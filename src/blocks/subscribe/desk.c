/* The page of subscriptions, for who repairs in the office that keeps the register. */
#include "blocks/case/case.h"
#include "blocks/subscribe/own.h"
#include "conf/conf.h"
#include "page/words.h"
#include "views/subscribe.h"

static bool takes_care(struct web *w, const struct site_subscription *x)
{
    const struct registry *r = site_register(w->site, x->registry);

    return r && work_repairs(w->site, &w->who, r->owner);
}

bool subscribe_pages(struct web *w)
{
    for (size_t i = 0; i < w->site->n_partners; i++)
        for (size_t k = 0; k < w->site->partners[i]->n_subscriptions; k++)
            if (takes_care(w, &w->site->partners[i]->subscriptions[k]))
                return true;
    return false;
}

static enum word_id state_word(const struct q_subscription *row)
{
    return str_eq(row->state, S(SUB_STOPPED))              ? W_subscribe_state_stopped
           : str_eq(row->state, S(SUB_GONE))               ? W_subscribe_state_gone
           : !row->found || str_eq(row->state, S(SUB_NEW)) ? W_subscribe_state_new
           : row->failures                                 ? W_subscribe_state_failing
                                                           : W_subscribe_state_active;
}

static str labels(struct web *w, const struct registry *r, const str *names, size_t n)
{
    str *v = ARENA_ARRAY(w->a, str, n + 1);

    for (size_t i = 0; i < n; i++) {
        const struct reg_field *f = register_field(r, names[i]);
        const struct reg_relation *rel = register_relation(r, names[i]);
        v[i] = f     ? site_text(w->site, f->label, w->lang)
               : rel ? site_text(w->site, rel->label, w->lang)
                     : names[i];
    }
    return str_join(w->a, v, n, S(", "));
}

static err one_shown(struct web *w, const struct site_subscription *x,
                     struct v_subscriptions_row *o)
{
    const struct registry *r = site_register(w->site, x->registry);
    struct q_sub_messages_count open, failed_ones;
    struct q_subscription row;

    TRY(q_subscription(w->db, x->id, &row));
    TRY(q_sub_messages_count(w->db, x->id, S(MESSAGE_OPEN), &open));
    TRY(q_sub_messages_count(w->db, x->id, S(MESSAGE_FAILED), &failed_ones));
    bool over = str_eq(row.state, S(SUB_STOPPED)) || str_eq(row.state, S(SUB_GONE));
    *o = (struct v_subscriptions_row){
        .id = x->id,
        .title = site_text(w->site, x->title, w->lang),
        .partner = site_text(w->site, x->of->name, w->lang),
        .url = x->url,
        .reg = site_text(w->site, r->title, w->lang),
        .fields = labels(w, r, x->fields, x->n_fields),
        .tells = labels(w, r, x->tells, x->n_tells),
        .state = state_word(&row),
        .answered = row.status != 0,
        .status = row.status,
        .rests = row.rests > w->now.ms,
        .rest = { row.rests },
        .has_last = row.last != 0,
        .last = { row.last },
        .delivered = row.delivered,
        .waiting = open.n,
        .given_up = failed_ones.n,
        .over = over,
        .may_again = row.found && (over || failed_ones.n || row.failures),
        .may_stop = row.found && !str_eq(row.state, S(SUB_STOPPED)),
    };
    return OK;
}

err show_subscriptions(struct web *w)
{
    struct v_subscriptions v = { .off = !w->boot->conf || !conf_bool(w->boot->conf, "webhooks") };
    VEC(struct v_subscriptions_row) all = { 0 };

    if (!subscribe_pages(w))
        return web_error(w, 403);
    for (size_t i = 0; i < w->site->n_partners; i++)
        for (size_t k = 0; k < w->site->partners[i]->n_subscriptions; k++)
            if (takes_care(w, &w->site->partners[i]->subscriptions[k]))
                TRY(one_shown(w, &w->site->partners[i]->subscriptions[k], vec_push(&all, w->a)));
    v.rows = all.v;
    v.rows_n = all.n;
    return WEB_SEND(w, "/desk", subscriptions, &v, 200);
}

err to_subscriptions(struct web *w)
{
    return web_redirect(w, S("/desk/subscriptions"));
}
