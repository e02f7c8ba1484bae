/* bpmn/diagram.h - a model as a picture (SVG, from the file's own layout) and the same in words. */
#ifndef BPMN_DIAGRAM_H
#define BPMN_DIAGRAM_H

#include "bpmn/run.h"
#include "bpmn/shape.h"

/* What is shown.  Every text is optional. */
struct diagram_options {
    const struct bpmn_marks *marks; /* null: the model alone */
    str title, desc;                /* for those who do not see it */
    str id;                         /* prefix of ids, unique on the page; default "bpmn" */
    /* The name of an element in the reader's language; STR_NULL: the model's own name. */
    str (*label)(void *user, str element_id);
    /* A small second text below a node (a time, a count); STR_NULL: none. */
    str (*badge)(void *user, str element_id);
    void *user;
    bool links; /* each node is a link "#<id>-<element id>" to its entry in the outline */
};

/* Adds one <svg role="img"> to out, with no style attributes and no scripts; colours come from CSS
 * by classes: svg.bpmn; g.bpmn-node, .bpmn-flow, .bpmn-lane, .bpmn-pool, .bpmn-note, .bpmn-data,
 * .bpmn-message-flow; and on node and flow .is-present, .is-visited, .is-incident.  Lines are
 * currentColor. Text is escaped.  ERR_MISSING where the file holds no layout: nothing is added. */
MUST_USE err bpmn_svg(buf *out, const struct bpmn *m, const struct diagram_options *o);

enum outline_state { OUTLINE_OPEN, OUTLINE_DONE, OUTLINE_PRESENT, OUTLINE_NEXT };
struct outline_step {
    const struct bpmn_node *node;
    str name; /* by the label callback; the kind's English words where there is none */
    str lane;
    const char *kind; /* stable key: "user_task", "exclusive_gateway", "timer_event" ... */
    enum outline_state state;
    bool incident;
    int depth;            /* 0 for the process, 1 inside of a subprocess ... */
    const uint32_t *next; /* indexes of the steps that may follow */
    uint32_t next_n;
    const str *next_words; /* name of the flow to each, or empty */
};
struct outline {
    const struct outline_step *v;
    size_t n;
};
/* The steps in the order of the flow; gateways without a name and mere joins are left out, and
 * their successors take their place. */
struct outline bpmn_outline(arena *a, const struct bpmn *m, str process_id,
                            const struct diagram_options *o);

#endif
