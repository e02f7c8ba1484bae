/* blocks/case/ruling.h - decision models and what they decided, told to people in their language.
 */
#ifndef BLOCKS_CASE_RULING_H
#define BLOCKS_CASE_RULING_H

#include "act/web.h"
#include "views/page.h"

/* The word of an element of the model; where the reader's language has none, what the model says.
 */
str ruling_word(const struct web *w, const struct words *words, str element, str property,
                str otherwise);
/* What a decision, an input or another element is called: its word `name`, else its name as people
 * write it ("birth_date" is "Birth date"). */
str ruling_name(const struct web *w, const struct words *words, str element, str name);
/* A value of a column: the word `values.<value>` of that column, a clause of the law by its name,
 * else as people write it ("two_mothers" is "two mothers"). */
str ruling_value(struct web *w, const struct words *words, str column, val v);
/* The parameter of that name of the site's laws, or null. */
const struct law_param *ruling_parameter(const struct site *s, str name);
/* A cell of a table.  Values that it lists are shown as ruling_value does, "a or b"; what compares
 * or computes stays FEEL, and *feel is set.  Empty for "-", which every value passes. */
str ruling_cell(struct web *w, const struct words *words, str column, str text, bool *feel);
/* "Civil Status Act, section 21" for "civil-status-act/21", and where it can be read (may be
 * empty); STR_NULL where the text names no clause of the site's laws. */
str ruling_clause(struct web *w, str text, url *href);
/* What an annotation of a rule says: a clause by its name, else the rule's word
 * `annotations.<name>`, else its text. */
str ruling_note(struct web *w, const struct words *words, str rule, str name, str text, url *href);
/* Why a value is null, as a sentence; empty for other values and where null is the answer. */
str ruling_why(struct web *w, val v);
/* A decision's result: the columns by the model's labels, in the reader's words. */
str ruling_result(struct web *w, const struct service *s, str decision, val result);
/* An explanation of dmn/ as steps for the view `explanation`: the decision first.  s may be
 * null. */
size_t ruling_steps(struct web *w, const struct service *s, val explanation,
                    const struct v_explanation_step **out);

#endif
