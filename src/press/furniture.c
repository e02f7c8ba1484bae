/* What stands on every page: frame, letterhead, running head, foot.  All but the letterhead's words
 * are artifacts. */
#include "press/pen.h"

#include <math.h>

enum { MARGIN_TOP = 54, FOOT = 62 };

static const struct look small = { .size = 8, .leading = 1.35, .colour = { 0.32, 0.34, 0.38 } };

bool page_fits(const struct pen *p, double height)
{
    return p->y + height <= p->bottom;
}

/* The colonnade: a gable over four columns on two steps. */
void mark_draw(struct pen *p, double x, double y, double size, struct rgb colour)
{
    double u = size / 16;

    if (!p->cr)
        return;
    ink(p, colour);
    cairo_move_to(p->cr, x, y + 5 * u);
    cairo_line_to(p->cr, x + 8 * u, y);
    cairo_line_to(p->cr, x + 16 * u, y + 5 * u);
    cairo_close_path(p->cr);
    for (int i = 0; i < 4; i++)
        cairo_rectangle(p->cr, x + (1.4 + 3.73 * i) * u, y + 6 * u, 2 * u, 6.4 * u);
    cairo_rectangle(p->cr, x + 0.8 * u, y + 13 * u, 14.4 * u, 1.1 * u);
    cairo_rectangle(p->cr, x, y + 14.6 * u, 16 * u, 1.4 * u);
    cairo_fill(p->cr);
}

/* Short numbers make a short page. */
static double tenth(double v)
{
    return round(v * 10) / 10;
}

/* A rosette of thin lines behind a certificate: r = 1 + k cos(n t), turned a little
 * for each line. */
static void rosette(struct pen *p, double cx, double cy, double radius)
{
    enum { LINES = 8, STEPS = 72 };

    ink(p, tint(p->accent, 0.075));
    cairo_set_line_width(p->cr, 0.45);
    for (int line = 0; line < LINES; line++) {
        for (int i = 0; i <= STEPS; i++) {
            double t = 2 * G_PI * i / STEPS;
            double r = radius * (0.8 + 0.2 * cos(6 * t + line * G_PI / LINES * 2));
            cairo_line_to(p->cr, tenth(cx + r * cos(t)), tenth(cy + r * sin(t)));
        }
        cairo_close_path(p->cr);
    }
    cairo_stroke(p->cr);
}

static void frame(struct pen *p)
{
    if (!p->cr)
        return;
    if (p->page == 1)
        rosette(p, PAGE_W / 2, PAGE_H * 0.5, 185);
    ink(p, p->accent);
    cairo_set_line_width(p->cr, 1.6);
    cairo_rectangle(p->cr, 25, 25, PAGE_W - 50, PAGE_H - 50);
    cairo_stroke(p->cr);
    cairo_set_line_width(p->cr, 0.5);
    cairo_rectangle(p->cr, 29.5, 29.5, PAGE_W - 59, PAGE_H - 59);
    cairo_stroke(p->cr);
}

/* From corner to corner, pale and below the text. */
static void specimen(struct pen *p)
{
    struct look k = { .bold = true, .align = ALIGN_CENTRE, .leading = 1.2 };
    double across = hypot(PAGE_W, PAGE_H);
    struct para q;

    if (!p->cr || str_empty(p->d->specimen))
        return;
    k.colour = tint(p->accent, 0.16);
    k.size = MIN(96, across / (double)MAX(utf8_count(p->d->specimen), (size_t)1));
    q = para_of(p, p->d->specimen, &k, across);
    cairo_save(p->cr);
    cairo_translate(p->cr, PAGE_W / 2, PAGE_H / 2);
    cairo_rotate(p->cr, -atan2(PAGE_H, PAGE_W));
    para_draw(p, &q, -across / 2, -para_height(&q, 0, q.lines) / 2, 0, q.lines, NULL);
    cairo_restore(p->cr);
}

static void words(struct pen *p, str s, const struct look *k, double x, double width,
                  const char *tag)
{
    struct para q;

    if (str_empty(s))
        return;
    q = para_of(p, s, k, width);
    para_draw(p, &q, x, p->y, 0, q.lines, tag);
    p->y += para_height(&q, 0, q.lines);
}

/* A certificate's head: mark, authority, office, all in the middle. */
static void head_centred(struct pen *p)
{
    struct look authority = {
        .size = 9.5, .leading = 1.4, .colour = GREY, .align = ALIGN_CENTRE, .spacing = 0.6
    };
    struct look office = {
        .size = 13, .leading = 1.3, .bold = true, .colour = p->accent, .align = ALIGN_CENTRE
    };

    mark_draw(p, PAGE_W / 2 - 17, p->y, 34, p->accent);
    p->y += 44;
    words(p, p->d->authority, &authority, p->left, p->width, "P");
    words(p, p->d->office, &office, p->left, p->width, "P");
    p->y += 16 * p->air;
}

/* A letter's head: mark and office at the start, contact at the end, a rule below. */
static void head_letter(struct pen *p)
{
    struct look authority = { .size = 9, .leading = 1.35, .colour = GREY };
    struct look office = { .size = 13, .leading = 1.3, .bold = true, .colour = p->accent };
    struct look contact = small;
    double top = p->y, below, half = p->width * 0.58;
    double start = p->rtl ? p->left + p->width - half : p->left,
           end = p->rtl ? p->left : p->left + p->width * 0.62;

    mark_draw(p, p->rtl ? p->left + p->width - 28 : p->left, top, 28, p->accent);
    words(p, p->d->authority, &authority, p->rtl ? start - 38 : start + 38, half, "P");
    words(p, p->d->office, &office, p->rtl ? start - 38 : start + 38, half, "P");
    below = MAX(p->y, top + 30);
    p->y = top;
    contact.align = ALIGN_END;
    for (size_t i = 0; i < p->d->n_contact; i++)
        words(p, p->d->contact[i], &contact, end, p->width * 0.38, "P");
    p->y = MAX(p->y, below) + 8;
    bar(p, p->left, p->y, p->width, 1.2, p->accent);
    p->y += 20;
}

/* DIN 5008, form B: the window begins 45 mm from the top, its address zone 17.7 mm lower; the text
 * at 98.5 mm. */
static void address(struct pen *p)
{
    static const struct look k = { .size = 10.5, .leading = 1.3, .colour = { 0.05, 0.05, 0.07 } };
    double after = p->y;

    if (p->d->n_address == 0)
        return;
    p->y = MAX(p->y, MM(62.7));
    for (size_t i = 0; i < p->d->n_address; i++)
        words(p, p->d->address[i], &k, MM(25), MM(80), "P");
    p->y = MAX(MAX(p->y + 14, after), MM(98.5));
}

/* The left edge of a part of the column, counted from where reading starts. */
static double column(const struct pen *p, double from, double share)
{
    return p->left + p->width * (p->rtl ? 1 - from - share : from);
}

static void running_head(struct pen *p)
{
    struct look end = small;

    end.align = ALIGN_END;
    words(p, p->d->title, &small, column(p, 0, 0.6), p->width * 0.6, NULL);
    p->y = MARGIN_TOP;
    words(p, p->d->number, &end, column(p, 0.6, 0.4), p->width * 0.4, NULL);
    p->y += 4;
    bar(p, p->left, p->y, p->width, 0.6, tint(p->accent, 0.5));
    p->y += 14;
}

void sheet_begin(struct pen *p)
{
    p->page++;
    if (p->page > PRESS_PAGES_MAX && !failed(p->e))
        p->e = REFUSED(ERR_SIZE);
    p->y = MARGIN_TOP;
    p->bottom = PAGE_H - FOOT - (p->d->certificate ? 10 : 0);
    if (p->d->certificate)
        frame(p);
    specimen(p);
    if (p->page > 1) {
        running_head(p);
        return;
    }
    if (p->d->certificate)
        head_centred(p);
    else if (p->d->office.n || p->d->authority.n || p->d->n_contact)
        head_letter(p);
    address(p);
}

/* "Page {page} of {pages}" with the two numbers in place. */
static str page_words(struct pen *p)
{
    str t = p->d->page_words.n ? p->d->page_words : S("Page {page} of {pages}");
    buf b;

    buf_init(&b, p->a, 64);
    for (size_t i = 0; i < t.n;) {
        str rest = str_from(t, i);
        if (str_starts(rest, S("{page}"))) {
            buf_i64(&b, p->page);
            i += 6;
        } else if (str_starts(rest, S("{pages}"))) {
            buf_i64(&b, p->pages);
            i += 7;
        } else {
            buf_char(&b, t.p[i++]);
        }
    }
    return buf_str(&b);
}

void sheet_end(struct pen *p)
{
    struct look end = small, mid = small;
    double y = p->bottom + 12;

    if (!p->cr)
        return;
    end.align = ALIGN_END;
    mid.align = ALIGN_CENTRE;
    bar(p, p->left, y, p->width, 0.6, tint(p->accent, 0.5));
    p->y = y + 5;
    words(p, p->d->number, &small, column(p, 0, 0.3), p->width * 0.3, NULL);
    p->y = y + 5;
    words(p, p->d->foot, &mid, p->left + p->width * 0.25, p->width * 0.5, NULL);
    p->y = y + 5;
    words(p, page_words(p), &end, column(p, 0.7, 0.3), p->width * 0.3, NULL);
    cairo_show_page(p->cr);
}

void page_next(struct pen *p)
{
    sheet_end(p);
    sheet_begin(p);
}
