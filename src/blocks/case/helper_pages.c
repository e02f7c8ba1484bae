/* Pages of who is helped, and of who helps. */
#include "act/one_form.h"
#include "blocks/case/helper.h"
#include "blocks/case/pages.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

/* ---- for the pages of the form ---- */

static err key_for_helper(struct web *w, int64_t case_id, str owner_key, struct data_key *key)
{
    str plain;

    TRY(web_own_keys(w));
    TRY(key_open_bytes(w->a, &w->account_key, "cases.owner_key", owner_key, &plain));
    if (plain.n != sizeof key->k.b)
        return FAULT(ERR_CRYPTO);
    *key = (struct data_key){ .kind = SUBJECT_CASE, .id = case_id };
    memcpy(key->k.b, plain.p, sizeof key->k.b);
    return OK;
}

err help_of_route(struct web *w, const char *param, struct q_case *c, struct data_key *key,
                  struct helping *as)
{
    struct q_help_of h = { 0 };
    val details;

    TRY(case_find(w->db, web_param(w, param), c));
    if (w->who.account && str_eq(c->state, S(CASE_DRAFT)))
        TRY(q_help_of(w->db, c->id, w->who.account, w->now.ms, &h));
    if (!h.found)
        return REFUSED(ERR_MISSING);
    TRY(key_for_helper(w, c->id, h.owner_key, key));
    TRY(key_open(w->a, key, "case_help.details", h.details, &details));
    *as = (struct helping){ true, val_get_text(details, S("owner")), { h.ends } };
    return OK;
}

void help_banner(struct ask *k)
{
    struct page *p = &k->w->page;
    struct v_help_banner v = { .draft = k->c.draft,
                               .owner = k->helping.owner,
                               .until = k->helping.ends };

    if (k->helping.on)
        v_help_banner_html(p, &v);
}

err help_told(struct web *w, const struct q_case *c, const struct data_key *key, str *out)
{
    struct q_helps all;
    val details;
    buf b;

    buf_init(&b, w->a, 128);
    TRY(q_helps(w->db, c->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        val_builder args = val_build(w->a);
        if (!all.v[i].begun)
            continue;
        TRY(key_open(w->a, key, "case_help.details", all.v[i].details, &details));
        val_put(&args, S("name"), val_get(details, S("name")));
        val_put(&args, S("when"), page_instant_val(&w->page, (instant){ all.v[i].begun }));
        buf_fmt(&b, "%s%.*s", b.n ? " " : "",
                STR_ARG(word(w->a, w->page.words, W_case_help_told, val_done(&args))));
    }
    *out = buf_str(&b);
    return OK;
}

/* ---- the owner ---- */

/* What stands on a page of the form: its questions, as the page that shows all answers names them.
 */
static str page_asks(struct ask *k, str page)
{
    struct form_row *rows;
    size_t n = form_summary(k->form, k->answers, &k->env, &rows);
    buf b;

    buf_init(&b, k->w->a, 128);
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].page, page))
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", STR_ARG(rows[i].label));
    return b.n ? buf_str(&b) : page;
}

static err helps_part(struct ask *k, struct v_case_help *v)
{
    struct web *w = k->w;
    struct q_helps all;
    val details;

    TRY(q_helps(w->db, k->c.id, &all));
    struct v_case_help_one *rows = ARENA_ARRAY(w->a, struct v_case_help_one, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct q_helps_row *h = &all.v[i];
        struct q_help_done done;
        v->open |= !h->begun && !h->ended && h->code_ends > w->now.ms;
        if (!h->begun)
            continue;
        struct v_case_help_one *r = &rows[v->helps_n++];
        TRY(key_open(w->a, &k->key, "case_help.details", h->details, &details));
        TRY(q_help_done(w->db, h->hash, &done));
        struct v_case_help_act *acts = ARENA_ARRAY(w->a, struct v_case_help_act, done.n + 1);
        for (size_t j = 0; j < done.n; j++)
            acts[j] = (struct v_case_help_act){ .at = { done.v[j].at },
                                                .what = page_asks(k, done.v[j].page) };
        *r = (struct v_case_help_one){ .name = val_get_text(details, S("name")),
                                       .from = { h->begun },
                                       .until = { h->ended ? h->ended : h->ends },
                                       .live = !h->ended && h->ends > w->now.ms,
                                       .acts = acts,
                                       .acts_n = done.n };
        v->live |= r->live;
    }
    v->helps = rows;
    return OK;
}

static struct field_view hours_field(struct ask *k)
{
    struct web *w = k->w;
    int64_t most = MIN(k->service->helper_hours, 12);
    struct field_option *o = ARENA_ARRAY(w->a, struct field_option, (size_t)most);

    for (int64_t i = 0; i < most; i++) {
        struct val_entry n = { S("n"), val_int(i + 1) };
        o[i] = (struct field_option){ .value = str_fmt(w->a, "%lld", (long long)(i + 1)),
                                      .label = page_word_str(&w->page, W_case_help_n_hours, &n, 1),
                                      .chosen = i == 0 };
    }
    return (struct field_view){ .kind = FIELD_RADIOS,
                                .name = S("hours"),
                                .label = say(w, W_case_help_how_long),
                                .error = web_refusal_of(w, "hours"),
                                .options = o,
                                .options_n = (size_t)most };
}

static err help_page(struct web *w, int status)
{
    struct ask k;
    struct v_case_help v = { 0 };
    struct field_view f;

    TRY(ask_form(w, &k));
    if (w->reply.status)
        return OK;
    if (k.helping.on || k.party.n || k.paper.found || !k.c.account || !k.service->helper_hours)
        return REFUSED(ERR_MISSING);
    TRY(helps_part(&k, &v));
    f = hours_field(&k);
    v.draft = k.c.draft;
    v.service = site_text(w->site, k.service->title, w->lang);
    v.code = w->refused ? S("") : val_get_text(w->out, S("code"));
    v.fields = &f;
    v.fields_n = 1;
    v.back = web_url(w, "%.*s/check", STR_ARG(k.base));
    w->page.out.n = 0;
    return WEB_SEND(w, "/cases", case_help, &v, status);
}

err show_help(struct web *w)
{
    return help_page(w, 200);
}

err help_prepare(struct web *w)
{
    val_builder b = val_build(w->a);
    int64_t hours = 0;

    if (failed(str_to_i64(web_field(w, "hours"), &hours)))
        hours = 0;
    val_put(&b, S("draft"), val_str(web_param(w, "draft")));
    val_put(&b, S("hours"), val_int(hours));
    w->in = val_done(&b);
    return OK;
}

/* The code is shown on this page alone. */
err help_offered(struct web *w)
{
    return web_wants_json(w) ? web_json(w, 200, val_json_str(w->a, w->out)) : help_page(w, 200);
}

err help_again(struct web *w)
{
    return w->status == 422 ? help_page(w, 422) : web_refused(w);
}

err help_end_prepare(struct web *w)
{
    w->in = val_with(w->a, val_null(), S("draft"), val_str(web_param(w, "draft")));
    return OK;
}

err help_ended(struct web *w)
{
    if (!val_get_bool(w->out, S("owner")))
        return web_redirect(w, S("/help"));
    return web_redirect(w, str_fmt(w->a, "/drafts/%.*s/help", STR_ARG(web_param(w, "draft"))));
}

/* ---- the helper ---- */

static err helped_part(struct web *w, struct v_helper *v)
{
    struct q_helps_of_account all;

    TRY(q_helps_of_account(w->db, w->who.account, w->now.ms, &all));
    struct v_helper_one *rows = ARENA_ARRAY(w->a, struct v_helper_one, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        struct q_case c;
        struct data_key key;
        val details;
        TRY(q_case(w->db, all.v[i].case_id, S(""), &c));
        const struct service *s = c.found ? case_service(w->boot, &c) : NULL;
        if (!s || !str_eq(c.state, S(CASE_DRAFT)))
            continue;
        TRY(key_for_helper(w, c.id, all.v[i].owner_key, &key));
        TRY(key_open(w->a, &key, "case_help.details", all.v[i].details, &details));
        rows[v->rows_n++] = (struct v_helper_one){ .draft = c.draft,
                                                   .owner = val_get_text(details, S("owner")),
                                                   .service = site_text(w->site, s->title, w->lang),
                                                   .until = { all.v[i].ends } };
    }
    v->rows = rows;
    return OK;
}

static err helper_page(struct web *w, int status)
{
    struct v_helper v = { 0 };
    struct field_view f = { .kind = FIELD_TEXT,
                            .name = S("code"),
                            .label = say(w, W_case_helper_code),
                            .hint = say(w, W_case_helper_code_hint),
                            .error = web_refusal_of(w, "code"),
                            .width = 20,
                            .autocomplete = S("off"),
                            .spellcheck_off = true };

    TRY(helped_part(w, &v));
    v.fields = &f;
    v.fields_n = 1;
    w->page.problem = f.error.n > 0;
    return WEB_SEND(w, "/cases", helper, &v, status);
}

err show_helper(struct web *w)
{
    return helper_page(w, 200);
}

err helper_prepare(struct web *w)
{
    str code = web_field(w, "code");

    w->in = val_with(w->a, val_null(), S("code"), val_str(code.p ? code : S("")));
    return OK;
}

err helper_taken(struct web *w)
{
    return web_redirect(w,
                        str_fmt(w->a, "/drafts/%.*s", STR_ARG(val_get_text(w->out, S("draft")))));
}

err helper_again(struct web *w)
{
    return w->status == 404 || w->status == 422 ? helper_page(w, w->status) : web_refused(w);
}
