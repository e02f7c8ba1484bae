#include "http/route.h"

enum { NODE_METHODS = METHOD_OTHER };

struct route_edge {
    str literal;
    struct route_node *to;
};

struct route_node {
    VEC(struct route_edge) literals;
    struct route_node *any;                                    /* ":name" */
    uint32_t rows[NODE_METHODS];                               /* row + 1 by method */
    uint32_t rest[NODE_METHODS];                               /* of "*name" below this node */
    const str *names[NODE_METHODS], *rest_names[NODE_METHODS]; /* parameters in order */
    size_t depth, rest_depth;
};

void route_table_init(struct route_table *t, arena *a)
{
    *t = (struct route_table){ .a = a, .root = ARENA_NEW(a, struct route_node) };
}

static struct route_node *literal_edge(arena *a, struct route_node *at, str piece)
{
    for (size_t i = 0; i < at->literals.n; i++)
        if (str_eq(at->literals.v[i].literal, piece))
            return at->literals.v[i].to;
    struct route_node *to = ARENA_NEW(a, struct route_node);
    *vec_push(&at->literals, a) = (struct route_edge){ piece, to };
    return to;
}

static bool name_ok(str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!(name.p[i] == '_' || name.p[i] == '-' || (name.p[i] >= 'a' && name.p[i] <= 'z') ||
              (name.p[i] >= '0' && name.p[i] <= '9')))
            return false;
    return name.n > 0;
}

err route_add(struct route_table *t, enum method m, str pattern, uint32_t row)
{
    struct route_node *at = t->root;
    str names[ROUTE_PARAMS_MAX], rest = str_from(pattern, 1), piece;
    bool tail = false;
    size_t n = 0;

    if ((int)m >= NODE_METHODS || pattern.n == 0 || pattern.p[0] != '/')
        return REFUSED(ERR_SYNTAX);
    while (str_next(&rest, '/', &piece)) {
        bool param = piece.n && (piece.p[0] == ':' || piece.p[0] == '*');

        if (tail || (param && (n == ROUTE_PARAMS_MAX || !name_ok(str_from(piece, 1)))))
            return REFUSED(ERR_SYNTAX);
        if (param)
            names[n++] = str_from(piece, 1);
        tail = param && piece.p[0] == '*';
        if (!param)
            at = literal_edge(t->a, at, piece);
        else if (!tail)
            at = at->any ? at->any : (at->any = ARENA_NEW(t->a, struct route_node));
    }
    uint32_t *slot = tail ? &at->rest[m] : &at->rows[m];
    if (*slot)
        return REFUSED(ERR_CONFLICT);
    *slot = row + 1;
    str *kept = ARENA_ARRAY(t->a, str, n + 1);
    memcpy(kept, names, n * sizeof(str));
    *(tail ? &at->rest_names[m] : &at->names[m]) = kept;
    if (tail)
        at->rest_depth = n;
    else
        at->depth = n;
    t->rows++;
    return OK;
}

struct route_walk {
    enum method m;
    str values[ROUTE_PARAMS_MAX];
    struct route_match *out;
};

static bool take(struct route_walk *w, const uint32_t rows[NODE_METHODS],
                 const str *const names[NODE_METHODS], size_t n)
{
    uint32_t before = w->out->allow; /* literals are tried first */

    for (int i = 0; i < NODE_METHODS; i++)
        if (rows[i])
            w->out->allow |= 1u << i;
    if ((int)w->m >= NODE_METHODS || !rows[w->m])
        return false;
    w->out->row = rows[w->m] - 1;
    w->out->exact = before;
    w->out->params.n = n;
    for (size_t i = 0; i < n; i++)
        w->out->params.v[i] = (struct route_param){ names[w->m][i], w->values[i] };
    return true;
}

/* rest: what is left of the path without the leading '/'; null at its end.  Depth is bounded by the
 * patterns. */
static bool walk(struct route_walk *w, const struct route_node *at, str rest, size_t n)
{
    str piece, tail;

    if (!rest.p)
        return take(w, at->rows, at->names, at->depth);
    if (!str_cut(rest, '/', &piece, &tail))
        tail = STR_NULL;
    for (size_t i = 0; i < at->literals.n; i++)
        if (str_eq(at->literals.v[i].literal, piece) && walk(w, at->literals.v[i].to, tail, n))
            return true;
    if (at->any && piece.n && n < ROUTE_PARAMS_MAX) {
        w->values[n] = piece;
        if (walk(w, at->any, tail, n + 1))
            return true;
    }
    if (at->rest_depth && rest.n) {
        w->values[at->rest_depth - 1] = rest;
        return take(w, at->rest, at->rest_names, at->rest_depth);
    }
    return false;
}

bool route_find(const struct route_table *t, enum method m, str path, struct route_match *out)
{
    struct route_walk w = { .m = m == HEAD ? GET : m, .out = out };

    *out = (struct route_match){ .row = UINT32_MAX };
    return path.n && path.p[0] == '/' && walk(&w, t->root, str_from(path, 1), 0);
}

str route_param(const struct route_params *p, str name)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->v[i].name, name))
            return p->v[i].value;
    return STR_NULL;
}

str route_allow(arena *a, uint32_t allow)
{
    buf b;

    buf_init(&b, a, 64);
    for (int m = 0; m < NODE_METHODS; m++) {
        if (!(allow & 1u << m) && !(m == HEAD && (allow & 1u << GET)))
            continue;
        if (b.n)
            buf_add(&b, S(", "));
        buf_add(&b, str_z(method_name((enum method)m)));
    }
    return buf_str(&b);
}
