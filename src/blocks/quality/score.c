/* How alike two entries are: for each field the weight of agreeing, nearly agreeing or differing,
 * and their sum (Fellegi and Sunter, "A theory for record linkage", 1969). */
#include "blocks/quality/own.h"
#include "text/fold.h"
#include "text/name.h"

enum { NAME_ALIKE = 13, LONG_WORD = 5, SLIPS = 2 };

static enum how dates_alike(arena *a, day x, day y)
{
    struct ymd p = day_ymd(x), q = day_ymd(y);

    if (x.n == y.n)
        return HOW_SAME;
    if (p.year == q.year && p.month == q.day && p.day == q.month)
        return HOW_ALIKE;
    return fold_distance(day_str(a, x), day_str(a, y), 1) <= 1 ? HOW_ALIKE : HOW_DIFFERS;
}

static enum how texts_alike(arena *a, const struct reg_field *f, str x, str y)
{
    str p = fold(a, x), q = fold(a, y);

    if (str_eq(p, q))
        return HOW_SAME;
    if (f->n_options || f->refers.n || MIN(p.n, q.n) < LONG_WORD)
        return HOW_DIFFERS;
    return fold_distance(p, q, SLIPS) <= SLIPS ? HOW_ALIKE : HOW_DIFFERS;
}

enum how values_alike(act *a, const struct registry *r, const struct reg_field *f, val x, val y)
{
    (void)r;
    if (val_is_null(x) || val_is_null(y))
        return HOW_UNKNOWN;
    if (val_equal(x, y))
        return HOW_SAME;
    if (name_is(x) && name_is(y)) {
        unsigned apart = register_name_apart(a, x, y);
        return !apart ? HOW_SAME : apart <= NAME_ALIKE ? HOW_ALIKE : HOW_DIFFERS;
    }
    if (x.tag == V_DATE && y.tag == V_DATE)
        return dates_alike(a->a, (day){ x.m }, (day){ y.m });
    return texts_alike(a->a, f, val_display(a->a, x), val_display(a->a, y));
}

static int64_t share_of(const struct reg_weight *w, enum how how)
{
    return how == HOW_SAME      ? w->same
           : how == HOW_ALIKE   ? w->alike
           : how == HOW_DIFFERS ? w->differs
                                : 0;
}

err entries_score(act *a, const struct registry *r, val x, val y, struct score *out)
{
    static const char *const said[] = { "", "same", "alike", "differs" };
    buf b;

    buf_init(&b, a->a, 200);
    out->sum = 0;
    for (size_t i = 0; i < r->duplicates.n; i++) {
        const struct reg_weight *w = &r->duplicates.weights[i];
        const struct reg_field *f = register_field(r, w->field);
        enum how how =
            f ? values_alike(a, r, f, val_get(x, f->name), val_get(y, f->name)) : HOW_UNKNOWN;
        if (how == HOW_UNKNOWN)
            continue;
        out->sum += share_of(w, how);
        buf_fmt(&b, "%s%.*s:%s:%lld", b.n ? " " : "", STR_ARG(w->field), said[how],
                (long long)share_of(w, how));
    }
    out->reasons = buf_str(&b);
    return OK;
}
