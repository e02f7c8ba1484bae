/* The picture of a model: shapes and edges as the file lays them out, in SVG that CSS classes
 * colour. */
#include "bpmn/svg.h"

static void circle(buf *b, const char *class, double x, double y, double r)
{
    static const char *const names[] = { "cx", "cy", "r" };

    buf_fmt(b, "<circle class=\"%s\"", class);
    svg_attrs(b, 3, names, (const double[]){ x, y, r });
    buf_add(b, S("/>"));
}

static void diamond(buf *b, const struct bpmn_shape *s)
{
    buf_add(b, S("<polygon class=\"bpmn-box\" points=\""));
    const double p[] = { s->x + s->w / 2, s->y,        s->x + s->w, s->y + s->h / 2,
                         s->x + s->w / 2, s->y + s->h, s->x,        s->y + s->h / 2 };
    for (size_t i = 0; i < LEN(p); i++) {
        if (i)
            buf_char(b, i % 2 ? ',' : ' ');
        svg_number(b, p[i]);
    }
    buf_add(b, S("\"/>"));
}

static void text_upright(buf *b, str text, double x, double y)
{
    buf_add(b, S("<text class=\"bpmn-title\" text-anchor=\"middle\" transform=\"translate("));
    svg_number(b, x);
    buf_char(b, ' ');
    svg_number(b, y);
    buf_add(b, S(") rotate(-90)\">"));
    html_text_to(b, text);
    buf_add(b, S("</text>"));
}

str svg_label(const struct svg *v, const struct bpmn_shape *s)
{
    str text = v->o->label ? v->o->label(v->o->user, s->element) : STR_NULL;

    return text.p ? text : s->name;
}

/* Beside the shape: where the file says, else below. */
static void label_outside(struct svg *v, const struct bpmn_shape *s)
{
    str text = svg_label(v, s);

    if (str_empty(str_trim(text)))
        return;
    if (s->has_label && s->lw > 0)
        svg_text(v->b, text, s->lx + s->lw / 2, s->ly + s->lh / 2, MAX(s->lw + 14, 90),
                 "bpmn-label");
    else
        svg_text(v->b, text, s->x + s->w / 2, s->y + s->h + 18, 110, "bpmn-label");
}

/* ---- nodes ---- */

static void classes(struct svg *v, const char *class, const struct bpmn_shape *s)
{
    const struct bpmn_marks *m = v->o->marks;
    bool node = m && s->node != BPMN_NO, flow = m && s->flow != BPMN_NO;

    buf_fmt(v->b, "<g class=\"%s", class);
    if ((node && m->visited[s->node]) || (flow && m->taken[s->flow]))
        buf_add(v->b, S(" is-visited"));
    if (node && m->present[s->node])
        buf_add(v->b, S(" is-present"));
    if (node && m->incident[s->node])
        buf_add(v->b, S(" is-incident"));
    buf_add(v->b, S("\">"));
}

static void event(struct svg *v, const struct bpmn_shape *s, const struct bpmn_node *n)
{
    double x = s->x + s->w / 2, y = s->y + s->h / 2, r = MIN(s->w, s->h) / 2;
    bool dashed = !n->interrupting && (n->kind == BPMN_BOUNDARY || n->kind == BPMN_START);

    circle(v->b,
           n->kind == BPMN_END ? "bpmn-box bpmn-thick"
           : dashed            ? "bpmn-box bpmn-dashed"
                               : "bpmn-box",
           x, y, r);
    if (n->kind == BPMN_CATCH || n->kind == BPMN_THROW || n->kind == BPMN_BOUNDARY)
        circle(v->b, dashed ? "bpmn-ring bpmn-dashed" : "bpmn-ring", x, y, r - 3);
    svg_event_icon(v->b, n, x, y, r);
    label_outside(v, s);
}

static void activity(struct svg *v, const struct bpmn_shape *s, const struct bpmn_node *n)
{
    bool open = (n->kind == BPMN_SUBPROCESS || n->kind == BPMN_EVENT_SUBPROCESS) && s->expanded;
    const char *class = n->kind == BPMN_EVENT_SUBPROCESS ? "bpmn-box bpmn-dashed"
                        : n->kind == BPMN_CALL_ACTIVITY  ? "bpmn-box bpmn-thick"
                                                         : "bpmn-box";

    svg_rect(v->b, class, s->x, s->y, s->w, s->h, 8);
    if (n->is_transaction)
        svg_rect(v->b, "bpmn-ring", s->x + 3, s->y + 3, s->w - 6, s->h - 6, 6);
    svg_task_icon(v->b, n, s->x + 6, s->y + 6);
    svg_activity_marks(v->b, n, s->x + s->w / 2, s->y + s->h - 12, !open);
    if (open)
        svg_text(v->b, svg_label(v, s), s->x + s->w / 2, s->y + 14, s->w - 16, "bpmn-label");
    else
        svg_text(v->b, svg_label(v, s), s->x + s->w / 2, s->y + s->h / 2, s->w - 10, "bpmn-name");
}

static void badge(struct svg *v, const struct bpmn_shape *s)
{
    str text = v->o->badge ? v->o->badge(v->o->user, s->element) : STR_NULL;

    if (!text.n)
        return;
    struct bpmn_point at = svg_badge_at(v, s, 7.0 * (double)utf8_count(text));
    svg_text(v->b, text, at.x, at.y, 200, "bpmn-badge");
}

static void node(struct svg *v, const struct bpmn_shape *s, const struct bpmn_node *n)
{
    str id = v->o->id.n ? v->o->id : S("bpmn");

    classes(v,
            n->kind == BPMN_SUBPROCESS || n->kind == BPMN_EVENT_SUBPROCESS ? "bpmn-node bpmn-scope"
                                                                           : "bpmn-node",
            s);
    if (v->o->links) {
        buf_fmt(v->b, "<a href=\"#%.*s-", STR_ARG(id));
        html_text_to(v->b, n->id);
        buf_add(v->b, S("\">"));
    }
    if (n->kind <= BPMN_BOUNDARY) {
        event(v, s, n);
    } else if ((n->kind >= BPMN_EXCLUSIVE && n->kind <= BPMN_EVENT_GATEWAY) ||
               str_ends(n->type_name, S("Gateway"))) {
        diamond(v->b, s);
        svg_gateway_icon(v->b, n, s->x + s->w / 2, s->y + s->h / 2, MIN(s->w, s->h) / 2);
        label_outside(v, s);
    } else {
        activity(v, s, n);
    }
    if (v->o->links)
        buf_add(v->b, S("</a>"));
    badge(v, s);
    buf_add(v->b, S("</g>\n"));
}

/* ---- what is no flow node ---- */

static void pool(struct svg *v, const struct bpmn_shape *s, bool lane)
{
    double bar = 30;

    classes(v, lane ? "bpmn-lane" : "bpmn-pool", s);
    svg_rect(v->b, "bpmn-frame", s->x, s->y, s->w, s->h, 0);
    if (s->horizontal) {
        if (!lane)
            svg_rect(v->b, "bpmn-frame", s->x, s->y, bar, s->h, 0);
        text_upright(v->b, svg_label(v, s), s->x + 20, s->y + s->h / 2);
    } else {
        svg_text(v->b, svg_label(v, s), s->x + s->w / 2, s->y + 15, s->w, "bpmn-title");
    }
    buf_add(v->b, S("</g>\n"));
}

static void note(struct svg *v, const struct bpmn_shape *s)
{
    classes(v, "bpmn-note", s);
    buf_add(v->b, S("<path class=\"bpmn-line\" d=\"M"));
    svg_number(v->b, s->x + 12);
    buf_char(v->b, ' ');
    svg_number(v->b, s->y);
    buf_add(v->b, S("h-12v"));
    svg_number(v->b, s->h);
    buf_add(v->b, S("h12\"/>"));
    svg_text(v->b, svg_label(v, s), s->x + s->w / 2, s->y + s->h / 2, s->w, "bpmn-label");
    buf_add(v->b, S("</g>\n"));
}

static void data(struct svg *v, const struct bpmn_shape *s)
{
    classes(v, "bpmn-data", s);
    if (str_eq(s->type_name, S("dataStoreReference")))
        svg_rect(v->b, "bpmn-box", s->x, s->y, s->w, s->h, s->w / 4);
    else
        svg_rect(v->b, "bpmn-box", s->x, s->y, s->w, s->h, 0);
    label_outside(v, s);
    buf_add(v->b, S("</g>\n"));
}

static void shape(struct svg *v, const struct bpmn_shape *s)
{
    if (s->node != BPMN_NO) {
        node(v, s, &v->m->nodes[s->node]);
    } else if (str_eq(s->type_name, S("textAnnotation"))) {
        note(v, s);
    } else if (str_eq(s->type_name, S("group"))) {
        classes(v, "bpmn-group", s);
        svg_rect(v->b, "bpmn-dashed bpmn-frame", s->x, s->y, s->w, s->h, 8);
        buf_add(v->b, S("</g>\n"));
    } else if (str_starts(s->type_name, S("data"))) {
        data(v, s);
    }
}

/* ---- edges ---- */

static void edge(struct svg *v, const struct bpmn_shape *s)
{
    bool message = str_eq(s->type_name, S("messageFlow")), flow = s->flow != BPMN_NO;
    const struct bpmn_flow *f = flow ? &v->m->flows[s->flow] : NULL;
    str id = v->o->id.n ? v->o->id : S("bpmn"), text = svg_label(v, s);

    classes(v, flow ? "bpmn-flow" : message ? "bpmn-message-flow" : "bpmn-association", s);
    buf_add(v->b, S("<polyline class=\"bpmn-line"));
    if (!flow)
        buf_add(v->b, S(" bpmn-dashed"));
    buf_add(v->b, S("\" points=\""));
    for (uint32_t i = 0; i < s->points_n; i++) {
        if (i)
            buf_char(v->b, ' ');
        svg_number(v->b, s->points[i].x);
        buf_char(v->b, ',');
        svg_number(v->b, s->points[i].y);
    }
    buf_char(v->b, '"');
    if (flow || message)
        buf_fmt(v->b, " marker-end=\"url(#%.*s-%s)\"", STR_ARG(id), flow ? "arrow" : "open-arrow");
    if (f && f->is_default)
        buf_fmt(v->b, " marker-start=\"url(#%.*s-default)\"", STR_ARG(id));
    buf_add(v->b, S("/>"));
    if (str_trim(text).n && s->has_label && s->lw > 0)
        svg_text(v->b, text, s->lx + s->lw / 2, s->ly + s->lh / 2, MAX(s->lw + 14, 60),
                 "bpmn-label");
    else if (str_trim(text).n)
        svg_text(v->b, text, (s->points[0].x + s->points[1].x) / 2,
                 (s->points[0].y + s->points[1].y) / 2 - 10, 100, "bpmn-label");
    buf_add(v->b, S("</g>\n"));
}

/* ---- the whole ---- */

struct box {
    double x0, y0, x1, y1;
};

static void cover(struct box *b, double x, double y, double w, double h)
{
    b->x0 = MIN(b->x0, x);
    b->y0 = MIN(b->y0, y);
    b->x1 = MAX(b->x1, x + w);
    b->y1 = MAX(b->y1, y + h);
}

static struct box extent(const struct bpmn *m, bool badges)
{
    struct box b = { 1e9, 1e9, -1e9, -1e9 };

    for (uint32_t i = 0; i < m->shapes_n; i++) {
        const struct bpmn_shape *s = &m->shapes[i];
        if (!s->edge)
            cover(&b, s->x, s->y, s->w, s->h + (s->has_label || s->w > 60 ? 0 : 36));
        if (badges && s->node != BPMN_NO) /* a count may stand on any side (badge.c) */
            cover(&b, s->x - 20, s->y - 20, s->w + 40, s->h + 44);
        for (uint32_t k = 0; k < s->points_n; k++)
            cover(&b, s->points[k].x, s->points[k].y, 0, 0);
        if (s->has_label)
            cover(&b, s->lx - 10, s->ly - 4, s->lw + 20, s->lh + 8);
    }
    return b;
}

static void head(struct svg *v, struct box box, str id)
{
    double w = box.x1 - box.x0 + 24, h = box.y1 - box.y0 + 24;

    buf_add(v->b,
            S("<svg class=\"bpmn\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\""));
    const double all[] = { box.x0 - 12, box.y0 - 12, w, h };
    for (size_t i = 0; i < 4; i++) {
        if (i)
            buf_char(v->b, ' ');
        svg_number(v->b, all[i]);
    }
    buf_char(v->b, '"');
    svg_attrs(v->b, 2, (const char *const[]){ "width", "height" }, (const double[]){ w, h });
    buf_fmt(v->b, " aria-labelledby=\"%.*s-title\"", STR_ARG(id));
    if (v->o->desc.n)
        buf_fmt(v->b, " aria-describedby=\"%.*s-desc\"", STR_ARG(id));
    buf_fmt(v->b, ">\n<title id=\"%.*s-title\">", STR_ARG(id));
    html_text_to(v->b, v->o->title.n ? v->o->title : v->m->name.p ? v->m->name : S(""));
    buf_add(v->b, S("</title>\n"));
    if (v->o->desc.n) {
        buf_fmt(v->b, "<desc id=\"%.*s-desc\">", STR_ARG(id));
        html_text_to(v->b, v->o->desc);
        buf_add(v->b, S("</desc>\n"));
    }
    buf_fmt(v->b,
            "<defs><marker id=\"%.*s-arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" "
            "markerWidth=\"7\" markerHeight=\"7\" "
            "orient=\"auto\"><path class=\"bpmn-solid\" d=\"M0 0L10 5L0 10z\"/></marker>"
            "<marker id=\"%.*s-open-arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" "
            "markerWidth=\"8\" markerHeight=\"8\" "
            "orient=\"auto\"><path class=\"bpmn-ring\" d=\"M0 0L10 5L0 10z\"/></marker>"
            "<marker id=\"%.*s-default\" viewBox=\"0 0 10 10\" refX=\"-4\" refY=\"5\" "
            "markerWidth=\"9\" markerHeight=\"9\" "
            "orient=\"auto\"><path class=\"bpmn-line\" d=\"M2 10L8 0\"/></marker></defs>\n",
            STR_ARG(id), STR_ARG(id), STR_ARG(id));
}

static bool is(const struct bpmn_shape *s, const char *type)
{
    return str_eq(s->type_name, str_z(type));
}

static bool big(const struct svg *v, const struct bpmn_shape *s)
{
    if (s->node == BPMN_NO)
        return is(s, "group");
    enum bpmn_kind k = v->m->nodes[s->node].kind;
    return k == BPMN_SUBPROCESS || k == BPMN_EVENT_SUBPROCESS || k == BPMN_OTHER;
}

static bool boundary(const struct svg *v, const struct bpmn_shape *s)
{
    return s->node != BPMN_NO && v->m->nodes[s->node].kind == BPMN_BOUNDARY;
}

/* From the back to the front: pools, lanes, subprocesses, edges, nodes, boundary events. */
static void layers(struct svg *v)
{
    const struct bpmn *m = v->m;

    for (uint32_t i = 0; i < m->shapes_n; i++)
        if (is(&m->shapes[i], "participant") && !m->shapes[i].edge)
            pool(v, &m->shapes[i], false);
    for (uint32_t i = 0; i < m->shapes_n; i++)
        if (is(&m->shapes[i], "lane") && !m->shapes[i].edge)
            pool(v, &m->shapes[i], true);
    for (uint32_t i = 0; i < m->shapes_n; i++)
        if (!m->shapes[i].edge && big(v, &m->shapes[i]))
            shape(v, &m->shapes[i]);
    for (uint32_t i = 0; i < m->shapes_n; i++)
        if (m->shapes[i].edge)
            edge(v, &m->shapes[i]);
    for (int front = 0; front < 2; front++)
        for (uint32_t i = 0; i < m->shapes_n; i++)
            if (!m->shapes[i].edge && !big(v, &m->shapes[i]) && boundary(v, &m->shapes[i]) == front)
                shape(v, &m->shapes[i]);
}

err bpmn_svg(buf *out, const struct bpmn *m, const struct diagram_options *o)
{
    struct svg v = { out, m, o };

    if (!m->shapes_n)
        return REFUSED(ERR_MISSING);
    head(&v, extent(m, o->badge != NULL), o->id.n ? o->id : S("bpmn"));
    layers(&v);
    buf_add(out, S("</svg>\n"));
    return OK;
}
