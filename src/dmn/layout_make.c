/* A layout where a file has none: levels, what is asked at the bottom; lines that pass a level hold
 * a place in it, so that they run between the boxes.  Neighbours are brought near each other by the
 * mean of their places (Sugiyama, Tagawa, Toda 1981). */
#include "dmn/drawing.h"

enum {
    WIDE = 180,
    HIGH = 70,
    BETWEEN = 24,
    RISE = 60,
    SWEEPS = 8,
    THREAD = 16,
    POINTS_MOST = 6000
};

/* A box, or where a line passes a level. */
struct point {
    const struct element *e; /* null: a line passes */
    int level;
    double x;  /* of its middle */
    double at; /* its place in the level while they are sorted */
    VEC(uint32_t) below, above;
};

/* A line from a lower box to a higher one, by points. */
struct way {
    enum line_kind kind;
    VEC(uint32_t) by;
};

struct level {
    VEC(uint32_t) v;
};

struct making {
    arena *a;
    const struct cast *c;
    VEC(struct point) p;
    VEC(struct way) ways;
    struct level *levels;
    int n_levels;
};

/* ---- levels ---- */

static uint32_t index_of(const struct cast *c, const struct element *e)
{
    for (size_t i = 0; i < c->v.n; i++)
        if (c->v.v[i] == e)
            return (uint32_t)i;
    return UINT32_MAX;
}

static void way_add(struct making *k, uint32_t from, uint32_t to, enum line_kind kind)
{
    if (from == UINT32_MAX || to == UINT32_MAX || from == to)
        return;
    struct way *w = vec_push(&k->ways, k->a);
    *w = (struct way){ .kind = kind };
    *vec_push(&w->by, k->a) = from;
    *vec_push(&w->by, k->a) = to;
}

/* A service stands above the decisions that it gives. */
static void ways_add(struct making *k)
{
    for (size_t i = 0; i < k->c->v.n; i++) {
        const struct element *e = k->c->v.v[i];
        for (size_t n = 0; n < e->needs.n; n++) {
            const struct element *q = e->needs.v[n].el;
            way_add(k, index_of(k->c, q), (uint32_t)i,
                    q->kind == EL_BKM || q->kind == EL_SERVICE ? LINE_KNOWLEDGE : LINE_INFORMATION);
        }
        for (size_t n = 0; n < e->outputs.n; n++)
            way_add(k, index_of(k->c, e->outputs.v[n]), (uint32_t)i, LINE_PLAIN);
    }
}

static bool levels_rise(struct making *k)
{
    bool changed = true;
    for (size_t round = 0; changed && round <= k->p.n; round++) {
        changed = false;
        for (size_t i = 0; i < k->ways.n; i++) {
            const struct point *low = &k->p.v[k->ways.v[i].by.v[0]];
            struct point *high = &k->p.v[k->ways.v[i].by.v[1]];
            if (high->level > low->level)
                continue;
            high->level = low->level + 1;
            changed = true;
        }
    }
    return !changed;
}

/* What requires nothing stands right below the first that requires it. */
static void levels_lift(struct making *k)
{
    for (uint32_t p = 0; p < k->p.n; p++) {
        int least = INT32_MAX;
        bool needs = false;
        for (size_t i = 0; i < k->ways.n; i++) {
            needs |= k->ways.v[i].by.v[1] == p;
            if (k->ways.v[i].by.v[0] == p)
                least = MIN(least, k->p.v[k->ways.v[i].by.v[1]].level);
        }
        if (!needs && least != INT32_MAX)
            k->p.v[p].level = least - 1;
    }
}

static void join(struct making *k, uint32_t low, uint32_t high)
{
    *vec_push(&k->p.v[low].above, k->a) = high;
    *vec_push(&k->p.v[high].below, k->a) = low;
}

/* Points where lines pass levels; false where there are too many. */
static bool threads_add(struct making *k)
{
    for (size_t i = 0; i < k->ways.n; i++) {
        uint32_t from = k->ways.v[i].by.v[0], to = k->ways.v[i].by.v[1], last = from;
        k->ways.v[i].by.n = 1;
        for (int level = k->p.v[from].level + 1; level < k->p.v[to].level; level++) {
            if (k->p.n == POINTS_MOST)
                return false;
            uint32_t thread = (uint32_t)k->p.n;
            *vec_push(&k->p, k->a) = (struct point){ .level = level };
            *vec_push(&k->ways.v[i].by, k->a) = thread;
            join(k, last, thread);
            last = thread;
        }
        *vec_push(&k->ways.v[i].by, k->a) = to;
        join(k, last, to);
    }
    return true;
}

static void levels_fill(struct making *k)
{
    for (size_t i = 0; i < k->p.n; i++)
        k->n_levels = MAX(k->n_levels, k->p.v[i].level + 1);
    k->levels = ARENA_ARRAY(k->a, struct level, k->n_levels);
    for (uint32_t i = 0; i < k->p.n; i++)
        *vec_push(&k->levels[k->p.v[i].level].v, k->a) = i;
}

/* ---- the order in a level ---- */

static void places_number(struct making *k, const struct level *l)
{
    for (size_t i = 0; i < l->v.n; i++)
        k->p.v[l->v.v[i]].at = (double)i;
}

static double mean(const struct making *k, const uint32_t *v, size_t n, double otherwise)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += k->p.v[v[i]].at;
    return n ? sum / (double)n : otherwise;
}

/* By the mean of the neighbours' places in the level below (or above); equals stay as they are. */
static void level_sort(struct making *k, struct level *l, bool by_below)
{
    for (size_t i = 0; i < l->v.n; i++) {
        struct point *p = &k->p.v[l->v.v[i]];
        p->x = by_below ? mean(k, p->below.v, p->below.n, p->at)
                        : mean(k, p->above.v, p->above.n, p->at);
    }
    for (size_t i = 1; i < l->v.n; i++) {
        uint32_t one = l->v.v[i];
        size_t to = i;
        for (; to > 0 && k->p.v[l->v.v[to - 1]].x > k->p.v[one].x; to--)
            l->v.v[to] = l->v.v[to - 1];
        l->v.v[to] = one;
    }
    places_number(k, l);
}

static void order(struct making *k)
{
    for (int i = 0; i < k->n_levels; i++)
        places_number(k, &k->levels[i]);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (int i = 1; i < k->n_levels; i++)
            level_sort(k, &k->levels[i], true);
        for (int i = k->n_levels - 2; i >= 0; i--)
            level_sort(k, &k->levels[i], false);
    }
}

/* ---- from places to widths ---- */

static double wide(const struct point *p)
{
    return p->e ? WIDE : THREAD;
}

/* The middle of p, as far as possible from that of the one before it. */
static double apart(const struct making *k, uint32_t left, uint32_t right)
{
    return (wide(&k->p.v[left]) + wide(&k->p.v[right])) / 2 + BETWEEN;
}

struct pool {
    double sum;
    size_t n;
};

/* Each point as near to where it wants to be (its `at`) as the distances allow: the least squares
 * of a monotone sequence, by pooling adjacent violators. */
static void level_place(struct making *k, const struct level *l)
{
    struct pool *pools = ARENA_ARRAY(k->a, struct pool, l->v.n + 1);
    double *shift = ARENA_ARRAY(k->a, double, l->v.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < l->v.n; i++) {
        shift[i] = i ? shift[i - 1] + apart(k, l->v.v[i - 1], l->v.v[i]) : 0;
        pools[n++] = (struct pool){ k->p.v[l->v.v[i]].at - shift[i], 1 };
        while (n > 1 && pools[n - 2].sum * (double)pools[n - 1].n >
                            pools[n - 1].sum * (double)pools[n - 2].n) {
            pools[n - 2].sum += pools[n - 1].sum;
            pools[n - 2].n += pools[n - 1].n;
            n--;
        }
    }
    for (size_t pool = 0, i = 0; pool < n; pool++)
        for (size_t end = i + pools[pool].n; i < end; i++)
            k->p.v[l->v.v[i]].x = pools[pool].sum / (double)pools[pool].n + shift[i];
}

static void wish(struct making *k, struct point *p, bool above, bool below)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; below && i < p->below.n; i++, n++)
        sum += k->p.v[p->below.v[i]].x;
    for (size_t i = 0; above && i < p->above.n; i++, n++)
        sum += k->p.v[p->above.v[i]].x;
    p->at = n ? sum / (double)n : p->x;
}

static void spread(struct making *k)
{
    for (int i = 0; i < k->n_levels; i++) {
        const struct level *l = &k->levels[i];
        for (size_t n = 0; n < l->v.n; n++)
            k->p.v[l->v.v[n]].at = 0;
        level_place(k, l);
    }
    for (int sweep = 0; sweep < 2 * SWEEPS; sweep++)
        for (int i = 0; i < k->n_levels; i++) {
            const struct level *l = &k->levels[sweep % 2 ? i : k->n_levels - 1 - i];
            for (size_t n = 0; n < l->v.n; n++)
                wish(k, &k->p.v[l->v.v[n]], true, true);
            level_place(k, l);
        }
}

/* ---- to shapes and lines ---- */

static double top_of(const struct making *k, const struct point *p)
{
    return (double)(k->n_levels - 1 - p->level) * (HIGH + RISE);
}

/* Where on a box a line begins or ends: its lines side by side, in the order of where they lead. */
static double port(const struct making *k, const struct point *p, const uint32_t *to, size_t n,
                   uint32_t which)
{
    size_t before = 0;
    for (size_t i = 0; i < n; i++)
        before += k->p.v[to[i]].x < k->p.v[which].x;
    return p->x + ((double)before + 0.5 - (double)n / 2) * MIN(24.0, WIDE * 0.8 / (double)n);
}

static struct line line_made(struct making *k, const struct way *w)
{
    uint32_t from = w->by.v[0], to = w->by.v[w->by.n - 1], n = 0;
    const struct point *low = &k->p.v[from], *high = &k->p.v[to];
    struct place *at = ARENA_ARRAY(k->a, struct place, 2 * w->by.n);

    at[n++] =
        (struct place){ port(k, low, low->above.v, low->above.n, w->by.v[1]), top_of(k, low) };
    for (size_t i = 1; i + 1 < w->by.n; i++) {
        const struct point *p = &k->p.v[w->by.v[i]];
        at[n++] = (struct place){ p->x, top_of(k, p) + HIGH };
        at[n++] = (struct place){ p->x, top_of(k, p) };
    }
    at[n++] = (struct place){ port(k, high, high->below.v, high->below.n, w->by.v[w->by.n - 2]),
                              top_of(k, high) + HIGH };
    return (struct line){ w->kind, at, n };
}

err drawing_make(arena *a, const struct cast *c, struct drawing *out)
{
    struct making k = { .a = a, .c = c };

    *out = (struct drawing){ 0 };
    for (size_t i = 0; i < c->v.n; i++)
        *vec_push(&k.p, a) = (struct point){ .e = c->v.v[i] };
    ways_add(&k);
    if (!levels_rise(&k))
        return REFUSED(ERR_SYNTAX);
    levels_lift(&k);
    if (!threads_add(&k))
        return REFUSED(ERR_SIZE);
    levels_fill(&k);
    order(&k);
    spread(&k);
    for (size_t i = 0; i < c->v.n; i++)
        *vec_push(&out->shapes, a) = (struct shape){ .kind = shape_kind_of(c->v.v[i]),
                                                     .id = c->v.v[i]->id,
                                                     .name = c->v.v[i]->title,
                                                     .x = k.p.v[i].x - WIDE / 2,
                                                     .y = top_of(&k, &k.p.v[i]),
                                                     .w = WIDE,
                                                     .h = HIGH };
    for (size_t i = 0; i < k.ways.n; i++)
        *vec_push(&out->lines, a) = line_made(&k, &k.ways.v[i]);
    return OK;
}
