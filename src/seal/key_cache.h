/* seal/key_cache.h - data keys that the keeper has opened for a session, kept for a short while, so
 * that the next page of the same person does not ask again (decision 031).  A key is found only by
 * who has the session's token and ticket, and only while the same wrapped key lies in the database:
 * one that was erased is not found. */
#ifndef SEAL_KEY_CACHE_H
#define SEAL_KEY_CACHE_H

#include "seal/aead.h"
#include "seal/hash.h"

struct key_cache;

/* A fixed number of places in memory that is locked and never dumped; each key lives `ms`
 * milliseconds. */
struct key_cache *key_cache_new(size_t places, int64_t ms);
/* Wipes everything; null: nothing. */
void key_cache_free(struct key_cache *c);

/* holder: the hash of what proves the right, made by key_holder. */
bool key_cache_get(struct key_cache *c, const sha256 *holder, str wrapped, instant now,
                   key256 *out);
/* Takes the place of what was there; a wrapped key of an unknown length is not kept. */
void key_cache_put(struct key_cache *c, const sha256 *holder, str wrapped, const key256 *k,
                   instant now);
/* Wipes what is over its time. */
void key_cache_sweep(struct key_cache *c, instant now);

/* Of a standing ticket and its session's token. */
sha256 key_holder(str ticket, str token);

#endif
