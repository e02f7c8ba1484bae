/* dmn/types.c - item definitions to types (DMN 1.5, 7.3.2 and 7.3.3). */
#include "dmn/model.h"

static void item_fill(struct dmn *m, struct item *it);
static const struct feel_type *type_of_xml(struct dmn *m, const struct xml_node *n,
                                           struct feel_type *into);

static str without_prefix(const struct dmn *m, str ref)
{
    size_t colon = str_find_char(ref, ':', 0);
    (void)m;
    return colon == SIZE_MAX ? ref : str_from(ref, colon + 1);
}

static struct item *item_named(struct dmn *m, str name)
{
    for (size_t i = 0; i < m->items.n; i++)
        if (str_eq(m->items.v[i].name, name))
            return &m->items.v[i];
    return NULL;
}

static const struct feel_type *local_type(struct dmn *m, str name)
{
    struct item *it = item_named(m, name);
    if (!it)
        return feel_type_named(name);
    if (it->state == 0)
        item_fill(m, it);
    return it->type;
}

/* "import.type"; the import's name may hold points. */
static const struct feel_type *imported_type(struct dmn *m, str ref)
{
    for (size_t i = 0; i < m->imports.n; i++) {
        const struct import *im = &m->imports.v[i];
        if (im->model && im->name.n && str_starts(ref, im->name) && ref.n > im->name.n + 1 &&
            ref.p[im->name.n] == '.')
            return local_type(im->model, str_from(ref, im->name.n + 1));
        if (im->model && !im->name.n && item_named(im->model, ref))
            return local_type(im->model, ref);
    }
    return NULL;
}

/* Names that modelling tools write for numbers besides FEEL's own. */
static const struct feel_type *tool_type(str ref)
{
    static const char *const numbers[] = { "integer", "long", "double" };
    FOR_EACH(numbers, n)
        if (str_eq(ref, str_z(*n)))
            return feel_type_of_kind(T_NUMBER);
    return NULL;
}

const struct feel_type *type_ref(struct dmn *m, str ref, const struct xml_node *at)
{
    if (str_empty(ref))
        return NULL;
    const struct feel_type *t = local_type(m, ref);
    if (!t)
        t = imported_type(m, ref);
    if (!t && str_find_char(ref, ':', 0) != SIZE_MAX)
        t = local_type(m, without_prefix(m, ref));
    if (!t)
        t = tool_type(ref);
    if (!t && str_eq(ref, S("<undefined>")))
        return NULL;
    if (!t)
        dmn_finding(m, FINDING_ERROR, at, "dmn.type",
                    "Add an itemDefinition of that name, or use one of FEEL's types.",
                    "the type \"%.*s\" is not declared", STR_ARG(ref));
    return t && t->kind == T_ANY && !t->allowed ? NULL : t;
}

static void components(struct dmn *m, const struct xml_node *n, struct feel_type *t)
{
    VEC(struct feel_field) f = { 0 };
    t->kind = T_CONTEXT;
    for (const struct xml_node *c = child(m, n, "itemComponent"); c; c = xml_next(c)) {
        struct feel_type *ft = ARENA_NEW(m->a, struct feel_type);
        *vec_push(&f, m->a) =
            (struct feel_field){ name_normal(m->a, xml_attr(c, S("name"))), type_of_xml(m, c, ft) };
    }
    t->fields = f.v;
    t->n = f.n;
}

static void function_item(struct dmn *m, const struct xml_node *n, struct feel_type *t)
{
    VEC(struct feel_field) f = { 0 };
    t->kind = T_FUNCTION;
    t->item = type_ref(m, xml_attr(n, S("outputTypeRef")), n);
    for (const struct xml_node *p = child(m, n, "parameters"); p; p = xml_next(p))
        *vec_push(&f, m->a) = (struct feel_field){ xml_attr(p, S("name")),
                                                   type_ref(m, xml_attr(p, S("typeRef")), p) };
    t->fields = f.v ? f.v : ARENA_ARRAY(m->a, struct feel_field, 1);
    t->n = f.n;
}

static const struct feel *constraint(struct dmn *m, const struct xml_node *n, const char *element)
{
    struct feel_error where = { 0 };
    struct feel_scope closed = { 0 };
    struct feel *f;
    const struct xml_node *c = child(m, n, element);
    str text = c ? xml_child_text(c, m->root->ns, S("text")) : STR_NULL;
    if (str_empty(text))
        return NULL;
    if (!failed(feel_parse_unary(m->a, text, &closed, &f, &where)))
        return f;
    dmn_finding(m, FINDING_ERROR, c, "dmn.feel",
                "Write the allowed values as unary tests, such as [1..10].",
                "the constraint is no FEEL: %.*s", STR_ARG(where.message));
    return NULL;
}

/* The list type around a type, with the constraints of the item definition that stands
 * around both. */
static void as_collection(struct dmn *m, struct feel_type *t)
{
    struct feel_type *item = ARENA_NEW(m->a, struct feel_type);
    *item = *t;
    *t = (struct feel_type){ .kind = T_LIST, .name = t->name, .item = item };
}

static const struct feel_type *type_of_xml(struct dmn *m, const struct xml_node *n,
                                           struct feel_type *t)
{
    str name = t->name;
    const struct xml_node *fn = child(m, n, "functionItem");
    str ref = xml_child_text(n, m->root->ns, S("typeRef"));
    if (child(m, n, "itemComponent")) {
        components(m, n, t);
    } else if (fn) {
        function_item(m, fn, t);
    } else if (ref.n) {
        const struct feel_type *base = type_ref(m, ref, n);
        if (base)
            *t = *base;
        if (base && base->allowed)
            t->also = base;
        t->allowed = NULL;
    }
    t->name = name;
    const struct feel *allowed = constraint(m, n, "allowedValues");
    if (allowed)
        t->allowed = allowed;
    if (str_eq(xml_attr(n, S("isCollection")), S("true")))
        as_collection(m, t);
    const struct feel *whole = constraint(m, n, "typeConstraint");
    if (whole) {
        struct feel_type *also = t->allowed ? ARENA_NEW(m->a, struct feel_type) : NULL;
        if (also) {
            *also = *t;
            t->also = also;
        }
        t->allowed = whole;
        t->allowed_on_list = true;
    }
    if (!name.n && t->kind == T_ANY && !t->allowed)
        return NULL;
    return t;
}

static void item_fill(struct dmn *m, struct item *it)
{
    it->state = 1;
    type_of_xml(m, it->xml, it->type);
    it->state = 2;
}

/* Names first, so that components may refer to any of them. */
void types_read(struct dmn *m)
{
    for (const struct xml_node *n = child(m, m->root, "itemDefinition"); n; n = xml_next(n)) {
        struct item it = { .name = name_normal(m->a, xml_attr(n, S("name"))), .xml = n };
        it.type = ARENA_NEW(m->a, struct feel_type);
        it.type->name = it.name;
        if (item_named(m, it.name))
            dmn_finding(m, FINDING_ERROR, n, "dmn.twice", "Rename one of them.",
                        "the type \"%.*s\" is declared twice", STR_ARG(it.name));
        *vec_push(&m->items, m->a) = it;
    }
    for (size_t i = 0; i < m->items.n; i++)
        if (m->items.v[i].state == 0)
            item_fill(m, &m->items.v[i]);
    for (size_t i = 0; i < m->items.n; i++)
        *vec_push(&m->types, m->a) = m->items.v[i].type;
}
