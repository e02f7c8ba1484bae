/* A draft follows a newer form. */
#include "form/view.h"

struct change {
    struct view now;
    const struct form *before;
    val old;
    VEC(struct form_changed) out;
};

static const struct form_field *by_name(const struct form *form, str name, int *index)
{
    for (size_t i = 0; name.n && i < form->n_fields; i++)
        if (str_eq(form->fields[i].name, name)) {
            *index = (int)i;
            return &form->fields[i];
        }
    return NULL;
}

/* Does it ask the same as before? */
static bool asks_same(const struct form_field *x, const struct form_field *y)
{
    if (x->kind != y->kind || !str_eq(x->label, y->label) || !str_eq(x->unit, y->unit) ||
        !str_eq(x->currency, y->currency))
        return false;
    for (size_t i = 0; i < x->n_options; i++)
        for (size_t k = 0; k < y->n_options; k++)
            if (str_eq(x->options[i].id, y->options[k].id) &&
                !str_eq(x->options[i].label, y->options[k].label))
                return false;
    return true;
}

static void note(struct change *c, enum form_change kind, const struct form_field *f, val before)
{
    for (size_t i = 0; i < c->out.n; i++)
        if (str_eq(c->out.v[i].name, f->name))
            return;
    *vec_push(&c->out, c->now.a) = (struct form_changed){
        .change = kind, .name = f->name, .label = f->label, .before = before
    };
}

static bool same_section(const struct form *x, int a, const struct form *y, int b)
{
    return (a < 0) == (b < 0) && (a < 0 || str_eq(x->fields[a].name, y->fields[b].name));
}

static void scope_keep(struct change *c, int list, struct form_at at);

static void items_keep(struct change *c, int field, struct form_at at, val items)
{
    const struct form *form = c->now.form;
    VEC(val) empty = { 0 };
    val_builder b = val_build(c->now.a);
    for (size_t i = 0; i < val_count(items) && i < FORM_ITEMS_MAX; i++)
        *vec_push(&empty, c->now.a) = val_done(&b);
    view_answers(&c->now, answers_put(c->now.a, form, field, at, c->now.answers,
                                      val_list(empty.v, empty.n)));
    for (size_t i = 0; i < empty.n; i++) {
        at.item[list_depth(form, field)] = (uint16_t)i;
        scope_keep(c, field, at);
    }
}

static void question_keep(struct change *c, int field, struct form_at at)
{
    const struct form *form = c->now.form;
    const struct form_field *f = &form->fields[field];
    int old_index = -1;
    const struct form_field *old = by_name(c->before, f->name, &old_index);
    if (!old || !same_section(c->before, old->list, form, f->list)) {
        note(c, FORM_NEW, f, val_null());
        return;
    }
    if (!answers_has(c->before, old_index, at, c->old))
        return;
    val value = form_answer(c->before, old_index, at, c->old);
    struct form_error e;
    if (!asks_same(old, f)) {
        note(c, FORM_REWORD, f, value);
        return;
    }
    if (f->kind == FORM_LIST) {
        items_keep(c, field, at, value);
        return;
    }
    view_answers(&c->now, answers_put(c->now.a, form, field, at, c->now.answers, value));
    if (value_empty(f, value) || value_fits(&c->now, field, at, value, &e))
        return;
    view_answers(&c->now, answers_drop(c->now.a, form, field, at, c->now.answers));
    note(c, FORM_UNFIT, f, value);
}

static void scope_keep(struct change *c, int list, struct form_at at)
{
    for (size_t i = 0; i < c->now.form->n_fields; i++) {
        const struct form_field *f = &c->now.form->fields[i];
        if (f->list == list && (form_asks(f) || f->kind == FORM_LIST))
            question_keep(c, (int)i, at);
    }
}

static void gone_note(struct change *c)
{
    for (size_t i = 0; i < c->before->n_fields; i++) {
        const struct form_field *f = &c->before->fields[i];
        int k;
        if (!form_asks(f) || by_name(c->now.form, f->name, &k))
            continue;
        bool answered = f->list < 0 && answers_has(c->before, (int)i, FORM_AT_NONE, c->old);
        note(c, FORM_GONE, f,
             answered ? form_answer(c->before, (int)i, FORM_AT_NONE, c->old) : val_null());
    }
}

size_t form_changed(const struct form *before, const struct form *now, val answers,
                    const struct form_env *env, val *kept, struct form_changed **out)
{
    val_builder b = val_build(env->a);
    val disputed = val_get(answers, S("_disputed"));
    if (val_count(disputed))
        val_put(&b, S("_disputed"), disputed);
    struct change c = { .now = view_of(now, val_done(&b), env), .before = before, .old = answers };
    scope_keep(&c, -1, (struct form_at){ 0 });
    gone_note(&c);
    *kept = c.now.answers;
    *out = c.out.v;
    return c.out.n;
}
