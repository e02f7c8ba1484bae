/* seal/sdjwt.h - JSON Web Tokens whose claims are disclosed one by one: SD-JWT (RFC 9901), compact
 * form, digests of SHA-256.  Neither draws salts nor signs: both come from the caller. */
#ifndef SEAL_SDJWT_H
#define SEAL_SDJWT_H

#include "seal/jws.h"

/* A claim of its own disclosure; the salt is drawn for it alone (RFC 9901, 9.3). */
struct sdjwt_field {
    str name;
    val value;
    uint8_t salt[16];
};
/* What is to be signed, and the disclosures that follow the signature. */
struct sdjwt_draft {
    str input, tail;
};
/* header: without alg, which is ES256.  claims: what everybody sees.  The digests stand in the
 * order of their texts, so that nothing of the fields' order is told (RFC 9901, 4.2.4.1). */
void sdjwt_begin(arena *a, val header, val claims, const struct sdjwt_field *fields, size_t n,
                 struct sdjwt_draft *out);
/* der: an ECDSA P-256 signature over the SHA-256 of the draft's input.  FAULT(ERR_CRYPTO). */
MUST_USE err sdjwt_done(arena *a, const struct sdjwt_draft *d, str der, str *out);

/* The key of a certificate (PEM), named by its thumbprint (RFC 7638), as tokens name the one that
 * signed them.  REFUSED(ERR_SYNTAX). */
MUST_USE err sdjwt_key(arena *a, str cert_pem, struct jws_key *out);

/* What a token says when what was disclosed stands in its place. */
struct sdjwt_read {
    val header, claims;
    size_t withheld; /* digests without a disclosure: what the holder kept back, or decoys */
    bool bound;      /* who showed it has the key that it names (RFC 9901, 4.3) */
};
/* The key's name in the header of the token, to look the key up by; empty where there is none. */
str sdjwt_kid(arena *a, str text);
/* Judges a token by RFC 9901, 7.1, and its key binding where there is one (7.3; for which verifier
 * and when it was made is the caller's to judge, and so are times).  REFUSED(ERR_SYNTAX) where it
 * is no SD-JWT, has a disclosure that nothing refers to, or one twice; ERR_UNSUPPORTED for another
 * hash; ERR_CRYPTO where a signature does not fit; ERR_SIZE past 64 KiB; ERR_DEPTH. */
MUST_USE err sdjwt_open(arena *a, const struct jws_key *k, str text, struct sdjwt_read *out);

#endif
