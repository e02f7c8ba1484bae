/* What another time stamp authority is asked, and what it answers. */
#include "seal/timestamp.h"

#include "os/clock.h"
#include "seal/pki.h"

#include <openssl/err.h>
#include <openssl/ts.h>

PKI_CLEANUP(TS_REQ, TS_REQ_free)
PKI_CLEANUP(TS_RESP, TS_RESP_free)
PKI_CLEANUP(TS_MSG_IMPRINT, TS_MSG_IMPRINT_free)
PKI_CLEANUP(TS_VERIFY_CTX, TS_VERIFY_CTX_free)
PKI_CLEANUP(X509_ALGOR, X509_ALGOR_free)
PKI_CLEANUP(ASN1_OBJECT, ASN1_OBJECT_free)
PKI_CLEANUP(ASN1_INTEGER, ASN1_INTEGER_free)

enum { NONCE_BYTES = 8, RESPONSE_MAX = 64 * 1024 };

static bool imprint_put(TS_REQ *q, const sha256 *digest)
{
    PKI_AUTO(TS_MSG_IMPRINT) m = TS_MSG_IMPRINT_new();
    PKI_AUTO(X509_ALGOR) algorithm = X509_ALGOR_new();

    if (!m || !algorithm)
        return false;
    X509_ALGOR_set_md(algorithm, EVP_sha256());
    return TS_MSG_IMPRINT_set_algo(m, algorithm) &&
           TS_MSG_IMPRINT_set_msg(m, (uint8_t *)digest->b, sizeof digest->b) &&
           TS_REQ_set_msg_imprint(q, m);
}

/* Positive, and never shorter than its eight bytes. */
static bool nonce_put(TS_REQ *q)
{
    PKI_AUTO(ASN1_INTEGER) nonce = ASN1_INTEGER_new();
    uint8_t b[NONCE_BYTES];

    random_bytes(b, sizeof b);
    b[0] = (uint8_t)((b[0] & 0x7f) | 0x40);
    BIGNUM *n = BN_bin2bn(b, sizeof b, NULL);
    bool put = nonce && n && BN_to_ASN1_INTEGER(n, nonce) && TS_REQ_set_nonce(q, nonce);
    BN_free(n);
    return put;
}

err timestamp_request(arena *a, const sha256 *digest, str policy, str *request)
{
    PKI_AUTO(TS_REQ) q = TS_REQ_new();
    PKI_AUTO(ASN1_OBJECT) wanted = policy.n ? OBJ_txt2obj(str_zdup(a, policy), 1) : NULL;

    ERR_clear_error();
    if (policy.n && !wanted)
        return REFUSED(ERR_SYNTAX);
    if (!q || !TS_REQ_set_version(q, 1) || !imprint_put(q, digest) || !nonce_put(q) ||
        !TS_REQ_set_cert_req(q, 1) || (wanted && !TS_REQ_set_policy_id(q, wanted)))
        return FAULT(ERR_CRYPTO);
    *request = PKI_DER(a, i2d_TS_REQ, q);
    return request->p ? OK : FAULT(ERR_CRYPTO);
}

static bool granted(TS_RESP *r)
{
    const ASN1_INTEGER *status = TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(r));
    long said = status ? ASN1_INTEGER_get(status) : -1;

    return said == TS_STATUS_GRANTED || said == TS_STATUS_GRANTED_WITH_MODS;
}

err timestamp_response(arena *a, str response, str request, str *token)
{
    const uint8_t *p = (const uint8_t *)response.p, *q = (const uint8_t *)request.p;
    PKI_AUTO(TS_RESP)
    r = response.n <= RESPONSE_MAX ? d2i_TS_RESP(NULL, &p, (long)response.n) : NULL;
    PKI_AUTO(TS_REQ) asked = d2i_TS_REQ(NULL, &q, (long)request.n);
    err e = REFUSED(ERR_SYNTAX);

    if (r && asked && (const char *)p == response.p + response.n) {
        /* the request's version, digest, nonce and policy; not yet whose signature it is */
        PKI_AUTO(TS_VERIFY_CTX) ctx = TS_REQ_to_TS_VERIFY_CTX(asked, NULL);
        PKCS7 *made = TS_RESP_get_token(r);
        bool fits = ctx && made && granted(r) && TS_RESP_get_tst_info(r) &&
                    TS_RESP_verify_response(ctx, r) == 1;
        e = !granted(r) ? REFUSED(ERR_DENIED) : fits ? OK : REFUSED(ERR_CRYPTO);
        if (fits)
            *token = PKI_DER(a, i2d_PKCS7, made);
    }
    ERR_clear_error();
    return e;
}
