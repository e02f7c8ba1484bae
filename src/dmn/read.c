/* dmn/read.c - XML to a model: elements, requirements, imports; then each logic compiled. */
#include "dmn/boxed.h"

void dmn_finding(struct dmn *m, enum finding_level level, const struct xml_node *at,
                 const char *code, const char *repair, const char *fmt, ...)
{
    str id = STR_NULL;
    va_list ap;
    for (const struct xml_node *n = at; n && !id.p; n = n->parent)
        id = xml_attr(n, S("id"));
    if (!m->f)
        return;
    va_start(ap, fmt);
    finding_addv(m->f, level, at ? at->line : 0, id.p ? id : S(""), code, str_z(repair), fmt, ap);
    va_end(ap);
}

/* ---- elements ---- */

static str variable_name(struct dmn *m, const struct xml_node *n)
{
    const struct xml_node *v = child(m, n, "variable");
    str name = v ? xml_attr(v, S("name")) : STR_NULL;
    return name_normal(m->a, name.n ? name : xml_attr(n, S("name")));
}

static void element_add(struct dmn *m, const struct xml_node *n, enum element_kind kind)
{
    struct element *e = ARENA_NEW(m->a, struct element);
    const struct xml_node *v = child(m, n, "variable");
    *e = (struct element){ .kind = kind,
                           .name = variable_name(m, n),
                           .id = xml_attr(n, S("id")),
                           .xml = n,
                           .home = m,
                           .index = m->world->n_elements++ };
    e->title = name_normal(m->a, xml_attr(n, S("name")));
    e->type_name = v ? xml_attr(v, S("typeRef")) : STR_NULL;
    e->type = v ? type_ref(m, e->type_name, v) : NULL;
    *vec_push(&m->elements, m->a) = e;
    if (kind == EL_DECISION)
        *vec_push(&m->decisions, m->a) = e->title;
}

static bool harmless(str name)
{
    static const char *const known[] = {
        "extensionElements", "description", "import", "itemDefinition",       "knowledgeSource",
        "textAnnotation",    "association", "group",  "performanceIndicator", "organizationUnit",
        "elementCollection", "DMNDI"
    };
    FOR_EACH(known, k)
        if (str_eq(name, str_z(*k)))
            return true;
    return false;
}

static void elements_read(struct dmn *m)
{
    static const struct {
        const char *name;
        enum element_kind kind;
    } t[] = {
        { "inputData", EL_INPUT },
        { "decision", EL_DECISION },
        { "businessKnowledgeModel", EL_BKM },
        { "decisionService", EL_SERVICE },
    };
    for (const struct xml_node *n = m->root->first; n; n = n->next) {
        bool known = harmless(n->name) || !str_eq(n->ns, m->root->ns);
        FOR_EACH(t, k) {
            if (is_dmn(m, n, k->name)) {
                element_add(m, n, k->kind);
                known = true;
            }
        }
        if (!known)
            dmn_finding(m, FINDING_WARNING, n, "dmn.unsupported",
                        "Remove the element, or express it with a decision.",
                        "<%.*s> has no effect", STR_ARG(n->name));
    }
}

static struct element *by_id(struct dmn *m, str id)
{
    for (size_t i = 0; i < m->elements.n; i++)
        if (str_eq(m->elements.v[i]->id, id))
            return m->elements.v[i];
    return NULL;
}

/* "#id" here, "namespace#id" here or in an import, whose name goes to *import. */
struct element *element_by_href(struct dmn *m, str href, str *import)
{
    size_t hash = str_rfind_char(href, '#');
    str ns = hash == SIZE_MAX ? S("") : str_sub(href, 0, hash),
        id = hash == SIZE_MAX ? href : str_from(href, hash + 1);
    *import = S("");
    if (!ns.n || str_eq(ns, m->ns))
        return by_id(m, id);
    for (size_t i = 0; i < m->imports.n; i++) {
        if (str_eq(m->imports.v[i].ns, ns) && m->imports.v[i].model) {
            *import = m->imports.v[i].name;
            return by_id(m->imports.v[i].model, id);
        }
    }
    return NULL;
}

const struct element *element_named(const struct dmn *m, str name, enum element_kind kind)
{
    for (int by = 0; by < 3; by++)
        for (size_t i = 0; i < m->elements.n; i++) {
            const struct element *e = m->elements.v[i];
            if (e->kind == kind && str_eq(by == 0 ? e->title : by == 1 ? e->name : e->id, name))
                return e;
        }
    return NULL;
}

/* ---- requirements ---- */

static struct element *required(struct dmn *m, const struct xml_node *n, str *import)
{
    str href = xml_attr(n, S("href"));
    struct element *e = element_by_href(m, href, import);
    if (!e)
        dmn_finding(m, FINDING_ERROR, n, "dmn.href",
                    "Point the href at an element of this model or of an imported one.",
                    "there is no element \"%.*s\"", STR_ARG(href));
    return e;
}

static void requirements(struct dmn *m, struct element *e, const char *outer,
                         const char *const *inner, size_t n_inner)
{
    for (const struct xml_node *r = child(m, e->xml, outer); r; r = xml_next(r)) {
        for (size_t i = 0; i < n_inner; i++) {
            const struct xml_node *h = child(m, r, inner[i]);
            str import;
            struct element *el = h ? required(m, h, &import) : NULL;
            if (el)
                *vec_push(&e->needs, m->a) = (struct require){ el, import };
        }
    }
}

static void service_part(struct dmn *m, struct element *e, const char *name, void *into)
{
    VEC(const struct element *) *list = into;
    for (const struct xml_node *h = child(m, e->xml, name); h; h = xml_next(h)) {
        str import;
        const struct element *el = required(m, h, &import);
        if (el)
            *vec_push(list, m->a) = el;
    }
}

/* Parameters: the input data, then the input decisions (10.4). */
static void service_read(struct dmn *m, struct element *e)
{
    service_part(m, e, "outputDecision", &e->outputs);
    service_part(m, e, "inputData", &e->inputs);
    service_part(m, e, "inputDecision", &e->input_decisions);
    struct feel_field *p =
        ARENA_ARRAY(m->a, struct feel_field, e->inputs.n + e->input_decisions.n + 1);
    for (size_t i = 0; i < e->inputs.n; i++)
        p[i] = (struct feel_field){ e->inputs.v[i]->name, e->inputs.v[i]->type };
    for (size_t i = 0; i < e->input_decisions.n; i++)
        p[e->inputs.n + i] =
            (struct feel_field){ e->input_decisions.v[i]->name, e->input_decisions.v[i]->type };
    e->params = p;
    if (e->outputs.n == 0)
        dmn_finding(m, FINDING_ERROR, e->xml, "dmn.missing", "Name an output decision.",
                    "the decision service has no output");
}

static void requirements_read(struct dmn *m, struct element *e)
{
    static const char *const info[] = { "requiredDecision", "requiredInput" }, *const know[] = {
        "requiredKnowledge"
    };
    if (e->kind == EL_SERVICE)
        service_read(m, e);
    requirements(m, e, "informationRequirement", info, 2);
    requirements(m, e, "knowledgeRequirement", know, 1);
}

enum { CHAIN_MOST = 1000 };

/* Depth first: an element met again while it is open needs itself. */
static bool cyclic(struct element *e, unsigned depth)
{
    if (e->mark == 1 || depth > CHAIN_MOST)
        return e->kind != EL_BKM;
    if (e->mark == 2)
        return false;
    e->mark = 1;
    bool found = false;
    for (size_t i = 0; i < e->needs.n && !found; i++)
        found = cyclic((struct element *)e->needs.v[i].el, depth + 1);
    e->mark = 2;
    return found;
}

/* ---- imports ---- */

/* No text of FEEL is longer, nor anything else that a model says; 200,000 elements are some thirty
 * thousand rules. */
static const struct xml_limits model_limits = { 32 * MIB, 256, 200000, 256, MIB };

static err model_read(struct world *w, str xml, struct dmn **out);

static struct dmn *loaded(struct world *w, str ns)
{
    for (size_t i = 0; i < w->models.n; i++)
        if (str_eq(w->models.v[i]->ns, ns))
            return w->models.v[i];
    return NULL;
}

static void import_read(struct dmn *m, const struct xml_node *n)
{
    struct world *w = m->world;
    struct import im = { .name = name_normal(m->a, xml_attr(n, S("name"))),
                         .ns = xml_attr(n, S("namespace")) };
    str type = xml_attr(n, S("importType")), uri = xml_attr(n, S("locationURI"));
    im.model = loaded(w, im.ns);
    str xml = im.model || !w->loader ? STR_NULL : w->loader->load(w->loader->ctx, im.ns, uri);
    if (!im.model && xml.p && failed(model_read(w, xml, &im.model)))
        im.model = NULL;
    if (!im.model)
        dmn_finding(m, FINDING_ERROR, n, "dmn.import", "Put the imported model beside this one.",
                    "the import \"%.*s\" (%.*s, %.*s) cannot be had", STR_ARG(im.name),
                    STR_ARG(im.ns), STR_ARG(type));
    *vec_push(&m->imports, m->a) = im;
}

/* ---- the whole ---- */

/* Does the function read nothing but closed ones? */
static bool closable(const struct element *e)
{
    const struct feel *f = e->logic;
    if (e->kind != EL_BKM || e->closed || !f || f->root->fn != ev_function)
        return false;
    for (uint32_t g = 0; g < f->n_globals; g++)
        if (!e->sources[g] || !e->sources[g]->closed)
            return false;
    const struct fn_plan *plan = f->root->x;
    return !plan->n_caps;
}

static void function_close(struct dmn *m, struct element *e)
{
    uint32_t n = e->logic->n_globals;
    val *globals = ARENA_ARRAY(m->a, val, n);
    struct feel_fn *f = ARENA_NEW(m->a, struct feel_fn);
    for (uint32_t g = 0; g < n; g++)
        globals[g] = (val){ .tag = V_FUNCTION, .p = e->sources[g]->closed };
    *f = function_of(e->logic->root->x, NULL, globals);
    e->closed = f;
}

static void functions_close(struct dmn *m)
{
    bool more = true;
    for (int round = 0; more && round < CHAIN_MOST; round++) {
        more = false;
        for (size_t i = 0; i < m->elements.n; i++) {
            if (!closable(m->elements.v[i]))
                continue;
            function_close(m, m->elements.v[i]);
            more = true;
        }
    }
}

static err model_read(struct world *w, str xml, struct dmn **out)
{
    struct xml_node *root;
    struct text_error where = { 0 };
    err e = xml_read(w->a, xml, &model_limits, &root, &where);
    if (failed(e)) {
        if (w->f)
            finding_add(w->f, FINDING_ERROR, where.line, S(""), "dmn.xml",
                        S("Correct the file; it must be DMN 1.2 to 1.5."),
                        "the file is no XML that is accepted: %s", where.what ? where.what : "");
        return e;
    }
    if (!str_eq(root->name, S("definitions")) || !str_has(root->ns, S("/DMN/"))) {
        if (w->f)
            finding_add(w->f, FINDING_ERROR, root->line, S(""), "dmn.root",
                        S("Save the model as DMN 1.2 to 1.5."), "the file is no DMN model");
        return REFUSED(ERR_SYNTAX);
    }
    struct dmn *m = ARENA_NEW(w->a, struct dmn);
    *m = (struct dmn){ .world = w,
                       .a = w->a,
                       .f = w->f,
                       .name = xml_attr(root, S("name")),
                       .ns = xml_attr(root, S("namespace")),
                       .id = xml_attr(root, S("id")),
                       .root = root };
    *vec_push(&w->models, w->a) = m;
    language_known(m, root);
    for (const struct xml_node *n = child(m, root, "import"); n; n = xml_next(n))
        import_read(m, n);
    types_read(m);
    elements_read(m);
    for (size_t i = 0; i < m->elements.n; i++)
        requirements_read(m, m->elements.v[i]);
    for (size_t i = 0; i < m->elements.n; i++)
        if (cyclic(m->elements.v[i], 0))
            dmn_finding(m, FINDING_ERROR, m->elements.v[i]->xml, "dmn.cycle",
                        "Remove one of the requirements.",
                        "\"%.*s\" requires itself, or through more than 1000 others",
                        STR_ARG(m->elements.v[i]->name));
    for (size_t i = 0; i < m->elements.n; i++)
        element_compile(m, m->elements.v[i]);
    functions_close(m);
    *out = m;
    return OK;
}

err dmn_parse_with(arena *a, str xml, const struct dmn_loader *imports, struct findings *f,
                   struct dmn **out)
{
    struct world *w = ARENA_NEW(a, struct world);
    w->a = a;
    w->f = f;
    w->loader = imports;
    return model_read(w, xml, out);
}

err dmn_parse(arena *a, str xml, struct findings *f, struct dmn **out)
{
    return dmn_parse_with(a, xml, NULL, f, out);
}

/* ---- compiling ---- */

struct names {
    VEC(struct feel_name) v;
};

static void scope_name(struct dmn *m, struct names *out, str name, const struct feel_type *type)
{
    for (size_t i = 0; i < out->v.n; i++)
        if (str_eq(out->v.v[i].name, name))
            return;
    *vec_push(&out->v, m->a) = (struct feel_name){ name, type };
}

/* What stands below an import's name: its required elements. */
static const struct feel_type *import_type(struct dmn *m, const struct element *e, str import)
{
    struct feel_type *t = ARENA_NEW(m->a, struct feel_type);
    VEC(struct feel_field) f = { 0 };
    for (size_t i = 0; i < e->needs.n; i++)
        if (str_eq(e->needs.v[i].import, import))
            *vec_push(&f, m->a) =
                (struct feel_field){ e->needs.v[i].el->name, e->needs.v[i].el->type };
    t->kind = T_CONTEXT;
    t->fields = f.v;
    t->n = f.n;
    return t;
}

static void scope_of(struct dmn *m, struct element *e, struct names *out)
{
    for (size_t i = 0; i < e->needs.n; i++) {
        const struct require *q = &e->needs.v[i];
        if (q->import.n)
            scope_name(m, out, q->import, import_type(m, e, q->import));
        else
            scope_name(m, out, q->el->name,
                       q->el->kind == EL_BKM || q->el->kind == EL_SERVICE ? NULL : q->el->type);
    }
    if (e->kind == EL_BKM)
        scope_name(m, out, e->name, NULL);
}

static const struct feel_type *result_type(const struct element *e)
{
    return e->type && e->type->kind == T_FUNCTION ? e->type->item : e->type;
}

/* Which element stands behind each free name. */
static void sources_find(struct dmn *m, struct element *e)
{
    const struct element **s = ARENA_ARRAY(m->a, const struct element *, e->logic->n_globals + 1);
    for (uint32_t g = 0; g < e->logic->n_globals; g++)
        for (size_t i = 0; i < e->needs.n && !s[g]; i++)
            if (!e->needs.v[i].import.n &&
                str_eq(e->needs.v[i].el->name, e->logic->globals[g].name))
                s[g] = e->needs.v[i].el;
    e->sources = s;
}

/* Models of tools that draw no input data: what is not declared is taken from the inputs by its
 * name. */
static bool undeclared_inputs(const struct dmn *m, const struct element *e)
{
    for (size_t i = 0; i < m->elements.n; i++)
        if (m->elements.v[i]->kind == EL_INPUT)
            return false;
    return e->kind == EL_DECISION;
}

static void undeclared_report(struct dmn *m, const struct element *e)
{
    for (uint32_t g = 0; g < e->logic->n_globals; g++)
        if (e->logic->globals[g].outer < 0)
            dmn_finding(m, FINDING_WARNING, e->xml, "dmn.undeclared",
                        "Add input data of that name, and let the decision require it.",
                        "\"%.*s\" is no declared input; its value is taken from what is given",
                        STR_ARG(e->logic->globals[g].name));
}

void element_compile(struct dmn *m, struct element *e)
{
    const struct xml_node *logic =
        e->kind == EL_BKM ? child(m, e->xml, "encapsulatedLogic") : e->xml;
    if ((e->kind != EL_BKM && e->kind != EL_DECISION) || !logic || !first_expression(m, logic))
        return;
    struct names names = { 0 };
    scope_of(m, e, &names);
    struct feel_scope scope = { .names = names.v.v,
                                .n = names.v.n,
                                .types = m->types.v,
                                .n_types = m->types.n,
                                .open = undeclared_inputs(m, e) };
    struct build b = { .m = m, .e = e };
    session_begin(&b.s, m->a, &scope, NULL);
    const struct node *root =
        e->kind == EL_BKM ? boxed_function(&b, logic, result_type(e)) : boxed_child(&b, logic);
    if (e->kind == EL_DECISION)
        boxed_border_check(&b, root, e->type, logic);
    str *kept = ARENA_ARRAY(m->a, str, scope.n + 1);
    for (size_t i = 0; i < scope.n; i++)
        kept[i] = scope.names[i].name;
    e->scope = kept;
    e->n_scope = scope.n;
    const struct xml_node *x = first_expression(m, logic);
    str text =
        is_dmn(m, x, "literalExpression") ? xml_child_text(x, m->root->ns, S("text")) : STR_NULL;
    e->logic = session_end(&b.s, root, text.p ? text : S(""));
    e->reads = element_reads(m->a, e);
    sources_find(m, e);
    undeclared_report(m, e);
}
