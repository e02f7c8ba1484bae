/* Markdown between the tags: cmark's tree, and pipe tables, as parts. */
#include "letter/tree.h"

#include <cmark.h>

struct part *part_new(struct parser *p, int kind, int line)
{
    struct part *part = ARENA_NEW(p->a, struct part);

    part->kind = kind;
    part->line = line;
    part->chunk = p->chunks;
    if (kind <= LETTER_SPACE)
        part->n.kind = (enum letter_kind)kind;
    return part;
}

/* Where a link may lead: a path of this site, http, https, mailto, tel. */
bool href_valid(arena *a, str href)
{
    url u;

    if (!str_starts(href, S("/")))
        return str_starts(href, S("#")) ? href.n > 1 : url_outside(a, href, &u);
    for (size_t i = 0; i < href.n; i++)
        if ((unsigned char)href.p[i] <= ' ' || href.p[i] == '\\' || href.p[i] == 0x7f)
            return false;
    return href.n < 2 || href.p[1] != '/';
}

static struct part *convert(struct parser *p, cmark_node *n, int line, int depth);

static struct part *children(struct parser *p, cmark_node *n, int line, int depth)
{
    struct part *first = NULL, **end = &first;

    for (cmark_node *c = cmark_node_first_child(n); c; c = cmark_node_next(c)) {
        *end = convert(p, c, line, depth + 1);
        while (*end)
            end = &(*end)->next;
    }
    return marks_fold(p, first);
}

static void link_read(struct parser *p, struct part *part, cmark_node *n)
{
    str href = str_copy(p->a, str_z(cmark_node_get_url(n)));
    bool computed = false;

    part->href = marks_split(p, href, part->line);
    for (const struct part *piece = part->href; piece; piece = piece->next) {
        computed |= piece->kind == PART_VALUE;
        if (piece->kind != PART_VALUE && piece->kind != LETTER_TEXT)
            finding_add(p->f, FINDING_ERROR, part->line, S(""), "letter.link",
                        S("Put the whole link into the if."),
                        "An address can hold values, but no if and no each.");
    }
    if (!computed && !href_valid(p->a, href))
        finding_add(p->f, FINDING_ERROR, part->line, S(""), "letter.link",
                    S("Use https://, http://, mailto:, tel: or a path."),
                    "The link to \"%.*s\" is not allowed.", (int)MIN(href.n, 120), href.p);
    if (cmark_node_get_title(n) && *cmark_node_get_title(n))
        finding_add(p->f, FINDING_WARNING, part->line, S(""), "letter.link",
                    S("Say it in the text."), "The title of a link is not shown.");
}

static struct part *refused(struct parser *p, int line, const char *what, str repair)
{
    finding_add(p->f, FINDING_ERROR, line, S(""), "letter.unsupported", repair,
                "%s in a letter is not allowed.", what);
    return NULL;
}

static struct part *literal(struct parser *p, int kind, cmark_node *n, int line)
{
    struct part *part = part_new(p, kind, line);

    part->n.text = marks_undo(p, str_copy(p->a, str_z(cmark_node_get_literal(n))));
    return part;
}

static struct part *parent(struct parser *p, int kind, cmark_node *n, int line, int depth)
{
    struct part *part = part_new(p, kind, line);

    part->first = children(p, n, line, depth);
    return part;
}

static struct part *list_read(struct parser *p, cmark_node *n, int line, int depth)
{
    struct part *part = parent(p, LETTER_LIST, n, line, depth);

    part->n.ordered = cmark_node_get_list_type(n) == CMARK_ORDERED_LIST;
    part->n.tight = cmark_node_get_list_tight(n);
    part->n.start = part->n.ordered ? (uint32_t)MAX(cmark_node_get_list_start(n), 0) : 0;
    return part;
}

static struct part *convert(struct parser *p, cmark_node *n, int line, int depth)
{
    struct part *part;
    int at = cmark_node_get_start_line(n) ? line + cmark_node_get_start_line(n) - 1 : line;

    if (depth > TREE_DEPTH)
        return refused(p, at, "Text nested more than 100 deep", S("Make it flatter."));
    switch (cmark_node_get_type(n)) {
    case CMARK_NODE_HEADING:
        part = parent(p, LETTER_HEADING, n, line, depth);
        part->n.level = (uint8_t)cmark_node_get_heading_level(n);
        return part;
    case CMARK_NODE_PARAGRAPH:
        return parent(p, LETTER_PARAGRAPH, n, line, depth);
    case CMARK_NODE_BLOCK_QUOTE:
        return parent(p, LETTER_QUOTE, n, line, depth);
    case CMARK_NODE_LIST:
        return list_read(p, n, line, depth);
    case CMARK_NODE_ITEM:
        return parent(p, LETTER_ITEM, n, line, depth);
    case CMARK_NODE_THEMATIC_BREAK:
        return part_new(p, LETTER_RULE, at);
    case CMARK_NODE_CODE_BLOCK:
        return literal(p, LETTER_PRE, n, at);
    case CMARK_NODE_CODE:
        return literal(p, LETTER_CODE, n, at);
    case CMARK_NODE_TEXT:
        return marks_split(p, str_z(cmark_node_get_literal(n)), at);
    case CMARK_NODE_SOFTBREAK:
        return part_new(p, LETTER_SPACE, at);
    case CMARK_NODE_LINEBREAK:
        return part_new(p, LETTER_BREAK, at);
    case CMARK_NODE_EMPH:
        return parent(p, LETTER_EMPH, n, line, depth);
    case CMARK_NODE_STRONG:
        return parent(p, LETTER_STRONG, n, line, depth);
    case CMARK_NODE_LINK:
        part = parent(p, LETTER_LINK, n, line, depth);
        part->line = at;
        link_read(p, part, n);
        return part;
    case CMARK_NODE_IMAGE:
        return refused(p, at, "A picture", S("Remove it."));
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_HTML_INLINE:
        return refused(p, at, "HTML", S("Write Markdown; for < itself write \\<."));
    default:
        return children(p, n, line, depth);
    }
}

static struct part *markdown(struct parser *p, str text, int line)
{
    if (str_empty(str_trim(text)))
        return NULL;
    cmark_node *doc = cmark_parse_document(text.p, text.n, CMARK_OPT_DEFAULT);
    cmark_consolidate_text_nodes(doc);
    struct part *first = children(p, doc, line, 0);
    cmark_node_free(doc);
    return first;
}

/* ---- pipe tables ---- */

/* The cells of "| a | b \| c |", trimmed; false where the line holds no pipe. */
static uint32_t cells_split(struct parser *p, str line, str *cells, uint32_t most)
{
    uint32_t n = 0;
    size_t from = 0;

    line = str_trim(line);
    if (str_starts(line, S("|")))
        line = str_from(line, 1);
    if (str_ends(line, S("|")) && !str_ends(line, S("\\|")))
        line = str_sub(line, 0, line.n - 1);
    for (size_t i = 0; i <= line.n && n < most; i++) {
        if (i < line.n && (line.p[i] != '|' || (i && line.p[i - 1] == '\\')))
            continue;
        buf b; /* "\|" is a pipe */
        buf_init(&b, p->a, i - from + 1);
        for (size_t k = from; k < i; k++)
            if (line.p[k] != '\\' || k + 1 >= i || line.p[k + 1] != '|')
                buf_char(&b, line.p[k]);
        cells[n++] = str_trim(buf_str(&b));
        from = i + 1;
    }
    return n;
}

enum { COLUMNS = 32 };

/* "|:---|---:|": alignments of the columns; 0 where the line is none. */
static uint32_t delimiter_read(struct parser *p, str line, enum letter_align *align)
{
    str cells[COLUMNS];
    uint32_t n = str_find_char(line, '|', 0) == SIZE_MAX ? 0 : cells_split(p, line, cells, COLUMNS);

    for (uint32_t i = 0; i < n; i++) {
        str c = cells[i];
        bool left = str_starts(c, S(":")), right = c.n > 1 && str_ends(c, S(":"));
        c = str_sub(c, left, c.n - left - right);
        for (size_t k = 0; k < c.n; k++)
            if (c.p[k] != '-')
                return 0;
        if (!c.n)
            return 0;
        align[i] = left && right ? LETTER_CENTER : right ? LETTER_END : LETTER_START;
    }
    return n;
}

static struct part *cell_read(struct parser *p, str text, int line)
{
    struct part *cell = part_new(p, LETTER_CELL, line), *block = markdown(p, text, line);

    if (block && (block->kind != LETTER_PARAGRAPH || block->next))
        refused(p, line, "A heading, list or other block in a table",
                S("Write plain text into the cell."));
    cell->first = block ? block->first : NULL;
    return cell;
}

static struct part *row_read(struct parser *p, str text, int line)
{
    str cells[COLUMNS];
    uint32_t n = cells_split(p, text, cells, COLUMNS);
    struct part *row = part_new(p, LETTER_ROW, line), **end = &row->first;

    for (uint32_t i = 0; i < n; i++, end = &(*end)->next)
        *end = cell_read(p, cells[i], line);
    return row;
}

static void header_mark(struct part *table, uint32_t n, const enum letter_align *align)
{
    uint32_t i = 0;

    table->n.columns = n;
    table->first->n.header = true;
    for (struct part *c = table->first->first; c && i < n; c = c->next, i++) {
        c->n.header = true;
        c->n.align = align[i];
    }
}

/* ---- a chunk: Markdown and tables by turns ---- */

struct lines {
    str rest;
    int line;
};

static bool line_next(struct lines *l, str *out)
{
    if (!l->rest.n)
        return false;
    size_t end = str_find_char(l->rest, '\n', 0);
    size_t n = end == SIZE_MAX ? l->rest.n : end + 1;
    *out = str_sub(l->rest, 0, n);
    l->rest = str_from(l->rest, n);
    l->line++;
    return true;
}

static str line_peek(struct lines l)
{
    str s;

    return line_next(&l, &s) ? s : S("");
}

static bool row_like(str line)
{
    line = str_trim(line);
    return line.n > 1 && line.p[0] == '|' && line.p[line.n - 1] == '|';
}

/* header null: rows that go on with the table before them. */
static struct part *table_read(struct parser *p, struct lines *l, str header, int line)
{
    enum letter_align align[COLUMNS];
    struct part *table = part_new(p, LETTER_TABLE, line), **end = &table->first;
    str s;

    if (header.p) {
        *end = row_read(p, header, line);
        line_next(l, &s);
        header_mark(table, delimiter_read(p, s, align), align);
        end = &(*end)->next;
    }
    while (str_find_char(line_peek(*l), '|', 0) != SIZE_MAX && line_next(l, &s)) {
        *end = row_read(p, s, l->line - 1);
        end = &(*end)->next;
    }
    return table;
}

static bool fence_line(str line, bool *fenced)
{
    line = str_trim(line);
    if (!str_starts(line, S("```")) && !str_starts(line, S("~~~")))
        return *fenced;
    *fenced = !*fenced;
    return true;
}

static bool table_begins(struct parser *p, str line, str next)
{
    enum letter_align align[COLUMNS];
    str cells[COLUMNS];
    uint32_t n = delimiter_read(p, next, align);

    return n && str_find_char(line, '|', 0) != SIZE_MAX &&
           cells_split(p, line, cells, COLUMNS) == n;
}

struct part *chunk_read(struct parser *p, str text, int line)
{
    struct part *first = NULL, **end = &first;
    struct lines l = { text, line };
    const char *from = text.p;
    int from_line = line;
    bool fenced = false, blank = true;
    str s;

    p->chunks++;
    for (;;) {
        bool more = line_next(&l, &s);
        bool code = more && fence_line(s, &fenced);
        bool table = more && !code && table_begins(p, s, line_peek(l));
        bool rows = more && !code && !table && blank && row_like(s);
        blank = more && str_empty(str_trim(s));
        if (more && !table && !rows)
            continue;
        const char *to = more ? s.p : text.p + text.n;
        *end = markdown(p, str_of(from, (size_t)(to - from)), from_line);
        while (*end)
            end = &(*end)->next;
        if (!more)
            return first;
        if (rows)
            l = (struct lines){ str_of(s.p, (size_t)(text.p + text.n - s.p)), l.line - 1 };
        *end = table_read(p, &l, table ? s : STR_NULL, l.line - (table ? 1 : 0));
        end = &(*end)->next;
        from = l.rest.n ? l.rest.p : text.p + text.n;
        from_line = l.line;
        blank = true;
    }
}
