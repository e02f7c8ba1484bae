/* The inbox, and the demonstration's mail page. */
#include "act/face.h"
#include "act/mine.h"
#include "blocks/notify/own.h"
#include "views/notify.h"

static err body_of(struct web *w, str sealed, val *out)
{
    TRY(web_own_keys(w));
    return key_open(w->a, &w->account_key, "message.body", sealed, out);
}

err show_messages(struct web *w)
{
    struct v_messages v = { 0 };
    struct q_messages all;

    TRY(q_messages(w->db, w->who.account, 200, &all));
    struct v_messages_item *m = ARENA_ARRAY(w->a, struct v_messages_item, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        val body;
        TRY(body_of(w, all.v[i].body, &body));
        m[i] = (struct v_messages_item){ .subject = val_get_text(body, S("subject")),
                                         .at = { all.v[i].at },
                                         .unread = !all.v[i].read_at,
                                         .href =
                                             web_url(w, "/messages/%lld", (long long)all.v[i].id) };
    }
    v.items = m;
    v.items_n = all.n;
    w->page.private = true;
    return WEB_SHOW(w, messages, &v, 200);
}

err messages_mine(struct mine *m)
{
    struct web *w = m->w;
    struct q_messages all;

    TRY(q_messages(w->db, w->who.account, 100000, &all));
    val *list = ARENA_ARRAY(w->a, val, all.n + 1);
    for (size_t i = 0; m->whole && i < all.n; i++) {
        val body;
        TRY(body_of(w, all.v[i].body, &body));
        list[i] = val_with(w->a, body, S("at"), val_datetime_utc(w->a, (instant){ all.v[i].at }));
    }
    mine_json(m, S("messages.json"), val_list(list, m->whole ? all.n : 0));
    mine_part(m, W_identity_mine_messages, (int64_t)all.n, W_identity_mine_goes);
    return OK;
}

err messages_forget(act *a, int64_t account)
{
    return q_messages_drop(a->db, account);
}

static html plain(struct web *w, str text)
{
    buf b;

    buf_init(&b, w->a, text.n + 100);
    buf_add(&b, S("<p class=\"govuk-body stoa-lines\">"));
    html_text_to(&b, text);
    buf_add(&b, S("</p>"));
    return html_trusted(buf_str(&b));
}

/* Opening marks it as read: an act, then the page. */
err show_message(struct web *w)
{
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "id"), &id)))
        return REFUSED(ERR_MISSING);
    w->in = val_with(w->a, val_null(), S("id"), val_int(id));
    return OK;
}

err shown_message(struct web *w)
{
    struct q_message m;
    val body;

    TRY(q_message(w->db, val_get_i64(w->in, S("id"), 0), w->who.account, &m));
    if (!m.found)
        return REFUSED(ERR_MISSING);
    TRY(body_of(w, m.body, &body));
    str rich = val_get_text(body, S("html")), path = val_get_text(body, S("path"));
    int64_t document = val_get_i64(body, S("document"), 0);
    struct v_message v = { .subject = val_get_text(body, S("subject")),
                           .at = { m.at },
                           .body = rich.n ? html_trusted(rich)
                                          : plain(w, val_get_text(body, S("text"))),
                           .link = { path },
                           .has_link = path.n > 0,
                           .has_document = document != 0,
                           .document = web_url(w, "/documents/by-id/%lld", (long long)document) };
    w->page.private = true;
    return WEB_SHOW(w, message, &v, 200);
}

err show_demo_mail(struct web *w)
{
    struct v_demo_mail v = { 0 };
    struct q_shown all;

    if (!w->boot->dev)
        return REFUSED(ERR_MISSING);
    TRY(q_shown(w->db, 100, &all));
    struct v_demo_mail_item *m = ARENA_ARRAY(w->a, struct v_demo_mail_item, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        m[i] = (struct v_demo_mail_item){ .paper = str_eq(all.v[i].kind, S("paper")),
                                          .address = all.v[i].address,
                                          .subject = all.v[i].subject,
                                          .body = all.v[i].body,
                                          .at = { all.v[i].at } };
    v.items = m;
    v.items_n = all.n;
    return WEB_SHOW(w, demo_mail, &v, 200);
}
