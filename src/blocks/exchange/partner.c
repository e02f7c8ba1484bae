/* Partners by their credentials: made, looked up, ended. */
#include "blocks/exchange/own.h"
#include "codec/yaml.h"

enum { SECRET_LEAST = 20, CREDENTIAL_MOST = 400, PARTNERS = 1 };

static err resolve(struct db *db, arena *a, str credential, struct actor *out)
{
    struct q_partner_by_hash row;

    (void)a;
    if (credential.n > CREDENTIAL_MOST)
        return OK;
    sha256 hash = token_hash(credential);
    TRY(q_partner_by_hash(db, sha256_str(&hash), &row));
    if (row.found && !row.ended)
        *out = (struct actor){ .partner = row.partner };
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

static err credential_add(act *a, const struct partner *p, str credential, int64_t *id)
{
    sha256 hash = token_hash(credential);

    *id = act_id(a);
    TRY(q_partner_add(a->db, *id, p->id, sha256_str(&hash), a->now.ms));
    return credential_event(a, "partner.credential_made", p, p->id, *id);
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
