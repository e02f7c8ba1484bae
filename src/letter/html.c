/* A document as HTML: structure only, no classes but on table cells that are aligned. */
#include "letter/letter.h"

static void nodes(buf *b, const struct letter_node *n, int offset, bool tight);

static void wrap(buf *b, const char *tag, const struct letter_node *n, int offset)
{
    buf_fmt(b, "<%s>", tag);
    nodes(b, n->first, offset, false);
    buf_fmt(b, "</%s>", tag);
}

static void heading(buf *b, const struct letter_node *n, int offset)
{
    int level = MIN(MAX(n->level + offset, 1), 6);

    buf_fmt(b, "<h%d>", level);
    nodes(b, n->first, offset, false);
    buf_fmt(b, "</h%d>\n", level);
}

static void list(buf *b, const struct letter_node *n, int offset)
{
    if (!n->ordered)
        buf_add(b, S("<ul>\n"));
    else if (n->start == 1)
        buf_add(b, S("<ol>\n"));
    else
        buf_fmt(b, "<ol start=\"%u\">\n", n->start);
    for (const struct letter_node *item = n->first; item; item = item->next) {
        buf_add(b, S("<li>"));
        nodes(b, item->first, offset, n->tight);
        buf_add(b, S("</li>\n"));
    }
    buf_add(b, n->ordered ? S("</ol>\n") : S("</ul>\n"));
}

static void row(buf *b, const struct letter_node *n)
{
    static const char *const align[] = { "", " class=\"center\"", " class=\"end\"" };

    buf_add(b, S("<tr>"));
    for (const struct letter_node *c = n->first; c; c = c->next) {
        buf_fmt(b, "<%s%s%s>", c->header ? "th" : "td", c->header ? " scope=\"col\"" : "",
                align[c->align]);
        nodes(b, c->first, 0, false);
        buf_add(b, c->header ? S("</th>") : S("</td>"));
    }
    buf_add(b, S("</tr>\n"));
}

static void table(buf *b, const struct letter_node *n)
{
    const struct letter_node *r = n->first;

    buf_add(b, S("<table>\n"));
    if (r && r->header) {
        buf_add(b, S("<thead>\n"));
        row(b, r);
        buf_add(b, S("</thead>\n"));
        r = r->next;
    }
    buf_add(b, S("<tbody>\n"));
    for (; r; r = r->next)
        row(b, r);
    buf_add(b, S("</tbody>\n</table>\n"));
}

static void link(buf *b, const struct letter_node *n)
{
    buf_add(b, S("<a href=\""));
    html_text_to(b, n->href); /* checked when it was made: http, https, mailto, tel or a path */
    buf_add(b, S("\">"));
    nodes(b, n->first, 0, false);
    buf_add(b, S("</a>"));
}

static void verbatim(buf *b, const char *open, const struct letter_node *n, const char *close)
{
    buf_add(b, str_z(open));
    html_text_to(b, n->text);
    buf_add(b, str_z(close));
}

static void paragraph(buf *b, const struct letter_node *n, bool tight)
{
    if (!tight)
        buf_add(b, S("<p>"));
    nodes(b, n->first, 0, false);
    if (!tight)
        buf_add(b, S("</p>\n"));
}

static void nodes(buf *b, const struct letter_node *n, int offset, bool tight)
{
    for (; n; n = n->next)
        switch (n->kind) {
        case LETTER_HEADING:
            heading(b, n, offset);
            break;
        case LETTER_PARAGRAPH:
            paragraph(b, n, tight);
            break;
        case LETTER_LIST:
            list(b, n, offset);
            break;
        case LETTER_QUOTE:
            wrap(b, "blockquote", n, offset);
            break;
        case LETTER_RULE:
            buf_add(b, S("<hr>\n"));
            break;
        case LETTER_PRE:
            verbatim(b, "<pre>", n, "</pre>\n");
            break;
        case LETTER_TABLE:
            table(b, n);
            break;
        case LETTER_TEXT:
            html_text_to(b, n->text);
            break;
        case LETTER_EMPH:
            wrap(b, "em", n, offset);
            break;
        case LETTER_STRONG:
            wrap(b, "strong", n, offset);
            break;
        case LETTER_CODE:
            verbatim(b, "<code>", n, "</code>");
            break;
        case LETTER_LINK:
            link(b, n);
            break;
        case LETTER_BREAK:
            buf_add(b, S("<br>"));
            break;
        case LETTER_SPACE:
            buf_char(b, '\n');
            break;
        case LETTER_DOC:
        case LETTER_ITEM:
        case LETTER_ROW:
        case LETTER_CELL:
            nodes(b, n->first, offset, tight);
            break;
        }
}

html letter_html(arena *a, const struct letter_doc *d, int heading_offset)
{
    buf b;

    buf_init(&b, a, 1024);
    nodes(&b, d->root->first, heading_offset, false);
    return html_trusted(buf_str(&b));
}

html letter_html_inline(arena *a, const struct letter_doc *d)
{
    const struct letter_node *n = d->root->first;
    buf b;

    if (!n || n->next || n->kind != LETTER_PARAGRAPH)
        return letter_html(a, d, 0);
    buf_init(&b, a, 256);
    nodes(&b, n->first, 0, false);
    return html_trusted(buf_str(&b));
}
