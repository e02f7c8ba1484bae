/* Certificates a second and core: tagged, finished and sealed by the keeper, against cairo and
 * pango drawing the same lines plainly into an untagged PDF, both by processor time in turns. */
#include "os/clock.h"
#include "os/file.h"
#include "seal/keeper.h"
#include "tests/press/sample.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 7, DOCS = 40 };

static instant now(void)
{
    return (instant){ 1772528400000 };
}

static double rate_sealed(struct press *p)
{
    int64_t from = clock_cpu_ns();
    arena a;

    arena_init(&a, 0);
    for (int i = 0; i < DOCS; i++) {
        struct press_doc d;
        val_builder b, how;
        str result;
        arena_reset(&a);
        d = sample_certificate(&a);
        b = val_build(&a);
        how = val_build(&a);
        val_put(&how, S("reason"), VAL_S("Issued by the civil registry"));
        val_put(&b, S("do"), VAL_S("render"));
        val_put(&b, S("doc"), press_doc_to_val(&a, &d));
        val_put(&b, S("seal"), val_done(&how));
        if (failed(press_do(p, &a, press_job(&a, val_done(&b), STR_NULL), &result)))
            exit(1);
    }
    arena_free(&a);
    return DOCS * 1e9 / (double)(clock_cpu_ns() - from);
}

static cairo_status_t drop(void *n, const unsigned char *p, unsigned len)
{
    (void)p;
    *(size_t *)n += len;
    return CAIRO_STATUS_SUCCESS;
}

static void plain_line(cairo_t *cr, str s, double y)
{
    PangoLayout *l = pango_cairo_create_layout(cr);
    PangoFontDescription *f = pango_font_description_from_string("Noto Sans 11");

    pango_layout_set_font_description(l, f);
    pango_layout_set_text(l, s.p, (int)s.n);
    cairo_move_to(cr, 70, y);
    pango_cairo_show_layout(cr, l);
    pango_font_description_free(f);
    g_object_unref(l);
}

static double rate_plain(arena *a)
{
    struct press_doc d = sample_certificate(a);
    int64_t from = clock_cpu_ns();
    size_t bytes = 0;

    for (int i = 0; i < DOCS; i++) {
        cairo_surface_t *s = cairo_pdf_surface_create_for_stream(drop, &bytes, 595, 842);
        cairo_t *cr = cairo_create(s);
        double y = 60;
        plain_line(cr, d.title, y);
        for (size_t b = 0; b < d.n_blocks; b++) {
            for (size_t r = 0; r < d.blocks[b].n_rows; r++, y += 24)
                for (size_t c = 0; c < d.blocks[b].rows[r].n; c++)
                    plain_line(cr, d.blocks[b].rows[r].cells[c].v[0].text, y += 12);
            for (size_t r = 0; r < d.blocks[b].text.n; r++)
                plain_line(cr, d.blocks[b].text.v[r].text, y += 24);
        }
        cairo_show_page(cr);
        cairo_destroy(cr);
        cairo_surface_finish(s);
        cairo_surface_destroy(s);
    }
    return DOCS * 1e9 / (double)(clock_cpu_ns() - from);
}

static int up(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

int main(void)
{
    char dir[] = "/tmp/stoa-bench-XXXXXX";
    struct keys_spec spec = {
        S("bench.example/log"), S("UT"), S("Bench"), S("Bench Seal"), now(), -1, -1
    };
    double here[ROUNDS], there[ROUNDS];
    struct keeper_core *core;
    struct press *p;
    arena a;

    arena_init(&a, 0);
    if (!mkdtemp(dir) || failed(keys_create(dir, &spec)) || failed(keeper_open(dir, now, &core)))
        return 1;
    p = press_open(&a, keeper_local(&a, core, KEEPER_PRESS));
    rate_sealed(p);
    rate_plain(&a);
    for (int i = 0; i < ROUNDS; i++) {
        here[i] = rate_sealed(p);
        there[i] = rate_plain(&a);
    }
    qsort(here, ROUNDS, sizeof *here, up);
    qsort(there, ROUNDS, sizeof *there, up);
    printf("{\"name\":\"press-certificate\",\"value\":%.1f,\"unit\":\"documents/s a "
           "core\",\"goal\":100,\"better\":\"more\","
           "\"against\":\"the same lines drawn plainly by cairo and pango, untagged, unsealed: "
           "%.1f/s\"}\n",
           here[ROUNDS / 2], there[ROUNDS / 2]);
    keeper_close(core);
    (void)!failed(dir_remove(str_z(dir)));
    arena_free(&a);
    return 0;
}
