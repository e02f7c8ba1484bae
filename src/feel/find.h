/* feel/find.h - looking up a key of a context, which rules do more than anything else. */
#ifndef FEEL_FIND_H
#define FEEL_FIND_H

#include "value/val.h"

static inline uint64_t eight_bytes(const char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

static inline uint32_t four_bytes(const char *p)
{
    uint32_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

/* Keys and the words of rules are short: compared without a call, the last bytes by a load that
 * overlaps. */
static inline bool bytes_same(const char *p, const char *q, size_t n)
{
    if (n < 4)
        return n == 0 || (p[0] == q[0] && p[n / 2] == q[n / 2] && p[n - 1] == q[n - 1]);
    if (n < 8)
        return four_bytes(p) == four_bytes(q) && four_bytes(p + n - 4) == four_bytes(q + n - 4);
    for (size_t i = 0; i + 8 < n; i += 8)
        if (eight_bytes(p + i) != eight_bytes(q + i))
            return false;
    return eight_bytes(p + n - 8) == eight_bytes(q + n - 8);
}

static inline bool key_same(str x, str y)
{
    return x.n == y.n && bytes_same(x.p, y.p, x.n);
}

/* The value of a key, or null; hint is where the last one was found, because facts come in the
 * order of use. */
static inline const val *context_find(val c, str key, uint32_t *hint)
{
    uint32_t n = c.c->n, i = *hint < n ? *hint : 0;
    for (uint32_t tried = 0; tried < n; tried++) {
        const struct val_entry *e = &c.c->e[i];
        if (key_same(e->key, key)) {
            *hint = i + 1;
            return &e->value;
        }
        i = i + 1 < n ? i + 1 : 0;
    }
    return NULL;
}

#endif
