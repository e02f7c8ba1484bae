/* feel/node.h - the program: a tree of closures over slots; shared with dmn/, which adds nodes of
 * its own. */
#ifndef FEEL_NODE_H
#define FEEL_NODE_H

#include "feel/feel.h"

struct rt;
struct node;
typedef val eval_fn(const struct node *n, struct rt *r);

/* What a node is, for passes over the tree (names, constants, explanations); evaluation uses fn
 * alone. */
enum node_kind {
    N_OTHER,
    N_CONST,
    N_LOCAL,
    N_GLOBAL,
    N_ITEM_NAME,
    N_PATH,
    N_FUNCTION,
    N_CALL,
    N_TEST_ANY,
    N_TEST_EQUAL,
    N_TEST_RANGE,
    N_TEST_CMP,
    N_TEST_EXPR,
    N_TEST_LIST,
    N_LIST,
    N_CONTEXT,
    N_RANGE,
    N_COMPARE,
    N_TABLE,
};

enum node_op { OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_POW };

struct node {
    eval_fn *fn;
    uint8_t kind, op;
    uint8_t lo_closed, hi_closed;
    int32_t slot; /* of a frame, or of the globals */
    uint32_t n, n_kids;
    uint16_t deep;    /* longest way down to a leaf */
    bool global;      /* of a comparison with a constant: slot is one of the globals */
    uint32_t at, len; /* place in the text */
    const struct node *a, *b, *c;
    const struct node *const *kids;
    val k;
    str name;
    const void *x;                /* by kind: names, function template, built-in, table */
    const struct feel_type *type; /* what is known of the result; null: nothing */
};

/* A function as a value. */
struct feel_fn {
    str name;
    uint32_t n, n_caps, n_slots;
    const struct feel_field *params;
    const struct feel_type *result;
    const struct node *body;
    const int32_t *to; /* slots that the captured values go to */
    const val *caps;
    val *g;                  /* globals of the program it came from */
    const struct builtin *b; /* a built-in instead of a body */
    val (*native)(void *ctx, struct rt *r, const val *args); /* or a decision service */
    void *ctx;
};

/* The template of a function literal. */
struct fn_plan {
    str name; /* of the context entry it is the value of: recursion; else empty */
    uint32_t n, n_slots, n_caps, weight;
    struct feel_field *params;
    const struct feel_type *result;
    const struct node *body;
    const int32_t *from; /* slots of the enclosing frame; -1: the function itself */
    const int32_t *to;   /* slots of the own frame */
};

/* A free name of a program. */
struct global_name {
    str name;
    int32_t outer; /* index into the scope given to the parser, or -1: unknown there */
};

/* The program. */
struct feel {
    str text;
    const struct node *root;
    uint32_t n_slots, n_globals;
    const struct global_name *globals;
    int32_t input; /* slot of "?" in unary tests, else -1 */
    const str *names;
    size_t n_names;
};

/* Nesting of text, height of trees, values of frames and arguments kept on the stack. */
enum { NODE_DEPTH = 200, TREE_DEPTH = 1500, FRAME_SMALL = 12, BUILTIN_ARGS = 8 };

/* Of a context literal. */
struct context_plan {
    const str *keys;
    const int32_t *slots; /* where later entries read them */
};

#endif
