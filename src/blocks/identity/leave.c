/* What the house holds of a person, as a page and as a copy to take along; and the end of an
 * account. */
#include "act/mine.h"
#include "act/one_form.h"
#include "act/store.h"
#include "blocks/identity/card.h"
#include "blocks/identity/kept.h"
#include "blocks/identity/own.h"
#include "views/identity.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

/* ---- this block's share ---- */

err identity_mine(struct mine *m)
{
    struct web *w = m->w;
    struct q_account acc;
    struct q_sessions_of all;
    val_builder b = val_build(w->a);
    val email, name;

    TRY(q_account(w->db, w->who.account, &acc));
    TRY(q_sessions_of(w->db, w->who.account, &all));
    TRY(key_open(w->a, &w->account_key, "account.email", acc.email, &email));
    TRY(key_open(w->a, &w->account_key, "account.name", acc.name, &name));
    val *s = ARENA_ARRAY(w->a, val, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        s[i] = val_with(w->a,
                        val_with(w->a, val_null(), S("since"),
                                 val_datetime_utc(w->a, (instant){ all.v[i].created })),
                        S("seen"), val_datetime_utc(w->a, (instant){ all.v[i].seen }));
    val_put(&b, S("name"), name);
    val_put(&b, S("email"), email);
    val_put(&b, S("language"), val_str(acc.lang));
    val_put(&b, S("reading"), val_str(acc.reading));
    val_put(&b, S("created"), val_datetime_utc(w->a, (instant){ acc.created }));
    val_put(&b, S("linked"), val_bool(acc.person != 0));
    val_put(&b, S("sessions"), val_list(s, all.n));
    TRY(tokens_mine(w, &b));
    TRY(account_kept_mine(w, &b));
    mine_json(m, S("account.json"), val_done(&b));
    mine_part(m, W_identity_mine_account, 1, W_identity_mine_goes);
    return OK;
}

/* ---- the page and the copy ---- */

static err gather(struct web *w, bool whole, struct mine *m)
{
    *m = (struct mine){ .w = w, .whole = whole };
    TRY(web_own_keys(w));
    for (const struct block *const *b = w->boot->blocks; *b; b++)
        if ((*b)->mine)
            TRY((*b)->mine(m));
    return OK;
}

static const struct v_own_data_row *rows_of(const struct mine *m)
{
    struct v_own_data_row *r = ARENA_ARRAY(m->w->a, struct v_own_data_row, m->parts.n + 1);

    for (size_t i = 0; i < m->parts.n; i++)
        r[i] = (struct v_own_data_row){ m->parts.v[i].title, m->parts.v[i].n, m->parts.v[i].fate };
    return r;
}

err show_own_data(struct web *w)
{
    struct mine m;
    struct v_own_data v = { 0 };

    TRY(gather(w, false, &m));
    v.rows = rows_of(&m);
    v.rows_n = m.parts.n;
    v.officer = w->who.nroles > 0;
    w->page.private = true;
    return WEB_SHOW(w, own_data, &v, 200);
}

err send_own_data(struct web *w)
{
    struct mine m;
    str zip;

    TRY(gather(w, true, &m));
    if (m.left_out.n) {
        val *names = ARENA_ARRAY(w->a, val, m.left_out.n);
        for (size_t i = 0; i < m.left_out.n; i++)
            names[i] = val_str(m.left_out.v[i]);
        str list = val_json_str(w->a, val_list(names, m.left_out.n));
        *vec_push(&m.files, w->a) = (struct zip_file){ S("left-out.json"), list };
    }
    TRY(zip_write(w->a, m.files.v, m.files.n, &zip));
    TRY(web_bytes(w, 200, S("application/zip"), zip));
    w->reply.download = S("my-data.zip");
    w->reply.cache = CACHE_NEVER;
    return OK;
}

/* ---- the end of an account ---- */

static err erase_page(struct web *w, int status)
{
    struct field_view f[] = { { .kind = FIELD_PASSWORD,
                                .name = S("old"),
                                .label = say(w, W_identity_old_password),
                                .autocomplete = S("current-password") },
                              { .kind = FIELD_TEXT,
                                .name = S("code"),
                                .label = say(w, W_identity_erase_code),
                                .hint = say(w, W_identity_code_hint),
                                .autocomplete = S("off"),
                                .width = 10,
                                .spellcheck_off = true } };
    struct q_account acc;
    val email;

    TRY(q_account(w->db, w->who.account, &acc));
    TRY(web_own_keys(w));
    TRY(key_open(w->a, &w->account_key, "account.email", acc.email, &email));
    struct one_form form = { .title = say(w, W_identity_erase_title),
                             .lead = say(w, W_identity_erase_lead),
                             .fields = f,
                             .n = val_text(email).n ? 1 : LEN(f),
                             .button = say(w, W_identity_erase_button),
                             .action = S("/account/erase"),
                             .back = { S("/account/data") } };

    return web_one_form(w, &form, status);
}

err show_erase(struct web *w)
{
    return erase_page(w, 200);
}

err erase_prepare(struct web *w)
{
    val_builder b = val_build(w->a);
    struct q_account acc;
    str hex;

    if (!w->who.account)
        return web_error(w, 401);
    TRY(q_account(w->db, w->who.account, &acc));
    TRY(identity_proof(w, web_field(w, "old"), acc.salt, &hex));
    val_put(&b, S("old_proof"), val_str(hex));
    if (web_field(w, "code").n)
        val_put(&b, S("code"), val_str(web_field(w, "code")));
    w->in = val_done(&b);
    return OK;
}

err erased(struct web *w)
{
    web_cookie(w, S("stoa-session"), S(""), -1);
    return web_redirect(w, S("/account/erased"));
}

err erase_again(struct web *w)
{
    return w->status == 409 || w->status == 403 ? web_refused(w) : erase_page(w, w->status);
}

err show_erased(struct web *w)
{
    struct v_account_erased v = { 0 };

    if (web_wants_json(w))
        return web_json(w, 200, S("{\"erased\":true}"));
    v_account_erased_html(&w->page, &v);
    return web_html(w, 200);
}

/* Their password; who has no address may give a code of their card instead. */
static err erase_proof(act *a, val in, struct q_account *acc)
{
    str typed = val_get_text(in, S("code"));
    struct contact c;

    if (!typed.n)
        return own_password(a, in, acc);
    TRY(identity_contact(a, a->who.account, &c));
    if (!c.found || c.email.n)
        return refuse(a, W_identity_wrong, "old");
    TRY(q_account(a->db, a->who.account, acc));
    return card_use(a, acc->id, typed, NULL, "code");
}

/* in: old_proof, or a code of the card.  What other blocks hold for the account goes first, or
 * refuses; then its own rows and its key, so that what is sealed under it cannot be read again, in
 * no backup that lacks the key either. */
err act_erase(act *a, val in, val *out)
{
    struct q_account acc;

    TRY(erase_proof(a, in, &acc));
    if (a->who.nroles)
        return refuse_with(a, W_identity_erase_officer, NULL, val_null(), 409);
    for (const struct block *const *b = a->boot->blocks; *b; b++)
        if ((*b)->forget)
            TRY((*b)->forget(a, acc.id));
    struct event e = { .type = "account.erased",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = acc.id,
                       .authority = S(""),
                       .body = val_null() };
    TRY(event_add(a, &e));
    TRY(q_sessions_end_all(a->db, acc.id, &(int64_t){ 0 }));
    TRY(tokens_end(a, acc.id));
    TRY(q_codes_drop(a->db, acc.id));
    TRY(card_forget(a, acc.id));
    TRY(q_kept_drop(a->db, acc.id));
    sha256 none = sha256_of(str_fmt(a->a, "erased %lld", (long long)acc.id));
    TRY(q_account_erase(a->db, acc.id, sha256_str(&none), a->now.ms));
    *out = val_null();
    return key_erase(a, SUBJECT_ACCOUNT, acc.id);
}
