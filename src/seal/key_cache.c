#include "seal/key_cache.h"

#include "seal/keeper_wire.h"

#include <sodium.h>

struct kept_key {
    sha256 holder;
    uint8_t wrapped[WRAPPED];
    key256 k;
    int64_t until; /* ms; 0: nothing here */
};

struct key_cache {
    size_t places;
    int64_t ms;
    struct kept_key *v;
};

struct key_cache *key_cache_new(size_t places, int64_t ms)
{
    struct key_cache *c = calloc(1, sizeof *c);

    CHECK(c && places > 0);
    c->places = places;
    c->ms = ms;
    c->v = sodium_allocarray(places, sizeof *c->v);
    CHECK(c->v);
    memset(c->v, 0, places * sizeof *c->v);
    return c;
}

void key_cache_free(struct key_cache *c)
{
    if (!c)
        return;
    sodium_free(c->v);
    free(c);
}

static struct kept_key *place_of(struct key_cache *c, const sha256 *holder, str wrapped)
{
    uint64_t h;

    memcpy(&h, holder->b, sizeof h); /* a hash already */
    return &c->v[(h ^ str_hash(wrapped)) % c->places];
}

bool key_cache_get(struct key_cache *c, const sha256 *holder, str wrapped, instant now, key256 *out)
{
    if (wrapped.n != WRAPPED)
        return false;
    const struct kept_key *x = place_of(c, holder, wrapped);
    if (x->until <= now.ms || x->until > now.ms + c->ms || !sha256_eq(&x->holder, holder) ||
        memcmp(x->wrapped, wrapped.p, WRAPPED) != 0)
        return false;
    *out = x->k;
    return true;
}

void key_cache_put(struct key_cache *c, const sha256 *holder, str wrapped, const key256 *k,
                   instant now)
{
    if (wrapped.n != WRAPPED)
        return;
    struct kept_key *x = place_of(c, holder, wrapped);
    x->holder = *holder;
    memcpy(x->wrapped, wrapped.p, WRAPPED);
    x->k = *k;
    x->until = now.ms + c->ms;
}

void key_cache_sweep(struct key_cache *c, instant now)
{
    for (size_t i = 0; i < c->places; i++)
        if (c->v[i].until && (c->v[i].until <= now.ms || c->v[i].until > now.ms + c->ms))
            sodium_memzero(&c->v[i], sizeof c->v[i]);
}

sha256 key_holder(str ticket, str token)
{
    struct sha256_stream s;
    uint8_t n[8];

    for (unsigned i = 0; i < 8; i++)
        n[i] = (uint8_t)(ticket.n >> (8 * i));
    sha256_begin(&s);
    sha256_add(&s, n, sizeof n);
    sha256_add(&s, ticket.p, ticket.n);
    sha256_add(&s, token.p, token.n);
    return sha256_end(&s);
}
