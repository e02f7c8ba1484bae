/* dmn/analyse/axis.c - one input of a table cut into atoms, and each rule's cell on each atom. */
#include "dmn/analyse/grid.h"

/* Something that a value must pass before the rules see it: the input's allowed values (tests on
 * its slot), or those of a type. */
struct limit {
    const struct node *tests;
    const struct feel *program;
    bool understood;
};

struct cutting {
    struct grid *g;
    struct axis *x;
    const struct origin *o;
    uint32_t column;
    struct reader q;
    VEC(struct limit) limits;
    VEC(val) points;  /* sorted, each once */
    VEC(val) results; /* what a required decision may give */
    bool *understood; /* by rule */
    bool null, typed, whole;
};

static const struct cell *cell_at(const struct cutting *c, uint32_t rule)
{
    return &c->g->t->rules[rule].cells[c->column];
}

/* ---- what is compared with ---- */

static void type_limits(struct cutting *c, const struct feel_type *t)
{
    for (; t; t = t->also) {
        struct reader q = { .r = c->g->r, .a = c->g->a };
        if (!t->allowed)
            continue;
        q.slot = t->allowed->input;
        bool good = tests_understood(&q, t->allowed->root);
        *vec_push(&c->limits, c->g->a) =
            (struct limit){ .program = t->allowed, .understood = good };
        for (size_t i = 0; i < q.found.n; i++)
            *vec_push(&c->q.found, c->g->a) = q.found.v[i];
    }
}

static void cells_read(struct cutting *c)
{
    for (uint32_t i = 0; i < c->g->t->n_rules; i++) {
        const struct cell *cell = cell_at(c, i);
        c->x->used = c->x->used || cell->kind != CELL_ANY;
        c->understood[i] = cell->kind == CELL_ANY || tests_understood(&c->q, cell->node);
    }
    for (size_t i = 0; i < c->q.found.n; i++)
        c->null = c->null || c->q.found.v[i].tag == V_NULL;
}

/* The constants that a required decision's table gives. */
static void results_read(struct cutting *c)
{
    const struct table *t = c->o->table;
    for (uint32_t i = 0; t && i < t->n_rules; i++) {
        val v;
        if (!constant_value(c->g->r, t->rules[i].outputs[c->o->output], &v)) {
            c->results.n = 0;
            return;
        }
        *vec_push(&c->results, c->g->a) = v;
    }
    const struct node *otherwise = t ? t->out[c->o->output].otherwise : NULL;
    val v;
    if (otherwise && !constant_value(c->g->r, otherwise, &v))
        c->results.n = 0;
    else if (otherwise)
        *vec_push(&c->results, c->g->a) = v;
    for (size_t i = 0; i < c->results.n; i++)
        *vec_push(&c->q.found, c->g->a) = c->results.v[i];
}

/* ---- the kind of values ---- */

static enum feel_kind kind_of(val v)
{
    static const uint8_t kinds[] = {
        [V_BOOL] = T_BOOLEAN,      [V_NUMBER] = T_NUMBER, [V_DECIMAL] = T_NUMBER,
        [V_STRING] = T_STRING,     [V_DATE] = T_DATE,     [V_DAYS] = T_DAYS,
        [V_DATETIME] = T_DATETIME, [V_MONTHS] = T_MONTHS
    };
    return v.tag < LEN(kinds) ? kinds[v.tag] : T_ANY;
}

static bool is_cut(enum feel_kind k)
{
    return k == T_NUMBER || k == T_STRING || k == T_BOOLEAN || k == T_DATE || k == T_DATETIME ||
           k == T_DAYS || k == T_MONTHS;
}

static bool says_nothing(const struct feel_type *t)
{
    return !t || t->kind == T_ANY || t->kind == T_DURATION;
}

/* The declared kind, else that of all constants. */
static enum feel_kind kind_find(struct cutting *c)
{
    const struct feel_type *own = c->x->col->type, *given = c->o->type;
    enum feel_kind k = T_ANY;
    c->typed = true;
    if (!says_nothing(own) && !says_nothing(given) && own->kind != given->kind)
        return T_ANY;
    if (!says_nothing(own) || !says_nothing(given)) {
        k = says_nothing(own) ? given->kind : own->kind;
        return is_cut(k) ? k : T_ANY;
    }
    c->typed = false;
    for (size_t i = 0; i < c->q.found.n; i++) {
        val v = c->q.found.v[i];
        if (v.tag != V_NULL && k != T_ANY && kind_of(v) != k)
            return T_ANY;
        k = v.tag == V_NULL ? k : kind_of(v);
    }
    return k;
}

/* Sorted, without doubles; false where two cannot be compared. */
static bool point_add(struct cutting *c, val v)
{
    size_t lo = 0, hi = c->points.n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int order;
        if (!feel_order(c->g->r, v, c->points.v[mid], &order))
            return false;
        if (order == 0)
            return true;
        if (order < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    (void)vec_push(&c->points, c->g->a);
    memmove(&c->points.v[lo + 1], &c->points.v[lo], (c->points.n - 1 - lo) * sizeof(val));
    c->points.v[lo] = v;
    return true;
}

static bool points_find(struct cutting *c)
{
    if (c->x->kind == T_BOOLEAN) {
        *vec_push(&c->points, c->g->a) = val_bool(true);
        *vec_push(&c->points, c->g->a) = val_bool(false);
        return true;
    }
    for (size_t i = 0; i < c->q.found.n; i++)
        if (kind_of(c->q.found.v[i]) == c->x->kind &&
            (!point_add(c, c->q.found.v[i]) || c->points.n > POINTS_MOST))
            return false;
    return true;
}

/* ---- atoms ---- */

static struct atom *atom_add(struct cutting *c, enum atom_kind kind)
{
    struct atom *k = &c->x->atoms[c->x->n++];
    *k = (struct atom){ .kind = kind,
                        .value = val_null(),
                        .lo = val_null(),
                        .hi = val_null(),
                        .known = kind != ATOM_OTHER,
                        .possible = true };
    return k;
}

static void interval_add(struct cutting *c, val lo, val hi)
{
    val v = val_null();
    enum between found = witness_between(c->g->a, c->x->kind, lo, hi, &v);
    if (found == BETWEEN_NONE)
        return;
    struct atom *k = atom_add(c, ATOM_INTERVAL);
    k->value = v;
    k->known = found == BETWEEN_FOUND;
    k->lo = lo;
    k->hi = hi;
}

static void atoms_find(struct cutting *c)
{
    const val *p = c->points.v;
    size_t n = c->points.n;
    bool ordered = c->x->kind != T_STRING && c->x->kind != T_BOOLEAN;
    c->x->atoms = ARENA_ARRAY(c->g->a, struct atom, 2 * n + 4);
    if (c->x->kind == T_ANY) {
        atom_add(c, ATOM_OTHER);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (ordered)
            interval_add(c, i ? p[i - 1] : val_null(), p[i]);
        atom_add(c, ATOM_POINT)->value = p[i];
    }
    if (ordered)
        interval_add(c, n ? p[n - 1] : val_null(), val_null());
    if (c->x->kind == T_STRING)
        atom_add(c, ATOM_REST)->value = witness_text(c->g->a, p, n);
    atom_add(c, ATOM_NULL);
    if (!c->typed || c->x->kind == T_DATETIME)
        atom_add(c, ATOM_OTHER);
}

/* ---- what may reach the rules ---- */

static bool passes(struct cutting *c, const struct limit *l, val v)
{
    struct rt *r = c->g->r;
    if (l->program)
        return val_is_true(feel_run_test(l->program, r, r->g, v));
    r->f[c->x->col->slot] = v;
    return l->understood && val_is_true(eval(l->tests, r));
}

static bool is_result(struct cutting *c, val v)
{
    for (size_t i = 0; i < c->results.n; i++)
        if (feel_same(c->g->r, c->results.v[i], v))
            return true;
    return false;
}

static void atom_judge(struct cutting *c, struct atom *k)
{
    if (k->kind == ATOM_NULL)
        k->certified = c->null && c->o->plain;
    if (k->kind == ATOM_NULL || !k->known)
        return;
    k->certified = true;
    for (size_t i = 0; i < c->limits.n; i++) {
        bool good = passes(c, &c->limits.v[i], k->value);
        k->certified = k->certified && good;
        k->possible = k->possible && (good || !c->limits.v[i].understood);
    }
    if (c->results.n && !is_result(c, k->value))
        k->certified = false;
    if ((c->whole || c->o->natural) && val_is_number(k->value) && !num_is_whole(k->value))
        k->certified = false;
    if (c->o->natural && val_is_number(k->value) && num_sign(k->value) < 0)
        k->certified = false;
}

/* Can each certified value be had?  Not where it is computed in a way that nobody knows. */
static bool values_known(const struct cutting *c)
{
    if (c->o->unknown)
        return false;
    if (c->o->plain || c->o->natural || c->results.n || c->x->kind == T_BOOLEAN)
        return true;
    bool limited = c->limits.n > 0;
    for (size_t i = 0; i < c->limits.n; i++)
        limited = limited && c->limits.v[i].understood;
    return c->o->declared && limited;
}

/* ---- cells on atoms ---- */

/* Cells that compare with constants of a type fail for values of other types. */
static bool fails_elsewhere(const struct cutting *c, const struct cell *cell)
{
    return c->x->kind != T_DATETIME && c->x->kind != T_ANY &&
           (cell->kind == CELL_EQUAL || cell->kind == CELL_RANGE || cell->kind == CELL_SET ||
            cell->kind == CELL_NOT_SET);
}

static void cell_judge(struct cutting *c, uint32_t rule, uint32_t atom)
{
    struct axis *x = c->x;
    const struct cell *cell = cell_at(c, rule);
    const struct atom *k = &x->atoms[atom];
    bool may = true, sure = false;
    if (cell->kind == CELL_ANY) {
        sure = true;
    } else if (c->understood[rule] && k->known) {
        c->g->r->f[x->col->slot] = k->value;
        may = sure = cell_passes(c->g->r, cell, k->value);
    } else if (c->understood[rule] && k->kind == ATOM_OTHER) {
        may = !fails_elsewhere(c, cell);
    }
    if (may) {
        bit_add(x->may + (size_t)rule * x->words, atom);
        bit_add(x->may_rules + (size_t)atom * c->g->words, rule);
    }
    if (sure) {
        bit_add(x->sure + (size_t)rule * x->words, atom);
        bit_add(x->sure_rules + (size_t)atom * c->g->words, rule);
    }
}

static void cells_judge(struct cutting *c)
{
    struct axis *x = c->x;
    arena *a = c->g->a;
    uint32_t rules = c->g->t->n_rules;
    x->words = bits_words(x->n);
    x->possible = bits_new(a, x->words);
    x->certified = bits_new(a, x->words);
    x->may = ARENA_ARRAY(a, uint64_t, (size_t)rules * x->words + 1);
    x->sure = ARENA_ARRAY(a, uint64_t, (size_t)rules * x->words + 1);
    x->may_rules = ARENA_ARRAY(a, uint64_t, (size_t)x->n * c->g->words);
    x->sure_rules = ARENA_ARRAY(a, uint64_t, (size_t)x->n * c->g->words);
    for (uint32_t i = 0; i < rules; i++) {
        arena_mark before = arena_mark_get(a);
        for (uint32_t k = 0; k < x->n; k++)
            cell_judge(c, i, k);
        arena_rewind(a, before);
    }
    for (uint32_t k = 0; k < x->n; k++) {
        if (x->atoms[k].possible)
            bit_add(x->possible, k);
        if (x->atoms[k].possible && x->atoms[k].certified)
            bit_add(x->certified, k);
    }
}

/* Whole numbers, as some tools name them. */
static bool whole_type(const struct grid *g, const struct column *col, const struct origin *o)
{
    const struct xml_node *e = child(g->m, col->xml, "inputExpression");
    const struct element *el = o->plain && o->from.n == 1 ? o->from.v[0].el : NULL;
    str name = e ? xml_attr(e, S("typeRef")) : STR_NULL;
    if (!name.n && el)
        name = el->type_name;
    return str_eq(name, S("integer")) || str_eq(name, S("long"));
}

/* Of all rules' cells on one atom: a comparison or a range is one, a list as long as it is. */
static int64_t cells_cost(const struct cutting *c)
{
    int64_t rules = c->g->t->n_rules, constants = (int64_t)c->q.found.n;
    return rules + MAX(constants - 2 * rules, 0);
}

bool axis_make(struct grid *g, uint32_t column, const struct origin *o)
{
    struct axis *x = &g->axes[column];
    const struct column *col = &g->t->in[column];
    struct cutting c = { .g = g, .x = x, .o = o, .column = column };
    *x = (struct axis){ .col = col };
    c.q = (struct reader){ .r = g->r, .a = g->a, .slot = col->slot };
    c.understood = ARENA_ARRAY(g->a, bool, g->t->n_rules + 1);
    c.whole = whole_type(g, col, o);
    cells_read(&c);
    if (col->allowed) {
        bool good = tests_understood(&c.q, col->allowed);
        *vec_push(&c.limits, g->a) = (struct limit){ .tests = col->allowed, .understood = good };
    }
    type_limits(&c, col->type);
    if (o->type != col->type)
        type_limits(&c, o->type);
    results_read(&c);
    x->kind = kind_find(&c);
    if (x->kind != T_ANY && !points_find(&c))
        return false;
    atoms_find(&c);
    g->work -= (int64_t)x->n * cells_cost(&c);
    if (g->work < 0)
        return false;
    for (uint32_t k = 0; k < x->n; k++)
        atom_judge(&c, &x->atoms[k]);
    cells_judge(&c);
    x->free = x->used && values_known(&c) && !bits_none(x->certified, x->words);
    return !g->r->stopped;
}
