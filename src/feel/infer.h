/* feel/infer.h - what is known of types before anything runs.  For feel/ and dmn/ alone; the public
 * face is feel_mistyped. */
#ifndef FEEL_INFER_H
#define FEEL_INFER_H

#include "feel/node.h"

/* The type of the node's results; null where nothing is known.  New types live in a. */
const struct feel_type *node_type(arena *a, const struct node *n);
/* The first part of an expression, or of tests of an input of that type, that can only give null or
 * never holds: true, and where says which.  Where anything is unknown it is not wrong. */
bool node_mistyped(arena *a, const struct node *n, str text, const struct feel_type *input,
                   struct feel_error *where);
/* No result of the node conforms to t; *got gets what the results are. */
bool node_border_wrong(arena *a, const struct node *n, const struct feel_type *t,
                       const struct feel_type **got);
/* Line and column of a byte of the text. */
void feel_place(struct feel_error *where, str text, size_t at);

#endif
