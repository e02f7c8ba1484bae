/* feel/type.c - type names, conformance and conversion (DMN 1.5, 10.3.2.9). */
#include "feel/feel.h"
#include "feel/compile.h"
#include "value/temporal.h"

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
    static const struct { str name; enum feel_kind kind; } other[] = {
        { S_INIT("dateTime"), T_DATETIME }, { S_INIT("dayTimeDuration"), T_DAYS },
        { S_INIT("yearMonthDuration"), T_MONTHS }, { S_INIT("null"), T_NULL }, { S_INIT("any"), T_ANY },
    };
    FOR_EACH(kinds, k)
        if (k->kind != T_LIST && k->kind != T_RANGE && k->kind != T_FUNCTION && k->kind != T_DURATION &&
            str_eq(k->name, name))
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

static enum feel_kind kind_of(val v)
{
    static const uint8_t k[] = {
        [V_NULL] = T_NULL, [V_BOOL] = T_BOOLEAN, [V_NUMBER] = T_NUMBER, [V_DECIMAL] = T_NUMBER,
        [V_STRING] = T_STRING, [V_DATE] = T_DATE, [V_TIME] = T_TIME, [V_DATETIME] = T_DATETIME,
        [V_DAYS] = T_DAYS, [V_MONTHS] = T_MONTHS, [V_LIST] = T_LIST, [V_CONTEXT] = T_CONTEXT,
        [V_RANGE] = T_RANGE, [V_FUNCTION] = T_FUNCTION,
    };
    return k[v.tag];
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

/* ---- values against types ---- */

static bool function_conforms(const struct feel_type *t, val v)
{
    const struct feel_fn *f = v.p;
    if (f->b)
        return !t->fields || ((int)t->n >= f->b->min && (f->b->max < 0 || (int)t->n <= f->b->max));
    struct feel_type own = { .kind = T_FUNCTION, .item = f->result, .n = f->n, .fields = (struct feel_field *)f->params };
    return feel_type_fits(&own, t);
}

static bool context_conforms(const struct feel_type *t, val v, bool strict, struct feel_env *env)
{
    for (size_t i = 0; i < t->n; i++) {
        if (!val_has(v, t->fields[i].name))
            return false;
        if (!feel_conforms(t->fields[i].type, val_get(v, t->fields[i].name), false, env))
            return false;
    }
    (void)strict;
    return true;
}

static bool shape_conforms(const struct feel_type *t, val v, bool strict, struct feel_env *env)
{
    switch (t->kind) {
    case T_ANY:
        return true;
    case T_DURATION:
        return v.tag == V_DAYS || v.tag == V_MONTHS;
    case T_LIST:
        if (v.tag != V_LIST)
            return false;
        for (uint32_t i = 0; t->item && i < v.n; i++)
            if (!feel_conforms(t->item, v.l[i], strict, env))
                return false;
        return true;
    case T_CONTEXT:
        return v.tag == V_CONTEXT && context_conforms(t, v, strict, env);
    case T_RANGE:
        return v.tag == V_RANGE && (!t->item || ((v.r->lo.tag == V_NULL || feel_conforms(t->item, v.r->lo, strict, env)) &&
                                                 (v.r->hi.tag == V_NULL || feel_conforms(t->item, v.r->hi, strict, env))));
    case T_FUNCTION:
        return v.tag == V_FUNCTION && function_conforms(t, v);
    default:
        return kind_of(v) == t->kind;
    }
}

static bool allowed(const struct feel_type *t, val v, struct feel_env *env)
{
    val out;
    if (!env || (t->also && !allowed(t->also, v, env)))
        return !env;
    if (!t->allowed)
        return true;
    if (v.tag == V_LIST && t->kind == T_LIST && !t->allowed_on_list) {
        for (uint32_t i = 0; i < v.n; i++)
            if (failed(feel_test(t->allowed, env, v.l[i], val_null(), &out)) || !val_is_true(out))
                return false;
        return true;
    }
    return !failed(feel_test(t->allowed, env, v, val_null(), &out)) && val_is_true(out);
}

bool feel_conforms(const struct feel_type *t, val v, bool strict, struct feel_env *env)
{
    if (!t)
        return true;
    if (v.tag == V_NULL)
        return !strict || t->kind == T_NULL;
    return shape_conforms(t, v, strict, env) && allowed(t, v, env);
}

/* ---- conversion ---- */

static val midnight(val date, struct feel_env *env)
{
    struct val_time t = { .zone = S("Z"), .has_offset = true };
    return val_of_datetime(env->a, date.m, t);
}

static val coerce_list(const struct feel_type *t, val v, struct feel_env *env)
{
    if (!t->item)
        return v;
    uint32_t i = 0;
    while (i < v.n && feel_conforms(t->item, v.l[i], false, env))
        i++;
    if (i == v.n && t->item->kind != T_CONTEXT && t->item->kind != T_LIST)
        return v;
    val *out = arena_alloc(env->a, MAX(v.n, 1) * sizeof(val));
    for (i = 0; i < v.n; i++) {
        out[i] = feel_coerce(t->item, v.l[i], env);
        if (out[i].tag == V_NULL && v.l[i].tag != V_NULL)
            return val_null_because(NULL_CONFORM, "list");
    }
    return val_list(out, v.n);
}

static val coerce_context(const struct feel_type *t, val v, struct feel_env *env)
{
    bool changed = false;
    for (size_t i = 0; i < t->n; i++) {
        if (!val_has(v, t->fields[i].name))
            return val_null_because(NULL_CONFORM, t->fields[i].name.p);
        changed = true;
    }
    if (!changed)
        return v;
    val_builder b = val_build(env->a);
    for (uint32_t i = 0; i < v.c->n; i++) {
        struct val_entry e = v.c->e[i];
        for (size_t k = 0; k < t->n; k++) {
            if (!str_eq(t->fields[k].name, e.key))
                continue;
            val c = t->fields[k].type ? feel_coerce(t->fields[k].type, e.value, env) : e.value;
            if (c.tag == V_NULL && e.value.tag != V_NULL)
                return val_null_because(NULL_CONFORM, t->fields[k].name.p);
            e.value = c;
        }
        val_put(&b, e.key, e.value);
    }
    return val_done(&b);
}

static val coerce_shape(const struct feel_type *t, val v, struct feel_env *env)
{
    if (t->kind == T_LIST && v.tag == V_LIST)
        return coerce_list(t, v, env);
    if (t->kind == T_CONTEXT && v.tag == V_CONTEXT)
        return coerce_context(t, v, env);
    if (t->kind == T_DATETIME && v.tag == V_DATE)
        return midnight(v, env);
    if (shape_conforms(t, v, false, NULL))
        return v;
    if (v.tag == V_LIST && v.n == 1 && t->kind != T_LIST && v.l[0].tag != V_LIST)
        return coerce_shape(t, v.l[0], env);
    if (t->kind == T_LIST && v.tag != V_LIST) {
        val c = t->item ? feel_coerce(t->item, v, env) : v;
        if (c.tag == V_NULL)
            return c;
        val *one = arena_alloc(env->a, sizeof *one);
        *one = c;
        return val_list(one, 1);
    }
    return val_null_because(NULL_CONFORM, t->name.n ? t->name.p : "type");
}

val feel_coerce(const struct feel_type *t, val v, struct feel_env *env)
{
    if (!t || v.tag == V_NULL)
        return v;
    if (!t->allowed && !t->also && (t->kind == T_ANY || (t->kind <= T_MONTHS && kind_of(v) == t->kind)))
        return v;
    val c = coerce_shape(t, v, env);
    if (c.tag != V_NULL && !allowed(t, c, env))
        return val_null_because(NULL_CONFORM, t->name.n ? t->name.p : "type");
    return c;
}
