/* OpenSSL's own time stamp authority, given the keeper's clock and serial numbers that tell
 * nothing. */
#include "seal/timestamp.h"

#include "os/clock.h"
#include "seal/pki.h"

#include <openssl/err.h>
#include <openssl/ts.h>

PKI_CLEANUP(TS_RESP_CTX, TS_RESP_CTX_free)
PKI_CLEANUP(TS_RESP, TS_RESP_free)
PKI_CLEANUP(TS_REQ, TS_REQ_free)
PKI_CLEANUP(TS_MSG_IMPRINT, TS_MSG_IMPRINT_free)
PKI_CLEANUP(TS_TST_INFO, TS_TST_INFO_free)
PKI_CLEANUP(TS_VERIFY_CTX, TS_VERIFY_CTX_free)
PKI_CLEANUP(X509_ALGOR, X509_ALGOR_free)
PKI_CLEANUP(X509_STORE, X509_STORE_free)
PKI_CLEANUP(PKCS7, PKCS7_free)
PKI_CLEANUP(ASN1_OBJECT, ASN1_OBJECT_free)

enum { SERIAL_BYTES = 16, PEMS_MOST = 64 };

typedef STACK_OF(X509) certs;

static void certs_drop(certs **c)
{
    sk_X509_pop_free(*c, X509_free);
}

/* PEM after PEM. */
static certs *certs_read(str pem)
{
    PKI_AUTO(BIO) b = BIO_new_mem_buf(pem.p, (int)pem.n);
    certs *all = sk_X509_new_null();
    X509 *x;

    while (b && all && sk_X509_num(all) < PEMS_MOST && (x = PEM_read_bio_X509(b, NULL, NULL, NULL)))
        if (!sk_X509_push(all, x))
            X509_free(x);
    ERR_clear_error(); /* that no more follow is told as an error */
    return all;
}

/* ---- making ---- */

static ASN1_INTEGER *serial_new(TS_RESP_CTX *ctx, void *user)
{
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    uint8_t b[SERIAL_BYTES];
    BIGNUM *n;

    (void)ctx, (void)user;
    random_bytes(b, sizeof b);
    b[0] = (uint8_t)((b[0] & 0x7f) | 0x40);
    n = BN_bin2bn(b, sizeof b, NULL);
    if (!serial || !n || !BN_to_ASN1_INTEGER(n, serial)) {
        ASN1_INTEGER_free(serial);
        serial = NULL;
    }
    BN_free(n);
    return serial;
}

static int time_told(TS_RESP_CTX *ctx, void *user, long *seconds, long *micros)
{
    const instant *now = user;

    (void)ctx;
    *seconds = (long)(now->ms / 1000);
    *micros = 0;
    return 1;
}

/* A request as a client would send it: the digest, and certificates in the answer. */
static bool request_fill(TS_REQ *q, const sha256 *digest)
{
    PKI_AUTO(TS_MSG_IMPRINT) m = TS_MSG_IMPRINT_new();
    PKI_AUTO(X509_ALGOR) algorithm = X509_ALGOR_new();

    if (!m || !algorithm)
        return false;
    X509_ALGOR_set_md(algorithm, EVP_sha256());
    return TS_MSG_IMPRINT_set_algo(m, algorithm) &&
           TS_MSG_IMPRINT_set_msg(m, (uint8_t *)digest->b, sizeof digest->b) &&
           TS_REQ_set_version(q, 1) && TS_REQ_set_msg_imprint(q, m) && TS_REQ_set_cert_req(q, 1);
}

static bool authority_fill(TS_RESP_CTX *ctx, EVP_PKEY *key, const struct authority_cert *of,
                           str above, instant *now)
{
    PKI_AUTO(X509) x = pki_cert(of->pem);
    PKI_AUTO(ASN1_OBJECT) policy = OBJ_txt2obj(TIMESTAMP_POLICY, 1);
    __attribute__((cleanup(certs_drop))) certs *chain = certs_read(above);

    if (!x || !policy || !chain)
        return false;
    TS_RESP_CTX_set_serial_cb(ctx, serial_new, NULL);
    TS_RESP_CTX_set_time_cb(ctx, time_told, now);
    return TS_RESP_CTX_set_signer_cert(ctx, x) && TS_RESP_CTX_set_signer_key(ctx, key) &&
           TS_RESP_CTX_set_def_policy(ctx, policy) && TS_RESP_CTX_set_certs(ctx, chain) &&
           TS_RESP_CTX_set_signer_digest(ctx, EVP_sha256()) &&
           TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha256()) &&
           TS_RESP_CTX_add_md(ctx, EVP_sha256()) && TS_RESP_CTX_set_accuracy(ctx, 1, 0, 0);
}

/* Who issued it, up to the root. */
static str above(arena *a, const struct authority *au, const struct authority_cert *of)
{
    const struct authority_cert *by = authority_cert(au, of->by);
    str all = S("");

    while (by) {
        all = str_cat(a, all, by->pem);
        by = str_eq(by->by, by->serial) ? NULL : authority_cert(au, by->by);
    }
    return all;
}

err timestamp_make(arena *a, EVP_PKEY *key, const struct authority *au, const sha256 *digest,
                   instant now, str *token)
{
    const struct authority_cert *of = authority_now(au, CERT_STAMP);
    PKI_AUTO(TS_RESP_CTX) ctx = TS_RESP_CTX_new();
    PKI_AUTO(TS_REQ) q = TS_REQ_new();
    PKI_AUTO(BIO) asked = BIO_new(BIO_s_mem());

    if (!of || !key)
        return REFUSED(ERR_UNSUPPORTED);
    if (!ctx || !q || !asked || !request_fill(q, digest) || !i2d_TS_REQ_bio(asked, q) ||
        !authority_fill(ctx, key, of, above(a, au, of), &now))
        return FAULT(ERR_CRYPTO);
    PKI_AUTO(TS_RESP) told = TS_RESP_create_response(ctx, asked);
    PKCS7 *made = told ? TS_RESP_get_token(told) : NULL;
    *token = made ? PKI_DER(a, i2d_PKCS7, made) : STR_NULL;
    ERR_clear_error();
    return token->p ? OK : FAULT(ERR_CRYPTO);
}

/* ---- looking ---- */

static bool time_of(const TS_TST_INFO *info, instant *out)
{
    const ASN1_GENERALIZEDTIME *t = TS_TST_INFO_get_time(info);
    struct tm tm = { 0 };

    if (!t || !ASN1_TIME_to_tm(t, &tm))
        return false;
    day d = day_of(tm.tm_year + 1900, (unsigned)tm.tm_mon + 1, (unsigned)tm.tm_mday);
    *out = (instant){ (d.n * 86400 + tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec) * 1000 };
    return true;
}

static bool digest_fits(TS_TST_INFO *info, const sha256 *digest)
{
    TS_MSG_IMPRINT *m = TS_TST_INFO_get_msg_imprint(info);
    const ASN1_OBJECT *algorithm;
    ASN1_OCTET_STRING *said = TS_MSG_IMPRINT_get_msg(m);

    X509_ALGOR_get0(&algorithm, NULL, NULL, TS_MSG_IMPRINT_get_algo(m));
    return OBJ_obj2nid(algorithm) == NID_sha256 &&
           bytes_equal(str_of((const char *)ASN1_STRING_get0_data(said),
                              (size_t)ASN1_STRING_length(said)),
                       sha256_str(digest));
}

/* Trusted roots, judged at that moment; certificates between come with the token. */
static X509_STORE *store_of(str trust_pem, instant at)
{
    __attribute__((cleanup(certs_drop))) certs *all = certs_read(trust_pem);
    X509_STORE *store = X509_STORE_new();
    X509_VERIFY_PARAM *when = store ? X509_STORE_get0_param(store) : NULL;

    for (int i = 0; store && all && i < sk_X509_num(all); i++)
        (void)X509_STORE_add_cert(store, sk_X509_value(all, i));
    if (when)
        X509_VERIFY_PARAM_set_time(when, (time_t)(at.ms / 1000));
    return store;
}

/* The certificate that a token names; owned by the token. */
static X509 *signer_of(PKCS7 *p)
{
    STACK_OF(X509) *all = PKCS7_get0_signers(p, NULL, 0);
    X509 *x = all && sk_X509_num(all) == 1 ? sk_X509_value(all, 0) : NULL;

    sk_X509_free(all);
    return x;
}

err timestamp_verify(arena *a, str token, str trust_pem, const sha256 *digest, instant *at,
                     str *signer)
{
    const uint8_t *p = (const uint8_t *)token.p;
    PKI_AUTO(PKCS7) made = d2i_PKCS7(NULL, &p, (long)token.n);
    PKI_AUTO(TS_TST_INFO) info =
        made && PKCS7_type_is_signed(made) ? PKCS7_to_TS_TST_INFO(made) : NULL;
    PKI_AUTO(TS_VERIFY_CTX) ctx = TS_VERIFY_CTX_new();
    err e = REFUSED(ERR_SYNTAX);

    if (info && (const char *)p == token.p + token.n && time_of(info, at)) {
        X509_STORE *store = store_of(trust_pem, *at); /* the context frees it */
        X509 *x = signer_of(made);
        TS_VERIFY_CTX_set_flags(ctx, TS_VFY_SIGNATURE | TS_VFY_VERSION);
        TS_VERIFY_CTX_set_store(ctx, store);
        bool good = store && x && digest_fits(info, digest) &&
                    TS_RESP_verify_token(ctx, made) == 1;
        e = good ? OK : REFUSED(ERR_CRYPTO);
        if (good)
            *signer = pki_cert_pem(a, x);
    }
    ERR_clear_error();
    return e;
}
