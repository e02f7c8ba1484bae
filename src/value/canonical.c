#include "value/num.h"
#include "value/temporal.h"
#include "value/text_out.h"

#include <stdlib.h>

/* Rank of a UTF-8 byte so that comparing bytes compares UTF-16 code units (RFC 8785, 3.2.3):
 * characters above U+FFFF are surrogates there and sort before U+E000. */
static int rank(uint8_t b)
{
    return b <= 0xed ? b : b >= 0xf0 ? b - 0xf0 + 0xee : b - 0xee + 0xf3;
}

static int keys_compare(str a, str b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++)
        if (a.p[i] != b.p[i])
            return rank((uint8_t)a.p[i]) - rank((uint8_t)b.p[i]);
    return (a.n > b.n) - (a.n < b.n);
}

static int by_utf16(const void *x, const void *y)
{
    return keys_compare((*(const struct val_entry *const *)x)->key,
                        (*(const struct val_entry *const *)y)->key);
}

/* Few entries, as nearly always, are put in their places at once. */
static void sort_entries(const struct val_entry **e, uint32_t n)
{
    enum { FEW = 32 };

    if (n > FEW) {
        qsort(e, n, sizeof *e, by_utf16);
        return;
    }
    for (uint32_t i = 1; i < n; i++) {
        const struct val_entry *x = e[i];
        uint32_t at = i;
        for (; at && keys_compare(x->key, e[at - 1]->key) < 0; at--)
            e[at] = e[at - 1];
        e[at] = x;
    }
}

static void canonical_context(buf *out, const struct val_ctx *c)
{
    const struct val_entry **sorted = arena_alloc(out->a, (c->n + 1) * sizeof *sorted);

    for (uint32_t i = 0; i < c->n; i++)
        sorted[i] = &c->e[i];
    sort_entries(sorted, c->n);
    buf_char(out, '{');
    for (uint32_t i = 0; i < c->n; i++) {
        if (i)
            buf_char(out, ',');
        text_quoted(out, sorted[i]->key);
        buf_char(out, ':');
        val_canonical(out, sorted[i]->value);
    }
    buf_char(out, '}');
}

void val_canonical(buf *out, val v)
{
    switch ((enum val_tag)v.tag) {
    case V_CONTEXT:
        canonical_context(out, v.c);
        break;
    case V_NUMBER:
    case V_DECIMAL:
        buf_char(out, '"');
        num_print_normal(out, v);
        buf_char(out, '"');
        break;
    case V_LIST:
        buf_char(out, '[');
        for (uint32_t i = 0; i < v.n; i++) {
            if (i)
                buf_char(out, ',');
            val_canonical(out, v.l[i]);
        }
        buf_char(out, ']');
        break;
    default:
        val_json(out, v);
    }
}
