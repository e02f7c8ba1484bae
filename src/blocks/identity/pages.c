/* Signing in, signing up, recovery: pages with one form each. */
#include "act/one_form.h"
#include "blocks/identity/card.h"
#include "blocks/identity/own.h"
#include "os/clock.h"
#include "seal/password.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

static struct field_view text(struct web *w, const char *name, enum word_id label,
                              enum field_kind kind, const char *autocomplete)
{
    return (struct field_view){ .kind = kind,
                                .name = str_z(name),
                                .label = say(w, label),
                                .autocomplete = str_z(autocomplete),
                                .spellcheck_off = true };
}

str path_inside(str to, str other)
{
    return to.n && to.p[0] == '/' && !str_starts(to, S("//")) && !str_has(to, S("\\")) &&
                   to.n < 500 && http_value_ok(to)
               ? to
               : other;
}

static struct field_view hidden(const char *name, str value)
{
    return (struct field_view){ .kind = FIELD_HIDDEN, .name = str_z(name), .value = value };
}

str sign_in_to(struct web *w)
{
    str to = web_query(w, "to");

    return path_inside(to.n ? to : web_field(w, "to"), S("/account"));
}

/* Derives what the writer compares; the salt is the account's, or one that only looks like it. */
err identity_proof(struct web *w, str password, str salt, str *hex)
{
    uint8_t out[32];

    TRY(password_derive(password, (const uint8_t *)salt.p, out));
    *hex = str_hex(w->a, out, sizeof out);
    bytes_wipe(out, sizeof out);
    return OK;
}

static err salt_for(struct web *w, str email, str *salt)
{
    struct q_account_by_mail acc;
    struct blind mark;
    char *p = arena_alloc(w->a, 16);

    hkdf_sha256(str_of((const char *)w->seal_key->b, sizeof w->seal_key->b), email, S("no account"),
                p, 16);
    *salt = str_of(p, 16);
    TRY(web_blind(w, "account.mail", email, &mark));
    TRY(q_account_by_mail(w->db, str_of((char *)mark.b, sizeof mark.b), &acc));
    if (acc.found)
        *salt = acc.salt;
    return OK;
}

/* The salt comes from the form's id: the same form that is sent again, because the worker died or
 * the reader pressed twice, gives the act the same input, and so its first answer. */
static void salt_of_form(struct web *w, uint8_t salt[16])
{
    str once = str_fmt(
        w->a, "%.*s\n%lld\n%.*s", STR_ARG(w->act_id.n ? w->act_id : ulid_str(w->a, w->req->id)),
        (long long)w->who.account, STR_ARG(mail_normal(w->a, web_field(w, "email"))));

    hkdf_sha256(str_of((const char *)w->seal_key->b, sizeof w->seal_key->b), once, S("new salt"),
                salt, 16);
}

static err fresh_password(struct web *w, const char *field, val_builder *b)
{
    uint8_t salt[16];
    str hex, password = web_field(w, field);

    salt_of_form(w, salt);
    TRY(identity_proof(w, password, str_of((char *)salt, sizeof salt), &hex));
    val_put(b, S("salt"), val_str(str_hex(w->a, salt, sizeof salt)));
    val_put(b, S("proof"), val_str(hex));
    return OK;
}

/* A refusal that the worker itself sees, shown as the act's would be. */
static err refuse_here(struct web *w, enum word_id word, const char *field, web_fn *again)
{
    struct refusal *r = ARENA_NEW(w->a, struct refusal);

    *r = (struct refusal){ word, val_null(), str_z(field) };
    w->refused = true;
    w->status = 422;
    w->refusals = r;
    w->nrefusals = 1;
    w->act = NULL;
    return again(w);
}

static bool password_fits(struct web *w, const char *field, enum word_id *word)
{
    str p = web_field(w, field);

    *word = utf8_count(p) < PASSWORD_LEAST ? W_identity_password_short : W_identity_password_long;
    return utf8_count(p) >= PASSWORD_LEAST && p.n <= PASSWORD_MOST;
}

err signed_in_to(struct web *w, str to)
{
    web_cookie(w, S("stoa-session"), val_get_text(w->out, S("token")), 0);
    if (web_wants_json(w))
        return web_json(w, 200, S("{\"signed_in\":true}"));
    return web_redirect(w, to);
}

/* ---- sign in ---- */

static err sign_in_page(struct web *w, int status)
{
    struct field_view f[] = { text(w, "email", W_identity_email_or_number, FIELD_TEXT, "username"),
                              text(w, "password", W_identity_password, FIELD_PASSWORD,
                                   "current-password"),
                              hidden("to", sign_in_to(w)) };
    struct page_link links[] = { { say(w, W_identity_no_account),
                                   url_query(w->a, (url){ S("/sign-up") }, S("to"),
                                             sign_in_to(w)) },
                                 { say(w, W_identity_forgotten), { S("/recover") } } };
    struct one_form form = { .title = say(w, W_identity_sign_in),
                             .lead = say(w, W_identity_sign_in_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_identity_sign_in),
                             .action = S("/sign-in"),
                             .links = links,
                             .n_links = LEN(links) };

    return web_one_form(w, &form, status);
}

err show_sign_in(struct web *w)
{
    if (w->who.account)
        return web_redirect(w, sign_in_to(w));
    return sign_in_page(w, 200);
}

err sign_in(struct web *w)
{
    str email = login_normal(w->a, web_field(w, "email")), salt, hex;
    val_builder b = val_build(w->a);

    if (web_field(w, "password").n > PASSWORD_MOST)
        return refuse_here(w, W_identity_wrong, "email", sign_in_again);
    TRY(salt_for(w, email, &salt));
    TRY(identity_proof(w, web_field(w, "password"), salt, &hex));
    val_put(&b, S("email"), val_str(web_field(w, "email").p ? web_field(w, "email") : S("")));
    val_put(&b, S("proof"), val_str(hex));
    w->in = val_done(&b);
    return OK;
}

/* The first draft of this browser that nobody owns becomes the account's: the page there offers the
 * others. */
err signed_in(struct web *w)
{
    if (val_get_bool(w->out, S("step")))
        return step_next(w, sign_in_to(w));
    return signed_in_to(w, sign_in_to(w));
}

err sign_in_again(struct web *w)
{
    return sign_in_page(w, w->status);
}

err sign_out(struct web *w)
{
    web_cookie(w, S("stoa-session"), S(""), -1);
    if (w->creds.draft.n) /* whoever sits down here next opens nothing that was begun before */
        web_cookie(w, S("stoa-draft"), S(""), -1);
    return web_redirect(w, S("/"));
}

/* ---- sign up ---- */

static err sign_up_page(struct web *w, int status)
{
    struct field_view f[] = { text(w, "name", W_identity_your_name, FIELD_TEXT, "name"),
                              text(w, "email", W_identity_email, FIELD_EMAIL, "email"),
                              text(w, "password", W_identity_new_password, FIELD_PASSWORD,
                                   "new-password"),
                              hidden("to", sign_in_to(w)) };
    struct one_form form = { .title = say(w, W_identity_sign_up),
                             .lead = say(w, W_identity_sign_up_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_identity_go_on),
                             .action = S("/sign-up"),
                             .back = { S("/sign-in") } };

    f[2].hint = say(w, W_identity_new_password_hint);
    return web_one_form(w, &form, status);
}

err show_sign_up(struct web *w)
{
    return sign_up_page(w, 200);
}

err sign_up(struct web *w)
{
    val_builder b = val_build(w->a);
    enum word_id word;

    if (!mail_normal(w->a, web_field(w, "email")).n)
        return refuse_here(w, W_identity_email_needed, "email", sign_up_again);
    if (!password_fits(w, "password", &word))
        return refuse_here(w, word, "password", sign_up_again);
    val_put(&b, S("email"), val_str(web_field(w, "email")));
    val_put(&b, S("name"),
            val_str(str_trim(web_field(w, "name")).p ? str_trim(web_field(w, "name")) : S("")));
    TRY(fresh_password(w, "password", &b));
    w->in = val_done(&b);
    return OK;
}

/* The address goes on in a sealed value, so that the next page needs nothing but the code. */
static str sealed_mail(struct web *w)
{
    return web_seal(w, "mail", 3600, login_normal(w->a, web_field(w, "email")));
}

/* Address, name and derived password go on sealed: the code that was mailed makes them the
 * account's (act_confirm). */
err signed_up(struct web *w)
{
    buf b;

    buf_init(&b, w->a, 512);
    val_pack(&b, w->in);
    url u = url_query(w->a, (url){ S("/sign-up/code") }, S("for"),
                      web_seal(w, "sign-up", 3600, buf_str(&b)));

    return web_redirect(w, url_query(w->a, u, S("to"), sign_in_to(w)).s);
}

err sign_up_again(struct web *w)
{
    return sign_up_page(w, w->status);
}

static str sealed_for(struct web *w)
{
    str s = web_query(w, "for");

    return s.n ? s : web_field(w, "for");
}

static err confirm_page(struct web *w, int status)
{
    struct field_view f[] = { text(w, "code", W_identity_code, FIELD_TEXT, "one-time-code"),
                              hidden("for", sealed_for(w)), hidden("to", sign_in_to(w)) };
    struct one_form form = { .title = say(w, W_identity_confirm),
                             .lead = say(w, W_identity_confirm_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_identity_go_on),
                             .action = S("/sign-up/code"),
                             .back = { S("/sign-up") } };

    f[0].hint = say(w, W_identity_code_hint);
    f[0].width = 10;
    return web_one_form(w, &form, status);
}

err show_confirm(struct web *w)
{
    return confirm_page(w, 200);
}

static err mail_and_code(struct web *w, val_builder *b)
{
    str email;

    err e = web_unseal(w, "mail", sealed_for(w), &email);
    if (failed(e))
        return web_redirect(w, S("/sign-in"));
    val_put(b, S("email"), val_str(email));
    val_put(b, S("code"), val_str(web_field(w, "code").p ? web_field(w, "code") : S("")));
    return OK;
}

err confirm(struct web *w)
{
    str packed, code = web_field(w, "code");
    val typed;

    if (failed(web_unseal(w, "sign-up", sealed_for(w), &packed)) ||
        failed(val_unpack(w->a, packed, &typed)))
        return web_redirect(w, S("/sign-up"));
    w->in = val_with(w->a, typed, S("code"), val_str(code.p ? code : S("")));
    return OK;
}

err confirmed(struct web *w)
{
    return signed_in_to(w, sign_in_to(w));
}

err confirm_again(struct web *w)
{
    return confirm_page(w, w->status);
}

/* ---- recovery ---- */

static err recover_page(struct web *w, int status)
{
    struct field_view f[] = { text(w, "email", W_identity_email_or_number, FIELD_TEXT,
                                   "username") };
    struct one_form form = { .title = say(w, W_identity_recover),
                             .lead = say(w, W_identity_recover_lead),
                             .fields = f,
                             .n = 1,
                             .button = say(w, W_identity_recover_send),
                             .action = S("/recover"),
                             .back = { S("/sign-in") } };

    return web_one_form(w, &form, status);
}

err show_recover(struct web *w)
{
    return recover_page(w, 200);
}

err recover(struct web *w)
{
    w->in = val_with(w->a, val_null(), S("email"),
                     val_str(web_field(w, "email").p ? web_field(w, "email") : S("")));
    return OK;
}

err recover_sent(struct web *w)
{
    return web_redirect(w,
                        url_query(w->a, (url){ S("/recover/code") }, S("for"), sealed_mail(w)).s);
}

err recover_again(struct web *w)
{
    return recover_page(w, w->status);
}

static err finish_page(struct web *w, int status)
{
    struct field_view f[] = { text(w, "code", W_identity_code, FIELD_TEXT, "one-time-code"),
                              text(w, "letter_code", W_identity_recover_letter, FIELD_TEXT, "off"),
                              text(w, "password", W_identity_new_password, FIELD_PASSWORD,
                                   "new-password"),
                              hidden("for", sealed_for(w)) };
    struct one_form form = { .title = say(w, W_identity_recover_finish),
                             .lead = say(w, W_identity_recover_finish_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_identity_recover_finish),
                             .action = S("/recover/code"),
                             .back = { S("/recover") } };

    f[0].width = f[1].width = 10;
    f[2].hint = say(w, W_identity_new_password_hint);
    return web_one_form(w, &form, status);
}

err show_finish(struct web *w)
{
    return finish_page(w, 200);
}

err finish(struct web *w)
{
    val_builder b = val_build(w->a);
    enum word_id word;

    if (!password_fits(w, "password", &word))
        return refuse_here(w, word, "password", finish_again);
    TRY(mail_and_code(w, &b));
    if (w->reply.status)
        return OK;
    if (web_field(w, "letter_code").n)
        val_put(&b, S("letter_code"), val_str(web_field(w, "letter_code")));
    TRY(fresh_password(w, "password", &b));
    w->in = val_done(&b);
    return OK;
}

err finished(struct web *w)
{
    return signed_in_to(w, S("/account"));
}

err finish_again(struct web *w)
{
    return finish_page(w, w->status);
}

/* ---- change the password ---- */

static err password_page(struct web *w, int status)
{
    struct field_view f[] = {
        text(w, "old", W_identity_old_password, FIELD_PASSWORD, "current-password"),
        text(w, "password", W_identity_new_password, FIELD_PASSWORD, "new-password")
    };
    struct one_form form = { .title = say(w, W_identity_change_password),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_identity_change_password),
                             .action = S("/account/password"),
                             .back = { S("/account") } };

    f[1].hint = say(w, W_identity_new_password_hint);
    return web_one_form(w, &form, status);
}

err show_password(struct web *w)
{
    return password_page(w, 200);
}

err password(struct web *w)
{
    val_builder b = val_build(w->a);
    struct q_account acc;
    enum word_id word;
    str hex;

    if (!w->who.account)
        return web_error(w, 401);
    if (!password_fits(w, "password", &word))
        return refuse_here(w, word, "password", password_again);
    TRY(q_account(w->db, w->who.account, &acc));
    TRY(identity_proof(w, web_field(w, "old"), acc.salt, &hex));
    val_put(&b, S("old_proof"), val_str(hex));
    TRY(fresh_password(w, "password", &b));
    w->in = val_done(&b);
    return OK;
}

err password_done(struct web *w)
{
    return signed_in_to(w, S("/account"));
}

err password_again(struct web *w)
{
    return password_page(w, w->status);
}
