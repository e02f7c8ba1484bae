/* The pages about who takes part: their share of the check page, inviting, joining, leaving. */
#include "act/one_form.h"
#include "blocks/case/pages.h"
#include "blocks/case/party.h"
#include "blocks/identity/identity.h"
#include "form/party.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

static str say1(struct web *w, enum word_id id, const char *name, str value)
{
    return word(w->a, w->page.words, id, val_with(w->a, val_null(), str_z(name), val_str(value)));
}

/* ---- the page that shows all answers ---- */

static enum word_id word_of_state(const struct party_state *p, bool invited, const char **colour)
{
    bool applicant = !p->p;

    *colour = p->valid                                              ? "green"
              : p->fell.ms                                          ? "red"
              : applicant || (p->account && p->asked && p->p->sign) ? "blue"
                                                                    : "grey";
    return applicant    ? W_case_party_state_sends
           : !p->asked  ? W_case_party_state_none
           : p->valid   ? W_case_party_state_signed
           : p->fell.ms ? W_case_party_state_fell
           : p->account ? W_case_party_state_joined
           : invited    ? W_case_party_state_invited
                        : W_case_party_state_missing;
}

static str name_of(struct ask *k, const struct party_state *all, size_t n, str party)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].id, party))
            return all[i].name.n ? all[i].name
                   : all[i].p    ? all[i].title
                                 : say(k->w, W_case_party_applicant);
    return S("");
}

static str title_of(struct ask *k, const struct party_state *p)
{
    return p->p ? p->title : say(k->w, W_case_party_applicant);
}

/* Why a signature is none any more. */
static str fell_text(struct ask *k, const struct party_state *all, size_t n,
                     const struct party_state *p)
{
    val_builder b = val_build(k->w->a);

    if (!p->fell.ms)
        return S("");
    val_put(&b, S("by"), val_str(name_of(k, all, n, p->by)));
    val_put(&b, S("signed"), val_day(zone_day(k->w->boot->zone, p->signed_at)));
    val_put(&b, S("day"), val_day(zone_day(k->w->boot->zone, p->fell)));
    return word(k->w->a, k->w->page.words, W_case_party_fell, val_done(&b));
}

static err party_row(struct ask *k, const struct party_state *all, size_t n, size_t i,
                     struct v_case_check_party *out)
{
    struct web *w = k->w;
    const struct party_state *p = &all[i];
    struct q_invites open = { 0 };
    const char *colour;
    bool owner = !k->party.n;

    if (p->p)
        TRY(q_invites(w->db, k->c.id, p->id, w->now.ms, &open));
    *out = (struct v_case_check_party){
        .title = title_of(k, p),
        .name = p->name,
        .you = str_eq(p->id, k->party),
        .state = word_of_state(p, open.n > 0, &colour),
        .has_signed_at = p->valid,
        .signed_at = p->signed_at,
        .fell = fell_text(k, all, n, p),
        .can_invite = owner && p->p && !p->account && p->asked && k->w->who.account,
        .can_end = p->p && p->account && (owner || str_eq(p->id, k->party)),
        .owner = owner,
        .link = web_url(w, "%.*s/parties/%.*s", STR_ARG(k->base), STR_ARG(p->id)),
        .end = web_url(w, "%.*s/parties/%.*s/end", STR_ARG(k->base), STR_ARG(p->id))
    };
    out->colour = str_z(colour);
    return OK;
}

/* Whose part lacks something; empty: nobody's. */
static str unfinished(struct ask *k, const struct party_state *all, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct form_env env = k->env;
        env.parted = true;
        env.party = all[i].id;
        if (!str_eq(all[i].id, k->party) &&
            form_first_unanswered(k->form, k->answers, &env).page >= 0)
            return title_of(k, &all[i]);
    }
    return S("");
}

/* What has to happen before who looks can sign or send; empty: nothing. */
static str waits_for(struct ask *k, const struct party_state *all, size_t n)
{
    struct web *w = k->w;
    str open = unfinished(k, all, n);

    for (size_t i = 1; i < n; i++)
        if (all[i].asked && !all[i].account)
            return say1(w, W_case_party_waits_join, "party", all[i].title);
    if (open.n)
        return say1(w, W_case_party_waits_part, "party", open);
    for (size_t i = 1; i < n; i++) {
        if (!k->party.n && all[i].wanted)
            return say1(w, W_case_party_waits_sign, "party", all[i].title);
        if (k->party.n && str_eq(all[i].id, k->party) && all[i].valid)
            return say(w, W_case_party_waits_send);
    }
    return S("");
}

static void sections_of(struct ask *k, const struct party_state *all, size_t n,
                        struct v_case_check *v)
{
    struct v_case_check_section *s =
        ARENA_ARRAY(k->w->a, struct v_case_check_section, v->sections_n + 1);

    for (size_t i = 0; i < v->sections_n; i++) {
        s[i] = v->sections[i];
        s[i].by = str_eq(s[i].party, k->party)
                      ? S("")
                      : say1(k->w, W_case_party_by, "who", name_of(k, all, n, s[i].party));
    }
    v->sections = s;
}

err party_check(struct ask *k, struct v_case_check *v)
{
    struct web *w = k->w;
    struct party_state *all;
    size_t n;

    v->action = web_url(w, "%.*s/submit", STR_ARG(k->base));
    v->button = W_case_submit;
    v->waiting = S("");
    if (!k->c.found || !k->env.parted)
        return OK;
    TRY(party_states(w->db, w->a, w->site, &k->c, &k->key, k->service, w->lang, k->answers, &k->env,
                     &all, &n));
    struct v_case_check_party *rows = ARENA_ARRAY(w->a, struct v_case_check_party, n);
    for (size_t i = 0; i < n; i++)
        TRY(party_row(k, all, n, i, &rows[i]));
    v->parties = rows;
    v->parties_n = n;
    v->waiting = waits_for(k, all, n);
    sections_of(k, all, n, v);
    if (!k->party.n)
        return OK;
    v->guest = true;
    v->button = W_case_party_sign;
    v->action = web_url(w, "%.*s/parties/%.*s/sign", STR_ARG(k->base), STR_ARG(k->party));
    return OK;
}

void party_told(struct ask *k)
{
    struct page *p = &k->w->page;

    if (!k->env.parted || !k->form->pages[k->at.page].reserved)
        return;
    PAGE_LIT(p, "<p class=\"govuk-inset-text\">");
    page_word(p, W_case_party_private, NULL, 0);
    PAGE_LIT(p, "</p>");
}

err sign_prepare(struct web *w)
{
    TRY(submit_prepare(w));
    w->in = val_with(w->a, w->in, S("party"), val_str(web_param(w, "party")));
    return OK;
}

/* ---- inviting ---- */

/* A party of the draft that the page is about, with its draft. */
struct about {
    struct q_case c;
    struct data_key key;
    const struct service *v;
    const struct service_party *p;
    str mine, title;
};

static err about_of(struct web *w, struct about *x)
{
    TRY(party_of_route(w, "draft", &x->c, &x->key, &x->mine));
    x->v = case_service(w->boot, &x->c);
    x->p = x->v ? service_party(x->v, web_param(w, "party")) : NULL;
    if (!x->p || !str_eq(x->c.state, S(CASE_DRAFT)))
        return REFUSED(ERR_MISSING);
    if (x->mine.n && !str_eq(x->mine, x->p->id))
        return REFUSED(ERR_MISSING);
    x->title = site_text(w->site, x->p->title, w->lang);
    return OK;
}

static url check_url(struct web *w)
{
    return web_url(w, "/drafts/%.*s/check", STR_ARG(web_param(w, "draft")));
}

static str party_path(struct web *w, const char *rest)
{
    return str_fmt(w->a, "/drafts/%.*s/parties/%.*s%s", STR_ARG(web_param(w, "draft")),
                   STR_ARG(web_param(w, "party")), rest);
}

static err invite_page(struct web *w, int status)
{
    struct about x = { 0 };
    struct q_invites open;
    struct page_link links[1];
    size_t n_links = 0;

    TRY(about_of(w, &x));
    if (x.mine.n || !x.c.account)
        return REFUSED(ERR_MISSING);
    TRY(q_invites(w->db, x.c.id, x.p->id, w->now.ms, &open));
    if (open.n)
        links[n_links++] = (struct page_link){ say(w, W_case_party_take_back),
                                               (url){ party_path(w, "/take-back") } };
    struct field_view fields[] = { { .kind = FIELD_EMAIL,
                                     .name = S("email"),
                                     .label = say(w, W_case_party_email),
                                     .hint = say(w, W_case_party_email_hint),
                                     .autocomplete = S("off") },
                                   identity_lang_field(w, say(w, W_case_party_lang),
                                                       say(w, W_case_party_lang_hint), w->lang) };
    struct one_form f = { .title = say1(w, W_case_party_invite_title, "party", x.title),
                          .lead = say(w, party_sees_all(x.v->forms[0].form, x.p->id)
                                             ? W_case_party_invite_lead
                                             : W_case_party_invite_lead_private),
                          .fields = fields,
                          .n = w->site->n_langs > 1 ? 2 : 1,
                          .button = say(w, W_case_party_invite),
                          .action = party_path(w, ""),
                          .links = links,
                          .n_links = n_links,
                          .back = check_url(w) };
    w->page.private = true;
    return web_one_form(w, &f, status);
}

err show_invite(struct web *w)
{
    return invite_page(w, 200);
}

static val route_party(struct web *w)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("draft"), val_str(web_param(w, "draft")));
    val_put(&b, S("party"), val_str(web_param(w, "party")));
    return val_done(&b);
}

err invite_prepare(struct web *w)
{
    str email = web_field(w, "email"), lang = web_field(w, "lang");

    w->in = val_with(w->a, route_party(w), S("email"), val_str(email.p ? email : S("")));
    if (lang.n)
        w->in = val_with(w->a, w->in, S("lang"), val_str(lang));
    return OK;
}

/* The code is shown here and nowhere again. */
err invite_made(struct web *w)
{
    bool mailed = val_get_text(w->out, S("email")).n > 0;
    struct one_form f = {
        .title = mailed ? say(w, W_case_party_mailed_title)
                        : say1(w, W_case_party_code_title, "code", val_get_text(w->out, S("code"))),
        .lead = word(w->a, w->page.words,
                     mailed ? W_case_party_mailed_text : W_case_party_code_text, w->out),
        .back = check_url(w)
    };

    w->page.private = true;
    if (web_wants_json(w))
        return web_json(w, 200, val_json_str(w->a, w->out));
    return web_one_form(w, &f, 200);
}

err invite_again(struct web *w)
{
    return w->status == 422 || w->status == 429 ? invite_page(w, w->status) : web_refused(w);
}

/* ---- ending it ---- */

static err confirm(struct web *w, enum word_id title, enum word_id lead, enum word_id button,
                   const char *rest)
{
    struct about x = { 0 };

    TRY(about_of(w, &x));
    struct one_form f = { .title = say1(w, title, "party", x.title),
                          .lead = say(w, lead),
                          .button = say(w, button),
                          .action = party_path(w, rest),
                          .back = check_url(w) };
    w->page.private = true;
    return web_one_form(w, &f, 200);
}

err show_part(struct web *w)
{
    struct about x = { 0 };

    TRY(about_of(w, &x));
    return x.mine.n ? confirm(w, W_case_party_leave_title, W_case_party_leave_lead,
                              W_case_party_leave, "/end")
                    : confirm(w, W_case_party_remove_title, W_case_party_remove_lead,
                              W_case_party_remove, "/end");
}

err show_take_back(struct web *w)
{
    struct about x = { 0 };

    TRY(about_of(w, &x));
    if (x.mine.n)
        return REFUSED(ERR_MISSING);
    return confirm(w, W_case_party_take_back_title, W_case_party_take_back_lead,
                   W_case_party_take_back, "/take-back");
}

err part_prepare(struct web *w)
{
    w->in = route_party(w);
    return OK;
}

/* Who left does not find the draft any more. */
err part_done(struct web *w)
{
    if (val_get_bool(w->out, S("left")))
        return web_redirect(w, S("/cases"));
    return web_redirect(w, check_url(w).s);
}

/* ---- joining ---- */

static err code_page(struct web *w, str code, int status)
{
    struct field_view field = { .kind = FIELD_TEXT,
                                .name = S("code"),
                                .label = say(w, W_case_join_code),
                                .hint = say(w, W_case_join_code_hint),
                                .value = code,
                                .autocomplete = S("off") };
    struct one_form f = { .title = say(w, W_case_join_title),
                          .lead = say(w, W_case_join_lead),
                          .fields = &field,
                          .n = 1,
                          .button = say(w, W_case_continue),
                          .action = S("/join"),
                          .back = web_url(w, "/cases") };

    w->page.private = true;
    return web_one_form(w, &f, status);
}

err show_join(struct web *w)
{
    return code_page(w, web_query(w, "code"), 200);
}

err join_prepare(struct web *w)
{
    str code = web_field(w, "code");

    w->in = val_with(w->a, val_null(), S("code"), val_str(code.p ? code : S("")));
    return OK;
}

err join_again(struct web *w)
{
    return w->status == 404 ? code_page(w, web_field(w, "code"), 404) : web_refused(w);
}

err show_invitation(struct web *w)
{
    str code = web_field(w, "code");
    struct field_view hidden = { .kind = FIELD_HIDDEN, .name = S("code"), .value = code };
    struct page_link links[] = { { say(w, W_case_join_decline),
                                   url_query(w->a, (url){ S("/join/decline") }, S("code"),
                                             code) } };
    struct one_form f = { .title = word(w->a, w->page.words, W_case_join_asked_title, w->out),
                          .lead = word(w->a, w->page.words, W_case_join_asked_lead, w->out),
                          .fields = &hidden,
                          .n = 1,
                          .button = say(w, W_case_join_accept),
                          .action = S("/join/accept"),
                          .links = links,
                          .n_links = LEN(links),
                          .back = web_url(w, "/cases") };

    w->page.private = true;
    return web_one_form(w, &f, 200);
}

err join_done(struct web *w)
{
    return web_redirect(w,
                        str_fmt(w->a, "/drafts/%.*s", STR_ARG(val_get_text(w->out, S("draft")))));
}

err show_decline(struct web *w)
{
    struct field_view hidden = { .kind = FIELD_HIDDEN,
                                 .name = S("code"),
                                 .value = web_query(w, "code") };
    struct one_form f = { .title = say(w, W_case_join_decline_title),
                          .lead = say(w, W_case_join_decline_lead),
                          .fields = &hidden,
                          .n = 1,
                          .button = say(w, W_case_join_decline),
                          .action = S("/join/decline"),
                          .back = web_url(w, "/join") };

    w->page.private = true;
    return web_one_form(w, &f, 200);
}

err decline_done(struct web *w)
{
    struct one_form f = { .title = say(w, W_case_join_declined_title),
                          .lead = say(w, W_case_join_declined_lead),
                          .back = web_url(w, "/cases") };

    return web_one_form(w, &f, 200);
}
