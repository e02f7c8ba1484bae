/* The seal around a document: PAdES B-B (ETSI EN 319 142-1) as one incremental update, in two
 * steps. */
#include "press/press.h"

#include "press/pdf_file.h"

enum { CMS_ROOM = 6000 }; /* bytes; certificates, attributes, signature, and a time stamp later */

/* ---- the update: objects changed or added, their cross references, a trailer that points back
 * ---- */

struct update {
    const struct pdf_file *f;
    buf b;
    VEC(struct {
        unsigned n;
        size_t at;
    })
    done;
};

static void put(struct update *u, unsigned n, str text)
{
    __typeof__(u->done.v) slot = vec_push(&u->done, u->f->a);

    slot->n = n;
    slot->at = u->b.n;
    buf_fmt(&u->b, "%u 0 obj\n", n);
    buf_add(&u->b, text);
    buf_add(&u->b, S("\nendobj\n"));
}

static void update_close(struct update *u, unsigned size)
{
    const struct pdf_file *f = u->f;
    size_t xref = u->b.n;

    buf_add(&u->b, S("xref\n"));
    for (size_t i = 0; i < u->done.n; i++)
        buf_fmt(&u->b, "%u 1\n%010zu 00000 n \n", u->done.v[i].n, u->done.v[i].at);
    buf_fmt(&u->b,
            "trailer\n<< /Size %u /Root %u 0 R /Info %u 0 R /Prev %zu /ID [<%.*s> <%.*s>] "
            ">>\nstartxref\n%zu\n"
            "%%%%EOF\n",
            size, f->root, f->info, f->startxref, STR_ARG(f->id), STR_ARG(f->id), xref);
}

static unsigned first_page(const struct pdf_file *f)
{
    for (size_t i = 1; i < f->o.n; i++)
        if (pdf_is(f->o.v[i].dict, "Type", "/Page"))
            return (unsigned)i;
    return 0;
}

/* Leaves two gaps: ten digits thrice in the byte range, and the hexadecimal of the CMS. */
static str signature_dict(arena *a, const struct press_seal_spec *s)
{
    str hole = str_of(memset(arena_alloc(a, CMS_ROOM * 2), '0', CMS_ROOM * 2), CMS_ROOM * 2);
    str d = S("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached >>");

    if (s->name.n)
        d = pdf_set(a, d, "Name", pdf_text(a, s->name));
    if (s->reason.n)
        d = pdf_set(a, d, "Reason", pdf_text(a, s->reason));
    if (s->location.n)
        d = pdf_set(a, d, "Location", pdf_text(a, s->location));
    d = pdf_set(a, d, "M", pdf_date(a, s->at));
    d = pdf_set(a, d, "ByteRange", S("[0 0000000000 0000000000 0000000000]"));
    return pdf_set(a, d, "Contents", str_fmt(a, "<%.*s>", STR_ARG(hole)));
}

static str annots_with(arena *a, str old, unsigned widget)
{
    if (old.n > 2 && old.p[0] == '[')
        return str_fmt(a, "%.*s %u 0 R]", (int)old.n - 1, old.p, widget);
    return str_fmt(a, "[%u 0 R]", widget);
}

/* The field has no place on the page: its rectangle lies outside, so it needs no appearance and no
 * structure (ISO 14289-1, 7.18.1). */
static void objects_put(struct update *u, const struct press_seal_spec *spec, unsigned page)
{
    arena *a = u->f->a;
    unsigned sig = (unsigned)u->f->o.n, field = sig + 1;
    str p = u->f->o.v[page].dict, c = u->f->o.v[u->f->root].dict;

    put(u, sig, signature_dict(a, spec));
    put(u, field,
        str_fmt(a,
                "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Seal) /V %u 0 R /F 132 "
                "/Rect [-2 -2 -2 -2] /P %u 0 R >>",
                sig, page));
    put(u, page, pdf_set(a, p, "Annots", annots_with(a, pdf_get(p, "Annots"), field)));
    c = pdf_set(a, c, "AcroForm", str_fmt(a, "<< /Fields [%u 0 R] /SigFlags 3 >>", field));
    put(u, u->f->root, c);
    update_close(u, field + 1);
}

static void digits_put(char *at, size_t v)
{
    for (int i = 9; i >= 0; i--, v /= 10)
        at[i] = (char)('0' + v % 10);
}

static sha256 digest_around(str pdf, size_t gap, size_t gap_n)
{
    struct sha256_stream s;

    sha256_begin(&s);
    sha256_add(&s, pdf.p, gap);
    sha256_add(&s, pdf.p + gap + gap_n, pdf.n - gap - gap_n);
    return sha256_end(&s);
}

err press_seal_prepare(arena *a, str pdf, const struct press_seal_spec *spec,
                       struct press_seal *out)
{
    struct pdf_file f;
    struct update u = { .f = &f };
    size_t range, gap, gap_n = CMS_ROOM * 2 + 2;
    sha256 content;
    unsigned page;

    TRY(pdf_read(a, pdf, &f));
    page = first_page(&f);
    if (!page)
        return REFUSED(ERR_SYNTAX);
    buf_init(&u.b, a, pdf.n + 16 * KIB + gap_n);
    buf_add(&u.b, pdf);
    objects_put(&u, spec, page);
    range = str_find(buf_str(&u.b), S("/ByteRange [0 "), pdf.n);
    gap = str_find(buf_str(&u.b), S("/Contents <000000"), pdf.n);
    CHECK(range != SIZE_MAX && gap != SIZE_MAX);
    gap += 10;
    digits_put(u.b.p + range + 14, gap);
    digits_put(u.b.p + range + 25, gap + gap_n);
    digits_put(u.b.p + range + 36, u.b.n - gap - gap_n);
    *out = (struct press_seal){ .pdf = buf_str(&u.b), .gap = gap, .gap_n = gap_n };
    content = digest_around(out->pdf, gap, gap_n);
    TRY(cms_attributes(a, spec->cert_pem, &content, &out->attributes));
    out->to_sign = cms_digest(out->attributes);
    return OK;
}

err press_seal_finish(arena *a, const struct press_seal *s, const struct press_seal_spec *spec,
                      str signature, str *pdf)
{
    str cms, hex, whole;

    TRY(cms_finish(a, spec->cert_pem, spec->chain_pem, s->attributes, signature, &cms));
    if (cms.n > CMS_ROOM)
        return FAULT(ERR_SIZE);
    hex = str_hex(a, cms.p, cms.n);
    whole = str_copy(a, s->pdf);
    memcpy((char *)whole.p + s->gap + 1, hex.p, hex.n);
    *pdf = whole;
    return OK;
}
