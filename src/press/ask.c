/* A question on paper: what is asked, what is to be known of it, and the room for the answer. */
#include "press/pen.h"

#include <math.h>

static const struct look label_look = {
    .size = 10.5, .leading = 1.35, .bold = true, .colour = { 0.05, 0.05, 0.07 }
};
static const struct look note_look = { .size = 8.5,
                                       .leading = 1.4,
                                       .colour = { 0.32, 0.34, 0.38 } };
static const struct look answer_look = { .size = 10.5,
                                         .leading = 1.35,
                                         .colour = { 0.05, 0.05, 0.07 } };

/* One line to write on, as forms for handwriting have it; a square for one figure. */
#define LINE_HEIGHT MM(8.5)
#define SQUARE MM(6)
enum { LINES_MOST = 12, SQUARES_MOST = 40, MARK_WIDTH = 20 };

static void paragraphs(struct pen *p, const struct press_text *t, size_t n, const struct look *k)
{
    for (size_t i = 0; i < n; i++) {
        struct para q = para_make(p, t[i], k, p->width);
        para_flow(p, &q, p->left, "P");
        p->y += 1.5;
    }
}

static bool is_box(char c)
{
    return c == 'o' || c == 'x';
}

/* Two columns where every choice is short. */
static size_t columns_of(struct pen *p, const struct press_block *b, size_t from, size_t to)
{
    double room = p->width / 2 - MARK_WIDTH - 8;

    for (size_t i = from; i < to; i++) {
        struct para q = para_make(p, b->rows[i].cells[0], &answer_look, 4000);
        int w;
        pango_layout_get_pixel_size(q.l, &w, NULL);
        if (w > room)
            return 1;
    }
    return to - from > 2 ? 2 : 1;
}

static double box_draw(struct pen *p, const struct press_block *b, size_t i, double x, double width)
{
    str mark = b->data.p[i] == 'x' ? S("\u2612") : S("\u2610");
    struct look big = answer_look;
    struct para box, q = para_make(p, b->rows[i].cells[0], &answer_look, width - MARK_WIDTH);

    big.size = 13;
    big.leading = 1.1;
    box = para_of(p, mark, &big, MARK_WIDTH);
    tag_open(p, "LI");
    para_draw(p, &box, p->rtl ? x + width - MARK_WIDTH : x, p->y - 1, 0, 1, "Lbl");
    para_draw(p, &q, p->rtl ? x : x + MARK_WIDTH, p->y, 0, q.lines, "LBody");
    tag_close(p, "LI");
    return fmax(para_height(&q, 0, q.lines), 15) + 3;
}

/* Choices that follow one another are one list. */
static size_t boxes(struct pen *p, const struct press_block *b, size_t from)
{
    size_t to = from, cols;

    while (to < b->n_rows && is_box(b->data.p[to]))
        to++;
    cols = columns_of(p, b, from, to);
    tag_open(p, "L");
    *vec_push(&p->marks->lists, p->a) = 'o';
    for (size_t i = from; i < to; i += cols) {
        double h = 0, w = p->width / (double)cols;
        if (!page_fits(p, 32))
            page_next(p);
        for (size_t c = 0; c < cols && i + c < to; c++) {
            double x = p->rtl ? p->left + p->width - w * (double)(c + 1) : p->left + w * (double)c;
            h = fmax(h, box_draw(p, b, i + c, x, w));
        }
        p->y += h;
    }
    tag_close(p, "L");
    return to;
}

static void caption(struct pen *p, const struct press_row *r)
{
    if (r->n == 0 || r->cells[0].n == 0)
        return;
    struct para q = para_make(p, r->cells[0], &note_look, p->width);
    if (!page_fits(p, para_height(&q, 0, q.lines) + LINE_HEIGHT))
        page_next(p);
    para_draw(p, &q, p->left, p->y, 0, q.lines, "P");
    p->y += para_height(&q, 0, q.lines);
}

/* So many lines; what is known stands on them. */
static void lines(struct pen *p, const struct press_row *r, unsigned n)
{
    struct rgb grey = tint(BLACK, 0.55);

    caption(p, r);
    if (r->n > 1 && r->cells[1].n) {
        struct para q = para_make(p, r->cells[1], &answer_look, p->width - 8);
        p->y += 4;
        para_flow(p, &q, p->left + 4, "P");
        p->y += 1;
        bar(p, p->left, p->y, p->width, 0.6, grey);
        p->y += 6;
        return;
    }
    for (unsigned i = 0; i < n; i++) {
        if (!page_fits(p, LINE_HEIGHT))
            page_next(p);
        p->y += LINE_HEIGHT;
        bar(p, p->left, p->y, p->width, 0.6, grey);
    }
    p->y += 6;
}

static void square(struct pen *p, double x, struct rgb c)
{
    bar(p, x, p->y, SQUARE, 0.6, c);
    bar(p, x, p->y + SQUARE, SQUARE, 0.6, c);
    bar(p, x, p->y, 0.6, SQUARE, c);
    bar(p, x + SQUARE, p->y, 0.6, SQUARE + 0.6, c);
}

/* "2 2 4": groups of squares, for days and times. */
static void squares(struct pen *p, const struct press_row *r)
{
    str rest = r->n > 1 && r->cells[1].n ? r->cells[1].v[0].text : S(""), group;
    double x = p->left;
    unsigned all = 0;

    caption(p, r);
    if (!page_fits(p, SQUARE + 4))
        page_next(p);
    p->y += 3;
    while (str_next(&rest, ' ', &group)) {
        int64_t n = 0;
        if (failed(str_to_i64(group, &n)))
            break;
        for (int64_t i = 0; i < n && all < SQUARES_MOST && x + SQUARE < p->left + p->width; i++) {
            square(p, x, tint(BLACK, 0.55));
            x += SQUARE;
            all++;
        }
        x += 7;
    }
    p->y += SQUARE + 7;
}

static void ask_flow(struct pen *p, const struct press_block *b)
{
    paragraphs(p, &b->text, b->text.n ? 1 : 0, &label_look);
    paragraphs(p, b->items, b->n_items, &note_look);
    p->y += 2;
    for (size_t i = 0; i < b->n_rows && !failed(p->e);) {
        char c = b->data.p[i];
        if (is_box(c)) {
            i = boxes(p, b, i);
            continue;
        }
        if (c == 'c')
            squares(p, &b->rows[i]);
        else
            lines(p, &b->rows[i], MIN((unsigned)(c - '0'), LINES_MOST));
        i++;
    }
    p->y += 8 * p->air;
}

/* The kinds of all rows are known: o x c 1..9. */
static bool sound(const struct press_block *b)
{
    for (size_t i = 0; i < b->n_rows && i < b->data.n; i++)
        if (!memchr("oxc123456789", b->data.p[i], 12) ||
            (is_box(b->data.p[i]) && b->rows[i].n == 0))
            return false;
    return b->data.n == b->n_rows;
}

void ask_draw(struct pen *p, const struct press_block *b)
{
    struct pen trial = *p;
    struct marks unused = { 0 };
    double full = p->bottom - p->y;

    if (!sound(b)) {
        p->e = REFUSED(ERR_TYPE);
        return;
    }
    /* a question stays whole where it can */
    trial.cr = NULL;
    trial.marks = &unused;
    trial.bottom = 1e9;
    ask_flow(&trial, b);
    if (trial.y - p->y > full && trial.y - p->y < p->bottom - MM(60))
        page_next(p);
    ask_flow(p, b);
}
