/* The site's certificates, its lists of revoked ones and the keys of the log, for everybody. */
#include "blocks/oversight/authority.h"
#include "blocks/oversight/own.h"
#include "os/zone.h"
#include "seal/x509.h"

static err authority_read(struct web *w, struct authority *out)
{
    struct keeper_public keys;

    TRY(keeper_public(w->keeper, w->a, &keys));
    *out = keys.authority;
    return OK;
}

static err send_file(struct web *w, str bytes, const char *type, str name)
{
    TRY(web_bytes(w, 200, str_z(type), bytes));
    w->reply.download = name;
    w->reply.cache = CACHE_REVALIDATE;
    w->reply.etag = etag_of(w->a, bytes);
    return OK;
}

static err send_cert(struct web *w, enum cert_kind kind, str name)
{
    struct authority au;

    TRY(authority_read(w, &au));
    const struct authority_cert *c = authority_now(&au, kind);
    return c ? send_file(w, c->pem, "application/x-pem-file", name) : REFUSED(ERR_MISSING);
}

err show_ca(struct web *w)
{
    return send_cert(w, CERT_ROOT, S("ca.pem"));
}

err show_issuing(struct web *w)
{
    return send_cert(w, CERT_ISSUING, S("issuing.pem"));
}

err show_seal(struct web *w)
{
    return send_cert(w, CERT_SEAL, S("seal.pem"));
}

err show_trust(struct web *w)
{
    struct authority au;

    TRY(authority_read(w, &au));
    return send_file(w, authority_trust(w->a, &au), "application/x-pem-file", S("all.pem"));
}

/* DER, as RFC 5280, 4.2.1.13 wants it at the address in a certificate. */
err show_crl(struct web *w)
{
    str name = web_param(w, "file");
    struct authority au;

    TRY(authority_read(w, &au));
    if (!str_ends(name, S(".crl")))
        return REFUSED(ERR_MISSING);
    const struct authority_cert *c = authority_cert(&au, str_sub(name, 0, name.n - 4));
    str der = c && c->crl.n ? x509_crl_der(w->a, c->crl) : STR_NULL;
    return der.p ? send_file(w, der, "application/pkix-crl", name) : REFUSED(ERR_MISSING);
}

/* The log's earlier keys, oldest first, each with the note by which it named the next. */
err show_log_keys(struct web *w)
{
    struct keeper_public keys;

    TRY(keeper_public(w->keeper, w->a, &keys));
    val *steps = ARENA_ARRAY(w->a, val, keys.authority.n_steps + 1);
    val_builder b = val_build(w->a);
    for (size_t i = 0; i < keys.authority.n_steps; i++) {
        val_builder one = val_build(w->a);
        val_put(&one, S("vkey"), val_str(keys.authority.steps[i].vkey));
        val_put(&one, S("note"), val_str(keys.authority.steps[i].note));
        steps[i] = val_done(&one);
    }
    val_put(&b, S("before"), val_list(steps, keys.authority.n_steps));
    val_put(&b, S("now"), val_str(keys.log_vkey));
    TRY(web_json(w, 200, val_json_str(w->a, val_done(&b))));
    w->reply.cache = CACHE_REVALIDATE;
    return OK;
}

/* ---- the page ---- */

static enum word_id kind_word(enum cert_kind k)
{
    static const enum word_id words[CERT_KINDS] = { W_oversight_cert_root, W_oversight_cert_issuing,
                                                    W_oversight_cert_seal,
                                                    W_oversight_cert_stamp };
    return words[k];
}

static struct v_certificates_row row_of(struct web *w, const struct authority *au,
                                        const struct authority_cert *c)
{
    const struct authority_revoked *r = authority_revoked(au, c->serial);
    bool now = authority_now(au, c->kind) == c;
    struct v_certificates_row row = {
        .kind = kind_word(c->kind),
        .serial = c->serial,
        .from = zone_day(w->boot->zone, c->from),
        .to = zone_day(w->boot->zone, c->to),
        .state = r     ? W_oversight_cert_revoked
                 : now ? W_oversight_cert_now
                       : W_oversight_cert_before,
    };
    if (r) {
        row.has_revoked = true;
        row.revoked = zone_day(w->boot->zone, r->at);
    }
    if (c->crl.n) {
        str file = str_cat(w->a, c->serial, S(".crl"));
        row.list = url_path(w->a, S("/certificates/crl"), &file, 1);
    }
    return row;
}

err show_certificates(struct web *w)
{
    struct v_certificates v = { .n_keys = 0 };
    struct keeper_public keys;

    TRY(keeper_public(w->keeper, w->a, &keys));
    const struct authority *au = &keys.authority;
    struct v_certificates_row *rows = ARENA_ARRAY(w->a, struct v_certificates_row, au->n + 1);
    for (size_t i = 0; i < au->n; i++)
        rows[i] = row_of(w, au, &au->certs[i]);
    v.rows = rows;
    v.rows_n = au->n;
    v.n_keys = (int64_t)au->n_steps;
    w->page.nav_current = S("/log");
    return WEB_SHOW(w, certificates, &v, 200);
}
