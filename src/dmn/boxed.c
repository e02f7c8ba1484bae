/* dmn/boxed.c - boxed expressions to nodes of FEEL (DMN 1.5, 10.2). */
#include "dmn/boxed.h"

/* A text that is wrong leaves the session as it was. */
static void text_failed(struct build *b, const struct session *before, const struct xml_node *at,
                        const char *what)
{
    const struct feel_error *w = b->s.where;
    bool foreign = b->s.e.code == ERR_UNSUPPORTED;
    dmn_finding(b->m, FINDING_ERROR, at, foreign ? "dmn.unsupported" : "dmn.feel",
                w->suggestion.n ? str_zdup(b->m->a, w->suggestion) : "Correct the text.",
                "line %d, column %d of the %s: %.*s", w->line, w->column, what,
                STR_ARG(w->message));
    typeof(b->s.globals) globals = b->s.globals;
    b->s = *before;
    b->s.globals = globals;
    b->s.e = OK;
}

/* A part that can only give null, or never holds. */
static void types_checked(struct build *b, const struct node *n, str text,
                          const struct feel_type *input, const struct xml_node *at,
                          const char *what)
{
    struct feel_error w = { 0 };
    if (node_mistyped(b->m->a, n, text, input, &w))
        dmn_finding(b->m, FINDING_ERROR, at, "dmn.type", str_zdup(b->m->a, w.suggestion),
                    "line %d, column %d of the %s: %.*s", w.line, w.column, what,
                    STR_ARG(w.message));
}

void boxed_border_check(struct build *b, const struct node *v, const struct feel_type *t,
                        const struct xml_node *at)
{
    const struct feel_type *got;
    arena *a = b->m->a;
    if (t && node_border_wrong(a, v, t, &got))
        dmn_finding(b->m, FINDING_ERROR, at, "dmn.type",
                    "Declare the type of the results, or correct the expression.",
                    "the expression gives %.*s, and %.*s is declared: it is always null",
                    STR_ARG(feel_type_text(a, got)), STR_ARG(feel_type_text(a, t)));
}

struct node *boxed_border(struct build *b, struct node *v, const struct feel_type *t,
                          const struct xml_node *at)
{
    boxed_border_check(b, v, t, at);
    return t ? node_coerce(&b->s, v, t) : v;
}

struct node *boxed_text(struct build *b, str text, const struct xml_node *at)
{
    struct feel_error where = { 0 };
    struct session before = b->s;
    b->s.where = &where;
    b->s.e = OK;
    struct node *n = session_expr(&b->s, str_copy(b->m->a, text));
    if (!n)
        text_failed(b, &before, at, "expression");
    else
        types_checked(b, n, text, NULL, at, "expression");
    b->s.where = before.where;
    return n ? n : node_const(&b->s, val_null_because(NULL_INVALID, NULL), 0);
}

struct node *boxed_tests(struct build *b, str text, int32_t slot, const struct feel_type *input,
                         const struct xml_node *at)
{
    struct feel_error where = { 0 };
    struct session before = b->s;
    b->s.where = &where;
    b->s.e = OK;
    scope_push(&b->s, SCOPE_LOCAL);
    *vec_push(&b->s.scope->names, b->m->a) = (struct local){ S("?"), slot, input };
    b->s.input = slot;
    b->s.input_used = false;
    struct node *n = session_tests(&b->s, str_copy(b->m->a, text));
    if (!n)
        text_failed(b, &before, at, "unary tests");
    else
        types_checked(b, n, text, input, at, "unary tests");
    b->s.scope = before.scope;
    b->s.input = before.input;
    b->s.where = before.where;
    return n;
}

static const char *const expressions[] = {
    "literalExpression",  "decisionTable", "context", "invocation", "relation", "list",
    "functionDefinition", "conditional",   "filter",  "for",        "every",    "some"
};

bool is_expression(const struct dmn *m, const struct xml_node *n)
{
    FOR_EACH(expressions, e)
        if (is_dmn(m, n, *e))
            return true;
    return false;
}

const struct xml_node *first_expression(const struct dmn *m, const struct xml_node *n)
{
    for (const struct xml_node *c = n ? n->first : NULL; c; c = c->next)
        if (is_expression(m, c))
            return c;
    return NULL;
}

static struct node *nothing(struct build *b, enum null_reason why)
{
    return node_const(&b->s, val_null_because(why, NULL), 0);
}

struct node *boxed_child(struct build *b, const struct xml_node *n)
{
    const struct xml_node *e = first_expression(b->m, n);
    if (e)
        return boxed(b, e);
    if (n)
        dmn_finding(b->m, FINDING_ERROR, n, "dmn.missing", "Add an expression.",
                    "<%.*s> has no expression", STR_ARG(n->name));
    return nothing(b, NULL_INVALID);
}

bool language_known(struct dmn *m, const struct xml_node *n)
{
    str language = xml_attr(n, S("expressionLanguage"));
    if (str_empty(language) || str_has(language, S("FEEL")) || str_has(language, S("feel")))
        return true;
    dmn_finding(m, FINDING_ERROR, n, "dmn.unsupported", "Write the expression in FEEL.",
                "expressions in the language \"%.*s\" are not executed", STR_ARG(language));
    return false;
}

static struct node *boxed_literal(struct build *b, const struct xml_node *n)
{
    if (!language_known(b->m, n))
        return nothing(b, NULL_INVALID);
    if (child(b->m, n, "importedValues")) {
        dmn_finding(b->m, FINDING_ERROR, n, "dmn.unsupported", "Write the values as a FEEL list.",
                    "imported values are not read");
        return nothing(b, NULL_INVALID);
    }
    str text = xml_child_text(n, b->m->root->ns, S("text"));
    if (str_empty(str_trim(text)))
        return node_const(&b->s, val_null(), 0);
    return boxed_text(b, text, n);
}

/* ---- contexts ---- */

struct sequence {
    uint32_t n;
    const int32_t *slots;
    const struct node *const *kids;
    const struct node *result;
};

static val ev_sequence(const struct node *n, struct rt *r)
{
    const struct sequence *q = n->x;
    for (uint32_t i = 0; i < q->n; i++)
        r->f[q->slots[i]] = eval(q->kids[i], r);
    return eval(q->result, r);
}

static struct node *entry_value(struct build *b, const struct xml_node *entry,
                                const struct xml_node *variable, str key)
{
    const struct xml_node *e = first_expression(b->m, entry);
    b->s.fn_name = STR_NULL;
    if (e && is_dmn(b->m, e, "functionDefinition"))
        b->s.fn_name = key;
    struct node *v = boxed_child(b, entry);
    b->s.fn_name = STR_NULL;
    const struct feel_type *t =
        variable ? type_ref(b->m, xml_attr(variable, S("typeRef")), variable) : NULL;
    return boxed_border(b, v, t, entry);
}

static struct node *boxed_context(struct build *b, const struct xml_node *n)
{
    VEC(str) keys = { 0 };
    VEC(int32_t) slots = { 0 };
    VEC(struct node *) kids = { 0 };
    const struct node *result = NULL;
    arena *a = b->m->a;
    scope_push(&b->s, SCOPE_LOCAL);
    for (const struct xml_node *e = child(b->m, n, "contextEntry"); e; e = xml_next(e)) {
        const struct xml_node *v = child(b->m, e, "variable");
        str key = v ? name_normal(a, xml_attr(v, S("name"))) : STR_NULL;
        struct node *kid = entry_value(b, e, v, key);
        if (!v) {
            result = kid;
            continue;
        }
        *vec_push(&keys, a) = key;
        *vec_push(&kids, a) = kid;
        *vec_push(&slots, a) = scope_declare(&b->s, key, kid->type);
    }
    scope_pop(&b->s);
    if (!result)
        return node_context(&b->s, keys.v, slots.v, kids.v, (uint32_t)kids.n, 0);
    struct sequence *q = ARENA_NEW(a, struct sequence);
    *q = (struct sequence){ (uint32_t)kids.n, slots.v, (const struct node *const *)kids.v, result };
    struct node *s = node_new(&b->s, ev_sequence, N_OTHER, 0);
    s->x = q;
    s->c = result;
    s->kids = q->kids;
    s->n_kids = q->n;
    s->type = result->type;
    return s;
}

/* ---- relations, lists ---- */

static struct node *boxed_row(struct build *b, const struct xml_node *row, const str *keys,
                              size_t n_keys)
{
    VEC(struct node *) kids = { 0 };
    int32_t *slots = ARENA_ARRAY(b->m->a, int32_t, n_keys + 1);
    for (const struct xml_node *c = row->first; c && kids.n < n_keys; c = c->next) {
        slots[kids.n] = scope_slot(&b->s);
        *vec_push(&kids, b->m->a) = boxed(b, c);
    }
    return node_context(&b->s, keys, slots, kids.v, (uint32_t)kids.n, 0);
}

static struct node *boxed_relation(struct build *b, const struct xml_node *n)
{
    VEC(str) keys = { 0 };
    VEC(struct node *) rows = { 0 };
    for (const struct xml_node *c = child(b->m, n, "column"); c; c = xml_next(c))
        *vec_push(&keys, b->m->a) = name_normal(b->m->a, xml_attr(c, S("name")));
    for (const struct xml_node *r = child(b->m, n, "row"); r; r = xml_next(r))
        *vec_push(&rows, b->m->a) = boxed_row(b, r, keys.v, keys.n);
    return node_list(&b->s, rows.v, (uint32_t)rows.n, 0);
}

static struct node *boxed_list(struct build *b, const struct xml_node *n)
{
    VEC(struct node *) kids = { 0 };
    for (const struct xml_node *c = n->first; c; c = c->next)
        if (is_expression(b->m, c))
            *vec_push(&kids, b->m->a) = boxed(b, c);
    return node_list(&b->s, kids.v, (uint32_t)kids.n, 0);
}

/* ---- invocations, functions ---- */

/* Are these the parameters of the function that is invoked, all of them and in order?  Then the
 * names say nothing more at run time. */
static bool parameters_match(const struct build *b, const struct node *fn, const str *names,
                             size_t n)
{
    const struct element *e = NULL;
    for (size_t i = 0; i < b->e->needs.n && !e; i++)
        if (!b->e->needs.v[i].import.n && str_eq(b->e->needs.v[i].el->name, fn->name))
            e = b->e->needs.v[i].el;
    if (fn->kind != N_GLOBAL || !e || e->kind != EL_BKM)
        return false;
    const struct xml_node *p =
        child(b->m, child(b->m, e->xml, "encapsulatedLogic"), "formalParameter");
    for (size_t i = 0; i < n; i++, p = xml_next(p))
        if (!p || !str_eq(name_normal(b->m->a, xml_attr(p, S("name"))), names[i]))
            return false;
    return !p;
}

static struct node *boxed_invocation(struct build *b, const struct xml_node *n)
{
    VEC(struct node *) args = { 0 };
    VEC(str) names = { 0 };
    struct node *fn = boxed_child(b, n);
    for (const struct xml_node *c = child(b->m, n, "binding"); c; c = xml_next(c)) {
        const struct xml_node *p = child(b->m, c, "parameter");
        const struct feel_type *t = p ? type_ref(b->m, xml_attr(p, S("typeRef")), p) : NULL;
        struct node *v =
            first_expression(b->m, c) ? boxed_child(b, c) : node_const(&b->s, val_null(), 0);
        *vec_push(&names, b->m->a) = p ? name_normal(b->m->a, xml_attr(p, S("name"))) : S("");
        *vec_push(&args, b->m->a) = boxed_border(b, v, t, c);
    }
    bool by_place = args.n == 0 || parameters_match(b, fn, names.v, names.n);
    return node_call(&b->s, fn, args.v, by_place ? NULL : names.v, (uint32_t)args.n, 0);
}

struct node *boxed_function(struct build *b, const struct xml_node *n,
                            const struct feel_type *result)
{
    VEC(struct feel_field) ps = { 0 };
    str kind = xml_attr(n, S("kind"));
    unsigned weight = b->s.weight;
    if (kind.n && !str_eq(kind, S("FEEL"))) {
        dmn_finding(b->m, FINDING_ERROR, n, "dmn.unsupported", "Write the function in FEEL.",
                    "functions of kind %.*s are not executed", STR_ARG(kind));
        return nothing(b, NULL_FOREIGN);
    }
    for (const struct xml_node *p = child(b->m, n, "formalParameter"); p; p = xml_next(p))
        *vec_push(&ps, b->m->a) =
            (struct feel_field){ name_normal(b->m->a, xml_attr(p, S("name"))),
                                 type_ref(b->m, xml_attr(p, S("typeRef")), p) };
    function_begin(&b->s, ps.v, (uint32_t)ps.n);
    struct node *body = boxed_child(b, n);
    return function_end(&b->s, body, ps.v, (uint32_t)ps.n, result, weight);
}

/* ---- conditional, filter, iterators (1.4) ---- */

static struct node *boxed_part(struct build *b, const struct xml_node *n, const char *part)
{
    const struct xml_node *c = child(b->m, n, part);
    if (c) {
        struct node *v = boxed_child(b, c);
        const struct feel_type *t = type_ref(b->m, xml_attr(c, S("typeRef")), c);
        return boxed_border(b, v, t, c);
    }
    dmn_finding(b->m, FINDING_ERROR, n, "dmn.missing", "Add the element.", "<%.*s> has no <%s>",
                STR_ARG(n->name), part);
    return nothing(b, NULL_INVALID);
}

static struct node *boxed_filter(struct build *b, const struct xml_node *n)
{
    unsigned weight = b->s.weight;
    struct node *list = boxed_part(b, n, "in");
    scope_push(&b->s, SCOPE_FILTER);
    int32_t item = b->s.scope->item = scope_slot(&b->s);
    b->s.scope->item_type =
        list->type && list->type->kind == T_LIST ? list->type->item : list->type;
    struct node *match = boxed_part(b, n, "match");
    scope_pop(&b->s);
    struct node *f = node_filter(&b->s, list, match, item, 0);
    f->n = b->s.weight - weight;
    return f;
}

static struct node *boxed_iterator(struct build *b, const struct xml_node *n, enum loop_kind kind)
{
    unsigned weight = b->s.weight;
    struct loop *l = ARENA_NEW(b->m->a, struct loop);
    l->name = name_normal(b->m->a, xml_attr(n, S("iteratorVariable")));
    const struct xml_node *in = child(b->m, n, "in");
    const struct xml_node *text = in ? first_expression(b->m, in) : NULL;
    str range = text && is_dmn(b->m, text, "literalExpression")
                    ? xml_child_text(text, b->m->root->ns, S("text"))
                    : STR_NULL;
    size_t dots = str_find(range, S(".."), 0);
    char first = range.n ? range.p[0] : 0;
    if (dots != SIZE_MAX && first != '[' && first != '(' && first != ']' && first != '"') {
        l->from = boxed_text(b, str_sub(range, 0, dots), text);
        l->to = boxed_text(b, str_from(range, dots + 2), text);
    } else {
        l->from = boxed_part(b, n, "in");
    }
    scope_push(&b->s, SCOPE_LOCAL);
    l->slot =
        scope_declare(&b->s, l->name,
                      l->from->type && l->from->type->kind == T_LIST ? l->from->type->item : NULL);
    int32_t partial = kind == LOOP_FOR ? scope_declare(&b->s, S("partial"), NULL) : -1;
    struct node *body = boxed_part(b, n, kind == LOOP_FOR ? "return" : "satisfies");
    scope_pop(&b->s);
    return node_loop(&b->s, kind, l, 1, partial, body, b->s.weight - weight, 0);
}

static struct node *boxed_untyped(struct build *b, const struct xml_node *n)
{
    struct dmn *m = b->m;
    if (is_dmn(m, n, "literalExpression"))
        return boxed_literal(b, n);
    if (is_dmn(m, n, "decisionTable"))
        return boxed_table(b, n);
    if (is_dmn(m, n, "context"))
        return boxed_context(b, n);
    if (is_dmn(m, n, "invocation"))
        return boxed_invocation(b, n);
    if (is_dmn(m, n, "relation"))
        return boxed_relation(b, n);
    if (is_dmn(m, n, "list"))
        return boxed_list(b, n);
    if (is_dmn(m, n, "functionDefinition"))
        return boxed_function(b, n, NULL);
    if (is_dmn(m, n, "conditional"))
        return node_if(&b->s, boxed_part(b, n, "if"), boxed_part(b, n, "then"),
                       boxed_part(b, n, "else"), 0);
    if (is_dmn(m, n, "filter"))
        return boxed_filter(b, n);
    if (is_dmn(m, n, "for"))
        return boxed_iterator(b, n, LOOP_FOR);
    if (is_dmn(m, n, "some"))
        return boxed_iterator(b, n, LOOP_SOME);
    if (is_dmn(m, n, "every"))
        return boxed_iterator(b, n, LOOP_EVERY);
    dmn_finding(m, FINDING_ERROR, n, "dmn.unsupported", "Use one of DMN's boxed expressions.",
                "<%.*s> is no expression that is executed", STR_ARG(n->name));
    return nothing(b, NULL_INVALID);
}

struct node *boxed(struct build *b, const struct xml_node *n)
{
    struct node *v = boxed_untyped(b, n);
    if (!v) { /* nested too deep: said already by the session */
        b->s.e = OK;
        dmn_finding(b->m, FINDING_ERROR, n, "dmn.depth", "Divide the expression.",
                    "the expression is nested too deep");
        return nothing(b, NULL_INVALID);
    }
    if (is_dmn(b->m, n, "functionDefinition") || is_dmn(b->m, n, "decisionTable"))
        return v;
    const struct feel_type *t = type_ref(b->m, xml_attr(n, S("typeRef")), n);
    return boxed_border(b, v, t, n);
}
