#include "seal/jws.h"

#include "seal/hash.h"
#include "seal/pki.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <sodium.h>

static const struct {
    str name, kty, crv;
} algs[] = {
    [JWS_ES256] = { S_INIT("ES256"), S_INIT("EC"), S_INIT("P-256") },
    [JWS_EDDSA] = { S_INIT("EdDSA"), S_INIT("OKP"), S_INIT("Ed25519") },
};

/* ---- P-256 keys in OpenSSL's form ---- */

PKI_CLEANUP(OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)
PKI_CLEANUP(BIGNUM, BN_clear_free)
PKI_CLEANUP(ECDSA_SIG, ECDSA_SIG_free)

/* Null where the point is not on the curve. */
static EVP_PKEY *p256_key(const struct jws_key *k)
{
    uint8_t point[65] = { 4 };
    PKI_AUTO(BIGNUM) d = k->has_private ? BN_bin2bn(k->d, 32, NULL) : NULL;
    PKI_AUTO(OSSL_PARAM_BLD) b = OSSL_PARAM_BLD_new();
    PKI_AUTO(EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM *params;
    EVP_PKEY *key = NULL;
    bool ok;

    memcpy(point + 1, k->x, 32);
    memcpy(point + 33, k->y, 32);
    ok = b && ctx && OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) &&
         OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point) &&
         (!d || OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_PRIV_KEY, d));
    params = ok ? OSSL_PARAM_BLD_to_param(b) : NULL;
    if (params && EVP_PKEY_fromdata_init(ctx) == 1)
        (void)EVP_PKEY_fromdata(ctx, &key, d ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params);
    OSSL_PARAM_free(params);
    ERR_clear_error();
    return key;
}

static bool on_curve(const struct jws_key *k)
{
    PKI_AUTO(EVP_PKEY) key = p256_key(k);

    return key != NULL;
}

/* ---- JWK ---- */

static err member(arena *a, val jwk, str name, uint8_t out[static 32])
{
    str bytes;

    if (failed(b64url_bytes(a, val_get_text(jwk, name), &bytes)) || bytes.n != 32)
        return REFUSED(ERR_SYNTAX);
    memcpy(out, bytes.p, 32);
    return OK;
}

/* RFC 7517, 4.2 to 4.4: where a key says what it is for, it is for nothing else. */
static bool for_signatures(val jwk, str alg)
{
    val ops = val_get(jwk, S("key_ops"));
    bool verify = ops.tag != V_LIST;

    for (size_t i = 0; i < val_count(ops) && !verify; i++) {
        str op = val_text(val_at(ops, i));
        verify = str_eq(op, S("verify")) || str_eq(op, S("sign"));
    }
    if (val_has(jwk, S("use")) && !str_eq(val_get_text(jwk, S("use")), S("sig")))
        return false;
    return verify && (!val_has(jwk, S("alg")) || str_eq(val_get_text(jwk, S("alg")), alg));
}

err jws_key_from_jwk(arena *a, val jwk, struct jws_key *out)
{
    struct jws_key k = { .alg = JWS_ES256 };

    while (k.alg < LEN(algs) && !(str_eq(val_get_text(jwk, S("kty")), algs[k.alg].kty) &&
                                  str_eq(val_get_text(jwk, S("crv")), algs[k.alg].crv)))
        k.alg++;
    if (k.alg == LEN(algs) || !for_signatures(jwk, algs[k.alg].name))
        return REFUSED(ERR_UNSUPPORTED);
    TRY(member(a, jwk, S("x"), k.x));
    if (k.alg == JWS_ES256)
        TRY(member(a, jwk, S("y"), k.y));
    k.has_private = val_has(jwk, S("d"));
    if (k.has_private)
        TRY(member(a, jwk, S("d"), k.d));
    if (k.alg == JWS_ES256 && !on_curve(&k))
        return REFUSED(ERR_SYNTAX);
    k.kid = val_get_text(jwk, S("kid"));
    *out = k;
    return OK;
}

static val b64_val(arena *a, const uint8_t b[static 32])
{
    return val_str(b64url_text(a, str_of((const char *)b, 32)));
}

/* The required members in the order of RFC 7638, 3.2. */
static val required(arena *a, const struct jws_key *k)
{
    val_builder b = val_build(a);

    val_put(&b, S("crv"), val_str(algs[k->alg].crv));
    val_put(&b, S("kty"), val_str(algs[k->alg].kty));
    val_put(&b, S("x"), b64_val(a, k->x));
    if (k->alg == JWS_ES256)
        val_put(&b, S("y"), b64_val(a, k->y));
    return val_done(&b);
}

val jws_key_public(arena *a, const struct jws_key *k)
{
    val v = required(a, k);
    str kid = k->kid;

    if (str_empty(kid)) {
        sha256 h = sha256_of(val_json_str(a, v));
        kid = b64url_text(a, sha256_str(&h));
    }
    v = val_with(a, v, S("alg"), val_str(algs[k->alg].name));
    v = val_with(a, v, S("use"), VAL_S("sig"));
    return val_with(a, v, S("kid"), val_str(kid));
}

static err p256_new(struct jws_key *k)
{
    PKI_AUTO(EVP_PKEY) key = EVP_EC_gen("P-256");
    PKI_AUTO(BIGNUM) d = NULL;
    uint8_t point[65];
    size_t n;

    if (!key ||
        !EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &n) ||
        n != sizeof point || !EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &d) ||
        BN_bn2binpad(d, k->d, 32) != 32)
        return FAULT(ERR_CRYPTO);
    memcpy(k->x, point + 1, 32);
    memcpy(k->y, point + 33, 32);
    return OK;
}

err jws_key_new(arena *a, enum jws_alg alg, struct jws_key *out)
{
    struct jws_key k = { .alg = alg, .has_private = true };

    if (alg == JWS_ES256) {
        TRY(p256_new(&k));
    } else {
        uint8_t secret[crypto_sign_SECRETKEYBYTES];
        crypto_sign_keypair(k.x, secret);
        memcpy(k.d, secret, 32);
        bytes_wipe(secret, sizeof secret);
    }
    k.kid = val_get_text(jws_key_public(a, &k), S("kid"));
    *out = k;
    return OK;
}

/* ---- signing ---- */

/* RFC 7518, 3.4: R and S as 32 bytes each. */
static err es256_sign(const struct jws_key *k, str input, uint8_t out[static 64])
{
    PKI_AUTO(EVP_PKEY) key = p256_key(k);
    PKI_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
    PKI_AUTO(ECDSA_SIG) sig = NULL;
    uint8_t der[128];
    const uint8_t *at = der;
    size_t n = sizeof der;

    if (!key || !ctx || EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) != 1 ||
        EVP_DigestSign(ctx, der, &n, (const uint8_t *)input.p, input.n) != 1)
        return FAULT(ERR_CRYPTO);
    sig = d2i_ECDSA_SIG(NULL, &at, (long)n);
    if (!sig || BN_bn2binpad(ECDSA_SIG_get0_r(sig), out, 32) != 32 ||
        BN_bn2binpad(ECDSA_SIG_get0_s(sig), out + 32, 32) != 32)
        return FAULT(ERR_CRYPTO);
    return OK;
}

static void eddsa_sign(const struct jws_key *k, str input, uint8_t out[static 64])
{
    uint8_t public_key[32], secret[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(public_key, secret, k->d);
    crypto_sign_detached(out, NULL, (const uint8_t *)input.p, input.n, secret);
    bytes_wipe(secret, sizeof secret);
}

str jws_input(arena *a, enum jws_alg alg, val header, str payload)
{
    val_builder b = val_build(a);
    str head;

    val_put(&b, S("alg"), val_str(algs[alg].name));
    for (size_t i = 0; i < val_count(header) && header.tag == V_CONTEXT; i++)
        if (!str_eq(header.c->e[i].key, S("alg")))
            val_put(&b, header.c->e[i].key, header.c->e[i].value);
    head = str_cat(a, b64url_text(a, val_json_str(a, val_done(&b))), S("."));
    return str_cat(a, head, b64url_text(a, payload));
}

err jws_raw(arena *a, str der, str *raw)
{
    const uint8_t *p = (const uint8_t *)der.p;
    PKI_AUTO(ECDSA_SIG) s = d2i_ECDSA_SIG(NULL, &p, (long)der.n);
    uint8_t out[64];

    if (!s || BN_bn2binpad(ECDSA_SIG_get0_r(s), out, 32) != 32 ||
        BN_bn2binpad(ECDSA_SIG_get0_s(s), out + 32, 32) != 32) {
        ERR_clear_error();
        return FAULT(ERR_CRYPTO);
    }
    *raw = str_copy(a, str_of((const char *)out, sizeof out));
    return OK;
}

err jws_key_from_cert(str cert_pem, struct jws_key *out)
{
    PKI_AUTO(X509) x = pki_cert(cert_pem);
    EVP_PKEY *k = x ? X509_get0_pubkey(x) : NULL;
    BIGNUM *px = NULL, *py = NULL;
    char group[32] = { 0 };
    bool ok = k && EVP_PKEY_get_utf8_string_param(k, OSSL_PKEY_PARAM_GROUP_NAME, group,
                                                  sizeof group, NULL) == 1;

    *out = (struct jws_key){ .alg = JWS_ES256 };
    ok = ok && !strcmp(group, "prime256v1") &&
         EVP_PKEY_get_bn_param(k, OSSL_PKEY_PARAM_EC_PUB_X, &px) == 1 &&
         EVP_PKEY_get_bn_param(k, OSSL_PKEY_PARAM_EC_PUB_Y, &py) == 1 &&
         BN_bn2binpad(px, out->x, 32) == 32 && BN_bn2binpad(py, out->y, 32) == 32;
    BN_free(px);
    BN_free(py);
    ERR_clear_error();
    return ok ? OK : REFUSED(ERR_SYNTAX);
}

err jws_sign(arena *a, const struct jws_key *k, val header, str payload, str *out)
{
    uint8_t sig[64];
    str input;

    if (!k->has_private)
        return FAULT(ERR_CRYPTO);
    input = jws_input(a, k->alg, header, payload);
    if (k->alg == JWS_ES256)
        TRY(es256_sign(k, input, sig));
    else
        eddsa_sign(k, input, sig);
    *out = str_cat(a, str_cat(a, input, S(".")),
                   b64url_text(a, str_of((const char *)sig, sizeof sig)));
    return OK;
}

/* ---- verification ---- */

static bool es256_fits(arena *a, const struct jws_key *k, str input, const uint8_t *sig)
{
    PKI_AUTO(EVP_PKEY) key = p256_key(k);
    PKI_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();
    PKI_AUTO(ECDSA_SIG) s = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(sig, 32, NULL), *t = BN_bin2bn(sig + 32, 32, NULL);
    bool ok;
    str der;

    if (!s || !r || !t || !ECDSA_SIG_set0(s, r, t)) {
        BN_free(r);
        BN_free(t);
        return false;
    }
    der = PKI_DER(a, i2d_ECDSA_SIG, s);
    ok = key && ctx && der.n && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
         EVP_DigestVerify(ctx, (const uint8_t *)der.p, der.n, (const uint8_t *)input.p, input.n) ==
             1;
    ERR_clear_error();
    return ok;
}

/* Base64url has one spelling of each value: other spellings of unused bits are refused. */
static err part(arena *a, str text, str *out)
{
    TRY(b64url_bytes(a, text, out));
    return str_eq(b64url_text(a, *out), text) ? OK : REFUSED(ERR_SYNTAX);
}

static err header_check(arena *a, const struct jws_key *k, str json, val *out)
{
    static const struct json_limits limits = { .depth = 8, .bytes = 16 * 1024 };
    val h;

    if (failed(val_from_json(a, json, &limits, &h, NULL)) || h.tag != V_CONTEXT)
        return REFUSED(ERR_SYNTAX);
    if (!str_eq(val_get_text(h, S("alg")), algs[k->alg].name) || val_has(h, S("crit")))
        return REFUSED(ERR_UNSUPPORTED);
    *out = h;
    return OK;
}

err jws_verify(arena *a, const struct jws_key *k, str jws, str *payload, val *header)
{
    str head, body, sig, rest, json, bytes, raw, input;
    bool fits;
    val h;

    if (!str_cut(jws, '.', &head, &rest) || !str_cut(rest, '.', &body, &sig) || str_empty(head))
        return REFUSED(ERR_SYNTAX);
    TRY(part(a, head, &json));
    TRY(part(a, body, &bytes));
    TRY(part(a, sig, &raw));
    TRY(header_check(a, k, json, &h));
    if (raw.n != 64)
        return REFUSED(ERR_CRYPTO);
    input = str_sub(jws, 0, head.n + 1 + body.n);
    fits = k->alg == JWS_ES256
               ? es256_fits(a, k, input, (const uint8_t *)raw.p)
               : crypto_sign_verify_detached((const uint8_t *)raw.p, (const uint8_t *)input.p,
                                             input.n, k->x) == 0;
    if (!fits)
        return REFUSED(ERR_CRYPTO);
    *payload = bytes;
    if (header)
        *header = h;
    return OK;
}
