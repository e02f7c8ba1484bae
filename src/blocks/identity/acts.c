/* The acts of this block: accounts begin, people sign in, link their record, get back in. */
#include "act/store.h"
#include "blocks/identity/card.h"
#include "blocks/identity/own.h"
#include "os/clock.h"

static err need_mail(act *a, val in, str *normal, struct blind *mark)
{
    *normal = mail_normal(a->a, val_get_text(in, S("email")));
    if (!normal->n)
        return refuse(a, W_identity_email_needed, "email");
    return mail_blind(a, *normal, mark);
}

static str blind_str(const struct blind *b)
{
    return str_of((const char *)b->b, sizeof b->b);
}

static err proof_of(val in, str *proof)
{
    str p = val_get_text(in, S("proof"));

    *proof = p;
    return p.n == 64 ? OK : FAULT(ERR_SYNTAX);
}

/* What is kept of a derived password: its hash, so that who reads the table cannot sign in. */
static err stored_proof(act *a, val in, str *out)
{
    str p;

    TRY(proof_of(in, &p));
    sha256 h = sha256_of(p);
    *out = str_copy(a->a, sha256_str(&h));
    return OK;
}

static err bytes_of_hex(act *a, str hex, size_t n, str *out)
{
    char *p = arena_alloc(a->a, n);

    TRY(str_to_bytes_hex(hex, (uint8_t *)p, n));
    *out = str_of(p, n);
    return OK;
}

static err send_mail(act *a, int64_t account, str email, str lang, enum word_id subject,
                     enum word_id body, val data)
{
    if (!a->boot->ports.post)
        return FAULT(ERR_UNSUPPORTED);
    return a->boot->ports.post->mail(a, account, email, lang, subject, body, data);
}

static val with_code(act *a, str code)
{
    return val_with(a->a, val_null(), S("code"), val_str(code));
}

err account_add(act *a, const struct account_new *n, int64_t *id)
{
    struct data_key key;
    struct blind mark;

    *id = act_id(a);
    TRY(mail_blind(a, n->login.n ? n->login : n->email, &mark));
    TRY(key_make(a, SUBJECT_ACCOUNT, *id, &key));
    struct q_account_add_in row = { .id = *id,
                                    .mail = str_copy(a->a, blind_str(&mark)),
                                    .email =
                                        key_seal(a->a, &key, "account.email", val_str(n->email)),
                                    .name = key_seal(a->a, &key, "account.name", val_str(n->name)),
                                    .lang = n->lang,
                                    .salt = n->salt,
                                    .proof = n->proof,
                                    .state = n->state,
                                    .person = n->person,
                                    .shown_as = n->shown_as,
                                    .at = a->now.ms };
    TRY(q_account_add(a->db, &row));
    struct event e = { .type = "account.created",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = *id,
                       .authority = S(""),
                       .body = val_null() };
    return event_add(a, &e);
}

/* The answer is the same whether the address has an account or not; its owner gets the message that
 * fits. */
err act_create(act *a, val in, val *out)
{
    struct q_account_by_mail there;
    struct blind mark;
    str email, salt, proof, code, name = str_trim(val_get_text(in, S("name")));
    int64_t id;

    TRY(need_mail(a, in, &email, &mark));
    if (!name.n)
        return refuse(a, W_identity_name_needed, "name");
    TRY(identity_limit(a, "sign-up", 20));
    TRY(bytes_of_hex(a, val_get_text(in, S("salt")), 16, &salt));
    TRY(stored_proof(a, in, &proof));
    *out = val_null();
    TRY(q_account_by_mail(a->db, blind_str(&mark), &there));
    if (there.found && !str_eq(there.state, S("new")))
        return send_mail(a, there.id, email, there.lang, W_identity_exists_subject,
                         W_identity_exists_body, val_null());
    id = there.id;
    if (!there.found) {
        struct account_new n = { .email = email,
                                 .name = name,
                                 .lang = a->lang,
                                 .salt = salt,
                                 .proof = proof,
                                 .state = S("new"),
                                 .shown_as = S("") };
        TRY(account_add(a, &n, &id));
    }
    TRY(code_make(a, id, "confirm", 0, HOUR_MS, &code));
    return send_mail(a, id, email, a->lang, W_identity_confirm_subject, W_identity_confirm_body,
                     with_code(a, code));
}

err account_by_mail(act *a, val in, struct q_account *acc)
{
    struct q_account_by_mail row;
    struct blind mark;
    str login = login_normal(a->a, val_get_text(in, S("email")));

    if (!login.n)
        return refuse(a, W_identity_email_needed, "email");
    TRY(mail_blind(a, login, &mark));
    TRY(q_account_by_mail(a->db, blind_str(&mark), &row));
    *acc = (struct q_account){ 0 };
    return row.found ? q_account(a->db, row.id, acc) : OK;
}

err sign_in_done(act *a, const struct q_account *acc, bool stepped, val *out)
{
    str token;
    sha256 before = token_hash(a->creds.session);
    int64_t n;

    TRY(q_session_end(a->db, sha256_str(&before),
                      &n)); /* the browser's session changes at every sign-in */
    TRY(session_open(a, acc, step_level(a->site, acc, stepped), &token));
    *out = val_with(a->a, val_null(), S("token"), val_str(token));
    struct event e = { .type = "account.signed_in",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = acc->id,
                       .authority = S(""),
                       .body = val_null() };
    return event_add(a, &e);
}

/* A code that cannot be one is refused before anything is looked up, so that it says nothing of the
 * account. */
static err code_shape(act *a, val in, const char *field)
{
    code c;

    return failed(code_read(val_get_text(in, str_z(field)), &c))
               ? refuse(a, W_identity_code_mistyped, field)
               : OK;
}

/* Whoever has the address's code says name and password: what somebody else typed for the address
 * before is nothing. */
err act_confirm(act *a, val in, val *out)
{
    struct q_account acc;
    struct data_key key;
    str salt, proof, from = request_network(a->a, a->peer);
    int64_t none;

    TRY(attempts_check(a, "confirm", from, 30));
    TRY(code_shape(a, in, "code"));
    TRY(bytes_of_hex(a, val_get_text(in, S("salt")), 16, &salt));
    TRY(stored_proof(a, in, &proof));
    TRY(account_by_mail(a, in, &acc));
    attempt_failed(a, "confirm", from);
    if (!acc.found || !str_eq(acc.state, S("new")))
        return refuse(a, W_identity_code_wrong, "code");
    TRY(code_use(a, acc.id, "confirm", val_get_text(in, S("code")), "code", &none));
    TRY(key_get(a, SUBJECT_ACCOUNT, acc.id, &key));
    acc.name = key_seal(a->a, &key, "account.name", val_get(in, S("name")));
    TRY(q_account_name(a->db, acc.id, acc.name, a->now.ms));
    TRY(q_account_password(a->db, acc.id, salt, proof, a->now.ms));
    TRY(q_account_state(a->db, acc.id, S("active"), a->now.ms));
    return sign_in_done(a, &acc, false, out);
}

/* After the password.  Where a code is asked for and none came, there is no session yet: the next
 * page sends both. */
static err second_step(act *a, val in, const struct q_account *acc, val *out)
{
    str typed = val_get_text(in, S("code"));
    struct card_asked asked;
    bool needed;

    TRY(step_needed(a, acc, &needed));
    if (!needed)
        return sign_in_done(a, acc, false, out);
    if (!typed.n) {
        *out = val_with(a->a, val_null(), S("step"), val_bool(true));
        return OK;
    }
    TRY(card_asks(a->db, acc->id, &asked));
    TRY(card_use(a, acc->id, typed, &asked, "code"));
    return sign_in_done(a, acc, true, out);
}

static err password_right(act *a, val in, struct q_account *acc)
{
    str proof, from = request_network(a->a, a->peer);
    str who = str_fmt(a->a, "%.*s\n%.*s", STR_ARG(login_normal(a->a, val_get_text(in, S("email")))),
                      STR_ARG(from));

    TRY(attempts_check(a, "sign-in", who, 10));
    TRY(attempts_check(a, "sign-in address", from, 100));
    TRY(account_by_mail(a, in, acc));
    TRY(stored_proof(a, in, &proof));
    if (!acc->found || !str_eq(acc->state, S("active")) || !bytes_equal(acc->proof, proof)) {
        attempt_failed(a, "sign-in", who);
        attempt_failed(a, "sign-in address", from);
        return refuse_with(a, W_identity_wrong, "email", val_null(), 422);
    }
    return OK;
}

err act_sign_in(act *a, val in, val *out)
{
    struct q_account acc;

    TRY(password_right(a, in, &acc));
    return second_step(a, in, &acc, out);
}

/* Who knows the password and has no code any more gets a card by letter, to the registered address.
 */
err act_step_card(act *a, val in, val *out)
{
    struct q_account acc;
    bool needed;

    *out = val_null();
    TRY(password_right(a, in, &acc));
    TRY(step_needed(a, &acc, &needed));
    return needed ? card_send(a, &acc) : refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

err act_sign_out(act *a, val in, val *out)
{
    sha256 hash = token_hash(a->creds.session);
    int64_t n;

    (void)in;
    *out = val_null();
    return q_session_end(a->db, sha256_str(&hash), &n);
}

err act_touch(act *a, val in, val *out)
{
    sha256 hash = token_hash(a->creds.session);
    struct q_session s;

    (void)in;
    *out = val_null();
    TRY(q_session(a->db, sha256_str(&hash), &s));
    str ticket = session_ticket(a, a->creds.session, a->who.account, a->who.person, s.ends);
    return q_session_seen(a->db, sha256_str(&hash), a->now.ms, ticket);
}

err act_sign_out_all(act *a, val in, val *out)
{
    int64_t n;

    (void)in;
    *out = val_null();
    return q_sessions_end_all(a->db, a->who.account, &n);
}

static err new_password(act *a, int64_t account, val in)
{
    str salt, proof;
    int64_t n;

    TRY(bytes_of_hex(a, val_get_text(in, S("salt")), 16, &salt));
    TRY(stored_proof(a, in, &proof));
    TRY(q_account_password(a->db, account, salt, proof, a->now.ms));
    TRY(q_sessions_end_all(a->db, account, &n));
    TRY(tokens_end(a, account));
    TRY(q_code_end(a->db, account, S("recover")));
    TRY(q_code_end(a->db, account, S("recover-letter")));
    struct contact c;
    TRY(identity_contact(a, account, &c));
    TRY(send_mail(a, account, c.email, c.lang, W_identity_password_subject,
                  W_identity_password_body, val_null()));
    struct event e = { .type = "account.password_changed",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = account,
                       .authority = S(""),
                       .body = val_null() };
    return event_add(a, &e);
}

err own_password(act *a, val in, struct q_account *acc)
{
    sha256 old = sha256_of(val_get_text(in, S("old_proof")));
    str who = str_fmt(a->a, "%lld", (long long)a->who.account);

    TRY(attempts_check(a, "password", who, 10));
    TRY(q_account(a->db, a->who.account, acc));
    if (acc->found && bytes_equal(acc->proof, sha256_str(&old)))
        return OK;
    attempt_failed(a, "password", who);
    return refuse(a, W_identity_wrong, "old");
}

err act_password(act *a, val in, val *out)
{
    struct q_account acc;

    TRY(own_password(a, in, &acc));
    TRY(new_password(a, acc.id, in));
    return sign_in_done(a, &acc, a->who.level >= LEVEL_SUBSTANTIAL, out);
}

/* ---- linking ---- */

/* Says the same whether there is such a person or not. */
err act_link_letter(act *a, val in, val *out)
{
    val born = val_get(in, S("born"));
    str code;
    int64_t person = 0;
    bool sent, given;

    if (!val_get_text(in, S("number")).n)
        return refuse(a, W_identity_number_needed, "number");
    if (born.tag != V_DATE)
        return refuse(a, W_identity_born_needed, "born");
    if (a->who.person)
        return refuse_with(a, W_identity_linked_already, NULL, val_null(), 409);
    str who = str_fmt(a->a, "%lld", (long long)a->who.account);
    TRY(attempts_check(a, "link", who, 5));
    TRY(attempt_note(a, "link", who));
    *out = val_null();
    TRY(a->boot->ports.post->person(a, val_get_text(in, S("number")), (day){ born.m }, &person));
    if (!person)
        return OK;
    TRY(code_fresh(a, a->who.account, "link", person, &sent));
    if (sent)
        return OK;
    TRY(quota_take(a, "link letter", str_fmt(a->a, "%lld", (long long)person), 3, LETTER_AGAIN_MS,
                   &given));
    if (!given)
        return OK;
    TRY(code_make(a, a->who.account, "link", person, LETTER_MS, &code));
    return a->boot->ports.post->letter(a, person, a->lang, W_identity_link_subject,
                                       W_identity_link_body, with_code(a, code));
}

err act_link_code(act *a, val in, val *out)
{
    int64_t person;

    TRY(code_use(a, a->who.account, "link", val_get_text(in, S("code")), "code", &person));
    TRY(identity_link(a, a->who.account, person, "letter"));
    /* the session's ticket must name the person too: a new session takes the place of this one */
    struct q_account acc;
    TRY(q_account(a->db, a->who.account, &acc));
    return sign_in_done(a, &acc, true, out);
}

err counter_subject(act *a, val in, struct q_account *acc, int64_t *person)
{
    val born = val_get(in, S("born"));

    *person = 0;
    TRY(account_by_mail(a, in, acc));
    if (acc->found && acc->id == a->who.account)
        return refuse_with(a, W_act_not_permitted, "email", val_null(), 403);
    return born.tag == V_DATE ? a->boot->ports.post->person(a, val_get_text(in, S("number")),
                                                            (day){ born.m }, person)
                              : OK;
}

/* At the counter: an officer who may write the person register has seen two documents. */
err act_link_counter(act *a, val in, val *out)
{
    struct q_account acc;
    int64_t person, n;

    TRY(counter_subject(a, in, &acc, &person));
    if (!acc.found || !person)
        return refuse(a, W_identity_number_needed, "number");
    TRY(identity_link(a, acc.id, person, "counter"));
    TRY(q_sessions_end_all(a->db, acc.id, &n));
    *out = val_null();
    return OK;
}

/* ---- recovery ---- */

err act_recover(act *a, val in, val *out)
{
    struct q_account acc;
    str code, email = mail_normal(a->a, val_get_text(in, S("email")));
    bool given, sent = false;

    *out = val_null();
    TRY(identity_limit(a, "recover", 10));
    TRY(account_by_mail(a, in, &acc));
    if (!acc.found || !str_eq(acc.state, S("active")))
        return OK;
    if (!email.n) /* found by a number: the codes are on their card, or at the counter */
        return OK;
    TRY(quota_take(a, "recover mail", str_fmt(a->a, "%lld", (long long)acc.id), 3, ATTEMPTS_MS,
                   &given));
    if (!given)
        return OK;
    TRY(code_make(a, acc.id, "recover", 0, HOUR_MS, &code));
    TRY(send_mail(a, acc.id, email, acc.lang, W_identity_recover_subject, W_identity_recover_body,
                  with_code(a, code)));
    if (acc.person)
        TRY(code_fresh(a, acc.id, "recover-letter", acc.person, &sent));
    if (!acc.person || sent)
        return OK;
    TRY(code_make(a, acc.id, "recover-letter", acc.person, LETTER_MS, &code));
    return a->boot->ports.post->letter(a, acc.person, acc.lang, W_identity_letter_subject,
                                       W_identity_letter_body, with_code(a, code));
}

err act_recover_finish(act *a, val in, val *out)
{
    struct q_account acc;
    str from = request_network(a->a, a->peer);
    int64_t none;

    TRY(attempts_check(a, "confirm", from, 30));
    TRY(code_shape(a, in, "code"));
    TRY(account_by_mail(a, in, &acc));
    attempt_failed(a, "confirm", from);
    if (!acc.found || !str_eq(acc.state, S("active")))
        return refuse(a, W_identity_code_wrong, "code");
    bool mail = mail_normal(a->a, val_get_text(in, S("email"))).n > 0, card = false;
    str second = val_get_text(in, S("letter_code"));
    if (mail)
        TRY(code_use(a, acc.id, "recover", val_get_text(in, S("code")), "code", &none));
    else
        TRY(card_use(a, acc.id, val_get_text(in, S("code")), NULL, "code"));
    if (acc.person) /* a code of the card is as good as one of a letter; the one before is used up
                     */
        TRY(card_knows(a, acc.id, second, &card));
    if (card || !mail)
        TRY(card_use(a, acc.id, second, NULL, "letter_code"));
    else if (acc.person)
        TRY(code_use(a, acc.id, "recover-letter", second, "letter_code", &none));
    TRY(new_password(a, acc.id, in));
    return sign_in_done(a, &acc, acc.person != 0, out);
}

err act_sweep(act *a, val in, val *out)
{
    int64_t n;

    (void)in;
    *out = val_null();
    TRY(q_sessions_sweep(a->db, a->now.ms, a->now.ms - SESSION_IDLE_MS, &n));
    if (n)
        TRY(q_swept_add(a->db, a->today.n, S("sessions"), n));
    TRY(q_codes_sweep(a->db, a->now.ms, &n));
    return q_attempts_sweep(a->db, a->now.ms - LETTER_AGAIN_MS, &n);
}
