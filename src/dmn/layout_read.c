/* The diagram part of a file (DMN 1.5, chapter 13): bounds of shapes, waypoints of edges. */
#include "dmn/drawing.h"

#include "base/map.h"
#include "text/svg.h"

struct sheet {
    arena *a;
    const struct dmn *m;
    const struct cast *cast;
    map ids;   /* of XML elements */
    map drawn; /* ids of shapes */
    uint32_t lines;
    struct drawing *out;
};

/* Of an imported element the prefix says from where. */
static str local_ref(const struct xml_node *x)
{
    str ref = xml_attr(x, S("dmnElementRef"));
    size_t colon = str_rfind_char(ref, ':');

    return colon == SIZE_MAX ? ref : str_from(ref, colon + 1);
}

static bool bounds_read(const struct xml_node *x, struct shape *s)
{
    const struct xml_node *b = xml_child(x, STR_NULL, S("Bounds"));

    if (!b)
        return false;
    s->x = svg_coordinate(xml_attr(b, S("x")));
    s->y = svg_coordinate(xml_attr(b, S("y")));
    s->w = svg_coordinate(xml_attr(b, S("width")));
    s->h = svg_coordinate(xml_attr(b, S("height")));
    return s->w > 0 && s->h > 0;
}

static struct line points_read(struct sheet *t, const struct xml_node *x)
{
    VEC(struct place) v = { 0 };

    for (const struct xml_node *p = x ? x->first : NULL; p; p = p->next)
        if (str_eq(p->name, S("waypoint")))
            *vec_push(&v, t->a) = (struct place){ svg_coordinate(xml_attr(p, S("x"))),
                                                  svg_coordinate(xml_attr(p, S("y"))) };
    return (struct line){ .at = v.v, .n = (uint32_t)v.n };
}

static const struct element *cast_find(const struct sheet *t, str id)
{
    for (size_t i = 0; i < t->cast->v.n; i++)
        if (str_eq(t->cast->v.v[i]->id, id))
            return t->cast->v.v[i];
    return NULL;
}

static void service_read(struct sheet *t, const struct xml_node *x, struct shape *s)
{
    struct line d = points_read(t, xml_child(x, STR_NULL, S("DMNDecisionServiceDividerLine")));

    s->expanded = !str_eq(xml_attr(x, S("isCollapsed")), S("true"));
    s->divided = d.n ? d.at[0].y : 0;
}

static void shape_read(struct sheet *t, const struct xml_node *x)
{
    str id = local_ref(x);
    const struct element *e = cast_find(t, id);
    const struct xml_node *n = map_get(&t->ids, id);
    struct shape s = { .id = id };

    if (!bounds_read(x, &s))
        return;
    if (e) {
        s.kind = shape_kind_of(e);
        s.name = e->title;
        map_put(&t->drawn, t->a, id, (void *)e);
    } else if (n && str_eq(n->name, S("knowledgeSource"))) {
        s.kind = SHAPE_SOURCE;
        s.name = xml_attr(n, S("name"));
    } else if (n && str_eq(n->name, S("textAnnotation"))) {
        s.kind = SHAPE_NOTE;
        s.name = xml_child_text(n, STR_NULL, S("text"));
    } else {
        return;
    }
    if (s.kind == SHAPE_SERVICE)
        service_read(t, x, &s);
    *vec_push(&t->out->shapes, t->a) = s;
}

static void edge_read(struct sheet *t, const struct xml_node *x)
{
    static const struct {
        const char *name;
        enum line_kind kind;
    } kinds[] = { { "informationRequirement", LINE_INFORMATION },
                  { "knowledgeRequirement", LINE_KNOWLEDGE },
                  { "authorityRequirement", LINE_AUTHORITY },
                  { "association", LINE_PLAIN } };
    const struct xml_node *n = map_get(&t->ids, local_ref(x));
    struct line line = points_read(t, x);

    FOR_EACH(kinds, k) {
        if (!n || line.n < 2 || !str_eq(n->name, str_z(k->name)))
            continue;
        line.kind = k->kind;
        t->lines += k->kind == LINE_INFORMATION || k->kind == LINE_KNOWLEDGE;
        *vec_push(&t->out->lines, t->a) = line;
    }
}

bool drawing_read(arena *a, const struct dmn *m, const struct cast *c, struct drawing *out)
{
    struct sheet t = { .a = a, .m = m, .cast = c, .out = out };
    const struct xml_node *di = xml_child(m->root, STR_NULL, S("DMNDI")),
                          *diagram = di ? xml_child(di, STR_NULL, S("DMNDiagram")) : NULL;

    *out = (struct drawing){ 0 };
    if (!diagram)
        return false;
    for (const struct xml_node *x = m->root; x; x = xml_walk(m->root, x))
        if (xml_attr(x, S("id")).n)
            map_put(&t.ids, a, xml_attr(x, S("id")), (void *)x);
    for (const struct xml_node *x = diagram->first; x; x = x->next)
        if (str_eq(x->name, S("DMNShape")))
            shape_read(&t, x);
        else if (str_eq(x->name, S("DMNEdge")))
            edge_read(&t, x);
    for (size_t i = 0; i < c->v.n; i++)
        if (!map_get(&t.drawn, c->v.v[i]->id))
            return false;
    return t.lines >= c->lines;
}
