/* The safe subset of HTML, read as what a letter can say.  Nothing of the markup itself reaches a
 * page: the letter writes its own. */
#include "form/compile.h"

enum { NEST_MAX = 24 };

enum tag {
    TAG_NONE, /* may stand there and says nothing: div, span */
    TAG_P,
    TAG_H1,
    TAG_H2,
    TAG_H3,
    TAG_H4,
    TAG_H5,
    TAG_H6,
    TAG_UL,
    TAG_OL,
    TAG_LI,
    TAG_QUOTE,
    TAG_STRONG,
    TAG_EM,
    TAG_CODE,
    TAG_A,
    TAG_BR,
    TAG_HR,
    TAG_PART, /* table, thead, tbody: the rows say it */
    TAG_TR,
    TAG_TH,
    TAG_TD,
};

static const struct {
    str name;
    enum tag tag;
} tags[] = {
    { S_INIT("div"), TAG_NONE },
    { S_INIT("span"), TAG_NONE },
    { S_INIT("p"), TAG_P },
    { S_INIT("h1"), TAG_H1 },
    { S_INIT("h2"), TAG_H2 },
    { S_INIT("h3"), TAG_H3 },
    { S_INIT("h4"), TAG_H4 },
    { S_INIT("h5"), TAG_H5 },
    { S_INIT("h6"), TAG_H6 },
    { S_INIT("ul"), TAG_UL },
    { S_INIT("ol"), TAG_OL },
    { S_INIT("li"), TAG_LI },
    { S_INIT("blockquote"), TAG_QUOTE },
    { S_INIT("strong"), TAG_STRONG },
    { S_INIT("b"), TAG_STRONG },
    { S_INIT("em"), TAG_EM },
    { S_INIT("i"), TAG_EM },
    { S_INIT("code"), TAG_CODE },
    { S_INIT("a"), TAG_A },
    { S_INIT("br"), TAG_BR },
    { S_INIT("hr"), TAG_HR },
    { S_INIT("table"), TAG_PART },
    { S_INIT("thead"), TAG_PART },
    { S_INIT("tbody"), TAG_PART },
    { S_INIT("tr"), TAG_TR },
    { S_INIT("th"), TAG_TH },
    { S_INIT("td"), TAG_TD },
};

struct open {
    enum tag tag;
    str name, href;
    size_t n; /* items of a list, cells of a row */
};

struct markup {
    arena *a;
    buf out;
    struct open open[NEST_MAX];
    size_t depth;
    bool skip;      /* inside of an element that is left out */
    str skipped;    /* its name */
    bool line;      /* something stands on this line */
    bool head_done; /* of a table: the line under its header */
    void *self;
    markup_say *say;
};

#define COMPLAIN(m, ...) ((m)->say ? (m)->say((m)->self, __VA_ARGS__) : (void)0)

static bool inside(const struct markup *m, enum tag t)
{
    for (size_t i = 0; i < m->depth; i++)
        if (m->open[i].tag == t)
            return true;
    return false;
}

/* What each line begins with inside of lists and quotes. */
static void indent(struct markup *m, bool first_of_item)
{
    for (size_t i = 0; i < m->depth; i++) {
        const struct open *o = &m->open[i];
        bool own = first_of_item && i + 1 == m->depth;
        if (o->tag == TAG_QUOTE)
            buf_add(&m->out, S("> "));
        if (o->tag == TAG_LI && !own)
            buf_add(&m->out, i && m->open[i - 1].tag == TAG_OL ? S("    ") : S("  "));
    }
}

static void line_end(struct markup *m)
{
    if (m->line)
        buf_char(&m->out, '\n');
    m->line = false;
}

/* An empty line between blocks; not in rows of tables. */
static void block_end(struct markup *m)
{
    if (inside(m, TAG_TR))
        return;
    line_end(m);
    indent(m, false);
    buf_char(&m->out, '\n');
}

static void line_begin(struct markup *m)
{
    if (!m->line)
        indent(m, false);
    m->line = true;
}

static void plain_add(struct markup *m, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (strchr("\\`*_[]#<>|~!-+.)(&", s.p[i]))
            buf_char(&m->out, '\\');
        buf_char(&m->out, s.p[i]);
    }
}

static str entity(str s, size_t *n)
{
    static const struct {
        str name, text;
    } t[] = { { S_INIT("&amp;"), S_INIT("&") },        { S_INIT("&lt;"), S_INIT("<") },
              { S_INIT("&gt;"), S_INIT(">") },         { S_INIT("&quot;"), S_INIT("\"") },
              { S_INIT("&#39;"), S_INIT("'") },        { S_INIT("&apos;"), S_INIT("'") },
              { S_INIT("&nbsp;"), S_INIT("\xc2\xa0") } };
    FOR_EACH(t, e)
        if (str_starts(s, e->name)) {
            *n = e->name.n;
            return e->text;
        }
    *n = 1;
    return str_sub(s, 0, 1);
}

/* Text between tags: blanks fold, {{ }} goes through as it is. */
static void text_add(struct markup *m, str s)
{
    bool blank = false;
    for (size_t i = 0; i < s.n;) {
        char c = s.p[i];
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            blank = true;
            i++;
            continue;
        }
        if (blank && m->line && m->out.n && m->out.p[m->out.n - 1] != ' ')
            buf_char(&m->out, ' ');
        blank = false;
        line_begin(m);
        size_t n = 1;
        if (c == '{' && str_starts(str_from(s, i), S("{{"))) {
            size_t end = str_find(s, S("}}"), i);
            n = end == SIZE_MAX ? s.n - i : end + 2 - i;
            buf_add(&m->out, str_sub(s, i, n));
        } else {
            plain_add(m, c == '&' ? entity(str_from(s, i), &n) : str_sub(s, i, 1));
        }
        i += n;
    }
    if (blank && m->line && m->depth)
        buf_char(&m->out, ' ');
}

static void cell_begin(struct markup *m)
{
    struct open *row = NULL;
    for (size_t i = 0; i < m->depth; i++)
        if (m->open[i].tag == TAG_TR)
            row = &m->open[i];
    if (!row)
        return;
    line_begin(m);
    buf_add(&m->out, row->n++ ? S(" ") : S("| "));
}

static void open_write(struct markup *m, struct open *o)
{
    switch (o->tag) {
    case TAG_H1 ... TAG_H6:
        block_end(m);
        line_begin(m);
        for (int i = TAG_H1; i <= (int)o->tag; i++)
            buf_char(&m->out, '#');
        buf_char(&m->out, ' ');
        return;
    case TAG_UL:
    case TAG_OL:
        if (m->line)
            line_end(m);
        if (!inside(m, TAG_LI))
            block_end(m);
        return;
    case TAG_LI: {
        struct open *list = m->depth ? &m->open[m->depth - 1] : NULL;
        line_end(m);
        indent(m, false);
        if (list && list->tag == TAG_OL)
            buf_fmt(&m->out, "%zu. ", ++list->n);
        else
            buf_add(&m->out, S("- "));
        m->line = true;
        return;
    }
    case TAG_P:
    case TAG_QUOTE:
        if (!inside(m, TAG_LI))
            block_end(m);
        return;
    case TAG_STRONG:
    case TAG_EM:
        line_begin(m);
        buf_add(&m->out, o->tag == TAG_STRONG ? S("**") : S("*"));
        return;
    case TAG_A:
        line_begin(m);
        buf_char(&m->out, '[');
        return;
    case TAG_TH:
    case TAG_TD:
        cell_begin(m);
        return;
    case TAG_TR:
        line_end(m);
        return;
    case TAG_PART:
        if (str_eq(o->name, S("table"))) {
            m->head_done = false;
            block_end(m);
        }
        return;
    default:
        return;
    }
}

static void row_end(struct markup *m, size_t cells)
{
    line_end(m);
    if (m->head_done || !cells)
        return;
    buf_char(&m->out, '|');
    for (size_t i = 0; i < cells; i++)
        buf_add(&m->out, S(" --- |"));
    buf_char(&m->out, '\n');
    m->head_done = true;
}

static void close_write(struct markup *m, const struct open *o)
{
    switch (o->tag) {
    case TAG_H1 ... TAG_H6:
    case TAG_P:
    case TAG_QUOTE:
        block_end(m);
        return;
    case TAG_UL:
    case TAG_OL:
        line_end(m);
        if (!inside(m, TAG_LI))
            block_end(m);
        return;
    case TAG_STRONG:
    case TAG_EM:
        while (m->out.n && m->out.p[m->out.n - 1] == ' ')
            m->out.n--;
        buf_add(&m->out, o->tag == TAG_STRONG ? S("**") : S("*"));
        return;
    case TAG_A:
        buf_add(&m->out, S("](<"));
        buf_add(&m->out, o->href);
        buf_add(&m->out, S(">)"));
        return;
    case TAG_TH:
    case TAG_TD:
        buf_add(&m->out, S(" |"));
        return;
    case TAG_TR:
        row_end(m, o->n);
        return;
    case TAG_PART:
        if (str_eq(o->name, S("table")))
            block_end(m);
        return;
    default:
        return;
    }
}

/* The next attribute of a tag; false at its end. */
static bool attr_next(str *rest, str *name, str *value)
{
    str s = str_trim(*rest);
    size_t i = 0;
    while (i < s.n && s.p[i] != '=' && s.p[i] != ' ' && s.p[i] != '\n' && s.p[i] != '/')
        i++;
    *name = str_sub(s, 0, i);
    *value = S("");
    if (i == 0)
        return false;
    s = str_from(s, i);
    if (str_starts(s, S("=")) && s.n > 2 && (s.p[1] == '"' || s.p[1] == '\'')) {
        size_t end = MIN(str_find_char(s, s.p[1], 2), s.n);
        *value = str_sub(s, 2, end - 2);
        s = str_from(s, MIN(end + 1, s.n));
    }
    *rest = s;
    return true;
}

static void attrs_read(struct markup *m, str rest, struct open *o)
{
    static const str quiet[] = { S_INIT("class"), S_INIT("id"), S_INIT("rel"), S_INIT("scope"),
                                 S_INIT("lang") };
    str name, value;
    while (attr_next(&rest, &name, &value)) {
        bool known = o->tag == TAG_A && str_eq_nocase(name, S("href"));
        if (known) {
            bool bad = str_find_char(value, '>', 0) != SIZE_MAX ||
                       str_find_char(value, '<', 0) != SIZE_MAX ||
                       str_find_char(value, '\n', 0) != SIZE_MAX;
            o->href = bad ? S("") : value;
        }
        FOR_EACH(quiet, q)
            known |= str_eq_nocase(name, *q);
        if (!known)
            COMPLAIN(m, "remove it: only href of links has a meaning here",
                     "the attribute \"%.*s\" of <%.*s> is not allowed", STR_ARG(name),
                     STR_ARG(o->name));
    }
}

static bool tag_find(str name, enum tag *out)
{
    FOR_EACH(tags, t)
        if (str_eq_nocase(t->name, name)) {
            *out = t->tag;
            return true;
        }
    return false;
}

static const char *instead_of(str name)
{
    if (str_eq_nocase(name, S("img")))
        return "use an image component";
    if (str_eq_nocase(name, S("style")))
        return "remove it: pages have one look, the theme of the site";
    if (str_eq_nocase(name, S("script")))
        return "use conditions and expressions: no page runs code of a form";
    return "remove it, or use headings, paragraphs, lists, tables, links";
}

static void tag_open(struct markup *m, str name, str attrs)
{
    struct open o = { .name = name };
    bool empty = str_ends(str_trim(attrs), S("/"));
    if (!tag_find(name, &o.tag) || m->depth >= NEST_MAX) {
        COMPLAIN(m, instead_of(name), "the element <%.*s> is not allowed", STR_ARG(name));
        static const str hollow[] = { S_INIT("img"), S_INIT("input"), S_INIT("link"),
                                      S_INIT("meta") };
        m->skip = !empty;
        FOR_EACH(hollow, h)
            m->skip &= !str_eq_nocase(*h, name);
        m->skipped = name;
        return;
    }
    attrs_read(m, attrs, &o);
    if (o.tag == TAG_BR) {
        if (m->line && !inside(m, TAG_TR)) {
            buf_char(&m->out, '\\');
            line_end(m);
        }
        return;
    }
    if (o.tag == TAG_HR) {
        block_end(m);
        buf_add(&m->out, S("---\n\n"));
        return;
    }
    open_write(m, &o);
    m->open[m->depth++] = o;
}

static void tag_close(struct markup *m, str name)
{
    enum tag tag;
    if (!tag_find(name, &tag) || tag == TAG_BR || tag == TAG_HR)
        return;
    if (m->depth == 0 || !str_eq_nocase(m->open[m->depth - 1].name, name)) {
        COMPLAIN(m, "close elements in the order in which they were opened",
                 "</%.*s> closes nothing", STR_ARG(name));
        return;
    }
    m->depth--;
    close_write(m, &m->open[m->depth]);
}

static void tag_read(struct markup *m, str inner)
{
    bool closing = str_starts(inner, S("/"));
    str t = closing ? str_from(inner, 1) : inner;
    size_t n = 0;
    while (n < t.n &&
           ((t.p[n] | 32) >= 'a' && (t.p[n] | 32) <= 'z' ? true : t.p[n] >= '0' && t.p[n] <= '9'))
        n++;
    str name = str_sub(t, 0, n);
    if (m->skip) {
        m->skip = !(closing && str_eq_nocase(name, m->skipped));
        return;
    }
    if (closing)
        tag_close(m, name);
    else
        tag_open(m, name, str_from(t, n));
}

/* Whether a '<' there begins a tag. */
static bool tag_begins(str s, size_t i)
{
    char c = i + 1 < s.n ? s.p[i + 1] : 0;
    return c == '/' || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

str markup_letter(arena *a, str html, void *self, markup_say *say)
{
    struct markup m = { .a = a, .self = self, .say = say };
    buf_init(&m.out, a, html.n + 64);
    for (size_t i = 0; i < html.n;) {
        if (str_starts(str_from(html, i), S("<!--"))) {
            size_t end = str_find(html, S("-->"), i);
            i = end == SIZE_MAX ? html.n : end + 3;
            continue;
        }
        if (html.p[i] == '<' && tag_begins(html, i)) {
            size_t end = str_find_char(html, '>', i);
            if (end == SIZE_MAX) {
                COMPLAIN(&m, "close it with >", "a tag is never closed");
                break;
            }
            tag_read(&m, str_sub(html, i + 1, end - i - 1));
            i = end + 1;
            continue;
        }
        size_t end = i + 1;
        while (end < html.n &&
               !(html.p[end] == '<' &&
                 (tag_begins(html, end) || str_starts(str_from(html, end), S("<!--")))))
            end++;
        if (!m.skip)
            text_add(&m, str_sub(html, i, end - i));
        i = end;
    }
    if (m.depth)
        COMPLAIN(&m, "close it", "<%.*s> is never closed", STR_ARG(m.open[m.depth - 1].name));
    while (m.depth) {
        m.depth--;
        close_write(&m, &m.open[m.depth]);
    }
    return buf_str(&m.out);
}
