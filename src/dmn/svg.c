/* The requirement graph as SVG, in the notation of DMN 1.5, 6.2: decisions are rectangles, what is
 * asked has round ends, functions cut corners, services a heavy frame; a line leads from what is
 * required to what requires it. */
#include "dmn/diagram.h"
#include "dmn/drawing.h"
#include "text/safe.h"
#include "text/svg.h"

enum { ELEMENTS_MOST = 300, MARGIN = 12, CUT = 14 };

struct svg {
    buf *b;
    const struct dmn *m;
    const struct dmn_picture *o;
    str id;
};

/* ---- who takes part ---- */

static bool among(const struct cast *c, const struct element *e)
{
    for (size_t i = 0; i < c->v.n; i++)
        if (c->v.v[i] == e)
            return true;
    return false;
}

struct cast cast_of(arena *a, const struct dmn *m)
{
    struct cast c = { 0 };

    for (size_t i = 0; i < m->elements.n && c.v.n <= ELEMENTS_MOST; i++)
        *vec_push(&c.v, a) = m->elements.v[i];
    for (size_t i = 0; i < m->elements.n && c.v.n <= ELEMENTS_MOST; i++) {
        const struct element *e = m->elements.v[i];
        c.lines += (uint32_t)e->needs.n;
        for (size_t k = 0; k < e->needs.n; k++)
            if (e->needs.v[k].el->home != m && !among(&c, e->needs.v[k].el))
                *vec_push(&c.v, a) = e->needs.v[k].el;
    }
    return c;
}

enum shape_kind shape_kind_of(const struct element *e)
{
    return e->kind == EL_INPUT     ? SHAPE_INPUT
           : e->kind == EL_BKM     ? SHAPE_FUNCTION
           : e->kind == EL_SERVICE ? SHAPE_SERVICE
                                   : SHAPE_DECISION;
}

/* ---- boxes ---- */

static void points(buf *b, const char *class, const struct place *p, size_t n)
{
    buf_fmt(b, "<polygon class=\"%s\" points=\"", class);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(b, ' ');
        svg_number(b, p[i].x);
        buf_char(b, ',');
        svg_number(b, p[i].y);
    }
    buf_add(b, S("\"/>"));
}

static void function_box(buf *b, const struct shape *s)
{
    double r = s->x + s->w, u = s->y + s->h;
    const struct place p[] = { { s->x + CUT, s->y }, { r, s->y }, { r, u - CUT },
                               { r - CUT, u },       { s->x, u }, { s->x, s->y + CUT } };

    points(b, "dmn-box", p, LEN(p));
}

/* Path data: letters as they are, "#" for the next of the numbers. */
static void path(buf *b, const char *class, const char *data, const double *numbers)
{
    buf_fmt(b, "<path class=\"%s\" d=\"", class);
    for (; *data; data++) {
        if (*data == '#')
            svg_number(b, *numbers++);
        else
            buf_char(b, *data);
    }
    buf_add(b, S("\"/>"));
}

/* A knowledge source: the lower side is a wave. */
static void source_box(buf *b, const struct shape *s)
{
    const double at[] = {
        s->x, s->y, s->w, s->h * 0.85, -s->w / 4, -s->h / 4, -s->w / 2, -s->w / 2
    };

    path(b, "dmn-box", "M# #h#v#q# # # 0t# 0z", at);
}

static void note_box(buf *b, const struct shape *s)
{
    path(b, "dmn-line", "M# #h-12v#h12", (const double[]){ s->x + 12, s->y, s->h });
}

static void service_box(buf *b, const struct shape *s)
{
    svg_rect(b, "dmn-box dmn-heavy", s->x, s->y, s->w, s->h, 10);
    if (s->divided > 0)
        path(b, "dmn-line", "M# #h#", (const double[]){ s->x, s->divided, s->w });
}

static void box(buf *b, const struct shape *s)
{
    switch (s->kind) {
    case SHAPE_INPUT:
        svg_rect(b, "dmn-box", s->x, s->y, s->w, s->h, s->h / 2);
        break;
    case SHAPE_DECISION:
        svg_rect(b, "dmn-box", s->x, s->y, s->w, s->h, 0);
        break;
    case SHAPE_FUNCTION:
        function_box(b, s);
        break;
    case SHAPE_SERVICE:
        service_box(b, s);
        break;
    case SHAPE_SOURCE:
        source_box(b, s);
        break;
    case SHAPE_NOTE:
        note_box(b, s);
        break;
    }
}

static void shape(struct svg *v, const struct shape *s)
{
    static const char *const classes[] = { "input",   "decision", "function",
                                           "service", "source",   "note" };
    str text = v->o->label ? v->o->label(v->o->user, s->id, s->name) : STR_NULL;
    double round = s->kind == SHAPE_INPUT ? s->h / 2 : 12;

    if (!text.p)
        text = s->name;
    buf_fmt(v->b, "<g class=\"dmn-%s\"><title>", classes[s->kind]);
    html_text_to(v->b, text);
    buf_add(v->b, S("</title>"));
    box(v->b, s);
    if (s->kind == SHAPE_SERVICE && s->expanded)
        svg_text_in(v->b, text, s->x + s->w / 2, s->y + 14, s->w - round, 15, "dmn-name");
    else
        svg_text_in(v->b, text, s->x + s->w / 2, s->y + s->h / 2, s->w - round, s->h - 6,
                    "dmn-name");
    buf_add(v->b, S("</g>\n"));
}

/* ---- lines ---- */

static void line(struct svg *v, const struct line *l)
{
    static const struct {
        const char *class, *end;
    } looks[] = { [LINE_INFORMATION] = { "dmn-line", "arrow" },
                  [LINE_KNOWLEDGE] = { "dmn-line dmn-dashed", "open" },
                  [LINE_AUTHORITY] = { "dmn-line dmn-dashed", "dot" },
                  [LINE_PLAIN] = { "dmn-line dmn-dotted", NULL } };

    buf_fmt(v->b, "<g class=\"dmn-requirement\"><polyline class=\"%s\" points=\"",
            looks[l->kind].class);
    for (uint32_t i = 0; i < l->n; i++) {
        if (i)
            buf_char(v->b, ' ');
        svg_number(v->b, l->at[i].x);
        buf_char(v->b, ',');
        svg_number(v->b, l->at[i].y);
    }
    buf_char(v->b, '"');
    if (looks[l->kind].end)
        buf_fmt(v->b, " marker-end=\"url(#%.*s-%s)\"", STR_ARG(v->id), looks[l->kind].end);
    buf_add(v->b, S("/></g>\n"));
}

/* ---- the whole ---- */

struct extent {
    double x0, y0, x1, y1;
};

static void cover(struct extent *e, double x, double y)
{
    e->x0 = MIN(e->x0, x);
    e->y0 = MIN(e->y0, y);
    e->x1 = MAX(e->x1, x);
    e->y1 = MAX(e->y1, y);
}

static struct extent extent_of(const struct drawing *d)
{
    struct extent e = { 1e9, 1e9, -1e9, -1e9 };

    for (size_t i = 0; i < d->shapes.n; i++) {
        const struct shape *s = &d->shapes.v[i];
        cover(&e, s->x, s->y);
        cover(&e, s->x + s->w, s->y + s->h);
    }
    for (size_t i = 0; i < d->lines.n; i++)
        for (uint32_t k = 0; k < d->lines.v[i].n; k++)
            cover(&e, d->lines.v[i].at[k].x, d->lines.v[i].at[k].y);
    return e;
}

static void marker(struct svg *v, const char *name, const char *class, const char *path)
{
    buf_fmt(v->b,
            "<marker id=\"%.*s-%s\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" "
            "markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path class=\"%s\" "
            "d=\"%s\"/></marker>",
            STR_ARG(v->id), name, class, path);
}

static void head(struct svg *v, struct extent e)
{
    double w = e.x1 - e.x0 + 2 * MARGIN, h = e.y1 - e.y0 + 2 * MARGIN;
    const double view[] = { e.x0 - MARGIN, e.y0 - MARGIN, w, h };

    buf_add(v->b,
            S("<svg class=\"dmn\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\""));
    for (size_t i = 0; i < LEN(view); i++) {
        if (i)
            buf_char(v->b, ' ');
        svg_number(v->b, view[i]);
    }
    buf_char(v->b, '"');
    svg_attrs(v->b, 2, (const char *const[]){ "width", "height" }, (const double[]){ w, h });
    buf_fmt(v->b, " aria-labelledby=\"%.*s-title\"", STR_ARG(v->id));
    if (v->o->desc.n)
        buf_fmt(v->b, " aria-describedby=\"%.*s-desc\"", STR_ARG(v->id));
    buf_fmt(v->b, ">\n<title id=\"%.*s-title\">", STR_ARG(v->id));
    html_text_to(v->b, v->o->title.n ? v->o->title : v->m->name.p ? v->m->name : S(""));
    buf_add(v->b, S("</title>\n"));
    if (v->o->desc.n) {
        buf_fmt(v->b, "<desc id=\"%.*s-desc\">", STR_ARG(v->id));
        html_text_to(v->b, v->o->desc);
        buf_add(v->b, S("</desc>\n"));
    }
    buf_add(v->b, S("<defs>"));
    marker(v, "arrow", "dmn-solid", "M0 0L10 5L0 10z");
    marker(v, "open", "dmn-line", "M0 0L9 5L0 10");
    marker(v, "dot", "dmn-solid", "M1 5a4 4 0 1 0 8 0a4 4 0 1 0 -8 0");
    buf_add(v->b, S("</defs>\n"));
}

/* From the back to the front: services drawn around others, lines, boxes. */
static void layers(struct svg *v, const struct drawing *d)
{
    for (size_t i = 0; i < d->shapes.n; i++)
        if (d->shapes.v[i].expanded)
            shape(v, &d->shapes.v[i]);
    for (size_t i = 0; i < d->lines.n; i++)
        line(v, &d->lines.v[i]);
    for (size_t i = 0; i < d->shapes.n; i++)
        if (!d->shapes.v[i].expanded)
            shape(v, &d->shapes.v[i]);
}

err dmn_svg(buf *out, arena *a, const struct dmn *m, const struct dmn_picture *o)
{
    struct svg v = { .b = out, .m = m, .o = o, .id = o->id.n ? o->id : S("dmn") };
    struct cast c = cast_of(a, m);
    struct drawing d;

    if (!c.v.n)
        return REFUSED(ERR_MISSING);
    if (c.v.n > ELEMENTS_MOST)
        return REFUSED(ERR_SIZE);
    if (!drawing_read(a, m, &c, &d))
        TRY(drawing_make(a, &c, &d));
    head(&v, extent_of(&d));
    layers(&v, &d);
    buf_add(out, S("</svg>\n"));
    return OK;
}
