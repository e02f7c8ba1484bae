/* feel/run.h - one evaluation: its state and budgets, and the operations on values
 * that need them. */
#ifndef FEEL_RUN_H
#define FEEL_RUN_H

#include "feel/find.h"
#include "feel/node.h"

/* One evaluation. */
struct rt {
    struct feel_env *env;
    arena *a;
    val *f; /* frame of the running function */
    val *g; /* globals of its program */
    int64_t steps;
    size_t used_max; /* of a->used */
    const char *stack_low;
    bool stopped;
    const struct node *where;
    void *trace; /* dmn: the record of an explanation, or null */
};

/* The two that eval looks for. */
eval_fn ev_const, ev_global;

/* Constants and names are most of a tree: they are read without a call. */
static inline val eval(const struct node *n, struct rt *r)
{
    if (n->fn == ev_const)
        return n->k;
    return n->fn == ev_global ? r->g[n->slot] : n->fn(n, r);
}

/* Numbers of one exponent in the small form: nearly all that rules compare. */
static inline bool small_pair(val x, val y)
{
    return x.tag == V_NUMBER && y.tag == V_NUMBER && x.exp == y.exp;
}

static inline val null_type(const char *where)
{
    return val_null_because(NULL_TYPE, where);
}
static inline val null_arg(const char *where)
{
    return val_null_because(NULL_ARGUMENT, where);
}

/* An evaluation begins with the budgets of its environment. */
void rt_begin(struct rt *r, struct feel_env *env);
/* Writes the steps left back; FAULT(ERR_BUDGET) where it stopped. */
MUST_USE err rt_end(struct rt *r);
/* Ends the evaluation: what was used up, and where. */
void rt_stop(struct rt *r, const struct node *where, const char *what);
/* False: the budget is used up, and the caller returns null at once. */
static inline bool rt_step(struct rt *r, const struct node *where, int64_t n)
{
    if (__builtin_expect((r->steps -= n) < 0, 0)) {
        rt_stop(r, where, "steps");
        return false;
    }
    return !r->stopped;
}
/* n values in the arena, or null where the memory is used up. */
val *rt_vals(struct rt *r, size_t n);
/* May the arena grow by so much?  Else the evaluation stops. */
bool rt_room(struct rt *r, size_t bytes);

/* Is there stack left for one more call?  Else the evaluation stops. */
bool rt_stack(struct rt *r, const struct node *where);
/* Lists and contexts may share what is in them, and so be far larger written out than in memory:
 * false, and the evaluation stops, where v has more than a quarter of the memory's budget then, or
 * is nested more than 1000 deep. */
bool rt_fits_whole(struct rt *r, val v);
static inline bool rt_fits(struct rt *r, val v)
{
    return v.tag == V_LIST || v.tag == V_CONTEXT ? rt_fits_whole(r, v) : !r->stopped;
}

/* A list that grows; stops quietly with the evaluation. */
struct rt_list {
    val *v;
    size_t n, room;
};
/* Adds an item; does nothing where the memory is used up. */
void rt_push(struct rt *r, struct rt_list *l, val v);
static inline val rt_done(const struct rt_list *l)
{
    return val_list(l->v, l->n);
}

/* feel_coerce and feel_conforms within an evaluation: constraints spend its budget.  r null:
 * constraints are not tested. */
val rt_convert(struct rt *r, const struct feel_type *t, val v); /* t and v not null */
static inline val rt_coerce(struct rt *r, const struct feel_type *t, val v)
{
    if (!t || v.tag == V_NULL ||
        (feel_kind_of(v) == t->kind && t->kind <= T_MONTHS && !t->allowed && !t->also))
        return v;
    return rt_convert(r, t, v);
}
bool rt_conforms(struct rt *r, const struct feel_type *t, val v, bool strict);

/* The function of a template, with what it captures and reads. */
struct feel_fn function_of(const struct fn_plan *p, const val *caps, val *globals);

/* Runs a program with its globals already in place. */
val feel_run(const struct feel *f, struct rt *r, val *globals);
/* Unary tests; input is what "?" means. */
val feel_run_test(const struct feel *f, struct rt *r, val *globals, val input);
/* Applies a function value to positional arguments; null with a reason where it does not fit. */
val feel_apply(struct rt *r, val fn, const val *args, uint32_t n, const struct node *where);
/* The same with arguments by name. */
val feel_apply_named(struct rt *r, val fn, const str *names, const val *args, uint32_t n,
                     const struct node *where);

/* Three-valued: V_BOOL or null.  Zones by the environment. */
val feel_equal(struct rt *r, val x, val y);
/* feel_equal is true; strings, booleans and numbers of one exponent are compared without a call. */
static inline bool rt_same(struct rt *r, val x, val y)
{
    if (x.tag == V_STRING && y.tag == V_STRING)
        return x.n == y.n && bytes_same(x.s, y.s, x.n);
    if (small_pair(x, y) || (x.tag == V_BOOL && y.tag == V_BOOL))
        return x.m == y.m;
    return val_is_true(feel_equal(r, x, y));
}
/* Order of two values of one type; false where they cannot be compared. */
bool feel_order(struct rt *r, val x, val y, int *out);
/* One of the six comparisons: V_BOOL or null. */
val feel_compare(struct rt *r, enum node_op op, val x, val y);
/* Arithmetic by the tables of 10.3.2.11; null with a reason where they have no row. */
val feel_arith(struct rt *r, enum node_op op, val x, val y);
/* x in y for y a range, list, or value. */
val feel_in(struct rt *r, val x, val y);
/* False too where the two cannot be compared. */
bool feel_range_has(struct rt *r, const struct val_range *g, val x);
bool feel_same(struct rt *r, val x, val y); /* as keys of distinct values: null equals null */
/* v.key: entries, properties of temporal values and ranges, projection over lists. */
val feel_path(struct rt *r, val v, str key);
/* list[index], from 1, or from the end where negative. */
val feel_filter_index(val list, val index);

#endif
