#include "codec/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

const struct xml_limits xml_limits_usual = { 32 * MIB, 256, 1000000, 256, 4 * MIB };

/* libxml2 keeps one copy of each name: its address stands for it. */
enum { NAMES = 256 };
struct known {
    const xmlChar *foreign;
    str own;
};

struct frame {
    struct xml_node *node, *last; /* last child */
    buf text;
    bool marks; /* text other than blanks */
};

struct reader {
    arena *a;
    xmlParserCtxt *x;
    struct xml_limits limits;
    struct xml_node *root;
    VEC(struct frame) open;
    uint32_t nodes;
    struct known names[NAMES];
    err e;
    struct text_error bad;
};

static void stop(struct reader *r, enum err_code code, const char *what)
{
    if (failed(r->e))
        return;
    r->e =
        text_refused(&r->bad, code, xmlSAX2GetLineNumber(r->x), xmlSAX2GetColumnNumber(r->x), what);
    xmlStopParser(r->x);
}

static str name_of(struct reader *r, const xmlChar *z)
{
    if (!z)
        return S("");
    struct known *k = &r->names[(uintptr_t)z / 8 % NAMES];
    if (k->foreign != z)
        *k = (struct known){ z, str_copy(r->a, str_z((const char *)z)) };
    return k->own;
}

static void read_attrs(struct reader *r, struct xml_node *n, int count, const xmlChar **foreign)
{
    struct xml_attr *at = arena_alloc(r->a, (size_t)count * sizeof *at + 1);

    for (int i = 0; i < count; i++, foreign += 5) {
        /* local name, prefix, namespace, begin and end of the value */
        str value = str_of((const char *)foreign[3], (size_t)(foreign[4] - foreign[3]));
        if (value.n > r->limits.value) {
            stop(r, ERR_SIZE, "an attribute is too long");
            return;
        }
        at[i] = (struct xml_attr){ name_of(r, foreign[2]), name_of(r, foreign[0]),
                                   str_copy(r->a, value) };
    }
    n->attrs = at;
    n->n_attrs = (size_t)count;
}

static void on_open(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns,
                    int n_ns, const xmlChar **namespaces, int n_attrs, int n_defaulted,
                    const xmlChar **attrs)
{
    struct reader *r = ((xmlParserCtxt *)ctx)->_private;

    (void)prefix, (void)n_ns, (void)namespaces, (void)n_defaulted;
    if (failed(r->e))
        return;
    if (r->open.n >= r->limits.depth)
        return stop(r, ERR_DEPTH, "nested too deeply");
    if (++r->nodes > r->limits.nodes)
        return stop(r, ERR_SIZE, "too many elements");
    if ((uint32_t)n_attrs > r->limits.attrs)
        return stop(r, ERR_SIZE, "too many attributes");
    struct frame *up = r->open.n ? &r->open.v[r->open.n - 1] : NULL;
    struct xml_node *n = ARENA_NEW(r->a, struct xml_node);
    n->ns = name_of(r, ns);
    n->name = name_of(r, name);
    n->text = S("");
    n->line = xmlSAX2GetLineNumber(r->x);
    if (n_attrs)
        read_attrs(r, n, n_attrs, attrs);
    if (!up) {
        r->root = n;
    } else {
        n->parent = up->node;
        if (up->last)
            up->last->next = n;
        else
            up->node->first = n;
        up->last = n;
    }
    *vec_push(&r->open, r->a) = (struct frame){ .node = n };
}

static void on_close(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns)
{
    struct reader *r = ((xmlParserCtxt *)ctx)->_private;

    (void)name, (void)prefix, (void)ns;
    if (failed(r->e) || !r->open.n)
        return;
    struct frame *f = &r->open.v[--r->open.n];
    /* Blanks between elements are layout. */
    if (f->text.n && (f->marks || !f->node->first))
        f->node->text = buf_str(&f->text);
}

static bool is_blank(const xmlChar *p, int n)
{
    for (int i = 0; i < n; i++)
        if (p[i] != ' ' && p[i] != '\n' && p[i] != '\t' && p[i] != '\r')
            return false;
    return true;
}

static void on_text(void *ctx, const xmlChar *p, int n)
{
    struct reader *r = ((xmlParserCtxt *)ctx)->_private;

    if (failed(r->e) || !r->open.n || n <= 0)
        return;
    struct frame *f = &r->open.v[r->open.n - 1];
    bool blank = is_blank(p, n);
    if (blank && !f->marks && f->node->first)
        return;
    if (f->text.n + (size_t)n > r->limits.value)
        return stop(r, ERR_SIZE, "a text is too long");
    if (!f->text.p)
        buf_init(&f->text, r->a, (size_t)n);
    f->marks |= !blank;
    buf_add(&f->text, str_of((const char *)p, (size_t)n));
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *public_id,
                       const xmlChar *system_id)
{
    (void)name, (void)public_id, (void)system_id;
    stop(((xmlParserCtxt *)ctx)->_private, ERR_UNSUPPORTED,
         "a document type (DOCTYPE) is not accepted");
}

static void on_reference(void *ctx, const xmlChar *name)
{
    (void)name;
    stop(((xmlParserCtxt *)ctx)->_private, ERR_UNSUPPORTED, "entities are not accepted");
}

static void on_error(void *ctx, xmlError *e)
{
    struct reader *r = ((xmlParserCtxt *)ctx)->_private;

    if (e->level == XML_ERR_WARNING || failed(r->e))
        return;
    str what = str_trim(str_z(e->message ? e->message : "not XML"));
    r->e = text_refused(&r->bad, ERR_SYNTAX, e->line, e->int2, str_zdup(r->a, what));
}

static void set_up(struct reader *r)
{
    *r->x->sax = (xmlSAXHandler){
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_open,
        .endElementNs = on_close,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .internalSubset = on_doctype,
        .reference = on_reference,
        .serror = on_error,
    };
    r->x->_private = r;
    /* NOENT concerns the five entities of XML in attribute values: there is no document type to
     * declare others. */
    xmlCtxtUseOptions(r->x, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC);
}

/* ---- encoding ---- */

/* What the XML declaration says (XML 1.0, 4.3.3); empty where it says nothing. */
static str declared_encoding(str text)
{
    str head = str_sub(text, 0, MIN(text.n, (size_t)200));
    size_t end = str_find(head, S("?>"), 0);

    if (!str_starts(head, S("<?xml")) || end == SIZE_MAX)
        return S("");
    size_t at = str_find(str_sub(head, 0, end), S("encoding"), 0);
    for (at = at == SIZE_MAX ? end : at + 8; at < end && head.p[at] != '"' && head.p[at] != '\'';)
        at++;
    size_t close = at < end ? str_find_char(head, head.p[at], at + 1) : SIZE_MAX;
    return close == SIZE_MAX || close > end ? S("") : str_sub(head, at + 1, close - at - 1);
}

static bool all_ascii(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* All text of the house is UTF-8: what is not, or says that it is something else, is refused;
 * nothing is guessed.  Where it is ASCII only, any declaration is true. */
static err encoding_check(str text, struct text_error *where)
{
    if (memchr(text.p, 0, text.n))
        return text_refused(where, ERR_SYNTAX, 1, 1,
                            "the file holds zero bytes, as UTF-16 does; save it as UTF-8");
    if (!utf8_valid(text))
        return text_refused(where, ERR_SYNTAX, 1, 1, "the file is not UTF-8; save it as UTF-8");
    str declared = declared_encoding(text);
    if (declared.n && !str_eq_nocase(declared, S("UTF-8")) && !all_ascii(text))
        return text_refused(where, ERR_SYNTAX, 1, 1,
                            "the file is UTF-8, but declares another encoding");
    return OK;
}

err xml_read(arena *a, str text, const struct xml_limits *limits, struct xml_node **root,
             struct text_error *where)
{
    struct reader r = { .a = a, .limits = limits ? *limits : xml_limits_usual };

    if (text.n > r.limits.bytes || text.n > INT32_MAX)
        return text_refused(where, ERR_SIZE, 0, 0, "the document is too long");
    if (!text.n)
        return text_refused(where, ERR_SYNTAX, 1, 1, "the document is empty");
    TRY(encoding_check(text, where));
    r.x = xmlCreateMemoryParserCtxt(text.p, (int)text.n);
    if (!r.x)
        return FAULT(ERR_BUDGET);
    set_up(&r);
    xmlParseDocument(r.x);
    if (!failed(r.e) && (!r.x->wellFormed || !r.x->nsWellFormed || !r.root))
        r.e = text_refused(&r.bad, ERR_SYNTAX, 0, 0, "not well-formed XML");
    if (r.x->myDoc)
        xmlFreeDoc(r.x->myDoc);
    xmlFreeParserCtxt(r.x);
    if (failed(r.e)) {
        if (where)
            *where = r.bad;
        return r.e;
    }
    *root = r.root;
    return OK;
}

/* ---- looking ---- */

bool xml_is(const struct xml_node *n, str ns, str name)
{
    return n && str_eq(n->name, name) && (!ns.p || str_eq(n->ns, ns));
}

str xml_attr_ns(const struct xml_node *n, str ns, str name)
{
    for (size_t i = 0; n && i < n->n_attrs; i++)
        if (str_eq(n->attrs[i].name, name) && str_eq(n->attrs[i].ns, ns))
            return n->attrs[i].value;
    return STR_NULL;
}

str xml_attr(const struct xml_node *n, str name)
{
    return xml_attr_ns(n, S(""), name);
}

struct xml_node *xml_child(const struct xml_node *n, str ns, str name)
{
    struct xml_node *c = n ? n->first : NULL;

    while (c && !xml_is(c, ns, name))
        c = c->next;
    return c;
}

struct xml_node *xml_next(const struct xml_node *n)
{
    struct xml_node *c = n->next;

    while (c && !xml_is(c, n->ns, n->name))
        c = c->next;
    return c;
}

struct xml_node *xml_walk(const struct xml_node *top, const struct xml_node *n)
{
    if (n->first)
        return n->first;
    for (; n != top; n = n->parent)
        if (n->next)
            return n->next;
    return NULL;
}

str xml_child_text(const struct xml_node *n, str ns, str name)
{
    const struct xml_node *c = xml_child(n, ns, name);

    return c ? str_trim(c->text) : STR_NULL;
}
