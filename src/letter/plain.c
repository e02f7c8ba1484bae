/* A document as plain text for mail (RFC 3676 without flowed lines): folded, lists hanging, tables
 * in columns. */
#include "letter/letter.h"

struct plain {
    arena *a;
    buf b;
    int width;
    str first, rest; /* what stands before the first and the further lines of a block */
};

static void inlines(struct plain *p, buf *b, const struct letter_node *n)
{
    for (; n; n = n->next)
        switch (n->kind) {
        case LETTER_TEXT:
        case LETTER_CODE:
            buf_add(b, n->text);
            break;
        case LETTER_BREAK:
            buf_char(b, '\n');
            break;
        case LETTER_SPACE:
            buf_char(b, ' ');
            break;
        case LETTER_LINK: {
            size_t from = b->n;
            inlines(p, b, n->first);
            str words = str_from(buf_str(b), from);
            str bare = str_starts(n->href, S("mailto:")) ? str_from(n->href, 7) : n->href;
            if (!str_eq(words, bare))
                buf_fmt(b, " <%.*s>", STR_ARG(bare));
            break;
        }
        default:
            inlines(p, b, n->first);
            break;
        }
}

static str text_of(struct plain *p, const struct letter_node *n)
{
    buf b;

    buf_init(&b, p->a, 256);
    inlines(p, &b, n->first);
    return buf_str(&b);
}

static void line_put(struct plain *p, str line)
{
    buf_add(&p->b, line.n ? p->first : str_trim(p->first).n ? p->first : S(""));
    buf_add(&p->b, line);
    buf_char(&p->b, '\n');
    p->first = p->rest;
}

/* One line, broken at blanks. */
static void fold(struct plain *p, str line)
{
    int room = p->width ? MAX(p->width - (int)utf8_count(p->first), 20) : 0;
    str word, rest = line;
    buf out;
    size_t used = 0;

    buf_init(&out, p->a, line.n + 1);
    while (str_next(&rest, ' ', &word)) {
        size_t n = utf8_count(word);
        if (!n)
            continue;
        if (room && used && used + 1 + n > (size_t)room) {
            line_put(p, buf_str(&out));
            buf_init(&out, p->a, line.n + 1);
            used = 0;
        }
        if (used)
            buf_char(&out, ' ');
        buf_add(&out, word);
        used += n + (used > 0);
    }
    line_put(p, buf_str(&out));
}

static void lines(struct plain *p, str text)
{
    bool more = true;
    str line;

    while (more) {
        more = str_cut(text, '\n', &line, &text);
        fold(p, line);
    }
}

static void gap(struct plain *p)
{
    if (p->b.n)
        line_put(p, S(""));
}

static void blocks(struct plain *p, const struct letter_node *n, bool tight);

static void underlined(struct plain *p, const struct letter_node *n)
{
    str text = text_of(p, n);
    size_t count = MIN(utf8_count(text), (size_t)(p->width ? p->width : 72));
    buf b;

    lines(p, text);
    if (n->level > 2)
        return;
    buf_init(&b, p->a, count + 1);
    for (size_t i = 0; i < count; i++)
        buf_char(&b, n->level == 1 ? '=' : '-');
    line_put(p, buf_str(&b));
}

static str spaces(struct plain *p, size_t n)
{
    buf b;

    buf_init(&b, p->a, n + 1);
    for (size_t i = 0; i < n; i++)
        buf_char(&b, ' ');
    return buf_str(&b);
}

static void list(struct plain *p, const struct letter_node *n)
{
    str first = p->first, rest = p->rest;
    uint32_t number = n->start;

    for (const struct letter_node *item = n->first; item; item = item->next) {
        str mark = n->ordered ? str_fmt(p->a, "%u. ", number++) : S("- ");
        if (!n->tight && item != n->first)
            gap(p);
        p->first = str_cat(p->a, item == n->first ? first : rest, mark);
        p->rest = str_cat(p->a, rest, spaces(p, mark.n));
        if (item->first)
            blocks(p, item->first, n->tight);
        else
            line_put(p, S(""));
        p->first = p->rest = rest;
    }
}

static void quote(struct plain *p, const struct letter_node *n)
{
    str first = p->first, rest = p->rest;

    p->first = str_cat(p->a, first, S("> "));
    p->rest = str_cat(p->a, rest, S("> "));
    blocks(p, n->first, false);
    p->first = p->rest = rest;
}

enum { COLUMNS = 32 };

static str cell_text(struct plain *p, const struct letter_node *c)
{
    str s = text_of(p, c);
    buf b;

    buf_init(&b, p->a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        buf_char(&b, s.p[i] == '\n' ? ' ' : s.p[i]);
    return buf_str(&b);
}

static void row_put(struct plain *p, const struct letter_node *row, const size_t *wide)
{
    buf b;
    uint32_t i = 0;

    buf_init(&b, p->a, 128);
    for (const struct letter_node *c = row->first; c && i < COLUMNS; c = c->next, i++) {
        str s = cell_text(p, c);
        size_t lack = wide[i] - utf8_count(s), before = c->align == LETTER_END      ? lack
                                                        : c->align == LETTER_CENTER ? lack / 2
                                                                                    : 0;
        if (i)
            buf_add(&b, S("  "));
        buf_add(&b, spaces(p, before));
        buf_add(&b, s);
        if (c->next)
            buf_add(&b, spaces(p, lack - before));
    }
    line_put(p, buf_str(&b));
}

/* Too wide for columns: each row as "header: cell" lines. */
static void table_narrow(struct plain *p, const struct letter_node *n)
{
    const struct letter_node *header = n->first && n->first->header ? n->first : NULL;

    for (const struct letter_node *row = header ? header->next : n->first; row; row = row->next) {
        const struct letter_node *h = header ? header->first : NULL;
        if (row != (header ? header->next : n->first))
            gap(p);
        for (const struct letter_node *c = row->first; c; c = c->next, h = h ? h->next : NULL)
            fold(p,
                 h ? str_fmt(p->a, "%.*s: %.*s", STR_ARG(cell_text(p, h)), STR_ARG(cell_text(p, c)))
                   : cell_text(p, c));
    }
}

static void table(struct plain *p, const struct letter_node *n)
{
    size_t wide[COLUMNS] = { 0 }, all = 0;

    for (const struct letter_node *row = n->first; row; row = row->next) {
        uint32_t i = 0;
        for (const struct letter_node *c = row->first; c && i < COLUMNS; c = c->next, i++)
            wide[i] = MAX(wide[i], utf8_count(cell_text(p, c)));
    }
    for (uint32_t i = 0; i < n->columns && i < COLUMNS; i++)
        all += wide[i] + (i ? 2 : 0);
    if (p->width && all > (size_t)p->width - utf8_count(p->first)) {
        table_narrow(p, n);
        return;
    }
    for (const struct letter_node *row = n->first; row; row = row->next) {
        row_put(p, row, wide);
        if (!row->header)
            continue;
        buf b;
        buf_init(&b, p->a, all + 1);
        for (size_t i = 0; i < all; i++)
            buf_char(&b, '-');
        line_put(p, buf_str(&b));
    }
}

static void verbatim(struct plain *p, str text)
{
    str line;

    while (str_next(&text, '\n', &line))
        line_put(p, line);
}

static void blocks(struct plain *p, const struct letter_node *n, bool tight)
{
    for (const struct letter_node *at = n; at; at = at->next) {
        if (at != n && !tight)
            gap(p);
        switch (at->kind) {
        case LETTER_HEADING:
            underlined(p, at);
            break;
        case LETTER_LIST:
            list(p, at);
            break;
        case LETTER_QUOTE:
            quote(p, at);
            break;
        case LETTER_RULE:
            line_put(p, S("----"));
            break;
        case LETTER_PRE:
            verbatim(p, at->text);
            break;
        case LETTER_TABLE:
            table(p, at);
            break;
        default:
            lines(p, text_of(p, at));
            break;
        }
    }
}

str letter_text(arena *a, const struct letter_doc *d, int width)
{
    struct plain p = { .a = a, .width = width, .first = S(""), .rest = S("") };

    buf_init(&p.b, a, 1024);
    blocks(&p, d->root->first, false);
    return buf_str(&p.b);
}
