/* seal/token.h - what a browser or a letter carries: random tokens, sealed short-lived values,
 * one-time codes. */
#ifndef SEAL_TOKEN_H
#define SEAL_TOKEN_H

#include "seal/aead.h"
#include "seal/hash.h"

/* ---- random tokens: 256 bits, 43 URL-safe characters; stored as their SHA-256 only ---- */
str token_random(arena *a);
sha256 token_hash(str token);
bool token_matches(str token, str stored_hash); /* constant time; stored_hash: 32 bytes */

/* ---- sealed values: encrypted and authentic, for a purpose, until an instant; URL-safe text ----
 */
str token_seal(arena *a, const key256 *key, str purpose, instant expiry, str payload);
/* REFUSED(ERR_CRYPTO) where it was not sealed with this key for this purpose; REFUSED(ERR_RANGE)
 * where now is not before its expiry. */
MUST_USE err token_open(arena *a, const key256 *key, str purpose, str token, instant now,
                        str *payload);

/* ---- one-time codes: 7 random characters of 29 (34 bits) and a check character that finds every
 * single wrong character and every swap of neighbours; no 0 O, 1 I L, S (5), B (8) ---- */
typedef struct code {
    char c[8];
} code;
code code_new(void);
str code_text(arena *a, code c); /* "7KQM-4TXR" */
/* What somebody typed: blanks and hyphens are skipped, small letters are capitals, S is 5, B is 8.
 * REFUSED(ERR_SYNTAX) where length, characters or check are wrong: says "mistyped" without an
 * attempt being counted. */
MUST_USE err code_read(str typed, code *out);
/* What is stored: a MAC over code and subject, since 34 bits could be tried out from
 * a plain hash. */
sha256 code_hash(const key256 *key, str subject, code c);

#endif
