/* What is offered to a person: why, by which rules, and their answer. */
#include "act/mine.h"
#include "act/versions.h"
#include "blocks/case/case.h"
#include "blocks/case/ruling.h"
#include "blocks/offer/own.h"
#include "text/name.h"

enum { OFFERS_MOST = 100 };

static const struct {
    const char *state;
    enum word_id word;
    const char *colour;
} states[] = { { OFFER_OPEN, W_offer_state_open, "yellow" },
               { OFFER_TAKEN, W_offer_state_taken, "green" },
               { OFFER_DECLINED, W_offer_state_declined, "grey" } };

static enum word_id state_word(str state, str *colour)
{
    FOR_EACH(states, s)
        if (str_eq(state, str_z(s->state))) {
            *colour = str_z(s->colour);
            return s->word;
        }
    *colour = S("grey");
    return W_offer_state_declined;
}

static str title_of(struct web *w, str service)
{
    const struct service *v = site_service(w->site, service);

    return v ? site_text(w->site, v->title, w->lang) : service;
}

/* Whom it is for, in words; empty: for who got it. */
static str about_of(struct web *w, val told)
{
    val about = val_get(told, S("about"));

    return name_is(about) ? name_shown(w->a, about) : val_text(about);
}

err show_offers(struct web *w)
{
    struct v_offers v = { 0 };
    struct q_offers_of all = { 0 };

    if (w->who.person) {
        TRY(q_offers_of(w->db, w->who.person, OFFERS_MOST, &all));
        TRY(web_own_keys(w));
    }
    struct v_offers_item *items = ARENA_ARRAY(w->a, struct v_offers_item, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        val told;
        TRY(key_open(w->a, &w->person_key, OFFER_TOLD, all.v[i].told, &told));
        items[i] =
            (struct v_offers_item){ .about = about_of(w, told),
                                    .title = title_of(w, all.v[i].service),
                                    .href = web_url(w, "/offers/%lld", (long long)all.v[i].id),
                                    .at = { all.v[i].made } };
        items[i].state = state_word(all.v[i].state, &items[i].colour);
    }
    v.items = items;
    v.items_n = all.n;
    w->page.private = true;
    return WEB_SHOW(w, offers, &v, 200);
}

/* The offer of the route, to whom it was made. */
static err own_offer(struct web *w, int64_t *id, struct q_offer *o, val *told)
{
    if (failed(str_to_i64(web_param(w, "id"), id)))
        return REFUSED(ERR_MISSING);
    TRY(q_offer(w->db, *id, o));
    if (!o->found || !w->who.person || o->person != w->who.person)
        return REFUSED(ERR_MISSING);
    TRY(web_own_keys(w));
    return key_open(w->a, &w->person_key, OFFER_TOLD, o->told, told);
}

err show_offer(struct web *w)
{
    struct v_offer v = { 0 };
    struct q_offer o;
    const struct v_explanation_step *steps;
    int64_t id;
    val told;

    TRY(own_offer(w, &id, &o, &told));
    const struct service *then = boot_service(w->boot, o.service, o.version);
    const struct service *now = site_service(w->site, o.service);
    v.id = id;
    v.title = title_of(w, o.service);
    v.summary = now ? site_text(w->site, now->summary, w->lang) : S("");
    v.href = web_url(w, "/services/%.*s", STR_ARG(o.service));
    v.state = state_word(o.state, &v.colour);
    v.open = !str_eq(o.state, S(OFFER_TAKEN)) && now && !now->broken;
    v.declined = str_eq(o.state, S(OFFER_DECLINED));
    v.at = (instant){ o.made };
    v.about = about_of(w, told);
    if (then) {
        v.explanation.steps_n = ruling_steps(w, then, val_get(told, S("explanation")), &steps);
        v.explanation.steps = steps;
    }
    w->page.private = true;
    return WEB_SHOW(w, offer, &v, 200);
}

err offer_prepare(struct web *w)
{
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "id"), &id)))
        return REFUSED(ERR_MISSING);
    w->in = val_with(w->a, val_null(), S("offer"), val_int(id));
    return OK;
}

err to_draft(struct web *w)
{
    str draft = val_get_text(w->out, S("draft"));

    return web_redirect(w, str_fmt(w->a, "/drafts/%.*s", STR_ARG(draft)));
}

err to_offer(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/offers/%.*s", STR_ARG(web_param(w, "id"))));
}

/* ---- the answer ---- */

err offer_owner(act *a, val in)
{
    struct q_offer o;

    TRY(q_offer(a->db, val_get_i64(in, S("offer"), 0), &o));
    if (!o.found || !a->who.person || o.person != a->who.person)
        return refuse_with(a, W_offer_unknown, NULL, val_null(), 404);
    return OK;
}

static err answered(act *a, int64_t id, const struct q_offer *o, const char *state)
{
    struct event e = { .type =
                           str_eq(str_z(state), S(OFFER_TAKEN)) ? "offer.taken" : "offer.declined",
                       .kind = SUBJECT_PERSON,
                       .subject = o->person,
                       .authority = S(""),
                       .body = val_with(a->a, val_null(), S("service"), val_str(o->service)) };
    int64_t n;

    TRY(q_offer_state(a->db, id, o->state, str_z(state), a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    return event_add(a, &e);
}

/* A draft with what is known already; what is missing is asked as for everybody.  Who declined may
 * think better of it. */
err act_offer_take(act *a, val in, val *out)
{
    int64_t id = val_get_i64(in, S("offer"), 0);
    struct q_offer o;
    struct data_key key;
    val told;

    TRY(q_offer(a->db, id, &o));
    if (str_eq(o.state, S(OFFER_TAKEN)))
        return refuse_with(a, W_offer_taken, NULL, val_null(), 409);
    TRY(key_get(a, SUBJECT_PERSON, o.person, &key));
    TRY(key_open(a->a, &key, OFFER_TOLD, o.told, &told));
    TRY(answered(a, id, &o, OFFER_TAKEN));
    return case_begin(a, o.service, val_get(told, S("answers")), out);
}

err act_offer_decline(act *a, val in, val *out)
{
    int64_t id = val_get_i64(in, S("offer"), 0);
    struct q_offer o;

    *out = val_null();
    TRY(q_offer(a->db, id, &o));
    if (!str_eq(o.state, S(OFFER_OPEN)))
        return refuse_with(a, W_offer_answered, NULL, val_null(), 409);
    return answered(a, id, &o, OFFER_DECLINED);
}

err offers_mine(struct mine *m)
{
    struct web *w = m->w;
    struct q_offers_of all = { 0 };

    if (w->who.person)
        TRY(q_offers_of(w->db, w->who.person, OFFERS_MOST, &all));
    val *list = ARENA_ARRAY(w->a, val, all.n + 1);
    for (size_t i = 0; m->whole && i < all.n; i++) {
        val told;
        TRY(key_open(w->a, &w->person_key, OFFER_TOLD, all.v[i].told, &told));
        list[i] = val_with(w->a, told, S("service"), val_str(all.v[i].service));
    }
    mine_json(m, S("offers.json"), val_list(list, m->whole ? all.n : 0));
    mine_part(m, W_offer_mine, (int64_t)all.n, W_identity_mine_record_stays);
    return OK;
}
