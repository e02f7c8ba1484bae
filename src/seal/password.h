/* seal/password.h - passwords by Argon2id (RFC 9106), 19 MiB and 2 passes: about 20 ms and for the
 * slow pool only. */
#ifndef SEAL_PASSWORD_H
#define SEAL_PASSWORD_H

#include "base/base.h"

enum { PASSWORD_MAX = 1024 }; /* bytes; longer ones are refused before any work */

/* The 32 bytes that Argon2id makes of password and salt: for a proof that somebody else compares.
 * REFUSED(ERR_SIZE) over PASSWORD_MAX; FAULT(ERR_BUDGET) where the 19 MiB are not to be had. */
MUST_USE err password_derive(str password, const uint8_t salt[16], uint8_t out[32]);
/* From here on this process derives with the least work that Argon2id allows: for a stage, whose
 * people are made up and whose data end with it.  Nothing that was derived before fits any more. */
void password_light(void);

#endif
