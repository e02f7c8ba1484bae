/* Where an answer stands: keys and item numbers. */
#include "form/view.h"

int list_depth(const struct form *form, int list)
{
    int n = -1;
    for (; list >= 0; list = form->fields[list].list)
        n++;
    return n;
}

val answers_get(const struct form *form, int list, struct form_at at, val answers)
{
    if (list < 0)
        return answers;
    val outer = answers_get(form, form->fields[list].list, at, answers);
    return val_at(val_path(outer, form->fields[list].key), at.item[list_depth(form, list)]);
}

/* A context with the value at a dotted key; drop takes the key out. */
static val put_dotted(arena *a, val ctx, str dotted, val v, bool drop)
{
    str head, tail;
    bool deeper = str_cut(dotted, '.', &head, &tail);
    if (ctx.tag != V_CONTEXT) {
        val_builder b = val_build(a);
        ctx = val_done(&b);
    }
    if (deeper)
        return val_with(a, ctx, head, put_dotted(a, val_get(ctx, head), tail, v, drop));
    return drop ? val_without(a, ctx, head) : val_with(a, ctx, head, v);
}

static val list_put(arena *a, val list, size_t i, val item)
{
    size_t n = list.tag == V_LIST ? list.n : 0;
    if (i >= n)
        return val_append(a, list.tag == V_LIST ? list : val_list(NULL, 0), item);
    val *items = arena_alloc(a, n * sizeof *items);
    for (size_t k = 0; k < n; k++)
        items[k] = k == i ? item : val_at(list, k);
    return val_list(items, n);
}

/* The answers with the scope of a section's item replaced. */
static val scope_put(arena *a, const struct form *form, int list, struct form_at at, val answers,
                     val scope)
{
    if (list < 0)
        return scope;
    const struct form_field *f = &form->fields[list];
    val outer = answers_get(form, f->list, at, answers);
    val items = list_put(a, val_path(outer, f->key), at.item[list_depth(form, list)], scope);
    return scope_put(a, form, f->list, at, answers, put_dotted(a, outer, f->key, items, false));
}

static val put_or_drop(arena *a, const struct form *form, int field, struct form_at at, val answers,
                       val v, bool drop)
{
    const struct form_field *f = &form->fields[field];
    val scope = answers_get(form, f->list, at, answers);
    if (drop && !answers_has(form, field, at, answers))
        return answers;
    return scope_put(a, form, f->list, at, answers, put_dotted(a, scope, f->key, v, drop));
}

val answers_put(arena *a, const struct form *form, int field, struct form_at at, val answers, val v)
{
    return put_or_drop(a, form, field, at, answers, v, false);
}

val answers_drop(arena *a, const struct form *form, int field, struct form_at at, val answers)
{
    return put_or_drop(a, form, field, at, answers, val_null(), true);
}

val form_answer_put(arena *a, const struct form *form, int field, struct form_at at, val answers,
                    val v)
{
    return put_or_drop(a, form, field, at, answers, v, val_is_null(v));
}

val form_answer(const struct form *form, int field, struct form_at at, val answers)
{
    const struct form_field *f = &form->fields[field];
    return f->key.n ? val_path(answers_get(form, f->list, at, answers), f->key) : val_null();
}

bool answers_has(const struct form *form, int field, struct form_at at, val answers)
{
    const struct form_field *f = &form->fields[field];
    val scope = answers_get(form, f->list, at, answers);
    size_t dot = str_rfind_char(f->key, '.');
    if (dot == SIZE_MAX)
        return val_has(scope, f->key);
    return val_has(val_path(scope, str_sub(f->key, 0, dot)), str_from(f->key, dot + 1));
}

str form_input_name(arena *a, const struct form *form, int field, struct form_at at)
{
    const struct form_field *f = &form->fields[field];
    if (f->list < 0)
        return f->key;
    str outer = form_input_name(a, form, f->list, at);
    return str_fmt(a, "%.*s.%u.%.*s", STR_ARG(outer), at.item[list_depth(form, f->list)],
                   STR_ARG(f->key));
}

str form_at_str(arena *a, const struct form *form, struct form_at at)
{
    if (at.page < 0)
        return S("");
    const struct form_page *p = &form->pages[at.page];
    str s = p->id;
    for (int i = 0; i < p->depth; i++)
        s = str_fmt(a, "%.*s.%u", STR_ARG(s), at.item[i] + 1u);
    return s;
}

err form_at_parse(const struct form *form, str text, struct form_at *out)
{
    struct form_at at = FORM_AT_NONE;
    str rest = text, piece;
    if (!str_next(&rest, '.', &piece) || piece.n == 0)
        return REFUSED(ERR_SYNTAX);
    for (size_t i = 0; i < form->n_pages; i++)
        if (str_eq(form->pages[i].id, piece))
            at.page = (int)i;
    if (at.page < 0)
        return REFUSED(ERR_MISSING);
    int depth = 0;
    for (; str_next(&rest, '.', &piece); depth++) {
        int64_t n;
        if (depth >= FORM_DEEP || failed(str_to_i64(piece, &n)) || n < 1 || n > FORM_ITEMS_MAX)
            return REFUSED(ERR_SYNTAX);
        at.item[depth] = (uint16_t)(n - 1);
    }
    if (depth != form->pages[at.page].depth)
        return REFUSED(ERR_SYNTAX);
    *out = at;
    return OK;
}

bool at_same(const struct form *form, struct form_at x, struct form_at y)
{
    if (x.page != y.page || x.page < 0)
        return x.page == y.page;
    for (int i = 0; i < form->pages[x.page].depth; i++)
        if (x.item[i] != y.item[i])
            return false;
    return true;
}
