#include "seal/password.h"

#include "seal/hash.h"

#include <sodium.h>

enum { PASSES = 2, MEMORY = 19 * 1024 * 1024 };

/* Nothing typed is an empty password, not none. */
static const char *text_of(str password)
{
    return password.p ? password.p : "";
}

err password_hash(arena *a, str password, str *out)
{
    char text[crypto_pwhash_STRBYTES];

    if (password.n > PASSWORD_MAX)
        return REFUSED(ERR_SIZE);
    if (crypto_pwhash_str_alg(text, text_of(password), password.n, PASSES, MEMORY,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return FAULT(ERR_BUDGET);
    *out = str_copy(a, str_z(text));
    return OK;
}

err password_derive(str password, const uint8_t salt[16], uint8_t out[32])
{
    if (password.n > PASSWORD_MAX)
        return REFUSED(ERR_SIZE);
    if (crypto_pwhash(out, 32, text_of(password), password.n, salt, PASSES, MEMORY,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return FAULT(ERR_BUDGET);
    return OK;
}

static bool terminated(str stored, char text[static crypto_pwhash_STRBYTES])
{
    memset(text, 0, crypto_pwhash_STRBYTES);
    if (!stored.p || stored.n >= crypto_pwhash_STRBYTES || !str_starts(stored, S("$argon2id$")))
        return false;
    memcpy(text, stored.p, stored.n);
    return true;
}

bool password_verify(str stored, str password)
{
    char text[crypto_pwhash_STRBYTES];

    if (password.n > PASSWORD_MAX)
        return false;
    if (!terminated(stored, text) || crypto_pwhash_str_needs_rehash(text, PASSES, MEMORY) < 0) {
        /* the same work for an account that does not exist */
        static const uint8_t salt[crypto_pwhash_SALTBYTES];
        uint8_t hash[32];
        if (crypto_pwhash(hash, sizeof hash, text_of(password), password.n, salt, PASSES, MEMORY,
                          crypto_pwhash_ALG_ARGON2ID13) != 0)
            return false;
        bytes_wipe(hash, sizeof hash);
        return false;
    }
    return crypto_pwhash_str_verify(text, text_of(password), password.n) == 0;
}

bool password_needs_rehash(str stored)
{
    char text[crypto_pwhash_STRBYTES];

    return !terminated(stored, text) || crypto_pwhash_str_needs_rehash(text, PASSES, MEMORY) != 0;
}
