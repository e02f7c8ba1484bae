/* seal/password.h - passwords as Argon2id (RFC 9106), 19 MiB and 2 passes: about 20 ms and for the
 * slow pool only. */
#ifndef SEAL_PASSWORD_H
#define SEAL_PASSWORD_H

#include "base/base.h"

enum { PASSWORD_MAX = 1024 }; /* bytes; longer ones are refused before any work */

/* The PHC string ($argon2id$v=19$m=19456,t=2,p=1$...), which carries salt and parameters.
 * REFUSED(ERR_SIZE) over PASSWORD_MAX; FAULT(ERR_BUDGET) where the 19 MiB are not to be had. */
MUST_USE err password_hash(arena *a, str password, str *out);
/* True where it fits.  stored null or malformed: does the same work and says false, so that the
 * time does not tell whether an account exists. */
bool password_verify(str stored, str password);
/* The 32 bytes that Argon2id makes of password and salt: for a proof that somebody else compares.
 * Same errors. */
MUST_USE err password_derive(str password, const uint8_t salt[16], uint8_t out[32]);
/* True where the stored hash was made with other parameters than today's: hash anew after the next
 * sign-in. */
bool password_needs_rehash(str stored);

#endif
