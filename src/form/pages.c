#include "form/compile.h"

/* The innermost group around a field that is inside of the same section; -1. */
static int group_of(const struct compiler *c, const struct form_field *f)
{
    int g = f->parent;
    return g >= 0 && c->fields.v[g].kind == FORM_GROUP ? g : -1;
}

/* A property of the field or of the nearest group around it that has one; who: which of them. */
static str page_property(const struct compiler *c, int i, str name, int *who)
{
    for (; i >= 0; i = group_of(c, &c->fields.v[i])) {
        str own = str_trim(val_get_text(c->fields.v[i].properties, name));
        *who = i;
        if (own.n)
            return own;
    }
    *who = -1;
    return STR_NULL;
}

static bool id_fits(str id)
{
    for (size_t i = 0; i < id.n; i++) {
        char ch = id.p[i];
        if (!((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
              ch == '_' || ch == '-'))
            return false;
    }
    return id.n > 0 && id.n <= 80;
}

static int page_find(const struct compiler *c, str id)
{
    for (size_t i = 0; i < c->pages.n; i++)
        if (str_eq(c->pages.v[i].id, id))
            return (int)i;
    return -1;
}

static uint8_t depth_of(const struct compiler *c, int list)
{
    uint8_t n = 0;
    for (; list >= 0; list = c->fields.v[list].list)
        n++;
    return n;
}

static void page_note(struct compiler *c, const struct form_field *f, const char *code, str repair,
                      const char *fmt, ...) PRINTF_LIKE(5, 6);

static void page_note(struct compiler *c, const struct form_field *f, const char *code, str repair,
                      const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    finding_addv(c->f, FINDING_ERROR, f->line, f->id, code, repair, fmt, ap);
    va_end(ap);
}

static int page_add(struct compiler *c, const struct form_field *f, str id,
                    enum form_page_kind kind, int list)
{
    if (!id_fits(id))
        page_note(c, f, "form.page", S("use letters, digits, hyphens"),
                  "the page's id cannot stand in an address");
    *vec_push(&c->pages, c->a) = (struct form_page){
        .id = id,
        .kind = kind,
        .list = list,
        .depth = depth_of(c, kind == FORM_PAGE_ITEMS ? c->fields.v[list].list : list),
        .first = -1,
        .titled_by = -1
    };
    return (int)c->pages.n - 1;
}

/* Shown components without a page of their own go with the next question of the same container,
 * else the one before. */
static int question_beside(const struct compiler *c, int i)
{
    const struct form_field *f = &c->fields.v[i];
    for (size_t j = (size_t)i + 1; j < c->fields.n; j++)
        if (c->fields.v[j].list == f->list && c->fields.v[j].parent == f->parent &&
            form_asks(&c->fields.v[j]))
            return (int)j;
    for (int j = i - 1; j >= 0; j--)
        if (c->fields.v[j].list == f->list && c->fields.v[j].parent == f->parent &&
            form_asks(&c->fields.v[j]))
            return j;
    return -1;
}

static str page_id(const struct compiler *c, int i)
{
    const struct form_field *f = &c->fields.v[i];
    int who, g = group_of(c, f), outer = -1;
    str own = page_property(c, i, S("page"), &who);
    if (own.n)
        return own;
    for (; g >= 0; g = group_of(c, &c->fields.v[g]))
        outer = g;
    if (outer >= 0)
        return c->fields.v[outer].id;
    int q = form_asks(f) ? i : question_beside(c, i);
    return q >= 0 && q != i ? page_id(c, q) : f->id;
}

static bool is_together(const struct form_field *f)
{
    return str_eq(str_trim(val_get_text(f->properties, S("items"))), S("together"));
}

static int field_page(struct compiler *c, int i)
{
    struct form_field *f = &c->fields.v[i];
    if (f->list >= 0 && is_together(&c->fields.v[f->list]))
        return -2;
    str id = page_id(c, i);
    int p = page_find(c, id);
    if (p < 0)
        return page_add(c, f, id, FORM_PAGE_QUESTIONS, f->list);
    if (c->pages.v[p].list != f->list || c->pages.v[p].kind != FORM_PAGE_QUESTIONS)
        page_note(c, f, "form.page", S("give it another page"),
                  "its page is used inside and outside of a section");
    return p;
}

static void section_close(struct compiler *c, int list, int first)
{
    struct form_field *f = &c->fields.v[list];
    int p = page_add(c, f, f->id, FORM_PAGE_ITEMS, list);
    c->pages.v[p].first = first;
    c->pages.v[p].together = is_together(f);
    f->page = p;
    for (size_t i = (size_t)list + 1; i < c->fields.n; i++) {
        struct form_field *in = &c->fields.v[i];
        if (in->list != list || in->kind == FORM_GROUP)
            continue;
        if (c->pages.v[p].together && in->kind == FORM_LIST)
            page_note(c, in, "form.items", S("set items of the outer section to pages"),
                      "a section inside of a section on one page");
        else if (c->pages.v[p].together)
            in->page = p;
    }
}

/* Walks the fields between from and to (those of one section), making pages in order. */
static size_t pages_walk(struct compiler *c, size_t i, int list)
{
    while (i < c->fields.n) {
        struct form_field *f = &c->fields.v[i];
        if (f->list != list)
            return i;
        if (f->kind == FORM_LIST) {
            int first = (int)c->pages.n, at = (int)i;
            i = pages_walk(c, i + 1, at);
            section_close(c, at, first);
            continue;
        }
        if (f->kind != FORM_GROUP && f->kind != FORM_EXPRESSION)
            c->fields.v[i].page = field_page(c, (int)i);
        i++;
    }
    return i;
}

/* A page's title: of its own, else of the section, of its only question, or of the group that all
 * of it is in. */
static void page_title(struct compiler *c, struct form_page *p, int only, size_t asked)
{
    if (p->title.n)
        return;
    if (p->kind == FORM_PAGE_ITEMS)
        p->titled_by = p->list;
    else if (asked == 1)
        p->titled_by = only;
    else if (p->n_fields)
        p->titled_by = group_of(c, &c->fields.v[p->fields[0]]);
    if (p->titled_by >= 0)
        p->title = c->fields.v[p->titled_by].label;
    if (str_empty(p->title) && asked > 1)
        page_note(c, &c->fields.v[p->fields[0]], "form.page_title",
                  S("write the property page.title at one of its questions"),
                  "a page of several questions has no title");
}

/* Whether a name that an expression reads is answered on this page, at once or through a computed
 * field. */
static bool name_on_page(const struct compiler *c, const struct form_page *p, str name, int depth)
{
    str head, tail, own, rest;
    (void)str_cut(name, '.', &head, &tail);
    if (p->depth + p->together > 0 && str_eq(head, S("this")))
        return true;
    for (size_t i = 0; i < p->n_fields; i++) {
        (void)str_cut(c->fields.v[p->fields[i]].key, '.', &own, &rest);
        if (form_asks(&c->fields.v[p->fields[i]]) && str_eq(own, head))
            return true;
    }
    for (size_t i = 0; depth < 4 && i < c->fields.n; i++) {
        const struct form_field *f = &c->fields.v[i];
        bool named = f->kind == FORM_EXPRESSION && f->compute && str_eq(f->key, head);
        for (size_t k = 0; named && k < feel_asks(f->compute); k++)
            if (name_on_page(c, p, feel_asked(f->compute, k), depth + 1))
                return true;
    }
    return false;
}

static bool reads_page(const struct compiler *c, const struct form_page *p, const struct feel *f)
{
    for (size_t i = 0; f && i < feel_asks(f); i++)
        if (name_on_page(c, p, feel_asked(f, i), 0))
            return true;
    return false;
}

/* Texts are parsed when they are said: here it is enough that a key of the page stands in one. */
static bool text_reads_page(const struct compiler *c, const struct form_page *p, str text)
{
    if (!str_starts(text, S("=")) && str_find(text, S("{{"), 0) == SIZE_MAX)
        return false;
    for (size_t i = 0; i < p->n_fields; i++) {
        const struct form_field *f = &c->fields.v[p->fields[i]];
        str head, tail;
        (void)str_cut(f->key, '.', &head, &tail);
        if (form_asks(f) && head.n && str_find(text, head, 0) != SIZE_MAX)
            return true;
    }
    return false;
}

static bool field_lives(const struct compiler *c, const struct form_page *p,
                        const struct form_field *f)
{
    const struct feel *all[] = { f->hide,
                                 f->options_expr,
                                 f->rules.required_expr,
                                 f->readonly_expr,
                                 f->columns_expr,
                                 f->multiple_expr,
                                 f->accept_expr,
                                 form_asks(f) && !f->readonly ? NULL : f->compute };
    const str texts[] = { f->label, f->description, f->text, f->unit, f->prefix };
    FOR_EACH(all, e)
        if (reads_page(c, p, *e))
            return true;
    FOR_EACH(texts, t)
        if (text_reads_page(c, p, *t))
            return true;
    /* whose number it is, and which addresses there are, is said at once */
    return f->addresses.n || (f->kind == FORM_REFERENCE && f->scheme_id.n);
}

static bool page_lives(const struct compiler *c, const struct form_page *p)
{
    for (size_t i = 0; i < p->n_fields; i++) {
        const struct form_field *f = &c->fields.v[p->fields[i]];
        if (field_lives(c, p, f))
            return true;
        for (int g = group_of(c, f); g >= 0; g = group_of(c, &c->fields.v[g]))
            if (reads_page(c, p, c->fields.v[g].hide))
                return true;
    }
    return false;
}

/* The party of a question or section: said at it, at a group around it, or for all items at the
 * outermost section. */
static str party_said(const struct compiler *c, int i, str property)
{
    int who;
    while (c->fields.v[i].list >= 0)
        i = c->fields.v[i].list;
    return page_property(c, i, property, &who);
}

static void party_take(struct compiler *c, struct form_page *p, int i)
{
    const struct form_field *f = &c->fields.v[i];
    str party = party_said(c, i, S("party")), reserved = party_said(c, i, S("private"));
    if (party.n && p->party.n && !str_eq(party, p->party))
        page_note(c, f, "form.party", S("give each party pages of its own"),
                  "a page is filled in by two parties");
    if (party.n)
        p->party = party;
    p->reserved |= str_eq(reserved, S("true")) || str_eq(reserved, S("yes"));
}

/* One item of a section cannot be somebody else's than the next. */
static void parties_check(struct compiler *c)
{
    for (size_t i = 0; i < c->fields.n; i++) {
        const struct form_field *f = &c->fields.v[i];
        if (f->list >= 0 && (val_get_text(f->properties, S("party")).n ||
                             val_get_text(f->properties, S("private")).n))
            page_note(c, f, "form.party", S("say it at the section"),
                      "a party is named inside of a section");
    }
}

static void page_fill(struct compiler *c, int index)
{
    struct form_page *p = &c->pages.v[index];
    VEC(int) in = { 0 };
    int only = -1, who;
    size_t asked = 0;
    for (size_t i = 0; i < c->fields.n; i++) {
        const struct form_field *f = &c->fields.v[i];
        if (f->page != index || (p->kind == FORM_PAGE_ITEMS && (int)i == p->list))
            continue;
        *vec_push(&in, c->a) = (int)i;
        party_take(c, p, (int)i);
        str title = page_property(c, (int)i, S("page.title"), &who);
        if (title.n && str_empty(p->title)) {
            p->title = title;
            p->titled_by = who;
            p->title_own = true;
        }
        asked += form_asks(f);
        only = form_asks(f) ? (int)i : only;
    }
    p->fields = in.v;
    p->n_fields = in.n;
    if (p->kind == FORM_PAGE_ITEMS)
        party_take(c, p, p->list);
    if (p->first < 0)
        p->first = index;
    page_title(c, p, only, asked);
    p->lives = page_lives(c, p);
}

void pages_make(struct compiler *c)
{
    (void)pages_walk(c, 0, -1);
    parties_check(c);
    for (size_t i = 0; i < c->pages.n; i++)
        page_fill(c, (int)i);
}
