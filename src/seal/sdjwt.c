#include "seal/sdjwt.h"

#include "seal/hash.h"

#include <stdlib.h>

enum { SDJWT_BYTES = 64 * KIB, SDJWT_DEPTH = 32 };

static str digest_of(arena *a, str text)
{
    sha256 h = sha256_of(text);

    return b64url_text(a, sha256_str(&h));
}

/* ---- making ---- */

static str disclosure(arena *a, const struct sdjwt_field *f)
{
    val parts[] = { val_str(b64url_text(a, str_of((const char *)f->salt, sizeof f->salt))),
                    val_str(f->name), f->value };

    return b64url_text(a, val_json_str(a, val_list(parts, LEN(parts))));
}

static int by_text(const void *x, const void *y)
{
    return str_cmp(val_text(*(const val *)x), val_text(*(const val *)y));
}

void sdjwt_begin(arena *a, val header, val claims, const struct sdjwt_field *fields, size_t n,
                 struct sdjwt_draft *out)
{
    val *digests = ARENA_ARRAY(a, val, n + 1);
    str tail = S("~");

    for (size_t i = 0; i < n; i++) {
        str d = disclosure(a, &fields[i]);
        digests[i] = val_str(digest_of(a, d));
        tail = str_cat(a, str_cat(a, tail, d), S("~"));
    }
    if (n)
        qsort(digests, n, sizeof *digests, by_text);
    val all = val_with(a, claims, S("_sd_alg"), VAL_S("sha-256"));
    all = val_with(a, all, S("_sd"), val_list(digests, n));
    *out = (struct sdjwt_draft){ .input = jws_input(a, JWS_ES256, header, val_json_str(a, all)),
                                 .tail = tail };
}

err sdjwt_done(arena *a, const struct sdjwt_draft *d, str der, str *out)
{
    str raw;

    TRY(jws_raw(a, der, &raw));
    *out = str_cat(a, str_cat(a, str_cat(a, d->input, S(".")), b64url_text(a, raw)), d->tail);
    return OK;
}

err sdjwt_key(arena *a, str cert_pem, struct jws_key *out)
{
    struct jws_key k;

    TRY(jws_key_from_cert(cert_pem, &k));
    k.kid = val_get_text(jws_key_public(a, &k), S("kid"));
    *out = k;
    return OK;
}

/* ---- reading ---- */

struct disclosed {
    str digest;
    val parts;
    bool used;
};
struct opening {
    arena *a;
    struct disclosed *d;
    size_t n, withheld;
    VEC(str) seen;
};

static err json_part(arena *a, str text, val *out)
{
    static const struct json_limits limits = { .depth = SDJWT_DEPTH, .bytes = SDJWT_BYTES };
    str bytes;

    TRY(b64url_bytes(a, text, &bytes));
    return failed(val_from_json(a, bytes, &limits, out, NULL)) ? REFUSED(ERR_SYNTAX) : OK;
}

static err read_disclosures(struct opening *o, str rest)
{
    size_t most = 1;
    str one;

    for (size_t i = 0; i < rest.n; i++)
        most += rest.p[i] == '~';
    o->d = ARENA_ARRAY(o->a, struct disclosed, most);
    while (str_next(&rest, '~', &one)) {
        struct disclosed *d = &o->d[o->n];
        if (!one.n && !rest.n)
            break;
        *d = (struct disclosed){ .digest = digest_of(o->a, one) };
        TRY(json_part(o->a, one, &d->parts));
        size_t parts = val_count(d->parts);
        if (d->parts.tag != V_LIST || parts < 2 || parts > 3 ||
            val_at(d->parts, 0).tag != V_STRING)
            return REFUSED(ERR_SYNTAX);
        for (size_t i = 0; i < o->n; i++)
            if (str_eq(o->d[i].digest, d->digest))
                return REFUSED(ERR_SYNTAX);
        o->n++;
    }
    return OK;
}

/* The disclosure of a digest, null where it was withheld; each digest stands once in all. */
static err disclosed_by(struct opening *o, val digest, size_t parts, struct disclosed **out)
{
    *out = NULL;
    if (digest.tag != V_STRING)
        return REFUSED(ERR_SYNTAX);
    for (size_t i = 0; i < o->seen.n; i++)
        if (str_eq(o->seen.v[i], val_text(digest)))
            return REFUSED(ERR_SYNTAX);
    *vec_push(&o->seen, o->a) = val_text(digest);
    for (size_t i = 0; i < o->n && !*out; i++)
        if (str_eq(o->d[i].digest, val_text(digest)))
            *out = &o->d[i];
    if (!*out) {
        o->withheld++;
        return OK;
    }
    (*out)->used = true;
    return val_count((*out)->parts) == parts ? OK : REFUSED(ERR_SYNTAX);
}

static err opened(struct opening *o, val v, unsigned depth, val *out);

/* RFC 9901, 7.1, 3.c: the claims of a disclosure take the place of its digest. */
static err object(struct opening *o, val v, unsigned depth, val *out)
{
    val digests = val_get(v, S("_sd")), one;
    val_builder b = val_build(o->a);
    struct disclosed *d;

    if (val_has(v, S("_sd")) && digests.tag != V_LIST)
        return REFUSED(ERR_SYNTAX);
    for (size_t i = 0; i < val_count(v); i++) {
        if (str_eq(v.c->e[i].key, S("_sd")))
            continue;
        TRY(opened(o, v.c->e[i].value, depth, &one));
        val_put(&b, v.c->e[i].key, one);
    }
    *out = val_done(&b);
    for (size_t i = 0; i < val_count(digests); i++) {
        TRY(disclosed_by(o, val_at(digests, i), 3, &d));
        if (!d)
            continue;
        val name = val_at(d->parts, 1);
        if (name.tag != V_STRING || str_eq(val_text(name), S("_sd")) ||
            str_eq(val_text(name), S("...")) || val_has(*out, val_text(name)))
            return REFUSED(ERR_SYNTAX);
        TRY(opened(o, val_at(d->parts, 2), depth, &one));
        *out = val_with(o->a, *out, val_text(name), one);
    }
    return OK;
}

/* An element that is a digest is left out where it was withheld. */
static err array(struct opening *o, val v, unsigned depth, val *out)
{
    struct disclosed *d;
    val one;

    *out = val_list(NULL, 0);
    for (size_t i = 0; i < val_count(v); i++) {
        val item = val_at(v, i);
        if (item.tag == V_CONTEXT && val_has(item, S("..."))) {
            TRY(disclosed_by(o, val_get(item, S("...")), 2, &d));
            if (val_count(item) != 1)
                return REFUSED(ERR_SYNTAX);
            if (!d)
                continue;
            item = val_at(d->parts, 1);
        }
        TRY(opened(o, item, depth, &one));
        *out = val_append(o->a, *out, one);
    }
    return OK;
}

static err opened(struct opening *o, val v, unsigned depth, val *out)
{
    if (depth > SDJWT_DEPTH)
        return REFUSED(ERR_DEPTH);
    if (v.tag == V_CONTEXT)
        return object(o, v, depth + 1, out);
    if (v.tag == V_LIST)
        return array(o, v, depth + 1, out);
    *out = v;
    return OK;
}

/* RFC 9901, 7.3: signed by the key that the issuer named, over all that was shown. */
static err bound_by(arena *a, val claims, str shown, str binding)
{
    struct jws_key key;
    val header, body;
    str payload;

    TRY(jws_key_from_jwk(a, val_get(val_get(claims, S("cnf")), S("jwk")), &key));
    TRY(jws_verify(a, &key, binding, &payload, &header));
    if (failed(val_from_json(a, payload, NULL, &body, NULL)) ||
        !str_eq(val_get_text(header, S("typ")), S("kb+jwt")))
        return REFUSED(ERR_SYNTAX);
    return str_eq(val_get_text(body, S("sd_hash")), digest_of(a, shown)) ? OK : REFUSED(ERR_CRYPTO);
}

str sdjwt_kid(arena *a, str text)
{
    str head, rest;
    val h;

    if (text.n > SDJWT_BYTES || !str_cut(text, '.', &head, &rest) ||
        failed(json_part(a, head, &h)))
        return S("");
    return val_get_text(h, S("kid"));
}

err sdjwt_open(arena *a, const struct jws_key *k, str text, struct sdjwt_read *out)
{
    struct opening o = { .a = a };
    struct sdjwt_read r = { 0 };
    str jwt, rest, payload;
    size_t last = text.n;
    val claims;

    if (text.n > SDJWT_BYTES)
        return REFUSED(ERR_SIZE);
    while (last && text.p[last - 1] != '~')
        last--;
    if (!last || !str_cut(str_sub(text, 0, last), '~', &jwt, &rest))
        return REFUSED(ERR_SYNTAX);
    TRY(jws_verify(a, k, jwt, &payload, &r.header));
    if (failed(val_from_json(a, payload, NULL, &claims, NULL)) || claims.tag != V_CONTEXT)
        return REFUSED(ERR_SYNTAX);
    if (val_has(claims, S("_sd_alg")) &&
        !str_eq(val_get_text(claims, S("_sd_alg")), S("sha-256")))
        return REFUSED(ERR_UNSUPPORTED);
    TRY(read_disclosures(&o, rest));
    TRY(opened(&o, val_without(a, claims, S("_sd_alg")), 0, &r.claims));
    for (size_t i = 0; i < o.n; i++)
        if (!o.d[i].used)
            return REFUSED(ERR_SYNTAX);
    r.withheld = o.withheld;
    r.bound = last < text.n;
    if (r.bound)
        TRY(bound_by(a, claims, str_sub(text, 0, last), str_sub(text, last, text.n - last)));
    *out = r;
    return OK;
}
