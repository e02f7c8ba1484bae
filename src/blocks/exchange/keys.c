/* The pages of partners and their credentials: made, ended, how long they last, when they were
 * used. */
#include "blocks/exchange/own.h"
#include "views/exchange.h"

#define EXCHANGE_SEND(w, view, v, status) return WEB_SEND(w, "/desk", view, v, status)

static bool lives(struct web *w, const struct q_partner_of_row *r)
{
    return !r->ended && (!r->until || w->today.n <= r->until);
}

static str office_name(struct web *w, str id)
{
    const struct office *o = site_office(w->site, id);

    return o ? site_text(w->site, o->name, w->lang) : id;
}

bool partner_pages(struct web *w)
{
    for (size_t i = 0; i < w->site->n_partners; i++)
        if (partner_kept_by(w->site, &w->who, w->site->partners[i]))
            return true;
    return false;
}

err show_partners(struct web *w)
{
    size_t n = w->site->n_partners;
    struct v_partners_row *rows = ARENA_ARRAY(w->a, struct v_partners_row, n + 1);
    struct v_partners v = { .rows = rows, .rows_n = n };

    if (!partner_pages(w))
        return web_error(w, 403);
    for (size_t i = 0; i < n; i++) {
        const struct partner *p = w->site->partners[i];
        struct q_partner_of all;
        TRY(q_partner_of(w->db, p->id, CREDENTIALS_SHOWN, &all));
        rows[i] =
            (struct v_partners_row){ .name = site_text(w->site, p->name, w->lang),
                                     .office = office_name(w, p->office),
                                     .may = partner_kept_by(w->site, &w->who, p),
                                     .href = web_url(w, "/desk/partners/%.*s", STR_ARG(p->id)) };
        for (size_t k = 0; k < all.n; k++)
            rows[i].living += lives(w, &all.v[k]);
    }
    EXCHANGE_SEND(w, partners, &v, 200);
}

static enum word_id state_word(struct web *w, const struct q_partner_of_row *r)
{
    return r->ended      ? W_exchange_state_ended
           : lives(w, r) ? W_exchange_state_living
                         : W_exchange_state_over;
}

static err rows_of(struct web *w, const struct partner *p, struct v_partner *v)
{
    struct q_partner_of all;

    TRY(q_partner_of(w->db, p->id, CREDENTIALS_SHOWN, &all));
    struct v_partner_row *rows = ARENA_ARRAY(w->a, struct v_partner_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct q_partner_of_row *r = &all.v[i];
        rows[i] = (struct v_partner_row){ .id = str_fmt(w->a, "%lld", (long long)r->id),
                                          .made = { r->created },
                                          .has_until = r->until != 0,
                                          .until = { (int32_t)r->until },
                                          .has_used = r->used != 0,
                                          .used = { (int32_t)r->used },
                                          .living = lives(w, r),
                                          .state = state_word(w, r) };
    }
    v->rows = rows;
    v->rows_n = all.n;
    return OK;
}

/* credential: one made a moment ago, shown this once; empty: none. */
static err partner_page(struct web *w, str credential, int status)
{
    const struct partner *p = site_partner(w->site, web_param(w, "partner"));
    struct v_partner v = { .credential = credential };

    if (!p)
        return REFUSED(ERR_MISSING);
    if (!partner_kept_by(w->site, &w->who, p))
        return web_error(w, 403);
    v.id = p->id;
    v.name = site_text(w->site, p->name, w->lang);
    v.office = office_name(w, p->office);
    struct v_partner_topic *topics = ARENA_ARRAY(w->a, struct v_partner_topic, p->n_topics + 1);
    for (size_t i = 0; i < p->n_topics; i++)
        topics[i] =
            (struct v_partner_topic){ .id = p->topics[i].type.name,
                                      .title = site_text(w->site, p->topics[i].title, w->lang) };
    v.topics = topics;
    v.topics_n = p->n_topics;
    struct v_partner_problem *no = ARENA_ARRAY(w->a, struct v_partner_problem, w->nrefusals + 1);
    for (size_t i = 0; i < w->nrefusals; i++)
        no[i] = (struct v_partner_problem){ .text = web_refusal_text(w, &w->refusals[i]) };
    v.problems = no;
    v.problems_n = w->nrefusals;
    w->page.problem = w->nrefusals > 0;
    TRY(rows_of(w, p, &v));
    w->reply.cache = CACHE_NEVER;
    EXCHANGE_SEND(w, partner, &v, status);
}

err show_partner(struct web *w)
{
    return partner_page(w, S(""), 200);
}

/* Made here, so that neither the writer nor what is kept of the act ever holds it. */
err partner_make_ask(struct web *w)
{
    str *made = ARENA_NEW(w->a, str), id = web_param(w, "partner");
    val_builder b = val_build(w->a);
    int64_t months = 0;

    *made = str_fmt(w->a, "%.*s.%.*s", STR_ARG(id), STR_ARG(token_random(w->a)));
    sha256 hash = token_hash(*made);
    if (failed(str_to_i64(web_field(w, "months"), &months)))
        months = 0;
    val_put(&b, S("partner"), val_str(id));
    val_put(&b, S("months"), val_int(months));
    val_put(&b, S("hash"), val_str(sha256_hex(w->a, &hash)));
    w->own = made;
    w->in = val_done(&b);
    return OK;
}

err partner_made(struct web *w)
{
    return partner_page(w, *(str *)w->own, 200);
}

err partner_make_again(struct web *w)
{
    return partner_page(w, S(""), 422);
}

err to_partner(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/desk/partners/%.*s", STR_ARG(web_param(w, "partner"))));
}
