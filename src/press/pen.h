/* press/pen.h - where the press stands on the page; inside of this room only.
 * Units are points, the origin is the page's upper left corner.  A pen without a cairo_t measures:
 * it walks the same way and draws nothing, so that "page x of y" is known before the first page is
 * drawn. */
#ifndef PRESS_PEN_H
#define PRESS_PEN_H

#include "press/doc.h"

#include <pango/pangocairo.h>

#define MM(x) ((x)*72.0 / 25.4)
#define PAGE_W MM(210)
#define PAGE_H MM(297)
enum { PRESS_PAGES_MAX = 500 };

struct rgb {
    double r, g, b;
};

/* What cairo 1.16 cannot say about a structure element and pdf_finish.c adds, in the order of the
 * document. */
struct mark_figure {
    str alt;
    unsigned page;
    double box[4]; /* in PDF's coordinates */
};
struct marks {
    VEC(struct mark_figure) figures;
    VEC(char) headers; /* 'C' or 'R' for each TH */
    VEC(char) lists;   /* '1' or 'o' for each L */
};

struct pen {
    arena *a;
    const struct press_doc *d;
    cairo_t *cr;         /* null: measuring */
    PangoContext *px[2]; /* for text from the left, from the right */
    PangoLanguage *language;
    struct rgb accent;
    bool rtl;
    double left, width;   /* the column */
    double y, bottom;     /* next free, and where the foot begins */
    double air;           /* 1, or less where a certificate is to fit on one page */
    unsigned page, pages; /* from 1; pages is 0 while measuring */
    struct marks *marks;
    err e; /* the first refusal; drawing goes on without effect */
};

/* ---- text.c ---- */
enum align { ALIGN_START, ALIGN_CENTRE, ALIGN_END };
struct look {
    double size;    /* points */
    double leading; /* line height as a multiple of size */
    bool bold, serif;
    enum align align;
    struct rgb colour;
    double spacing; /* between letters, points */
};
struct para {
    PangoLayout *l;
    struct press_text t;
    struct look look;
    double width;
    size_t lines;
};

/* Shapes and breaks into lines of at most this width. */
struct para para_make(struct pen *p, struct press_text t, const struct look *k, double width);
struct para para_of(struct pen *p, str s, const struct look *k, double width);
double para_height(const struct para *q, size_t from, size_t to); /* of lines from .. to-1 */
/* Draws lines from .. to-1 with their top at x, y, under a structure tag (null: untagged, an
 * artifact). */
void para_draw(struct pen *p, const struct para *q, double x, double y, size_t from, size_t to,
               const char *tag);
/* All of it at the pen's place, over page ends (never one line alone); the pen moves down. */
void para_flow(struct pen *p, const struct para *q, double x, const char *tag);

/* ---- furniture.c ---- */
void sheet_begin(struct pen *p); /* frame, letterhead or running head; sets y and bottom */
void sheet_end(struct pen *p);   /* foot */
void page_next(struct pen *p);   /* both */
bool page_fits(const struct pen *p, double height);
void mark_draw(struct pen *p, double x, double y, double size,
               struct rgb colour); /* the colonnade */

/* ---- ask.c ---- */
void ask_draw(struct pen *p, const struct press_block *b);

/* ---- block.c ---- */
void blocks_draw(struct pen *p);

static inline void tag_open(struct pen *p, const char *tag)
{
    if (p->cr && tag)
        cairo_tag_begin(p->cr, tag, NULL);
}

static inline void tag_close(struct pen *p, const char *tag)
{
    if (p->cr && tag)
        cairo_tag_end(p->cr, tag);
}

static inline void ink(struct pen *p, struct rgb c)
{
    if (p->cr)
        cairo_set_source_rgb(p->cr, c.r, c.g, c.b);
}

static inline void bar(struct pen *p, double x, double y, double w, double h, struct rgb c)
{
    if (!p->cr)
        return;
    ink(p, c);
    cairo_rectangle(p->cr, x, y, w, h);
    cairo_fill(p->cr);
}

/* A mixture of the colour and white: 1 is the colour itself. */
static inline struct rgb tint(struct rgb c, double k)
{
    return (struct rgb){ 1 - k * (1 - c.r), 1 - k * (1 - c.g), 1 - k * (1 - c.b) };
}

#define BLACK ((struct rgb){ 0.05, 0.05, 0.07 })
#define GREY ((struct rgb){ 0.32, 0.34, 0.38 })

#endif
