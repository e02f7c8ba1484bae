/* Scopes, visibility and texts at a position. */
#include "form/view.h"

struct view view_of(const struct form *form, val answers, const struct form_env *env)
{
    return (struct view){ .form = form, .answers = answers, .env = env, .a = env->a };
}

void view_answers(struct view *v, val answers)
{
    v->answers = answers;
    v->root_ready = v->item_ready = false;
    v->seen = NULL;
}

bool is_disputed(val answers, str name)
{
    val d = val_get(answers, S("_disputed"));
    for (size_t i = 0; i < val_count(d); i++)
        if (str_eq(val_text(val_at(d, i)), name))
            return true;
    return false;
}

static bool held_value(const struct view *v, const struct form_field *f, val *out)
{
    if (f->binding.registry.n == 0 || !val_has(v->env->held, f->name))
        return false;
    if (!f->binding.locked && is_disputed(v->answers, f->name))
        return false;
    *out = val_get(val_get(v->env->held, f->name), S("value"));
    return !val_is_null(*out);
}

struct feel_env view_feel(struct view *v)
{
    struct feel_env env;
    if (v->env->feel)
        env = *v->env->feel;
    else
        feel_env_init(&env, v->a, (instant){ v->env->today.n * 86400000 + 43200000 });
    env.a = v->a;
    return env;
}

val view_eval(struct view *v, const struct feel *f, val scope)
{
    struct feel_env env = view_feel(v);
    val out = val_null();
    if (!f || failed(feel_eval(f, &env, scope, &out)))
        return val_null();
    return out;
}

/* The scope with computed fields of one level put in, in the order of the model. */
static val with_computed(struct view *v, int list, val scope)
{
    for (size_t i = 0; i < v->form->n_fields; i++) {
        const struct form_field *f = &v->form->fields[i];
        if (f->kind == FORM_EXPRESSION && f->list == list && f->compute && f->key.n)
            scope = val_with(v->a, scope, f->key, view_eval(v, f->compute, scope));
    }
    return scope;
}

static val root_scope(struct view *v)
{
    val answers = v->answers;
    for (size_t i = 0; i < v->form->n_fields; i++) {
        val held;
        if (held_value(v, &v->form->fields[i], &held))
            answers = answers_put(v->a, v->form, (int)i, FORM_AT_NONE, answers, held);
    }
    val_builder b = val_build(v->a);
    val_put(&b, S("today"), val_day(v->env->today));
    if (v->env->feel)
        val_put(&b, S("now"), val_datetime_utc(v->a, v->env->feel->now));
    val_put(&b, S("lang"), val_str(v->env->lang));
    val_put_all(&b, v->env->vars);
    val_put_all(&b, answers);
    return with_computed(v, -1, val_done(&b));
}

static val item_scope(struct view *v, int list, struct form_at at)
{
    val outer = view_scope(v, v->form->fields[list].list, at);
    val item = answers_get(v->form, list, at, v->answers);
    val_builder b = val_build(v->a);
    val_put_all(&b, outer);
    val_put_all(&b, item);
    val_put(&b, S("this"), item);
    val_put(&b, S("parent"), outer);
    val_put(&b, S("i"), val_int(at.item[list_depth(v->form, list)] + 1));
    return with_computed(v, list, val_done(&b));
}

val view_scope(struct view *v, int list, struct form_at at)
{
    if (!v->root_ready) {
        v->root = root_scope(v);
        v->root_ready = true;
    }
    if (list < 0)
        return v->root;
    int depth = list_depth(v->form, list);
    if (v->item_ready && v->item_list == list &&
        memcmp(v->item_at.item, at.item, sizeof at.item[0] * (size_t)(depth + 1)) == 0)
        return v->item;
    val item = item_scope(v, list, at);
    v->item = item;
    v->item_list = list;
    v->item_at = at;
    v->item_ready = true;
    return item;
}

static bool visible_alone(struct view *v, const struct form_field *f, struct form_at at)
{
    return !f->hide || !val_is_true(view_eval(v, f->hide, view_scope(v, f->list, at)));
}

bool view_visible(struct view *v, int field, struct form_at at)
{
    if (field < 0)
        return true;
    const struct form_field *f = &v->form->fields[field];
    if (f->list >= 0)
        return visible_alone(v, f, at) && view_visible(v, f->parent, at);
    if (!v->seen)
        v->seen = arena_zalloc(v->a, v->form->n_fields);
    if (!v->seen[field])
        v->seen[field] = visible_alone(v, f, at) && view_visible(v, f->parent, at) ? 'y' : 'n';
    return v->seen[field] == 'y';
}

/* Where nobody answered yet: the variable of that name, as form-js fills in data, else the model's
 * own value. */
static val default_value(struct view *v, const struct form_field *f, struct form_at at)
{
    val known = f->list < 0 ? val_path(v->env->vars, f->key) : val_null();
    if (!val_is_null(known) && value_type_fits(f, known))
        return known;
    return f->compute ? view_eval(v, f->compute, view_scope(v, f->list, at)) : f->initial;
}

static bool view_readonly(struct view *v, const struct form_field *f, struct form_at at)
{
    return f->readonly || (f->readonly_expr &&
                           val_is_true(view_eval(v, f->readonly_expr, view_scope(v, f->list, at))));
}

bool view_multiple(struct view *v, int field, struct form_at at)
{
    const struct form_field *f = &v->form->fields[field];
    return f->multiple_expr
               ? val_is_true(view_eval(v, f->multiple_expr, view_scope(v, f->list, at)))
               : f->multiple;
}

str view_accept(struct view *v, int field, struct form_at at)
{
    const struct form_field *f = &v->form->fields[field];
    if (!f->accept_expr)
        return f->accept;
    val text = view_eval(v, f->accept_expr, view_scope(v, f->list, at));
    return text.tag == V_STRING ? val_text(text) : S("");
}

enum form_state view_state(struct view *v, int field, struct form_at at, val *value)
{
    const struct form_field *f = &v->form->fields[field];
    *value = val_null();
    if (!view_visible(v, field, at))
        return FORM_HIDDEN;
    if (held_value(v, f, value))
        return f->binding.locked ? FORM_LOCKED : FORM_HELD;
    if (f->kind == FORM_EXPRESSION || f->kind == FORM_TABLE || f->kind == FORM_DOCUMENTS) {
        *value = view_eval(v, f->compute, view_scope(v, f->list, at));
        return FORM_LOCKED;
    }
    *value = form_answer(v->form, field, at, v->answers);
    if (val_is_null(*value) && form_asks(f) && !answers_has(v->form, field, at, v->answers))
        *value = default_value(v, f, at);
    return f->disabled || view_readonly(v, f, at) ? FORM_LOCKED : FORM_ASKED;
}

bool view_page_visible(struct view *v, struct form_at at)
{
    const struct form_page *p = &v->form->pages[at.page];
    if (p->kind == FORM_PAGE_ITEMS)
        return view_visible(v, p->list, at);
    bool asks = false, any = false;
    for (size_t i = 0; i < p->n_fields; i++) {
        bool question = form_asks(&v->form->fields[p->fields[i]]);
        asks |= question;
        if (!view_visible(v, p->fields[i], at))
            continue;
        if (question)
            return true;
        any = true;
    }
    return any && !asks;
}

bool view_page_open(struct view *v, struct form_at at)
{
    return (!v->env->parted || str_eq(v->form->pages[at.page].party, v->env->party)) &&
           view_page_visible(v, at);
}

/* The paper says nothing here, and who keys it in has said so. */
static bool left_open(struct view *v, int field, struct form_at at)
{
    val open = val_get(v->answers, S("_unanswered"));
    str name = val_count(open) ? form_input_name(v->a, v->form, field, at) : S("");

    for (size_t i = 0; i < val_count(open); i++)
        if (str_eq(val_text(val_at(open, i)), name))
            return true;
    return false;
}

bool view_required(struct view *v, int field, struct form_at at)
{
    const struct form_rules *r = &v->form->fields[field].rules;
    if (v->env->on_paper && left_open(v, field, at))
        return false;
    if (r->required_expr)
        return val_is_true(
            view_eval(v, r->required_expr, view_scope(v, v->form->fields[field].list, at)));
    return r->required;
}

static struct form_option computed_option(struct view *v, val one)
{
    struct form_option o = { .value = one };
    if (one.tag == V_CONTEXT) {
        o.value = val_get(one, S("value"));
        o.label = val_get_text(one, S("label"));
        o.hint = val_get_text(one, S("hint"));
    }
    o.id = val_display(v->a, o.value);
    if (str_empty(o.label))
        o.label = o.id;
    return o;
}

size_t view_values(struct view *v, int field, struct form_at at, const struct form_option **out)
{
    const struct form_field *f = &v->form->fields[field];
    if (!f->options_expr) {
        *out = f->options;
        return f->n_options;
    }
    val list = view_eval(v, f->options_expr, view_scope(v, f->list, at));
    size_t n = val_count(list);
    struct form_option *o = ARENA_ARRAY(v->a, struct form_option, n + 1);
    for (size_t i = 0; i < n; i++)
        o[i] = computed_option(v, val_at(list, i));
    *out = o;
    return n;
}

str view_option_label(struct view *v, int field, const struct form_option *o)
{
    const struct form_field *f = &v->form->fields[field];
    str word = f->options_expr ? STR_NULL
                               : words_get(v->form->words, v->env->lang, f->id,
                                           str_fmt(v->a, "options.%.*s", STR_ARG(o->id)));
    return word.n ? word : o->label;
}

size_t view_options(struct view *v, int field, struct form_at at, const struct form_option **out)
{
    const struct form_option *raw;
    size_t n = view_values(v, field, at, &raw);
    struct form_option *o = ARENA_ARRAY(v->a, struct form_option, n + 1);
    for (size_t i = 0; i < n; i++) {
        o[i] = raw[i];
        o[i].label = view_option_label(v, field, &raw[i]);
    }
    *out = o;
    return n;
}

static str evaluated(struct view *v, str expr, val scope)
{
    struct feel *f;
    struct feel_scope names = { .names = v->form->names, .n = v->form->n_names, .open = true };
    if (failed(feel_parse(v->a, expr, &names, &f, NULL)))
        return S("");
    val r = view_eval(v, f, scope);
    return val_is_null(r) ? S("") : r.tag == V_STRING ? val_text(r) : val_display(v->a, r);
}

str view_say(struct view *v, int field, str property, struct form_at at)
{
    const struct form_field *f = &v->form->fields[field];
    str t = form_word(v->form, NULL, f->id, property, v->env->lang);
    if (str_starts(t, S("=")))
        return evaluated(v, str_from(t, 1), view_scope(v, f->list, at));
    size_t open = str_find(t, S("{{"), 0), from = 0;
    if (open == SIZE_MAX)
        return t;
    buf b;
    buf_init(&b, v->a, t.n + 64);
    while (open != SIZE_MAX) {
        size_t close = str_find(t, S("}}"), open);
        if (close == SIZE_MAX)
            break;
        buf_add(&b, str_sub(t, from, open - from));
        buf_add(&b, evaluated(v, str_trim(str_sub(t, open + 2, close - open - 2)),
                              view_scope(v, f->list, at)));
        from = close + 2;
        open = str_find(t, S("{{"), from);
    }
    buf_add(&b, str_from(t, from));
    return buf_str(&b);
}
