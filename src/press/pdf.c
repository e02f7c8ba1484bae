#include "press/press.h"

#include "press/pdf_file.h"
#include "press/pen.h"

#include <cairo-pdf.h>

static struct rgb accent_of(str s)
{
    uint8_t b[3];

    if (s.n == 7 && s.p[0] == '#' && !failed(str_to_bytes_hex(str_from(s, 1), b, 3)))
        return (struct rgb){ b[0] / 255.0, b[1] / 255.0, b[2] / 255.0 };
    return (struct rgb){ 0.11, 0.23, 0.42 };
}

static bool runs_from_right(str language)
{
    static const char *const rtl[] = { "ar", "fa", "he", "ur", "ps", "dv", "ckb", "yi" };
    str first, rest;

    str_cut(language, '-', &first, &rest);
    FOR_EACH(rtl, l)
        if (str_eq(first, str_z(*l)))
            return true;
    return false;
}

/* Layout is independent of any device: a point is a unit, glyphs are not moved to pixels. */
static PangoContext *context_of(arena *a, bool rtl, PangoLanguage *language)
{
    PangoContext *px = pango_font_map_create_context(pango_cairo_font_map_get_default());
    cairo_font_options_t *o = cairo_font_options_create();

    arena_on_free(a, g_object_unref, px);
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(px, o);
    cairo_font_options_destroy(o);
    pango_cairo_context_set_resolution(px, 72);
    pango_context_set_round_glyph_positions(px, FALSE);
    pango_context_set_base_dir(px, rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    pango_context_set_language(px, language);
    return px;
}

static struct pen pen_make(arena *a, const struct press_doc *d, double air, struct marks *m)
{
    struct pen p = { .a = a, .d = d, .marks = m, .air = air, .e = OK };
    double side = d->certificate ? 70 : MM(25);

    p.language = pango_language_from_string(d->language.n ? str_zdup(a, d->language) : "en");
    p.rtl = runs_from_right(d->language);
    p.px[0] = context_of(a, false, p.language);
    p.px[1] = context_of(a, true, p.language);
    p.accent = accent_of(d->accent);
    p.left = side;
    p.width = PAGE_W - side - (d->certificate ? side : MM(20));
    return p;
}

static cairo_status_t take(void *to, const unsigned char *p, unsigned n)
{
    buf_add(to, str_of((const char *)p, n));
    return CAIRO_STATUS_SUCCESS;
}

static void drop_surface(void *s)
{
    cairo_surface_destroy(s);
}

static err draw(arena *a, const struct press_doc *d, double air, unsigned pages, struct marks *m,
                buf *out)
{
    cairo_surface_t *s = cairo_pdf_surface_create_for_stream(take, out, PAGE_W, PAGE_H);
    struct pen p = pen_make(a, d, air, m);
    cairo_status_t status;

    p.pages = pages;
    p.cr = cairo_create(s);
    cairo_tag_begin(p.cr, "Document", NULL);
    blocks_draw(&p);
    cairo_tag_end(p.cr, "Document");
    cairo_destroy(p.cr);
    cairo_surface_finish(s);
    status = cairo_surface_status(s);
    drop_surface(s);
    TRY(p.e);
    return status == CAIRO_STATUS_SUCCESS ? OK : FAULT(ERR_BUDGET);
}

/* A certificate belongs on one page: where it nearly fits, the space between its parts is made
 * smaller.  What does not fit even so gets all the room that it wants, on as many pages
 * as it needs. */
static err measure(arena *a, const struct press_doc *d, double *air, unsigned *pages)
{
    static const double airs[] = { 1, 0.8, 0.6, 0.4, 0.2 };

    for (size_t i = 0; i < (d->certificate ? LEN(airs) : 1); i++) {
        struct marks unused = { 0 };
        struct pen p = pen_make(a, d, airs[i], &unused);

        blocks_draw(&p);
        TRY(p.e);
        if (i == 0 || p.page == 1) {
            *air = airs[i];
            *pages = p.page;
        }
        if (p.page == 1 || p.page > 2)
            break;
    }
    return OK;
}

err press_pdf(arena *a, const struct press_doc *d, str *pdf)
{
    struct marks m = { 0 };
    unsigned pages;
    double air;
    buf out;

    if (str_empty(d->title))
        return REFUSED(ERR_MISSING);
    TRY(measure(a, d, &air, &pages));
    buf_init(&out, a, 64 * KIB);
    TRY(draw(a, d, air, pages, &m, &out));
    return pdf_finish(a, d, &m, buf_str(&out), pdf);
}
