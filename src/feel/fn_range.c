/* feel/fn_range.c - relations of points and ranges (DMN 1.5, 10.3.4.10), and range() of text. */
#include "feel/fns.h"

/* A point counts as the closed range of itself where the relation allows it. */
static bool as_range(val v, struct val_range *g, bool point_too)
{
    if (v.tag == V_RANGE) {
        *g = *v.r;
        return true;
    }
    *g = (struct val_range){ v, v, true, true };
    return point_too && v.tag != V_NULL && v.tag != V_LIST && v.tag != V_CONTEXT;
}

/* Order of two ends; null ends lie at infinity.  *bad where they cannot be compared. */
static int ends(struct rt *r, val x, int x_inf, val y, int y_inf, bool *bad)
{
    int order = 0;
    if (x.tag == V_NULL || y.tag == V_NULL)
        return x.tag == V_NULL && y.tag == V_NULL ? (x_inf > y_inf) - (x_inf < y_inf)
               : x.tag == V_NULL                  ? x_inf
                                                  : -y_inf;
    if (!feel_order(r, x, y, &order))
        *bad = true;
    return order;
}

struct pair {
    struct val_range a, b;
    int ll, lh, hl, hh; /* a.lo : b.lo, a.lo : b.hi, a.hi : b.lo, a.hi : b.hi */
};

static bool pair_of(struct rt *r, const val *args, bool first_point, bool second_point,
                    struct pair *p)
{
    bool bad = false;
    val x = args[0].tag == V_LIST ? arg_scalar(args[0]) : args[0], y = arg_scalar(args[1]);
    if (!as_range(x, &p->a, first_point) || !as_range(y, &p->b, second_point))
        return false;
    p->ll = ends(r, p->a.lo, -1, p->b.lo, -1, &bad);
    p->lh = ends(r, p->a.lo, -1, p->b.hi, 1, &bad);
    p->hl = ends(r, p->a.hi, 1, p->b.lo, -1, &bad);
    p->hh = ends(r, p->a.hi, 1, p->b.hi, 1, &bad);
    return !bad;
}

static struct pair swapped(const struct pair *p)
{
    return (struct pair){ p->b, p->a, -p->ll, -p->hl, -p->lh, -p->hh };
}

static bool before(const struct pair *p)
{
    return p->hl < 0 || (p->hl == 0 && !(p->a.hi_closed && p->b.lo_closed));
}

static bool meets(const struct pair *p)
{
    return p->a.hi_closed && p->b.lo_closed && p->hl == 0;
}

static bool overlaps(const struct pair *p)
{
    return (p->hl > 0 || (p->hl == 0 && p->a.hi_closed && p->b.lo_closed)) &&
           (p->lh < 0 || (p->lh == 0 && p->a.lo_closed && p->b.hi_closed));
}

static bool overlaps_before(const struct pair *p)
{
    return (p->ll < 0 || (p->ll == 0 && p->a.lo_closed && !p->b.lo_closed)) &&
           (p->hl > 0 || (p->hl == 0 && p->a.hi_closed && p->b.lo_closed)) &&
           (p->hh < 0 || (p->hh == 0 && (!p->a.hi_closed || p->b.hi_closed)));
}

static bool overlaps_after(const struct pair *p)
{
    struct pair s = swapped(p);
    return (s.hl > 0 || (s.hl == 0 && s.a.hi_closed && s.b.lo_closed)) &&
           (s.ll < 0 || (s.ll == 0 && s.a.lo_closed && !s.b.lo_closed) ||
            (s.ll == 0 && s.a.lo_closed == s.b.lo_closed && 0)) &&
           (s.hh < 0 || (s.hh == 0 && (s.b.hi_closed || !s.a.hi_closed)));
}

static bool finishes(const struct pair *p)
{
    return p->a.hi_closed == p->b.hi_closed && p->hh == 0 &&
           (p->ll > 0 || (p->ll == 0 && (!p->a.lo_closed || p->b.lo_closed)));
}

static bool includes(const struct pair *p)
{
    return (p->ll < 0 || (p->ll == 0 && (p->a.lo_closed || !p->b.lo_closed))) &&
           (p->hh > 0 || (p->hh == 0 && (p->a.hi_closed || !p->b.hi_closed)));
}

static bool starts(const struct pair *p)
{
    return p->ll == 0 && p->a.lo_closed == p->b.lo_closed &&
           (p->hh < 0 || (p->hh == 0 && (!p->a.hi_closed || p->b.hi_closed)));
}

static bool coincides(const struct pair *p)
{
    return p->ll == 0 && p->hh == 0 && p->a.lo_closed == p->b.lo_closed &&
           p->a.hi_closed == p->b.hi_closed;
}

static val relation(struct rt *r, const val *args, bool first_point, bool second_point, bool swap,
                    bool (*test)(const struct pair *), const char *name)
{
    struct pair p;
    if (!pair_of(r, args, first_point, second_point, &p))
        return null_type(name);
    if (swap)
        p = swapped(&p);
    return val_bool(test(&p));
}

#define RELATION(fn, first, second, swap, test, name)                                              \
    val fn(struct rt *r, const val *args, uint32_t n)                                              \
    {                                                                                              \
        (void)n;                                                                                   \
        return relation(r, args, first, second, swap, test, name);                                 \
    }
RELATION(fn_before, true, true, false, before, "before")
RELATION(fn_after, true, true, true, before, "after")
RELATION(fn_meets, false, false, false, meets, "meets")
RELATION(fn_met_by, false, false, true, meets, "met by")
RELATION(fn_overlaps, false, false, false, overlaps, "overlaps")
RELATION(fn_overlaps_before, false, false, false, overlaps_before, "overlaps before")
RELATION(fn_overlaps_after, false, false, false, overlaps_after, "overlaps after")
RELATION(fn_finishes, true, false, false, finishes, "finishes")
RELATION(fn_finished_by, false, true, true, finishes, "finished by")
RELATION(fn_includes, false, true, false, includes, "includes")
RELATION(fn_during, true, false, true, includes, "during")
RELATION(fn_starts, true, false, false, starts, "starts")
RELATION(fn_started_by, false, true, true, starts, "started by")
RELATION(fn_coincides, true, true, false, coincides, "coincides")

/* ---- range("[1..10]"): literals alone ---- */

static bool literal_call(const struct node *n)
{
    static const char *const makers[] = { "date", "time", "date and time", "duration" };
    if (n->kind != N_CALL || n->fn != ev_builtin)
        return false;
    for (uint32_t i = 0; i < n->n; i++)
        if (n->kids[i]->kind != N_CONST)
            return false;
    FOR_EACH(makers, m)
        if (str_eq(n->name, str_z(*m)))
            return true;
    return false;
}

static bool literal_end(const struct node *n)
{
    return n->kind == N_CONST ? n->k.tag != V_FUNCTION && n->k.tag != V_LIST : literal_call(n);
}

val fn_range(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    struct feel *f;
    struct feel_scope closed = { 0 };
    val from = arg_scalar(args[0]);
    int order;
    if (from.tag != V_STRING || from.n > 1000)
        return null_type("range");
    if (failed(feel_parse(r->a, val_text(from), &closed, &f, NULL)) || f->root->kind != N_RANGE)
        return null_arg("range");
    const struct node *root = f->root;
    if (!literal_end(root->a) || (root->b && !literal_end(root->b)))
        return null_arg("range");
    val g = feel_run(f, r, NULL);
    if (g.tag != V_RANGE)
        return null_arg("range");
    if (g.r->lo.tag != V_NULL && g.r->hi.tag != V_NULL &&
        (!feel_order(r, g.r->lo, g.r->hi, &order) || order > 0))
        return null_arg("range");
    return g;
}
