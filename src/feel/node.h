/* feel/node.h - the program: a tree of closures over slots; shared with dmn/, which adds nodes of its own. */
#ifndef FEEL_NODE_H
#define FEEL_NODE_H

#include "feel/feel.h"

struct rt;
struct node;
typedef val eval_fn(const struct node *n, struct rt *r);

/* What a node is, for passes over the tree (names, constants, explanations); evaluation uses fn alone. */
enum node_kind {
    N_OTHER, N_CONST, N_LOCAL, N_GLOBAL, N_ITEM_NAME, N_PATH, N_FUNCTION, N_CALL, N_TEST_ANY, N_TEST_EQUAL,
    N_TEST_RANGE, N_TEST_CMP, N_TEST_EXPR, N_TEST_LIST, N_LIST, N_CONTEXT, N_RANGE, N_COMPARE, N_TABLE,
};

enum node_op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_POW };

struct node {
    eval_fn *fn;
    uint8_t kind, op;
    uint8_t lo_closed, hi_closed;
    int32_t slot;               /* of a frame, or of the globals */
    uint32_t n, n_kids;
    uint16_t deep;              /* longest way down to a leaf */
    uint32_t at, len;           /* place in the text */
    const struct node *a, *b, *c;
    const struct node *const *kids;
    val k;
    str name;
    const void *x;              /* by kind: names, function template, built-in, table */
    const struct feel_type *type; /* what is known of the result; null: nothing */
};

/* A function as a value. */
struct feel_fn {
    str name;
    uint32_t n, n_caps, n_slots;
    const struct feel_field *params;
    const struct feel_type *result;
    const struct node *body;
    const int32_t *to;           /* slots that the captured values go to */
    const val *caps;
    val *g;                      /* globals of the program it came from */
    const struct builtin *b;     /* a built-in instead of a body */
    val (*native)(void *ctx, struct rt *r, const val *args); /* or a decision service */
    void *ctx;
};

/* The template of a function literal. */
struct fn_plan {
    str name;                    /* of the context entry it is the value of: recursion; else empty */
    uint32_t n, n_slots, n_caps, weight;
    struct feel_field *params;
    const struct feel_type *result;
    const struct node *body;
    const int32_t *from;         /* slots of the enclosing frame; -1: the function itself */
    const int32_t *to;           /* slots of the own frame */
};

struct global_name {
    str name;
    int32_t outer;               /* index into the scope given to the parser, or -1: unknown there */
};

struct feel {
    str text;
    const struct node *root;
    uint32_t n_slots, n_globals;
    const struct global_name *globals;
    int32_t input;               /* slot of "?" in unary tests, else -1 */
    const str *names;
    size_t n_names;
};

enum { NODE_DEPTH = 200, TREE_DEPTH = 1500, FRAME_SMALL = 12, BUILTIN_ARGS = 8 };

struct context_plan {
    const str *keys;
    const int32_t *slots; /* where later entries read them */
};

/* One evaluation. */
struct rt {
    struct feel_env *env;
    arena *a;
    val *f;                      /* frame of the running function */
    val *g;                      /* globals of its program */
    int64_t steps;
    size_t used_max;             /* of a->used */
    const char *stack_low;
    bool stopped;
    const struct node *where;
    void *trace;                 /* dmn: the record of an explanation, or null */
};

eval_fn ev_const, ev_local, ev_global;

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

/* The value of a key, or null; hint is where the last one was found, because facts come in the order of use. */
static inline const val *context_find(val c, str key, uint32_t *hint)
{
    uint32_t n = c.c->n, i = *hint < n ? *hint : 0;
    for (uint32_t tried = 0; tried < n; tried++) {
        const struct val_entry *e = &c.c->e[i];
        if (e->key.n == key.n && (e->key.p == key.p || memcmp(e->key.p, key.p, key.n) == 0)) {
            *hint = i + 1;
            return &e->value;
        }
        i = i + 1 < n ? i + 1 : 0;
    }
    return NULL;
}

static inline val null_type(const char *where) { return val_null_because(NULL_TYPE, where); }
static inline val null_arg(const char *where) { return val_null_because(NULL_ARGUMENT, where); }

void rt_begin(struct rt *r, struct feel_env *env);
/* Writes the steps left back; FAULT(ERR_BUDGET) where it stopped. */
MUST_USE err rt_end(struct rt *r);
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
bool rt_room(struct rt *r, size_t bytes);

/* A list that grows; stops quietly with the evaluation. */
struct rt_list {
    val *v;
    size_t n, room;
};
void rt_push(struct rt *r, struct rt_list *l, val v);
static inline val rt_done(const struct rt_list *l) { return val_list(l->v, l->n); }

/* Runs a program with its globals already in place. */
val feel_run(const struct feel *f, struct rt *r, val *globals);
val feel_run_test(const struct feel *f, struct rt *r, val *globals, val input);
/* Applies a function value to positional arguments; null with a reason where it does not fit. */
val feel_apply(struct rt *r, val fn, const val *args, uint32_t n, const struct node *where);
val feel_apply_named(struct rt *r, val fn, const str *names, const val *args, uint32_t n, const struct node *where);

/* Three-valued: V_BOOL or null.  Zones by the environment. */
val feel_equal(struct rt *r, val x, val y);
/* Order of two values of one type; false where they cannot be compared. */
bool feel_order(struct rt *r, val x, val y, int *out);
val feel_compare(struct rt *r, enum node_op op, val x, val y);
val feel_arith(struct rt *r, enum node_op op, val x, val y);
/* x in y for y a range, list, or value. */
val feel_in(struct rt *r, val x, val y);
bool feel_range_has(struct rt *r, const struct val_range *g, val x);
bool feel_same(struct rt *r, val x, val y); /* as keys of distinct values: null equals null */
val feel_path(struct rt *r, val v, str key);
val feel_filter_index(val list, val index);

#endif
