/* bpmn/shape.h - the diagram part of a file: where its elements are drawn. */
#ifndef BPMN_SHAPE_H
#define BPMN_SHAPE_H

#include "bpmn/model.h"

/* What the diagram part says about an element. */
struct bpmn_point {
    double x, y;
};
struct bpmn_shape {
    str element, type_name, name; /* of the element */
    uint32_t node, flow;          /* BPMN_NO where it is none */
    double x, y, w, h;
    bool edge, horizontal, expanded, marker;
    bool has_label;
    double lx, ly, lw, lh;
    const struct bpmn_point *points; /* edge */
    uint32_t points_n;
};

#endif
