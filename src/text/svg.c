/* What pictures are drawn with: numbers, boxes, text broken into lines. */
#include "text/svg.h"

#include "text/safe.h"

/* Coordinates with one decimal, none where it is zero. */
void svg_number(buf *b, double v)
{
    int64_t tenths = (int64_t)(v * 10 + (v < 0 ? -0.5 : 0.5));

    if (tenths % 10 == 0)
        buf_fmt(b, "%lld", (long long)(tenths / 10));
    else
        buf_fmt(b, "%s%lld.%lld", tenths < 0 ? "-" : "",
                (long long)(tenths < 0 ? -tenths : tenths) / 10,
                (long long)(tenths < 0 ? -tenths : tenths) % 10);
}

/* " name=\"1.5\"" for each of n pairs. */
void svg_attrs(buf *b, size_t n, const char *const *names, const double *values)
{
    for (size_t i = 0; i < n; i++) {
        buf_fmt(b, " %s=\"", names[i]);
        svg_number(b, values[i]);
        buf_char(b, '"');
    }
}

void svg_rect(buf *b, const char *class, double x, double y, double w, double h, double r)
{
    static const char *const names[] = { "x", "y", "width", "height", "rx" };

    buf_fmt(b, "<rect class=\"%s\"", class);
    svg_attrs(b, 5, names, (const double[]){ x, y, w, h, r });
    buf_add(b, S("/>"));
}

enum { LINE = 15, LETTER_WIDTH = 7, LINES_MOST = 8 };

/* Words into lines of at most wide letters; how many lines. */
static size_t lines_break(str text, size_t wide, str *lines, size_t most)
{
    size_t n = 0;
    str rest = str_trim(text), word;
    const char *from = NULL, *end = NULL;

    while (str_next(&rest, ' ', &word)) {
        str hard, tail = word;
        while (str_next(&tail, '\n', &hard)) {
            if (from && n < most &&
                utf8_count(str_of(from, (size_t)(hard.p + hard.n - from))) > wide) {
                lines[n++] = str_of(from, (size_t)(end - from));
                from = NULL;
            }
            from = from ? from : hard.p;
            end = hard.p + hard.n;
            if (tail.n && n < most) {
                lines[n++] = str_of(from, (size_t)(end - from));
                from = NULL;
            }
        }
    }
    if (from && n < most)
        lines[n++] = str_of(from, (size_t)(end - from));
    return n;
}

/* Lines centred on x, y; more: the last one goes on where nothing is shown. */
static void text_lines(buf *b, const str *lines, size_t n, bool more, double x, double y,
                       const char *class)
{
    double top = y - (double)(n - 1) * LINE / 2;

    buf_fmt(b, "<text class=\"%s\" text-anchor=\"middle\">", class);
    for (size_t i = 0; i < n; i++) {
        buf_add(b, S("<tspan"));
        svg_attrs(b, 2, (const char *const[]){ "x", "y" },
                  (const double[]){ x, top + (double)i * LINE + 4 });
        buf_char(b, '>');
        html_text_to(b, lines[i]);
        if (more && i + 1 == n)
            buf_add(b, S("…"));
        buf_add(b, S("</tspan>"));
    }
    buf_add(b, S("</text>"));
}

void svg_text(buf *b, str text, double x, double y, double width, const char *class)
{
    str lines[LINES_MOST];
    size_t n = lines_break(text, (size_t)MAX(width / LETTER_WIDTH, 6), lines, LEN(lines));

    if (n)
        text_lines(b, lines, n, false, x, y, class);
}

void svg_text_in(buf *b, str text, double x, double y, double width, double height,
                 const char *class)
{
    str lines[LINES_MOST];
    size_t n = lines_break(text, (size_t)MAX(width / LETTER_WIDTH, 6), lines, LEN(lines)),
           fit = MAX((size_t)(height / LINE), 1);

    if (n)
        text_lines(b, lines, MIN(n, fit), n > fit, x, y, class);
}

double svg_coordinate(str s)
{
    double v = 0, unit = 1;
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus;

    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        v = v * 10 + (s.p[i] - '0');
    if (i < s.n && s.p[i] == '.')
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
            v += (s.p[i] - '0') * (unit /= 10);
    if (v > 1e6)
        v = 1e6;
    return minus ? -v : v;
}
