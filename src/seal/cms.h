/* seal/cms.h - CMS signatures for PAdES (RFC 5652, ETSI EN 319 122-1): detached, SHA-256, ECDSA
 * P-256, with signing-certificate-v2 (RFC 5035); made in two steps, so that the key stays with the
 * keeper. */
#ifndef SEAL_CMS_H
#define SEAL_CMS_H

#include "seal/hash.h"

/* Step 1: the signed attributes (content type, digest of the content, signing certificate) as DER;
 * sign the SHA-256 of them (cms_digest).  No signing time: PAdES forbids the attribute, /M of the
 * signature says it. */
MUST_USE err cms_attributes(arena *a, str cert_pem, const sha256 *content, str *attributes);
static inline sha256 cms_digest(str attributes)
{
    return sha256_of(attributes);
}
/* Step 2: the SignedData with certificate, chain (its issuers up to the root, PEM after PEM, four
 * at most) and the signature (DER); FAULT(ERR_CRYPTO) where the signature does not fit the
 * certificate. */
MUST_USE err cms_finish(arena *a, str cert_pem, str chain_pem, str attributes, str signature,
                        str *cms);

/* Is cms a signature over content by a certificate that leads to a root over certificates of
 * trust_pem (PEM after PEM) alone, to the byte as cms_finish makes it?  When each was valid is not
 * asked: see authority_judge. REFUSED(ERR_SYNTAX) no CMS of this kind, REFUSED(ERR_DENIED) another
 * issuer, REFUSED(ERR_CRYPTO) another content or a wrong signature.  signer: the certificate as
 * PEM. */
MUST_USE err cms_verify(arena *a, str cms, str trust_pem, const sha256 *content, str *signer);

#endif
