#include "seal/x509.h"

#include "os/clock.h"
#include "seal/hash.h"
#include "seal/pki.h"

#include <openssl/x509v3.h>
#include <time.h>

X509 *pki_cert(str pem)
{
    PKI_AUTO(BIO) b = BIO_new_mem_buf(pem.p, (int)pem.n);

    return b ? PEM_read_bio_X509(b, NULL, NULL, NULL) : NULL;
}

EVP_PKEY *pki_key(str pem)
{
    PKI_AUTO(BIO) b = BIO_new_mem_buf(pem.p, (int)pem.n);

    return b ? PEM_read_bio_PrivateKey(b, NULL, NULL, NULL) : NULL;
}

str pki_bio(arena *a, BIO *b)
{
    char *p;
    long n = BIO_get_mem_data(b, &p);

    return n > 0 ? str_copy(a, str_of(p, (size_t)n)) : S("");
}

str pki_cert_pem(arena *a, X509 *x)
{
    PKI_AUTO(BIO) b = BIO_new(BIO_s_mem());

    CHECK(b && PEM_write_bio_X509(b, x));
    return pki_bio(a, b);
}

str pki_key_pem(arena *a, EVP_PKEY *k)
{
    PKI_AUTO(BIO) b = BIO_new(BIO_s_mem());

    CHECK(b && PEM_write_bio_PKCS8PrivateKey(b, k, NULL, NULL, 0, NULL, NULL));
    return pki_bio(a, b);
}

/* ---- making ---- */

static bool name_put(X509_NAME *n, const char *field, str s)
{
    return str_empty(s) || X509_NAME_add_entry_by_txt(n, field, MBSTRING_UTF8, (const uint8_t *)s.p,
                                                      (int)s.n, -1, 0);
}

static bool name_fill(X509_NAME *n, const struct x509_subject *s)
{
    return name_put(n, "C", s->country) && name_put(n, "O", s->organisation) &&
           name_put(n, "CN", s->name);
}

static bool time_set(ASN1_TIME *t, instant at)
{
    return ASN1_TIME_adj(t, 0, (int)(at.ms / 86400000), (long)(at.ms % 86400000 / 1000)) != NULL;
}

/* 127 random bits: positive and, unlike a count, telling nothing. */
static bool serial_set(X509 *x)
{
    uint8_t b[16];
    BIGNUM *n;
    bool ok;

    random_bytes(b, sizeof b);
    b[0] = (uint8_t)((b[0] & 0x7f) | 0x40);
    n = BN_bin2bn(b, sizeof b, NULL);
    ok = n && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x));
    BN_free(n);
    return ok;
}

static bool extension(X509 *x, X509V3_CTX *ctx, int nid, const char *text)
{
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, ctx, nid, text);
    bool ok = e && X509_add_ext(x, e, -1);

    X509_EXTENSION_free(e);
    return ok;
}

struct ext {
    int nid;
    const char *text;
};

static bool cert_fill(X509 *x, EVP_PKEY *key, const struct x509_subject *s, instant from,
                      instant to)
{
    return X509_set_version(x, X509_VERSION_3) && serial_set(x) &&
           time_set(X509_getm_notBefore(x), from) && time_set(X509_getm_notAfter(x), to) &&
           name_fill(X509_get_subject_name(x), s) && X509_set_pubkey(x, key);
}

/* Extensions in the order of the table, then the issuer's signature. */
static bool cert_close(X509 *x, X509 *issuer, EVP_PKEY *issuer_key, const struct ext *exts,
                       size_t n)
{
    X509V3_CTX ctx;

    if (!X509_set_issuer_name(x, X509_get_subject_name(issuer)))
        return false;
    X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
    for (size_t i = 0; i < n; i++)
        if (!extension(x, &ctx, exts[i].nid, exts[i].text))
            return false;
    return X509_sign(x, issuer_key, EVP_sha256()) > 0;
}

/* The distribution point stands in the certificate: it is what verifiers ask (RFC 5280, 4.2.1.13).
 * Names of extensions are OpenSSL's own language, in which commas and semicolons part values. */
static bool url_fits(str url)
{
    for (size_t i = 0; i < url.n; i++)
        if (url.p[i] <= ' ' || url.p[i] == ',' || url.p[i] == ';' || url.p[i] == '\\')
            return false;
    return url.n > 0;
}

static err issue(arena *a, const struct x509_order *o, const struct ext *exts, size_t n,
                 str *key_pem, str *cert_pem)
{
    PKI_AUTO(EVP_PKEY) own = str_empty(o->ca_key_pem) ? NULL : pki_key(o->ca_key_pem);
    PKI_AUTO(X509) ca = str_empty(o->ca_cert_pem) ? NULL : pki_cert(o->ca_cert_pem);
    PKI_AUTO(EVP_PKEY) key = EVP_EC_gen("P-256");
    PKI_AUTO(X509) x = X509_new();
    struct ext all[8];

    CHECK(n + 2 <= LEN(all));
    memcpy(all, exts, n * sizeof *exts);
    if (ca)
        all[n++] = (struct ext){ NID_authority_key_identifier, "keyid:always" };
    if (ca && url_fits(o->crl_url))
        all[n++] = (struct ext){ NID_crl_distribution_points,
                                 str_zdup(a, str_cat(a, S("URI:"), o->crl_url)) };
    if (!key || !x || !own != !ca || (!ca && !str_empty(o->ca_cert_pem)) ||
        !cert_fill(x, key, &o->subject, o->from, o->to) ||
        !cert_close(x, ca ? ca : x, own ? own : key, all, n))
        return FAULT(ERR_CRYPTO);
    *key_pem = pki_key_pem(a, key);
    *cert_pem = pki_cert_pem(a, x);
    return OK;
}

err x509_root_create(arena *a, const struct x509_order *o, str *key_pem, str *cert_pem)
{
    static const struct ext exts[] = {
        { NID_basic_constraints, "critical,CA:TRUE,pathlen:1" },
        { NID_key_usage, "critical,keyCertSign,cRLSign" },
        { NID_subject_key_identifier, "hash" },
    };

    return issue(a, o, exts, LEN(exts), key_pem, cert_pem);
}

err x509_issuing_create(arena *a, const struct x509_order *o, str *key_pem, str *cert_pem)
{
    static const struct ext exts[] = {
        { NID_basic_constraints, "critical,CA:TRUE,pathlen:0" },
        { NID_key_usage, "critical,keyCertSign,cRLSign" },
        { NID_subject_key_identifier, "hash" },
    };

    return issue(a, o, exts, LEN(exts), key_pem, cert_pem);
}

err x509_seal_issue(arena *a, const struct x509_order *o, str *key_pem, str *cert_pem)
{
    static const struct ext exts[] = {
        { NID_basic_constraints, "critical,CA:FALSE" },
        { NID_key_usage, "critical,digitalSignature,nonRepudiation" },
        { NID_ext_key_usage,
          "1.3.6.1.5.5.7.3.36,emailProtection" }, /* id-kp-documentSigning; for older readers */
        { NID_subject_key_identifier, "hash" },
    };

    return issue(a, o, exts, LEN(exts), key_pem, cert_pem);
}

err x509_stamp_issue(arena *a, const struct x509_order *o, str *key_pem, str *cert_pem)
{
    static const struct ext exts[] = {
        { NID_basic_constraints, "critical,CA:FALSE" },
        { NID_key_usage, "critical,digitalSignature,nonRepudiation" },
        { NID_ext_key_usage, "critical,timeStamping" },
        { NID_subject_key_identifier, "hash" },
    };

    return issue(a, o, exts, LEN(exts), key_pem, cert_pem);
}

/* ---- looking ---- */

static instant time_get(const ASN1_TIME *t)
{
    struct tm tm = { 0 };

    if (!ASN1_TIME_to_tm(t, &tm))
        return (instant){ 0 };
    return (instant){ (day_of(tm.tm_year + 1900, (unsigned)tm.tm_mon + 1, (unsigned)tm.tm_mday).n *
                           86400 +
                       tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec) *
                      1000 };
}

err x509_check(str cert_pem, str ca_pem, instant now)
{
    PKI_AUTO(X509) x = pki_cert(cert_pem);
    PKI_AUTO(X509) ca = pki_cert(ca_pem);

    if (!x || !ca || X509_NAME_cmp(X509_get_issuer_name(x), X509_get_subject_name(ca)) != 0)
        return FAULT(ERR_CRYPTO);
    if (X509_verify(x, X509_get0_pubkey(ca)) != 1)
        return FAULT(ERR_CRYPTO);
    if (now.ms < time_get(X509_get0_notBefore(x)).ms || now.ms > time_get(X509_get0_notAfter(x)).ms)
        return FAULT(ERR_CRYPTO);
    return OK;
}

static str name_text(arena *a, X509_NAME *n)
{
    PKI_AUTO(BIO) b = BIO_new(BIO_s_mem());

    CHECK(b && X509_NAME_print_ex(b, n, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0);
    return pki_bio(a, b);
}

err x509_facts(arena *a, str cert_pem, struct x509_facts *out)
{
    PKI_AUTO(X509) x = pki_cert(cert_pem);
    const ASN1_INTEGER *serial;
    sha256 h;
    str der;

    if (!x)
        return FAULT(ERR_CRYPTO);
    serial = X509_get0_serialNumber(x);
    der = PKI_DER(a, i2d_X509, x);
    h = sha256_of(der);
    *out = (struct x509_facts){
        .subject = name_text(a, X509_get_subject_name(x)),
        .issuer = name_text(a, X509_get_issuer_name(x)),
        .serial = str_hex(a, ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial)),
        .fingerprint = sha256_hex(a, &h),
        .from = time_get(X509_get0_notBefore(x)),
        .to = time_get(X509_get0_notAfter(x)),
    };
    return OK;
}
