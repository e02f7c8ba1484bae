/* dmn/table.h - decision tables compiled, and one evaluation of a requirement graph. */
#ifndef DMN_TABLE_H
#define DMN_TABLE_H

#include "dmn/boxed.h"

enum hit {
    HIT_UNIQUE,
    HIT_FIRST,
    HIT_PRIORITY,
    HIT_ANY,
    HIT_COLLECT,
    HIT_RULE_ORDER,
    HIT_OUTPUT_ORDER
};
enum aggregate { AGG_NONE, AGG_SUM, AGG_COUNT, AGG_MIN, AGG_MAX };

/* CELL_BOOL: a boolean tests booleans, and stands for itself with other types. */
enum cell_kind { CELL_ANY, CELL_NODE, CELL_EQUAL, CELL_BOOL, CELL_RANGE, CELL_SET, CELL_NOT_SET };

struct cell {
    uint8_t kind, lo_closed, hi_closed, has; /* has: 1 lo, 2 hi */
    bool whole;                              /* least and most are there */
    uint32_t n;
    int32_t slot;            /* of the input */
    const struct node *node; /* always there but for CELL_ANY */
    val a, b;                /* the constant; the ends */
    union {
        const val *set;
        struct {
            int64_t least, most; /* the range in units of a's exponent, both within it */
        };
    };
};

struct column {
    str label, text;
    int32_t slot;
    const struct xml_node *xml;
    const struct node *expr;
    const struct node *allowed; /* tests of inputValues */
    const struct feel_type *type;
    const struct feel_type *tested; /* of the values that its tests meet; null: not known */
};

struct output {
    str name;
    const struct feel_type *type;
    const struct node *allowed;
    val order; /* list of outputValues, for priorities; null where there are none */
    const struct node *otherwise; /* defaultOutputEntry */
};

struct rule {
    const struct xml_node *xml;
    str id;
    int line;
    const struct cell *cells; /* one for each input */
    const struct cell *tests; /* those that test something */
    uint32_t n_tests;
    const struct node *const *outputs;
    const str *notes;
    const str *texts; /* of the input entries */
};

struct table {
    const struct xml_node *xml;
    const struct element *el; /* whose logic it belongs to */
    str id, name;
    enum hit hit;
    enum aggregate agg;
    uint32_t n_in, n_out, n_rules, n_notes;
    struct column *in;
    struct output *out;
    struct rule *rules;
    const str *note_names;
};

/* Evaluates the table at n->x. */
val ev_table(const struct node *n, struct rt *r);
/* Does x, which stands in the slot of the cell's input, pass the cell? */
bool cell_passes(struct rt *r, const struct cell *c, val x);
/* The place of a value in the order of an output that has one: 0 goes first. */
uint32_t output_rank(struct rt *r, const struct output *o, val v);
/* As the XML writes them. */
const char *hit_name(enum hit h);
const char *aggregate_name(enum aggregate a);

enum run_state { RUN_NOT, RUN_BUSY, RUN_DONE };

struct run {
    const struct dmn *m;
    struct rt *r;
    val inputs;
    val *memo;
    uint8_t *state;
    uint32_t hint; /* where in the inputs the last one was found */
    const struct element *top;
    struct record *record; /* being explained; null: not */
};

/* What is written down about one decision while it is evaluated. */
struct record {
    const struct element *el;
    arena *a;
    VEC(val) tables; /* contexts, one for each table evaluated */
    VEC(val) needs;  /* explanations of required decisions */
    VEC(val) failed; /* of a conjunction: what is false in it */
};

/* The value of an element, evaluated the first time only. */
val element_value(struct run *run, const struct element *e);
/* What a decision's logic has read of the values of its names: a context. */
val explain_values(arena *a, const struct element *e, const val *globals);
/* The explanation of one decision as a context; used: what it was decided with. */
val explain_decision(struct run *run, const struct element *e, const struct record *rec, val used,
                     val result);
/* Notes a table that was evaluated in the record that r traces to. */
void explain_table(struct rt *r, const struct table *t, const uint32_t *fired, uint32_t n,
                   bool defaulted, val result);
/* Notes what is false in a literal expression that joins comparisons by "and" and gave false. */
void explain_conjunction(struct rt *r, const struct feel *f, val *globals, val result,
                         struct record *rec);

#endif
