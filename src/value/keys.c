#include "value/keys.h"

#include <stdlib.h>

enum { FEW = 48 };

/* One bit of 64 for a key: keys with different bits differ. */
static inline uint64_t bit_of(str key)
{
    unsigned h = (unsigned)key.n;

    if (key.n)
        h = h * 5 + (uint8_t)key.p[0] * 3 + (uint8_t)key.p[key.n - 1] * 17 +
            (uint8_t)key.p[key.n / 2];
    return (uint64_t)1 << (h & 63);
}

static bool few_unique(const struct val_entry *e, size_t n)
{
    uint64_t seen = 0;

    for (size_t i = 0; i < n; i++) {
        uint64_t bit = bit_of(e[i].key);
        if (seen & bit)
            for (size_t k = 0; k < i; k++)
                if (str_eq(e[k].key, e[i].key))
                    return false;
        seen |= bit;
    }
    return true;
}

struct place {
    str key;
    size_t at;
};

static int by_key(const void *x, const void *y)
{
    const struct place *a = x, *b = y;

    if (a->key.n != b->key.n)
        return a->key.n < b->key.n ? -1 : 1;
    int c = a->key.n ? memcmp(a->key.p, b->key.p, a->key.n) : 0;
    return c ? c : (a->at > b->at) - (a->at < b->at);
}

static struct place *sorted(arena *a, const struct val_entry *e, size_t n)
{
    struct place *p = arena_alloc(a, n * sizeof *p);

    for (size_t i = 0; i < n; i++)
        p[i] = (struct place){ e[i].key, i };
    qsort(p, n, sizeof *p, by_key);
    return p;
}

bool keys_unique(arena *a, const struct val_entry *e, size_t n)
{
    if (n <= FEW)
        return few_unique(e, n);
    arena_mark m = arena_mark_get(a);
    struct place *p = sorted(a, e, n);
    bool unique = true;
    for (size_t i = 1; i < n && unique; i++)
        unique = !str_eq(p[i - 1].key, p[i].key);
    arena_rewind(a, m);
    return unique;
}

size_t keys_merge(arena *a, struct val_entry *e, size_t n)
{
    if (n < 2)
        return n;
    arena_mark m = arena_mark_get(a);
    struct place *p = sorted(a, e, n);
    bool *gone = arena_zalloc(a, n);
    for (size_t i = 1, first = 0; i < n; i++)
        if (str_eq(p[first].key, p[i].key)) {
            e[p[first].at].value = e[p[i].at].value;
            gone[p[i].at] = true;
        } else {
            first = i;
        }
    size_t left = 0;
    for (size_t i = 0; i < n; i++)
        if (!gone[i])
            e[left++] = e[i];
    arena_rewind(a, m);
    return left;
}

bool val_keys_unique(arena *a, val ctx)
{
    return ctx.tag != V_CONTEXT || keys_unique(a, ctx.c->e, ctx.c->n);
}
