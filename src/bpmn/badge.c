/* Where the count of a step stands in the picture: beside its shape, clear of arrows, labels and
 * other shapes. */
#include "bpmn/svg.h"

struct area {
    double x0, y0, x1, y1;
};

enum { LINE = 16 };

static bool apart(struct area a, struct area b)
{
    return a.x1 <= b.x0 || b.x1 <= a.x0 || a.y1 <= b.y0 || b.y1 <= a.y0;
}

/* Cut to the part of it that lies in the area, by one border after another (Liang and Barsky). */
static bool crosses(struct area r, struct bpmn_point a, struct bpmn_point b)
{
    double dx = b.x - a.x, dy = b.y - a.y, from = 0, to = 1;
    const double p[] = { -dx, dx, -dy, dy },
                 q[] = { a.x - r.x0, r.x1 - a.x, a.y - r.y0, r.y1 - a.y };

    for (size_t i = 0; i < LEN(p); i++) {
        if (p[i] == 0) {
            if (q[i] <= 0)
                return false;
            continue;
        }
        double t = q[i] / p[i];
        if (p[i] < 0)
            from = MAX(from, t);
        else
            to = MIN(to, t);
    }
    return from < to;
}

static bool frame(const struct svg *v, const struct bpmn_shape *s)
{
    enum bpmn_kind k = s->node == BPMN_NO ? BPMN_OTHER : v->m->nodes[s->node].kind;

    return k == BPMN_OTHER || k == BPMN_SUBPROCESS || k == BPMN_EVENT_SUBPROCESS;
}

static bool is_free(const struct svg *v, const struct bpmn_shape *own, struct area r)
{
    for (uint32_t i = 0; i < v->m->shapes_n; i++) {
        const struct bpmn_shape *s = &v->m->shapes[i];
        struct area label = { s->lx, s->ly, s->lx + s->lw, s->ly + s->lh },
                    body = { s->x, s->y, s->x + s->w, s->y + s->h };
        if (s->has_label && !apart(r, label))
            return false;
        if (!s->edge && s != own && !frame(v, s) && !apart(r, body))
            return false;
        for (uint32_t k = 1; k < s->points_n; k++)
            if (crosses(r, s->points[k - 1], s->points[k]))
                return false;
    }
    return true;
}

struct bpmn_point svg_badge_at(const struct svg *v, const struct bpmn_shape *s, double width)
{
    double below = s->y + s->h + 14, above = s->y - 8, mid = s->x + s->w / 2, half = width / 2;
    const struct bpmn_point at[] = {
        { mid, below },
        { s->x + half - 4, below },
        { s->x + s->w - half + 4, below },
        { mid, above },
        { s->x + half - 4, above },
        { s->x + s->w - half + 4, above },
        { mid - s->w / 2, below },
        { mid + s->w / 2, below },
        { mid - s->w / 2, above },
        { mid + s->w / 2, above },
        { s->x - half - 6, s->y + s->h },
    };

    FOR_EACH(at, p) {
        struct area r = { p->x - half, p->y - LINE / 2, p->x + half, p->y + LINE / 2 };
        if (is_free(v, s, r))
            return *p;
    }
    return at[0];
}
