/* blocks/studio/reach.h - what there is in a service, beside how often tales came there.  Pure. */
#ifndef BLOCKS_STUDIO_REACH_H
#define BLOCKS_STUDIO_REACH_H

#include "bpmn/bpmn.h"
#include "site/site.h"

enum reach_kind {
    REACH_ELEMENT,
    REACH_FLOW,
    REACH_RULE,
    REACH_QUESTION,
    REACH_LETTER,
    REACH_KINDS
};
struct reach_row {
    enum reach_kind kind;
    str id, name;   /* name: as people know it, in the reader's language */
    str of;         /* rule: its decision; question: its form; element: its kind; else empty */
    int64_t n;      /* how often; of elements, flows, questions and letters in how many cases */
    bool unknown;   /* a letter that a computed name may stand for */
    uint32_t index; /* element, flow: of the model; rule: from 1 */
};
struct reach {
    const struct reach_row *v;
    size_t n;
    size_t all[REACH_KINDS], reached[REACH_KINDS]; /* unknown ones are in neither */
};

/* counts: as cli/coverage.h gives them, of this service.  Everything lives in a. */
struct reach reach_of(arena *a, const struct service *v, val counts, str lang);

#endif
