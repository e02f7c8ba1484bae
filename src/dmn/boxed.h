/* dmn/boxed.h - boxed expressions (DMN 1.5, 10.2) to nodes of FEEL, and to text. */
#ifndef DMN_BOXED_H
#define DMN_BOXED_H

#include "dmn/model.h"

/* One logic being compiled. */
struct build {
    struct dmn *m;
    struct session s;
    struct element *e;
};

/* The node of the first expression among n's children; a null constant with a finding where there
 * is none. */
struct node *boxed_child(struct build *b, const struct xml_node *n);
/* One boxed expression, converted to its typeRef. */
struct node *boxed(struct build *b, const struct xml_node *n);
/* FEEL text; after a finding a constant null. */
struct node *boxed_text(struct build *b, str text, const struct xml_node *at);
/* A text of unary tests against a slot; null after a finding. */
struct node *boxed_tests(struct build *b, str text, int32_t slot, const struct feel_type *input,
                         const struct xml_node *at);
/* A finding where v never is a value of type t (null: anything); the border adds the conversion. */
void boxed_border_check(struct build *b, const struct node *v, const struct feel_type *t,
                        const struct xml_node *at);
struct node *boxed_border(struct build *b, struct node *v, const struct feel_type *t,
                          const struct xml_node *at);
/* A function definition, or the logic of a business knowledge model. */
struct node *boxed_function(struct build *b, const struct xml_node *n,
                            const struct feel_type *result);
/* A decision table; its node points at a struct table. */
struct node *boxed_table(struct build *b, const struct xml_node *n);
/* Is the element's expression FEEL?  Else there is a finding. */
bool language_known(struct dmn *m, const struct xml_node *n);
/* The first boxed expression among the children; null where there is none. */
const struct xml_node *first_expression(const struct dmn *m, const struct xml_node *n);
/* Whether the node is a boxed expression. */
bool is_expression(const struct dmn *m, const struct xml_node *n);

/* ---- as text ---- */

/* Tables met while an expression was written, in order. */
struct boxed_tables {
    VEC(const struct xml_node *) v;
};
/* A boxed expression as FEEL text, parts in the order of the model.  A decision table in it is
 * written as its id and added to tables. */
str boxed_as_text(const struct dmn *m, arena *a, const struct xml_node *n,
                  struct boxed_tables *tables);

#endif
