/* seal/x509.h - the site's own certificate authority and the certificate its documents are sealed
 * with (RFC 5280, P-256, SHA-256). */
#ifndef SEAL_X509_H
#define SEAL_X509_H

#include "base/base.h"

struct x509_subject {
    str country, organisation, name;
}; /* C (two letters), O, CN; empty ones are left out */

/* What a certificate is to say.  The CA's key and certificate are empty for a root, which signs
 * itself; crl_url: where its issuer's list of revoked certificates is, empty: nowhere. */
struct x509_order {
    struct x509_subject subject;
    instant from, to;
    str ca_key_pem, ca_cert_pem, crl_url;
};
/* A new key pair and its certificate each, PEM.  FAULT(ERR_CRYPTO).
 *   root      a CA above one other (pathlen 1; keyCertSign, cRLSign)
 *   issuing   a CA that issues to no CA (pathlen 0)
 *   seal      for sealing documents: digitalSignature and nonRepudiation, documentSigning
 *             (RFC 9336), no CA
 *   stamp     for time stamps: timeStamping alone, critical (RFC 3161, 2.3), no CA */
MUST_USE err x509_root_create(arena *a, const struct x509_order *o, str *key_pem, str *cert_pem);
MUST_USE err x509_issuing_create(arena *a, const struct x509_order *o, str *key_pem, str *cert_pem);
MUST_USE err x509_seal_issue(arena *a, const struct x509_order *o, str *key_pem, str *cert_pem);
MUST_USE err x509_stamp_issue(arena *a, const struct x509_order *o, str *key_pem, str *cert_pem);

/* FAULT(ERR_CRYPTO) where cert is not signed by ca or now lies outside of its validity. */
MUST_USE err x509_check(str cert_pem, str ca_pem, instant now);
/* "CN=..., O=..., C=..", serial number in hex, SHA-256 of the DER. */
struct x509_facts {
    str subject, issuer, serial, fingerprint;
    instant from, to;
};
MUST_USE err x509_facts(arena *a, str cert_pem, struct x509_facts *out);

/* A list of revoked certificates (RFC 5280, 5), version 2, as PEM.  serials in hex; reasons are
 * those of x509_reason.  FAULT(ERR_CRYPTO). */
struct x509_revoked {
    str serial, reason;
    instant at;
};
MUST_USE err x509_crl_create(arena *a, str ca_key_pem, str ca_cert_pem, uint64_t number,
                             instant from, instant to, const struct x509_revoked *list, size_t n,
                             str *crl_pem);
/* The CRLReason (RFC 5280, 5.3.1) of "unspecified", "key-compromise", "ca-compromise",
 * "affiliation-changed", "superseded" or "cessation"; -1: no such word. */
int x509_reason(str word);
/* PEM as DER; STR_NULL where it is no list. */
str x509_crl_der(arena *a, str crl_pem);

#endif
