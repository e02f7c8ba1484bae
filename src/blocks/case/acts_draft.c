/* Drafts: begun with the first answer, saved with each, adopted at sign-in, ended by retention. */
#include "blocks/case/helper.h"
#include "blocks/case/files.h"
#include "act/store.h"
#include "blocks/case/acts.h"
#include "blocks/case/keep.h"
#include "blocks/case/kept.h"
#include "blocks/case/party.h"
#include "blocks/identity/identity.h"
#include "conf/conf.h"
#include "os/clock.h"

/* Of an account; of an account or network in a quarter of an hour; of all who are not signed in; of
 * a browser. */
enum {
    DRAFTS_OWN_MAX = 100,
    DRAFTS_AT_ONCE_MAX = 100,
    DRAFTS_UNSIGNED_MAX = 200000,
    DRAFTS_OF_BROWSER = 12,
    DAY_MS = 86400000
};

static int64_t retention_ms(const struct retention *r, int64_t otherwise_days)
{
    if (!r->set || r->forever)
        return otherwise_days * (int64_t)DAY_MS;
    return (r->months * 30 + r->days) * (int64_t)DAY_MS;
}

/* Ten characters without look-alikes: it says nothing about the draft. */
static str draft_name(arena *a)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    uint8_t bytes[10];
    char *p = arena_alloc(a, sizeof bytes);

    random_bytes(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        p[i] = letters[bytes[i] % (sizeof letters - 1)];
    return str_of(p, sizeof bytes);
}

err case_owner_key(act *a, const struct data_key *key, int64_t owner, str *sealed)
{
    struct data_key account;

    TRY(key_get(a, SUBJECT_ACCOUNT, owner, &account));
    *sealed = key_seal_bytes(a->a, &account, "cases.owner_key",
                             str_of((char *)key->k.b, sizeof key->k.b));
    return OK;
}

/* Who holds it: the account that is signed in, else a new token, which goes back once and is kept
 * as its hash. */
static err draft_owner(act *a, const struct service *v, const struct data_key *key,
                       struct q_case_add_in *row, val_builder *out)
{
    if (a->who.account) {
        row->account = a->who.account;
        row->person = a->who.person;
        row->expires = a->now.ms + retention_ms(&v->draft_retention, 365);
        return case_owner_key(a, key, a->who.account, &row->owner_key);
    }
    str token = token_random(a->a);
    sha256 hash = token_hash(token);
    key256 by = case_token_key(token);
    row->draft_hash = str_copy(a->a, sha256_str(&hash));
    row->draft_key =
        aead_seal(a->a, &by, S("cases.draft_key"), str_of((char *)key->k.b, sizeof key->k.b));
    row->expires = a->now.ms + retention_ms(&v->unsigned_retention, 30);
    val_put(out, S("token"), val_str(token));
    return OK;
}

/* The house's own work, and what comes from the machine itself unless the setting counts that too,
 * as in the front. */
bool act_trusted(const act *a)
{
    bool near =
        str_starts(a->peer, S("127.")) || str_eq(a->peer, S("::1")) || str_eq(a->peer, S("unix"));

    return a->creds.job || (near && !(a->boot->conf && conf_bool(a->boot->conf, "rate-loopback")));
}

/* Nobody fills the store alone: so many beginnings in a quarter of an hour, so many drafts at a
 * time. */
static err quota(act *a)
{
    struct q_drafts_unsigned all;
    struct q_drafts_of_account own;

    if (act_trusted(a))
        return OK;
    TRY(identity_limit(a, "draft", DRAFTS_AT_ONCE_MAX));
    if (a->who.account) {
        TRY(q_drafts_of_account(a->db, a->who.account, &own));
        return own.n < DRAFTS_OWN_MAX
                   ? OK
                   : refuse_with(a, W_case_many_own_drafts, NULL, val_null(), 429);
    }
    TRY(q_drafts_unsigned(a->db, &all));
    return all.n < DRAFTS_UNSIGNED_MAX
               ? OK
               : refuse_with(a, W_case_too_many_drafts, NULL, val_null(), 503);
}

err draft_row(act *a, const struct service *v, val answers, struct data_key *key,
              struct q_case_add_in *out)
{
    int64_t id = act_id(a);

    TRY(key_make(a, SUBJECT_CASE, id, key));
    *out = (struct q_case_add_in){
        .id = id,
        .draft = draft_name(a->a),
        .authority = v->office,
        .service = v->id,
        .version = v->version,
        .state = S(CASE_DRAFT),
        .lang = a->lang,
        .channel = S("online"),
        .answers = key_seal(a->a, key, "cases.answers", answers),
        .page = S(""),
        .created = a->now.ms,
        .changed = a->now.ms,
    };
    return OK;
}

err act_start(act *a, val in, val *out)
{
    const struct service *v = site_service(a->site, val_get_text(in, S("service")));
    struct q_case_add_in row;
    struct data_key key;
    val_builder o = val_build(a->a);

    if (!v || v->broken || !v->process || !v->n_forms)
        return refuse_with(a, W_case_no_service, "service", val_null(), 404);
    TRY(quota(a));
    val answers = val_get(in, S("answers"));
    if (v->n_parties)
        TRY(party_start(a, v, &answers));
    TRY(draft_row(a, v, answers, &key, &row));
    if (val_has(in, S("channel")))
        row.channel = val_get_text(in, S("channel"));
    if (val_get_text(in, S("page")).p)
        row.page = val_get_text(in, S("page"));
    TRY(draft_owner(a, v, &key, &row, &o));
    TRY(q_case_add(a->db, &row));
    val_put(&o, S("draft"), val_str(row.draft));
    *out = val_done(&o);
    return OK;
}

static err not_draft(act *a, const struct q_case *c)
{
    if (str_eq(c->state, S(CASE_DRAFT)))
        return OK;
    return refuse_with(a, W_case_not_draft, NULL, val_null(), 409);
}

err case_begin(act *a, str service, val answers, val *out)
{
    val in = val_with(a->a, val_null(), S("service"), val_str(service));
    val_builder none = val_build(a->a);

    return act_start(
        a, val_with(a->a, in, S("answers"), answers.tag == V_CONTEXT ? answers : val_done(&none)),
        out);
}

/* Where several fill in, a save is of one's own part and stands beside what others saved meanwhile;
 * else whoever saves has seen all there was. */
static err merged(act *a, const struct q_case *c, const struct data_key *key,
                  const struct service *v, val in, val *answers)
{
    struct q_keyed paper = { 0 };

    if (v->n_parties)
        TRY(q_keyed(a->db, c->id, &paper));
    if (v->n_parties && !paper.found)
        return party_save(a, c, key, v, in, answers);
    return val_get_i64(in, S("seq"), -1) == c->seq
               ? OK
               : refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
}

err act_save(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    int64_t n;

    TRY(case_load(a, in, &c, &key));
    TRY(not_draft(a, &c));
    const struct service *v = case_service(a->boot, &c);
    if (!v)
        return refuse_with(a, W_case_no_service, NULL, val_null(), 404);
    val answers = val_get(in, S("answers"));
    TRY(merged(a, &c, &key, v, in, &answers));
    TRY(q_case_save(
        a->db,
        &(struct q_case_save_in){ .id = c.id,
                                  .seq = c.seq,
                                  .page = val_get_text(in, S("page")),
                                  .version = v->version,
                                  .answers = key_seal(a->a, &key, "cases.answers", answers),
                                  .changed = a->now.ms },
        &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(files_add(a, &(struct files_of){ .case_id = c.id }, &key, val_get(in, S("files"))));
    TRY(help_note(a, &c, val_get_text(in, S("page"))));
    if (a->who.account && val_get_text(in, S("keep")).n)
        TRY(iban_keep(a, val_get_text(in, S("keep"))));
    *out = val_with(a->a, val_null(), S("draft"), val_str(c.draft));
    return OK;
}

/* A draft that nobody owns becomes an account's; *n is 0 where it has an owner already. */
static err own(act *a, const struct q_case *c, const struct data_key *key, int64_t account,
               int64_t person, int64_t *n)
{
    const struct service *v = case_service(a->boot, c);
    str sealed;

    TRY(case_owner_key(a, key, account, &sealed));
    TRY(q_draft_tokens_drop(a->db, c->id));
    return q_case_own(
        a->db,
        &(struct q_case_own_in){ .id = c->id,
                                 .account = account,
                                 .owner_key = sealed,
                                 .person = person,
                                 .expires = a->now.ms + (v ? retention_ms(&v->draft_retention, 365)
                                                           : 365 * (int64_t)DAY_MS) },
        n);
}

/* One draft of a browser at sign-in: what is no draft any more, or not this token's, stays as it
 * is. */
static err adopt_one(act *a, str name, str token, int64_t account, int64_t person)
{
    struct q_case c;
    struct data_key key;
    str sealed;
    int64_t n;

    err e = case_find(a->db, name, &c);
    if (e.class == ERR_CLASS_REFUSED)
        return OK;
    TRY(e);
    TRY(case_token_opens(a->db, &c, token, a->now, &sealed));
    if (!str_eq(c.state, S(CASE_DRAFT)) || !sealed.p)
        return OK;
    TRY(key_get(a, SUBJECT_CASE, c.id, &key));
    return own(a, &c, &key, account, person, &n);
}

err drafts_adopt(act *a, const struct event *e)
{
    str rest = a->creds.draft, one, name, token;
    int64_t person;

    if (!rest.n)
        return OK;
    TRY(identity_person(a->db, e->subject, &person));
    for (int i = 0; i < DRAFTS_OF_BROWSER && str_next(&rest, '~', &one); i++)
        if (str_cut(one, '.', &name, &token) && token.n)
            TRY(adopt_one(a, name, token, e->subject, person));
    return OK;
}

/* Adopting needs the draft's token: case_owner has seen it.  A draft that has an owner stays with
 * them. */
err act_adopt(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    int64_t n;

    TRY(case_load(a, in, &c, &key));
    TRY(not_draft(a, &c));
    TRY(own(a, &c, &key, a->who.account, a->who.person, &n));
    if (!n && c.account != a->who.account)
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    *out = val_with(a->a, val_null(), S("draft"), val_str(c.draft));
    return OK;
}

err act_drop(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;

    TRY(case_load(a, in, &c, &key));
    TRY(not_draft(a, &c));
    *out = val_null();
    TRY(party_dropped(a, &c));
    return case_erase(a, c.id);
}

err act_expire(act *a, val in, val *out)
{
    struct q_cases_expired gone;

    TRY(q_draft_tokens_sweep(a->db, a->now.ms));
    TRY(q_invites_sweep(a->db, a->now.ms));
    TRY(q_helps_sweep(a->db, a->now.ms));
    TRY(q_cases_expired(a->db, a->now.ms, val_get_i64(in, S("most"), 100), &gone));
    for (size_t i = 0; i < gone.n; i++)
        TRY(case_erase(a, gone.v[i].id));
    if (gone.n)
        TRY(q_swept_add(a->db, a->today.n, S("drafts"), (int64_t)gone.n));
    *out = val_int((int64_t)gone.n);
    return OK;
}
