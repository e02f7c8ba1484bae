/* seal/timestamp.h - that something was there at a moment: time stamp tokens (RFC 3161) of the
 * site's own authority over a SHA-256. */
#ifndef SEAL_TIMESTAMP_H
#define SEAL_TIMESTAMP_H

#include "seal/authority.h"
#include "seal/hash.h"

#include <openssl/types.h>

/* The policy in the tokens: the time is the machine's, exact to a second where the operator keeps
 * its clock so, and the key the keeper's.  An arc of an UUID (X.667), which is nobody else's. */
#define TIMESTAMP_POLICY "2.25.103639483663780276928640310451196155142"

/* A TimeStampToken (DER, a CMS SignedData over a TSTInfo) at `now` to the second, with its
 * certificates up to the root and a serial number that none had before.
 * REFUSED(ERR_UNSUPPORTED) key is null or the authority has no such certificate;
 * FAULT(ERR_CRYPTO). */
MUST_USE err timestamp_make(arena *a, EVP_PKEY *key, const struct authority *au,
                            const sha256 *digest, instant now, str *token);

/* Is the token one over that digest by an authority whose certificate leads to one of trust_pem
 * (PEM after PEM), is meant for time stamps, and was valid then?  at: the moment that it states;
 * signer: the certificate as PEM, for authority_judge.  REFUSED(ERR_SYNTAX) no token,
 * REFUSED(ERR_CRYPTO) another digest, a wrong signature or another authority. */
MUST_USE err timestamp_verify(arena *a, str token, str trust_pem, const sha256 *digest, instant *at,
                              str *signer);

/* A TimeStampReq (RFC 3161, 2.4.1; DER) for another authority: version 1, the digest, a nonce of 64
 * random bits, the policy where one is named ("1.2.3"), certificates in the answer.
 * REFUSED(ERR_SYNTAX) the policy is none. */
MUST_USE err timestamp_request(arena *a, const sha256 *digest, str policy, str *request);
/* The token in a TimeStampResp (2.4.2; DER) to that request: granted, with the request's digest,
 * nonce and policy.  Who signed it, timestamp_verify says.  REFUSED(ERR_SYNTAX) no response,
 * REFUSED(ERR_DENIED) not granted, REFUSED(ERR_CRYPTO) to another request. */
MUST_USE err timestamp_response(arena *a, str response, str request, str *token);

#endif
