/* seal/x509.h - the site's own certificate authority and the certificate its documents are sealed
 * with (RFC 5280, P-256, SHA-256). */
#ifndef SEAL_X509_H
#define SEAL_X509_H

#include "base/base.h"

struct x509_subject {
    str country, organisation, name;
}; /* C (two letters), O, CN; empty ones are left out */

/* A new key pair and a self-signed CA certificate (pathlen 0; keyCertSign, cRLSign).  PEM. */
MUST_USE err x509_ca_create(arena *a, const struct x509_subject *s, instant from, instant to,
                            str *key_pem, str *cert_pem);
/* A new key pair and a certificate for sealing documents: digitalSignature and nonRepudiation,
 * documentSigning (RFC 9336), not a CA. */
MUST_USE err x509_seal_issue(arena *a, str ca_key_pem, str ca_cert_pem,
                             const struct x509_subject *s, instant from, instant to, str *key_pem,
                             str *cert_pem);
/* FAULT(ERR_CRYPTO) where cert is not signed by ca or now lies outside of its validity. */
MUST_USE err x509_check(str cert_pem, str ca_pem, instant now);
/* "CN=..., O=..., C=..", serial number in hex, SHA-256 of the DER. */
struct x509_facts {
    str subject, issuer, serial, fingerprint;
    instant from, to;
};
MUST_USE err x509_facts(arena *a, str cert_pem, struct x509_facts *out);

#endif
