/* feel/infer.c - what is known of types before anything runs: operators, calls, paths and tests
 * that can only give null or never hold. */
#include "feel/infer.h"
#include "feel/ops.h"

struct infer {
    arena *a;
    struct feel_error *where; /* null: only the type is asked for */
    str text;
    bool wrong;
};

static const struct feel_type *type_of(struct infer *x, const struct node *n);

/* ---- kinds ---- */

static enum feel_kind kind(const struct feel_type *t)
{
    return t && t->kind != T_NULL ? t->kind : T_ANY;
}

static bool is_duration(enum feel_kind k)
{
    return k == T_DAYS || k == T_MONTHS || k == T_DURATION;
}

static bool is_date(enum feel_kind k)
{
    return k == T_DATE || k == T_DATETIME;
}

/* Values of the two may be compared: converted where FEEL does.  A list may hold the one item that
 * is meant. */
static bool comparable(enum feel_kind x, enum feel_kind y)
{
    return x == y || x == T_ANY || y == T_ANY || x == T_LIST || y == T_LIST ||
           (is_date(x) && is_date(y)) || (is_duration(x) && is_duration(y));
}

static const struct feel_type *of_val(struct infer *x, val v)
{
    static const enum feel_kind kinds[] = {
        [V_NULL] = T_ANY,       [V_BOOL] = T_BOOLEAN,      [V_NUMBER] = T_NUMBER,
        [V_DECIMAL] = T_NUMBER, [V_STRING] = T_STRING,     [V_DATE] = T_DATE,
        [V_TIME] = T_TIME,      [V_DATETIME] = T_DATETIME, [V_DAYS] = T_DAYS,
        [V_MONTHS] = T_MONTHS,  [V_LIST] = T_LIST,         [V_CONTEXT] = T_CONTEXT,
        [V_RANGE] = T_RANGE,    [V_FUNCTION] = T_FUNCTION,
    };

    if (v.tag == V_NULL)
        return NULL;
    if (v.tag == V_LIST && v.n) {
        struct feel_type *t = ARENA_NEW(x->a, struct feel_type);
        *t = (struct feel_type){ .kind = T_LIST, .item = of_val(x, v.l[0]) };
        for (uint32_t i = 1; i < v.n; i++)
            if (kind(of_val(x, v.l[i])) != kind(t->item))
                t->item = NULL;
        return t;
    }
    return feel_type_of_kind(kinds[v.tag]);
}

static void wrong(struct infer *x, const struct node *at, const char *suggestion, str message)
{
    if (x->wrong || !x->where)
        return;
    x->wrong = true;
    feel_place(x->where, x->text, at->at);
    x->where->message = message;
    x->where->suggestion = str_z(suggestion);
}

static str called(struct infer *x, const struct feel_type *t)
{
    return feel_type_text(x->a, t && t->name.n ? t : feel_type_of_kind(kind(t)));
}

/* ---- operators ---- */

static enum feel_kind sum_kind(enum feel_kind x, enum feel_kind y)
{
    if (x == y && (x == T_NUMBER || x == T_STRING || x == T_DAYS || x == T_MONTHS))
        return x;
    if (is_date(x) && is_duration(y))
        return x;
    if (x == T_TIME && (y == T_DAYS || y == T_DURATION))
        return x;
    if (is_duration(x) && is_duration(y) && (x == T_DURATION || y == T_DURATION))
        return T_DURATION;
    return T_NULL;
}

static enum feel_kind difference_kind(enum feel_kind x, enum feel_kind y)
{
    if (x == T_STRING)
        return T_NULL;
    if ((is_date(x) && is_date(y)) || (x == T_TIME && y == T_TIME))
        return T_DAYS;
    return sum_kind(x, y);
}

static enum feel_kind product_kind(enum feel_kind x, enum feel_kind y)
{
    return x == T_NUMBER && (y == T_NUMBER || is_duration(y)) ? y
           : y == T_NUMBER && is_duration(x)                  ? x
                                                              : T_NULL;
}

static enum feel_kind quotient_kind(enum feel_kind x, enum feel_kind y)
{
    if ((x == T_NUMBER || is_duration(x)) && y == T_NUMBER)
        return x;
    return is_duration(x) && is_duration(y) ? T_NUMBER : T_NULL;
}

static enum feel_kind operator_kind(enum node_op op, enum feel_kind x, enum feel_kind y)
{
    enum feel_kind k;

    if (x == T_ANY || y == T_ANY || x == T_LIST || y == T_LIST)
        return T_ANY;
    switch (op) {
    case OP_ADD:
        k = sum_kind(x, y);
        return k == T_NULL ? sum_kind(y, x) : k;
    case OP_SUB:
        return difference_kind(x, y);
    case OP_MUL:
        return product_kind(x, y);
    case OP_DIV:
        return quotient_kind(x, y);
    default:
        return x == T_NUMBER && y == T_NUMBER ? T_NUMBER : T_NULL;
    }
}

static const char *op_text(enum node_op op)
{
    static const char *const texts[] = {
        "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "**"
    };

    return texts[op];
}

static const struct feel_type *arithmetic(struct infer *x, const struct node *n)
{
    const struct feel_type *a = type_of(x, n->a), *b = type_of(x, n->b);
    enum feel_kind k = operator_kind((enum node_op)n->op, kind(a), kind(b));

    if (k == T_NULL)
        wrong(x, n, "Convert one of them, or use another operator.",
              str_fmt(x->a, "\"%s\" between %.*s and %.*s is always null",
                      op_text((enum node_op)n->op), STR_ARG(called(x, a)), STR_ARG(called(x, b))));
    return k == T_NULL || k == T_ANY ? NULL : feel_type_of_kind(k);
}

static const struct feel_type *comparison(struct infer *x, const struct node *n)
{
    const struct feel_type *a = type_of(x, n->a), *b = type_of(x, n->b);

    if (!comparable(kind(a), kind(b)))
        wrong(x, n, "Compare values of one type.",
              str_fmt(x->a, "%.*s \"%s\" %.*s never holds", STR_ARG(called(x, a)),
                      op_text((enum node_op)n->op), STR_ARG(called(x, b))));
    return feel_type_of_kind(T_BOOLEAN);
}

static void must_be_boolean(struct infer *x, const struct node *n, const char *what)
{
    const struct feel_type *t = type_of(x, n);

    if (kind(t) != T_ANY && kind(t) != T_BOOLEAN && kind(t) != T_LIST)
        wrong(x, n, "Write a comparison or another expression that is true or false.",
              str_fmt(x->a, "%s is %.*s, not true or false", what, STR_ARG(called(x, t))));
}

static const struct feel_type *between(struct infer *x, const struct node *n)
{
    const struct feel_type *v = type_of(x, n->a), *lo = type_of(x, n->b), *hi = type_of(x, n->c);

    if (!comparable(kind(v), kind(lo)) || !comparable(kind(v), kind(hi)))
        wrong(x, n, "Compare values of one type.",
              str_fmt(x->a, "%.*s between %.*s and %.*s never holds", STR_ARG(called(x, v)),
                      STR_ARG(called(x, lo)), STR_ARG(called(x, hi))));
    return feel_type_of_kind(T_BOOLEAN);
}

/* ---- built-in functions: the letters of their rows ---- */

static enum feel_kind letter_kind(char c)
{
    static const struct {
        char letter;
        enum feel_kind kind;
    } letters[] = {
        { 's', T_STRING },   { 'n', T_NUMBER },   { 'b', T_BOOLEAN },  { 'd', T_DATE },
        { 't', T_TIME },     { 'D', T_DATETIME }, { 'p', T_DATE },     { 'l', T_LIST },
        { 'c', T_CONTEXT },  { 'r', T_RANGE },    { 'u', T_DURATION }, { 'm', T_MONTHS },
        { 'f', T_FUNCTION },
    };

    FOR_EACH(letters, l)
        if (l->letter == c)
            return l->kind;
    return T_ANY;
}

static const struct feel_type *builtin_call(struct infer *x, const struct node *n)
{
    const struct builtin *b = n->x;
    const char *types = b->types, *p = types + 2; /* "s:sn" */

    for (uint32_t i = 0; i < n->n; i++) {
        const struct feel_type *t = type_of(x, n->kids[i]);
        enum feel_kind want = *p ? letter_kind(*p) : T_ANY;
        if (want != T_LIST && !comparable(kind(t), want) && !n->op)
            wrong(x, n->kids[i], "Give the argument its type.",
                  str_fmt(x->a, "argument %u of \"%s\" is %.*s, and must be %.*s", i + 1, b->name,
                          STR_ARG(called(x, t)), STR_ARG(feel_type_of_kind(want)->name)));
        if (*p)
            p++;
    }
    enum feel_kind result = letter_kind(types[0]);
    return result == T_ANY ? NULL : feel_type_of_kind(result);
}

/* ---- paths ---- */

static bool has_property(enum feel_kind k, str name)
{
    static const struct {
        enum feel_kind kind;
        const char *names;
    } rows[] = {
        { T_DATE, "year,month,day,weekday,value" },
        { T_DATETIME, "year,month,day,weekday,hour,minute,second,time offset,timezone,value" },
        { T_TIME, "hour,minute,second,time offset,timezone,value" },
        { T_DAYS, "days,hours,minutes,seconds,value" },
        { T_MONTHS, "years,months,value" },
        { T_DURATION, "days,hours,minutes,seconds,years,months,value" },
        { T_RANGE, "start,end,start included,end included" },
    };
    str rest, one;

    FOR_EACH(rows, r)
        if (r->kind == k)
            for (rest = str_z(r->names); str_next(&rest, ',', &one);)
                if (str_eq(one, name))
                    return true;
    return false;
}

static bool has_field(const struct feel_type *t, str name)
{
    if (!t->n)
        return true; /* a context of which nothing is declared */
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->fields[i].name, name))
            return true;
    return false;
}

static const struct feel_type *path(struct infer *x, const struct node *n)
{
    const struct feel_type *t = type_of(x, n->a);

    while (t && t->kind == T_LIST) /* of each item */
        t = t->item;
    enum feel_kind k = kind(t);
    if (k != T_ANY && k != T_FUNCTION &&
        !(k == T_CONTEXT ? has_field(t, n->name) : has_property(k, n->name)))
        wrong(x, n, "Check the spelling, or declare it in the type.",
              str_fmt(x->a, "%.*s has no \"%.*s\"", STR_ARG(called(x, t)), STR_ARG(n->name)));
    return n->type;
}

/* ---- tests ---- */

static void test(struct infer *x, const struct node *n, const struct feel_type *input)
{
    const struct feel_type *t;

    switch ((enum node_kind)n->kind) {
    case N_TEST_CMP:
        t = type_of(x, n->a);
        break;
    case N_TEST_EXPR:
        t = type_of(x, n->a);
        if (kind(t) == T_RANGE && kind(input) != T_RANGE)
            t = t->item;
        else if (kind(t) == T_BOOLEAN && kind(input) != T_BOOLEAN)
            t = NULL; /* a condition of its own */
        break;
    case N_TEST_LIST:
        for (uint32_t i = 0; i < n->n; i++)
            test(x, n->kids[i], input);
        return;
    default:
        if (n->fn == ev_test_not)
            test(x, n->a, input);
        return;
    }
    if (!comparable(kind(input), kind(t)))
        wrong(x, n, "Write values of the input's type.",
              str_fmt(x->a, "%.*s is tested against %.*s: it never holds",
                      STR_ARG(called(x, input)), STR_ARG(called(x, t))));
}

/* ---- nodes ---- */

static const struct feel_type *listed(struct infer *x, enum feel_kind of,
                                      const struct feel_type *item)
{
    struct feel_type *t = ARENA_NEW(x->a, struct feel_type);

    *t = (struct feel_type){ .kind = of, .item = item };
    return t;
}

static const struct feel_type *common(const struct feel_type *a, const struct feel_type *b)
{
    return a && b && (a == b || (kind(a) == kind(b) && !a->n && !a->item && !b->item)) ? a : NULL;
}

static const struct feel_type *list(struct infer *x, const struct node *n)
{
    const struct feel_type *item = n->n ? type_of(x, n->kids[0]) : NULL;

    for (uint32_t i = 1; i < n->n; i++)
        item = common(item, type_of(x, n->kids[i]));
    return listed(x, T_LIST, item);
}

static const struct feel_type *range(struct infer *x, const struct node *n)
{
    const struct feel_type *lo = n->a ? type_of(x, n->a) : NULL,
                           *hi = n->b ? type_of(x, n->b) : NULL;

    if (!comparable(kind(lo), kind(hi)))
        wrong(x, n, "Give both ends one type.",
              str_fmt(x->a, "a range from %.*s to %.*s is always null", STR_ARG(called(x, lo)),
                      STR_ARG(called(x, hi))));
    return listed(x, T_RANGE, lo ? lo : hi);
}

static const struct feel_type *loop(struct infer *x, const struct node *n)
{
    const struct loops *l = n->x;

    for (uint32_t i = 0; i < l->n; i++) {
        (void)type_of(x, l->v[i].from);
        if (l->v[i].to)
            (void)type_of(x, l->v[i].to);
    }
    if (l->kind == LOOP_FOR)
        return listed(x, T_LIST, type_of(x, l->body));
    must_be_boolean(x, l->body, "what \"satisfies\" asks");
    return feel_type_of_kind(T_BOOLEAN);
}

static const struct feel_type *conditional(struct infer *x, const struct node *n)
{
    must_be_boolean(x, n->a, "the condition of \"if\"");
    const struct feel_type *then = type_of(x, n->b), *other = type_of(x, n->c);
    bool no_then = n->b->kind == N_CONST && n->b->k.tag == V_NULL,
         no_other = n->c->kind == N_CONST && n->c->k.tag == V_NULL;

    return no_then ? other : no_other ? then : common(then, other);
}

static const struct feel_type *coerced(struct infer *x, const struct node *n)
{
    (void)type_of(x, n->a);
    return n->x;
}

static const struct feel_type *context(struct infer *x, const struct node *n)
{
    for (uint32_t i = 0; i < n->n; i++)
        (void)type_of(x, n->kids[i]);
    return n->type;
}

/* Nodes that have no rule of their own here: their parts are looked at. */
static const struct feel_type *parts(struct infer *x, const struct node *n)
{
    const struct node *three[] = { n->a, n->b, n->c };

    FOR_EACH(three, k)
        if (*k)
            (void)type_of(x, *k);
    for (uint32_t i = 0; n->kids && i < n->n_kids; i++)
        if (n->kids[i])
            (void)type_of(x, n->kids[i]);
    return n->type;
}

static const struct feel_type *logic(struct infer *x, const struct node *n)
{
    must_be_boolean(x, n->a,
                    n->fn == ev_and ? "what stands before \"and\"" : "what stands before \"or\"");
    must_be_boolean(x, n->b,
                    n->fn == ev_and ? "what stands behind \"and\"" : "what stands behind \"or\"");
    return feel_type_of_kind(T_BOOLEAN);
}

static const struct feel_type *within(struct infer *x, const struct node *n)
{
    test(x, n->b, type_of(x, n->a));
    return feel_type_of_kind(T_BOOLEAN);
}

static const struct feel_type *instance(struct infer *x, const struct node *n)
{
    (void)type_of(x, n->a);
    return feel_type_of_kind(T_BOOLEAN);
}

static const struct feel_type *negated(struct infer *x, const struct node *n)
{
    const struct feel_type *t = type_of(x, n->a);

    if (kind(t) != T_ANY && kind(t) != T_NUMBER && kind(t) != T_LIST && !is_duration(kind(t)))
        wrong(x, n, "Negate a number or a duration.",
              str_fmt(x->a, "the negative of %.*s is always null", STR_ARG(called(x, t))));
    return t;
}

static const struct feel_type *type_of(struct infer *x, const struct node *n)
{
    static const struct {
        eval_fn *fn;
        const struct feel_type *(*rule)(struct infer *x, const struct node *n);
    } rules[] = {
        { ev_add, arithmetic },  { ev_sub, arithmetic }, { ev_mul, arithmetic },
        { ev_div, arithmetic },  { ev_pow, arithmetic }, { ev_and, logic },
        { ev_or, logic },        { ev_if, conditional }, { ev_between, between },
        { ev_in, within },       { ev_path, path },      { ev_builtin, builtin_call },
        { ev_list, list },       { ev_range, range },    { ev_for, loop },
        { ev_some, loop },       { ev_every, loop },     { ev_coerce, coerced },
        { ev_context, context }, { ev_negate, negated }, { ev_instance, instance },
    };

    if (n->kind == N_CONST)
        return n->k.tag == V_FUNCTION ? feel_type_of_kind(T_FUNCTION) : of_val(x, n->k);
    if (n->kind == N_COMPARE)
        return comparison(x, n);
    FOR_EACH(rules, r)
        if (r->fn == n->fn)
            return r->rule(x, n);
    return parts(x, n);
}

/* ---- what dmn/ and others ask ---- */

const struct feel_type *node_type(arena *a, const struct node *n)
{
    struct infer x = { .a = a };

    return type_of(&x, n);
}

bool node_mistyped(arena *a, const struct node *n, str text, const struct feel_type *input,
                   struct feel_error *where)
{
    struct infer x = { .a = a, .where = where, .text = text };
    bool tests = (n->kind >= N_TEST_ANY && n->kind <= N_TEST_LIST) || n->fn == ev_test_not;

    if (tests)
        test(&x, n, input);
    else
        (void)type_of(&x, n);
    return x.wrong;
}

bool node_border_wrong(arena *a, const struct node *n, const struct feel_type *t,
                       const struct feel_type **got)
{
    enum feel_kind want = kind(t), have;

    *got = node_type(a, n);
    have = kind(*got);
    if (have == T_LIST && want != T_LIST)
        have = kind((*got)->item); /* a list of one is its item */
    if (want == T_LIST && have != T_LIST)
        want = kind(t->item);
    return !comparable(have, want);
}

bool feel_mistyped(arena *a, const struct feel *f, struct feel_error *where)
{
    return node_mistyped(a, f->root, f->text, NULL, where);
}

bool feel_border_wrong(arena *a, const struct feel *f, const struct feel_type *t,
                       const struct feel_type **got)
{
    return node_border_wrong(a, f->root, t, got);
}
