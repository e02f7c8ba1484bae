/* dmn/model.h - the room's inside: elements, requirements, tables, one evaluation. */
#ifndef DMN_MODEL_H
#define DMN_MODEL_H

#include "codec/xml.h"
#include "dmn/dmn.h"
#include "feel/ops.h"

enum element_kind { EL_INPUT, EL_DECISION, EL_BKM, EL_SERVICE };

struct element;

/* What an element may use: another element, under its own name or below the name of an import. */
struct require {
    const struct element *el;
    str import; /* empty: of the same model */
};

struct element {
    enum element_kind kind;
    str name, id;
    const struct xml_node *xml;
    struct dmn *home;
    uint32_t index;                 /* over all models loaded together */
    str type_name;
    const struct feel_type *type;   /* of the value; of a function: of the function or of its result */
    VEC(struct require) needs;      /* information and knowledge requirements, in order */
    struct feel *logic;             /* null: none, or not executable */
    const str *scope;               /* names given to the parser: logic->globals[].outer is an index */
    size_t n_scope;
    VEC(const struct element *) outputs, inputs, input_decisions; /* services */
    const struct feel_field *params;
    uint8_t mark;                   /* while cycles are searched */
};

struct import {
    str name, ns;
    struct dmn *model;
};

struct item {
    str name;
    const struct xml_node *xml;
    struct feel_type *type;
    uint8_t state; /* 0 not read, 1 being read, 2 done */
};

/* All models that were loaded together. */
struct world {
    arena *a;
    const struct dmn_loader *loader;
    struct findings *f;
    VEC(struct dmn *) models;
    uint32_t n_elements;
};

struct dmn {
    struct world *world;
    arena *a;
    struct findings *f;
    str name, ns, id;
    const struct xml_node *root;
    VEC(struct element *) elements;
    VEC(struct import) imports;
    VEC(struct item) items;
    VEC(const struct feel_type *) types;
    VEC(str) decisions;
};

/* ---- reading ---- */

void dmn_finding(struct dmn *m, enum finding_level level, const struct xml_node *at, const char *code, const char *repair,
                 const char *fmt, ...) PRINTF_LIKE(6, 7);
static inline struct xml_node *child(const struct dmn *m, const struct xml_node *n, const char *name)
{
    return n ? xml_child(n, m->root->ns, str_z(name)) : NULL;
}
static inline bool is_dmn(const struct dmn *m, const struct xml_node *n, const char *name)
{
    return xml_is(n, m->root->ns, str_z(name));
}
void types_read(struct dmn *m);
/* The type of a typeRef; null for none or unknown (a finding). */
const struct feel_type *type_ref(struct dmn *m, str ref, const struct xml_node *at);
struct element *element_by_href(struct dmn *m, str href, str *import);
const struct element *element_named(const struct dmn *m, str name_or_id, enum element_kind kind);
/* The logic of a decision or business knowledge model to a program. */
void element_compile(struct dmn *m, struct element *e);

/* ---- boxed expressions ---- */

struct build {
    struct dmn *m;
    struct session s;
    struct element *e;
};

/* The node of the first expression among n's children; a null constant with a finding where there is none. */
struct node *boxed_child(struct build *b, const struct xml_node *n);
struct node *boxed(struct build *b, const struct xml_node *n);
struct node *boxed_text(struct build *b, str text, const struct xml_node *at);
/* A text of unary tests against a slot; null after a finding. */
struct node *boxed_tests(struct build *b, str text, int32_t slot, const struct xml_node *at);
struct node *boxed_function(struct build *b, const struct xml_node *n, const struct feel_type *result);
struct node *boxed_table(struct build *b, const struct xml_node *n);
const struct xml_node *first_expression(const struct dmn *m, const struct xml_node *n);

/* ---- tables ---- */

enum hit { HIT_UNIQUE, HIT_FIRST, HIT_PRIORITY, HIT_ANY, HIT_COLLECT, HIT_RULE_ORDER, HIT_OUTPUT_ORDER };
enum aggregate { AGG_NONE, AGG_SUM, AGG_COUNT, AGG_MIN, AGG_MAX };

enum cell_kind { CELL_ANY, CELL_NODE, CELL_EQUAL, CELL_RANGE, CELL_SET, CELL_NOT_SET };

struct cell {
    uint8_t kind, lo_closed, hi_closed, has; /* has: 1 lo, 2 hi */
    uint32_t n;
    const struct node *node; /* always there but for CELL_ANY */
    val a, b;                /* the constant; the ends */
    const val *set;
};

struct column {
    str label, text;
    int32_t slot;
    const struct node *expr;
    const struct node *allowed;      /* tests of inputValues */
    const struct feel_type *type;
};

struct output {
    str name;
    const struct feel_type *type;
    const struct node *allowed;
    val order;                       /* list of outputValues, for priorities; null where there are none */
    const struct node *otherwise;    /* defaultOutputEntry */
};

struct rule {
    str id;
    int line;
    const struct cell *cells;
    const struct node *const *outputs;
    const str *notes;
    const str *texts;                /* of the input entries */
};

struct table {
    str id, name;
    enum hit hit;
    enum aggregate agg;
    uint32_t n_in, n_out, n_rules, n_notes;
    struct column *in;
    struct output *out;
    struct rule *rules;
    const str *note_names;
};

val ev_table(const struct node *n, struct rt *r);
const char *hit_name(enum hit h);
const char *aggregate_name(enum aggregate a);

/* ---- one evaluation ---- */

enum run_state { RUN_NOT, RUN_BUSY, RUN_DONE };

struct run {
    const struct dmn *m;
    struct rt *r;
    val inputs;
    val *memo;
    uint8_t *state;
    const struct element *top;
    const struct run *outer;         /* a decision service called from within another evaluation */
    struct record *record;           /* being explained; null: not */
};

/* What is written down about one decision while it is evaluated. */
struct record {
    const struct element *el;
    arena *a;
    VEC(val) tables;                 /* contexts, one for each table evaluated */
    VEC(val) needs;                  /* explanations of required decisions */
    val_builder used;                /* values of names */
};

val element_value(struct run *run, const struct element *e);
val explain_decision(struct run *run, const struct element *e, const struct record *rec, val result);
void explain_table(struct rt *r, const struct table *t, const uint32_t *fired, uint32_t n, bool defaulted, val result);

#endif
