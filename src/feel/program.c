/* feel/program.c - parsing to a program, binding facts to its slots, running it. */
#include "feel/ops.h"

/* ---- free variables ---- */

struct names {
    arena *a;
    VEC(str) v;
};

static void name_add(struct names *n, str s)
{
    for (size_t i = 0; i < n->v.n; i++)
        if (str_eq(n->v.v[i], s))
            return;
    *vec_push(&n->v, n->a) = s;
}

/* The dotted path of names that ends in n; null where n is none. */
static str dotted(struct names *out, const struct node *n)
{
    if (n->kind == N_GLOBAL)
        return n->name;
    if (n->kind != N_PATH || n->a->kind == N_CALL)
        return STR_NULL;
    str base = dotted(out, n->a);
    return base.p ? str_fmt(out->a, "%.*s.%.*s", STR_ARG(base), STR_ARG(n->name)) : STR_NULL;
}

static void names_of(struct names *out, const struct node *n)
{
    str path = dotted(out, n);
    if (path.p) {
        name_add(out, path);
        return;
    }
    if (n->kind == N_ITEM_NAME && (!n->a || n->a->kind == N_GLOBAL))
        return;
    const struct node *kids[] = { n->a, n->b, n->c };
    FOR_EACH(kids, k)
        if (*k)
            names_of(out, *k);
    for (uint32_t i = 0; n->kids && i < n->n_kids; i++)
        if (n->kids[i])
            names_of(out, n->kids[i]);
}

struct feel *session_end(struct session *s, const struct node *root, str text)
{
    struct feel *f = ARENA_NEW(s->a, struct feel);
    struct names names = { .a = s->a };
    names_of(&names, root);
    *f = (struct feel){ .text = str_copy(s->a, text),
                        .root = root,
                        .n_slots = (uint32_t)s->frame->n_slots,
                        .n_globals = (uint32_t)s->globals.n,
                        .globals = s->globals.v,
                        .input = s->input,
                        .names = names.v.v,
                        .n_names = names.v.n };
    return f;
}

/* ---- parsing ---- */

err feel_parse(arena *a, str text, const struct feel_scope *scope, struct feel **out,
               struct feel_error *where)
{
    struct session s;
    session_begin(&s, a, scope, where);
    text = str_copy(a, text);
    struct node *n = session_expr(&s, text);
    if (!n)
        return failed(s.e) ? s.e : REFUSED(ERR_SYNTAX);
    *out = session_end(&s, n, text);
    return OK;
}

err feel_parse_unary(arena *a, str text, const struct feel_scope *scope, struct feel **out,
                     struct feel_error *where)
{
    struct session s;
    session_begin(&s, a, scope, where);
    text = str_copy(a, text);
    scope_push(&s, SCOPE_LOCAL);
    s.input = scope_declare(&s, S("?"), NULL);
    struct node *n = session_tests(&s, text);
    if (!n)
        return failed(s.e) ? s.e : REFUSED(ERR_SYNTAX);
    *out = session_end(&s, n, text);
    return OK;
}

err feel_parse_binding(arena *a, str text, const struct feel_scope *scope, struct feel **out,
                       struct feel_error *where)
{
    if (str_starts(text, S("="))) {
        err e = feel_parse(a, str_from(text, 1), scope, out, where);
        if (failed(e) && where) {
            where->at++;
            where->column += where->line == 1;
        }
        return e;
    }
    struct session s;
    session_begin(&s, a, scope, where);
    text = str_copy(a, text);
    *out = session_end(&s, node_const(&s, val_str(text.n ? text : S("")), 0), text);
    return OK;
}

/* ---- running ---- */

static void bind(const struct feel *f, val context, val *globals)
{
    static const struct val_ctx none = { 0 };
    val c = context.tag == V_CONTEXT ? context : (val){ .c = &none };
    uint32_t hint = 0;
    for (uint32_t i = 0; i < f->n_globals; i++) {
        str name = f->globals[i].name;
        const val *v = context_find(c, name, &hint);
        globals[i] = v ? *v : val_null_because(NULL_NAME, name.p);
    }
}

/* Globals and frame in the arena: closures in the result may still read the globals. */
static inline err run(const struct feel *f, struct feel_env *env, val input, val context, val *out)
{
    struct rt r;
    rt_begin(&r, env);
    r.g = rt_vals(&r, (size_t)f->n_globals + f->n_slots);
    if (!r.g || !rt_stack(&r, f->root))
        return rt_end(&r);
    bind(f, context, r.g);
    r.f = r.g + f->n_globals;
    for (uint32_t i = 0; i < f->n_slots; i++)
        r.f[i] = val_null();
    if (f->input >= 0)
        r.f[f->input] = input;
    val v = eval(f->root, &r);
    rt_fits(&r, v);
    TRY(rt_end(&r));
    *out = v;
    return OK;
}

err feel_eval(const struct feel *f, struct feel_env *env, val context, val *out)
{
    val input = f->input >= 0 && context.tag == V_CONTEXT ? val_get(context, S("?")) : val_null();
    return run(f, env, input, context, out);
}

err feel_test(const struct feel *f, struct feel_env *env, val input, val context, val *out)
{
    return run(f, env, input, context, out);
}

err feel_true(const struct feel *f, struct feel_env *env, val context, bool *out)
{
    val v;
    TRY(feel_eval(f, env, context, &v));
    *out = val_is_true(v);
    return OK;
}

const str *feel_names(const struct feel *f, size_t *n)
{
    *n = f->n_names;
    return f->names;
}

size_t feel_asks(const struct feel *f)
{
    return f->n_globals;
}

str feel_asked(const struct feel *f, size_t i)
{
    return f->globals[i].name;
}

str feel_text(const struct feel *f)
{
    return f->text;
}

bool feel_constant(const struct feel *f, val *out)
{
    if (f->root->fn != ev_const)
        return false;
    *out = f->root->k;
    return true;
}
