/* dmn/table.c - decision tables from XML (DMN 1.5, 8.2 and 8.3). */
#include "dmn/table.h"

static const char *const hit_names[] = { "UNIQUE",  "FIRST",      "PRIORITY",    "ANY",
                                         "COLLECT", "RULE ORDER", "OUTPUT ORDER" };
static const char *const aggregate_names[] = { "", "SUM", "COUNT", "MIN", "MAX" };

const char *hit_name(enum hit h)
{
    return hit_names[h];
}

const char *aggregate_name(enum aggregate a)
{
    return aggregate_names[a];
}

static void policies(struct build *b, const struct xml_node *n, struct table *t)
{
    str hit = xml_attr(n, S("hitPolicy")), agg = xml_attr(n, S("aggregation"));
    bool known = str_empty(hit);
    for (size_t i = 0; i < LEN(hit_names); i++) {
        if (str_eq(hit, str_z(hit_names[i]))) {
            t->hit = (enum hit)i;
            known = true;
        }
    }
    for (size_t i = 1; i < LEN(aggregate_names); i++)
        if (str_eq(agg, str_z(aggregate_names[i])))
            t->agg = (enum aggregate)i;
    if (!known)
        dmn_finding(b->m, FINDING_ERROR, n, "dmn.hit_policy",
                    "Use UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER or OUTPUT ORDER.",
                    "the hit policy \"%.*s\" is not known", STR_ARG(hit));
    if (agg.n && t->hit != HIT_COLLECT)
        dmn_finding(b->m, FINDING_WARNING, n, "dmn.aggregation",
                    "Use COLLECT, or remove the aggregation.",
                    "an aggregation has a meaning with COLLECT only");
}

static str text_of(struct build *b, const struct xml_node *n)
{
    str t = n ? str_trim(xml_child_text(n, b->m->root->ns, S("text"))) : STR_NULL;
    if (n && t.n && !language_known(b->m, n))
        return S("null");
    return t.n ? t : S("");
}

/* Of the values that the tests of a column meet: what its expression gives, else what is declared.
 */
static const struct feel_type *tested_type(struct build *b, const struct column *c)
{
    const struct feel_type *t = node_type(b->m->a, c->expr);
    return t ? t : c->type;
}

static void read_inputs(struct build *b, const struct xml_node *n, struct table *t)
{
    VEC(struct column) cols = { 0 };
    for (const struct xml_node *c = child(b->m, n, "input"); c; c = xml_next(c)) {
        const struct xml_node *e = child(b->m, c, "inputExpression");
        struct column col = { .xml = c,
                              .text = text_of(b, e),
                              .label = xml_attr(c, S("label")),
                              .slot = scope_slot(&b->s) };
        col.type = e ? type_ref(b->m, xml_attr(e, S("typeRef")), e) : NULL;
        col.expr = col.text.n ? boxed_text(b, col.text, e) : node_const(&b->s, val_null(), 0);
        boxed_border_check(b, col.expr, col.type, e);
        col.tested = tested_type(b, &col);
        if (!col.label.n)
            col.label = col.text;
        str allowed = text_of(b, child(b->m, c, "inputValues"));
        if (allowed.n)
            col.allowed = boxed_tests(b, allowed, col.slot, col.tested, c);
        *vec_push(&cols, b->m->a) = col;
    }
    t->in = cols.v;
    t->n_in = (uint32_t)cols.n;
}

static void read_outputs(struct build *b, const struct xml_node *n, struct table *t)
{
    VEC(struct output) outs = { 0 };
    for (const struct xml_node *c = child(b->m, n, "output"); c; c = xml_next(c)) {
        struct output o = { .name = name_normal(b->m->a, xml_attr(c, S("name"))),
                            .order = val_null() };
        const struct xml_node *d = child(b->m, c, "defaultOutputEntry");
        o.type = type_ref(b->m, xml_attr(c, S("typeRef")), c);
        str values = text_of(b, child(b->m, c, "outputValues"));
        if (values.n) {
            const struct node *list = boxed_text(b, str_fmt(b->m->a, "[%.*s]", STR_ARG(values)), c);
            if (list->kind == N_CONST && list->k.tag == V_LIST)
                o.order = list->k;
        }
        if (d)
            o.otherwise = boxed_text(b, text_of(b, d), d);
        *vec_push(&outs, b->m->a) = o;
    }
    t->out = outs.v;
    t->n_out = (uint32_t)outs.n;
}

static void read_notes(struct build *b, const struct xml_node *n, struct table *t)
{
    VEC(str) names = { 0 };
    for (const struct xml_node *c = child(b->m, n, "annotation"); c; c = xml_next(c)) {
        str name = xml_attr(c, S("name"));
        *vec_push(&names, b->m->a) = name.n ? name : S("annotation");
    }
    t->note_names = names.v;
    t->n_notes = (uint32_t)names.n;
}

/* ---- cells: what can be tested without the tree is ---- */

static bool constant(const struct node *n, val *v)
{
    if (!n || n->kind != N_CONST || n->fn != ev_const)
        return false;
    *v = n->k;
    return v->tag == V_STRING || v->tag == V_BOOL || v->tag == V_DATE || v->tag == V_DAYS ||
           v->tag == V_MONTHS || val_is_number(*v);
}

/* Numbers with the exponent of the ends are compared as integers. */
static void range_whole(struct cell *c)
{
    bool small = c->a.tag == V_NUMBER && c->b.tag == V_NUMBER && c->a.exp == c->b.exp;
    c->least = c->has & 1 ? c->a.m : INT64_MIN;
    c->most = c->has & 2 ? c->b.m : INT64_MAX;
    bool past = (c->has & 1 && !c->lo_closed && __builtin_add_overflow(c->least, 1, &c->least)) ||
                (c->has & 2 && !c->hi_closed && __builtin_sub_overflow(c->most, 1, &c->most));
    c->whole = small && !past;
}

static void range_cell(const struct node *range, struct cell *c)
{
    if (range->fn != ev_range || !constant(range->a, &c->a) || !constant(range->b, &c->b) ||
        c->a.tag == V_BOOL)
        return;
    if (c->a.tag != c->b.tag && !(val_is_number(c->a) && val_is_number(c->b)))
        return;
    c->lo_closed = range->lo_closed;
    c->hi_closed = range->hi_closed;
    c->has = 3;
    c->kind = CELL_RANGE;
    range_whole(c);
}

static void compare_cell(const struct node *n, struct cell *c)
{
    val v;
    if (!constant(n->a, &v))
        return;
    if (n->op == OP_EQ) {
        c->kind = CELL_EQUAL;
        c->a = v;
    } else if (n->op != OP_NE && v.tag != V_BOOL) {
        bool upper = n->op == OP_LT || n->op == OP_LE;
        c->kind = CELL_RANGE;
        c->has = upper ? 2 : 1;
        c->a = c->b = v;
        c->lo_closed = n->op == OP_GE;
        c->hi_closed = n->op == OP_LE;
        range_whole(c);
    }
}

static void set_cell(struct build *b, const struct node *n, struct cell *c, bool negated)
{
    const struct node *const *kids = n->kind == N_TEST_LIST ? n->kids : &n;
    uint32_t count = n->kind == N_TEST_LIST ? n->n : 1;
    val *set = ARENA_ARRAY(b->m->a, val, count);
    for (uint32_t i = 0; i < count; i++)
        if (kids[i]->kind != N_TEST_EXPR || !constant(kids[i]->a, &set[i]) ||
            set[i].tag == V_BOOL || set[i].tag != set[0].tag)
            return;
    c->kind = negated ? CELL_NOT_SET : CELL_SET;
    c->set = set;
    c->n = count;
}

static void cell_of(struct build *b, const struct node *n, struct cell *c)
{
    val v;
    c->kind = CELL_NODE;
    c->node = n;
    if (n->kind == N_TEST_ANY)
        c->kind = CELL_ANY;
    else if (n->kind == N_TEST_CMP)
        compare_cell(n, c);
    else if (n->kind == N_TEST_EXPR && n->a->kind == N_RANGE)
        range_cell(n->a, c);
    else if (n->kind == N_TEST_EXPR && !n->op && constant(n->a, &v)) {
        c->kind = v.tag == V_BOOL ? CELL_BOOL : CELL_EQUAL;
        c->a = v;
    } else if (n->kind == N_TEST_LIST) {
        set_cell(b, n, c, false);
    } else if (n->fn == ev_test_not) {
        set_cell(b, n->a, c, true);
    }
}

/* Half of the cells of most tables test nothing. */
static void tests_gather(arena *a, const struct table *t, struct rule *r)
{
    struct cell *tests = ARENA_ARRAY(a, struct cell, t->n_in + 1);
    for (uint32_t i = 0; i < t->n_in; i++) {
        if (r->cells[i].kind == CELL_ANY)
            continue;
        tests[r->n_tests] = r->cells[i];
        tests[r->n_tests++].slot = t->in[i].slot;
    }
    r->tests = tests;
}

static void read_rule(struct build *b, const struct xml_node *n, struct table *t, struct rule *r)
{
    arena *a = b->m->a;
    struct cell *cells = ARENA_ARRAY(a, struct cell, t->n_in + 1);
    const struct node **outs = ARENA_ARRAY(a, const struct node *, t->n_out + 1);
    str *notes = ARENA_ARRAY(a, str, t->n_notes + 1), *texts = ARENA_ARRAY(a, str, t->n_in + 1);
    uint32_t i = 0, o = 0, k = 0;
    for (const struct xml_node *c = child(b->m, n, "inputEntry"); c; c = xml_next(c), i++) {
        if (i >= t->n_in)
            break;
        texts[i] = text_of(b, c);
        const struct node *test =
            texts[i].n ? boxed_tests(b, texts[i], t->in[i].slot, t->in[i].tested, c) : NULL;
        if (test)
            cell_of(b, test, &cells[i]);
        else if (texts[i].n) /* a wrong entry never matches; the finding says so */
            cells[i] = (struct cell){ .kind = CELL_NODE, .node = node_const(&b->s, val_null(), 0) };
    }
    for (const struct xml_node *c = child(b->m, n, "outputEntry"); c && o < t->n_out;
         c = xml_next(c), o++) {
        str text = text_of(b, c);
        struct node *v = text.n ? boxed_text(b, text, c) : node_const(&b->s, val_null(), 0);
        outs[o] = boxed_border(b, v, t->out[o].type, c);
    }
    for (const struct xml_node *c = child(b->m, n, "annotationEntry"); c && k < t->n_notes;
         c = xml_next(c), k++)
        notes[k] = text_of(b, c);
    if (i != t->n_in || o != t->n_out)
        dmn_finding(b->m, FINDING_ERROR, n, "dmn.rule",
                    "Give the rule one entry for each input and output.",
                    "the rule has %u input and %u output entries, the table %u and %u columns", i,
                    o, t->n_in, t->n_out);
    for (; o < t->n_out; o++)
        outs[o] = node_const(&b->s, val_null(), 0);
    *r = (struct rule){ .xml = n,
                        .id = xml_attr(n, S("id")),
                        .line = n->line,
                        .cells = cells,
                        .outputs = outs,
                        .notes = notes,
                        .texts = texts };
    tests_gather(a, t, r);
}

struct node *boxed_table(struct build *b, const struct xml_node *n)
{
    struct table *t = ARENA_NEW(b->m->a, struct table);
    VEC(struct rule) rules = { 0 };
    t->xml = n;
    t->el = b->e;
    t->id = xml_attr(n, S("id"));
    t->name = xml_attr(n, S("outputLabel"));
    policies(b, n, t);
    read_inputs(b, n, t);
    read_outputs(b, n, t);
    read_notes(b, n, t);
    if (t->n_out == 0)
        dmn_finding(b->m, FINDING_ERROR, n, "dmn.missing", "Add an output.",
                    "the decision table has no output");
    for (const struct xml_node *r = child(b->m, n, "rule"); r; r = xml_next(r))
        read_rule(b, r, t, vec_push(&rules, b->m->a));
    t->rules = rules.v;
    t->n_rules = (uint32_t)rules.n;
    *vec_push(&b->m->tables, b->m->a) = t;
    struct node *node = node_new(&b->s, ev_table, N_TABLE, 0);
    const struct node **kids = ARENA_ARRAY(b->m->a, const struct node *, t->n_in + 1);
    for (uint32_t i = 0; i < t->n_in; i++)
        kids[node->n_kids++] = t->in[i].expr;
    node->kids = kids;
    node->x = t;
    const struct feel_type *type = type_ref(b->m, xml_attr(n, S("typeRef")), n);
    return boxed_border(b, node, type, n);
}
