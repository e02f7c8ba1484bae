/* dmn/paths.c - which members of a context a model, or one logic, reads: law.late_days in a
 * table's cell. */
#include "dmn/table.h"

struct reader {
    arena *a;
    str head; /* the context's name */
    const struct element *e;
    int line;
    bool whole; /* the context is used otherwise than for its members */
    VEC(struct dmn_path) v;
};

static void node_paths(struct reader *r, const struct node *n);

static void path_add(struct reader *r, str name)
{
    for (size_t i = 0; i < r->v.n; i++)
        if (str_eq(r->v.v[i].name, name) && r->v.v[i].line == r->line)
            return;
    *vec_push(&r->v, r->a) = (struct dmn_path){ name, r->e->id, r->line };
}

static void table_paths(struct reader *r, const struct table *t)
{
    int line = r->line;

    for (uint32_t i = 0; i < t->n_in; i++)
        node_paths(r, t->in[i].allowed);
    for (uint32_t k = 0; k < t->n_rules; k++) {
        r->line = t->rules[k].line;
        for (uint32_t i = 0; i < t->n_in; i++)
            node_paths(r, t->rules[k].cells[i].node);
        for (uint32_t i = 0; i < t->n_out; i++)
            node_paths(r, t->rules[k].outputs[i]);
    }
    r->line = line;
    for (uint32_t i = 0; i < t->n_out; i++)
        node_paths(r, t->out[i].otherwise);
}

/* Parameters of functions are found by their name, too: an invocation hands the context on. */
static bool is_head(const struct reader *r, const struct node *n)
{
    return (n->kind == N_GLOBAL || n->kind == N_LOCAL) && str_eq(n->name, r->head);
}

static void node_paths(struct reader *r, const struct node *n)
{
    if (!n)
        return;
    const struct node *kids[] = { n->a, n->b, n->c };

    if (n->kind == N_PATH && is_head(r, n->a)) {
        path_add(r, n->name);
        return;
    }
    r->whole |= is_head(r, n);
    FOR_EACH(kids, k)
        node_paths(r, *k);
    for (uint32_t i = 0; n->kids && i < n->n_kids; i++)
        node_paths(r, n->kids[i]);
    if (n->kind == N_TABLE)
        table_paths(r, n->x);
    if (n->kind == N_FUNCTION)
        node_paths(r, ((const struct fn_plan *)n->x)->body);
}

const struct dmn_path *dmn_paths(const struct dmn *m, arena *a, str name, size_t *n)
{
    struct reader r = { .a = a, .head = name };

    for (size_t i = 0; i < m->elements.n; i++) {
        r.e = m->elements.v[i];
        r.line = r.e->xml->line;
        if (r.e->logic)
            node_paths(&r, r.e->logic->root);
    }
    *n = r.v.n;
    return r.v.v;
}

static struct reads reads_of(arena *a, const struct element *e, str name)
{
    struct reader r = { .a = a, .head = name, .e = e };
    uint32_t n = 0;

    node_paths(&r, e->logic->root);
    if (r.whole || !r.v.n)
        return (struct reads){ 0 };
    str *members = ARENA_ARRAY(a, str, r.v.n);
    for (size_t i = 0; i < r.v.n; i++) {
        uint32_t k = 0;
        while (k < n && !str_eq(members[k], r.v.v[i].name))
            k++;
        members[k] = r.v.v[i].name;
        n = MAX(n, k + 1);
    }
    return (struct reads){ members, n };
}

const struct reads *element_reads(arena *a, const struct element *e)
{
    struct reads *reads = ARENA_ARRAY(a, struct reads, e->logic->n_globals + 1);

    for (uint32_t g = 0; g < e->logic->n_globals; g++)
        reads[g] = reads_of(a, e, e->logic->globals[g].name);
    return reads;
}
