/* dmn/analyse/sweep.c - is every combination of atoms covered by some rule?  Input by input, the
 * atoms that leave the same rules active are taken together, and what was found covered is
 * remembered by the rules that were active. */
#include "dmn/analyse/grid.h"

/* Atoms of one axis by the rules that they leave active. */
struct level {
    const struct axis *x;
    const_bits target; /* the atoms to be covered */
    const_bits rules;  /* by atom: the rules that cover it */
    bits all_from;     /* rules that cover the targets of this axis and of all behind it */
    uint32_t n;        /* groups */
    bits atoms;        /* of group i at i * x->words */
    bits active;       /* of group i at i * the grid's words */
    uint32_t *heads;   /* hash to group plus 1 */
    const_bits chosen; /* the group on the way down */
};

struct sweep {
    struct grid *g;
    struct level *levels;
    uint32_t n;
    map covered; /* states */
    struct region *out;
    uint32_t found, holes; /* regions; holes met */
};

enum { HOLES_MOST = 200 };

static uint32_t heads_mask(const struct axis *x)
{
    uint32_t n = 4;
    while (n < 2 * x->n)
        n *= 2;
    return n - 1;
}

static void level_make(struct sweep *s, const struct axis *x, const_bits target, bool sure)
{
    arena *a = s->g->a;
    struct level *l = &s->levels[s->n++];
    *l = (struct level){ .x = x,
                         .target = target,
                         .rules = sure ? x->sure_rules : x->may_rules,
                         .all_from = bits_new(a, s->g->words),
                         .atoms = ARENA_ARRAY(a, uint64_t, (size_t)x->n * x->words),
                         .active = ARENA_ARRAY(a, uint64_t, (size_t)x->n * s->g->words),
                         .heads = ARENA_ARRAY(a, uint32_t, heads_mask(x) + 1) };
}

/* From the last level to the first. */
static void all_from_find(struct sweep *s, bool sure)
{
    for (uint32_t k = s->n; k-- > 0;) {
        struct level *l = &s->levels[k];
        s->g->work -= s->g->t->n_rules;
        for (uint32_t i = 0; i < s->g->t->n_rules; i++)
            if ((k + 1 == s->n || bit_has(s->levels[k + 1].all_from, i)) &&
                bits_within(l->target, (sure ? l->x->sure : l->x->may) + (size_t)i * l->x->words,
                            l->x->words))
                bit_add(l->all_from, i);
    }
}

static uint32_t hash(const_bits b, uint32_t words)
{
    uint64_t h = 0;
    for (uint32_t w = 0; w < words; w++)
        h = (h ^ b[w]) * 0x9E3779B97F4A7C15u ^ h >> 29;
    return (uint32_t)(h >> 32);
}

/* The group of the rules just written behind the last one. */
static uint32_t group_of(struct level *l, uint32_t words)
{
    const_bits fresh = l->active + (size_t)l->n * words;
    uint32_t mask = heads_mask(l->x), at = hash(fresh, words) & mask;
    while (l->heads[at]) {
        uint32_t i = l->heads[at] - 1;
        if (memcmp(l->active + (size_t)i * words, fresh, words * sizeof *fresh) == 0)
            return i;
        at = (at + 1) & mask;
    }
    l->heads[at] = ++l->n;
    memset(l->atoms + (size_t)(l->n - 1) * l->x->words, 0, l->x->words * sizeof *l->atoms);
    return l->n - 1;
}

static void groups_make(struct sweep *s, struct level *l, const_bits active)
{
    uint32_t words = s->g->words;
    l->n = 0;
    memset(l->heads, 0, (heads_mask(l->x) + 1) * sizeof *l->heads);
    for (uint32_t k = 0; k < l->x->n; k++) {
        if (!bit_has(l->target, k))
            continue;
        bits fresh = l->active + (size_t)l->n * words;
        for (uint32_t w = 0; w < words; w++)
            fresh[w] = active[w] & l->rules[(size_t)k * words + w];
        bit_add(l->atoms + (size_t)group_of(l, words) * l->x->words, k);
    }
    s->g->work -= (int64_t)l->x->n * words + 8;
    if (s->g->work < 0)
        s->g->tired = true;
}

/* ---- holes ---- */

/* Does the rule meet the region on every axis but one? */
static bool meets(const struct sweep *s, const struct region *h, uint32_t rule, uint32_t but)
{
    for (uint32_t k = 0; k < s->n; k++)
        if (k != but &&
            !bits_meet(h->atoms[k], s->levels[k].x->may + (size_t)rule * s->levels[k].x->words,
                       s->levels[k].x->words))
            return false;
    return true;
}

/* All atoms of the axis that no rule covers within the region's other axes. */
static void widen(const struct sweep *s, struct region *h, uint32_t k)
{
    const struct level *l = &s->levels[k];
    memcpy(h->atoms[k], l->target, l->x->words * sizeof *l->target);
    for (uint32_t i = 0; i < s->g->t->n_rules; i++)
        if (meets(s, h, i, k))
            for (uint32_t w = 0; w < l->x->words; w++)
                h->atoms[k][w] &= ~l->x->may[(size_t)i * l->x->words + w];
}

static bool region_within(const struct sweep *s, const struct region *x, const struct region *y)
{
    for (uint32_t k = 0; k < s->n; k++)
        if (!bits_within(x->atoms[k], y->atoms[k], s->levels[k].x->words))
            return false;
    return true;
}

static void hole_add(struct sweep *s, uint32_t depth)
{
    struct region h = { .atoms = ARENA_ARRAY(s->g->a, bits, s->n + 1) };
    for (uint32_t k = 0; k < s->n; k++) {
        const struct level *l = &s->levels[k];
        h.atoms[k] = bits_new(s->g->a, l->x->words);
        memcpy(h.atoms[k], k < depth ? l->chosen : l->target, l->x->words * sizeof *l->target);
    }
    s->holes++;
    for (uint32_t i = 0; i < s->found; i++)
        if (region_within(s, &h, &s->out[i]))
            return;
    for (uint32_t k = s->n; k-- > 0;)
        widen(s, &h, k);
    s->out[s->found++] = h;
}

static bool enough(const struct sweep *s)
{
    return !s->out || s->found == REGIONS_MOST || s->holes == HOLES_MOST || s->g->tired;
}

/* ---- the way down ---- */

static str state_key(struct sweep *s, uint32_t k, const_bits active)
{
    size_t n = s->g->words * sizeof *active;
    char *p = arena_alloc(s->g->a, n + sizeof k);
    memcpy(p, &k, sizeof k);
    memcpy(p + sizeof k, active, n);
    return str_of(p, n + sizeof k);
}

static bool known_covered(struct sweep *s, uint32_t k, const_bits active)
{
    arena_mark before = arena_mark_get(s->g->a);
    bool known = map_get(&s->covered, state_key(s, k, active)) != NULL;
    arena_rewind(s->g->a, before);
    return known;
}

static void remember(struct sweep *s, uint32_t k, const_bits active)
{
    if (s->g->states > 0) {
        s->g->states--;
        map_put(&s->covered, s->g->a, state_key(s, k, active), s);
    }
}

/* From the level on: do the active rules cover everything?  Else the holes go to s->out. */
static bool covered(struct sweep *s, uint32_t k, const_bits active)
{
    if (s->g->tired)
        return false;
    if (bits_none(active, s->g->words)) {
        if (s->out)
            hole_add(s, k);
        return false;
    }
    if (k == s->n || bits_meet(active, s->levels[k].all_from, s->g->words) ||
        known_covered(s, k, active))
        return true;
    struct level *l = &s->levels[k];
    bool all = true;
    groups_make(s, l, active);
    for (uint32_t i = 0; i < l->n && (all || !enough(s)); i++) {
        l->chosen = l->atoms + (size_t)i * l->x->words;
        all = covered(s, k + 1, l->active + (size_t)i * s->g->words) && all;
    }
    if (all)
        remember(s, k, active);
    return all;
}

uint32_t gaps_find(struct grid *g, struct region *out)
{
    struct sweep s = { .g = g, .out = out };
    bits every = bits_new(g->a, g->words);
    s.levels = ARENA_ARRAY(g->a, struct level, g->n + 1);
    for (uint32_t i = 0; i < g->n; i++)
        if (g->axes[i].free)
            level_make(&s, &g->axes[i], g->axes[i].certified, false);
    all_from_find(&s, false);
    for (uint32_t i = 0; i < g->t->n_rules; i++)
        bit_add(every, i);
    (void)covered(&s, 0, every);
    return g->tired ? 0 : s.found;
}

/* One of the rules alone. */
static bool masked_by_one(struct grid *g, bits *target, const_bits by)
{
    for (uint32_t i = 0; i < g->t->n_rules && !g->tired; i++) {
        uint32_t k = 0;
        while (bit_has(by, i) && k < g->n &&
               bits_within(target[k], g->axes[k].sure + (size_t)i * g->axes[k].words,
                           g->axes[k].words))
            k++;
        g->work -= k + 1;
        g->tired = g->work < 0;
        if (bit_has(by, i) && k == g->n)
            return true;
    }
    return false;
}

static bool masked(struct grid *g, uint32_t i, const_bits by)
{
    struct sweep s = { .g = g };
    bits *targets = ARENA_ARRAY(g->a, bits, g->n + 1);
    s.levels = ARENA_ARRAY(g->a, struct level, g->n + 1);
    for (uint32_t k = 0; k < g->n; k++) {
        const struct axis *x = &g->axes[k];
        targets[k] = bits_new(g->a, x->words);
        for (uint32_t w = 0; w < x->words; w++)
            targets[k][w] = x->may[(size_t)i * x->words + w] & x->possible[w];
        if (x->used)
            level_make(&s, x, targets[k], true);
    }
    if (masked_by_one(g, targets, by))
        return true;
    all_from_find(&s, true);
    return covered(&s, 0, by) && !g->tired;
}

bool rule_masked(struct grid *g, uint32_t i, const_bits by)
{
    arena_mark before = arena_mark_get(g->a);
    bool found = !g->tired && masked(g, i, by);
    arena_rewind(g->a, before);
    return found;
}
