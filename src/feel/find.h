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

/* Keys and the words of rules are short: overlapping loads compare up to 32 bytes without a call.
 */
static inline bool bytes_same(const char *p, const char *q, size_t n)
{
    uint32_t e, f, g, h;
    if (n >= 8 && n <= 32) {
        bool ends =
            eight_bytes(p) == eight_bytes(q) && eight_bytes(p + n - 8) == eight_bytes(q + n - 8);
        if (n <= 16 || !ends)
            return ends;
        return eight_bytes(p + 8) == eight_bytes(q + 8) &&
               eight_bytes(p + n - 16) == eight_bytes(q + n - 16);
    }
    if (n > 8)
        return memcmp(p, q, n) == 0;
    if (n < 4)
        return n == 0 || (p[0] == q[0] && p[n / 2] == q[n / 2] && p[n - 1] == q[n - 1]);
    memcpy(&e, p, 4);
    memcpy(&f, q, 4);
    memcpy(&g, p + n - 4, 4);
    memcpy(&h, q + n - 4, 4);
    return e == f && g == h;
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
