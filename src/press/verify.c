/* Is this file one that the site sealed, whole and unchanged?  Files come from anybody: nothing
 * here trusts a length. The seal counts only where its byte range is the whole file but the
 * hexadecimal of the CMS itself, so there is no place for anything unsigned. */
#include "press/press.h"

#include "press/pdf_file.h"
#include "seal/x509.h"

struct range {
    size_t gap, gap_n, end;
}; /* the hole, and the end of what is signed */

static bool digits(str s, size_t *at, size_t *out)
{
    size_t from;
    uint64_t v;

    while (*at < s.n && s.p[*at] == ' ')
        ++*at;
    from = *at;
    while (*at < s.n && *at - from < 11 && s.p[*at] >= '0' && s.p[*at] <= '9')
        ++*at;
    if (*at == from || failed(str_to_u64(str_sub(s, from, *at - from), &v)))
        return false;
    *out = v;
    return true;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Reads "/ByteRange [0 b c d]" at `at`; the hole b .. c-1 must be one hexadecimal string, brackets
 * included. */
static bool range_at(str pdf, size_t at, struct range *out)
{
    size_t first, b, c, d;

    at += 10;
    while (at < pdf.n && (pdf.p[at] == ' ' || pdf.p[at] == '['))
        at++;
    if (!digits(pdf, &at, &first) || !digits(pdf, &at, &b) || !digits(pdf, &at, &c) ||
        !digits(pdf, &at, &d))
        return false;
    if (first != 0 || b + 2 >= c || c > pdf.n || d > pdf.n - c || pdf.p[b] != '<' ||
        pdf.p[c - 1] != '>')
        return false;
    for (size_t i = b + 1; i < c - 1; i++)
        if (!is_hex(pdf.p[i]))
            return false;
    *out = (struct range){ b, c - b, c + d };
    return true;
}

/* The DER in the hole, without the zeros behind it. */
static bool cms_in(arena *a, str pdf, const struct range *r, str *out)
{
    size_t n = (r->gap_n - 2) / 2, len;
    uint8_t *p = arena_alloc(a, n + 1);

    if (r->gap_n % 2 || n < 4 || failed(str_to_bytes_hex(str_sub(pdf, r->gap + 1, n * 2), p, n)) ||
        p[0] != 0x30)
        return false;
    if (p[1] == 0x82)
        len = ((size_t)p[2] << 8 | p[3]) + 4;
    else if (p[1] == 0x83 && n > 5)
        len = ((size_t)p[2] << 16 | (size_t)p[3] << 8 | p[4]) + 5;
    else
        return false;
    if (len > n)
        return false;
    for (size_t i = len; i < n; i++)
        if (p[i] != 0)
            return false;
    *out = str_of((const char *)p, len);
    return true;
}

static str between(str s, const char *open, const char *close)
{
    size_t from = str_find(s, str_z(open), 0), to;

    if (from == SIZE_MAX)
        return STR_NULL;
    from += strlen(open);
    to = str_find(s, str_z(close), from);
    return to == SIZE_MAX ? STR_NULL : str_sub(s, from, to - from);
}

static str unescaped(arena *a, str s)
{
    static const struct {
        str from;
        char to;
    } t[] = { { S_INIT("&lt;"), '<' }, { S_INIT("&gt;"), '>' }, { S_INIT("&amp;"), '&' } };
    buf b;

    buf_init(&b, a, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        size_t skip = 0;
        FOR_EACH(t, e)
            if (str_starts(str_from(s, i), e->from)) {
                buf_char(&b, e->to);
                skip = e->from.n;
            }
        if (!skip)
            buf_char(&b, s.p[i]);
        i += skip ? skip : 1;
    }
    return buf_str(&b);
}

/* The attached data as data_attach wrote it, uncompressed. */
static str attached(str pdf)
{
    size_t at = str_find(pdf, S("/Type /EmbeddedFile"), 0), from, to;
    str len;
    uint64_t n;

    if (at == SIZE_MAX)
        return STR_NULL;
    to = str_find(pdf, S("stream\n"), at);
    len = between(str_sub(pdf, at, to - at), "/Length ", " ");
    if (to == SIZE_MAX || failed(str_to_u64(str_trim(len), &n)))
        return STR_NULL;
    from = to + 7;
    return n <= pdf.n - from ? str_sub(pdf, from, n) : STR_NULL;
}

/* "D:20260302090000Z" behind /M. */
static instant sealed_at(arena *a, str pdf, size_t dict)
{
    str d = between(str_from(pdf, dict), "/M (D:", "Z)");
    instant t = { 0 };

    if (d.n == 14)
        (void)!failed(instant_parse(str_fmt(a, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", d.p, d.p + 4,
                                            d.p + 6, d.p + 8, d.p + 10, d.p + 12),
                                    &t));
    return t;
}

static enum pdf_verdict judge(arena *a, str pdf, str trust_pem, const struct range *r,
                              struct pdf_seal *out)
{
    struct sha256_stream s;
    sha256 content;
    str cms;
    err e;

    if (!cms_in(a, pdf, r, &cms))
        return PDF_FOREIGN;
    sha256_begin(&s);
    sha256_add(&s, pdf.p, r->gap);
    sha256_add(&s, pdf.p + r->gap + r->gap_n, r->end - r->gap - r->gap_n);
    content = sha256_end(&s);
    e = cms_verify(a, cms, trust_pem, &content, &out->signer);
    if (e.code == ERR_CRYPTO)
        return PDF_ALTERED;
    if (failed(e))
        return PDF_FOREIGN;
    out->whole = r->end == pdf.n;
    return out->whole ? PDF_GENUINE : PDF_ALTERED;
}

/* Damage may have hit the seal itself: the site's name in the hexadecimal still says
 * whose it was. */
static bool names_us(arena *a, str pdf, str ca_pem)
{
    struct x509_facts f;
    str name;

    if (failed(x509_facts(a, ca_pem, &f)))
        return false;
    name = between(f.subject, "CN=", ",");
    return name.n && str_has(pdf, str_hex(a, name.p, name.n));
}

void pdf_verify(arena *a, str pdf, str trust_pem, struct pdf_seal *out)
{
    struct pdf_seal s = { .verdict = PDF_FOREIGN };
    struct range r;

    *out = (struct pdf_seal){ .verdict = PDF_NOT_PDF };
    if (!str_starts(pdf, S("%PDF-")))
        return;
    for (size_t at = 0;
         (at = str_find(pdf, S("/ByteRange"), at)) != SIZE_MAX && s.verdict != PDF_GENUINE; at++) {
        enum pdf_verdict v;
        if (!range_at(pdf, at, &r))
            continue;
        v = judge(a, pdf, trust_pem, &r, &s);
        if (v != PDF_FOREIGN)
            s.verdict = v;
        s.at = sealed_at(a, pdf, at > 600 ? at - 600 : 0);
    }
    if (s.verdict == PDF_FOREIGN && names_us(a, pdf, trust_pem))
        s.verdict = PDF_ALTERED;
    if (s.verdict == PDF_GENUINE) {
        s.number = unescaped(a, between(pdf, "<dc:identifier>", "</dc:identifier>"));
        s.data_json = attached(pdf);
    }
    *out = s;
}
