/* dmn/analyse/region.c - regions and examples as people write them in a table. */
#include "dmn/analyse/grid.h"

enum { PARTS_MOST = 6, LITERAL_MOST = 60, REGION_MOST = 500 };

static void add_value(buf *b, const struct grid *g, val v)
{
    str text = feel_literal(g->a, v);
    size_t n = utf8_index(text, LITERAL_MOST);
    buf_add(b, str_sub(text, 0, n));
    if (n < text.n)
        buf_add(b, S("..."));
}

static void add_run(buf *b, const struct grid *g, const struct atom *first, const struct atom *last)
{
    bool lo_closed = first->kind == ATOM_POINT, hi_closed = last->kind == ATOM_POINT;
    val lo = lo_closed ? first->value : first->lo, hi = hi_closed ? last->value : last->hi;
    if (first == last && lo_closed) {
        add_value(b, g, lo);
    } else if (lo.tag == V_NULL && hi.tag == V_NULL) {
        buf_add(b, S("-"));
    } else if (lo.tag == V_NULL || hi.tag == V_NULL) {
        bool up = hi.tag == V_NULL;
        buf_add(b, up ? (lo_closed ? S(">= ") : S("> ")) : (hi_closed ? S("<= ") : S("< ")));
        add_value(b, g, up ? lo : hi);
    } else {
        buf_char(b, lo_closed ? '[' : '(');
        add_value(b, g, lo);
        buf_add(b, S(".."));
        add_value(b, g, hi);
        buf_char(b, hi_closed ? ']' : ')');
    }
}

static bool in_order(const struct atom *k)
{
    return k->kind == ATOM_INTERVAL ||
           (k->kind == ATOM_POINT && k->value.tag != V_STRING && k->value.tag != V_BOOL);
}

/* The last atom of the run that begins at k. */
static uint32_t run_end(const struct axis *x, const_bits set, uint32_t k)
{
    while (in_order(&x->atoms[k]) && k + 1 < x->n && in_order(&x->atoms[k + 1]) &&
           bit_has(set, k + 1))
        k++;
    return k;
}

static bool separated(buf *b, uint32_t *parts)
{
    if (*parts && *parts <= PARTS_MOST)
        buf_add(b, *parts == PARTS_MOST ? S(", ...") : S(", "));
    return (*parts)++ < PARTS_MOST;
}

static void add_runs(buf *b, const struct grid *g, const struct axis *x, const_bits set)
{
    uint32_t parts = 0;
    for (uint32_t k = 0; k < x->n; k++) {
        uint32_t last = k;
        if (!bit_has(set, k))
            continue;
        if (separated(b, &parts)) {
            last = run_end(x, set, k);
            if (x->atoms[k].kind == ATOM_NULL)
                buf_add(b, S("null"));
            else
                add_run(b, g, &x->atoms[k], &x->atoms[last]);
        } else {
            last = run_end(x, set, k);
        }
        k = last;
    }
}

/* Every text but those that are not in the set. */
static void add_rest(buf *b, const struct grid *g, const struct axis *x, const_bits set)
{
    uint32_t parts = 0;
    for (uint32_t k = 0; k < x->n; k++) {
        const struct atom *p = &x->atoms[k];
        if (bit_has(set, k) || p->kind != ATOM_POINT || !bit_has(x->certified, k))
            continue;
        if (parts == 0)
            buf_add(b, S("not("));
        if (separated(b, &parts))
            add_value(b, g, p->value);
    }
    buf_add(b, parts ? S(")") : S("any text"));
}

static bool has_rest(const struct axis *x, const_bits set)
{
    for (uint32_t k = 0; k < x->n; k++)
        if (x->atoms[k].kind == ATOM_REST && bit_has(set, k))
            return true;
    return false;
}

str region_text(const struct grid *g, const struct region *region)
{
    buf b;
    uint32_t level = 0;
    buf_init(&b, g->a, 200);
    for (uint32_t i = 0; i < g->n; i++) {
        const struct axis *x = &g->axes[i];
        if (!x->free)
            continue;
        const_bits set = region->atoms[level++];
        if (bits_within(x->certified, set, x->words))
            continue;
        if (b.n > REGION_MOST)
            return buf_add(&b, S("; ...")), buf_str(&b);
        if (b.n)
            buf_add(&b, S("; "));
        buf_add(&b, x->col->label);
        buf_add(&b, S(": "));
        if (has_rest(x, set))
            add_rest(&b, g, x, set);
        else
            add_runs(&b, g, x, set);
    }
    return buf_str(&b);
}

void region_example(const struct grid *g, const struct region *region, uint32_t *example)
{
    uint32_t level = 0;
    for (uint32_t i = 0; i < g->n; i++) {
        example[i] = UINT32_MAX;
        if (!g->axes[i].free)
            continue;
        const_bits set = region->atoms[level++];
        for (uint32_t k = g->axes[i].n; k-- > 0;)
            if (bit_has(set, k))
                example[i] = k;
    }
}

str example_text(const struct grid *g, const uint32_t *example)
{
    buf b;
    buf_init(&b, g->a, 100);
    for (uint32_t i = 0; i < g->n; i++) {
        if (example[i] == UINT32_MAX)
            continue;
        if (b.n > REGION_MOST)
            return buf_add(&b, S(", ...")), buf_str(&b);
        if (b.n)
            buf_add(&b, S(", "));
        buf_add(&b, g->axes[i].col->label);
        buf_add(&b, S(" = "));
        add_value(&b, g, g->axes[i].atoms[example[i]].value);
    }
    return buf_str(&b);
}
