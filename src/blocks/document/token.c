/* Anyone checks an SD-JWT: in memory, nothing of it is kept.  And the keys for others to check. */
#include "blocks/document/own.h"
#include "blocks/register/shown.h"
#include "os/zone.h"
#include "seal/sdjwt.h"
#include "views/document.h"

err seal_keys(arena *a, const struct authority *au, val *out)
{
    struct jws_key k;

    *out = val_list(NULL, 0);
    for (size_t i = 0; i < au->n; i++) {
        const struct authority_revoked *r = authority_revoked(au, au->certs[i].serial);
        if (au->certs[i].kind != CERT_SEAL || (r && str_eq(r->reason, S("key-compromise"))))
            continue;
        TRY(sdjwt_key(a, au->certs[i].pem, &k));
        *out = val_append(a, *out, jws_key_public(a, &k));
    }
    return OK;
}

/* SD-JWT VC, 5: who issues, and by which keys. */
err show_issuer(struct web *w)
{
    struct keeper_public site;
    val_builder b = val_build(w->a);
    val keys;

    TRY(keeper_public(w->keeper, w->a, &site));
    TRY(seal_keys(w->a, &site.authority, &keys));
    val_put(&b, S("issuer"), val_str(public_address(w->boot)));
    val_put(&b, S("jwks"), val_with(w->a, val_null(), S("keys"), keys));
    return web_json(w, 200, val_json_str(w->a, val_done(&b)));
}

/* ---- judging ---- */

/* Of all certificates that ever sealed here, the one that the token names. */
static const struct authority_cert *signer(struct web *w, const struct authority *au, str kid,
                                           struct jws_key *out)
{
    for (size_t i = 0; i < au->n; i++)
        if (au->certs[i].kind == CERT_SEAL && kid.n &&
            !failed(sdjwt_key(w->a, au->certs[i].pem, out)) && str_eq(out->kid, kid))
            return &au->certs[i];
    return NULL;
}

static err verdict(struct web *w, const char *state, enum word_id title, enum word_id text)
{
    return document_verdict(
        w, &(struct v_verdict){ .state = str_z(state), .title = title, .text = text }, NULL);
}

/* A day is a text in JSON. */
static val as_said(const struct reg_field *f, val v)
{
    day d;

    return str_eq(f->type, S("date")) && v.tag == V_STRING && !failed(day_parse(val_text(v), &d))
               ? val_day(d)
               : v;
}

static void said(struct web *w, const struct q_document *d, const struct sdjwt_read *t,
                 struct v_verdict *v)
{
    const struct registry *r = site_register(w->site, d->registry);
    struct register_words k = { w->a, w->db, w->site, w->page.words, w->lang };
    struct v_verdict_claim *out =
        ARENA_ARRAY(w->a, struct v_verdict_claim, r ? r->n_fields + 1 : 1);

    for (size_t i = 0; r && i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        val x = val_get(t->claims, f->name);
        if (!val_is_null(x))
            out[v->claims_n++] =
                (struct v_verdict_claim){ .label = site_text(w->site, f->label, w->lang),
                                          .value = register_value_shown(&k, f, as_said(f, x)) };
    }
    v->claims = out;
    v->token = true;
    v->withheld = (int64_t)t->withheld;
    v->bound = t->bound;
    v->for_holder = val_has(t->claims, S("cnf"));
}

/* The row behind the address where the token says that its state is asked. */
static err row_of(struct web *w, val claims, struct q_document *d)
{
    val status = val_get(val_get(claims, S("status")), S("document"));
    str uri = val_get_text(status, S("uri"));
    struct q_document_code hit;
    size_t at = uri.n;

    *d = (struct q_document){ 0 };
    while (at && uri.p[at - 1] != '/')
        at--;
    sha256 hash = sha256_of(str_from(uri, at));
    TRY(q_document_code(w->db, sha256_str(&hash), &hit));
    return hit.found ? q_document(w->db, hit.id, d) : OK;
}

static str without_blanks(arena *a, str s)
{
    buf b;

    buf_init(&b, a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] > ' ')
            buf_add(&b, str_sub(s, i, 1));
    return buf_str(&b);
}

err check_token(struct web *w, str text)
{
    struct keeper_public site;
    struct sdjwt_read t;
    struct q_document d;
    struct jws_key key;

    text = without_blanks(w->a, text);
    TRY(keeper_public(w->keeper, w->a, &site));
    const struct authority_cert *by = signer(w, &site.authority, sdjwt_kid(w->a, text), &key);
    if (!by)
        return verdict(w, "foreign", W_document_foreign_title, W_document_token_foreign);
    err e = sdjwt_open(w->a, &key, text, &t);
    if (e.class == ERR_CLASS_FAULT)
        return e;
    if (failed(e) || !str_eq(val_get_text(t.header, S("typ")), S("dc+sd-jwt")))
        return verdict(w, "altered", W_document_altered_title, W_document_token_altered);
    instant at = { val_get_i64(t.claims, S("iat"), 0) * 1000 };
    if (authority_judge(&site.authority, CERT_SEAL, by->pem, at) != SEAL_STANDS)
        return verdict(w, "altered", W_document_worthless_title, W_document_worthless_text);
    TRY(row_of(w, t.claims, &d));
    if (!d.found)
        return verdict(w, "foreign", W_document_foreign_title, W_document_token_foreign);
    struct v_verdict v = { 0 };
    said(w, &d, &t, &v);
    return document_judged(w, &v, &d, true);
}
