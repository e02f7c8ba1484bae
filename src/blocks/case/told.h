/* blocks/case/told.h - tests of decision tables, and what an explanation says was missed by little,
 * as sentences in the reader's language. */
#ifndef BLOCKS_CASE_TOLD_H
#define BLOCKS_CASE_TOLD_H

#include "act/web.h"
#include "dmn/dmn.h"
#include "site/service.h"

/* The end of the test that begins at from in a cell: a comma outside of texts and brackets, or the
 * cell's end. */
size_t told_piece_end(str text, size_t from);
/* The column that an explanation calls by that label; null where there is none. */
const struct dmn_output *told_column(const struct dmn_output *c, size_t n, str label);
/* A test of a column in words where it is of a simple form (`<= 20000`, `[1..5]`, `"a","b"`,
 * `not(...)`, true, dates: "at most 20,000"), else the text as it stands.  Numbers and dates are
 * written as the language writes them, texts as ruling_value shows them.  Allocated in w->a. */
str told_test(struct web *w, const struct words *model, str column, str text);
/* What the nearest rules of a decision's tables failed by, and what is false in its conjunction: a
 * sentence each ("Income 21,400 does not meet “at most 20,000” (rule 3, clause §7)").  why
 * is the decision's explanation without those that it requires; d may be null.  Allocated in w->a.
 */
size_t told_near(struct web *w, const struct service_decision *d, val why, const str **out);

#endif
