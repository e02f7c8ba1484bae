/* The SignedData is put together here with OpenSSL's ASN.1 types: its CMS_sign wants the private
 * key, which only the keeper has.  Attributes are written in DER by hand (they are few), so that
 * the bytes signed are the bytes sent. */
#include "seal/cms.h"

#include "seal/pki.h"

#include <openssl/cms.h>
#include <openssl/err.h>

/* ---- DER ---- */

static str der(arena *a, uint8_t tag, str body)
{
    buf b;

    buf_init(&b, a, body.n + 6);
    buf_u8(&b, tag);
    if (body.n >= 0x80) {
        unsigned bytes = body.n > 0xffffff ? 4 : body.n > 0xffff ? 3 : body.n > 0xff ? 2 : 1;
        buf_u8(&b, (uint8_t)(0x80 | bytes));
        while (bytes--)
            buf_u8(&b, (uint8_t)(body.n >> (8 * bytes)));
    } else {
        buf_u8(&b, (uint8_t)body.n);
    }
    buf_add(&b, body);
    return buf_str(&b);
}

enum {
    SEQUENCE = 0x30,
    SET = 0x31,
    OCTETS = 0x04,
    OID = 0x06,
    INTEGER = 0x02,
    CONTEXT_0 = 0xa0,
    CONTEXT_4 = 0xa4
};

#define OID_DATA S("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")           /* 1.2.840.113549.1.7.1 */
#define OID_SIGNED_DATA S("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")    /* 1.2.840.113549.1.7.2 */
#define OID_CONTENT_TYPE S("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03")   /* 1.2.840.113549.1.9.3 */
#define OID_MESSAGE_DIGEST S("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04") /* 1.2.840.113549.1.9.4 */
#define OID_SIGNING_CERT_V2                                                                        \
    S("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f")          /* 1.2.840.113549.1.9.16.2.47 */
#define OID_SHA256 S("\x60\x86\x48\x01\x65\x03\x04\x02\x01")   /* 2.16.840.1.101.3.4.2.1 */
#define OID_ECDSA_SHA256 S("\x2a\x86\x48\xce\x3d\x04\x03\x02") /* 1.2.840.10045.4.3.2 */

static str sequence(arena *a, const str *parts, size_t n)
{
    return der(a, SEQUENCE, str_join(a, parts, n, S("")));
}
#define SEQ(a, ...) sequence((a), (const str[]){ __VA_ARGS__ }, LEN(((const str[]){ __VA_ARGS__ })))

static str attribute(arena *a, str oid, str value)
{
    return SEQ(a, der(a, OID, oid), der(a, SET, value));
}

/* IssuerAndSerialNumber of RFC 5652, 10.2.4. */
static str issuer_and_serial(arena *a, X509 *x)
{
    str issuer = PKI_DER(a, i2d_X509_NAME, X509_get_issuer_name(x));
    str serial = PKI_DER(a, i2d_ASN1_INTEGER, X509_get_serialNumber(x));

    return SEQ(a, issuer, serial);
}

/* SigningCertificateV2 (RFC 5035, 3) with one ESSCertIDv2: SHA-256 is the default and left out
 * (DER). */
static str signing_certificate(arena *a, X509 *x)
{
    sha256 h = sha256_of(PKI_DER(a, i2d_X509, x));
    str issuer = PKI_DER(a, i2d_X509_NAME, X509_get_issuer_name(x));
    str serial = PKI_DER(a, i2d_ASN1_INTEGER, X509_get_serialNumber(x));
    str names = der(a, SEQUENCE, der(a, CONTEXT_4, issuer));
    str id = SEQ(a, der(a, OCTETS, sha256_str(&h)), SEQ(a, names, serial));

    return der(a, SEQUENCE, der(a, SEQUENCE, id));
}

/* A SET OF is in DER ordered by its elements' bytes (X.690, 11.6). */
static str set_of(arena *a, str *parts, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && str_cmp(parts[j], parts[j - 1]) < 0; j--) {
            str t = parts[j];
            parts[j] = parts[j - 1];
            parts[j - 1] = t;
        }
    return der(a, SET, str_join(a, parts, n, S("")));
}

err cms_attributes(arena *a, str cert_pem, const sha256 *content, str *attributes)
{
    PKI_AUTO(X509) x = pki_cert(cert_pem);
    str parts[3];

    if (!x)
        return FAULT(ERR_CRYPTO);
    parts[0] = attribute(a, OID_CONTENT_TYPE, der(a, OID, OID_DATA));
    parts[1] = attribute(a, OID_MESSAGE_DIGEST, der(a, OCTETS, sha256_str(content)));
    parts[2] = attribute(a, OID_SIGNING_CERT_V2, signing_certificate(a, x));
    *attributes = set_of(a, parts, LEN(parts));
    return OK;
}

static bool signature_fits(X509 *x, str attributes, str signature)
{
    PKI_AUTO(EVP_MD_CTX) ctx = EVP_MD_CTX_new();

    return ctx && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, X509_get0_pubkey(x)) == 1 &&
           EVP_DigestVerify(ctx, (const uint8_t *)signature.p, signature.n,
                            (const uint8_t *)attributes.p, attributes.n) == 1;
}

enum { CHAIN_MAX = 4 }; /* certificates above the signer's */

struct chain {
    X509 *v[CHAIN_MAX];
    size_t n;
};

static void chain_drop(struct chain *c)
{
    for (size_t i = 0; i < c->n; i++)
        X509_free(c->v[i]);
}

/* PEM after PEM.  False where one cannot be read or there are more. */
static bool chain_read(str pem, struct chain *out)
{
    PKI_AUTO(BIO) b = BIO_new_mem_buf(pem.p, (int)pem.n);
    X509 *x;

    while (b && (x = PEM_read_bio_X509(b, NULL, NULL, NULL))) {
        if (out->n == CHAIN_MAX) {
            X509_free(x);
            return false;
        }
        out->v[out->n++] = x;
    }
    ERR_clear_error(); /* that no more follow is told as an error */
    return out->n > 0;
}

/* SignedData of RFC 5652, 5.1; the attributes' SET tag becomes [0] where they stand in it (5.4). */
static str signed_data(arena *a, X509 *x, const struct chain *chain, str attributes, str signature)
{
    str version = S("\x02\x01\x01"), digest = SEQ(a, der(a, OID, OID_SHA256));
    str implicit = str_copy(a, attributes), signer, certs[CHAIN_MAX + 1], data;

    ((char *)implicit.p)[0] = (char)CONTEXT_0;
    certs[0] = PKI_DER(a, i2d_X509, x);
    for (size_t i = 0; i < chain->n; i++)
        certs[i + 1] = PKI_DER(a, i2d_X509, chain->v[i]);
    signer = SEQ(a, version, issuer_and_serial(a, x), digest, implicit,
                 SEQ(a, der(a, OID, OID_ECDSA_SHA256)), der(a, OCTETS, signature));
    data = set_of(a, certs, chain->n + 1);
    ((char *)data.p)[0] = (char)CONTEXT_0;
    data = SEQ(a, version, der(a, SET, digest), SEQ(a, der(a, OID, OID_DATA)), data,
               der(a, SET, signer));
    return SEQ(a, der(a, OID, OID_SIGNED_DATA), der(a, CONTEXT_0, data));
}

err cms_finish(arena *a, str cert_pem, str chain_pem, str attributes, str signature, str *cms)
{
    PKI_AUTO(X509) x = pki_cert(cert_pem);
    __attribute__((cleanup(chain_drop))) struct chain chain = { .n = 0 };

    if (!x || !chain_read(chain_pem, &chain) || !attributes.n ||
        !signature_fits(x, attributes, signature))
        return FAULT(ERR_CRYPTO);
    *cms = signed_data(a, x, &chain, attributes, signature);
    return OK;
}

/* ---- verification ---- */

PKI_CLEANUP(CMS_ContentInfo, CMS_ContentInfo_free)

static CMS_SignerInfo *single_signer(CMS_ContentInfo *c)
{
    STACK_OF(CMS_SignerInfo) *s = CMS_get0_SignerInfos(c);

    return s && sk_CMS_SignerInfo_num(s) == 1 ? sk_CMS_SignerInfo_value(s, 0) : NULL;
}

/* The certificate in the CMS that the signer names; owned by the caller. */
static X509 *signer_cert(CMS_ContentInfo *c, CMS_SignerInfo *si)
{
    STACK_OF(X509) *all = CMS_get1_certs(c);
    X509 *found = NULL;

    for (int i = 0; all && i < sk_X509_num(all) && !found; i++)
        if (CMS_SignerInfo_cert_cmp(si, sk_X509_value(all, i)) == 0) {
            found = sk_X509_value(all, i);
            X509_up_ref(found);
        }
    sk_X509_pop_free(all, X509_free);
    return found;
}

static bool digest_is(CMS_SignerInfo *si, const sha256 *content)
{
    const ASN1_OCTET_STRING *d = CMS_signed_get0_data_by_OBJ(
        si, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);

    return d && bytes_equal(
                    str_of((const char *)ASN1_STRING_get0_data(d), (size_t)ASN1_STRING_length(d)),
                    sha256_str(content));
}

/* RFC 5035, 5.4: the attribute must name the certificate that verifies. */
static bool certificate_is_named(arena *a, CMS_SignerInfo *si, X509 *x)
{
    int at = CMS_signed_get_attr_by_NID(si, NID_id_smime_aa_signingCertificateV2, -1);
    X509_ATTRIBUTE *attr = at >= 0 ? CMS_signed_get_attr(si, at) : NULL;
    ASN1_TYPE *value = attr ? X509_ATTRIBUTE_get0_type(attr, 0) : NULL;
    sha256 h = sha256_of(PKI_DER(a, i2d_X509, x));
    str body;

    if (!value || value->type != V_ASN1_SEQUENCE)
        return false;
    body = str_of((const char *)value->value.sequence->data, (size_t)value->value.sequence->length);
    return str_has(body, der(a, OCTETS, sha256_str(&h)));
}

static bool issued(X509 *x, X509 *by)
{
    return X509_NAME_cmp(X509_get_issuer_name(x), X509_get_subject_name(by)) == 0 &&
           X509_verify(x, X509_get0_pubkey(by)) == 1;
}

static bool trusted(arena *a, X509 *x, str trust_pem)
{
    return str_has(trust_pem, pki_cert_pem(a, x));
}

/* The certificates beside the signer's are the site's own, lead from it to a root, and are no more
 * than that. */
static bool chain_walk(arena *a, CMS_ContentInfo *c, X509 *signer, str trust_pem, struct chain *out)
{
    STACK_OF(X509) *all = CMS_get1_certs(c);
    X509 *at = signer;
    int n = all ? sk_X509_num(all) : 0;

    while (at && out->n < CHAIN_MAX && (int)out->n < n - 1) {
        X509 *next = NULL;
        for (int i = 0; i < n && !next; i++) {
            X509 *x = sk_X509_value(all, i);
            if (X509_cmp(x, at) != 0 && issued(at, x) && trusted(a, x, trust_pem))
                next = x;
        }
        if (next) {
            X509_up_ref(next);
            out->v[out->n++] = next;
        }
        at = next;
    }
    sk_X509_pop_free(all, X509_free);
    return out->n > 0 && (int)out->n == n - 1 && issued(out->v[out->n - 1], out->v[out->n - 1]);
}

static err signer_check(arena *a, CMS_ContentInfo *c, str trust_pem, struct chain *chain,
                        const sha256 *content, str *signer, str *signature)
{
    CMS_SignerInfo *si = single_signer(c);
    PKI_AUTO(X509) x = si ? signer_cert(c, si) : NULL;

    if (!x)
        return REFUSED(ERR_SYNTAX);
    if (!chain_walk(a, c, x, trust_pem, chain))
        return REFUSED(ERR_DENIED);
    CMS_SignerInfo_set1_signer_cert(si, x);
    if (CMS_SignerInfo_verify(si) != 1 || !digest_is(si, content) ||
        !certificate_is_named(a, si, x))
        return REFUSED(ERR_CRYPTO);
    *signer = pki_cert_pem(a, x);
    *signature = str_of((const char *)ASN1_STRING_get0_data(CMS_SignerInfo_get0_signature(si)),
                        (size_t)ASN1_STRING_length(CMS_SignerInfo_get0_signature(si)));
    return OK;
}

/* Parts that no signature covers (the issuers' certificates beside it, fields a lax decoder
 * forgives) must be as cms_finish writes them: then no bit of the file can change unnoticed. */
static err exactly_ours(arena *a, str cms, const struct chain *chain, const sha256 *content,
                        str signer, str signature)
{
    PKI_AUTO(X509) x = pki_cert(signer);
    str attributes;

    if (!x || failed(cms_attributes(a, signer, content, &attributes)) ||
        !signature_fits(x, attributes, signature))
        return REFUSED(ERR_CRYPTO);
    return str_eq(cms, signed_data(a, x, chain, attributes, signature)) ? OK : REFUSED(ERR_CRYPTO);
}

err cms_verify(arena *a, str cms, str trust_pem, const sha256 *content, str *signer)
{
    const uint8_t *at = (const uint8_t *)cms.p;
    __attribute__((cleanup(chain_drop))) struct chain chain = { .n = 0 };
    PKI_AUTO(CMS_ContentInfo) c = d2i_CMS_ContentInfo(NULL, &at, (long)cms.n);
    str cert, signature;
    err e;

    if (str_empty(trust_pem))
        return FAULT(ERR_CRYPTO);
    if (!c || OBJ_obj2nid(CMS_get0_type(c)) != NID_pkcs7_signed) {
        ERR_clear_error();
        return REFUSED(ERR_SYNTAX);
    }
    e = signer_check(a, c, trust_pem, &chain, content, &cert, &signature);
    if (!failed(e))
        e = exactly_ours(a, cms, &chain, content, cert, signature);
    ERR_clear_error();
    if (!failed(e))
        *signer = cert;
    return e;
}
