/* seal/jws.h - JSON Web Signatures (RFC 7515), compact form, with an allow-list of two algorithms:
 * ES256 (P-256) and EdDSA (Ed25519).  The key decides the algorithm, never the header. */
#ifndef SEAL_JWS_H
#define SEAL_JWS_H

#include "value/val.h"

enum jws_alg { JWS_ES256, JWS_EDDSA };

/* A public or private key as a JWK (RFC 7517, RFC 8037) held as a value:
 * {"kty":"EC","crv":"P-256","x":..,"y":..[,"d":..]} or
 * {"kty":"OKP","crv":"Ed25519","x":..[,"d":..]}. Where it names "alg" or "use",
 * these are obeyed. */
struct jws_key {
    enum jws_alg alg;
    bool has_private;
    uint8_t x[32], y[32], d[32];
    str kid;
};

/* REFUSED(ERR_UNSUPPORTED) for other kinds of keys, REFUSED(ERR_SYNTAX) for malformed ones (also
 * points that are not on the curve). */
MUST_USE err jws_key_from_jwk(arena *a, val jwk, struct jws_key *out);
/* The public part as a JWK with alg, use "sig" and its RFC 7638 thumbprint as kid where kid is
 * empty. */
val jws_key_public(arena *a, const struct jws_key *k);
MUST_USE err jws_key_new(arena *a, enum jws_alg alg, struct jws_key *out);

/* The public key of a certificate (PEM); REFUSED(ERR_SYNTAX) no certificate, or none on P-256. */
MUST_USE err jws_key_from_cert(str cert_pem, struct jws_key *out);

/* In two steps, for a key that is held elsewhere: what is signed (RFC 7515, 5.1; header as for
 * jws_sign), and the 64 bytes of the signature (RFC 7518, 3.4) from ECDSA's DER.
 * FAULT(ERR_CRYPTO). */
str jws_input(arena *a, enum jws_alg alg, val header, str payload);
MUST_USE err jws_raw(arena *a, str der, str *raw);

/* header: a context of further header members ("typ", "kid" ...) or null; alg is set here. */
MUST_USE err jws_sign(arena *a, const struct jws_key *k, val header, str payload, str *out);
/* REFUSED(ERR_SYNTAX) where it is no compact JWS, REFUSED(ERR_UNSUPPORTED) for another algorithm or
 * a "crit" header, REFUSED(ERR_CRYPTO) where the signature does not fit.  header may be null. */
MUST_USE err jws_verify(arena *a, const struct jws_key *k, str jws, str *payload, val *header);

#endif
