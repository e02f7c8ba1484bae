/* The account's own page, and the link to the person's record. */
#include "act/one_form.h"
#include "blocks/identity/own.h"
#include "os/zone.h"
#include "views/identity.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

static err todos_part(struct web *w, struct v_account *v)
{
    const struct port_todo *port = w->boot->ports.todo;
    const struct todo *all = NULL;
    size_t n = 0;

    if (port)
        TRY(port->list(w, &all, &n));
    struct v_account_todo *t = ARENA_ARRAY(w->a, struct v_account_todo, n + 1);
    for (size_t i = 0; i < n; i++)
        t[i] = (struct v_account_todo){ .name = all[i].name,
                                        .service = all[i].service,
                                        .number = all[i].number,
                                        .has_due = all[i].due != 0,
                                        .due = zone_day(w->boot->zone, (instant){ all[i].due }),
                                        .href = web_url(w, "%.*s", STR_ARG(all[i].path)) };
    v->todos = t;
    v->todos_n = n;
    return OK;
}

static str language_name(const struct site *s, str code)
{
    const struct site_lang *l = site_lang(s, code);

    return l ? l->name : code;
}

err show_account(struct web *w)
{
    struct v_account v = { 0 };
    struct q_account acc;
    struct q_sessions_of all;
    val email;

    TRY(q_account(w->db, w->who.account, &acc));
    TRY(web_own_keys(w));
    TRY(key_open(w->a, &w->account_key, "account.email", acc.email, &email));
    TRY(q_sessions_of(w->db, w->who.account, &all));
    TRY(todos_part(w, &v));
    struct v_account_session *s = ARENA_ARRAY(w->a, struct v_account_session, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        s[i] = (struct v_account_session){ .since = { all.v[i].created },
                                           .seen = { all.v[i].seen },
                                           .this_one = all.v[i].id == w->who.session };
    v.name = w->page.person;
    v.email = val_text(email);
    v.language = language_name(w->site, acc.lang);
    v.linked = acc.person != 0;
    v.may_step = acc.person && w->who.level < LEVEL_SUBSTANTIAL;
    v.sessions = s;
    v.sessions_n = all.n;
    w->page.private = true;
    return WEB_SHOW(w, account, &v, 200);
}

/* ---- linking by letter ---- */

static err link_page(struct web *w, int status)
{
    struct field_view f[] = { { .kind = FIELD_TEXT,
                                .name = S("number"),
                                .label = say(w, W_identity_number),
                                .inputmode = S("numeric"),
                                .width = 20,
                                .spellcheck_off = true },
                              { .kind = FIELD_DATE,
                                .name = S("born"),
                                .label = say(w, W_identity_born),
                                .autocomplete = S("bday") } };
    struct one_form form = { .title = say(w, W_identity_link_title),
                             .lead = say(w, W_identity_link_lead),
                             .fields = f,
                             .n = 2,
                             .button = say(w, W_identity_link_send),
                             .action = S("/account/link"),
                             .back = { S("/account") } };

    return web_one_form(w, &form, status);
}

err show_link(struct web *w)
{
    return w->who.person ? web_redirect(w, S("/account")) : link_page(w, 200);
}

val posted_date(struct web *w, const char *name)
{
    int64_t d = 0, m = 0, y = 0;
    str iso = web_field(w, name);
    day out;

    if (iso.n && !failed(day_parse(iso, &out)))
        return val_day(out);
    if (failed(str_to_i64(str_trim(web_field(w, str_zdup(w->a, str_fmt(w->a, "%s-day", name)))),
                          &d)) ||
        failed(str_to_i64(str_trim(web_field(w, str_zdup(w->a, str_fmt(w->a, "%s-month", name)))),
                          &m)) ||
        failed(str_to_i64(str_trim(web_field(w, str_zdup(w->a, str_fmt(w->a, "%s-year", name)))),
                          &y)) ||
        d < 1 || m < 1 || y < 1 || y > 9999 || !ymd_valid(y, (unsigned)m, (unsigned)d))
        return val_null();
    return val_day(day_of(y, (unsigned)m, (unsigned)d));
}

err link_letter(struct web *w)
{
    val_builder b = val_build(w->a);
    val born = posted_date(w, "born");

    val_put(&b, S("number"),
            val_str(str_trim(web_field(w, "number").p ? web_field(w, "number") : S(""))));
    if (!val_is_null(born))
        val_put(&b, S("born"), born);
    w->in = val_done(&b);
    return OK;
}

err link_sent(struct web *w)
{
    return web_redirect(w, S("/account/link/code"));
}

err link_again(struct web *w)
{
    return link_page(w, w->status);
}

static err code_page(struct web *w, int status)
{
    struct field_view f[] = { { .kind = FIELD_TEXT,
                                .name = S("code"),
                                .label = say(w, W_identity_link_code),
                                .hint = say(w, W_identity_code_hint),
                                .width = 10,
                                .spellcheck_off = true } };
    struct one_form form = { .title = say(w, W_identity_link_code_title),
                             .lead = say(w, W_identity_link_code_lead),
                             .fields = f,
                             .n = 1,
                             .button = say(w, W_identity_go_on),
                             .action = S("/account/link/code"),
                             .back = { S("/account") } };

    return web_one_form(w, &form, status);
}

err show_link_code(struct web *w)
{
    return code_page(w, 200);
}

err link_coded(struct web *w)
{
    web_cookie(w, S("stoa-session"), val_get_text(w->out, S("token")), 0);
    return web_redirect(w, S("/account"));
}

err link_code_again(struct web *w)
{
    return code_page(w, w->status);
}
