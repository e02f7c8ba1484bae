#include "form/compile.h"
#include "form/view.h"
#include "text/name.h"

size_t view_items(struct view *v, int list, struct form_at at)
{
    const struct form_field *f = &v->form->fields[list];
    size_t n = val_count(form_answer(v->form, list, at, v->answers));
    if (f->repetitions > 0 && !answers_has(v->form, list, at, v->answers) &&
        v->form->pages[f->page].together)
        n = (size_t)f->repetitions;
    if (f->rules.items_min > 0 && n < (size_t)f->rules.items_min)
        n = (size_t)f->rules.items_min;
    return MIN(n, (size_t)FORM_ITEMS_MAX);
}

struct collect {
    struct view *v;
    VEC(struct form_at) out;
};

/* The section just inside of `outer` that page p belongs to; -1 where p asks in `outer` itself. */
static int section_at(const struct form *form, int p, int outer)
{
    int list = form->pages[p].list, inner = -1;
    for (; list >= 0 && list != outer; list = form->fields[list].list)
        inner = list;
    return inner;
}

static void collect_pages(struct collect *c, int from, int to, int outer, struct form_at at)
{
    const struct form *form = c->v->form;
    for (int p = from; p < to; p++) {
        int list = section_at(form, p, outer);
        at.page = p;
        if (list < 0) {
            *vec_push(&c->out, c->v->a) = at;
            continue;
        }
        int end = form->fields[list].page;
        size_t n = form->pages[end].together ? 0 : view_items(c->v, list, at);
        for (size_t i = 0; i < n; i++) {
            struct form_at in = at;
            in.item[list_depth(form, list)] = (uint16_t)i;
            collect_pages(c, p, end, list, in);
        }
        at.page = end;
        *vec_push(&c->out, c->v->a) = at;
        p = end;
    }
}

struct positions view_positions(struct view *v)
{
    struct collect c = { .v = v };
    collect_pages(&c, 0, (int)v->form->n_pages, -1, (struct form_at){ 0 });
    return (struct positions){ c.out.v, c.out.n };
}

/* Index of a position; of the first one at or behind its page where it is none (an item taken
 * away). */
static size_t position_find(const struct form *form, struct positions p, struct form_at at)
{
    for (size_t i = 0; i < p.n; i++)
        if (at_same(form, p.v[i], at))
            return i;
    for (size_t i = 0; i < p.n; i++)
        if (p.v[i].page >= at.page)
            return i;
    return p.n;
}

bool form_page_visible(const struct form *form, struct form_at at, val answers,
                       const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    return at.page >= 0 && (size_t)at.page < form->n_pages && view_page_open(&v, at);
}

bool form_field_visible(const struct form *form, int field, struct form_at at, val answers,
                        const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    return view_visible(&v, field, at);
}

struct form_at form_next_page(const struct form *form, val answers, const struct form_env *env,
                              struct form_at from)
{
    struct view v = view_of(form, answers, env);
    struct positions p = view_positions(&v);
    size_t i = from.page < 0 ? 0 : position_find(form, p, from) + 1;
    for (; i < p.n; i++)
        if (view_page_open(&v, p.v[i]))
            return p.v[i];
    return FORM_AT_NONE;
}

struct form_at form_previous_page(const struct form *form, val answers, const struct form_env *env,
                                  struct form_at from)
{
    struct view v = view_of(form, answers, env);
    struct positions p = view_positions(&v);
    size_t i = from.page < 0 ? p.n : position_find(form, p, from);
    while (i-- > 0)
        if (view_page_open(&v, p.v[i]))
            return p.v[i];
    return FORM_AT_NONE;
}

static bool question_done(struct view *v, int field, struct form_at at)
{
    const struct form_field *f = &v->form->fields[field];
    val value;
    struct form_error e;
    if (!form_asks(f) || view_state(v, field, at, &value) != FORM_ASKED)
        return true;
    if (!answers_has(v->form, field, at, v->answers))
        return false;
    if (value_empty(f, value))
        return !view_required(v, field, at);
    return value_fits(v, field, at, value, &e);
}

static bool items_done(struct view *v, const struct form_page *p, struct form_at at)
{
    const struct form_field *f = &v->form->fields[p->list];
    if (!answers_has(v->form, p->list, at, v->answers))
        return false;
    size_t n = val_count(form_answer(v->form, p->list, at, v->answers));
    if (f->rules.items_min > 0 && n < (size_t)f->rules.items_min)
        return false;
    for (size_t i = 0; p->together && i < n; i++) {
        at.item[p->depth] = (uint16_t)i;
        for (size_t k = 0; k < p->n_fields; k++)
            if (!question_done(v, p->fields[k], at))
                return false;
    }
    return true;
}

static bool page_done(struct view *v, struct form_at at)
{
    const struct form_page *p = &v->form->pages[at.page];
    if (p->kind == FORM_PAGE_ITEMS)
        return items_done(v, p, at);
    for (size_t i = 0; i < p->n_fields; i++)
        if (!question_done(v, p->fields[i], at))
            return false;
    return true;
}

struct form_at form_first_unanswered(const struct form *form, val answers,
                                     const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    struct positions p = view_positions(&v);
    for (size_t i = 0; i < p.n; i++)
        if (view_page_open(&v, p.v[i]) && !page_done(&v, p.v[i]))
            return p.v[i];
    return FORM_AT_NONE;
}

void form_progress(const struct form *form, val answers, const struct form_env *env, size_t *done,
                   size_t *all)
{
    struct view v = view_of(form, answers, env);
    struct positions p = view_positions(&v);
    size_t d = 0, n = 0;
    for (size_t i = 0; i < p.n; i++)
        if (view_page_open(&v, p.v[i])) {
            n++;
            d += page_done(&v, p.v[i]);
        }
    *done = d;
    *all = n;
}

enum form_state form_field_state(const struct form *form, int field, struct form_at at, val answers,
                                 const struct form_env *env, val *value)
{
    struct view v = view_of(form, answers, env);
    return view_state(&v, field, at, value);
}

size_t form_options(const struct form *form, int field, struct form_at at, val answers,
                    const struct form_env *env, const struct form_option **out)
{
    struct view v = view_of(form, answers, env);
    return view_options(&v, field, at, out);
}

val form_scope(const struct form *form, struct form_at at, val answers, const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    return view_scope(&v, at.page < 0 ? -1 : form->pages[at.page].list, at);
}

bool form_required(const struct form *form, int field, struct form_at at, val answers,
                   const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    return view_required(&v, field, at);
}

bool form_multiple(const struct form *form, int field, struct form_at at, val answers,
                   const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    return view_multiple(&v, field, at);
}

str form_accept(const struct form *form, int field, struct form_at at, val answers,
                const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    return view_accept(&v, field, at);
}

size_t form_items(const struct form *form, int list, struct form_at at, val answers,
                  const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    return view_items(&v, list, at);
}

val form_columns(const struct form *form, int field, struct form_at at, val answers,
                 const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    const struct form_field *f = &form->fields[field];
    VEC(val) out = { 0 };
    if (f->columns_expr)
        return view_eval(&v, f->columns_expr, view_scope(&v, f->list, at));
    for (size_t i = 0; i < val_count(f->columns); i++) {
        val column = val_at(f->columns, i);
        str word =
            words_get(form->words, env->lang, f->id,
                      str_fmt(env->a, "columns.%.*s", STR_ARG(val_get_text(column, S("key")))));
        *vec_push(&out, env->a) =
            word.n ? val_with(env->a, column, S("label"), val_str(word)) : column;
    }
    return val_list(out.v, out.n);
}

str form_say(const struct form *form, int field, str property, struct form_at at, val answers,
             const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    return view_say(&v, field, property, at);
}

static str show_value(void *self, arena *a, val value)
{
    return name_is(value) ? name_shown(a, value) : view_display(self, value);
}

err form_content(const struct form *form, int field, struct form_at at, val answers,
                 const struct form_env *env, struct letter_doc **out)
{
    struct view v = view_of(form, answers, env);
    const struct form_field *f = &form->fields[field];
    str text = form_word(form, NULL, f->id, S("text"), env->lang);
    if (f->markup && !str_starts(text, S("=")))
        text = markup_letter(env->a, text, NULL, NULL);
    struct findings findings = { .a = env->a };
    struct letter_show show = { show_value, &v };
    struct letter *letter;
    struct feel_env feel = view_feel(&v);
    val scope = view_scope(&v, f->list, at);
    if (str_starts(text,
                   S("="))) { /* what it gives is text: people's words are never read as Markdown */
        val_builder b = val_build(env->a);
        val_put(&b, S("text"), val_str(view_say(&v, field, S("text"), at)));
        scope = val_done(&b);
        text = S("{{ text }}");
    }
    TRY(letter_parse(env->a, text, &findings, &letter));
    return letter_render(env->a, letter, scope, &feel, &show, out, NULL);
}

str form_page_title(const struct form *form, struct form_at at, val answers,
                    const struct form_env *env)
{
    if (at.page < 0 || form->pages[at.page].titled_by < 0)
        return S("");
    const struct form_page *p = &form->pages[at.page];
    return form_say(form, p->titled_by, p->title_own ? S("page.title") : S("label"), at, answers,
                    env);
}
