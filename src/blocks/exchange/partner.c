/* Partners by their credentials: made, looked up, ended. */
#include "blocks/exchange/own.h"
#include "blocks/case/case.h"
#include "codec/yaml.h"

enum { SECRET_LEAST = 20, CREDENTIAL_MOST = 400, PARTNERS = 1 };

static err resolve(struct db *db, arena *a, str credential, day today, struct actor *out)
{
    struct q_partner_by_hash row;

    (void)a;
    if (credential.n > CREDENTIAL_MOST)
        return OK;
    sha256 hash = token_hash(credential);
    TRY(q_partner_by_hash(db, sha256_str(&hash), &row));
    if (row.found && !row.ended && (!row.until || today.n <= row.until))
        *out = (struct actor){ .partner = row.partner,
                               .credential = row.id,
                               .unused = row.used != today.n };
    return OK;
}

const struct port_partner partner_port = { .resolve = resolve };

/* The house's own matters have a data key too, made when it is first needed. */
static err system_key(act *a)
{
    struct data_key key;
    err e = key_get(a, SUBJECT_SYSTEM, PARTNERS, &key);

    return e.class == ERR_CLASS_REFUSED && e.code == ERR_MISSING
               ? key_make(a, SUBJECT_SYSTEM, PARTNERS, &key)
               : e;
}

static err credential_event(act *a, const char *type, const struct partner *p, str id, int64_t at)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("partner"), val_str(id));
    val_put(&b, S("credential"), val_int(at));
    TRY(system_key(a));
    struct event e = { .type = type,
                       .kind = SUBJECT_SYSTEM,
                       .subject = PARTNERS,
                       .authority = p ? p->office : S(""),
                       .body = val_done(&b) };
    return event_add(a, &e);
}

static err hash_add(act *a, const struct partner *p, const sha256 *hash, int64_t until, int64_t *id)
{
    *id = act_id(a);
    TRY(q_partner_add(a->db, &(struct q_partner_add_in){ .id = *id,
                                                         .partner = p->id,
                                                         .hash = sha256_str(hash),
                                                         .created = a->now.ms,
                                                         .until = until }));
    return credential_event(a, "partner.credential_made", p, p->id, *id);
}

static err credential_add(act *a, const struct partner *p, str credential, int64_t *id)
{
    sha256 hash = token_hash(credential);

    return hash_add(a, p, &hash, 0, id);
}

err partner_credential_make(act *a, str partner, str *credential, int64_t *id)
{
    const struct partner *p = site_partner(a->site, partner);

    if (!p)
        return FAULT(ERR_MISSING);
    *credential = str_fmt(a->a, "%.*s.%.*s", STR_ARG(p->id), STR_ARG(token_random(a->a)));
    return credential_add(a, p, *credential, id);
}

err partner_credential_end(act *a, str partner, int64_t id)
{
    int64_t n;

    TRY(q_partner_end(a->db, id, partner, a->now.ms, &n));
    if (!n)
        return FAULT(ERR_MISSING);
    return credential_event(a, "partner.credential_ended", site_partner(a->site, partner), partner,
                            id);
}

/* ---- by officers, while it serves ---- */

bool partner_kept_by(const struct site *s, const struct actor *who, const struct partner *p)
{
    return p && who->account && who->person && work_repairs(s, who, p->office);
}

err partner_keeper(act *a, val in)
{
    const struct partner *p = site_partner(a->site, val_get_text(in, S("partner")));

    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    return partner_kept_by(a->site, &a->who, p)
               ? OK
               : refuse_with(a, W_exchange_not_yours, NULL, val_null(), 403);
}

static err living(act *a, str partner, size_t *n)
{
    struct q_partner_of all;

    *n = 0;
    TRY(q_partner_of(a->db, partner, CREDENTIALS_SHOWN, &all));
    for (size_t i = 0; i < all.n; i++)
        *n += !all.v[i].ended && (!all.v[i].until || a->today.n <= all.v[i].until);
    return OK;
}

/* The worker made the credential and shows it; only its hash comes here, so that no answer that is
 * kept holds it. */
err act_partner_make(act *a, val in, val *out)
{
    const struct partner *p = site_partner(a->site, val_get_text(in, S("partner")));
    int64_t months = val_get_i64(in, S("months"), 0);
    sha256 hash;
    size_t n;
    int64_t id;

    if (failed(str_to_bytes_hex(val_get_text(in, S("hash")), hash.b, sizeof hash.b)))
        return FAULT(ERR_SYNTAX);
    if (months < 1 || months > TERM_MOST_MONTHS)
        return refuse_with(a, W_exchange_term_wrong, "months", val_null(), 422);
    TRY(living(a, p->id, &n));
    if (n >= CREDENTIALS_LIVING)
        return refuse_with(a, W_exchange_many_credentials, NULL,
                           val_with(a->a, val_null(), S("count"), val_int(CREDENTIALS_LIVING)),
                           409);
    TRY(hash_add(a, p, &hash, day_add_months(a->today, months).n, &id));
    *out = val_with(a->a, val_null(), S("id"), val_int(id));
    return OK;
}

err act_partner_end(act *a, val in, val *out)
{
    err e = partner_credential_end(a, val_get_text(in, S("partner")), val_get_i64(in, S("id"), 0));

    *out = val_null();
    return e.code == ERR_MISSING && failed(e)
               ? refuse_with(a, W_exchange_no_credential, NULL, val_null(), 404)
               : e;
}

/* A demo's data/partners.yaml: secrets that everybody may know. */
static err seed_one(act *a, val v)
{
    const struct partner *p = site_partner(a->site, val_get_text(v, S("partner")));
    str secret = val_get_text(v, S("secret"));
    int64_t id;

    if (!p || secret.n < SECRET_LEAST)
        return FAULT(ERR_SYNTAX);
    return credential_add(a, p, str_fmt(a->a, "%.*s.%.*s", STR_ARG(p->id), STR_ARG(secret)), &id);
}

err exchange_seed(act *a)
{
    for (size_t i = 0; i < a->site->n_data; i++) {
        const struct site_file *f = &a->site->data[i];
        struct text_error where = { 0 };
        val all;
        if (!str_ends(f->path, S("/partners.yaml")))
            continue;
        TRY(yaml_read(a->a, f->bytes, &all, NULL, &where));
        val list = val_get(all, S("partners"));
        for (size_t k = 0; k < val_count(list); k++)
            TRY(seed_one(a, val_at(list, k)));
    }
    return OK;
}
