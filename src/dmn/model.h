/* dmn/model.h - the room's inside: elements, requirements, tables, one evaluation. */
#ifndef DMN_MODEL_H
#define DMN_MODEL_H

#include "codec/xml.h"
#include "dmn/dmn.h"
#include "feel/infer.h"
#include "feel/ops.h"

enum element_kind { EL_INPUT, EL_DECISION, EL_BKM, EL_SERVICE };

struct element;
struct table;

/* What an element may use: another element, under its own name or below the name of an import. */
struct require {
    const struct element *el;
    str import; /* empty: of the same model */
};

/* The members of a context that a logic reads; none: it reads the context as a whole. */
struct reads {
    const str *members;
    uint32_t n;
};

/* Something of the requirement graph. */
struct element {
    enum element_kind kind;
    str name, title, id; /* name of the variable; name of the element */
    const struct xml_node *xml;
    struct dmn *home;
    uint32_t index; /* over all models loaded together */
    str type_name;
    const struct feel_type
        *type;                 /* of the value; of a function: of the function or of its result */
    VEC(struct require) needs; /* information and knowledge requirements, in order */
    const struct element *const *sources; /* of logic's globals; null: an import, or unknown */
    struct feel *logic;                   /* null: none, or not executable */
    const struct reads *reads;            /* of logic's globals */
    const struct feel_fn *closed; /* of a function that reads nothing outside but functions of that
                                     kind: the same in each run; else null */
    const str *scope; /* names given to the parser: logic->globals[].outer is an index */
    size_t n_scope;
    VEC(const struct element *) outputs, inputs, input_decisions; /* services */
    const struct feel_field *params;
    uint8_t mark; /* while cycles are searched */
};

/* Model is null where it could not be had. */
struct import {
    str name, ns;
    struct dmn *model;
};

/* An item definition. */
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

/* The model. */
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
    VEC(const struct table *) tables;
};

/* ---- reading ---- */

/* A finding at an element: its line, the nearest id, a sentence and its repair. */
void dmn_finding(struct dmn *m, enum finding_level level, const struct xml_node *at,
                 const char *code, const char *repair, const char *fmt, ...) PRINTF_LIKE(6, 7);
/* The first child of DMN of that name; null where n is null. */
static inline struct xml_node *child(const struct dmn *m, const struct xml_node *n,
                                     const char *name)
{
    return n ? xml_child(n, m->root->ns, str_z(name)) : NULL;
}
static inline bool is_dmn(const struct dmn *m, const struct xml_node *n, const char *name)
{
    return xml_is(n, m->root->ns, str_z(name));
}
/* All item definitions to m->items and m->types. */
void types_read(struct dmn *m);
/* The type of a typeRef; null for none or unknown (a finding). */
const struct feel_type *type_ref(struct dmn *m, str ref, const struct xml_node *at);
/* "#id" here, or "namespace#id" in an import, whose name goes to *import; else null. */
struct element *element_by_href(struct dmn *m, str href, str *import);
/* By name, else by id; null where there is none. */
const struct element *element_named(const struct dmn *m, str name_or_id, enum element_kind kind);
/* A decision of that name or id, else a decision service; null where there is neither. */
static inline const struct element *element_decided(const struct dmn *m, str name_or_id)
{
    const struct element *e = element_named(m, name_or_id, EL_DECISION);
    return e ? e : element_named(m, name_or_id, EL_SERVICE);
}
/* The logic of a decision or business knowledge model to a program. */
void element_compile(struct dmn *m, struct element *e);
/* For each global of the element's logic, in the arena. */
const struct reads *element_reads(arena *a, const struct element *e);

#endif
