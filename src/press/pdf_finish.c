/* The pass over cairo's output: language, title in the window bar, XMP, output intent, attached
 * data, alternative texts, table headers, artifacts.  After it the file keeps PDF/A-3u (ISO
 * 19005-3) and PDF/UA-1 (ISO 14289-1), as far as the document itself has title, language and
 * headings in order; only then its XMP says so. */
#include "press/pdf_file.h"
#include "press/pen.h"

#include "seal/hash.h"

#include <zlib.h>

/* ---- page content: what is not tagged is an artifact (ISO 14289-1, 7.1) ---- */

static err inflate_all(arena *a, str in, str *out)
{
    z_stream z = { .next_in = (Bytef *)in.p, .avail_in = (uInt)in.n };
    int got;
    buf b;

    buf_init(&b, a, in.n * 4 + 256);
    if (inflateInit(&z) != Z_OK)
        return FAULT(ERR_BUDGET);
    do {
        z.next_out = (Bytef *)buf_space(&b, 16 * KIB);
        z.avail_out = 16 * KIB;
        got = inflate(&z, Z_NO_FLUSH);
        buf_took(&b, 16 * KIB - z.avail_out);
    } while (got == Z_OK);
    inflateEnd(&z);
    *out = buf_str(&b);
    return got == Z_STREAM_END ? OK : REFUSED(ERR_SYNTAX);
}

static str deflate_all(arena *a, str in)
{
    uLongf n = compressBound(in.n);
    char *p = arena_alloc(a, n);

    CHECK(compress2((Bytef *)p, &n, (const Bytef *)in.p, in.n, 6) == Z_OK);
    return str_of(p, n);
}

static bool paints(str op)
{
    static const char *const ops[] = { "f", "f*", "F",  "S",  "s",  "B", "B*",
                                       "b", "b*", "Do", "sh", "Tj", "TJ" };

    FOR_EACH(ops, o)
        if (str_eq(op, str_z(*o)))
            return true;
    return false;
}

static bool is_operator(str token)
{
    char c = token.p[0];

    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\'' || c == '"';
}

static void segment(buf *b, str s, bool painted)
{
    if (painted)
        buf_add(b, S("/Artifact BMC\n"));
    buf_add(b, s);
    if (painted)
        buf_add(b, S("\nEMC\n"));
}

/* Cuts the stream at the marked content of depth 0; a cut lies before the operands of BDC, and
 * behind EMC. */
static str content_mark(arena *a, str s)
{
    size_t at = 0, operands = 0, from = 0;
    bool painted = false;
    int depth = 0;
    str token;
    buf b;

    buf_init(&b, a, s.n + 512);
    while ((token = pdf_next(s, &at)).p) {
        if (!is_operator(token))
            continue;
        if (str_eq(token, S("BDC")) || str_eq(token, S("BMC"))) {
            if (depth++ == 0) {
                segment(&b, str_sub(s, from, operands - from), painted);
                from = operands;
            }
        } else if (str_eq(token, S("EMC"))) {
            if (--depth == 0) {
                buf_add(&b, str_sub(s, from, at - from));
                from = at;
                painted = false;
            }
        } else if (depth == 0 && paints(token)) {
            painted = true;
        }
        operands = at;
    }
    segment(&b, str_from(s, from), painted);
    return buf_str(&b);
}

static err page_finish(struct pdf_file *f, struct pdf_object *page)
{
    unsigned n = pdf_ref(pdf_get(page->dict, "Contents"));
    struct pdf_object *c = n && n < f->o.n ? &f->o.v[n] : NULL;
    str plain;

    if (!c || !c->has_stream)
        return REFUSED(ERR_SYNTAX);
    TRY(inflate_all(f->a, c->stream, &plain));
    c->stream = deflate_all(f->a, content_mark(f->a, plain));
    c->dict = pdf_set(f->a, c->dict, "Length", str_fmt(f->a, "%zu", c->stream.n));
    page->dict = pdf_set(f->a, page->dict, "Tabs", S("/S"));
    return OK;
}

static void link_finish(struct pdf_file *f, struct pdf_object *o)
{
    str uri = pdf_get(pdf_get(o->dict, "A"), "URI");

    o->dict = pdf_set(f->a, o->dict, "F", S("4")); /* prints: ISO 19005-3, 6.3.2 */
    if (uri.p)
        o->dict = pdf_set(f->a, o->dict, "Contents", uri);
}

static err objects_finish(struct pdf_file *f)
{
    for (size_t i = 1; i < f->o.n; i++) {
        struct pdf_object *o = &f->o.v[i];
        if (pdf_is(o->dict, "Type", "/Page"))
            TRY(page_finish(f, o));
        else if (pdf_is(o->dict, "Subtype", "/Link"))
            link_finish(f, o);
        else if (pdf_is(o->dict, "Subtype", "/CIDFontType2"))
            o->dict =
                pdf_set(f->a, o->dict, "CIDToGIDMap", S("/Identity")); /* ISO 19005-3, 6.2.11.3.2 */
    }
    return OK;
}

/* ---- structure ---- */

struct walk {
    struct pdf_file *f;
    const struct marks *m;
    size_t figure, header, list;
};

static void element(struct walk *w, struct pdf_object *o)
{
    arena *a = w->f->a;

    if (pdf_is(o->dict, "S", "/Figure") && w->figure < w->m->figures.n) {
        const struct mark_figure *g = &w->m->figures.v[w->figure++];
        o->dict = pdf_set(a, o->dict, "Alt", pdf_text(a, g->alt));
        o->dict =
            pdf_set(a, o->dict, "A",
                    str_fmt(a, "<< /O /Layout /Placement /Block /BBox [%.2f %.2f %.2f %.2f] >>",
                            g->box[0], g->box[1], g->box[2], g->box[3]));
    } else if (pdf_is(o->dict, "S", "/TH") && w->header < w->m->headers.n) {
        o->dict = pdf_set(a, o->dict, "A",
                          w->m->headers.v[w->header++] == 'C' ? S("<< /O /Table /Scope /Column >>")
                                                              : S("<< /O /Table /Scope /Row >>"));
    } else if (pdf_is(o->dict, "S", "/L") && w->list < w->m->lists.n) {
        o->dict =
            pdf_set(a, o->dict, "A",
                    w->m->lists.v[w->list++] == '1' ? S("<< /O /List /ListNumbering /Decimal >>")
                                                    : S("<< /O /List /ListNumbering /Disc >>"));
    }
}

static void structure_walk(struct walk *w, unsigned n, int depth)
{
    struct pdf_object *o = n && n < w->f->o.n ? &w->f->o.v[n] : NULL;
    size_t at = 0;
    str kids, kid;

    if (!o || depth > 16)
        return;
    kids = pdf_get(o->dict, "K");
    if (depth > 0)
        element(w, o);
    if (pdf_ref(kids)) {
        structure_walk(w, pdf_ref(kids), depth + 1);
    } else if (kids.n > 2 && kids.p[0] == '[') {
        kids = str_sub(kids, 1, kids.n - 2);
        while ((kid = pdf_next(kids, &at)).p)
            structure_walk(w, pdf_ref(kid), depth + 1);
    }
}

/* ---- the catalogue ---- */

static unsigned data_attach(struct pdf_file *f, const struct press_doc *d)
{
    arena *a = f->a;
    str name = pdf_text(a, d->data_name), date = pdf_date(a, d->made);
    str params = str_fmt(a,
                         "<< /Type /EmbeddedFile /Subtype /application#2Fjson /Params << /Size %zu "
                         "/ModDate %.*s >> >>",
                         d->data_json.n, STR_ARG(date));
    unsigned n = pdf_add_stream(f, params, d->data_json);

    return pdf_add(f,
                   str_fmt(a,
                           "<< /Type /Filespec /F %.*s /UF %.*s /Desc %.*s /AFRelationship /Data "
                           "/EF << /F %u 0 R /UF %u 0 R >> >>",
                           STR_ARG(name), STR_ARG(name),
                           STR_ARG(pdf_text(a, S("The same data for machines"))), n, n));
}

static void catalogue_finish(struct pdf_file *f, const struct press_doc *d)
{
    arena *a = f->a;
    str c = f->o.v[f->root].dict;
    unsigned xmp = pdf_add_stream(f, S("<< /Type /Metadata /Subtype /XML >>"), xmp_packet(a, d));
    unsigned icc =
        pdf_add_stream(f, S("<< /N 3 /Filter /FlateDecode >>"), deflate_all(a, icc_srgb(a)));
    unsigned intent =
        pdf_add(f, str_fmt(a,
                           "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier "
                           "(sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1) "
                           "/RegistryName (http://www.color.org) /DestOutputProfile %u 0 R >>",
                           icc));

    c = pdf_set(a, c, "Lang", pdf_text(a, d->language));
    c = pdf_set(a, c, "MarkInfo", S("<< /Marked true >>"));
    c = pdf_set(a, c, "ViewerPreferences", S("<< /DisplayDocTitle true >>"));
    c = pdf_set(a, c, "Metadata", str_fmt(a, "%u 0 R", xmp));
    c = pdf_set(a, c, "OutputIntents", str_fmt(a, "[%u 0 R]", intent));
    if (d->data_json.n) {
        unsigned spec = data_attach(f, d);
        c = pdf_set(a, c, "AF", str_fmt(a, "[%u 0 R]", spec));
        c = pdf_set(a, c, "Names",
                    str_fmt(a, "<< /EmbeddedFiles << /Names [%.*s %u 0 R] >> >>",
                            STR_ARG(pdf_text(a, d->data_name)), spec));
    }
    f->o.v[f->root].dict = c;
}

/* Info says the same as the XMP (ISO 19005-3, 6.6.2.2). */
static void info_finish(struct pdf_file *f, const struct press_doc *d)
{
    arena *a = f->a;
    str date = pdf_date(a, d->made), dict = S("<< /Producer (Stoa) /Creator (Stoa) >>");

    dict = pdf_set(a, dict, "Title", pdf_text(a, d->title));
    if (d->author.n)
        dict = pdf_set(a, dict, "Author", pdf_text(a, d->author));
    if (d->subject.n)
        dict = pdf_set(a, dict, "Subject", pdf_text(a, d->subject));
    dict = pdf_set(a, dict, "CreationDate", date);
    f->info = pdf_add(f, pdf_set(a, dict, "ModDate", date));
}

err pdf_finish(arena *a, const struct press_doc *d, const struct marks *m, str cairo_pdf, str *out)
{
    struct pdf_file f;
    struct walk w = { &f, m, 0, 0, 0 };

    TRY(pdf_read(a, cairo_pdf, &f));
    if (f.info && f.info < f.o.n)
        f.o.v[f.info].dict = STR_NULL;
    TRY(objects_finish(&f));
    structure_walk(&w, pdf_ref(pdf_get(f.o.v[f.root].dict, "StructTreeRoot")), 0);
    CHECK(w.figure == m->figures.n && w.header == m->headers.n);
    catalogue_finish(&f, d);
    info_finish(&f, d);
    *out = pdf_write(&f);
    return OK;
}
