/* site/law.c - clauses, and the parameters in force on a day. */
#include "site/read.h"

#include <stdlib.h>

bool clause_known(const struct site *s, str reference)
{
    return law_clause(s, reference, (day){ 0 }, NULL) != NULL;
}

const struct law_clause *law_clause(const struct site *s, str reference, day on,
                                    const struct law **of)
{
    str law, id;
    const struct law_clause *newest = NULL;
    if (!str_cut(reference, '/', &law, &id))
        return NULL;
    const struct law *l = get_id(s, "law", law);
    for (size_t i = 0; l && i < l->n_clauses; i++) {
        const struct law_clause *c = &l->clauses[i];
        if (!str_eq(c->id, id))
            continue;
        if (!newest || (on.n >= c->from.n && on.n <= c->to.n))
            newest = c;
    }
    if (of && newest)
        *of = l;
    return newest;
}

static const struct law_value *in_force(const struct law_param *p, day on)
{
    for (size_t i = p->n; i-- > 0;)
        if (on.n >= p->v[i].from.n && on.n <= p->v[i].to.n)
            return &p->v[i];
    return NULL;
}

err law_parameter(const struct site *s, str name, day on, val *out, const struct law_value **used)
{
    const struct law_param *p = get_id(s, "parameter", name);
    if (!p)
        return REFUSED(ERR_MISSING);
    const struct law_value *v = in_force(p, on);
    if (!v)
        return REFUSED(ERR_RANGE);
    *out = v->value;
    if (used)
        *used = v;
    return OK;
}

static val parameters_on(const struct site *s, arena *a, day on)
{
    val_builder b = val_build(a);
    for (size_t i = 0; i < s->n_params; i++) {
        const struct law_value *v = in_force(s->params[i], on);
        if (v)
            val_add(&b, s->params[i]->name, v->value);
    }
    return val_done(&b);
}

/* ---- periods between two changes of the law ---- */

/* Each submission reads the parameters of its day: they are laid out once, for the newest periods,
 * up to so many values in all; what is older is put together when it is asked for. */
enum { KEPT_MOST = 256 * 1024 };

static int by_day(const void *x, const void *y)
{
    const day *a = x, *b = y;
    return a->n < b->n ? -1 : a->n > b->n;
}

/* The days on which a parameter changes, in order, each once; returns how many. */
static size_t changes(const struct site *s, day *d)
{
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < s->n_params; i++)
        for (size_t k = 0; k < s->params[i]->n; k++) {
            d[n++] = s->params[i]->v[k].from;
            if (s->params[i]->v[k].to.n < INT64_MAX)
                d[n++] = (day){ s->params[i]->v[k].to.n + 1 };
        }
    if (n)
        qsort(d, n, sizeof *d, by_day);
    for (size_t i = 0; i < n; i++)
        if (!kept || d[kept - 1].n != d[i].n)
            d[kept++] = d[i];
    return kept;
}

/* Each parameter once: of two with one name the first, as law_parameter finds it. */
static void collect(struct site *s)
{
    size_t n = 0, all = 0;
    for (size_t i = 0; i < s->n_laws; i++)
        all += s->laws[i]->n_params;
    const struct law_param **v = ARENA_ARRAY(s->a, const struct law_param *, all + 1);
    for (size_t i = 0; i < s->n_laws; i++)
        for (size_t k = 0; k < s->laws[i]->n_params; k++) {
            const struct law_param *p = &s->laws[i]->params[k];
            if (get_id(s, "parameter", p->name) == p)
                v[n++] = p;
        }
    s->params = v;
    s->n_params = n;
}

void law_prepare(struct site *s)
{
    size_t values = 0, n;
    collect(s);
    for (size_t i = 0; i < s->n_params; i++)
        values += 2 * s->params[i]->n;
    day *d = ARENA_ARRAY(s->a, day, values + 1);
    n = changes(s, d);
    size_t most = s->n_params ? KEPT_MOST / s->n_params : 0, first = n > most ? n - most : 0;
    struct law_period *v = ARENA_ARRAY(s->a, struct law_period, n - first + 1);
    for (size_t i = first; i < n; i++)
        v[i - first] = (struct law_period){ d[i], parameters_on(s, s->a, d[i]) };
    s->periods = v;
    s->n_periods = n - first;
}

val law_parameters(const struct site *s, arena *a, day on)
{
    size_t lo = 0, hi = s->n_periods;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (s->periods[mid].from.n <= on.n)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? s->periods[lo - 1].parameters : parameters_on(s, a, on);
}
