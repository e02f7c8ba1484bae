/* blocks/case/told.h - the explanation of a ruling as sentences for the person concerned. */
#ifndef BLOCKS_CASE_TOLD_H
#define BLOCKS_CASE_TOLD_H

#include "page/words.h"
#include "site/service.h"

/* A rule that fired: what it asked for, and the clause that its table names. */
struct case_rule {
    str text, clause;
};

struct case_told {
    struct case_rule *rules; /* that fired, in the decision and in those it requires */
    size_t rules_n;
    str *near; /* a sentence for each rule or condition that was missed by little */
    size_t near_n;
};

/* Says an explanation (src/dmn/README.md) in the language of w.  Tests of simple form (`<= 20000`,
 * `[1..5]`, `"a","b"`, `not(...)`, true, dates) are put into words, numbers and dates written as
 * the language writes them; any other test stands as the model has it.  Labels and values have the
 * words that the service s gives for the model's columns; s may be null.  Allocated in a. */
void case_tell(arena *a, const struct wording *w, const struct service *s, val explanation,
               struct case_told *out);

#endif
