#include "seal/password.h"

#include <sodium.h>

/* What one derivation costs. */
static struct {
    unsigned passes;
    size_t memory;
} cost = { 2, 19 * 1024 * 1024 };

void password_light(void)
{
    cost.passes = crypto_pwhash_OPSLIMIT_MIN;
    cost.memory = crypto_pwhash_MEMLIMIT_MIN;
}

err password_derive(str password, const uint8_t salt[16], uint8_t out[32])
{
    const char *text = password.p ? password.p : ""; /* nothing typed is an empty password */

    if (password.n > PASSWORD_MAX)
        return REFUSED(ERR_SIZE);
    if (crypto_pwhash(out, 32, text, password.n, salt, cost.passes, cost.memory,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return FAULT(ERR_BUDGET);
    return OK;
}
