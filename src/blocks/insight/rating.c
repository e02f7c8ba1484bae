/* One question after the decision: how was it? */
#include "blocks/case/case.h"
#include "blocks/insight/own.h"

static void choice(struct web *w, struct field_view *f)
{
    static const enum word_id words[] = { W_insight_rate_5, W_insight_rate_4, W_insight_rate_3,
                                          W_insight_rate_2, W_insight_rate_1 };
    struct field_option *o = ARENA_ARRAY(w->a, struct field_option, LEN(words));
    str typed = web_field(w, "score");

    for (size_t i = 0; i < LEN(words); i++) {
        str value = str_fmt(w->a, "%d", (int)(LEN(words) - i));
        o[i] = (struct field_option){ .value = value,
                                      .label = word0(w->page.words, words[i]),
                                      .chosen = w->refused && str_eq(typed, value) };
    }
    *f = (struct field_view){ .kind = FIELD_RADIOS,
                              .name = S("score"),
                              .label = word0(w->page.words, W_insight_rate_title),
                              .heading = true,
                              .label_size = LABEL_L,
                              .hint = word0(w->page.words, W_insight_rate_hint),
                              .options = o,
                              .options_n = LEN(words),
                              .error = web_refusal_of(w, "score") };
}

/* The case that is theirs and is decided. */
static err own_case(struct web *w, struct q_case *c)
{
    TRY(case_find(w->db, web_param(w, "number"), c));
    return c->account && c->account == w->who.account && c->decided ? OK : REFUSED(ERR_MISSING);
}

static err rating_page(struct web *w, int status)
{
    struct v_rating v = { 0 };
    struct field_view *f = ARENA_NEW(w->a, struct field_view);
    struct q_case c;
    struct q_rated said;

    TRY(own_case(w, &c));
    TRY(q_rated(w->db, c.id, &said));
    const struct service *s = case_service(w->boot, &c);
    choice(w, f);
    v.service = s ? site_text(w->site, s->title, w->lang) : c.service;
    v.number = c.number;
    v.back = web_url(w, "/cases/%.*s", STR_ARG(c.number));
    v.done = said.n > 0;
    v.fields = f;
    v.fields_n = 1;
    w->page.private = true;
    w->page.problem = w->refused;
    return WEB_SHOW(w, rating, &v, status);
}

err show_rating(struct web *w)
{
    return rating_page(w, 200);
}

static str score_typed(struct web *w)
{
    str typed = web_field(w, "score");

    return typed.p ? typed : S("");
}

err rate_prepare(struct web *w)
{
    val_builder b = val_build(w->a);
    int64_t score = 0;

    if (failed(str_to_i64(score_typed(w), &score)))
        score = 0; /* nothing is chosen: the act says so at the field */
    val_put(&b, S("number"), val_str(web_param(w, "number")));
    val_put(&b, S("score"), val_int(score));
    w->in = val_done(&b);
    return OK;
}

err rate_again(struct web *w)
{
    return w->status == 422 ? rating_page(w, 422) : web_refused(w);
}

err rated_page(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/cases/%.*s/rating", STR_ARG(web_param(w, "number"))));
}
