/* Tokens for programs: made by a person who has given the password once more, for some of what they
 * may do themselves and for a time, ended at once (decision 041). */
#include "blocks/identity/own.h"
#include "os/clock.h"
#include "os/zone.h"

enum { DAY_MS = 86400000 };

/* ---- who shows one ---- */

err token_resolve(struct db *db, arena *a, str token, instant now, struct actor *out)
{
    struct q_token_by_hash row;
    struct q_account acc;

    if (token.n > 200)
        return OK;
    sha256 hash = token_hash(token);
    TRY(q_token_by_hash(db, sha256_str(&hash), &row));
    if (!row.found || row.ended || row.ends <= now.ms)
        return OK;
    TRY(q_account(db, row.account, &acc));
    if (!acc.found || !str_eq(acc.state, S("active")))
        return OK;
    *out = (struct actor){ .account = row.account,
                           .person = acc.person,
                           .token = row.id,
                           .scopes = row.scopes,
                           .level = (enum level)row.level,
                           .ticket = row.ticket,
                           .lang = acc.lang,
                           .stale = now.ms - row.used > TOKEN_STALE_MS };
    return actor_scope(out, SCOPE_TASKS)
               ? identity_roles(db, a, row.account, &out->roles, &out->nroles)
               : OK;
}

/* Opens the own keys for whoever holds the token: for a day and a half, which each day's first use
 * renews.  So a token that is ended opens nothing for long, whatever was copied before. */
static str token_ticket(act *a, const sha256 *hash, int64_t ends)
{
    struct data_key subjects[2] = { { .kind = SUBJECT_ACCOUNT, .id = a->who.account },
                                    { .kind = SUBJECT_PERSON, .id = a->who.person } };
    instant until = { MIN(ends, a->now.ms + TOKEN_TICKET_MS) };

    return ticket_standing(a, hash, until, subjects, a->who.person ? 2 : 1);
}

/* ---- making ---- */

bool token_tasks_offered(const struct site *s, const struct actor *who)
{
    for (size_t i = 0; i < who->nroles; i++) {
        const struct office_role *r = site_role(s, who->roles[i].role);
        if (r && r->programs)
            return true;
    }
    return false;
}

/* Known words, each once, in the house's order: "read submit". */
static err scopes_read(act *a, str typed, str *out)
{
    static const char *const known[] = { SCOPE_READ, SCOPE_SUBMIT, SCOPE_TASKS };
    str rest = typed, one;
    buf b;

    buf_init(&b, a->a, 64);
    FOR_EACH(known, k) {
        bool there = false;
        for (rest = typed; str_next(&rest, ' ', &one);)
            there |= str_eq(one, str_z(*k));
        if (there)
            buf_fmt(&b, "%s%s", b.n ? " " : "", *k);
    }
    for (rest = typed; str_next(&rest, ' ', &one);)
        if (one.n && !str_eq(one, S(SCOPE_READ)) && !str_eq(one, S(SCOPE_SUBMIT)) &&
            !str_eq(one, S(SCOPE_TASKS)))
            return refuse(a, W_identity_token_scope_needed, "scope");
    *out = buf_str(&b);
    return out->n ? OK : refuse(a, W_identity_token_scope_needed, "scope");
}

static err term_fits(act *a, str scopes, int64_t months)
{
    bool tasks = str_has(scopes, S(SCOPE_TASKS));

    if (months < 1 || months > TOKEN_MOST_MONTHS)
        return refuse(a, W_identity_token_term_needed, "months");
    if (tasks && !token_tasks_offered(a->site, &a->who))
        return refuse_with(a, W_identity_token_no_tasks, "scope", val_null(), 403);
    return tasks && months > TOKEN_TASKS_MONTHS
               ? refuse_with(a, W_identity_token_tasks_term, "months",
                             val_with(a->a, val_null(), S("count"), val_int(TOKEN_TASKS_MONTHS)),
                             422)
               : OK;
}

static err room_left(act *a)
{
    struct q_tokens_of all;
    size_t n = 0;

    TRY(q_tokens_of(a->db, a->who.account, TOKENS_SHOWN, &all));
    for (size_t i = 0; i < all.n; i++)
        n += !all.v[i].ended && all.v[i].ends > a->now.ms;
    return n < TOKENS_LIVING
               ? OK
               : refuse_with(a, W_identity_token_many, NULL,
                             val_with(a->a, val_null(), S("count"), val_int(TOKENS_LIVING)), 409);
}

static err token_event(act *a, const char *type, val body)
{
    struct event e = { .type = type,
                       .kind = SUBJECT_ACCOUNT,
                       .subject = a->who.account,
                       .authority = S(""),
                       .body = body };

    return event_add(a, &e);
}

static err tell_made(act *a, val name, day last)
{
    struct contact c;
    val_builder b = val_build(a->a);

    if (!a->boot->ports.post)
        return FAULT(ERR_UNSUPPORTED);
    TRY(identity_contact(a, a->who.account, &c));
    val_put(&b, S("name"), name);
    val_put(&b, S("until"), val_day(last));
    return a->boot->ports.post->mail(a, c.account, c.email, c.lang, W_identity_token_subject,
                                     W_identity_token_body, val_done(&b));
}

/* The password once more: a browser that was left open makes nobody a key. */
static err password_given(act *a, val in)
{
    struct q_account acc;
    sha256 proof = sha256_of(val_get_text(in, S("proof")));
    str who = str_fmt(a->a, "%lld", (long long)a->who.account);

    TRY(attempts_check(a, "password", who, 10));
    TRY(q_account(a->db, a->who.account, &acc));
    if (acc.found && bytes_equal(acc.proof, sha256_str(&proof)))
        return OK;
    attempt_failed(a, "password", who);
    return refuse(a, W_identity_token_password, "password");
}

/* The worker made the token and shows it; only its hash comes here. */
err act_token_make(act *a, val in, val *out)
{
    int64_t months = val_get_i64(in, S("months"), 0), id = act_id(a);
    val name = val_str(str_trim(val_get_text(in, S("name"))));
    struct data_key key;
    sha256 hash;
    str scopes;

    if (failed(str_to_bytes_hex(val_get_text(in, S("hash")), hash.b, sizeof hash.b)))
        return FAULT(ERR_SYNTAX);
    if (!val_text(name).n)
        return refuse(a, W_identity_token_name_needed, "name");
    TRY(scopes_read(a, val_get_text(in, S("scope")), &scopes));
    TRY(term_fits(a, scopes, months));
    TRY(password_given(a, in));
    TRY(room_left(a));
    day last = day_add_months(a->today, (int32_t)months);
    int64_t ends = zone_day_start(a->boot->zone, (day){ last.n + 1 }).ms;
    TRY(key_get(a, SUBJECT_ACCOUNT, a->who.account, &key));
    TRY(q_token_add(
        a->db, &(struct q_token_add_in){ .id = id,
                                         .account = a->who.account,
                                         .hash = sha256_str(&hash),
                                         .name = key_seal(a->a, &key, "program_token.name", name),
                                         .scopes = scopes,
                                         .level = a->who.level,
                                         .ticket = token_ticket(a, &hash, ends),
                                         .made = a->now.ms,
                                         .ends = ends }));
    TRY(tell_made(a, name, last));
    val_builder b = val_build(a->a);
    val_put(&b, S("token"), val_int(id));
    val_put(&b, S("name"), name);
    val_put(&b, S("scopes"), val_str(scopes));
    val_put(&b, S("until"), val_day(last));
    *out = val_with(a->a, val_null(), S("id"), val_int(id));
    return token_event(a, "token.made", val_done(&b));
}

err act_token_end(act *a, val in, val *out)
{
    int64_t n, id = val_get_i64(in, S("id"), 0);

    *out = val_null();
    TRY(q_token_end(a->db, a->who.account, id, a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_identity_token_none, NULL, val_null(), 404);
    return token_event(a, "token.ended", val_with(a->a, val_null(), S("token"), val_int(id)));
}

err act_token_touch(act *a, val in, val *out)
{
    sha256 hash = token_hash(a->creds.token);
    struct q_token_by_hash row;

    (void)in;
    *out = val_null();
    if (!a->who.token)
        return refuse_with(a, W_act_token_needed, NULL, val_null(), 401);
    TRY(q_token_by_hash(a->db, sha256_str(&hash), &row));
    return q_token_used(a->db, a->who.token, a->now.ms, token_ticket(a, &hash, row.ends));
}

err tokens_end(act *a, int64_t account)
{
    int64_t n;

    TRY(q_tokens_end_all(a->db, account, a->now.ms, &n));
    if (!n)
        return OK;
    struct event e = { .type = "token.ended",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = account,
                       .authority = S(""),
                       .body = val_with(a->a, val_null(), S("count"), val_int(n)) };
    return event_add(a, &e);
}
