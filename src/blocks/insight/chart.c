/* A server-drawn chart: lines and bars that the style sheet colours in light and dark. */
#include "blocks/insight/own.h"
#include "text/svg.h"

enum { WIDTH = 760, HEIGHT = 260, LEFT = 50, BOTTOM = 40, TOP = 16, LINES = 4 };

/* A round number at or above n that LINES divide. */
static int64_t round_top(int64_t n)
{
    int64_t unit = 1;

    while (unit * 10 * LINES < n)
        unit *= 10;
    while (true) {
        static const int64_t steps[] = { 1, 2, 3, 4, 5, 6, 8, 10 };
        for (size_t i = 0; i < LEN(steps); i++)
            if (unit * steps[i] * LINES >= n)
                return unit * steps[i] * LINES;
        unit *= 10;
    }
}

static void number_text(struct web *w, buf *b, int64_t n, double x, double y)
{
    static const char *const names[] = { "x", "y" };

    buf_add(b, S("<text class=\"stoa-chart__number\""));
    svg_attrs(b, 2, names, (const double[]){ x, y });
    buf_add(b, S(">"));
    html_text_to(b, locale_number(w->a, wording_locale(w->page.words), val_int(n)));
    buf_add(b, S("</text>"));
}

static void scale(struct web *w, buf *b, int64_t top)
{
    static const char *const names[] = { "x1", "x2", "y1", "y2" };

    for (int i = 0; i <= LINES; i++) {
        double y = HEIGHT - BOTTOM - (double)(HEIGHT - BOTTOM - TOP) * i / LINES;
        buf_add(b, S("<line class=\"stoa-chart__line\""));
        svg_attrs(b, 4, names, (const double[]){ LEFT, WIDTH, y, y });
        buf_add(b, S("/>"));
        number_text(w, b, top / LINES * i, LEFT - 8, y + 4);
    }
}

static void bar(buf *b, const char *class, double x, double width, int64_t n, int64_t top)
{
    double h = (double)(HEIGHT - BOTTOM - TOP) * (double)n / (double)top;

    if (n > 0)
        svg_rect(b, class, x, HEIGHT - BOTTOM - h, width, h, 0);
}

/* Few of a month are told as none here, as the table tells them as few. */
static int64_t drawn(int64_t n)
{
    return n < FEW ? 0 : n;
}

html measures_chart(struct web *w, const struct measures *m, str title)
{
    double step = (double)(WIDTH - LEFT) / (MONTHS + 1), width = step * 0.36;
    int64_t most = LINES;
    buf b;

    buf_init(&b, w->a, 8 * KIB);
    for (int i = 0; i <= MONTHS; i++)
        most = MAX(most, MAX(m->months[i].received, m->months[i].decided));
    int64_t top = round_top(most);
    buf_fmt(&b, "<svg class=\"stoa-chart\" role=\"img\" viewBox=\"0 0 %d %d\" aria-label=\"", WIDTH,
            HEIGHT);
    html_text_to(&b, title);
    buf_add(&b, S("\">"));
    scale(w, &b, top);
    for (int i = 0; i <= MONTHS; i++) {
        double x = LEFT + step * i;
        struct ymd d = day_ymd(m->months[i].first);
        bar(&b, "stoa-chart__first", x + step * 0.12, width, drawn(m->months[i].received), top);
        bar(&b, "stoa-chart__second", x + step * 0.52, width, drawn(m->months[i].decided), top);
        svg_text(&b, str_fmt(w->a, "%u/%02d", d.month, (int)(d.year % 100)), x + step / 2,
                 HEIGHT - BOTTOM + 18, step, "stoa-chart__month");
    }
    buf_add(&b, S("</svg>"));
    return html_trusted(buf_str(&b));
}
