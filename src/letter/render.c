/* A letter and its data to a document. */
#include "letter/tree.h"

enum { NODES_MAX = 100000 };

/* Names of one turn of an each, inner before outer. */
struct local {
    val vars;
    const struct local *up;
};

struct render {
    arena *a;
    val data;
    struct feel_env *env;
    const struct letter_show *show;
    uint32_t nodes, faults;
    err e;
};

struct out {
    const struct letter_node *first;
    struct letter_node *last;
    uint32_t last_chunk;
};

static val look(const struct render *r, const struct local *l, str name)
{
    for (; l; l = l->up)
        if (val_has(l->vars, name))
            return val_get(l->vars, name);
    return val_get(r->data, name);
}

static val eval(struct render *r, const struct local *l, const struct feel *expr)
{
    val_builder b = val_build(r->a);
    val v = val_null_because(NULL_NAME, NULL);

    for (size_t i = 0; expr && i < feel_asks(expr); i++) {
        val got = look(r, l, feel_asked(expr, i));
        if (!val_is_null(got))
            val_put(&b, feel_asked(expr, i), got);
    }
    err e = expr ? feel_eval(expr, r->env, val_done(&b), &v) : OK;
    if (failed(e))
        r->e = e;
    if (val_is_null(v) && v.n != NULL_PLAIN)
        r->faults++;
    return v;
}

static str shown(struct render *r, val v)
{
    str s = r->show && r->show->value ? r->show->value(r->show->user, r->a, v) : STR_NULL;

    if (s.p)
        return s;
    if (val_is_null(v))
        return S("");
    if (v.tag != V_LIST)
        return val_display(r->a, v);
    buf b;
    buf_init(&b, r->a, 64);
    for (uint32_t i = 0; i < v.n; i++) {
        if (i)
            buf_add(&b, S(", "));
        buf_add(&b, shown(r, v.l[i]));
    }
    return buf_str(&b);
}

/* A condition of people: true, or something that is there. */
static bool holds(val v)
{
    switch ((enum val_tag)v.tag) {
    case V_NULL:
        return false;
    case V_BOOL:
        return v.m;
    case V_STRING:
        return val_text(v).n > 0;
    case V_LIST:
    case V_CONTEXT:
        return val_count(v) > 0;
    default:
        return true;
    }
}

static struct letter_node *node_add(struct render *r, struct out *o, const struct letter_node *like)
{
    struct letter_node *n = ARENA_NEW(r->a, struct letter_node);

    *n = *like;
    n->first = n->next = NULL;
    if (++r->nodes > NODES_MAX)
        r->e = FAULT(ERR_BUDGET);
    if (o->last)
        o->last->next = n;
    else
        o->first = n;
    o->last = n;
    return n;
}

/* Text of a value: its line ends are meant. */
static void text_add(struct render *r, struct out *o, str text)
{
    str line;

    for (bool more = true; more && text.n;) {
        more = str_cut(text, '\n', &line, &text);
        if (str_ends(line, S("\r")))
            line = str_sub(line, 0, line.n - 1);
        if (line.n)
            node_add(r, o, &(struct letter_node){ .kind = LETTER_TEXT, .text = line });
        if (more && text.n)
            node_add(r, o, &(struct letter_node){ .kind = LETTER_BREAK });
    }
}

static void parts(struct render *r, struct out *o, const struct part *part, const struct local *l);

static void each(struct render *r, struct out *o, const struct part *part, const struct local *l)
{
    val list = eval(r, l, part->expr);

    if (val_is_null(list))
        return;
    val alone = list;
    if (list.tag != V_LIST)
        list = val_list(&alone, 1);
    val *items = ARENA_ARRAY(r->a, val, list.n + 1);
    if (list.n)
        memcpy(items, list.l, list.n * sizeof *items);
    for (uint32_t i = 0; i < list.n && !failed(r->e); i++) {
        val_builder b = val_build(r->a);
        for (uint32_t k = 0; items[i].tag == V_CONTEXT && k < items[i].c->n; k++)
            val_put(&b, items[i].c->e[k].key, items[i].c->e[k].value);
        val_put(&b, S("item"), items[i]);
        val_put(&b, S("index"), val_int(i + 1));
        if (part->as.n)
            val_put(&b, part->as, items[i]);
        struct local own = { val_done(&b), l };
        parts(r, o, part->first, &own);
        o->last_chunk = UINT32_MAX; /* the next turn's list goes on with this one */
    }
}

static void hex_escape(buf *b, str s)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            buf_char(b, (char)c);
            continue;
        }
        buf_char(b, '%');
        buf_char(b, digits[c >> 4]);
        buf_char(b, digits[c & 15]);
    }
}

/* A value at the beginning is a whole address; further on it is a piece, percent-encoded. */
static str href_of(struct render *r, const struct part *pieces, const struct local *l)
{
    buf b;

    buf_init(&b, r->a, 64);
    for (const struct part *p = pieces; p; p = p->next) {
        if (p->kind == LETTER_TEXT) {
            buf_add(&b, p->n.text);
        } else if (p->kind == PART_VALUE) {
            val v = eval(r, l, p->expr);
            str s = val_is_null(v) ? S("") : val_display(r->a, v);
            if (b.n)
                hex_escape(&b, s);
            else
                buf_add(&b, s);
        }
    }
    return buf_str(&b);
}

static void link_add(struct render *r, struct out *o, const struct part *part,
                     const struct local *l)
{
    str href = href_of(r, part->href, l);

    if (!href_valid(r->a, href)) {
        r->faults++;
        parts(r, o, part->first, l); /* the words stay */
        return;
    }
    struct letter_node *n = node_add(r, o, &part->n);
    struct out inside = { 0 };
    n->href = href;
    parts(r, &inside, part->first, l);
    n->first = inside.first;
}

/* Lists of the same kind and rows that come from different pieces of text grow together. */
static struct letter_node *grows(const struct out *o, const struct part *part)
{
    struct letter_node *last = o->last;

    if (!last || o->last_chunk == part->chunk)
        return NULL;
    if (part->kind == LETTER_LIST && last->kind == LETTER_LIST && last->ordered == part->n.ordered)
        return last;
    if (part->kind == LETTER_TABLE && last->kind == LETTER_TABLE && !part->n.columns)
        return last;
    return NULL;
}

static struct letter_node *last_of(const struct letter_node *n)
{
    const struct letter_node *c = n->first;

    while (c && c->next)
        c = c->next;
    return (struct letter_node *)c;
}

static void parent_add(struct render *r, struct out *o, const struct part *part,
                       const struct local *l)
{
    struct letter_node *n = grows(o, part);
    struct out inside = { 0 };

    if (n)
        inside = (struct out){ n->first, n == o->last ? last_of(n) : NULL, part->chunk };
    else
        n = node_add(r, o, &part->n);
    parts(r, &inside, part->first, l);
    n->first = inside.first;
    o->last_chunk = part->chunk;
}

static void parts(struct render *r, struct out *o, const struct part *part, const struct local *l)
{
    for (; part && !failed(r->e); part = part->next) {
        switch (part->kind) {
        case PART_VALUE:
            text_add(r, o, shown(r, eval(r, l, part->expr)));
            break;
        case PART_IF:
            parts(r, o, holds(eval(r, l, part->expr)) ? part->first : part->otherwise, l);
            break;
        case PART_EACH:
            each(r, o, part, l);
            break;
        case LETTER_LINK:
            link_add(r, o, part, l);
            break;
        default:
            parent_add(r, o, part, l);
            break;
        }
    }
}

/* Rows get as many cells as the header has, and its alignment; a table of rows alone has its widest
 * row's. */
static void table_finish(struct render *r, struct letter_node *table)
{
    const struct letter_node *header = table->first && table->first->header ? table->first : NULL;

    for (const struct letter_node *row = table->first; row && !header; row = row->next) {
        uint32_t n = 0;
        for (const struct letter_node *c = row->first; c; c = c->next)
            n++;
        table->columns = MAX(table->columns, n);
    }
    for (const struct letter_node *row = table->first; row; row = row->next) {
        const struct letter_node *h = header ? header->first : NULL;
        struct letter_node *cell = (struct letter_node *)row->first, *last = NULL;
        for (uint32_t i = 0; i < table->columns; i++, h = h ? h->next : NULL) {
            if (!cell) {
                cell = ARENA_NEW(r->a, struct letter_node);
                cell->kind = LETTER_CELL;
                *(last ? &last->next : &((struct letter_node *)row)->first) = cell;
            }
            cell->header = row->header;
            cell->align = h ? h->align : LETTER_START;
            last = cell;
            cell = (struct letter_node *)cell->next;
        }
        if (last)
            last->next = NULL;
    }
}

static bool blank(const struct letter_node *n)
{
    for (; n; n = n->next)
        if (n->kind != LETTER_SPACE && n->kind != LETTER_BREAK &&
            !(n->kind == LETTER_TEXT && str_empty(str_trim(n->text))))
            return false;
    return true;
}

/* Tables are evened out; paragraphs of which nothing is left are dropped. */
static void finish(struct render *r, struct letter_node *n)
{
    const struct letter_node **at = &n->first;

    if (n->kind == LETTER_TABLE)
        table_finish(r, n);
    while (*at) {
        struct letter_node *c = (struct letter_node *)*at;
        if (c->kind == LETTER_PARAGRAPH && blank(c->first)) {
            *at = c->next;
            continue;
        }
        finish(r, c);
        at = &c->next;
    }
}

static str inline_text(arena *a, const struct letter_node *n)
{
    buf b;

    buf_init(&b, a, 64);
    for (; n; n = n->next)
        if (n->kind == LETTER_TEXT)
            buf_add(&b, n->text);
        else
            buf_char(&b, ' ');
    return buf_str(&b);
}

static val front_fill(struct render *r, const struct letter *l, val v)
{
    if (v.tag == V_CONTEXT) {
        val_builder b = val_build(r->a);
        for (uint32_t i = 0; i < v.c->n; i++)
            val_put(&b, v.c->e[i].key, front_fill(r, l, v.c->e[i].value));
        return val_done(&b);
    }
    if (v.tag == V_LIST) {
        val *items = ARENA_ARRAY(r->a, val, v.n + 1);
        for (uint32_t i = 0; i < v.n; i++)
            items[i] = front_fill(r, l, v.l[i]);
        return val_list(items, v.n);
    }
    for (size_t i = 0; v.tag == V_STRING && i < l->texts.n; i++) {
        struct out o = { 0 };
        if (!str_eq(l->texts.v[i].text, val_text(v)))
            continue;
        parts(r, &o, l->texts.v[i].parts, NULL);
        return val_str(inline_text(r->a, o.first));
    }
    return v;
}

err letter_render(arena *a, const struct letter *l, val data, struct feel_env *env,
                  const struct letter_show *show, struct letter_doc **out, uint32_t *faults)
{
    struct render r = { .a = a, .data = data, .env = env, .show = show };
    struct letter_doc *d = ARENA_NEW(a, struct letter_doc);
    struct letter_node *root = ARENA_NEW(a, struct letter_node);
    struct out o = { 0 };

    parts(&r, &o, l->root, NULL);
    root->kind = LETTER_DOC;
    root->first = o.first;
    finish(&r, root);
    d->root = root;
    d->front = front_fill(&r, l, l->front);
    d->subject = val_get_text(d->front, S("subject"));
    if (!d->subject.p)
        d->subject = S("");
    TRY(r.e);
    if (faults)
        *faults = r.faults;
    *out = d;
    return OK;
}
