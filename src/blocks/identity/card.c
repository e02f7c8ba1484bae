/* Code cards: made at the counter or sent by letter, used up code by code. */
#include "blocks/identity/card.h"

#include "blocks/identity/own.h"
#include "os/clock.h"

str login_normal(arena *a, str typed)
{
    str mail = mail_normal(a, typed);
    bool digit = false;
    buf b;

    if (mail.n)
        return mail;
    if (str_starts(typed, S("number:"))) /* it was made so before */
        typed = str_from(typed, 7);
    buf_init(&b, a, 64);
    buf_add(&b, S("number:"));
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        if (c == ' ' || c == '-' || c == '.')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
            return S("");
        digit |= c >= '0' && c <= '9';
        buf_char(&b, c);
    }
    return digit && b.n >= 7 + 6 && b.n <= 7 + 40 ? buf_str(&b) : S("");
}

/* ---- codes ---- */

err code_card_of(struct db *db, int64_t account, bool *has, int64_t *left)
{
    struct q_card row;

    TRY(q_card(db, account, &row));
    *has = row.found;
    *left = row.found ? row.left_over : 0;
    return OK;
}

static err made_event(act *a, int64_t account, const char *how)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("by"), val_int(a->who.account));
    val_put(&b, S("how"), val_str(str_z(how)));
    struct event e = { .type = "account.card_made",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = account,
                       .authority = S(""),
                       .body = val_done(&b) };
    return event_add(a, &e);
}

/* The new card ends the old one. */
static err card_make(act *a, int64_t account, const char *how, val *codes)
{
    val *texts = ARENA_ARRAY(a->a, val, CARD_CODES);

    TRY(q_card_codes_drop(a->db, account));
    TRY(q_card_put(a->db, account, a->now.ms, a->who.account));
    for (int i = 0; i < CARD_CODES; i++) {
        code c = code_new();
        str mac;
        TRY(code_mac(a, account, "card", c, &mac));
        TRY(q_card_code_add(a->db, account, i + 1, mac));
        texts[i] = val_str(code_text(a->a, c));
    }
    *codes = val_list(texts, CARD_CODES);
    return made_event(a, account, how);
}

static err card_code(act *a, int64_t account, str typed, int64_t *n)
{
    struct q_card_code row;
    code c;
    str mac;

    *n = 0;
    if (failed(code_read(typed, &c)))
        return OK;
    TRY(code_mac(a, account, "card", c, &mac));
    TRY(q_card_code(a->db, account, mac, &row));
    *n = row.found ? row.n : 0;
    return OK;
}

err card_knows(act *a, int64_t account, str typed, bool *out)
{
    int64_t n;

    TRY(card_code(a, account, typed, &n));
    *out = n != 0;
    return OK;
}

err card_use(act *a, int64_t account, str typed, const char *field)
{
    str who = str_fmt(a->a, "%lld", (long long)account);
    int64_t n, rows;

    TRY(attempts_check(a, "card", who, CARD_GUESSES));
    TRY(card_code(a, account, typed, &n));
    if (!n) {
        attempt_failed(a, "card", who);
        return refuse(a, W_identity_code_wrong, field);
    }
    TRY(q_card_code_use(a->db, account, n, a->now.ms, &rows));
    struct event e = { .type = "account.card_used",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = account,
                       .authority = S(""),
                       .body = val_with(a->a, val_null(), S("n"), val_int(n)) };
    return rows ? event_add(a, &e) : refuse(a, W_identity_code_wrong, field);
}

err card_forget(act *a, int64_t account)
{
    TRY(q_card_codes_drop(a->db, account));
    return q_card_drop(a->db, account);
}

/* ---- making one ---- */

/* "1  7KQM-4TXR" on lines of four, as a letter shows them. */
static str codes_text(act *a, val codes)
{
    buf b;

    buf_init(&b, a->a, 1 * KIB);
    for (size_t i = 0; i < val_count(codes); i++) {
        str c = val_text(val_at(codes, i));
        buf_fmt(&b, "%s%zu: %.*s", i ? "\n" : "", i + 1, STR_ARG(c));
    }
    return buf_str(&b);
}

static err card_letter(act *a, int64_t person, str login, val codes)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("codes"), val_str(codes_text(a, codes)));
    val_put(&b, S("login"), val_str(login));
    return a->boot->ports.post->letter(a, person, a->lang, W_identity_card_subject,
                                       W_identity_card_body, val_done(&b));
}

/* Who has no account yet gets one that is found by their number: without a password until two codes
 * of the card have set one. */
static err account_without_mail(act *a, val in, int64_t person, int64_t *id)
{
    char *salt = arena_alloc(a->a, 16), *proof = arena_alloc(a->a, 32);
    str name = str_trim(val_get_text(in, S("name")));

    if (!name.n)
        return refuse(a, W_identity_name_needed, "name");
    random_bytes(salt, 16);
    random_bytes(proof, 32);
    struct account_new n = { .email = S(""),
                             .login = login_normal(a->a, val_get_text(in, S("number"))),
                             .name = name,
                             .lang = a->lang,
                             .salt = str_of(salt, 16),
                             .proof = str_of(proof, 32),
                             .state = S("active"),
                             .person = person,
                             .shown_as = S("") };
    if (!n.login.n)
        return refuse(a, W_identity_number_needed, "number");
    return account_add(a, &n, id);
}

/* How they sign in: with their address, or with their number where they have none. */
static err login_of(act *a, int64_t account, str number, str *out)
{
    struct contact c;

    TRY(identity_contact(a, account, &c));
    *out = c.email.n ? c.email : str_trim(number);
    return OK;
}

/* An officer has seen the identity card of who stands there. */
err act_card_counter(act *a, val in, val *out)
{
    val born = val_get(in, S("born")), codes;
    str number = val_get_text(in, S("number")), login;
    int64_t person = 0, account = 0;
    val_builder o = val_build(a->a);

    if (born.tag == V_DATE)
        TRY(a->boot->ports.post->person(a, number, (day){ born.m }, &person));
    if (!person)
        return refuse(a, W_identity_counter_nobody, "number");
    if (person == a->who.person)
        return refuse_with(a, W_act_not_permitted, "number", val_null(), 403);
    TRY(identity_account_of(a->db, person, &account));
    val_put(&o, S("made"), val_bool(account == 0));
    if (!account)
        TRY(account_without_mail(a, in, person, &account));
    TRY(login_of(a, account, number, &login));
    bool letter = val_get_bool(in, S("letter"));
    TRY(card_make(a, account, letter ? "letter" : "counter", &codes));
    val_put(&o, S("login"), val_str(login));
    if (letter)
        TRY(card_letter(a, person, login, codes));
    else
        val_put(&o, S("codes"), codes);
    *out = val_done(&o);
    return OK;
}

/* By letter to the registered address, for who is signed in. */
err act_card_order(act *a, val in, val *out)
{
    val codes;
    str login;
    bool given;

    (void)in;
    *out = val_null();
    if (!a->who.person)
        return refuse(a, W_identity_card_unlinked, NULL);
    TRY(quota_take(a, "card letter", str_fmt(a->a, "%lld", (long long)a->who.person), 3,
                   LETTER_AGAIN_MS, &given));
    if (!given)
        return refuse_with(a, W_identity_card_many, NULL, val_null(), 429);
    TRY(login_of(a, a->who.account, S(""), &login));
    TRY(card_make(a, a->who.account, "letter", &codes));
    return card_letter(a, a->who.person, login, codes);
}
