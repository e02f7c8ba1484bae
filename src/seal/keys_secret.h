/* seal/keys_secret.h - the keys themselves; for keys.c and keeper_core.c alone. */
#ifndef SEAL_KEYS_SECRET_H
#define SEAL_KEYS_SECRET_H

#include "seal/authority.h"
#include "seal/keys.h"
#include "seal/pki.h"

/* Which bytes of authority.json were read. */
struct stamp {
    uint64_t file;
    int64_t seconds, nanos, size;
};

struct keys {
    key256 kek, ticket, web, index;
    uint8_t log_public[32], log_secret[64];
    uint8_t next_public[32], next_secret[64];
    bool has_next; /* another key takes over with the next checkpoint */
    char origin[256], dir[4096];
    EVP_PKEY *seal, *tsa; /* tsa: null where the site stamps no time */
    struct stamp stamp;
    arena a; /* of au */
    struct authority au;
};

/* Reads anew what changed on the disk since; the private keys of a change that was cut short stay
 * those before it.  FAULT(ERR_IO, ERR_CRYPTO). */
MUST_USE err keys_refresh(struct keys *k);

#endif
