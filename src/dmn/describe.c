/* dmn/describe.c - what a model contains: inputs, decisions, and all of it as a value for pages. */
#include "dmn/table.h"

const str *dmn_decisions(const struct dmn *m, size_t *n)
{
    *n = m->decisions.n;
    return m->decisions.v;
}

str dmn_name(const struct dmn *m)
{
    return m->name;
}

str dmn_namespace(const struct dmn *m)
{
    return m->ns;
}

bool dmn_has_decision(const struct dmn *m, str decision)
{
    return element_decided(m, decision) != NULL;
}

bool dmn_is_service(const struct dmn *m, str name)
{
    const struct element *e = element_decided(m, name);

    return e && e->kind == EL_SERVICE;
}

const str *dmn_services(const struct dmn *m, arena *a, size_t *n)
{
    VEC(str) out = { 0 };

    for (size_t i = 0; i < m->elements.n; i++)
        if (m->elements.v[i]->kind == EL_SERVICE)
            *vec_push(&out, a) = m->elements.v[i]->title;
    *n = out.n;
    return out.v;
}

struct gather {
    arena *a;
    uint8_t *seen;
    VEC(struct dmn_input) v;
};

/* The texts of a type's allowed constants ("a", "b"). */
static void allowed_texts(struct gather *g, struct dmn_input *in)
{
    const struct feel_type *t = in->type;
    while (t && !t->allowed && t->also)
        t = t->also;
    if (!t || !t->allowed)
        return;
    const struct node *root = t->allowed->root, *const *kids =
                                                    root->kind == N_TEST_LIST ? root->kids : &root;
    uint32_t n = root->kind == N_TEST_LIST ? root->n : 1;
    str *texts = ARENA_ARRAY(g->a, str, n);
    for (uint32_t i = 0; i < n; i++) {
        if (kids[i]->kind != N_TEST_EXPR || kids[i]->a->kind != N_CONST)
            return;
        texts[i] = val_display(g->a, kids[i]->a->k);
    }
    in->allowed = texts;
    in->n_allowed = n;
}

static bool gathered(const struct gather *g, str name)
{
    for (size_t i = 0; i < g->v.n; i++)
        if (str_eq(g->v.v[i].name, name))
            return true;
    return false;
}

/* The type that a table's column declares for a name. */
static void column_type(const struct element *e, struct dmn_input *in)
{
    const struct node *root = e->logic->root;
    while (root->fn == ev_coerce)
        root = root->a;
    const struct table *t = root->kind == N_TABLE ? root->x : NULL;
    for (uint32_t i = 0; t && i < t->n_in; i++) {
        if (!str_eq(t->in[i].text, in->name))
            continue;
        in->type = t->in[i].type;
        in->type_name = in->type ? in->type->name : STR_NULL;
    }
}

/* Names that no input data declares. */
static void gather_undeclared(struct gather *g, const struct element *e)
{
    for (uint32_t i = 0; e->logic && i < e->logic->n_globals; i++) {
        struct dmn_input in = { .name = e->logic->globals[i].name, .ns = e->home->ns };
        if (e->logic->globals[i].outer >= 0 || gathered(g, in.name))
            continue;
        column_type(e, &in);
        *vec_push(&g->v, g->a) = in;
    }
}

static void gather_one(struct gather *g, const struct element *e)
{
    struct dmn_input in = {
        .name = e->name, .id = e->id, .ns = e->home->ns, .type_name = e->type_name, .type = e->type
    };
    allowed_texts(g, &in);
    *vec_push(&g->v, g->a) = in;
}

static void gather(struct gather *g, const struct element *e, unsigned depth)
{
    if (g->seen[e->index] || depth > 1000)
        return;
    g->seen[e->index] = 1;
    if (e->kind == EL_INPUT)
        gather_one(g, e);
    gather_undeclared(g, e);
    for (size_t i = 0; i < e->needs.n; i++)
        gather(g, e->needs.v[i].el, depth + 1);
}

const struct dmn_input *dmn_inputs(const struct dmn *m, arena *a, str decision, size_t *n)
{
    struct gather g = { .a = a, .seen = arena_zalloc(a, m->world->n_elements + 1) };
    const struct element *e = decision.n ? element_decided(m, decision) : NULL;
    bool service = e && e->kind == EL_SERVICE;
    for (size_t i = 0; service && i < e->inputs.n; i++)
        gather_one(&g, e->inputs.v[i]);
    for (size_t i = 0; service && i < e->input_decisions.n; i++)
        gather_one(&g, e->input_decisions.v[i]);
    if (e && !service)
        gather(&g, e, 0);
    for (size_t i = 0; !decision.n && i < m->elements.n; i++)
        if (m->elements.v[i]->kind != EL_BKM)
            gather(&g, m->elements.v[i], 0);
    *n = g.v.n;
    return g.v.v;
}

/* ---- description ---- */

static str entry_text(const struct dmn *m, const struct xml_node *n)
{
    return str_trim(xml_child_text(n, m->root->ns, S("text")));
}

static val column_texts(const struct dmn *m, arena *a, const struct xml_node *rule,
                        const char *name)
{
    VEC(val) v = { 0 };
    for (const struct xml_node *c = child(m, rule, name); c; c = xml_next(c)) {
        str text = entry_text(m, c);
        *vec_push(&v, a) = val_str(text.n ? text : S("-"));
    }
    return val_list(v.v, v.n);
}

static val rules_described(const struct dmn *m, arena *a, const struct xml_node *table)
{
    VEC(val) rules = { 0 };
    for (const struct xml_node *r = child(m, table, "rule"); r; r = xml_next(r)) {
        val_builder b = val_build(a);
        val_put(&b, S("id"), val_str(xml_attr(r, S("id"))));
        val_put(&b, S("conditions"), column_texts(m, a, r, "inputEntry"));
        val_put(&b, S("outputs"), column_texts(m, a, r, "outputEntry"));
        val_put(&b, S("annotations"), column_texts(m, a, r, "annotationEntry"));
        *vec_push(&rules, a) = val_done(&b);
    }
    return val_list(rules.v, rules.n);
}

/* A column's label: where the model gives none, the expression or the name. */
static val column_described(const struct dmn *m, arena *a, const struct xml_node *c)
{
    val_builder b = val_build(a);
    const struct xml_node *e = child(m, c, "inputExpression"),
                          *d = child(m, c, "defaultOutputEntry");
    str label = xml_attr(c, S("label")), text = e ? entry_text(m, e) : xml_attr(c, S("name"));
    val_put(&b, S("id"), val_str(xml_attr(c, S("id"))));
    val_put(&b, S("label"), val_str(label.n ? label : text));
    val_put(&b, e ? S("expression") : S("name"), val_str(text));
    if (d)
        val_put(&b, S("default"), val_str(entry_text(m, d)));
    return val_done(&b);
}

static val columns_described(const struct dmn *m, arena *a, const struct xml_node *table,
                             const char *name)
{
    VEC(val) v = { 0 };
    for (const struct xml_node *c = child(m, table, name); c; c = xml_next(c))
        *vec_push(&v, a) = column_described(m, a, c);
    return val_list(v.v, v.n);
}

static val table_described(const struct dmn *m, arena *a, const struct xml_node *t)
{
    val_builder b = val_build(a);
    VEC(val) notes = { 0 };
    str hit = xml_attr(t, S("hitPolicy"));
    for (const struct xml_node *c = child(m, t, "annotation"); c; c = xml_next(c))
        *vec_push(&notes, a) = val_str(xml_attr(c, S("name")));
    val_put(&b, S("id"), val_str(xml_attr(t, S("id"))));
    val_put(&b, S("hit_policy"), val_str(hit.n ? hit : S("UNIQUE")));
    val_put(&b, S("aggregation"), val_str(xml_attr(t, S("aggregation"))));
    val_put(&b, S("inputs"), columns_described(m, a, t, "input"));
    val_put(&b, S("outputs"), columns_described(m, a, t, "output"));
    val_put(&b, S("annotations"), val_list(notes.v, notes.n));
    val_put(&b, S("rules"), rules_described(m, a, t));
    return val_done(&b);
}

static const struct dmn_output *columns_of(const struct dmn *m, arena *a, const struct xml_node *t,
                                           const char *name, size_t *n)
{
    VEC(struct dmn_output) out = { 0 };

    for (const struct xml_node *c = child(m, t, name); c; c = xml_next(c))
        *vec_push(&out, a) = (struct dmn_output){ .name = xml_attr(c, S("name")),
                                                  .id = xml_attr(c, S("id")),
                                                  .label = xml_attr(c, S("label")),
                                                  .line = c->line };
    *n = out.n;
    return out.v;
}

static const struct dmn_output *outputs_of(arena *a, const struct element *service, size_t *n)
{
    struct dmn_output *v = ARENA_ARRAY(a, struct dmn_output, service->outputs.n + 1);

    for (size_t i = 0; i < service->outputs.n; i++) {
        const struct element *e = service->outputs.v[i];
        v[i] = (struct dmn_output){ e->name, e->id, e->title, e->xml->line };
    }
    *n = service->outputs.n;
    return v;
}

const struct dmn_output *dmn_outputs(const struct dmn *m, arena *a, str decision, size_t *n)
{
    const struct element *e = element_decided(m, decision);
    if (e && e->kind == EL_SERVICE)
        return outputs_of(a, e, n);
    const struct xml_node *t = e ? first_expression(m, e->xml) : NULL;

    return columns_of(m, a, t && is_dmn(m, t, "decisionTable") ? t : NULL, "output", n);
}

const struct dmn_output *dmn_conditions(const struct dmn *m, arena *a, str table, size_t *n)
{
    const struct xml_node *t = NULL;

    for (const struct xml_node *x = table.n ? m->root : NULL; x && !t; x = xml_walk(m->root, x))
        if (is_dmn(m, x, "decisionTable") && str_eq(xml_attr(x, S("id")), table))
            t = x;
    return columns_of(m, a, t, "input", n);
}

static bool required(const struct dmn *m, const struct element *e)
{
    for (size_t i = 0; i < m->elements.n; i++)
        for (size_t k = 0; k < m->elements.v[i]->needs.n; k++)
            if (m->elements.v[i]->needs.v[k].el == e)
                return true;
    return false;
}

const str *dmn_tops(const struct dmn *m, arena *a, size_t *n)
{
    VEC(str) out = { 0 };

    for (size_t i = 0; i < m->elements.n; i++)
        if (m->elements.v[i]->kind == EL_DECISION && !required(m, m->elements.v[i]))
            *vec_push(&out, a) = m->elements.v[i]->name;
    *n = out.n;
    return out.v;
}

static val parameters_described(const struct dmn *m, arena *a, const struct xml_node *logic)
{
    VEC(val) v = { 0 };
    for (const struct xml_node *p = child(m, logic, "formalParameter"); p; p = xml_next(p))
        *vec_push(&v, a) = val_str(xml_attr(p, S("name")));
    return val_list(v.v, v.n);
}

static val entries_described(const struct dmn *m, arena *a, const struct xml_node *context,
                             struct boxed_tables *tables)
{
    VEC(val) v = { 0 };
    for (const struct xml_node *e = child(m, context, "contextEntry"); e; e = xml_next(e)) {
        const struct xml_node *name = child(m, e, "variable"), *x = first_expression(m, e);
        val_builder b = val_build(a);
        val_put(&b, S("name"), val_str(name ? xml_attr(name, S("name")) : S("")));
        val_put(&b, S("expression"), val_str(x ? boxed_as_text(m, a, x, tables) : S("")));
        *vec_push(&v, a) = val_done(&b);
    }
    return val_list(v.v, v.n);
}

static void logic_described(const struct dmn *m, arena *a, const struct xml_node *x, val_builder *b)
{
    struct boxed_tables tables = { 0 };
    VEC(val) v = { 0 };

    if (is_dmn(m, x, "context")) {
        val_put(b, S("entries"), entries_described(m, a, x, &tables));
    } else {
        str text = boxed_as_text(m, a, x, &tables);
        if (!is_dmn(m, x, "decisionTable"))
            val_put(b, S("expression"), val_str(text));
    }
    for (size_t i = 0; i < tables.v.n; i++)
        *vec_push(&v, a) = table_described(m, a, tables.v.v[i]);
    val_put(b, S("tables"), val_list(v.v, v.n));
}

static val names_of(arena *a, const struct element *const *v, size_t n, val names)
{
    for (size_t i = 0; i < n; i++)
        names = val_append(a, names, val_str(v[i]->name));
    return names;
}

static void service_described(arena *a, const struct element *e, val_builder *b)
{
    val none = val_list(NULL, 0);
    val in = names_of(a, e->inputs.v, e->inputs.n, none);

    val_put(b, S("outputs"), names_of(a, e->outputs.v, e->outputs.n, none));
    val_put(b, S("inputs"), names_of(a, e->input_decisions.v, e->input_decisions.n, in));
}

static val element_described(const struct dmn *m, arena *a, const struct element *e)
{
    static const char *const kinds[] = { "input", "decision", "function", "service" };
    val_builder b = val_build(a);
    VEC(val) needs = { 0 };
    for (size_t i = 0; i < e->needs.n; i++)
        *vec_push(&needs, a) = val_str(e->needs.v[i].el->name);
    val_put(&b, S("name"), val_str(e->name));
    val_put(&b, S("title"), val_str(e->title));
    val_put(&b, S("id"), val_str(e->id));
    val_put(&b, S("kind"), val_str(str_z(kinds[e->kind])));
    val_put(&b, S("type"), val_str(e->type_name));
    val_put(&b, S("description"), val_str(xml_child_text(e->xml, m->root->ns, S("description"))));
    val_put(&b, S("requires"), val_list(needs.v, needs.n));
    if (e->kind == EL_SERVICE)
        service_described(a, e, &b);
    const struct xml_node *logic =
        e->kind == EL_BKM ? child(m, e->xml, "encapsulatedLogic") : e->xml;
    const struct xml_node *x = first_expression(m, logic);
    if (e->kind == EL_BKM)
        val_put(&b, S("parameters"), parameters_described(m, a, logic));
    if (x)
        logic_described(m, a, x, &b);
    return val_done(&b);
}

val dmn_describe(const struct dmn *m, arena *a)
{
    val *v = ARENA_ARRAY(a, val, m->elements.n + 1);
    for (size_t i = 0; i < m->elements.n; i++)
        v[i] = element_described(m, a, m->elements.v[i]);
    val_builder b = val_build(a);
    val_put(&b, S("name"), val_str(m->name));
    val_put(&b, S("namespace"), val_str(m->ns));
    val_put(&b, S("elements"), val_list(v, m->elements.n));
    return val_done(&b);
}
