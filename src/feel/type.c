/* feel/type.c - names of types, and types against types (DMN 1.5, 10.3.2.9). */
#include "feel/type.h"

static const struct feel_type kinds[] = {
    [T_ANY] = { .kind = T_ANY, .name = S_INIT("Any") },
    [T_NULL] = { .kind = T_NULL, .name = S_INIT("Null") },
    [T_NUMBER] = { .kind = T_NUMBER, .name = S_INIT("number") },
    [T_STRING] = { .kind = T_STRING, .name = S_INIT("string") },
    [T_BOOLEAN] = { .kind = T_BOOLEAN, .name = S_INIT("boolean") },
    [T_DATE] = { .kind = T_DATE, .name = S_INIT("date") },
    [T_TIME] = { .kind = T_TIME, .name = S_INIT("time") },
    [T_DATETIME] = { .kind = T_DATETIME, .name = S_INIT("date and time") },
    [T_DAYS] = { .kind = T_DAYS, .name = S_INIT("days and time duration") },
    [T_MONTHS] = { .kind = T_MONTHS, .name = S_INIT("years and months duration") },
    [T_LIST] = { .kind = T_LIST, .name = S_INIT("list") },
    [T_CONTEXT] = { .kind = T_CONTEXT, .name = S_INIT("context") },
    [T_RANGE] = { .kind = T_RANGE, .name = S_INIT("range") },
    [T_FUNCTION] = { .kind = T_FUNCTION, .name = S_INIT("function") },
    [T_DURATION] = { .kind = T_DURATION, .name = S_INIT("duration") },
};

const struct feel_type *feel_type_of_kind(enum feel_kind k)
{
    return &kinds[k];
}

const struct feel_type *feel_type_named(str name)
{
    static const struct {
        str name;
        enum feel_kind kind;
    } other[] = {
        { S_INIT("dateTime"), T_DATETIME },
        { S_INIT("dayTimeDuration"), T_DAYS },
        { S_INIT("yearMonthDuration"), T_MONTHS },
        { S_INIT("null"), T_NULL },
        { S_INIT("any"), T_ANY },
    };
    FOR_EACH(kinds, k)
        if (k->kind != T_LIST && k->kind != T_RANGE && k->kind != T_FUNCTION &&
            k->kind != T_DURATION && str_eq(k->name, name))
            return k;
    FOR_EACH(other, o)
        if (str_eq(o->name, name))
            return &kinds[o->kind];
    return NULL;
}

str feel_type_text(arena *a, const struct feel_type *t)
{
    if (!t)
        return S("Any");
    if (t->name.n)
        return t->name;
    str item = t->item ? feel_type_text(a, t->item) : S("Any");
    if (t->kind == T_LIST || t->kind == T_RANGE)
        return str_fmt(a, "%.*s<%.*s>", STR_ARG(kinds[t->kind].name), STR_ARG(item));
    return kinds[t->kind].name;
}

/* ---- types against types: parameters are contravariant, results covariant ---- */

static bool fits(const struct feel_type *x, const struct feel_type *y, unsigned depth)
{
    if (!y || y->kind == T_ANY || x == y || depth > 50)
        return true;
    if (!x) /* undeclared */
        return true;
    if (x->kind == T_ANY)
        return false;
    if (x->kind == T_NULL)
        return true;
    if (y->kind == T_DURATION)
        return x->kind == T_DAYS || x->kind == T_MONTHS;
    if (x->kind != y->kind)
        return false;
    switch (x->kind) {
    case T_LIST:
    case T_RANGE:
        return fits(x->item, y->item, depth + 1);
    case T_CONTEXT:
        for (size_t i = 0; i < y->n; i++) {
            size_t k = 0;
            while (k < x->n && !str_eq(x->fields[k].name, y->fields[i].name))
                k++;
            if (k == x->n || !fits(x->fields[k].type, y->fields[i].type, depth + 1))
                return false;
        }
        return true;
    case T_FUNCTION:
        if (!y->fields && !y->item)
            return true;
        if (x->n != y->n || !fits(x->item, y->item, depth + 1))
            return false;
        for (size_t i = 0; i < x->n; i++)
            if (!fits(y->fields[i].type, x->fields[i].type, depth + 1))
                return false;
        return true;
    default:
        return true;
    }
}

bool feel_type_fits(const struct feel_type *x, const struct feel_type *y)
{
    return fits(x, y, 0);
}
