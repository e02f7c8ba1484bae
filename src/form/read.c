/* A posted page to answers; a whole document; the check at submission. */
#include "form/view.h"

struct post {
    struct view before, now; /* as the page was shown, and with what it posted */
    val submitted;
    struct form_at at;
    struct form_errors *out;
    bool part;  /* the page is still being filled in */
    bool files; /* files alone come, ahead of the other answers */
};

static void error_add(struct post *p, struct form_error e)
{
    *vec_push(&p->out->v, p->now.a) = e;
}

static void put(struct post *p, int field, struct form_at at, val v)
{
    view_answers(&p->now, answers_put(p->now.a, p->now.form, field, at, p->now.answers, v));
}

static void dispute_put(struct post *p, str name, bool disputed)
{
    arena *a = p->now.a;
    val old = val_get(p->now.answers, S("_disputed"));
    VEC(val) names = { 0 };
    for (size_t i = 0; i < val_count(old); i++)
        if (!str_eq(val_text(val_at(old, i)), name))
            *vec_push(&names, a) = val_at(old, i);
    if (disputed)
        *vec_push(&names, a) = val_str(name);
    val answers = names.n ? val_with(a, p->now.answers, S("_disputed"), val_list(names.v, names.n))
                          : val_without(a, p->now.answers, S("_disputed"));
    view_answers(&p->now, answers);
}

/* "Not right? Tell us": true where the page is to be shown again, now with the question. */
static bool dispute_read(struct post *p, int field, str name)
{
    const struct form_field *f = &p->now.form->fields[field];
    str said = val_get_text(p->submitted, str_fmt(p->now.a, "%.*s-dispute", STR_ARG(name)));
    if (f->binding.registry.n == 0 || f->binding.locked || !val_has(p->now.env->held, f->name) ||
        str_empty(said))
        return false;
    bool want = str_eq(said, S("1")), is = is_disputed(p->now.answers, f->name);
    if (want != is)
        dispute_put(p, f->name, want);
    return want && !is;
}

static const char *required_key(const struct form_field *f)
{
    switch (f->kind) {
    case FORM_RADIO:
    case FORM_SELECT:
    case FORM_CHECKLIST:
    case FORM_TAGLIST:
    case FORM_REFERENCE:
        return "form.required_choice";
    case FORM_CHECKBOX:
        return "form.required_tick";
    case FORM_FILES:
        return "form.required_file";
    case FORM_DATE:
    case FORM_DATETIME:
        return "form.required_date";
    case FORM_SIGNATURE:
        return "form.required_signature";
    case FORM_LIST:
        return "form.required_items";
    default:
        return "form.required";
    }
}

static val append_files(arena *a, val had, val more)
{
    for (size_t i = 0; i < val_count(more); i++)
        had = val_append(a, had.tag == V_LIST ? had : val_list(NULL, 0), val_at(more, i));
    return had;
}

/* First pass over a field: decode and put; false where it is not to be checked further. */
static bool field_read(struct post *p, int field, struct form_at at)
{
    const struct form_field *f = &p->now.form->fields[field];
    str name = form_input_name(p->now.a, p->now.form, field, at);
    struct form_error e;
    val value, old;
    if (!form_asks(f) || f->disabled || f->readonly || !view_visible(&p->now, field, at))
        return false;
    bool asks_now = dispute_read(p, field, name);
    if (view_state(&p->now, field, at, &old) != FORM_ASKED)
        return false;
    bool there = val_has(p->submitted, name) || submitted_has(p->submitted, name);
    bool shown = !asks_now && view_visible(&p->before, field, at) &&
                 view_state(&p->before, field, at, &value) == FORM_ASKED;
    if (!there && (asks_now || !shown)) {
        p->out->stay = true;
        return false;
    }
    str sought;
    if (p->files ? f->kind != FORM_FILES || !val_count(val_get(p->submitted, name))
                 : p->part && f->kind == FORM_FILES)
        return false;
    if (p->part && f->addresses.n && form_address_sought(p->now.a, p->submitted, name, &sought))
        return false;
    if (!value_decode(&p->now, field, at, p->submitted, name, &value, &e)) {
        if (!p->part || f->addresses.n == 0) /* one that is being typed lacks something */
            error_add(p, e);
        return false;
    }
    if (p->part && value_empty(f, value) && !answers_has(p->now.form, field, at, p->now.answers))
        return false;
    old = form_answer(p->now.form, field, at, p->now.answers);
    if (f->kind == FORM_FILES && old.tag == V_LIST)
        value = view_multiple(&p->now, field, at) ? append_files(p->now.a, old, value)
                : val_count(value)                ? value
                                                  : old;
    put(p, field, at, value);
    return true;
}

/* Second pass: rules, which may look at all answers of the page.  A wrong answer keeps its former
 * value. */
static void field_check(struct post *p, int field, struct form_at at)
{
    const struct form_field *f = &p->now.form->fields[field];
    val value = form_answer(p->now.form, field, at, p->now.answers);
    struct form_error e;
    if (!view_visible(&p->now, field, at))
        return;
    if (value_empty(f, value)) {
        if (p->part || !view_required(&p->now, field, at))
            return;
        e = error_of(&p->now, field, at, required_key(f));
    } else if (value_fits(&p->now, field, at, value, &e)) {
        return;
    }
    error_add(p, e);
    view_answers(&p->now, answers_has(p->now.form, field, at, p->before.answers)
                              ? answers_put(p->now.a, p->now.form, field, at, p->now.answers,
                                            form_answer(p->now.form, field, at, p->before.answers))
                              : answers_drop(p->now.a, p->now.form, field, at, p->now.answers));
}

/* In two passes; passes false only decodes, for a page that is shown again. */
static void fields_read(struct post *p, const struct form_page *page, struct form_at at, bool check)
{
    bool *read = arena_zalloc(p->now.a, page->n_fields + 1);
    size_t errors = p->out->v.n;
    for (size_t i = 0; i < page->n_fields; i++)
        read[i] = field_read(p, page->fields[i], at);
    if (!check)
        p->out->v.n = errors;
    for (size_t i = 0; check && i < page->n_fields; i++)
        if (read[i])
            field_check(p, page->fields[i], at);
}

static bool items_may_grow(struct post *p, int list)
{
    const struct form_field *f = &p->now.form->fields[list];
    if (f->fixed)
        return false;
    size_t n = val_count(form_answer(p->now.form, list, p->at, p->now.answers));
    size_t most = f->rules.items_max >= 0 ? (size_t)f->rules.items_max : FORM_ITEMS_MAX;
    if (n < most)
        return true;
    struct form_error e = error_of(&p->now, list, p->at, "form.items_max");
    error_arg(&p->now, &e, S("max"), val_int((int64_t)most));
    error_add(p, e);
    return false;
}

static val empty_context(arena *a)
{
    val_builder b = val_build(a);
    return val_done(&b);
}

static void item_add(struct post *p, int list)
{
    val items = form_answer(p->now.form, list, p->at, p->now.answers);
    put(p, list, p->at,
        val_append(p->now.a, items.tag == V_LIST ? items : val_list(NULL, 0),
                   empty_context(p->now.a)));
}

/* Takes item i out of a list of items or files. */
static void item_remove(struct post *p, int field, size_t i)
{
    val items = form_answer(p->now.form, field, p->at, p->now.answers);
    VEC(val) left = { 0 };
    for (size_t k = 0; k < val_count(items); k++)
        if (k != i)
            *vec_push(&left, p->now.a) = val_at(items, k);
    put(p, field, p->at, val_list(left.v, left.n));
}

/* The section or file question on this page that a name means, and the item's number behind it. */
static int action_field(struct post *p, const struct form_page *page, str name, size_t *item)
{
    const struct form *form = p->now.form;
    int64_t i = 0;
    size_t dot = str_rfind_char(name, '.');
    if (item) {
        if (dot == SIZE_MAX || failed(str_to_i64(str_from(name, dot + 1), &i)) || i < 0)
            return -1;
        *item = (size_t)i;
        name = str_sub(name, 0, dot);
    }
    if (page->kind == FORM_PAGE_ITEMS &&
        str_eq(name, form_input_name(p->now.a, form, page->list, p->at)))
        return page->list;
    for (size_t k = 0; item && page->kind == FORM_PAGE_QUESTIONS && k < page->n_fields; k++)
        if (form->fields[page->fields[k]].kind == FORM_FILES &&
            str_eq(name, form_input_name(p->now.a, form, page->fields[k], p->at)))
            return page->fields[k];
    return -1;
}

/* `_add` and `_remove`: true where one was there. */
static bool action_read(struct post *p, const struct form_page *page)
{
    str add = val_get_text(p->submitted, S("_add")),
        remove = val_get_text(p->submitted, S("_remove"));
    size_t item;
    int field;
    if (add.n && (field = action_field(p, page, add, NULL)) >= 0 && items_may_grow(p, field)) {
        item_add(p, field);
        if (!page->together) {
            p->out->at = p->at;
            p->out->at.page = page->first;
            p->out->at.item[page->depth] =
                (uint16_t)(val_count(form_answer(p->now.form, field, p->at, p->now.answers)) - 1);
        }
    }
    if (remove.n && (field = action_field(p, page, remove, &item)) >= 0 &&
        !p->now.form->fields[field].fixed)
        item_remove(p, field, item);
    return add.n + remove.n > 0;
}

static void another_read(struct post *p, const struct form_page *page)
{
    const struct form_field *f = &p->now.form->fields[page->list];
    str name = form_input_name(p->now.a, p->now.form, page->list, p->at);
    str said = val_get_text(p->submitted, str_fmt(p->now.a, "%.*s-another", STR_ARG(name)));
    size_t n = val_count(form_answer(p->now.form, page->list, p->at, p->now.answers));
    struct form_error e;
    if (str_eq(said, S("yes"))) {
        if (!items_may_grow(p, page->list))
            return;
        item_add(p, page->list);
        p->out->stay = true;
        p->out->at = p->at;
        p->out->at.page = page->first;
        p->out->at.item[page->depth] = (uint16_t)n;
        return;
    }
    bool full = f->fixed || (f->rules.items_max >= 0 && n >= (size_t)f->rules.items_max);
    if (!str_eq(said, S("no")) && !full) {
        e = error_of(&p->now, page->list, p->at, "form.required_choice");
        e.part = S("another");
        error_add(p, e);
        return;
    }
    val items = form_answer(p->now.form, page->list, p->at, p->now.answers);
    put(p, page->list, p->at, items.tag == V_LIST ? items : val_list(NULL, 0));
    items = form_answer(p->now.form, page->list, p->at, p->now.answers);
    if (!value_fits(&p->now, page->list, p->at, items, &e))
        error_add(p, e);
}

/* Whether any input of that item was posted. */
static bool item_posted(struct post *p, str list, size_t i)
{
    str prefix = str_fmt(p->now.a, "%.*s.%zu.", STR_ARG(list), i);
    for (size_t k = 0; p->submitted.tag == V_CONTEXT && k < p->submitted.c->n; k++)
        if (str_starts(p->submitted.c->e[k].key, prefix))
            return true;
    return false;
}

static void together_read(struct post *p, const struct form_page *page, bool check)
{
    str list = form_input_name(p->now.a, p->now.form, page->list, p->at);
    size_t n = view_items(&p->now, page->list, p->at);
    struct form_error e;
    while (n < FORM_ITEMS_MAX && item_posted(p, list, n))
        n++;
    for (size_t i = 0; i < n; i++) {
        struct form_at at = p->at;
        at.item[page->depth] = (uint16_t)i;
        if (i >= val_count(form_answer(p->now.form, page->list, p->at, p->now.answers))) {
            item_add(p, page->list);
            val before = form_answer(p->now.form, page->list, p->at, p->now.answers);
            view_answers(&p->before, answers_put(p->now.a, p->now.form, page->list, p->at,
                                                 p->before.answers, before));
        }
        fields_read(p, page, at, check);
    }
    val items = form_answer(p->now.form, page->list, p->at, p->now.answers);
    if (val_is_null(items))
        put(p, page->list, p->at, val_list(NULL, 0));
    items = form_answer(p->now.form, page->list, p->at, p->now.answers);
    if (check && !p->part && !value_fits(&p->now, page->list, p->at, items, &e))
        error_add(p, e);
}

static err part_read(const struct form *form, struct form_at at, val submitted, val answers,
                     const struct form_env *env, bool files, val *new_answers,
                     struct form_errors *out)
{
    *out = (struct form_errors){ .typed = submitted, .at = at };
    *new_answers = answers;
    struct post p = { .before = view_of(form, answers, env),
                      .now = view_of(form, answers, env),
                      .submitted = submitted,
                      .at = at,
                      .out = out,
                      .part = true,
                      .files = files };
    if (at.page < 0 || (size_t)at.page >= form->n_pages || !view_page_open(&p.now, at))
        return REFUSED(ERR_MISSING);
    const struct form_page *page = &form->pages[at.page];
    if (page->kind == FORM_PAGE_QUESTIONS)
        fields_read(&p, page, at, true);
    else if (page->together)
        together_read(&p, page, true);
    *new_answers = p.now.answers;
    return out->v.n ? REFUSED(ERR_REFUSED) : OK;
}

err form_read_part(const struct form *form, struct form_at at, val submitted, val answers,
                   const struct form_env *env, val *new_answers, struct form_errors *out)
{
    return part_read(form, at, submitted, answers, env, false, new_answers, out);
}

err form_read_files(const struct form *form, struct form_at at, val submitted, val answers,
                    const struct form_env *env, val *new_answers, struct form_errors *out)
{
    return part_read(form, at, submitted, answers, env, true, new_answers, out);
}

err form_read_page(const struct form *form, struct form_at at, val submitted, val answers,
                   const struct form_env *env, val *new_answers, struct form_errors *out)
{
    *out = (struct form_errors){ .typed = submitted, .at = at };
    *new_answers = answers;
    struct post p = { .before = view_of(form, answers, env),
                      .now = view_of(form, answers, env),
                      .submitted = submitted,
                      .at = at,
                      .out = out };
    if (at.page < 0 || (size_t)at.page >= form->n_pages || !view_page_open(&p.now, at))
        return REFUSED(ERR_MISSING);
    const struct form_page *page = &form->pages[at.page];
    bool action = val_has(submitted, S("_add")) || val_has(submitted, S("_remove"));
    if (page->kind == FORM_PAGE_QUESTIONS)
        fields_read(&p, page, at, !action);
    else if (page->together)
        together_read(&p, page, !action);
    else if (!action)
        another_read(&p, page);
    if (action && action_read(&p, page))
        out->stay = true;
    *new_answers = p.now.answers;
    return out->v.n ? REFUSED(ERR_REFUSED) : OK;
}

/* ---- the whole form ---- */

static void question_check(struct post *p, int field, struct form_at at)
{
    const struct form_field *f = &p->now.form->fields[field];
    struct form_error e;
    val value;
    if (!form_asks(f) || view_state(&p->now, field, at, &value) != FORM_ASKED)
        return;
    value = form_answer(p->now.form, field, at, p->now.answers);
    if (value_empty(f, value)) {
        if (view_required(&p->now, field, at))
            error_add(p, error_of(&p->now, field, at, required_key(f)));
        return;
    }
    if (!value_fits(&p->now, field, at, value, &e))
        error_add(p, e);
}

static void items_check(struct post *p, const struct form_page *page, struct form_at at)
{
    val items = form_answer(p->now.form, page->list, at, p->now.answers);
    const struct form_field *f = &p->now.form->fields[page->list];
    struct form_error e;
    if (value_empty(f, items) && f->rules.items_min > 0)
        error_add(p, error_of(&p->now, page->list, at, "form.required_items"));
    else if (!val_is_null(items) && !value_fits(&p->now, page->list, at, items, &e))
        error_add(p, e);
    for (size_t i = 0; page->together && i < val_count(items) && i < FORM_ITEMS_MAX; i++) {
        at.item[page->depth] = (uint16_t)i;
        for (size_t k = 0; k < page->n_fields; k++)
            question_check(p, page->fields[k], at);
    }
}

err form_check(const struct form *form, val answers, const struct form_env *env,
               struct form_errors *out, val *pruned)
{
    *out = (struct form_errors){ .at = FORM_AT_NONE };
    struct post p = { .now = view_of(form, answers, env), .out = out };
    struct positions all = view_positions(&p.now);
    for (size_t i = 0; i < all.n; i++) {
        const struct form_page *page = &form->pages[all.v[i].page];
        if (!view_page_visible(&p.now, all.v[i]))
            continue;
        if (page->kind == FORM_PAGE_ITEMS)
            items_check(&p, page, all.v[i]);
        else
            for (size_t k = 0; k < page->n_fields; k++)
                question_check(&p, page->fields[k], all.v[i]);
    }
    if (out->v.n)
        out->at = out->v.v[0].at;
    if (pruned && !out->v.n)
        *pruned = view_prune(&p.now);
    return out->v.n ? REFUSED(ERR_REFUSED) : OK;
}
