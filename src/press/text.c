/* Paragraphs: runs of text shaped by pango, drawn run by run so that links and emphasis get their
 * own structure. */
#include "press/pen.h"

#include <hb.h>
#include <math.h>
#include <stdlib.h>

static PangoAttribute *over(PangoAttribute *at, size_t from, size_t to)
{
    at->start_index = (guint)from;
    at->end_index = (guint)to;
    return at;
}

static PangoAttrList *run_attributes(const struct press_text *t)
{
    PangoAttrList *list = pango_attr_list_new();
    size_t at = 0;

    for (size_t i = 0; i < t->n; i++) {
        const struct press_run *r = &t->v[i];
        size_t end = at + r->text.n;
        if (r->bold)
            pango_attr_list_insert(list, over(pango_attr_weight_new(PANGO_WEIGHT_BOLD), at, end));
        if (r->italic)
            pango_attr_list_insert(list, over(pango_attr_style_new(PANGO_STYLE_ITALIC), at, end));
        if (r->link.n) /* makes a run of its own; the colour is the pen's */
            pango_attr_list_insert(
                list, over(pango_attr_foreground_new(0, 0, (guint16)(i + 1)), at, end));
        at = end;
    }
    return list;
}

enum { WHOLE_MOST = 40 };

/* Addresses are broken at their slashes only: who types a code from paper must not have to guess
 * whether a hyphen at the end of the line is part of it. */
static void addresses_whole(PangoAttrList *list, str text)
{
    size_t from = 0;

    while ((from = str_find(text, S("://"), from)) != SIZE_MAX) {
        size_t start = from + 3;
        for (from += 3; from < text.n && (unsigned char)text.p[from] > ' '; from++)
            if (text.p[from] == '/')
                start = from + 1;
            else if (from > start && from - start < WHOLE_MOST)
                pango_attr_list_change(
                    list, over(pango_attr_allow_breaks_new(FALSE), start, from + 1));
    }
}

static void look_apply(PangoLayout *l, PangoAttrList *list, const struct look *k)
{
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family_static(font,
                                             k->serif ? "Source Serif 4,Noto Serif,Noto Sans Arabic"
                                                      : "Source Sans 3,Noto Sans,Noto Sans Arabic");
    pango_font_description_set_absolute_size(font, k->size * PANGO_SCALE);
    if (k->bold)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    pango_attr_list_insert(
        list, pango_attr_font_features_new("liga=0")); /* one glyph, one letter, for who copies */
    if (k->spacing > 0)
        pango_attr_list_insert(list,
                               pango_attr_letter_spacing_new((int)(k->spacing * PANGO_SCALE)));
}

static PangoAlignment alignment(const struct pen *p, enum align a)
{
    if (a == ALIGN_CENTRE)
        return PANGO_ALIGN_CENTER;
    return (a == ALIGN_END) == p->rtl ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT;
}

/* The blocks of Unicode that are written from the right: Hebrew to Arabic Extended, their
 * presentation forms, and those of the supplementary plane. */
static bool from_right(uint32_t c)
{
    return (c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) ||
           (c >= 0xfe70 && c < 0xff00) || (c >= 0x10800 && c < 0x11000) ||
           (c >= 0x1e800 && c < 0x1f000);
}

/* A paragraph runs as its own letters do; one without letters (a number in groups) from the left.
 * The context's direction is the paragraph's, or pango would turn the alignment round. */
static PangoContext *context_for(struct pen *p, str text)
{
    for (size_t i = 0; i < text.n;) {
        uint32_t c = utf8_next(text, &i);
        if (c != UINT32_MAX && g_unichar_isalpha(c))
            return p->px[from_right(c)];
    }
    return p->px[0];
}

struct para para_make(struct pen *p, struct press_text t, const struct look *k, double width)
{
    struct para q = { .t = t, .look = *k, .width = width };
    PangoAttrList *list = run_attributes(&t);
    buf b;

    buf_init(&b, p->a, 128);
    for (size_t i = 0; i < t.n; i++)
        buf_add(&b, t.v[i].text);
    q.l = pango_layout_new(context_for(p, buf_str(&b)));
    arena_on_free(p->a, g_object_unref, q.l);
    addresses_whole(list, buf_str(&b));
    look_apply(q.l, list, k);
    pango_layout_set_attributes(q.l, list);
    pango_attr_list_unref(list);
    pango_layout_set_width(q.l, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(q.l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(q.l, alignment(p, k->align));
    pango_layout_set_text(q.l, b.p, (int)b.n);
    q.lines = (size_t)pango_layout_get_line_count(q.l);
    return q;
}

struct para para_of(struct pen *p, str s, const struct look *k, double width)
{
    struct press_run *r = ARENA_NEW(p->a, struct press_run);

    r->text = s;
    return para_make(p, (struct press_text){ r, 1 }, k, width);
}

/* Lines keep one distance, but a script that needs more (Devanagari, Thai) gets more. */
static double line_height(const struct para *q, size_t i)
{
    PangoRectangle r;
    double want = q->look.size * q->look.leading, need;

    pango_layout_line_get_extents(pango_layout_get_line_readonly(q->l, (int)i), NULL, &r);
    need = (double)r.height / PANGO_SCALE * 0.96;
    return need > want ? need : want;
}

double para_height(const struct para *q, size_t from, size_t to)
{
    double h = 0;

    for (size_t i = from; i < to && i < q->lines; i++)
        h += line_height(q, i);
    return h;
}

/* The baseline below the line's top: the font's own proportions, centred in the line height. */
static double line_baseline(const struct para *q, size_t i)
{
    PangoRectangle r;
    double ascent;

    pango_layout_line_get_extents(pango_layout_get_line_readonly(q->l, (int)i), NULL, &r);
    ascent = -(double)r.y / PANGO_SCALE;
    return ascent + (line_height(q, i) - (double)r.height / PANGO_SCALE) / 2;
}

/* Where the line begins: pango's own alignment. */
static double line_start(const struct para *q, size_t i)
{
    PangoLayoutIter *it = pango_layout_get_iter(q->l);
    PangoRectangle r = { 0 };

    for (size_t k = 0; k < i; k++)
        pango_layout_iter_next_line(it);
    pango_layout_iter_get_line_extents(it, NULL, &r);
    pango_layout_iter_free(it);
    return (double)r.x / PANGO_SCALE;
}

/* ---- glyphs ----
 * Drawn here and not by pango_cairo_show_glyph_item for the sake of the text that others read out
 * of the PDF: blanks at line ends stay blanks; and in scripts from the right a cluster of as many
 * letters as glyphs is taken apart, since readers turn the letters of a replacement text round. */

struct glyphs {
    cairo_glyph_t *g;        /* from left to right */
    cairo_text_cluster_t *c; /* in the order of reading */
    int n_g, n_c;
    buf text;
};

static unsigned long blank_of(PangoFont *font)
{
    hb_codepoint_t g = 0;

    return hb_font_get_nominal_glyph(pango_font_get_hb_font(font), ' ', &g) ? g : 0;
}

/* Where each glyph of the run stands; those without ink become the font's blank. */
static bool glyphs_place(struct glyphs *out, PangoGlyphItem *item, double x, double y)
{
    unsigned long blank = blank_of(item->item->analysis.font);
    int at = 0;

    for (int i = 0; i < item->glyphs->num_glyphs; i++) {
        const PangoGlyphInfo *info = &item->glyphs->glyphs[i];
        if (info->glyph & PANGO_GLYPH_UNKNOWN_FLAG && info->glyph != PANGO_GLYPH_EMPTY)
            return false;
        out->g[out->n_g++] =
            (cairo_glyph_t){ info->glyph == PANGO_GLYPH_EMPTY ? blank : info->glyph,
                             x + (double)(at + info->geometry.x_offset) / PANGO_SCALE,
                             y + (double)info->geometry.y_offset / PANGO_SCALE };
        at += info->geometry.width;
    }
    return true;
}

static void cluster_add(struct glyphs *out, str letters, int glyphs)
{
    if (letters.n == 1 && (uint8_t)letters.p[0] < ' ')
        letters = S(" "); /* a line end that was meant */
    buf_add(&out->text, letters);
    out->c[out->n_c++] = (cairo_text_cluster_t){ (int)letters.n, glyphs };
}

/* Lam and alef in one glyph: the one letter that stands for both (Unicode, Arabic Presentation
 * Forms-B; compatibility decomposition gives the two back).  Two letters on one glyph would come
 * out of poppler in the wrong order. */
static str lam_alef(str letters)
{
    static const struct {
        str two, one;
    } t[] = {
        { S_INIT("\u0644\u0622"), S_INIT("\ufef5") },
        { S_INIT("\u0644\u0623"), S_INIT("\ufef7") },
        { S_INIT("\u0644\u0625"), S_INIT("\ufef9") },
        { S_INIT("\u0644\u0627"), S_INIT("\ufefb") },
    };

    FOR_EACH(t, l)
        if (str_eq(letters, l->two))
            return l->one;
    return letters;
}

static void cluster_take(struct glyphs *out, const PangoGlyphItemIter *it, const char *text)
{
    str letters = str_of(text + it->start_index, (size_t)(it->end_index - it->start_index));
    bool backward = it->end_glyph < it->start_glyph;
    int glyphs = abs(it->end_glyph - it->start_glyph);

    if (backward && glyphs == 1)
        letters = lam_alef(letters);
    if (!backward || glyphs < 2 || utf8_count(letters) != (size_t)glyphs) {
        cluster_add(out, letters, glyphs);
        return;
    }
    for (size_t i = 0, from = 0; i < letters.n; from = i) {
        utf8_next(letters, &i);
        cluster_add(out, str_sub(letters, from, i - from), 1);
    }
}

static void run_show(struct pen *p, const char *text, PangoGlyphItem *item, double x, double y)
{
    int n = item->glyphs->num_glyphs, bytes = item->item->length;
    PangoFont *font = item->item->analysis.font;
    bool backward = item->item->analysis.level & 1, more;
    struct glyphs out = { .g = ARENA_ARRAY(p->a, cairo_glyph_t, n + 1),
                          .c = ARENA_ARRAY(p->a, cairo_text_cluster_t, n + bytes + 1) };
    PangoGlyphItemIter it;

    if (!glyphs_place(&out, item, x, y)) { /* no font has it: pango draws a box with its number */
        cairo_move_to(p->cr, x, y);
        pango_cairo_show_glyph_item(p->cr, text, item);
        return;
    }
    buf_init(&out.text, p->a, (size_t)bytes + 16);
    for (more = pango_glyph_item_iter_init_start(&it, item, text); more;
         more = pango_glyph_item_iter_next_cluster(&it))
        cluster_take(&out, &it, text);
    cairo_set_scaled_font(p->cr, pango_cairo_font_get_scaled_font((PangoCairoFont *)font));
    cairo_show_text_glyphs(p->cr, out.text.p, (int)out.text.n, out.g, out.n_g, out.c, out.n_c,
                           backward ? CAIRO_TEXT_CLUSTER_FLAG_BACKWARD : 0);
}

struct piece {
    size_t from, to;
    const struct press_run *run;
}; /* bytes of the paragraph's text */

/* Draws what of the line belongs to the piece. */
static void line_draw(struct pen *p, const struct para *q, size_t line, const struct piece *piece,
                      double x, double y)
{
    PangoLayoutLine *l = pango_layout_get_line_readonly(q->l, (int)line);
    const char *text = pango_layout_get_text(q->l);
    double at = x + line_start(q, line), base = y + line_baseline(q, line);

    for (GSList *r = l->runs; r; r = r->next) {
        PangoGlyphItem *g = r->data;
        double w = (double)pango_glyph_string_get_width(g->glyphs) / PANGO_SCALE;
        size_t offset = (size_t)g->item->offset;
        if (offset >= piece->from && offset < piece->to) {
            run_show(p, text, g, at, base);
        }
        at += w;
    }
}

struct spot {
    double x, y, w, h;
};

/* The rectangles of a piece on these lines. */
static size_t piece_spots(const struct para *q, const struct piece *piece, double x, double y,
                          size_t from, size_t to, struct spot *out, size_t max)
{
    size_t n = 0;

    for (size_t i = from; i < to; y += line_height(q, i), i++) {
        PangoLayoutLine *l = pango_layout_get_line_readonly(q->l, (int)i);
        int *ranges, count, lo = MAX(l->start_index, (int)piece->from);
        int hi = MIN(l->start_index + l->length, (int)piece->to);
        if (lo >= hi)
            continue;
        pango_layout_line_get_x_ranges(l, lo, hi, &ranges, &count);
        for (int k = 0; k < count && n < max; k++)
            out[n++] = (struct spot){ x + (double)ranges[2 * k] / PANGO_SCALE, y,
                                      (double)(ranges[2 * k + 1] - ranges[2 * k]) / PANGO_SCALE,
                                      line_height(q, i) };
        g_free(ranges);
    }
    return n;
}

/* cairo's attribute language wants quotes and backslashes escaped. */
static char *link_attributes(arena *a, str uri, const struct spot *s, size_t n)
{
    buf b;

    buf_init(&b, a, 256);
    buf_add(&b, S("uri='"));
    for (size_t i = 0; i < uri.n; i++) {
        if (uri.p[i] == '\'' || uri.p[i] == '\\')
            buf_char(&b, '\\');
        buf_char(&b, uri.p[i]);
    }
    buf_add(&b, S("' rect=["));
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%.2f %.2f %.2f %.2f ", s[i].x, s[i].y, s[i].w, s[i].h);
    buf_add(&b, S("]"));
    return str_zdup(a, buf_str(&b));
}

enum { SPOTS = 16 };

static void piece_draw(struct pen *p, const struct para *q, const struct piece *piece, double x,
                       double y, size_t from, size_t to, bool tagged)
{
    struct spot spots[SPOTS];
    size_t n = piece_spots(q, piece, x, y, from, to, spots, SPOTS);
    bool link = tagged && piece->run->link.n > 0;

    if (n == 0)
        return;
    if (link)
        cairo_tag_begin(p->cr, CAIRO_TAG_LINK, link_attributes(p->a, piece->run->link, spots, n));
    else if (tagged)
        cairo_tag_begin(p->cr, "Span", NULL);
    ink(p, link ? (struct rgb){ 0.05, 0.25, 0.55 } : q->look.colour);
    for (size_t i = from; i < to; y += line_height(q, i), i++)
        line_draw(p, q, i, piece, x, y);
    for (size_t i = 0; i < n && link; i++)
        bar(p, spots[i].x, spots[i].y + spots[i].h * 0.84, spots[i].w, 0.5,
            (struct rgb){ 0.05, 0.25, 0.55 });
    if (link)
        cairo_tag_end(p->cr, CAIRO_TAG_LINK);
    else if (tagged)
        cairo_tag_end(p->cr, "Span");
}

static bool has_link(const struct press_text *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->v[i].link.n)
            return true;
    return false;
}

void para_draw(struct pen *p, const struct para *q, double x, double y, size_t from, size_t to,
               const char *tag)
{
    static const struct press_run whole_run;
    size_t at = 0;

    if (!p->cr || from >= to)
        return;
    tag_open(p, tag);
    if (!tag || !has_link(&q->t)) {
        struct piece whole = { 0, SIZE_MAX, &whole_run };
        ink(p, q->look.colour);
        for (size_t i = from; i < to; y += line_height(q, i), i++)
            line_draw(p, q, i, &whole, x, y);
    } else {
        /* cairo 1.16 marks only leaves: text beside a link needs an element of its own */
        for (size_t i = 0; i < q->t.n; i++) {
            struct piece piece = { at, at + q->t.v[i].text.n, &q->t.v[i] };
            piece_draw(p, q, &piece, x, y, from, to, true);
            at = piece.to;
        }
    }
    tag_close(p, tag);
}

void para_flow(struct pen *p, const struct para *q, double x, const char *tag)
{
    for (size_t from = 0; from < q->lines && !failed(p->e);) {
        size_t to = from;
        double h = 0;
        while (to < q->lines && p->y + h + line_height(q, to) <= p->bottom)
            h += line_height(q, to++);
        if (to < q->lines && to - from < 2 && q->lines - from > 1)
            to = from; /* no single line at the foot */
        if (to == q->lines - 1 && to - from > 2)
            to--; /* nor at the head of the next page */
        if (to == from) {
            page_next(p);
            continue;
        }
        para_draw(p, q, x, p->y, from, to, tag);
        p->y += para_height(q, from, to);
        from = to;
        if (from < q->lines)
            page_next(p);
    }
}
