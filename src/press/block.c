/* The blocks of a document, one after another. */
#include "press/pen.h"
#include "press/qr.h"

#include <math.h>

static const struct look body = { .size = 10.5, .leading = 1.45, .colour = { 0.05, 0.05, 0.07 } };
static const struct look cell_look = { .size = 9.5,
                                       .leading = 1.35,
                                       .colour = { 0.05, 0.05, 0.07 } };

static void gap(struct pen *p, double h)
{
    p->y += h;
}

/* Room between parts, which may be made smaller. */
static void air(struct pen *p, double h)
{
    p->y += h * p->air;
}

/* Room for what cannot be divided, on this page or the next; higher than a page is refused. */
static void room(struct pen *p, double height, double after)
{
    if (!page_fits(p, height + after))
        page_next(p);
    if (!page_fits(p, height) && !failed(p->e))
        p->e = REFUSED(ERR_SIZE);
}

static void heading(struct pen *p, const struct press_block *b)
{
    static const double sizes[] = { 19, 14, 12, 11, 10.5, 10.5 };
    static const char *const tags[] = { "H1", "H2", "H3", "H4", "H5", "H6" };
    int level = MIN(MAX(b->level, 1), 6);
    bool crown = p->d->certificate && level == 1;
    struct look k = { .size = crown ? 25 : sizes[level - 1],
                      .leading = 1.25,
                      .bold = !crown,
                      .serif = crown,
                      .align = crown ? ALIGN_CENTRE : ALIGN_START,
                      .colour = level <= 2 ? p->accent : BLACK };
    struct para q = para_make(p, b->text, &k, p->width);
    double h = para_height(&q, 0, q.lines);

    air(p, level == 1 ? 2 : 9);
    room(p, h, 36); /* never the last thing on a page */
    para_draw(p, &q, p->left, p->y, 0, q.lines, tags[level - 1]);
    gap(p, h);
    air(p, crown ? 8 : 4);
    if (crown) {
        bar(p, PAGE_W / 2 - 26, p->y, 52, 1.2, p->accent);
        air(p, 16);
    }
}

static void paragraph(struct pen *p, const struct press_block *b)
{
    struct look k = body;
    struct para q;

    k.align = p->d->certificate ? ALIGN_CENTRE : ALIGN_START;
    q = para_make(p, b->text, &k, p->width);
    para_flow(p, &q, p->left, "P");
    air(p, 7);
}

static void list(struct pen *p, const struct press_block *b)
{
    double indent = 18, x = p->rtl ? p->left : p->left + indent;

    tag_open(p, "L");
    *vec_push(&p->marks->lists, p->a) = b->ordered ? '1' : 'o';
    for (size_t i = 0; i < b->n_items; i++) {
        str label = b->ordered ? str_fmt(p->a, "%zu.", i + 1) : S("\u2022");
        struct para lbl = para_of(p, label, &body, indent),
                    q = para_make(p, b->items[i], &body, p->width - indent);
        if (!page_fits(p, para_height(&q, 0, MIN(q.lines, (size_t)2))))
            page_next(p);
        tag_open(p, "LI");
        para_draw(p, &lbl, p->rtl ? p->left + p->width - indent : p->left, p->y, 0, 1, "Lbl");
        para_flow(p, &q, x, "LBody");
        tag_close(p, "LI");
        air(p, 2.5);
    }
    tag_close(p, "L");
    air(p, 6);
}

/* ---- tables ---- */

struct grid {
    const struct press_block *b;
    size_t cols;
    double *x, *w;
};

/* Columns by the widest text, none below a fifth of an even share. */
static struct grid grid_make(struct pen *p, const struct press_block *b)
{
    struct grid g = { .b = b };
    double sum = 0, at = 0, *want;

    for (size_t i = 0; i < b->n_rows; i++)
        g.cols = MAX(g.cols, b->rows[i].n);
    g.x = ARENA_ARRAY(p->a, double, g.cols + 1);
    g.w = ARENA_ARRAY(p->a, double, g.cols + 1);
    want = ARENA_ARRAY(p->a, double, g.cols + 1);
    for (size_t i = 0; i < b->n_rows && i < 50; i++)
        for (size_t c = 0; c < b->rows[i].n; c++) {
            struct para q = para_make(p, b->rows[i].cells[c], &cell_look, 4000);
            int w;
            pango_layout_get_pixel_size(q.l, &w, NULL);
            want[c] = MAX(want[c], MIN((double)w, p->width) + 10);
        }
    for (size_t c = 0; c < g.cols; c++) {
        want[c] = MAX(want[c], p->width / (double)g.cols / 5);
        sum += want[c];
    }
    for (size_t c = 0; c < g.cols; c++)
        g.w[c] = want[c] / sum * p->width;
    for (size_t c = 0; c < g.cols; c++) {
        at += g.w[c];
        g.x[c] = p->rtl ? p->left + p->width - at : p->left + at - g.w[c];
    }
    return g;
}

struct row_paras {
    struct para *q;
    double height;
};

static struct row_paras row_make(struct pen *p, const struct grid *g, const struct press_row *r,
                                 bool head)
{
    struct row_paras out = { ARENA_ARRAY(p->a, struct para, g->cols + 1), 0 };
    struct look k = cell_look;

    k.bold = head;
    for (size_t c = 0; c < r->n; c++) {
        struct look own = k;
        own.bold |= g->b->row_headers && c == 0;
        out.q[c] = para_make(p, r->cells[c], &own, g->w[c] - 10);
        out.height = fmax(out.height, para_height(&out.q[c], 0, out.q[c].lines));
    }
    out.height += 8;
    return out;
}

static void row_draw(struct pen *p, const struct grid *g, const struct press_row *r,
                     const struct row_paras *q, bool head, bool tagged)
{
    if (head)
        bar(p, p->left, p->y, p->width, q->height, tint(p->accent, 0.09));
    if (tagged)
        tag_open(p, "TR");
    for (size_t c = 0; c < r->n; c++) {
        bool th = head || (g->b->row_headers && c == 0);
        if (tagged && th)
            *vec_push(&p->marks->headers, p->a) = head ? 'C' : 'R';
        para_draw(p, &q->q[c], g->x[c] + 5, p->y + 4, 0, q->q[c].lines,
                  !tagged ? NULL
                  : th    ? "TH"
                          : "TD");
    }
    if (tagged)
        tag_close(p, "TR");
    gap(p, q->height);
    bar(p, p->left, p->y - 0.5, p->width, 0.5, tint(p->accent, 0.3));
}

static void heads_again(struct pen *p, const struct grid *g)
{
    for (size_t i = 0; i < g->b->header_rows; i++) {
        struct row_paras q = row_make(p, g, &g->b->rows[i], true);
        row_draw(p, g, &g->b->rows[i], &q, true, false);
    }
}

static void table(struct pen *p, const struct press_block *b)
{
    struct grid g = grid_make(p, b);

    if (g.cols == 0) {
        p->e = REFUSED(ERR_TYPE);
        return;
    }
    tag_open(p, "Table");
    for (size_t i = 0; i < b->n_rows && !failed(p->e); i++) {
        bool head = i < b->header_rows;
        struct row_paras q = row_make(p, &g, &b->rows[i], head);
        if (!page_fits(p, q.height + (head ? 24 : 0))) {
            page_next(p);
            if (!head)
                heads_again(p, &g);
            if (!page_fits(p, q.height)) /* a row higher than a page */
                p->e = REFUSED(ERR_SIZE);
        }
        row_draw(p, &g, &b->rows[i], &q, head, true);
    }
    tag_close(p, "Table");
    air(p, 12);
}

/* Terms and values: a table of two columns to those who listen, two quiet columns to those who
 * look. */
static void facts(struct pen *p, const struct press_block *b)
{
    struct look term = { .size = 9, .leading = 1.4, .colour = GREY };
    struct look value = { .size = p->d->certificate ? 10.5 + 1.5 * p->air : 10.5,
                          .leading = 1.35,
                          .colour = BLACK };
    double tw = p->width * 0.34, vw = p->width - tw - 14;
    double pad = p->d->certificate ? 6.5 * p->air : 4;
    double tx = p->rtl ? p->left + p->width - tw : p->left,
           vx = p->rtl ? p->left : p->left + tw + 14;

    tag_open(p, "Table");
    for (size_t i = 0; i < b->n_rows && !failed(p->e); i++) {
        const struct press_row *r = &b->rows[i];
        struct para t, v;
        double h;
        if (r->n != 2) {
            p->e = REFUSED(ERR_TYPE);
            break;
        }
        t = para_make(p, r->cells[0], &term, tw);
        v = para_make(p, r->cells[1], &value, vw);
        h = fmax(para_height(&t, 0, t.lines) + 2, para_height(&v, 0, v.lines)) + 2 * pad;
        room(p, h, 0);
        tag_open(p, "TR");
        *vec_push(&p->marks->headers, p->a) = 'R';
        para_draw(p, &t, tx, p->y + pad + 1.5, 0, t.lines, "TH");
        para_draw(p, &v, vx, p->y + pad, 0, v.lines, "TD");
        tag_close(p, "TR");
        gap(p, h);
        bar(p, p->left, p->y - 0.5, p->width, 0.5, tint(p->accent, 0.22));
    }
    tag_close(p, "Table");
    air(p, 12);
}

/* ---- QR and seal ---- */

static void qr_draw(struct pen *p, const struct qr *q, double x, double y, double size)
{
    double u = size / q->width;

    ink(p, (struct rgb){ 0, 0, 0 });
    for (unsigned row = 0; row < q->width; row++)
        for (unsigned c = 0, n; c < q->width; c += n) {
            for (n = 0; c + n < q->width && q->dark[row * q->width + c + n]; n++)
                ;
            if (n)
                cairo_rectangle(p->cr, x + c * u, y + row * u, n * u, u);
            n += n == 0;
        }
    cairo_fill(p->cr);
}

/* A code whose upper left corner is at x, y, with what it means to those who do not see it. */
static void qr_figure(struct pen *p, const struct qr *code, str alt, double x, double y,
                      double size)
{
    if (!p->cr)
        return;
    *vec_push(&p->marks->figures, p->a) =
        (struct mark_figure){ alt, p->page, { x, PAGE_H - y - size, x + size, PAGE_H - y } };
    tag_open(p, "Figure");
    qr_draw(p, code, x, y, size);
    tag_close(p, "Figure");
}

static bool qr_of(struct pen *p, const struct press_block *b, struct qr *code)
{
    bool ok = !str_empty(b->data) && !failed(qr_make(p->a, b->data, code));

    if (!ok)
        p->e = REFUSED(ERR_TYPE);
    return ok;
}

static const struct look qr_words = { .size = 8.5, .leading = 1.4, .colour = { 0.32, 0.34, 0.38 } };

static void qr_block(struct pen *p, const struct press_block *b)
{
    double size = MM(26), x = p->rtl ? p->left + p->width - size : p->left, y;
    struct para q = para_make(p, b->text, &qr_words, p->width - size - 18);
    double h = fmax(size, para_height(&q, 0, q.lines));
    struct qr code;

    if (!qr_of(p, b, &code))
        return;
    air(p, 6);
    room(p, h, 8);
    y = p->y;
    qr_figure(p, &code, b->alt, x, y, size);
    if (q.t.n)
        para_draw(p, &q, p->rtl ? p->left : x + size + 18,
                  y + (size - para_height(&q, 0, q.lines)) / 2, 0, q.lines, "P");
    gap(p, h + 8);
}

static void rounded(cairo_t *cr, double x, double y, double w, double h, double r)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - r, y + r, r, -G_PI / 2, 0);
    cairo_arc(cr, x + w - r, y + h - r, r, 0, G_PI / 2);
    cairo_arc(cr, x + r, y + h - r, r, G_PI / 2, G_PI);
    cairo_arc(cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
    cairo_close_path(cr);
}

static void seal_disc(struct pen *p, double cx, double cy)
{
    enum { TEETH = 36 };

    ink(p, p->accent);
    for (int i = 0; i < 2 * TEETH; i++) {
        double r = i % 2 ? 20.5 : 22.5, t = G_PI * i / TEETH;
        cairo_line_to(p->cr, cx + r * cos(t), cy + r * sin(t));
    }
    cairo_close_path(p->cr);
    cairo_fill(p->cr);
    ink(p, (struct rgb){ 1, 1, 1 });
    cairo_set_line_width(p->cr, 0.8);
    cairo_arc(p->cr, cx, cy, 17, 0, 2 * G_PI);
    cairo_stroke(p->cr);
    mark_draw(p, cx - 9, cy - 9.5, 18, (struct rgb){ 1, 1, 1 });
}

static void seal_box(struct pen *p, double h)
{
    if (!p->cr)
        return;
    ink(p, tint(p->accent, 0.06));
    rounded(p->cr, p->left, p->y, p->width, h, 5);
    cairo_fill_preserve(p->cr);
    ink(p, tint(p->accent, 0.45));
    cairo_set_line_width(p->cr, 0.7);
    cairo_stroke(p->cr);
    seal_disc(p, p->rtl ? p->left + p->width - 37 : p->left + 37, p->y + h / 2);
}

/* A code on white, the quiet zone of four modules around it (ISO/IEC 18004, 5.3.8). */
static void seal_code(struct pen *p, const struct press_block *b, const struct qr *code, double h,
                      double size)
{
    double rim = 4 * size / code->width;
    double x = p->rtl ? p->left + 5 + rim : p->left + p->width - 5 - rim - size;
    double y = p->y + (h - size) / 2;

    bar(p, x - rim, y - rim, size + 2 * rim, size + 2 * rim, (struct rgb){ 1, 1, 1 });
    qr_figure(p, code, b->alt, x, y, size);
}

static void seal(struct pen *p, const struct press_block *b)
{
    struct look k = { .size = 9, .leading = 1.45, .colour = BLACK };
    bool coded = !str_empty(b->data);
    struct qr code = { 0 };
    double size = MM(25), most = 0, wide, h, text_h, x = p->rtl ? p->left + 16 : p->left + 76;
    struct press_text none = { 0 };

    if (coded && !qr_of(p, b, &code))
        return;
    if (coded)
        most = size + 8 * size / code.width + 10;
    wide = p->width - 92 - (coded ? most : 0);
    struct para q = para_make(p, b->text, &k, wide),
                c = para_make(p, b->n_items ? b->items[0] : none, &qr_words, wide);
    text_h = para_height(&q, 0, q.lines) + (c.t.n ? 5 + para_height(&c, 0, c.lines) : 0);
    h = fmax(fmax(text_h + 20, 62), most);
    air(p, 6);
    room(p, h, 0);
    seal_box(p, h);
    x += p->rtl ? most : 0;
    para_draw(p, &q, x, p->y + (h - text_h) / 2, 0, q.lines, "P");
    if (c.t.n)
        para_draw(p, &c, x, p->y + (h + text_h) / 2 - para_height(&c, 0, c.lines), 0, c.lines, "P");
    if (coded)
        seal_code(p, b, &code, h, size);
    gap(p, h);
    air(p, 10);
}

static void block(struct pen *p, const struct press_block *b)
{
    switch (b->kind) {
    case PRESS_HEADING:
        heading(p, b);
        break;
    case PRESS_PARAGRAPH:
        paragraph(p, b);
        break;
    case PRESS_LIST:
        list(p, b);
        break;
    case PRESS_TABLE:
        table(p, b);
        break;
    case PRESS_FACTS:
        facts(p, b);
        break;
    case PRESS_RULE:
        bar(p, p->left, p->y + 4 * p->air, p->width, 0.6, tint(p->accent, 0.4));
        air(p, 12);
        break;
    case PRESS_QR:
        qr_block(p, b);
        break;
    case PRESS_SEAL:
        seal(p, b);
        break;
    case PRESS_ASK:
        ask_draw(p, b);
        break;
    case PRESS_SPACE:
        air(p, b->level);
        break;
    case PRESS_PAGE:
        page_next(p);
        break;
    case PRESS_KINDS:
        break;
    }
}

/* A certificate's seal and QR, where nothing else follows, stand at the foot of the page. */
static void sink_to_foot(struct pen *p, size_t from)
{
    struct pen trial = *p;
    struct marks unused = { 0 };

    for (size_t i = from; i < p->d->n_blocks; i++)
        if (p->d->blocks[i].kind != PRESS_SEAL && p->d->blocks[i].kind != PRESS_QR)
            return;
    trial.cr = NULL;
    trial.marks = &unused;
    for (size_t i = from; i < p->d->n_blocks && !failed(trial.e); i++)
        block(&trial, &p->d->blocks[i]);
    if (!failed(trial.e) && trial.page == p->page && trial.y < p->bottom)
        p->y += p->bottom - trial.y;
}

void blocks_draw(struct pen *p)
{
    bool sunk = !p->d->certificate;

    sheet_begin(p);
    for (size_t i = 0; i < p->d->n_blocks && !failed(p->e); i++) {
        if (!sunk && (p->d->blocks[i].kind == PRESS_SEAL || p->d->blocks[i].kind == PRESS_QR)) {
            sink_to_foot(p, i);
            sunk = true;
        }
        block(p, &p->d->blocks[i]);
    }
    sheet_end(p);
}
