/* Lists of revoked certificates (RFC 5280, 5). */
#include "os/clock.h"
#include "seal/pki.h"
#include "seal/x509.h"

#include <openssl/x509v3.h>

PKI_CLEANUP(X509_CRL, X509_CRL_free)
PKI_CLEANUP(X509_REVOKED, X509_REVOKED_free)
PKI_CLEANUP(ASN1_TIME, ASN1_TIME_free)
PKI_CLEANUP(ASN1_INTEGER, ASN1_INTEGER_free)
PKI_CLEANUP(ASN1_ENUMERATED, ASN1_ENUMERATED_free)
PKI_CLEANUP(BIGNUM, BN_free)

int x509_reason(str word)
{
    static const struct {
        str word;
        int code;
    } t[] = { { S_INIT("unspecified"), CRL_REASON_UNSPECIFIED },
              { S_INIT("key-compromise"), CRL_REASON_KEY_COMPROMISE },
              { S_INIT("ca-compromise"), CRL_REASON_CA_COMPROMISE },
              { S_INIT("affiliation-changed"), CRL_REASON_AFFILIATION_CHANGED },
              { S_INIT("superseded"), CRL_REASON_SUPERSEDED },
              { S_INIT("cessation"), CRL_REASON_CESSATION_OF_OPERATION } };

    FOR_EACH(t, r)
        if (str_eq(r->word, word))
            return r->code;
    return -1;
}

static ASN1_TIME *time_of(instant t)
{
    return ASN1_TIME_adj(NULL, 0, (int)(t.ms / 86400000), (long)(t.ms % 86400000 / 1000));
}

static ASN1_INTEGER *serial_of(arena *a, str hex)
{
    BIGNUM *raw = NULL;
    PKI_AUTO(BIGNUM) n = BN_hex2bn(&raw, str_zdup(a, hex)) > 0 ? raw : NULL;

    return n ? BN_to_ASN1_INTEGER(n, NULL) : NULL;
}

/* "Unspecified" is said by leaving the reason out (5.3.1). */
static bool reason_set(X509_REVOKED *r, int code)
{
    PKI_AUTO(ASN1_ENUMERATED) e = ASN1_ENUMERATED_new();

    if (code == CRL_REASON_UNSPECIFIED)
        return true;
    return e && ASN1_ENUMERATED_set(e, code) &&
           X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, e, 0, 0) == 1;
}

static bool revoked_add(arena *a, X509_CRL *crl, const struct x509_revoked *one)
{
    PKI_AUTO(X509_REVOKED) r = X509_REVOKED_new();
    PKI_AUTO(ASN1_INTEGER) serial = serial_of(a, one->serial);
    PKI_AUTO(ASN1_TIME) at = time_of(one->at);
    int code = x509_reason(one->reason);

    if (!r || !serial || !at || code < 0 || !X509_REVOKED_set_serialNumber(r, serial) ||
        !X509_REVOKED_set_revocationDate(r, at) || !reason_set(r, code) ||
        !X509_CRL_add0_revoked(crl, r))
        return false;
    r = NULL; /* the list's now */
    return true;
}

static bool extensions_add(X509_CRL *crl, X509 *ca, uint64_t number)
{
    PKI_AUTO(ASN1_INTEGER) n = ASN1_INTEGER_new();
    X509V3_CTX ctx;
    X509_EXTENSION *e;
    bool ok;

    X509V3_set_ctx(&ctx, ca, NULL, NULL, crl, 0);
    e = X509V3_EXT_conf_nid(NULL, &ctx, NID_authority_key_identifier, "keyid:always");
    ok = e && X509_CRL_add_ext(crl, e, -1);
    X509_EXTENSION_free(e);
    return ok && n && ASN1_INTEGER_set_uint64(n, number) &&
           X509_CRL_add1_ext_i2d(crl, NID_crl_number, n, 0, 0) == 1;
}

static bool crl_fill(arena *a, X509_CRL *crl, X509 *ca, uint64_t number, instant from, instant to,
                     const struct x509_revoked *list, size_t n)
{
    PKI_AUTO(ASN1_TIME) this_ = time_of(from);
    PKI_AUTO(ASN1_TIME) next = time_of(to);

    if (!this_ || !next || !X509_CRL_set_version(crl, X509_CRL_VERSION_2) ||
        !X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca)) ||
        !X509_CRL_set1_lastUpdate(crl, this_) || !X509_CRL_set1_nextUpdate(crl, next))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!revoked_add(a, crl, &list[i]))
            return false;
    return extensions_add(crl, ca, number);
}

err x509_crl_create(arena *a, str ca_key_pem, str ca_cert_pem, uint64_t number, instant from,
                    instant to, const struct x509_revoked *list, size_t n, str *crl_pem)
{
    PKI_AUTO(EVP_PKEY) key = pki_key(ca_key_pem);
    PKI_AUTO(X509) ca = pki_cert(ca_cert_pem);
    PKI_AUTO(X509_CRL) crl = X509_CRL_new();
    PKI_AUTO(BIO) b = BIO_new(BIO_s_mem());

    if (!key || !ca || !crl || !b || !crl_fill(a, crl, ca, number, from, to, list, n) ||
        !X509_CRL_sort(crl) || X509_CRL_sign(crl, key, EVP_sha256()) <= 0 ||
        !PEM_write_bio_X509_CRL(b, crl))
        return FAULT(ERR_CRYPTO);
    *crl_pem = pki_bio(a, b);
    return OK;
}

str x509_crl_der(arena *a, str crl_pem)
{
    PKI_AUTO(BIO) b = BIO_new_mem_buf(crl_pem.p, (int)crl_pem.n);
    PKI_AUTO(X509_CRL) crl = b ? PEM_read_bio_X509_CRL(b, NULL, NULL, NULL) : NULL;

    return crl ? PKI_DER(a, i2d_X509_CRL, crl) : STR_NULL;
}
