/* bpmn/svg.h - inside of the picture: the writer and the icons.  Not for other rooms. */
#ifndef BPMN_SVG_H
#define BPMN_SVG_H

#include "bpmn/diagram.h"
#include "text/safe.h"
#include "text/svg.h"

struct svg {
    buf *b;
    const struct bpmn *m;
    const struct diagram_options *o;
};

/* What the shape is called, in the reader's language. */
str svg_label(const struct svg *v, const struct bpmn_shape *s);

/* icons.c */
void svg_event_icon(buf *b, const struct bpmn_node *n, double x, double y, double r);
void svg_gateway_icon(buf *b, const struct bpmn_node *n, double x, double y, double r);
void svg_task_icon(buf *b, const struct bpmn_node *n, double x, double y);
void svg_activity_marks(buf *b, const struct bpmn_node *n, double x, double y, bool collapsed);

/* Where a text of that width (user units) stands beside a shape: the middle of its line.  Clear
 * of arrows, labels and other shapes where there is such a place, else below. */
struct bpmn_point svg_badge_at(const struct svg *v, const struct bpmn_shape *s, double width);

#endif
