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

static err card_low(act *a, int64_t account);

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

/* Codes numbered from `after` + 1. */
static err codes_make(act *a, int64_t account, int64_t after, const char *how, val *codes)
{
    val *texts = ARENA_ARRAY(a->a, val, CARD_CODES);

    for (int i = 0; i < CARD_CODES; i++) {
        code c = code_new();
        str mac;
        TRY(code_mac(a, account, "card", c, &mac));
        TRY(q_card_code_add(a->db, account, after + i + 1, mac));
        texts[i] = val_str(code_text(a->a, c));
    }
    *codes = val_list(texts, CARD_CODES);
    return made_event(a, account, how);
}

/* At the counter: the new card ends the old one. */
static err card_make(act *a, int64_t account, const char *how, val *codes)
{
    TRY(q_card_codes_drop(a->db, account));
    TRY(q_card_put(a->db, account, a->now.ms, a->who.account));
    TRY(q_card_in_hand(a->db, account, 0));
    return codes_make(a, account, 0, how, codes);
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

/* A code of a card that came by letter says that it has arrived: what was before it ends. */
static err card_in_hand(act *a, int64_t account, int64_t n)
{
    int64_t before = (n - 1) / CARD_CODES * CARD_CODES;
    struct q_card row;

    TRY(q_card(a->db, account, &row));
    if (row.in_hand == before)
        return OK;
    TRY(q_card_codes_end(a->db, account, 1, before, a->now.ms));
    return q_card_in_hand(a->db, account, before);
}

/* The numbers are small and kept by hand: the least one that is good, of the card in hand and of
 * one under way.  It stays the same until it was used: who asks again learns of no other. */
err card_asks(struct db *db, int64_t account, struct card_asked *out)
{
    struct q_card row;
    struct q_card_unused all;

    *out = (struct card_asked){ 0 };
    TRY(q_card(db, account, &row));
    if (!row.found)
        return OK;
    TRY(q_card_unused(db, account, &all));
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].n <= row.in_hand + CARD_CODES)
            out->n = out->n ? out->n : all.v[i].n;
        else
            out->next = out->next ? out->next : all.v[i].n;
    return OK;
}

/* Guesses from one network stop that network, not the owner elsewhere. */
static str card_guesser(act *a, int64_t account)
{
    str from = request_network(a->a, a->peer);

    return str_fmt(a->a, "%lld\n%.*s", (long long)account, STR_ARG(from));
}

err card_use(act *a, int64_t account, str typed, const struct card_asked *asked, const char *field)
{
    str who = card_guesser(a, account);
    int64_t n, rows;

    TRY(attempts_check(a, "card", who, CARD_GUESSES));
    TRY(card_code(a, account, typed, &n));
    if (!n || (asked && n != asked->n && n != asked->next)) {
        attempt_failed(a, "card", who);
        return refuse(a, n ? W_identity_code_other : W_identity_code_wrong, field);
    }
    TRY(q_card_code_use(a->db, account, n, a->now.ms, &rows));
    TRY(card_in_hand(a, account, n));
    TRY(card_low(a, account));
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

/* "1: 7KQM-4TXR", as a letter shows them. */
static str codes_text(act *a, int64_t after, val codes)
{
    buf b;

    buf_init(&b, a->a, 1 * KIB);
    for (size_t i = 0; i < val_count(codes); i++) {
        str c = val_text(val_at(codes, i));
        buf_fmt(&b, "%s%lld: %.*s", i ? "\n" : "", (long long)after + (long long)i + 1, STR_ARG(c));
    }
    return buf_str(&b);
}

static err card_letter(act *a, int64_t person, str login, int64_t after, val codes)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("codes"), val_str(codes_text(a, after, codes)));
    val_put(&b, S("login"), val_str(login));
    return a->boot->ports.post->letter(a, person, a->lang, W_identity_card_subject,
                                       after ? W_identity_card_next_body : W_identity_card_body,
                                       val_done(&b));
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
        TRY(card_letter(a, person, login, 0, codes));
    else
        val_put(&o, S("codes"), codes);
    *out = val_done(&o);
    return OK;
}

/* ---- by letter ---- */

/* A card whose numbers go on from the last; the one in hand stays good until this one arrived.  One
 * that was under way before is taken for lost. */
static err card_next(act *a, const struct q_account *acc)
{
    struct q_card row;
    val codes;
    str login;

    TRY(q_card(a->db, acc->id, &row));
    TRY(login_of(a, acc->id, S(""), &login));
    if (!row.found)
        TRY(q_card_put(a->db, acc->id, a->now.ms, acc->id));
    TRY(q_card_codes_end(a->db, acc->id, row.in_hand + CARD_CODES + 1, row.last_n, a->now.ms));
    TRY(codes_make(a, acc->id, row.last_n, "letter", &codes));
    return card_letter(a, acc->person, login, row.last_n, codes);
}

err card_try(act *a, const struct q_account *acc, bool *sent)
{
    *sent = false;
    if (!acc->person)
        return OK;
    TRY(quota_take(a, "card letter", str_fmt(a->a, "%lld", (long long)acc->person), 3,
                   LETTER_AGAIN_MS, sent));
    return *sent ? card_next(a, acc) : OK;
}

err card_send(act *a, const struct q_account *acc)
{
    bool sent;

    if (!acc->person)
        return refuse(a, W_identity_card_unlinked, NULL);
    TRY(card_try(a, acc, &sent));
    return sent ? OK : refuse_with(a, W_identity_card_many, NULL, val_null(), 429);
}

/* The next card is on its way before the last code is used; who has an address is told beside. */
static err card_low(act *a, int64_t account)
{
    struct card_asked asked;
    struct q_card row;
    struct q_account acc;
    struct contact c;
    bool sent;

    TRY(q_card(a->db, account, &row));
    TRY(card_asks(a->db, account, &asked));
    if (row.left_over > CARD_LOW || asked.next)
        return OK;
    TRY(q_account(a->db, account, &acc));
    TRY(card_try(a, &acc, &sent));
    if (!sent)
        return OK;
    TRY(identity_contact(a, account, &c));
    return c.email.n ? a->boot->ports.post->mail(
                           a, account, c.email, c.lang, W_identity_card_low_subject,
                           W_identity_card_low_body,
                           val_with(a->a, val_null(), S("n"), val_int(row.left_over)))
                     : OK;
}

/* By letter to the registered address, for who is signed in. */
err act_card_order(act *a, val in, val *out)
{
    struct q_account acc;

    (void)in;
    *out = val_null();
    TRY(q_account(a->db, a->who.account, &acc));
    return card_send(a, &acc);
}

err card_lose(act *a, int64_t account)
{
    struct q_card row;

    TRY(q_card(a->db, account, &row));
    return q_card_codes_end(a->db, account, 1, row.last_n, a->now.ms);
}
