/* dmn/analyse/reader.c - which cells can be understood: comparisons of the input with constants. */
#include "dmn/analyse/grid.h"

/* Functions of a constant that give the same in every evaluation. */
static bool same_always(const struct node *call)
{
    static const char *const names[] = { "date", "date and time", "duration", "number",
                                         "years and months duration" };
    FOR_EACH(names, n)
        if (call->fn == ev_builtin && str_eq(call->name, str_z(*n)))
            return true;
    return false;
}

static bool is_constant(const struct node *n)
{
    if (!n)
        return false;
    if (n->kind == N_CONST)
        return n->fn == ev_const && n->k.tag != V_FUNCTION;
    if (n->fn == ev_negate || n->fn == ev_coerce)
        return is_constant(n->a);
    if (n->fn == ev_add || n->fn == ev_sub || n->fn == ev_mul || n->fn == ev_div)
        return is_constant(n->a) && is_constant(n->b);
    if (n->kind != N_CALL || !same_always(n))
        return false;
    for (uint32_t i = 0; i < n->n_kids; i++)
        if (!is_constant(n->kids[i]))
            return false;
    return true;
}

bool constant_value(struct rt *r, const struct node *n, val *out)
{
    if (!is_constant(n))
        return false;
    *out = eval(n, r);
    return !r->stopped;
}

static bool scalar(val v)
{
    switch (v.tag) {
    case V_BOOL:
    case V_NUMBER:
    case V_DECIMAL:
    case V_STRING:
    case V_DATE:
    case V_DATETIME:
    case V_DAYS:
    case V_MONTHS:
        return true;
    default:
        return v.tag == V_NULL && v.n == NULL_PLAIN;
    }
}

/* Texts are told apart, not ordered. */
static bool compared(struct reader *q, const struct node *n, bool ordered)
{
    val v;
    if (!constant_value(q->r, n, &v) || !scalar(v) || (ordered && v.tag == V_STRING))
        return false;
    *vec_push(&q->found, q->a) = v;
    return true;
}

static bool range(struct reader *q, const struct node *n)
{
    if (n->fn == ev_range)
        return compared(q, n->a, true) && compared(q, n->b, true);
    return n->fn == ev_half_range && compared(q, n->a, true);
}

static bool constants(struct reader *q, val list)
{
    for (uint32_t i = 0; i < list.n; i++) {
        if (!scalar(list.l[i]))
            return false;
        *vec_push(&q->found, q->a) = list.l[i];
    }
    return true;
}

/* What the input is or is in. */
static bool operand(struct reader *q, const struct node *n)
{
    val v;
    if (n->kind == N_RANGE)
        return range(q, n);
    if (n->kind == N_LIST) {
        for (uint32_t i = 0; i < n->n_kids; i++)
            if (n->kids[i]->kind == N_RANGE ? !range(q, n->kids[i])
                                            : !compared(q, n->kids[i], false))
                return false;
        return true;
    }
    if (constant_value(q->r, n, &v) && v.tag == V_LIST)
        return constants(q, v);
    return compared(q, n, false);
}

static bool is_input(const struct reader *q, const struct node *n)
{
    return n->kind == N_LOCAL && n->fn == ev_local && n->slot == q->slot;
}

/* A test written with "?". */
static bool condition(struct reader *q, const struct node *n)
{
    if (n->fn == ev_and || n->fn == ev_or)
        return condition(q, n->a) && condition(q, n->b);
    if (n->fn == ev_between)
        return is_input(q, n->a) && compared(q, n->b, true) && compared(q, n->c, true);
    if (n->kind == N_CALL && n->fn == ev_builtin && str_eq(n->name, S("not")) && n->n_kids == 1)
        return condition(q, n->kids[0]);
    if (n->kind != N_COMPARE)
        return false;
    bool ordered = n->op != OP_EQ && n->op != OP_NE;
    return (is_input(q, n->a) && compared(q, n->b, ordered)) ||
           (is_input(q, n->b) && compared(q, n->a, ordered));
}

static bool understood(struct reader *q, const struct node *n)
{
    if (n->fn == ev_test_not)
        return understood(q, n->a);
    switch (n->kind) {
    case N_TEST_ANY:
        return true;
    case N_TEST_CMP:
        return n->slot == q->slot && compared(q, n->a, n->op != OP_EQ && n->op != OP_NE);
    case N_TEST_EXPR:
        return n->slot == q->slot && (n->op ? condition(q, n->a) : operand(q, n->a));
    case N_TEST_LIST:
        for (uint32_t i = 0; i < n->n_kids; i++)
            if (!understood(q, n->kids[i]))
                return false;
        return true;
    default:
        return false;
    }
}

bool tests_understood(struct reader *q, const struct node *tests)
{
    size_t before = q->found.n;
    if (understood(q, tests))
        return true;
    q->found.n = before;
    return false;
}
