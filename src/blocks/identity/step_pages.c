/* Pages of the second step: at sign-in, later in a session, and where it is switched on and off. */
#include "act/one_form.h"
#include "blocks/identity/card.h"
#include "blocks/identity/own.h"

enum { STEP_S = 600 };

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

static struct field_view code_field(struct web *w)
{
    return (struct field_view){ .kind = FIELD_TEXT,
                                .name = S("code"),
                                .label = say(w, W_identity_step_code),
                                .hint = say(w, W_identity_code_hint),
                                .autocomplete = S("off"),
                                .width = 10,
                                .spellcheck_off = true };
}

/* "Enter code 12 of your card": of the one in hand, of one under way, or why there is none. */
static err asked_text(struct web *w, int64_t account, str *lead, bool *any)
{
    struct card_asked c;
    val_builder b = val_build(w->a);

    TRY(card_asks(w->db, account, &c));
    *any = c.n || c.next;
    val_put(&b, S("n"), val_int(c.n ? c.n : c.next));
    val_put(&b, S("next"), val_int(c.next));
    *lead = word(w->a, w->page.words,
                 c.n && c.next ? W_identity_step_either
                 : c.n         ? W_identity_step_one
                 : c.next      ? W_identity_step_next
                               : W_identity_step_none,
                 val_done(&b));
    return OK;
}

/* ---- at sign-in ---- */

err step_next(struct web *w, str to)
{
    buf b;

    buf_init(&b, w->a, 512);
    val_pack(&b, w->in);
    url u = url_query(w->a, (url){ S("/sign-in/code") }, S("for"),
                      web_seal(w, "step", STEP_S, buf_str(&b)));
    u = url_query(w->a, u, S("to"), to);
    if (web_wants_json(w))
        return web_json(
            w, 200,
            val_json_str(w->a,
                         val_with(w->a, val_with(w->a, val_null(), S("signed_in"), val_bool(false)),
                                  S("step"), val_str(u.s))));
    return web_redirect(w, u.s);
}

static str step_for(struct web *w)
{
    str s = web_query(w, "for");

    return s.n ? s : web_field(w, "for");
}

/* What the password's page sent; null where that is too long ago. */
static val step_in(struct web *w)
{
    str packed;
    val in;

    return failed(web_unseal(w, "step", step_for(w), &packed)) ||
                   failed(val_unpack(w->a, packed, &in))
               ? val_null()
               : in;
}

static err step_account(struct web *w, val in, int64_t *account)
{
    struct q_account_by_mail acc;
    struct blind mark;

    TRY(web_blind(w, "account.mail", login_normal(w->a, val_get_text(in, S("email"))), &mark));
    TRY(q_account_by_mail(w->db, str_of((char *)mark.b, sizeof mark.b), &acc));
    *account = acc.found ? acc.id : 0;
    return OK;
}

static struct field_view hidden(const char *name, str value)
{
    return (struct field_view){ .kind = FIELD_HIDDEN, .name = str_z(name), .value = value };
}

static err step_page(struct web *w, int status)
{
    val in = step_in(w);
    int64_t account;
    bool any;
    str lead;
    struct field_view f[] = { code_field(w), hidden("for", step_for(w)),
                              hidden("to", sign_in_to(w)) };
    url card = url_query(w->a, (url){ S("/sign-in/card") }, S("for"), step_for(w));
    struct page_link links[] = { { say(w, W_identity_step_no_card), card } };

    if (val_is_null(in))
        return web_redirect(w, S("/sign-in"));
    TRY(step_account(w, in, &account));
    TRY(asked_text(w, account, &lead, &any));
    struct one_form form = { .title = say(w, W_identity_step_title),
                             .lead = lead,
                             .fields = f,
                             .n = any ? LEN(f) : 0,
                             .button = any ? say(w, W_identity_sign_in) : S(""),
                             .action = S("/sign-in/code"),
                             .back = { S("/sign-in") },
                             .links = links,
                             .n_links = LEN(links) };

    w->page.private = true;
    return web_one_form(w, &form, status);
}

err show_step(struct web *w)
{
    return w->who.account ? web_redirect(w, sign_in_to(w)) : step_page(w, 200);
}

err step(struct web *w)
{
    val in = step_in(w);
    str code = str_trim(web_field(w, "code"));

    if (val_is_null(in))
        return web_redirect(w, S("/sign-in"));
    /* an empty code would be the first step once more */
    w->in = val_with(w->a, in, S("code"), val_str(code.n ? code : S("-")));
    return OK;
}

err step_done(struct web *w)
{
    return signed_in_to(w, sign_in_to(w));
}

err step_again(struct web *w)
{
    return step_page(w, w->status);
}

/* ---- without the card ---- */

static err step_card_page(struct web *w, int status, enum word_id lead, bool form)
{
    struct field_view f[] = { hidden("for", step_for(w)) };
    struct one_form page = { .title = say(w, W_identity_step_no_card),
                             .lead = say(w, lead),
                             .fields = f,
                             .n = form ? 1 : 0,
                             .button = form ? say(w, W_identity_card_order) : S(""),
                             .action = S("/sign-in/card"),
                             .back = url_query(w->a, (url){ S("/sign-in/code") }, S("for"),
                                               step_for(w)) };

    w->page.private = true;
    return val_is_null(step_in(w)) ? web_redirect(w, S("/sign-in"))
                                   : web_one_form(w, &page, status);
}

err show_step_card(struct web *w)
{
    return step_card_page(w, 200, W_identity_step_card_lead, true);
}

err step_card(struct web *w)
{
    w->in = step_in(w);
    return val_is_null(w->in) ? web_redirect(w, S("/sign-in")) : OK;
}

err step_carded(struct web *w)
{
    return step_card_page(w, 200, W_identity_card_sent, false);
}

err step_card_again(struct web *w)
{
    return step_card_page(w, w->status, W_identity_step_card_lead, true);
}

/* ---- later in a session ---- */

static err step_up_page(struct web *w, int status)
{
    struct field_view f[] = { code_field(w), hidden("to", sign_in_to(w)) };
    bool any;
    str lead;

    TRY(asked_text(w, w->who.account, &lead, &any));
    struct one_form form = { .title = say(w, W_identity_step_up),
                             .lead = lead,
                             .fields = f,
                             .n = any ? LEN(f) : 0,
                             .button = any ? say(w, W_identity_go_on) : S(""),
                             .action = S("/account/step-up"),
                             .links = (struct page_link[]){ { say(w, W_identity_card),
                                                              { S("/account/card") } } },
                             .n_links = 1,
                             .back = { S("/account") } };

    w->page.private = true;
    return web_one_form(w, &form, status);
}

err show_step_up(struct web *w)
{
    return step_up_page(w, 200);
}

err step_up_again(struct web *w)
{
    return step_up_page(w, w->status);
}

/* ---- on and off ---- */

static struct field_view password_field(struct web *w)
{
    return (struct field_view){ .kind = FIELD_PASSWORD,
                                .name = S("old"),
                                .label = say(w, W_identity_token_your_password),
                                .autocomplete = S("current-password") };
}

static err step_set_page(struct web *w, int status)
{
    struct field_view f[] = { password_field(w), code_field(w) };
    struct q_account acc;
    bool any;
    str lead;

    TRY(q_account(w->db, w->who.account, &acc));
    TRY(asked_text(w, w->who.account, &lead, &any));
    struct one_form form = { .title =
                                 say(w, acc.second_step ? W_identity_step_off : W_identity_step_on),
                             .lead = lead,
                             .fields = f,
                             .n = any ? LEN(f) : 0,
                             .button = !any              ? S("")
                                       : acc.second_step ? say(w, W_identity_step_off)
                                                         : say(w, W_identity_step_on),
                             .action = S("/account/card/step"),
                             .back = { S("/account/card") } };

    w->page.private = true;
    return web_one_form(w, &form, status);
}

err show_step_set(struct web *w)
{
    return step_set_page(w, 200);
}

err own_password_prepare(struct web *w)
{
    struct q_account acc;
    str hex;

    TRY(q_account(w->db, w->who.account, &acc));
    TRY(identity_proof(w, web_field(w, "old"), acc.salt, &hex));
    w->in = val_with(w->a, val_null(), S("old_proof"), val_str(hex));
    return OK;
}

err step_set(struct web *w)
{
    struct q_account acc;

    TRY(own_password_prepare(w));
    TRY(q_account(w->db, w->who.account, &acc));
    str code = str_trim(web_field(w, "code"));
    w->in = val_with(w->a, w->in, S("code"), val_str(code.n ? code : S("-")));
    w->in = val_with(w->a, w->in, S("on"), val_bool(!acc.second_step));
    return OK;
}

err step_set_done(struct web *w)
{
    return signed_in_to(w, S("/account/card"));
}

err step_set_again(struct web *w)
{
    return step_set_page(w, w->status);
}

/* ---- a card that was lost ---- */

static err lost_page(struct web *w, int status, enum word_id lead, bool ask)
{
    struct field_view f[] = { password_field(w) };
    struct one_form form = { .title = say(w, W_identity_lost_title),
                             .lead = say(w, lead),
                             .fields = f,
                             .n = ask ? 1 : 0,
                             .button = ask ? say(w, W_identity_lost_end) : S(""),
                             .action = S("/account/card/lost"),
                             .back = { S("/account/card") } };

    w->page.private = true;
    return web_one_form(w, &form, status);
}

err show_lost(struct web *w)
{
    return lost_page(w, 200, W_identity_lost_lead, true);
}

err lost_done(struct web *w)
{
    return lost_page(
        w, 200, val_get_bool(w->out, S("sent")) ? W_identity_lost_sent : W_identity_lost_counter,
        false);
}

err lost_again(struct web *w)
{
    return lost_page(w, w->status, W_identity_lost_lead, true);
}
