/* dmn/analyse/grid.c - the grid of a table, and which rules can fire together in it. */
#include "dmn/analyse/grid.h"

static bool frame_make(struct grid *g)
{
    int32_t most = 0;
    for (uint32_t i = 0; i < g->n; i++)
        most = MAX(most, g->t->in[i].slot);
    g->r->f = ARENA_ARRAY(g->a, val, (size_t)most + 1);
    return most >= 0;
}

/* An input that tells something of an earlier free one is not free. */
static void dependent_bind(struct grid *g, const struct origin *o)
{
    for (uint32_t i = 0; i < g->n; i++)
        for (uint32_t k = 0; k < i; k++) {
            if (!g->axes[i].used || !g->axes[k].used || origins_apart(&o[i], &o[k]))
                continue;
            g->axes[i].tied = g->axes[k].tied = true;
            g->axes[i].free = g->axes[i].free && !g->axes[k].free;
        }
}

void grid_ask(struct grid *g)
{
    g->work = WORK_MOST;
    g->states = STATES_MOST;
    g->tired = false;
}

bool grid_make(struct grid *g)
{
    g->n = g->t->n_in;
    g->words = bits_words(g->t->n_rules);
    if (g->n > AXES_MOST || g->t->n_rules > RULES_MOST || !frame_make(g))
        return false;
    grid_ask(g);
    g->axes = ARENA_ARRAY(g->a, struct axis, g->n + 1);
    struct origin *o = ARENA_ARRAY(g->a, struct origin, g->n + 1);
    for (uint32_t i = 0; i < g->n; i++) {
        origin_find(g, &g->t->in[i], &o[i]);
        if (!axis_make(g, i, &o[i]))
            return false;
    }
    dependent_bind(g, o);
    return true;
}

/* ---- two rules ---- */

static bool first_of_both(const struct axis *x, uint32_t i, uint32_t k, const_bits among,
                          uint32_t *atom)
{
    const_bits p = x->sure + (size_t)i * x->words, q = x->sure + (size_t)k * x->words;
    for (uint32_t j = 0; j < x->n; j++)
        if (bit_has(p, j) && bit_has(q, j) && bit_has(among, j)) {
            *atom = j;
            return true;
        }
    return false;
}

/* Does one rule's cell pass wherever the other's does? */
struct direction {
    bool first, second;
};

static bool directed(const struct axis *x, uint32_t i, uint32_t k, struct direction *d)
{
    const_bits p = x->sure + (size_t)i * x->words, q = x->sure + (size_t)k * x->words;
    d->first = d->first && bits_within(p, q, x->words) && bits_meet(p, x->possible, x->words);
    d->second = d->second && bits_within(q, p, x->words) && bits_meet(q, x->possible, x->words);
    return d->first || d->second;
}

static bool both_always(const struct axis *x, uint32_t i, uint32_t k)
{
    return bits_within(x->possible, x->sure + (size_t)i * x->words, x->words) &&
           bits_within(x->possible, x->sure + (size_t)k * x->words, x->words);
}

/* Of inputs that depend on each other no combination is certain: there one rule must contain the
 * other. */
static bool tied_overlap(struct grid *g, uint32_t i, uint32_t k, uint32_t *example)
{
    struct direction d = { true, true };
    bool needed = false;
    for (uint32_t c = 0; c < g->n; c++) {
        const struct axis *x = &g->axes[c];
        needed = needed || (x->tied && !x->free && !both_always(x, i, k));
        if (x->tied)
            (void)directed(x, i, k, &d);
    }
    for (uint32_t c = 0; c < g->n && needed; c++)
        if (g->axes[c].tied)
            example[c] = UINT32_MAX;
    return !needed || d.first || d.second;
}

static bool axis_overlap(const struct axis *x, uint32_t i, uint32_t k, uint32_t *example)
{
    struct direction d = { true, true };
    if (x->free)
        return first_of_both(x, i, k, x->certified, example);
    return !x->used || x->tied || directed(x, i, k, &d);
}

bool rules_overlap(struct grid *g, uint32_t i, uint32_t k, uint32_t *example)
{
    for (uint32_t c = 0; c < g->n; c++) {
        example[c] = UINT32_MAX;
        g->work -= g->axes[c].words + 1;
        g->tired = g->tired || g->work < 0;
        if (g->tired || !axis_overlap(&g->axes[c], i, k, &example[c]))
            return false;
    }
    return tied_overlap(g, i, k, example);
}
