/* feel/find.h - looking up a key of a context, which rules do more than anything else. */
#ifndef FEEL_FIND_H
#define FEEL_FIND_H

#include "value/val.h"

/* Keys are short: two overlapping loads compare up to 16 bytes without a call. */
static inline bool key_same(str x, str y)
{
    uint64_t a, b, c, d;
    uint32_t e, f, g, h;
    if (x.n != y.n)
        return false;
    if (x.n >= 4 && x.n < 8) {
        memcpy(&e, x.p, 4);
        memcpy(&f, y.p, 4);
        memcpy(&g, x.p + x.n - 4, 4);
        memcpy(&h, y.p + y.n - 4, 4);
        return e == f && g == h;
    }
    if (x.n < 4 || x.n > 16)
        return x.n == 0 || memcmp(x.p, y.p, x.n) == 0;
    memcpy(&a, x.p, 8);
    memcpy(&b, y.p, 8);
    memcpy(&c, x.p + x.n - 8, 8);
    memcpy(&d, y.p + y.n - 8, 8);
    return a == b && c == d;
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
