/* Keying in from paper: questions that the paper leaves open although they need an answer. */
#include "blocks/case/keyed.h"
#include "blocks/case/pages.h"

typedef VEC(struct field_option) boxes;

static bool among(val list, str name)
{
    for (size_t i = 0; i < val_count(list); i++)
        if (str_eq(val_text(val_at(list, i)), name))
            return true;
    return list.tag == V_STRING && str_eq(val_text(list), name);
}

/* The questions of one position that need an answer. */
static void position_boxes(struct ask *k, struct form_at at, val chosen, boxes *out)
{
    const struct form_page *page = &k->form->pages[k->at.page];
    struct form_env asks = k->env;
    val value;

    asks.on_paper = false;
    for (size_t i = 0; i < page->n_fields; i++) {
        int field = page->fields[i];
        if (!form_asks(&k->form->fields[field]) ||
            !form_required(k->form, field, at, k->answers, &asks) ||
            form_field_state(k->form, field, at, k->answers, &k->env, &value) != FORM_ASKED)
            continue;
        str name = form_input_name(k->w->a, k->form, field, at);
        *vec_push(out, k->w->a) =
            (struct field_option){ .value = name,
                                   .label = form_say(k->form, field, S("label"), at, k->answers,
                                                     &k->env),
                                   .chosen = among(chosen, name) };
    }
}

static void page_boxes(struct ask *k, val chosen, boxes *out)
{
    const struct form_page *page = &k->form->pages[k->at.page];
    bool together = page->kind == FORM_PAGE_ITEMS && page->together;
    size_t n = together ? form_items(k->form, page->list, k->at, k->answers, &k->env) : 1;

    for (size_t i = 0; i < n && (together || page->kind == FORM_PAGE_QUESTIONS); i++) {
        struct form_at at = k->at;
        if (together)
            at.item[page->depth] = (uint16_t)i;
        position_boxes(k, at, chosen, out);
    }
}

void paper_open_print(struct ask *k)
{
    val typed = val_get(k->typed, S(KEYED_OPEN));
    boxes all = { 0 };

    if (!k->env.on_paper)
        return;
    page_boxes(k, val_is_null(typed) ? val_get(k->answers, S(KEYED_OPEN)) : typed, &all);
    if (!all.n)
        return;
    struct field_view v = { .kind = FIELD_CHECKBOXES,
                            .name = S(KEYED_OPEN),
                            .label = word0(k->w->page.words, W_case_keyed_open),
                            .options = all.v,
                            .options_n = all.n };
    field_render(&k->w->page, &v);
}

void paper_open_read(struct ask *k, val body)
{
    arena *a = k->w->a;
    val had = val_get(k->answers, S(KEYED_OPEN)), ticked = val_get(body, S(KEYED_OPEN)),
        now = val_list(NULL, 0);
    boxes all = { 0 };

    if (!k->env.on_paper)
        return;
    page_boxes(k, ticked, &all);
    for (size_t i = 0; i < val_count(had); i++) {
        bool here = false;
        for (size_t n = 0; n < all.n; n++)
            here |= str_eq(all.v[n].value, val_text(val_at(had, i)));
        if (!here)
            now = val_append(a, now, val_at(had, i));
    }
    for (size_t n = 0; n < all.n; n++)
        if (all.v[n].chosen)
            now = val_append(a, now, val_str(all.v[n].value));
    k->answers = val_count(now) ? val_with(a, k->answers, S(KEYED_OPEN), now)
                                : val_without(a, k->answers, S(KEYED_OPEN));
}
