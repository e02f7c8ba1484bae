/* Accounts in acts: addresses, attempts, codes, sessions. */
#include "blocks/identity/own.h"
#include "os/clock.h"

str mail_normal(arena *a, str typed)
{
    str s = str_lower(a, str_trim(typed));
    size_t at = str_find_char(s, '@', 0);

    if (s.n > 254 || at == SIZE_MAX || at == 0 || at + 1 >= s.n ||
        str_find_char(s, '@', at + 1) != SIZE_MAX || str_find_char(s, ' ', 0) != SIZE_MAX ||
        !utf8_valid(s))
        return S("");
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] < 0x21 || s.p[i] == 0x7f || s.p[i] == '<' || s.p[i] == '>' ||
            s.p[i] == ',')
            return S("");
    return s;
}

err mail_blind(act *a, str normal, struct blind *out)
{
    return blind_of(a, "account.mail", normal, out);
}

/* ---- attempts ---- */

static err attempt_mark(act *a, const char *what, str who, str *mark)
{
    struct blind b;

    TRY(blind_of(a, "attempt", str_fmt(a->a, "%s\n%.*s", what, STR_ARG(who)), &b));
    *mark = str_copy(a->a, str_of((char *)b.b, sizeof b.b));
    return OK;
}

static err over(act *a, str mark, int64_t most, int64_t window, bool *out)
{
    struct q_attempt row;

    TRY(q_attempt(a->db, mark, &row));
    *out = row.found && a->now.ms - row.since < window && row.n >= most;
    return OK;
}

err attempts_check(act *a, const char *what, str who, int64_t most)
{
    bool many;
    str mark;

    TRY(attempt_mark(a, what, who, &mark));
    TRY(over(a, mark, most, ATTEMPTS_MS, &many));
    return many ? refuse_with(a, W_identity_too_many, NULL, val_null(), 429) : OK;
}

static err count_in(act *a, str mark, int64_t window)
{
    struct q_attempt row;

    TRY(q_attempt(a->db, mark, &row));
    bool fresh = !row.found || a->now.ms - row.since >= window;
    return q_attempt_put(a->db, mark, fresh ? 1 : row.n + 1, fresh ? a->now.ms : row.since);
}

static err count(act *a, val arg)
{
    return count_in(a, val_text(arg), ATTEMPTS_MS);
}

err attempt_note(act *a, const char *what, str who)
{
    str mark;

    TRY(attempt_mark(a, what, who, &mark));
    return count_in(a, mark, ATTEMPTS_MS);
}

err quota_take(act *a, const char *what, str who, int64_t most, int64_t window, bool *given)
{
    bool many;
    str mark;

    TRY(attempt_mark(a, what, who, &mark));
    TRY(over(a, mark, most, window, &many));
    *given = !many;
    return many ? OK : count_in(a, mark, window);
}

err identity_limit(act *a, const char *what, int64_t most)
{
    str who = a->who.account ? str_fmt(a->a, "account %lld", (long long)a->who.account)
                             : request_network(a->a, a->peer);

    TRY(attempts_check(a, what, who, most));
    return attempt_note(a, what, who);
}

void attempt_failed(act *a, const char *what, str who)
{
    str mark;

    if (!failed(attempt_mark(a, what, who, &mark)))
        keep(a, count, val_str(mark));
}

err identity_guess(act *a, const char *what, int64_t most)
{
    str who = str_fmt(a->a, "account %lld", (long long)a->who.account);

    TRY(attempts_check(a, what, who, most));
    attempt_failed(a, what, who);
    return OK;
}

/* ---- codes ---- */

err code_mac(act *a, int64_t account, const char *purpose, code c, str *out)
{
    struct blind b;
    str text = str_fmt(a->a, "%lld\n%s\n%.*s", (long long)account, purpose, (int)sizeof c.c, c.c);

    TRY(blind_of(a, "code", text, &b));
    *out = str_copy(a->a, str_of((char *)b.b, sizeof b.b));
    return OK;
}

err code_make(act *a, int64_t account, const char *purpose, int64_t person, int64_t ms, str *text)
{
    code c = code_new();
    str mac;

    TRY(code_mac(a, account, purpose, c, &mac));
    *text = code_text(a->a, c);
    struct q_code_put_in in = { .account = account,
                                .purpose = str_z(purpose),
                                .mac = mac,
                                .person = person,
                                .ends = a->now.ms + ms };
    return q_code_put(a->db, &in);
}

err code_fresh(act *a, int64_t account, const char *purpose, int64_t person, bool *out)
{
    struct q_code row;

    TRY(q_code(a->db, account, str_z(purpose), &row));
    *out = row.found && row.person == person && row.tries < CODE_TRIES &&
           row.ends > a->now.ms + LETTER_MS - LETTER_AGAIN_MS;
    return OK;
}

static err count_try(act *a, val arg)
{
    return q_code_try(a->db, val_get_i64(arg, S("account"), 0), val_get_text(arg, S("purpose")));
}

err code_use(act *a, int64_t account, const char *purpose, str typed, const char *field,
             int64_t *person)
{
    struct q_code row;
    code c;
    str mac;

    if (failed(code_read(typed, &c)))
        return refuse(a, W_identity_code_mistyped, field);
    TRY(code_mac(a, account, purpose, c, &mac));
    TRY(q_code(a->db, account, str_z(purpose), &row));
    if (!row.found || row.ends < a->now.ms || row.tries >= CODE_TRIES ||
        !bytes_equal(row.mac, mac)) {
        val_builder b = val_build(a->a);
        val_put(&b, S("account"), val_int(account));
        val_put(&b, S("purpose"), val_str(str_z(purpose)));
        keep(a, count_try, val_done(&b));
        return refuse(a, W_identity_code_wrong, field);
    }
    *person = row.person;
    return q_code_end(a->db, account, str_z(purpose));
}

/* ---- sessions ---- */

/* It opens the own keys for as long as the session lives without a sign of life; each sign renews
 * it. */
str session_ticket(act *a, str token, int64_t account, int64_t person, int64_t ends)
{
    struct data_key subjects[2] = { { .kind = SUBJECT_ACCOUNT, .id = account },
                                    { .kind = SUBJECT_PERSON, .id = person } };
    instant until = { MIN(ends, a->now.ms + SESSION_IDLE_MS + SESSION_STALE_MS) };

    sha256 holder = token_hash(token);
    return ticket_standing(a, &holder, until, subjects, person ? 2 : 1);
}

err session_open(act *a, const struct q_account *acc, enum level level, str *token)
{
    struct data_key key;
    val name;

    *token = token_random(a->a);
    sha256 hash = token_hash(*token);
    key256 by;
    hkdf_sha256(*token, S("stoa session"), S("name"), by.b, sizeof by.b);
    TRY(key_get(a, SUBJECT_ACCOUNT, acc->id, &key));
    TRY(key_open(a->a, &key, "account.name", acc->name, &name));
    int64_t ends = a->now.ms + SESSION_MOST_MS;
    struct q_session_add_in row = { .hash = str_copy(a->a, sha256_str(&hash)),
                                    .id = act_id(a),
                                    .account = acc->id,
                                    .level = level,
                                    .ticket = session_ticket(a, *token, acc->id, acc->person, ends),
                                    .name = aead_seal(a->a, &by, S("session.name"), val_text(name)),
                                    .at = a->now.ms,
                                    .ends = ends };
    return q_session_add(a->db, &row);
}

/* ---- what later blocks ask ---- */

err identity_contact(act *a, int64_t account, struct contact *out)
{
    struct q_account row;
    struct data_key key;
    val email, name;

    *out = (struct contact){ 0 };
    TRY(q_account(a->db, account, &row));
    if (!row.found)
        return OK;
    TRY(key_get(a, SUBJECT_ACCOUNT, account, &key));
    TRY(key_open(a->a, &key, "account.email", row.email, &email));
    TRY(key_open(a->a, &key, "account.name", row.name, &name));
    *out = (struct contact){ .account = account,
                             .person = row.person,
                             .email = val_text(email),
                             .name = val_text(name),
                             .lang = row.lang,
                             .found = true };
    return OK;
}

err identity_roles(struct db *db, arena *a, int64_t account, const struct role_at **out, size_t *n)
{
    struct q_roles rows;

    TRY(q_roles(db, account, &rows));
    struct role_at *r = ARENA_ARRAY(a, struct role_at, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        r[i] = (struct role_at){ rows.v[i].role, rows.v[i].office, rows.v[i].home };
    *out = r;
    *n = rows.n;
    return OK;
}

err identity_person(struct db *db, int64_t account, int64_t *person)
{
    struct q_account row;

    TRY(q_account(db, account, &row));
    *person = row.found ? row.person : 0;
    return OK;
}

err identity_account_of(struct db *db, int64_t person, int64_t *account)
{
    struct q_account_of_person row;

    TRY(q_account_of_person(db, person, &row));
    *account = row.found ? row.id : 0;
    return OK;
}

err identity_officer(struct db *db, arena *a, int64_t account, str *name)
{
    struct q_account row;

    (void)a;
    TRY(q_account(db, account, &row));
    *name = row.found && row.shown_as.n ? row.shown_as : STR_NULL;
    return OK;
}

err identity_officers(struct db *db, arena *a, const struct office_group *g,
                      const struct officer **out, size_t *n)
{
    VEC(struct officer) v = { 0 };

    for (size_t i = 0; i < g->n_roles; i++) {
        struct q_officers rows;
        TRY(q_officers(db, g->roles[i], g->office, &rows));
        for (size_t k = 0; k < rows.n && v.n < 200; k++)
            *vec_push(&v, a) = (struct officer){ rows.v[k].account, rows.v[k].shown_as };
    }
    *out = v.v;
    *n = v.n;
    return OK;
}

err identity_link(act *a, int64_t account, int64_t person, const char *how)
{
    struct q_account_of_person other;
    int64_t n;

    TRY(q_account_of_person(a->db, person, &other));
    if (other.found && other.id != account)
        return refuse_with(a, W_identity_person_taken, NULL, val_null(), 409);
    TRY(q_account_link(a->db, account, person, a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_identity_linked_already, NULL, val_null(), 409);
    TRY(tokens_end(a, account)); /* made before it was known whose they are */
    val_builder b = val_build(a->a);
    val_put(&b, S("person"), val_int(person));
    val_put(&b, S("how"), val_str(str_z(how)));
    struct event e = { .type = "account.linked",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = account,
                       .authority = S(""),
                       .body = val_done(&b) };
    return event_add(a, &e);
}

err identity_unlink(act *a, int64_t person, const char *how, int64_t *account)
{
    struct q_account_of_person of;
    val_builder b = val_build(a->a);

    TRY(q_account_of_person(a->db, person, &of));
    *account = of.found ? of.id : 0;
    if (!of.found)
        return OK;
    TRY(q_account_unlink(a->db, of.id, a->now.ms));
    TRY(q_sessions_end_all(a->db, of.id, &(int64_t){ 0 }));
    TRY(tokens_end(a, of.id));
    val_put(&b, S("person"), val_int(person));
    val_put(&b, S("how"), val_str(str_z(how)));
    struct event e = { .type = "account.unlinked",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = of.id,
                       .authority = S(""),
                       .body = val_done(&b) };
    return event_add(a, &e);
}
