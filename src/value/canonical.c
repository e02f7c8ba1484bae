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

static int by_utf16(const void *x, const void *y)
{
    str a = (*(const struct val_entry *const *)x)->key,
        b = (*(const struct val_entry *const *)y)->key;

    for (size_t i = 0; i < a.n && i < b.n; i++)
        if (a.p[i] != b.p[i])
            return rank((uint8_t)a.p[i]) - rank((uint8_t)b.p[i]);
    return (a.n > b.n) - (a.n < b.n);
}

static void canonical_context(buf *out, const struct val_ctx *c)
{
    const struct val_entry **sorted = arena_alloc(out->a, (c->n + 1) * sizeof *sorted);

    for (uint32_t i = 0; i < c->n; i++)
        sorted[i] = &c->e[i];
    qsort(sorted, c->n, sizeof *sorted, by_utf16);
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
