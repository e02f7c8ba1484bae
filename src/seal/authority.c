#include "seal/authority.h"

#include "value/val.h"

static const str kinds[CERT_KINDS] = { S_INIT("root"), S_INIT("issuing"), S_INIT("seal"),
                                       S_INIT("stamp") };

str cert_kind_text(enum cert_kind k)
{
    return kinds[k];
}

/* ---- text ---- */

static str text_of(val v, const char *key)
{
    str s = val_get_text(v, str_z(key));

    return s.p ? s : S("");
}

static err instant_of(val v, const char *key, instant *out)
{
    str s = text_of(v, key);

    *out = (instant){ 0 };
    return s.n ? instant_parse(s, out) : OK;
}

static err cert_parse(val v, struct authority_cert *out)
{
    str kind = text_of(v, "kind");

    *out = (struct authority_cert){ .kind = CERT_KINDS,
                                    .serial = text_of(v, "serial"),
                                    .by = text_of(v, "by"),
                                    .pem = text_of(v, "pem"),
                                    .key = text_of(v, "key"),
                                    .crl = text_of(v, "crl") };
    for (int k = 0; k < CERT_KINDS; k++)
        if (str_eq(kind, kinds[k]))
            out->kind = (enum cert_kind)k;
    TRY(instant_of(v, "crl_at", &out->crl_at));
    TRY(instant_of(v, "from", &out->from));
    TRY(instant_of(v, "to", &out->to));
    return out->kind == CERT_KINDS || !out->serial.n || !out->pem.n ? REFUSED(ERR_SYNTAX) : OK;
}

static err lists_parse(arena *a, val v, struct authority *out)
{
    val certs = val_get(v, S("certs")), revoked = val_get(v, S("revoked"));
    val steps = val_get(v, S("log_before"));

    out->n = val_count(certs);
    out->n_revoked = val_count(revoked);
    out->n_steps = val_count(steps);
    out->certs = ARENA_ARRAY(a, struct authority_cert, out->n + 1);
    out->revoked = ARENA_ARRAY(a, struct authority_revoked, out->n_revoked + 1);
    out->steps = ARENA_ARRAY(a, struct authority_step, out->n_steps + 1);
    for (size_t i = 0; i < out->n; i++)
        TRY(cert_parse(val_at(certs, i), &out->certs[i]));
    for (size_t i = 0; i < out->n_revoked; i++) {
        val one = val_at(revoked, i);
        out->revoked[i].serial = text_of(one, "serial");
        out->revoked[i].reason = text_of(one, "reason");
        TRY(instant_of(one, "at", &out->revoked[i].at));
    }
    for (size_t i = 0; i < out->n_steps; i++)
        out->steps[i] = (struct authority_step){ text_of(val_at(steps, i), "vkey"),
                                                 text_of(val_at(steps, i), "note") };
    return OK;
}

err authority_parse(arena *a, str text, struct authority *out)
{
    struct authority au = { 0 };
    val v;

    TRY(val_from_json(a, text, NULL, &v, NULL));
    au.url = text_of(v, "url");
    au.country = text_of(v, "country");
    au.organisation = text_of(v, "organisation");
    au.name = text_of(v, "name");
    au.log_key = text_of(v, "log_key");
    au.log_next = text_of(v, "log_next");
    au.crl_number = val_get(v, S("crl_number")).m;
    TRY(lists_parse(a, v, &au));
    *out = au;
    return OK;
}

static val cert_val(arena *a, const struct authority_cert *c)
{
    val_builder b = val_build(a);

    val_add(&b, S("kind"), val_str(kinds[c->kind]));
    val_add(&b, S("serial"), val_str(c->serial));
    val_add(&b, S("by"), val_str(c->by));
    val_add(&b, S("from"), val_str(instant_str(a, c->from)));
    val_add(&b, S("to"), val_str(instant_str(a, c->to)));
    val_add(&b, S("pem"), val_str(c->pem));
    val_add(&b, S("key"), val_str(c->key));
    if (c->crl.n) {
        val_add(&b, S("crl"), val_str(c->crl));
        val_add(&b, S("crl_at"), val_str(instant_str(a, c->crl_at)));
    }
    return val_done(&b);
}

static val revoked_val(arena *a, const struct authority_revoked *r)
{
    val_builder b = val_build(a);

    val_add(&b, S("serial"), val_str(r->serial));
    val_add(&b, S("at"), val_str(instant_str(a, r->at)));
    val_add(&b, S("reason"), val_str(r->reason));
    return val_done(&b);
}

static val step_val(arena *a, const struct authority_step *s)
{
    val_builder b = val_build(a);

    val_add(&b, S("vkey"), val_str(s->vkey));
    val_add(&b, S("note"), val_str(s->note));
    return val_done(&b);
}

str authority_text(arena *a, const struct authority *au)
{
    val_builder b = val_build(a);
    val *certs = ARENA_ARRAY(a, val, au->n + 1), *steps = ARENA_ARRAY(a, val, au->n_steps + 1);
    val *revoked = ARENA_ARRAY(a, val, au->n_revoked + 1);

    for (size_t i = 0; i < au->n; i++)
        certs[i] = cert_val(a, &au->certs[i]);
    for (size_t i = 0; i < au->n_revoked; i++)
        revoked[i] = revoked_val(a, &au->revoked[i]);
    for (size_t i = 0; i < au->n_steps; i++)
        steps[i] = step_val(a, &au->steps[i]);
    val_add(&b, S("url"), val_str(au->url));
    val_add(&b, S("country"), val_str(au->country));
    val_add(&b, S("organisation"), val_str(au->organisation));
    val_add(&b, S("name"), val_str(au->name));
    val_add(&b, S("crl_number"), val_int(au->crl_number));
    val_add(&b, S("certs"), val_list(certs, au->n));
    val_add(&b, S("revoked"), val_list(revoked, au->n_revoked));
    val_add(&b, S("log_key"), val_str(au->log_key));
    val_add(&b, S("log_next"), val_str(au->log_next));
    val_add(&b, S("log_before"), val_list(steps, au->n_steps));
    return val_json_str(a, val_done(&b));
}

/* ---- looking ---- */

const struct authority_cert *authority_now(const struct authority *au, enum cert_kind kind)
{
    for (size_t i = 0; i < au->n; i++)
        if (au->certs[i].kind == kind)
            return &au->certs[i];
    return NULL;
}

const struct authority_cert *authority_cert(const struct authority *au, str serial)
{
    for (size_t i = 0; i < au->n; i++)
        if (str_eq(au->certs[i].serial, serial))
            return &au->certs[i];
    return NULL;
}

const struct authority_revoked *authority_revoked(const struct authority *au, str serial)
{
    for (size_t i = 0; i < au->n_revoked; i++)
        if (str_eq(au->revoked[i].serial, serial))
            return &au->revoked[i];
    return NULL;
}

/* The issuer; null for a root. */
static const struct authority_cert *issuer_of(const struct authority *au,
                                              const struct authority_cert *c)
{
    return c->kind == CERT_ROOT ? NULL : authority_cert(au, c->by);
}

str authority_chain(arena *a, const struct authority *au)
{
    const struct authority_cert *c = authority_now(au, CERT_SEAL);
    str all = S("");

    while (c && (c = issuer_of(au, c)))
        all = str_cat(a, all, c->pem);
    return all;
}

str authority_trust(arena *a, const struct authority *au)
{
    const struct authority_cert *root = authority_now(au, CERT_ROOT);
    str all = root ? root->pem : S("");

    for (size_t i = 0; i < au->n; i++)
        if (au->certs[i].kind != CERT_SEAL && &au->certs[i] != root)
            all = str_cat(a, all, au->certs[i].pem);
    return all;
}

static enum seal_standing stood(const struct authority *au, const struct authority_cert *c,
                                instant at)
{
    const struct authority_revoked *r = authority_revoked(au, c->serial);

    if (r && (str_eq(r->reason, S("key-compromise")) || str_eq(r->reason, S("ca-compromise"))))
        return SEAL_COMPROMISED;
    if (r && at.ms >= r->at.ms)
        return SEAL_REVOKED;
    return at.ms < c->from.ms || at.ms > c->to.ms ? SEAL_OUT_OF_TIME : SEAL_STANDS;
}

enum seal_standing authority_judge(const struct authority *au, enum cert_kind kind, str signer_pem,
                                   instant at)
{
    const struct authority_cert *c = NULL;
    enum seal_standing s = SEAL_OUT_OF_TIME;

    for (size_t i = 0; i < au->n && !c; i++)
        if (au->certs[i].kind == kind && str_eq(au->certs[i].pem, signer_pem))
            c = &au->certs[i];
    while (c) {
        s = stood(au, c, at);
        c = s == SEAL_STANDS ? issuer_of(au, c) : NULL;
    }
    return s;
}
