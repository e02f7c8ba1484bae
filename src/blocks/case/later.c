/* Save and come back without an account: a link sent by mail opens the draft in another browser. */
#include "act/one_form.h"
#include "blocks/case/acts.h"
#include "blocks/case/pages.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"

/* Links of a draft at a time, browsers that came back by one, links of a network in a quarter of an
 * hour: the address is anybody's, so nobody is to be flooded. */
enum {
    LINKS_MOST = 5,
    BROWSERS_MOST = 10,
    LINKS_AT_ONCE_MAX = 10,
    LINK_DAYS = 14,
    DAY_MS = 86400000
};

/* A new token of the draft, kept as its hash beside what it opens. */
static err token_add(act *a, const struct q_case *c, bool mailed, int64_t ends, str *token)
{
    struct data_key key;

    TRY(key_get(a, SUBJECT_CASE, c->id, &key));
    *token = token_random(a->a);
    sha256 hash = token_hash(*token);
    key256 by = case_token_key(*token);
    return q_draft_token_add(a->db,
                             &(struct q_draft_token_add_in){
                                 .hash = str_copy(a->a, sha256_str(&hash)),
                                 .case_id = c->id,
                                 .mailed = mailed,
                                 .sealed = aead_seal(a->a, &by, S("cases.draft_key"),
                                                     str_of((char *)key.k.b, sizeof key.k.b)),
                                 .made = a->now.ms,
                                 .ends = ends });
}

static err room_for(act *a, const struct q_case *c, bool mailed)
{
    struct q_draft_tokens_of row;

    TRY(q_draft_tokens_of(a->db, c->id, mailed, &row));
    return row.n < (mailed ? LINKS_MOST : BROWSERS_MOST)
               ? OK
               : refuse_with(a, W_case_later_many, "email", val_null(), 429);
}

static err link_mail(act *a, const struct q_case *c, const char *to, str token, int64_t ends)
{
    const struct service *v = case_service(a->boot, c);
    val_builder b = val_build(a->a);

    val_put(&b, S("service"), val_str(v ? site_text(a->site, v->title, a->lang) : c->service));
    val_put(&b, S("path"),
            val_str(str_fmt(a->a, "/drafts/%.*s/come-back?key=%.*s", STR_ARG(c->draft),
                            STR_ARG(token))));
    val_put(&b, S("until"), val_day(act_day(a, (instant){ ends })));
    return notify_mail(a, SUBJECT_CASE, c->id, &(struct mail_to){ str_z(to), a->lang },
                       W_case_later_subject, W_case_later_body, val_done(&b));
}

err act_link(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    str token, email = mail_normal(a->a, val_get_text(in, S("email")));
    int64_t ends = a->now.ms + LINK_DAYS * (int64_t)DAY_MS;

    TRY(case_load(a, in, &c, &key));
    if (!str_eq(c.state, S(CASE_DRAFT)))
        return refuse_with(a, W_case_not_draft, NULL, val_null(), 409);
    if (c.account)
        return refuse_with(a, W_case_later_account, NULL, val_null(), 409);
    if (!email.n)
        return refuse(a, W_case_later_email, "email");
    TRY(identity_limit(a, "draft link", LINKS_AT_ONCE_MAX));
    TRY(room_for(a, &c, true));
    ends = c.expires && c.expires < ends ? c.expires : ends;
    TRY(token_add(a, &c, true, ends, &token));
    TRY(link_mail(a, &c, str_zdup(a->a, email), token, ends));
    val_builder b = val_build(a->a);
    val_put(&b, S("email"), val_str(email));
    val_put(&b, S("until"), val_day(act_day(a, (instant){ ends })));
    *out = val_done(&b);
    return OK;
}

/* The link's own token is looked at by the act: whoever has it may come back. */
err act_return(act *a, val in, val *out)
{
    struct q_case c;
    struct q_draft_token row;
    str token;
    sha256 hash = token_hash(val_get_text(in, S("key")));

    err e = case_find(a->db, val_get_text(in, S("draft")), &c);
    if (e.class == ERR_CLASS_FAULT)
        return e;
    if (failed(e) || c.account || !str_eq(c.state, S(CASE_DRAFT)))
        return refuse_with(a, W_case_later_over, NULL, val_null(), 404);
    TRY(q_draft_token(a->db, sha256_str(&hash), c.id, a->now.ms, &row));
    if (!row.found || !row.mailed)
        return refuse_with(a, W_case_later_over, NULL, val_null(), 404);
    TRY(room_for(a, &c, false));
    int64_t ends = a->now.ms + 30 * (int64_t)DAY_MS;
    TRY(token_add(a, &c, false, c.expires && c.expires < ends ? c.expires : ends, &token));
    val_builder b = val_build(a->a);
    val_put(&b, S("draft"), val_str(c.draft));
    val_put(&b, S("token"), val_str(token));
    *out = val_done(&b);
    return OK;
}

/* ---- pages ---- */

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

static url draft_url(struct web *w)
{
    return web_url(w, "/drafts/%.*s", STR_ARG(web_param(w, "draft")));
}

/* Who has an account finds the draft there; nobody else needs a link to it. */
static err of_account(struct web *w)
{
    struct page_link links[] = { { say(w, W_case_mine_title), { S("/cases") } } };
    struct one_form f = { .title = say(w, W_case_later_title),
                          .lead = say(w, W_case_later_account),
                          .links = links,
                          .n_links = 1,
                          .back = draft_url(w) };

    return web_one_form(w, &f, 200);
}

static err later_page(struct web *w, int status)
{
    struct q_case c;
    struct data_key key;
    str to = str_fmt(w->a, "/drafts/%.*s/send-link", STR_ARG(web_param(w, "draft")));

    TRY(case_of_route(w, "draft", &c, &key));
    if (c.account)
        return of_account(w);
    val day = val_day(zone_day(w->boot->zone, (instant){ c.expires }));
    struct field_view email = { .kind = FIELD_EMAIL,
                                .name = S("email"),
                                .label = say(w, W_case_later_address),
                                .hint = say(w, W_case_later_address_hint),
                                .autocomplete = S("email") };
    struct page_link links[] = { { say(w, W_case_later_sign_in),
                                   web_url(w, "/sign-in?to=/drafts/%.*s", STR_ARG(c.draft)) } };
    struct one_form f = { .title = say(w, W_case_later_title),
                          .lead = word(w->a, w->page.words, W_case_later_lead,
                                       val_with(w->a, val_null(), S("day"), day)),
                          .fields = &email,
                          .n = 1,
                          .button = say(w, W_case_later_send),
                          .action = to,
                          .links = links,
                          .n_links = 1,
                          .back = draft_url(w) };
    return web_one_form(w, &f, status);
}

err show_later(struct web *w)
{
    return later_page(w, 200);
}

err later_prepare(struct web *w)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("draft"), val_str(web_param(w, "draft")));
    val_put(&b, S("email"), val_str(web_field(w, "email").p ? web_field(w, "email") : S("")));
    w->in = val_done(&b);
    return OK;
}

err later_sent(struct web *w)
{
    struct one_form f = { .title = say(w, W_case_later_sent),
                          .lead = word(w->a, w->page.words, W_case_later_sent_text, w->out),
                          .back = draft_url(w) };

    return web_one_form(w, &f, 200);
}

err later_again(struct web *w)
{
    return w->status == 422 || w->status == 429 ? later_page(w, w->status) : web_refused(w);
}

/* What mail programs fetch by themselves must not use the link up: a person presses the button.
 * Nothing here tells whether there is such a draft. */
err show_return(struct web *w)
{
    struct field_view key = { .kind = FIELD_HIDDEN,
                              .name = S("key"),
                              .value = web_query(w, "key") };
    struct one_form f = { .title = say(w, W_case_return_title),
                          .lead = say(w, W_case_return_lead),
                          .fields = &key,
                          .n = 1,
                          .button = say(w, W_case_return_go),
                          .action = str_fmt(w->a, "/drafts/%.*s/come-back",
                                            STR_ARG(web_param(w, "draft"))) };

    w->page.private = true;
    return web_one_form(w, &f, 200);
}

err return_prepare(struct web *w)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("draft"), val_str(web_param(w, "draft")));
    val_put(&b, S("key"), val_str(web_field(w, "key").p ? web_field(w, "key") : S("")));
    w->in = val_done(&b);
    return OK;
}

err returned(struct web *w)
{
    draft_token_keep(w, val_get_text(w->out, S("draft")));
    return web_redirect(w, draft_url(w).s);
}

err return_again(struct web *w)
{
    return web_refused(w);
}
