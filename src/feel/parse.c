/* feel/parse.c - expressions by recursive descent (DMN 1.5, 10.3.1.2). */
#include "feel/compile.h"
#include "feel/ops.h"

static struct node *expected(struct session *s, const char *what)
{
    session_fail(s, ERR_SYNTAX, s->at, "", "expected %s%s%.*s%s", what,
                 s->tok == TK_END ? ", but the text ends" : " before \"",
                 s->tok == TK_END ? 0 : (int)MIN(s->word.n, 40), s->word.p,
                 s->tok == TK_END ? "" : "\"");
    return NULL;
}

static bool take(struct session *s, const char *op)
{
    if (!lex_is(s, op))
        return false;
    lex_next(s);
    return true;
}

static bool need(struct session *s, const char *op)
{
    if (take(s, op))
        return true;
    char what[8] = { '"', op[0], op[1] ? op[1] : '"', op[1] ? '"' : 0 };
    expected(s, what);
    return false;
}

static bool need_word(struct session *s, const char *w)
{
    if (!lex_word(s, w))
        return expected(s, w), false;
    lex_next(s);
    return true;
}

static bool push(struct session *s, struct kids *k, struct node *n)
{
    if (!n)
        return false;
    *vec_push(k, s->a) = n;
    return true;
}

/* ---- the parts of a name's declaration ---- */

static struct node *parse_function(struct session *s)
{
    unsigned weight = s->weight;
    size_t at = s->at;
    lex_next(s);
    if (!need(s, "("))
        return NULL;
    VEC(struct feel_field) ps = { 0 };
    while (!lex_is(s, ")")) {
        if (s->tok != TK_NAME)
            return expected(s, "a parameter's name");
        str name = lex_declared(s, ",:)", NULL);
        const struct feel_type *t = NULL;
        if (take(s, ":") && !(t = parse_type(s)))
            return NULL;
        *vec_push(&ps, s->a) = (struct feel_field){ name, t };
        if (!lex_is(s, ")") && !need(s, ","))
            return NULL;
    }
    lex_next(s);
    const struct feel_type *result = NULL;
    if (take(s, ":") && !(result = parse_type(s)))
        return NULL;
    if (lex_word(s, "external")) {
        session_fail(s, ERR_UNSUPPORTED, s->at, "Write the function in FEEL.",
                     "functions in other languages are not executed");
        return NULL;
    }
    function_begin(s, ps.v, (uint32_t)ps.n);
    struct node *body = parse_expr(s);
    struct node *n = function_end(s, body, ps.v, (uint32_t)ps.n, result, weight);
    n->at = (uint32_t)at;
    return body ? n : NULL;
}

static struct node *parse_context(struct session *s)
{
    size_t at = s->at;
    struct kids kids = { 0 };
    VEC(str) keys = { 0 };
    VEC(int32_t) slots = { 0 };
    lex_next(s);
    scope_push(s, SCOPE_LOCAL);
    while (!lex_is(s, "}")) {
        str key;
        if (s->tok == TK_STRING) {
            val v;
            if (!string_value(s->a, s->word, &v))
                return expected(s, "a string with valid escapes");
            key = val_text(v);
            lex_next(s);
        } else if (s->tok == TK_NAME || s->tok == TK_OP) {
            key = lex_declared(s, ":", NULL);
        } else {
            return expected(s, "a key");
        }
        for (size_t i = 0; i < keys.n; i++)
            if (str_eq(keys.v[i], key))
                return session_fail(s, ERR_SYNTAX, s->at, "Rename one of the two.",
                                    "the key \"%.*s\" occurs twice", STR_ARG(key)),
                       NULL;
        if (!need(s, ":"))
            return NULL;
        s->fn_name = lex_word(s, "function") ? key : STR_NULL;
        if (!push(s, &kids, parse_expr(s)))
            return NULL;
        *vec_push(&keys, s->a) = key;
        *vec_push(&slots, s->a) = scope_declare(s, key, kids.v[kids.n - 1]->type);
        if (!lex_is(s, "}") && !need(s, ","))
            return NULL;
    }
    lex_next(s);
    scope_pop(s);
    return node_context(s, keys.v, slots.v, kids.v, (uint32_t)kids.n, at);
}

/* ---- for, some, every, if ---- */

static struct node *parse_iteration(struct session *s, struct loop *l)
{
    if (s->tok != TK_NAME)
        return expected(s, "a variable's name");
    l->name = lex_declared(s, ",:", "in");
    if (!need_word(s, "in"))
        return NULL;
    struct node *from = parse_expr(s);
    if (from && take(s, "..")) {
        l->to = parse_expr(s);
        if (!l->to)
            return NULL;
    }
    l->from = from;
    return from;
}

static const struct feel_type *item_type(const struct node *n)
{
    return n && n->type && n->type->kind == T_LIST ? n->type->item : NULL;
}

static struct node *parse_loop(struct session *s)
{
    size_t at = s->at;
    bool is_for = lex_word(s, "for"), some = lex_word(s, "some");
    unsigned weight = s->weight;
    VEC(struct loop) loops = { 0 };
    lex_next(s);
    scope_push(s, SCOPE_LOCAL);
    do {
        struct loop l = { 0 };
        if (!parse_iteration(s, &l))
            return NULL;
        l.slot = scope_declare(s, l.name, item_type(l.from));
        *vec_push(&loops, s->a) = l;
    } while (take(s, ","));
    int32_t partial = is_for ? scope_declare(s, S("partial"), NULL) : -1;
    struct node *body = need_word(s, is_for ? "return" : "satisfies") ? parse_expr(s) : NULL;
    scope_pop(s);
    if (!body)
        return NULL;
    return node_loop(s,
                     is_for ? LOOP_FOR
                     : some ? LOOP_SOME
                            : LOOP_EVERY,
                     loops.v, (uint32_t)loops.n, partial, body, s->weight - weight, at);
}

static struct node *parse_if(struct session *s)
{
    size_t at = s->at;
    lex_next(s);
    struct node *c = parse_expr(s), *t, *e;
    if (!c || !need_word(s, "then") || !(t = parse_expr(s)) || !need_word(s, "else") ||
        !(e = parse_expr(s)))
        return NULL;
    return node_if(s, c, t, e, at);
}

/* ---- primary ---- */

static struct node *parse_string(struct session *s)
{
    val v;
    size_t at = s->at;
    if (!string_value(s->a, s->word, &v))
        return expected(s, "a string with valid escapes");
    lex_next(s);
    return node_const(s, v, at);
}

static struct node *parse_at(struct session *s)
{
    val text, v;
    size_t at = s->at;
    if (!string_value(s->a, str_from(s->word, 1), &text))
        return expected(s, "a string with valid escapes");
    lex_next(s);
    if (failed(temporal_any(s->a, val_text(text), &v)))
        v = null_arg("@");
    return node_temporal(s, v, at);
}

static struct node *parse_number(struct session *s)
{
    val v;
    size_t at = s->at;
    if (failed(val_number(s->a, s->word, &v)))
        v = val_null_because(NULL_RANGE, "number");
    lex_next(s);
    return node_const(s, v, at);
}

/* The end of a range after "..": "[" there closes it. */
struct node *range_rest(struct session *s, struct node *lo, bool lo_closed, size_t at)
{
    s->range_end++;
    struct node *hi = parse_additive(s);
    s->range_end--;
    if (!hi)
        return NULL;
    if (!lex_is(s, "]") && !lex_is(s, ")") && !lex_is(s, "["))
        return expected(s, "the end of the range");
    struct node *n = node_new(s, ev_range, N_RANGE, at);
    n->a = lo;
    n->b = hi;
    n->lo_closed = lo_closed;
    n->hi_closed = lex_is(s, "]");
    lex_next(s);
    return n;
}

static struct node *parse_bracket(struct session *s)
{
    size_t at = s->at;
    unsigned outer = s->range_end;
    struct kids kids = { 0 };
    lex_next(s);
    s->range_end = 0;
    while (!lex_is(s, "]")) {
        struct node *n = parse_expr(s);
        if (n && kids.n == 0 && take(s, "..")) {
            n = range_rest(s, n, true, at);
            s->range_end = outer;
            return n;
        }
        if (!push(s, &kids, n))
            return NULL;
        if (!lex_is(s, "]") && !need(s, ","))
            return NULL;
    }
    s->range_end = outer;
    lex_next(s);
    return node_list(s, kids.v, (uint32_t)kids.n, at);
}

/* (<10): a range with one end. */
static struct node *parse_half_range(struct session *s, size_t at)
{
    enum node_op op;
    if (!comparison_op(s, &op))
        return NULL;
    lex_next(s);
    struct node *e = parse_additive(s);
    if (!e || !need(s, ")"))
        return NULL;
    return node_half_range(s, op, e, at);
}

static struct node *parse_paren(struct session *s)
{
    size_t at = s->at;
    unsigned outer = s->range_end;
    enum node_op op;
    lex_next(s);
    if (comparison_op(s, &op))
        return parse_half_range(s, at);
    s->range_end = 0;
    struct node *n = parse_expr(s);
    if (n && take(s, ".."))
        n = range_rest(s, n, false, at);
    else if (n && !need(s, ")"))
        n = NULL;
    s->range_end = outer;
    return n;
}

static struct node *parse_word(struct session *s)
{
    size_t at = s->at;
    static const struct {
        const char *w;
        uint8_t tag;
        int8_t m;
    } literal[] = {
        { "true", V_BOOL, 1 },
        { "false", V_BOOL, 0 },
        { "null", V_NULL, 0 },
    };
    FOR_EACH(literal, l) {
        if (lex_word(s, l->w)) {
            lex_next(s);
            return node_const(s, (val){ .tag = l->tag, .m = l->m }, at);
        }
    }
    if (lex_word(s, "function"))
        return parse_function(s);
    if (lex_word(s, "if"))
        return parse_if(s);
    if (lex_word(s, "for") || lex_word(s, "some") || lex_word(s, "every"))
        return parse_loop(s);
    return name_node(s, lex_name(s, NULL), at);
}

static struct node *parse_primary(struct session *s)
{
    struct node *given = s->given;
    if (given) {
        s->given = NULL;
        return given;
    }
    switch (s->tok) {
    case TK_NUMBER:
        return parse_number(s);
    case TK_STRING:
        return parse_string(s);
    case TK_AT:
        return parse_at(s);
    case TK_NAME:
        return parse_word(s);
    default:
        break;
    }
    if (lex_is(s, "("))
        return parse_paren(s);
    if (lex_is(s, "["))
        return parse_bracket(s);
    if (lex_is(s, "{"))
        return parse_context(s);
    if (lex_is(s, "]")) {
        size_t at = s->at;
        lex_next(s);
        struct node *lo = parse_additive(s);
        return lo && need(s, "..") ? range_rest(s, lo, false, at) : NULL;
    }
    return expected(s, "an expression");
}

/* ---- postfix: path, filter, call, instance of ---- */

/* At "name :", which a named argument begins with. */
static bool at_named(const struct session *s)
{
    struct session look = *s;
    struct arena scratch;
    arena_init(&scratch, 0);
    look.a = &scratch;
    look.where = NULL;
    bool named = false;
    if (s->tok == TK_NAME) {
        lex_declared(&look, ",:)(", NULL);
        named = lex_is(&look, ":");
    }
    arena_free(&scratch);
    return named;
}

static struct node *parse_call(struct session *s, struct node *fn, size_t at)
{
    struct kids args = { 0 };
    VEC(str) names = { 0 };
    unsigned outer = s->range_end;
    lex_next(s);
    s->range_end = 0;
    bool named = at_named(s);
    while (!lex_is(s, ")")) {
        if (named) {
            if (s->tok != TK_NAME)
                return expected(s, "an argument's name");
            *vec_push(&names, s->a) = lex_declared(s, ",:)(", NULL);
            if (!need(s, ":"))
                return NULL;
        }
        if (!push(s, &args, parse_expr(s)))
            return NULL;
        if (!lex_is(s, ")") && !need(s, ","))
            return NULL;
    }
    s->range_end = outer;
    lex_next(s);
    return node_call(s, fn, args.v, named ? names.v : NULL, (uint32_t)args.n, at);
}

static struct node *parse_filter(struct session *s, struct node *list, size_t at)
{
    unsigned weight = s->weight, outer = s->range_end;
    lex_next(s);
    s->range_end = 0;
    scope_push(s, SCOPE_FILTER);
    int32_t item = s->scope->item = scope_slot(s);
    s->scope->item_type = list->type && list->type->kind == T_LIST ? list->type->item : list->type;
    struct node *cond = parse_expr(s);
    scope_pop(s);
    s->range_end = outer;
    if (!cond || !need(s, "]"))
        return NULL;
    struct node *n = node_filter(s, list, cond, item, at);
    n->n = s->weight - weight;
    return n;
}

static struct node *parse_instance(struct session *s, struct node *v, size_t at)
{
    lex_next(s);
    if (!need_word(s, "of"))
        return NULL;
    const struct feel_type *t = parse_type(s);
    if (!t)
        return NULL;
    struct node *n = node_new(s, ev_instance, N_OTHER, at);
    n->a = v;
    n->x = t;
    return n;
}

static struct node *parse_postfix(struct session *s)
{
    size_t at = s->at;
    struct node *n = parse_primary(s);
    while (n) {
        if (lex_is(s, ".")) {
            lex_next(s);
            if (s->tok != TK_NAME)
                return expected(s, "a name after the point");
            static const struct feel_type untyped = { .kind = T_CONTEXT };
            n = node_path(s, n, lex_name(s, n->type ? n->type : &untyped), at);
        } else if (lex_is(s, "(")) {
            n = parse_call(s, n, at);
        } else if (lex_is(s, "[") && !s->range_end) {
            n = parse_filter(s, n, at);
        } else if (lex_word(s, "instance")) {
            n = parse_instance(s, n, at);
        } else {
            break;
        }
        n = node_grown(s, n);
    }
    return n;
}

/* ---- operators, loosest last ---- */

static struct node *parse_unary(struct session *s)
{
    if (s->given || !lex_is(s, "-"))
        return parse_postfix(s);
    size_t at = s->at;
    lex_next(s);
    if (++s->depth > NODE_DEPTH)
        return session_fail(s, ERR_DEPTH, s->at, "", "nested too deep"), NULL;
    struct node *a = parse_unary(s);
    s->depth--;
    return a ? node_negate(s, a, at) : NULL;
}

static struct node *parse_power(struct session *s)
{
    struct node *a = parse_unary(s);
    while (a && lex_is(s, "**")) {
        size_t at = s->at;
        lex_next(s);
        struct node *b = parse_unary(s);
        a = b ? node_binary(s, OP_POW, a, b, at) : NULL;
    }
    return a;
}

static struct node *parse_product(struct session *s)
{
    struct node *a = parse_power(s);
    while (a && (lex_is(s, "*") || lex_is(s, "/"))) {
        size_t at = s->at;
        enum node_op op = lex_is(s, "*") ? OP_MUL : OP_DIV;
        lex_next(s);
        struct node *b = parse_power(s);
        a = b ? node_binary(s, op, a, b, at) : NULL;
    }
    return a;
}

struct node *parse_additive(struct session *s)
{
    if (++s->depth > NODE_DEPTH)
        return session_fail(s, ERR_DEPTH, s->at, "", "nested too deep"), NULL;
    struct node *a = parse_product(s);
    while (a && (lex_is(s, "+") || lex_is(s, "-"))) {
        size_t at = s->at;
        enum node_op op = lex_is(s, "+") ? OP_ADD : OP_SUB;
        lex_next(s);
        struct node *b = parse_product(s);
        a = b ? node_binary(s, op, a, b, at) : NULL;
    }
    s->depth--;
    return a;
}

bool comparison_op(const struct session *s, enum node_op *op)
{
    static const struct {
        const char *text;
        enum node_op op;
    } t[] = {
        { "=", OP_EQ },  { "!=", OP_NE }, { "<", OP_LT },
        { "<=", OP_LE }, { ">", OP_GT },  { ">=", OP_GE },
    };
    FOR_EACH(t, o)
        if (lex_is(s, o->text))
            return *op = o->op, true;
    return false;
}

static struct node *parse_between(struct session *s, struct node *a, size_t at)
{
    struct node *lo, *hi;
    lex_next(s);
    if (!(lo = parse_additive(s)) || !need_word(s, "and") || !(hi = parse_additive(s)))
        return NULL;
    struct node *n = node_new(s, ev_between, N_OTHER, at);
    n->a = a;
    n->b = lo;
    n->c = hi;
    return n;
}

/* x in test, x in (test, test): the value goes to a slot that the tests read. */
static struct node *parse_in(struct session *s, struct node *v, size_t at)
{
    lex_next(s);
    int32_t slot = scope_slot(s);
    struct node *test = parse_in_tests(s, slot);
    if (!test)
        return NULL;
    struct node *n = node_new(s, ev_in, N_OTHER, at);
    n->a = v;
    n->b = test;
    n->slot = slot;
    return n;
}

static struct node *parse_comparison(struct session *s)
{
    struct node *a = parse_additive(s);
    enum node_op op;
    while (a) {
        size_t at = s->at;
        if (comparison_op(s, &op)) {
            lex_next(s);
            struct node *b = parse_additive(s);
            a = b ? node_binary(s, op, a, b, at) : NULL;
        } else if (lex_word(s, "between")) {
            a = parse_between(s, a, at);
        } else if (lex_word(s, "in")) {
            a = parse_in(s, a, at);
        } else {
            break;
        }
        a = node_grown(s, a);
    }
    return a;
}

static struct node *parse_and(struct session *s)
{
    struct node *a = parse_comparison(s);
    while (a && lex_word(s, "and")) {
        size_t at = s->at;
        lex_next(s);
        struct node *b = parse_comparison(s);
        a = b ? node_logic(s, ev_and, a, b, at) : NULL;
    }
    return a;
}

struct node *parse_expr(struct session *s)
{
    if (s->depth > NODE_DEPTH)
        return session_fail(s, ERR_DEPTH, s->at, "", "nested too deep"), NULL;
    s->depth++;
    struct node *a = parse_and(s);
    while (a && lex_word(s, "or")) {
        size_t at = s->at;
        lex_next(s);
        struct node *b = parse_and(s);
        a = b ? node_logic(s, ev_or, a, b, at) : NULL;
    }
    s->depth--;
    return failed(s->e) ? NULL : node_grown(s, a);
}
