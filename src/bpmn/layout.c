/* The diagram part of a file (BPMN 2.0.2, clause 12): bounds of shapes, waypoints of edges, places
 * of labels. */
#include "bpmn/parse.h"
#include "bpmn/shape.h"
#include "text/svg.h"

static bool bounds_read(const struct xml_node *x, double *bx, double *by, double *w, double *h)
{
    const struct xml_node *b = xml_child(x, STR_NULL, S("Bounds"));

    if (!b)
        return false;
    *bx = svg_coordinate(xml_attr(b, S("x")));
    *by = svg_coordinate(xml_attr(b, S("y")));
    *w = svg_coordinate(xml_attr(b, S("width")));
    *h = svg_coordinate(xml_attr(b, S("height")));
    return true;
}

static void points_read(struct reader *r, const struct xml_node *x, struct bpmn_shape *s)
{
    uint32_t n = 0;

    for (const struct xml_node *p = x->first; p; p = p->next)
        n += str_eq(p->name, S("waypoint"));
    struct bpmn_point *points = ARENA_ARRAY(r->a, struct bpmn_point, n + 1);
    for (const struct xml_node *p = x->first; p; p = p->next)
        if (str_eq(p->name, S("waypoint")))
            points[s->points_n++] = (struct bpmn_point){ svg_coordinate(xml_attr(p, S("x"))),
                                                         svg_coordinate(xml_attr(p, S("y"))) };
    s->points = points;
}

static str name_of(const struct reader *r, const struct xml_node *e)
{
    str name = xml_attr(e, S("name"));

    if (str_eq(e->name, S("textAnnotation")))
        name = xml_child_text(e, NS_BPMN, S("text"));
    if (str_eq(e->name, S("participant")) && !name.n) {
        const struct xml_node *p = map_get(&r->ids, xml_attr(e, S("processRef")));
        name = p ? xml_attr(p, S("name")) : name;
    }
    return name.p ? name : S("");
}

static uint32_t flow_index(const struct reader *r, str id)
{
    for (uint32_t i = 0; i < r->flows.n; i++)
        if (str_eq(r->flows.v[i].id, id))
            return i;
    return BPMN_NO;
}

static bool shape_read(struct reader *r, const struct xml_node *x, struct bpmn_shape *s)
{
    str head, tail, id = xml_attr(x, S("bpmnElement"));
    const struct xml_node *e = map_get(&r->ids, id);
    const struct xml_node *label = xml_child(x, NS_BPMNDI, S("BPMNLabel"));

    if (!e && str_cut(id, ':', &head, &tail))
        e = map_get(&r->ids, id = tail);
    if (!e) {
        warn(r, x->line, id, "bpmn.layout", S("Remove the shape."),
             "A shape shows %.*s, which is not there.", STR_ARG(id));
        return false;
    }
    *s = (struct bpmn_shape){
        .element = id,
        .type_name = e->name,
        .name = name_of(r, e),
        .node = node_find(r, id),
        .flow = BPMN_NO,
        .edge = str_eq(x->name, S("BPMNEdge")),
        .horizontal = !str_eq(xml_attr(x, S("isHorizontal")), S("false")),
        .expanded = !str_eq(xml_attr(x, S("isExpanded")), S("false")),
        .marker = str_eq(xml_attr(x, S("isMarkerVisible")), S("true")),
    };
    if (str_eq(e->name, S("sequenceFlow")))
        s->flow = flow_index(r, id);
    if (s->edge)
        points_read(r, x, s);
    else if (!bounds_read(x, &s->x, &s->y, &s->w, &s->h))
        return false;
    s->has_label = label && bounds_read(label, &s->lx, &s->ly, &s->lw, &s->lh);
    return !s->edge || s->points_n > 1;
}

/* The first diagram; others show what is folded away in it. */
void layout_read(struct reader *r)
{
    const struct xml_node *diagram = xml_child(r->root, NS_BPMNDI, S("BPMNDiagram"));
    const struct xml_node *plane = diagram ? xml_child(diagram, NS_BPMNDI, S("BPMNPlane")) : NULL;
    VEC(struct bpmn_shape) shapes = { 0 };
    struct bpmn_shape s;

    for (const struct xml_node *x = plane ? plane->first : NULL; x; x = x->next)
        if ((xml_is(x, NS_BPMNDI, S("BPMNShape")) || xml_is(x, NS_BPMNDI, S("BPMNEdge"))) &&
            shape_read(r, x, &s))
            *vec_push(&shapes, r->a) = s;
    r->m->shapes = shapes.v;
    r->m->shapes_n = (uint32_t)shapes.n;
}
