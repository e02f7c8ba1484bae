/* feel/ops.h - the evaluation functions that nodes point at, and the parser's own helpers. */
#ifndef FEEL_OPS_H
#define FEEL_OPS_H

#include "feel/compile.h"
#include "value/num.h"
#include "value/temporal.h"

struct kids {
    struct node **v;
    size_t n, room;
};

/* One variable of for, some, every: a list, a range, or from .. to. */
struct loop {
    str name;
    int32_t slot;
    const struct node *from, *to;
};
enum loop_kind { LOOP_FOR, LOOP_SOME, LOOP_EVERY };
struct loops {
    enum loop_kind kind;
    uint32_t n, weight;
    int32_t partial; /* slot, or -1 */
    const struct loop *v;
    const struct node *body;
};

eval_fn ev_local, ev_item_name, ev_item, ev_path, ev_filter, ev_filter_index, ev_list, ev_context,
    ev_if, ev_for, ev_some, ev_every, ev_and, ev_or, ev_negate, ev_add, ev_sub, ev_mul, ev_div,
    ev_pow, ev_eq, ev_ne, ev_lt, ev_le, ev_gt, ev_ge, ev_eq_const, ev_ne_const, ev_lt_const,
    ev_le_const, ev_gt_const, ev_ge_const, ev_between, ev_in, ev_range, ev_half_range, ev_instance,
    ev_function, ev_builtin, ev_call, ev_call_named, ev_coerce, ev_temporal, ev_test_any,
    ev_test_cmp, ev_test_expr, ev_test_within, ev_test_set, ev_test_list, ev_test_not;

/* parser */
struct node *parse_additive(struct session *s);
/* Behind "lo ..": the end of a range and what closes it. */
struct node *range_rest(struct session *s, struct node *lo, bool lo_closed, size_t at);
struct node *parse_in_tests(struct session *s, int32_t slot);
bool comparison_op(const struct session *s, enum node_op *op);
bool string_value(arena *a, str quoted, val *out);
struct node *node_grown(struct session *s, struct node *n);
struct node *node_temporal(struct session *s, val v, size_t at);
struct node *node_negate(struct session *s, const struct node *a, size_t at);
struct node *node_logic(struct session *s, eval_fn *fn, const struct node *a, const struct node *b,
                        size_t at);
struct node *node_filter(struct session *s, const struct node *list, const struct node *cond,
                         int32_t item, size_t at);
struct node *node_half_range(struct session *s, enum node_op op, const struct node *e, size_t at);
struct node *node_loop(struct session *s, enum loop_kind kind, const struct loop *loops, uint32_t n,
                       int32_t partial, const struct node *body, unsigned weight, size_t at);

/* temporal values with the environment's zones */
val temporal_zoned(struct rt *r, val v);                /* offsets of IANA names filled in */
val temporal_add(struct rt *r, val x, val y, int sign); /* x + sign * y */
val temporal_property(struct rt *r, val v, str key);    /* null with NULL_NAME: no such property */
bool temporal_order(struct rt *r, val x, val y, int *out);
val duration_scale(struct rt *r, val d, val number, bool divide);
val duration_ratio(struct rt *r, val x, val y);
val days_of_nanos(__int128 nanos); /* null where out of range */
__int128 nanos_of(val days);

/* Does v, which is in the slot of the test, pass it?  Constants alone are compared without a call.
 */
static inline bool test_passes(const struct node *n, struct rt *r, val v)
{
    if (n->fn != ev_test_set)
        return val_is_true(eval(n, r));
    for (uint32_t i = 0; i < n->n; i++)
        if (rt_same(r, v, n->k.l[i]))
            return true;
    return false;
}

#endif
