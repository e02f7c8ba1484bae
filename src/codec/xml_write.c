#include "codec/xml.h"

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&apos;";
    case '\r':
        return "&#13;";
    default:
        return NULL;
    }
}

/* XML 1.0, production 2. */
static bool is_char(uint32_t c)
{
    return c == 9 || c == 10 || c == 13 ||
           (c >= 0x20 && c <= 0xfffd && !(c >= 0xd800 && c <= 0xdfff)) ||
           (c >= 0x10000 && c <= 0x10ffff);
}

void xml_escape(buf *out, str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.n;) {
        size_t at = i;
        uint32_t cp = utf8_next(text, &i);
        const char *e = cp < 0x80 ? entity((char)cp) : NULL;
        if (!e && is_char(cp))
            continue;
        buf_add(out, str_of(text.p + from, at - from));
        buf_add(out, e ? str_z(e) : S("\xef\xbf\xbd"));
        from = i;
    }
    buf_add(out, str_from(text, from));
}

/* In attributes a line end or tab would be read back as a blank. */
static void escape_attr(buf *out, str value)
{
    str rest = value;

    while (rest.n) {
        size_t i = 0;
        while (i < rest.n && rest.p[i] != '\n' && rest.p[i] != '\t')
            i++;
        xml_escape(out, str_sub(rest, 0, i));
        if (i < rest.n)
            buf_add(out, rest.p[i] == '\n' ? S("&#10;") : S("&#9;"));
        rest = str_from(rest, i + 1);
    }
}

void xml_write_start(struct xml_writer *w, buf *out)
{
    *w = (struct xml_writer){ .out = out };
    buf_add(out, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
}

static void end_tag(struct xml_writer *w)
{
    if (w->tag_open)
        buf_char(w->out, '>');
    w->tag_open = false;
}

void xml_open(struct xml_writer *w, str qname)
{
    end_tag(w);
    buf_char(w->out, '<');
    buf_add(w->out, qname);
    *vec_push(&w->open, w->out->a) = qname;
    w->tag_open = true;
}

void xml_put_attr(struct xml_writer *w, str qname, str value)
{
    CHECK(w->tag_open);
    buf_char(w->out, ' ');
    buf_add(w->out, qname);
    buf_add(w->out, S("=\""));
    escape_attr(w->out, value);
    buf_char(w->out, '"');
}

void xml_put_text(struct xml_writer *w, str text)
{
    end_tag(w);
    xml_escape(w->out, text);
}

void xml_close(struct xml_writer *w)
{
    CHECK(w->open.n);
    str qname = w->open.v[--w->open.n];
    if (w->tag_open) {
        buf_add(w->out, S("/>"));
        w->tag_open = false;
        return;
    }
    buf_add(w->out, S("</"));
    buf_add(w->out, qname);
    buf_char(w->out, '>');
}

void xml_put_element(struct xml_writer *w, str qname, str text)
{
    xml_open(w, qname);
    if (text.n)
        xml_put_text(w, text);
    xml_close(w);
}
