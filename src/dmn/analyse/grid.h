/* dmn/analyse/grid.h - a decision table as a grid.  The values of each input are cut into atoms:
 * sets of values that no understood cell, allowed value or type tells apart. */
#ifndef DMN_ANALYSE_GRID_H
#define DMN_ANALYSE_GRID_H

#include "dmn/analyse/bits.h"
#include "dmn/table.h"

/* Past so many inputs, rules, or constants of an input the table is too large to analyse. */
enum { AXES_MOST = 64, RULES_MOST = 4096, POINTS_MOST = 4096 };
/* Cells tried, or words of bit sets visited, for one question about a table, and states that it
 * may remember. */
enum { WORK_MOST = 20000000, STATES_MOST = 50000 };

/* ---- atoms ---- */

enum atom_kind {
    ATOM_POINT,
    ATOM_INTERVAL, /* between two points, without them */
    ATOM_REST,     /* every text that is no point */
    ATOM_NULL,
    ATOM_OTHER, /* values of other types, where the input declares none */
};

struct atom {
    enum atom_kind kind;
    bool known; /* value is one of the atom's values */
    val value;
    val lo, hi;     /* ends of an interval; null: none */
    bool possible;  /* some value of it may reach the rules */
    bool certified; /* value does reach the rules: it may stand in an example */
};

/* One input of the table. */
struct axis {
    const struct column *col;
    enum feel_kind kind; /* T_ANY: the values are not understood */
    bool free;           /* may take each certified value whatever the other free inputs are */
    bool used;           /* some rule tests it */
    bool tied;           /* another used input depends on what it depends on */
    uint32_t n, words;
    struct atom *atoms;
    bits possible, certified;   /* atoms */
    bits may, sure;             /* of rule i at i * words: atoms on which its cell may, will pass */
    bits may_rules, sure_rules; /* of atom k at k * the grid's words: the rules whose cell does */
};

struct grid {
    const struct dmn *m;
    const struct table *t;
    arena *a;
    struct rt *r;
    uint32_t n, words; /* axes; words of a set of rules */
    struct axis *axes;
    int64_t work;    /* left for the present question */
    uint32_t states; /* left to remember */
    bool tired;      /* the question was given up */
};

/* The grid of a table; false where it is too large.  It lives in g->a; r->f is a frame of its own.
 */
bool grid_make(struct grid *g);

/* ---- where the values of an input come from ---- */

struct source {
    const struct element *el; /* null: a parameter, or a name that nothing declares */
    str path;                 /* dotted; empty: the element as a whole */
};

struct origin {
    bool unknown;                 /* by variables of the logic around, a constant, the clock */
    bool plain;                   /* a given value as it is: any of its type */
    bool natural;                 /* a count: whole and not negative */
    const struct feel_type *type; /* of the expression; null: not known */
    const struct table *table;    /* the required decision is this table ... */
    uint32_t output;              /* ... and the value one of this output of it */
    bool declared; /* the value of a required decision, whose type is all that is known */
    VEC(struct source) from;
};

/* What an input's expression reads. */
void origin_find(const struct grid *g, const struct column *col, struct origin *o);
/* Does a value of one tell nothing of the other? */
bool origins_apart(const struct origin *x, const struct origin *y);

/* ---- cells ---- */

/* The constants that the cells of an input compare it with. */
struct reader {
    struct rt *r;
    arena *a;
    int32_t slot;
    VEC(val) found;
};

/* The value of an expression without names, "now" and "today"; false for all others. */
bool constant_value(struct rt *r, const struct node *n, val *out);
/* Do the tests depend on nothing but how the input compares with constants?  Adds those. */
bool tests_understood(struct reader *q, const struct node *tests);

/* ---- atoms made ---- */

enum between { BETWEEN_FOUND, BETWEEN_NONE, BETWEEN_UNKNOWN };

/* A value of the kind strictly between the two (null: no end): found, proved not to be, or neither.
 */
enum between witness_between(arena *a, enum feel_kind kind, val lo, val hi, val *out);
/* A text that is none of the n. */
val witness_text(arena *a, const val *points, size_t n);
/* Makes g->axes[column]; false where it has too many atoms, or they cannot be compared. */
bool axis_make(struct grid *g, uint32_t column, const struct origin *o);

/* ---- answers ---- */

/* A set of atoms for each axis. */
struct region {
    bits *atoms;
};

enum { REGIONS_MOST = 16 };

/* A question may begin: all of its work is left. */
void grid_ask(struct grid *g);
/* Combinations of free inputs that no rule covers, each as wide as it can be: at most
 * REGIONS_MOST.  None where the question was given up. */
uint32_t gaps_find(struct grid *g, struct region *out);
/* Does one of the rules of a set surely fire wherever rule i may? */
bool rule_masked(struct grid *g, uint32_t i, const_bits by);
/* Can the rules fire together?  example: an atom for each axis, UINT32_MAX: any value. */
bool rules_overlap(struct grid *g, uint32_t i, uint32_t k, uint32_t *example);

/* Unary tests that describe the region: Income: > 20000; Region: "south". */
str region_text(const struct grid *g, const struct region *region);
/* Of each axis that is free the first of the region's atoms. */
void region_example(const struct grid *g, const struct region *region, uint32_t *example);
/* Income = 20001, Region = "south". */
str example_text(const struct grid *g, const uint32_t *example);

#endif
