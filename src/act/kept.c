#include "act/kept.h"

#include <stdlib.h>

enum { KEPT_PLACES = 64, KEPT_BYTES = 128 * 1024 };

struct kept {
    struct {
        char *p;
        size_t key, all;
    } place[KEPT_PLACES];
};

struct kept *kept_new(void)
{
    struct kept *k = calloc(1, sizeof *k);

    CHECK(k);
    return k;
}

void kept_free(struct kept *k)
{
    for (size_t i = 0; k && i < KEPT_PLACES; i++)
        free(k->place[i].p);
    free(k);
}

bool kept_get(const struct kept *k, arena *a, str key, str *out)
{
    size_t at = str_hash(key) % KEPT_PLACES;

    if (!k || !k->place[at].p || !str_eq(str_of(k->place[at].p, k->place[at].key), key))
        return false;
    *out = str_copy(a, str_of(k->place[at].p + key.n, k->place[at].all - key.n));
    return true;
}

void kept_put(struct kept *k, str key, str bytes)
{
    size_t at = str_hash(key) % KEPT_PLACES;

    if (!k || key.n + bytes.n > KEPT_BYTES)
        return;
    free(k->place[at].p);
    k->place[at].p = malloc(key.n + bytes.n + 1);
    CHECK(k->place[at].p);
    memcpy(k->place[at].p, key.p, key.n);
    if (bytes.n)
        memcpy(k->place[at].p + key.n, bytes.p, bytes.n);
    k->place[at].key = key.n;
    k->place[at].all = key.n + bytes.n;
}
