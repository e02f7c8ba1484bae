/* XMP (ISO 16684-1) and the sRGB profile (ICC.1:2001-04) that PDF/A wants. */
#include "press/pdf_file.h"
#include "press/doc.h"

#include <math.h>

/* ---- XMP ---- */

static void escaped(buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '<':
            buf_add(b, S("&lt;"));
            break;
        case '>':
            buf_add(b, S("&gt;"));
            break;
        case '&':
            buf_add(b, S("&amp;"));
            break;
        default:
            buf_char(b, (unsigned char)s.p[i] < 0x20 ? ' ' : s.p[i]);
        }
}

static void member(buf *b, const char *open, str s, const char *close)
{
    if (str_empty(s))
        return;
    buf_add(b, str_z(open));
    escaped(b, s);
    buf_add(b, str_z(close));
}

/* What a machine can see of ISO 14289-1: title, language, headings that begin with 1 and skip none,
 * texts for figures. */
static bool keeps_ua(const struct press_doc *d)
{
    int last = 0;

    for (size_t i = 0; i < d->n_blocks; i++) {
        const struct press_block *b = &d->blocks[i];
        if (b->kind == PRESS_QR && str_empty(b->alt))
            return false;
        if (b->kind != PRESS_HEADING)
            continue;
        if (b->level < 1 || b->level > last + 1)
            return false;
        last = b->level;
    }
    return d->title.n && d->language.n;
}

/* PDF/A takes properties outside of its own list only with a description (ISO
 * 19005-3, 6.6.2.3.3). */
static const char ua_schema[] =
    "<rdf:Description rdf:about=\"\" "
    "xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" "
    "xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" "
    "xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\"><pdfaExtension:schemas><rdf:Bag>"
    "<rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>PDF/UA identification "
    "schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>part</pdfaProperty:name>"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</"
    "pdfaProperty:category>"
    "<pdfaProperty:description>Part of "
    "PDF/UA</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n"
    "<rdf:Description rdf:about=\"\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">"
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>\n";

str xmp_packet(arena *a, const struct press_doc *d)
{
    str date = instant_str(a, (instant){ d->made.ms / 1000 * 1000 });
    buf b;

    buf_init(&b, a, 4 * KIB);
    buf_add(
        &b,
        S("<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
          "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
          "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
          "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
          "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" "
          "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n<dc:format>application/pdf</"
          "dc:format>\n"));
    member(&b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", d->title,
           "</rdf:li></rdf:Alt></dc:title>\n");
    member(&b, "<dc:creator><rdf:Seq><rdf:li>", d->author, "</rdf:li></rdf:Seq></dc:creator>\n");
    member(&b, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">", d->subject,
           "</rdf:li></rdf:Alt></dc:description>\n");
    member(&b, "<dc:identifier>", d->number, "</dc:identifier>\n");
    member(&b, "<dc:language><rdf:Bag><rdf:li>", d->language,
           "</rdf:li></rdf:Bag></dc:language>\n");
    buf_fmt(&b,
            "<xmp:CreatorTool>Stoa</xmp:CreatorTool><xmp:CreateDate>%.*s</xmp:CreateDate>"
            "<xmp:ModifyDate>%.*s</xmp:ModifyDate><pdf:Producer>Stoa</pdf:Producer>\n"
            "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>\n</"
            "rdf:Description>\n",
            STR_ARG(date), STR_ARG(date));
    if (keeps_ua(d))
        buf_add(&b, str_of(ua_schema, sizeof ua_schema - 1));
    buf_add(&b, S("</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"));
    return buf_str(&b);
}

/* ---- ICC ---- */

static void be(buf *b, uint32_t v, int bytes)
{
    while (bytes--)
        buf_u8(b, (uint8_t)(v >> (8 * bytes)));
}

static uint32_t fixed(double v)
{
    return (uint32_t)(int32_t)lround(v * 65536);
}

static str xyz(arena *a, double x, double y, double z)
{
    buf b;

    buf_init(&b, a, 20);
    buf_add(&b, S("XYZ \0\0\0\0"));
    be(&b, fixed(x), 4);
    be(&b, fixed(y), 4);
    be(&b, fixed(z), 4);
    return buf_str(&b);
}

/* IEC 61966-2-1, 5.2: the transfer function in 256 steps. */
static str curve(arena *a)
{
    buf b;

    buf_init(&b, a, 12 + 512);
    buf_add(&b, S("curv\0\0\0\0"));
    be(&b, 256, 4);
    for (int i = 0; i < 256; i++) {
        double v = i / 255.0, l = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
        be(&b, (uint32_t)lround(l * 65535), 2);
    }
    return buf_str(&b);
}

static str description(arena *a)
{
    static const str name = S_INIT("sRGB IEC61966-2.1");
    buf b;

    buf_init(&b, a, 128);
    buf_add(&b, S("desc\0\0\0\0"));
    be(&b, (uint32_t)name.n + 1, 4);
    buf_add(&b, name);
    buf_char(&b, '\0');
    for (int i = 0; i < 4 + 4 + 2 + 1 + 67; i++) /* no Unicode and no ScriptCode name */
        buf_char(&b, '\0');
    return buf_str(&b);
}

str icc_srgb(arena *a)
{
    str trc = curve(a);
    struct {
        const char *tag;
        str data;
        size_t at;
    } t[] = {
        { "desc", description(a), 0 },
        { "cprt", S("text\0\0\0\0No copyright, use freely\0"), 0 },
        { "wtpt", xyz(a, 0.9505, 1, 1.0891), 0 },
        { "rXYZ", xyz(a, 0.4360747, 0.2225045, 0.0139322),
          0 }, /* primaries adapted to D50 (Bradford) */
        { "gXYZ", xyz(a, 0.3850649, 0.7168786, 0.0971045), 0 },
        { "bXYZ", xyz(a, 0.1430804, 0.0606169, 0.7141733), 0 },
        { "rTRC", trc, 0 },
        { "gTRC", trc, 0 },
        { "bTRC", trc, 0 },
    };
    size_t at = 128 + 4 + 12 * LEN(t);
    buf b;

    for (size_t i = 0; i < LEN(t); i++) {
        t[i].at = i > 6 ? t[6].at : at; /* the three curves are one */
        at += i > 6 ? 0 : (t[i].data.n + 3) / 4 * 4;
    }
    buf_init(&b, a, at);
    be(&b, (uint32_t)at, 4);
    buf_add(&b, S("\0\0\0\0\2\x10\0\0mntrRGB XYZ \7\xea\0\1\0\1\0\0\0\0\0\0acsp\0\0\0\0\0\0\0\0"));
    for (int i = 0; i < 20; i++) /* no manufacturer, model, attributes; perceptual intent */
        buf_char(&b, '\0');
    be(&b, fixed(0.9642), 4);
    be(&b, fixed(1), 4);
    be(&b, fixed(0.8249), 4);
    while (b.n < 128)
        buf_char(&b, '\0');
    be(&b, LEN(t), 4);
    FOR_EACH(t, e) {
        buf_add(&b, str_z(e->tag));
        be(&b, (uint32_t)e->at, 4);
        be(&b, (uint32_t)e->data.n, 4);
    }
    for (size_t i = 0; i < 7; i++) {
        buf_add(&b, t[i].data);
        while (b.n % 4)
            buf_char(&b, '\0');
    }
    CHECK(b.n == at);
    return buf_str(&b);
}
