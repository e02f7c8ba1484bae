/* Answers as a whole: a document of an interface in, the submitted answers out. */
#include "form/view.h"

struct doc {
    struct view v;
    struct form_errors *out;
};

static bool key_known(const struct form *form, int list, str path, bool *deeper)
{
    *deeper = false;
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct form_field *f = &form->fields[i];
        if (f->list != list || f->key.n == 0)
            continue;
        if (str_eq(f->key, path))
            return true;
        *deeper |= f->key.n > path.n && str_starts(f->key, path) && f->key.p[path.n] == '.';
    }
    return false;
}

static void unknown_note(struct doc *d, int list, val ctx, str prefix)
{
    for (size_t i = 0; ctx.tag == V_CONTEXT && i < ctx.c->n; i++) {
        str key = ctx.c->e[i].key;
        str path = prefix.n ? str_fmt(d->v.a, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(key)) : key;
        bool deeper;
        if (key_known(d->v.form, list, path, &deeper))
            continue;
        if (deeper && ctx.c->e[i].value.tag == V_CONTEXT)
            unknown_note(d, list, ctx.c->e[i].value, path);
        else
            *vec_push(&d->out->v, d->v.a) = (struct form_error){ .field = path,
                                                                 .part = S(""),
                                                                 .key = S("form.unknown"),
                                                                 .args = val_null(),
                                                                 .text = S(""),
                                                                 .at = FORM_AT_NONE };
    }
}

static void scope_import(struct doc *d, int list, struct form_at at, val json);

static void items_import(struct doc *d, int field, struct form_at at, val json)
{
    const struct form *form = d->v.form;
    if (val_is_null(json))
        return;
    if (json.tag != V_LIST || json.n > FORM_ITEMS_MAX) {
        *vec_push(&d->out->v, d->v.a) = error_of(&d->v, field, at, "form.type");
        return;
    }
    view_answers(&d->v, answers_put(d->v.a, form, field, at, d->v.answers, val_list(NULL, 0)));
    for (size_t i = 0; i < json.n; i++) {
        val_builder b = val_build(d->v.a);
        val items = val_append(d->v.a, form_answer(form, field, at, d->v.answers), val_done(&b));
        view_answers(&d->v, answers_put(d->v.a, form, field, at, d->v.answers, items));
        at.item[list_depth(form, field)] = (uint16_t)i;
        scope_import(d, field, at, val_at(json, i));
    }
}

static void scope_import(struct doc *d, int list, struct form_at at, val json)
{
    const struct form *form = d->v.form;
    unknown_note(d, list, json, S(""));
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct form_field *f = &form->fields[i];
        if (f->list != list || f->key.n == 0)
            continue;
        val one = val_path(json, f->key), value;
        struct form_error e;
        if (f->kind == FORM_LIST)
            items_import(d, (int)i, at, one);
        else if (!form_asks(f) || f->disabled || f->readonly || val_is_null(one))
            continue;
        else if (!value_import(&d->v, (int)i, at, one, &value, &e))
            *vec_push(&d->out->v, d->v.a) = e;
        else
            view_answers(&d->v, answers_put(d->v.a, form, (int)i, at, d->v.answers, value));
    }
}

err form_read_all(const struct form *form, val json, const struct form_env *env, val *answers,
                  struct form_errors *out)
{
    *out = (struct form_errors){ .typed = json, .at = FORM_AT_NONE };
    val_builder b = val_build(env->a);
    struct doc d = { .v = view_of(form, val_done(&b), env), .out = out };
    *answers = d.v.answers;
    scope_import(&d, -1, (struct form_at){ 0 }, json);
    *answers = d.v.answers;
    if (out->v.n)
        return REFUSED(ERR_REFUSED);
    err e = form_check(form, d.v.answers, env, out, NULL);
    out->typed = json;
    return e;
}

/* ---- what is submitted ---- */

static val scope_prune(struct view *v, int list, struct form_at at);

static val items_prune(struct view *v, int field, struct form_at at)
{
    val items = form_answer(v->form, field, at, v->answers);
    VEC(val) out = { 0 };
    for (size_t i = 0; i < val_count(items) && i < FORM_ITEMS_MAX; i++) {
        at.item[list_depth(v->form, field)] = (uint16_t)i;
        *vec_push(&out, v->a) = scope_prune(v, field, at);
    }
    return val_list(out.v, out.n);
}

static val builder_get(const val_builder *b, str key)
{
    for (size_t i = 0; i < b->e.n; i++)
        if (str_eq(b->e.v[i].key, key))
            return b->e.v[i].value;
    return val_null();
}

static void scope_put_key(val_builder *b, str key, val value)
{
    str head, tail;
    if (!str_cut(key, '.', &head, &tail)) {
        val_put(b, key, value);
        return;
    }
    val_builder inner = val_build(b->a);
    val_put_all(&inner, builder_get(b, head));
    scope_put_key(&inner, tail, value);
    val_put(b, head, val_done(&inner));
}

/* What is submitted of a question: its answer, what a register holds, the value of one that is
 * readonly. */
static val asked_value(struct view *v, int field, struct form_at at)
{
    val value;
    return view_state(v, field, at, &value) == FORM_ASKED
               ? form_answer(v->form, field, at, v->answers)
               : value;
}

static val scope_prune(struct view *v, int list, struct form_at at)
{
    val_builder b = val_build(v->a);
    for (size_t i = 0; i < v->form->n_fields; i++) {
        const struct form_field *f = &v->form->fields[i];
        val value = val_null();
        if (f->list != list || f->key.n == 0 || !view_visible(v, (int)i, at))
            continue;
        if (f->kind == FORM_LIST)
            value = items_prune(v, (int)i, at);
        else if (f->kind == FORM_EXPRESSION)
            (void)view_state(v, (int)i, at, &value);
        else if (form_asks(f) && !f->disabled)
            value = asked_value(v, (int)i, at);
        if (!val_is_null(value))
            scope_put_key(&b, f->key, value);
    }
    return val_done(&b);
}

val view_prune(struct view *v)
{
    val out = scope_prune(v, -1, (struct form_at){ 0 });
    val disputed = val_get(v->answers, S("_disputed"));
    if (val_count(disputed))
        out = val_with(v->a, out, S("_disputed"), disputed);
    val open = v->env->on_paper ? val_get(v->answers, S("_unanswered")) : val_null();
    return val_count(open) ? val_with(v->a, out, S("_unanswered"), open) : out;
}

val form_prune(const struct form *form, val answers, const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    return view_prune(&v);
}
