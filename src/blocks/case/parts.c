/* What a page of a form is made of besides its questions: groups, rows, items of sections, and
 * components that only show. */
#include "blocks/case/files.h"
#include "blocks/case/fill.h"
#include "blocks/case/pages.h"
#include "page/write.h"

enum { ROWS_MOST = 1000 };

/* ---- components that ask nothing ---- */

/* The highest heading comes right below the page's title, whatever the model calls it. */
static int heading_shift(const struct letter_doc *d)
{
    int top = 7;

    for (const struct letter_node *n = d->root->first; n; n = n->next)
        if (n->kind == LETTER_HEADING)
            top = MIN(top, n->level);
    return top > 6 ? 0 : 2 - top;
}

static html note_of(struct ask *k, int index, struct form_at at)
{
    struct letter_doc *d;

    if (failed(form_content(k->form, index, at, k->answers, &k->env, &d)))
        return (html){ S("") };
    return letter_html(k->w->a, d, heading_shift(d));
}

static str cell(struct ask *k, int index, struct form_at at, val value)
{
    return val_is_null(value) ? S("")
                              : form_display(k->form, index, at, value, k->answers, &k->env);
}

static const struct field_table *table_of(struct ask *k, int index, struct form_at at, val data)
{
    arena *a = k->w->a;
    val columns = form_columns(k->form, index, at, k->answers, &k->env);
    struct field_table *t = ARENA_NEW(a, struct field_table);
    size_t cols = val_count(columns), rows = MIN(val_count(data), (size_t)ROWS_MOST);
    str *heads = ARENA_ARRAY(a, str, cols + 1), *cells = ARENA_ARRAY(a, str, cols * rows + 1);

    for (size_t c = 0; c < cols; c++)
        heads[c] = val_get_text(val_at(columns, c), S("label"));
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < cols; c++)
            cells[r * cols + c] =
                cell(k, index, at,
                     val_path(val_at(data, r), val_get_text(val_at(columns, c), S("key"))));
    *t = (struct field_table){ .heads = heads, .cells = cells, .columns = cols, .rows = rows };
    return t;
}

/* Those of the draft, or of the form of the task. */
static err files_kept(struct ask *k, struct q_case_files *out)
{
    struct q_fill_files own;

    if (!k->fill)
        return q_case_files(k->w->db, k->c.id, out);
    TRY(q_fill_files(k->w->db, k->c.id, k->fill->t.id, &own));
    *out = (struct q_case_files){ .v = ARENA_ARRAY(k->w->a, struct q_case_files_row, own.n + 1),
                                  .n = own.n };
    for (size_t i = 0; i < own.n; i++)
        out->v[i] = (struct q_case_files_row){
            .id = own.v[i].id, .hash = own.v[i].hash, .state = own.v[i].state, .note = own.v[i].note
        };
    return OK;
}

const struct q_case_files_row *ask_kept(struct ask *k, str id)
{
    struct q_case_files *all;
    sha256 hash;

    if (!k->c.found || !id.n || failed(str_to_bytes_hex(id, hash.b, sizeof hash.b)))
        return NULL;
    if (!k->kept) {
        all = ARENA_NEW(k->w->a, struct q_case_files);
        if (failed(files_kept(k, all)))
            all->n = 0; /* the page shows names alone then */
        k->kept = all;
    }
    for (size_t i = k->kept->n; i-- > 0;)
        if (str_eq(k->kept->v[i].hash, sha256_str(&hash)))
            return &k->kept->v[i];
    return NULL;
}

url ask_kept_url(struct ask *k, const struct q_case_files_row *f)
{
    if (!f || str_eq(f->state, S(FILE_REFUSED)))
        return (url){ S("") };
    if (k->fill && k->fill->desk)
        return (url){ S("") }; /* a file is looked at from the task's page, by a look of its own */
    if (k->fill)
        return web_url(k->w, "/cases/%.*s/files/%lld", STR_ARG(k->c.number), (long long)f->id);
    if (!str_eq(k->c.state, S(CASE_DRAFT)))
        return (url){ S("") };
    return web_url(k->w, "/drafts/%.*s/files/%lld", STR_ARG(k->c.draft), (long long)f->id);
}

/* Files that were handed in, by the answers that name them. */
static void papers_of(struct ask *k, val data, struct field_view *v)
{
    struct field_file *f = ARENA_ARRAY(k->w->a, struct field_file, val_count(data) + 1);

    for (size_t i = 0; i < val_count(data); i++) {
        val one = val_at(data, i);
        str name = val_get_text(one, S("name"));
        const struct q_case_files_row *kept = ask_kept(k, val_get_text(one, S("id")));
        if (name.n)
            f[v->files_n++] =
                (struct field_file){ .name = name,
                                     .detail = file_said(k->w, val_get_text(one, S("type")),
                                                         val_get_i64(one, S("size"), 0),
                                                         kept ? kept->state : S(""),
                                                         kept ? kept->note : S("")),
                                     .href = ask_kept_url(k, kept) };
    }
    v->files = f;
}

bool ask_shown(struct ask *k, int index, struct form_at at, val value, struct field_view *v)
{
    const struct form_field *f = &k->form->fields[index];

    switch (f->kind) {
    case FORM_CONTENT:
        v->kind = FIELD_NOTE;
        v->note = note_of(k, index, at);
        return v->note.s.n > 0;
    case FORM_TABLE:
        v->kind = FIELD_TABLE;
        v->table = table_of(k, index, at, value);
        return v->table->columns > 0;
    case FORM_IMAGE:
        v->kind = FIELD_IMAGE;
        v->value = form_say(k->form, index, S("source"), at, k->answers, &k->env);
        v->label = form_say(k->form, index, S("text"), at, k->answers, &k->env);
        return form_picture(v->value);
    case FORM_DOCUMENTS:
        v->kind = FIELD_PAPERS;
        papers_of(k, value, v);
        return true;
    case FORM_SEPARATOR:
        v->kind = FIELD_RULE;
        return true;
    case FORM_SPACER:
        v->kind = FIELD_SPACE;
        return true;
    case FORM_BUTTON:
        v->kind = FIELD_RESET;
        return true;
    default:
        return false;
    }
}

/* ---- groups and rows ---- */

struct part_level {
    struct ask *k;
    const struct form_page *page;
    struct form_at at;
};

/* The component under `group` that field i is or stands in. */
static int under(const struct form *form, int i, int group)
{
    while (form->fields[i].parent != group && form->fields[i].parent >= 0)
        i = form->fields[i].parent;
    return i;
}

typedef VEC(struct field_view) views;

/* The key of a part of a page that may change while it is filled in; empty on other pages. */
static str part_key(struct ask *k, const struct form_page *page, str id, struct form_at at)
{
    str s = page->lives || k->lives ? id : S("");

    for (int i = 0; s.n && i < page->depth + page->together; i++)
        s = str_fmt(k->w->a, "%.*s.%u", STR_ARG(s), at.item[i] + 1u);
    return s;
}

/* Puts what is visible of a row side by side; a row of one is none. */
static void row_close(struct part_level *l, views *out, size_t from, str row)
{
    arena *a = l->k->w->a;
    size_t n = out->n - from;

    if (n < 2)
        return;
    struct field_view *v = ARENA_ARRAY(a, struct field_view, n);
    memcpy(v, out->v + from, n * sizeof *v);
    out->n = from;
    *vec_push(out, a) =
        (struct field_view){ .kind = FIELD_ROW,
                             .part = v[0].part.n ? str_cat(a, S("row-"), row) : S(""),
                             .children = v,
                             .children_n = n };
}

static size_t level_make(struct part_level *l, size_t i, int group, views *out);

/* A group with what is visible in it; the one that titles the page has said its name already. */
static size_t group_make(struct part_level *l, size_t i, int group, views *out)
{
    const struct form_field *g = &l->k->form->fields[group];
    views in = { 0 };
    size_t next = level_make(l, i, group, &in);
    str label = form_say(l->k->form, group, S("label"), l->at, l->k->answers, &l->k->env);

    if (in.n && label.n && l->page->titled_by != group)
        *vec_push(out, l->k->w->a) =
            (struct field_view){ .kind = FIELD_GROUP,
                                 .id = g->id,
                                 .part = part_key(l->k, l->page, g->id, l->at),
                                 .label = label,
                                 .label_size = LABEL_M,
                                 .share = g->row_width,
                                 .children = in.v,
                                 .children_n = in.n };
    else
        for (size_t k = 0; k < in.n; k++)
            *vec_push(out, l->k->w->a) = in.v[k];
    return next;
}

/* The fields of the page from i on that stand in `group` (or in the section, or outside of all). */
static size_t level_make(struct part_level *l, size_t i, int group, views *out)
{
    const struct form *form = l->k->form;
    size_t row_from = out->n;
    str row = S("");

    while (i < l->page->n_fields) {
        int field = l->page->fields[i], child = under(form, field, group);
        if (form->fields[child].parent != group)
            break;
        if (!row.n || !str_eq(row, form->fields[child].row)) {
            if (row.n)
                row_close(l, out, row_from, row);
            row_from = out->n;
            row = form->fields[child].row;
        }
        struct field_view v;
        size_t before = out->n;
        if (child != field) {
            i = group_make(l, i, child, out);
            if (out->n > before + 1 || (out->n > before && out->v[before].kind != FIELD_GROUP))
                row = S(""); /* its parts stand alone here, in rows of their own */
        } else {
            const struct form_field *f = &form->fields[field];
            if (ask_field(l->k, field, l->at, &v)) {
                v.part = part_key(l->k, l->page, f->id, l->at);
                *vec_push(out, l->k->w->a) = v;
                if (v.kind == FIELD_FILE && f->reuse_days && evidence_offer(l->k, f, v.name, &v)) {
                    v.part =
                        part_key(l->k, l->page, str_cat(l->k->w->a, f->id, S("-reuse")), l->at);
                    *vec_push(out, l->k->w->a) = v;
                }
            }
            i++;
        }
    }
    if (row.n)
        row_close(l, out, row_from, row);
    return i;
}

/* ---- items ---- */

str ask_item_title(struct ask *k, int list, struct form_at at)
{
    str word = form_say(k->form, list, S("items.word"), at, k->answers, &k->env);

    if (!word.n)
        word = form_say(k->form, list, S("label"), at, k->answers, &k->env);
    int depth = 0;
    for (int outer = k->form->fields[list].list; outer >= 0; outer = k->form->fields[outer].list)
        depth++;
    return str_fmt(k->w->a, "%.*s %u", STR_ARG(word), at.item[depth] + 1u);
}

/* All items of a section, each under its own legend. */
static void together_make(struct ask *k, const struct form_page *page, views *out)
{
    const struct form_field *f = &k->form->fields[page->list];
    size_t n = form_items(k->form, page->list, k->at, k->answers, &k->env);
    str name = form_input_name(k->w->a, k->form, page->list, k->at);
    size_t least = f->rules.items_min > 0 ? (size_t)f->rules.items_min : 0;

    for (size_t i = 0; i < n; i++) {
        struct part_level l = { .k = k, .page = page, .at = k->at };
        views in = { 0 };
        l.at.item[page->depth] = (uint16_t)i;
        (void)level_make(&l, 0, page->list, &in);
        str id = str_fmt(k->w->a, "%.*s.%zu", STR_ARG(name), i);
        *vec_push(out, k->w->a) =
            (struct field_view){ .kind = FIELD_GROUP,
                                 .id = str_fmt(k->w->a, "%.*s-%zu", STR_ARG(f->id), i + 1),
                                 .label = ask_item_title(k, page->list, l.at),
                                 .part = part_key(k, page, f->id, l.at),
                                 .label_size = LABEL_M,
                                 .remove = f->fixed || n <= least ? S("") : id,
                                 .children = in.v,
                                 .children_n = in.n };
    }
}

static bool full(struct ask *k, const struct form_page *page)
{
    const struct form_field *f = &k->form->fields[page->list];
    size_t n = form_items(k->form, page->list, k->at, k->answers, &k->env);
    size_t most = f->rules.items_max >= 0 ? (size_t)f->rules.items_max : FORM_ITEMS_MAX;

    return f->fixed || n >= most;
}

/* "Do you want to add another?" */
static void another_make(struct ask *k, const struct form_page *page, views *out)
{
    arena *a = k->w->a;
    const struct form_field *f = &k->form->fields[page->list];
    size_t n = val_count(form_answer(k->form, page->list, k->at, k->answers));
    str name = form_input_name(a, k->form, page->list, k->at),
        one = form_say(k->form, page->list, S("items.word"), k->at, k->answers, &k->env);
    val said = val_get(k->typed, str_cat(a, name, S("-another")));
    struct field_option *o = ARENA_ARRAY(a, struct field_option, 2);

    for (int i = 0; i < 2; i++) {
        o[i].value = i ? S("no") : S("yes");
        o[i].label = word0(k->w->page.words, i ? W_page_no : W_page_yes);
        o[i].chosen = said.tag == V_STRING && str_eq(val_text(said), o[i].value);
    }
    val args = val_with(
        a, val_null(), S("what"),
        val_str(one.n ? one
                      : form_say(k->form, page->list, S("label"), k->at, k->answers, &k->env)));
    *vec_push(out, a) =
        (struct field_view){ .kind = FIELD_RADIOS,
                             .name = str_cat(a, name, S("-another")),
                             .label = word(a, k->w->page.words,
                                           n ? W_case_add_another : W_case_add_first, args),
                             .label_size = LABEL_M,
                             .error = ask_error(k, f, k->at, ""),
                             .options = o,
                             .options_n = 2,
                             .inline_options = true };
}

size_t ask_parts(struct ask *k, struct field_view **out)
{
    const struct form_page *page = &k->form->pages[k->at.page];
    struct part_level l = { .k = k, .page = page, .at = k->at };
    views v = { 0 };

    if (page->kind == FORM_PAGE_QUESTIONS)
        (void)level_make(&l, 0, page->list, &v);
    else if (page->together)
        together_make(k, page, &v);
    else if (!full(k, page))
        another_make(k, page, &v);
    *out = v.v;
    return v.n;
}

/* Whether a row of the summary belongs to item i of the section of this page. */
static bool of_item(struct ask *k, const struct form_page *page, const struct form_row *r, size_t i)
{
    int list = k->form->fields[r->field].list;

    while (list >= 0 && list != page->list)
        list = k->form->fields[list].list;
    for (int d = 0; list >= 0 && d < page->depth; d++)
        if (r->at.item[d] != k->at.item[d])
            return false;
    return list >= 0 && r->at.item[page->depth] == i;
}

static void card_open(struct ask *k, const struct form_page *page, struct form_at item, str remove)
{
    struct page *p = &k->w->page;
    str title = ask_item_title(k, page->list, item);

    PAGE_LIT(p,
             "<div class=\"govuk-summary-card\"><div class=\"govuk-summary-card__title-wrapper\">"
             "<h2 class=\"govuk-summary-card__title\">");
    page_text(p, title);
    PAGE_LIT(p, "</h2><ul class=\"govuk-summary-card__actions\">"
                "<li class=\"govuk-summary-card__action\"><a class=\"govuk-link\" href=\"");
    page_href(p, web_url(k->w, "%.*s/%.*s", STR_ARG(k->base),
                         STR_ARG(form_at_str(k->w->a, k->form, item))));
    PAGE_LIT(p, "\">");
    page_text(p, word0(p->words, W_part_change));
    PAGE_LIT(p, "<span class=\"govuk-visually-hidden\"> ");
    page_text(p, title);
    PAGE_LIT(p, "</span></a></li>");
    if (remove.n) {
        PAGE_LIT(p, "<li class=\"govuk-summary-card__action\">");
        field_remove_button(p, remove, title);
        PAGE_LIT(p, "</li>");
    }
    PAGE_LIT(p, "</ul></div><div class=\"govuk-summary-card__content\"><dl "
                "class=\"govuk-summary-list\">");
}

static void card_row(struct page *p, const struct form_row *r)
{
    PAGE_LIT(p, "<div class=\"govuk-summary-list__row\"><dt class=\"govuk-summary-list__key\">");
    page_text(p, r->label);
    PAGE_LIT(p, "</dt><dd class=\"govuk-summary-list__value stoa-lines\">");
    page_text(p, r->display);
    PAGE_LIT(p, "</dd></div>");
}

void ask_items(struct ask *k)
{
    struct page *p = &k->w->page;
    const struct form_page *page = &k->form->pages[k->at.page];
    struct form_row *rows;

    if (page->kind != FORM_PAGE_ITEMS || page->together)
        return;
    const struct form_field *f = &k->form->fields[page->list];
    size_t n = val_count(form_answer(k->form, page->list, k->at, k->answers));
    size_t all = form_summary(k->form, k->answers, &k->env, &rows);
    str name = form_input_name(k->w->a, k->form, page->list, k->at);
    for (size_t i = 0; i < n; i++) {
        struct form_at item = k->at;
        item.page = page->first;
        item.item[page->depth] = (uint16_t)i;
        card_open(k, page, item, f->fixed ? S("") : str_fmt(k->w->a, "%.*s.%zu", STR_ARG(name), i));
        for (size_t r = 0; r < all; r++)
            if (of_item(k, page, &rows[r], i))
                card_row(p, &rows[r]);
        PAGE_LIT(p, "</dl></div></div>");
    }
}
