/* seal/aead.h - XChaCha20-Poly1305: bytes and values sealed under a data key, bound to where they
 * stand. */
#ifndef SEAL_AEAD_H
#define SEAL_AEAD_H

#include "value/val.h"

typedef struct key256 {
    uint8_t b[32];
} key256;

enum { AEAD_EXTRA = 1 + 24 + 16 }; /* a sealed text is so much longer: version, nonce, tag */

/* Random, from the kernel. */
key256 key_new(void);
/* A key of its own for one use, derived from another (HKDF-SHA-256). */
key256 key_derive(const key256 *from, str use);

/* ad (associated data) names the place, e.g. "case/12/name": sealed bytes moved elsewhere do not
 * open. */
str aead_seal(arena *a, const key256 *key, str ad, str plain);
/* FAULT(ERR_CRYPTO) where key, place or bytes are not what they were. */
MUST_USE err aead_open(arena *a, const key256 *key, str ad, str sealed, str *plain);

/* The same for a value in packed form.  open_value: FAULT(ERR_CRYPTO) too where the bytes are no
 * value. */
str seal_value(arena *a, const key256 *key, str ad, val v);
MUST_USE err open_value(arena *a, const key256 *key, str ad, str sealed, val *out);

#endif
