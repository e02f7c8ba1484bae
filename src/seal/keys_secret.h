/* seal/keys_secret.h - the keys themselves; for keys.c and keeper_core.c alone. */
#ifndef SEAL_KEYS_SECRET_H
#define SEAL_KEYS_SECRET_H

#include "seal/keys.h"
#include "seal/pki.h"

struct keys {
    key256 kek, ticket, web, index;
    uint8_t log_public[32], log_secret[64];
    char origin[256], ca_pem[4096], seal_pem[4096];
    EVP_PKEY *seal;
};

#endif
