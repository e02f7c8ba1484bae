/* The words of a service side by side: read, and in an open draft written. */
#include "blocks/studio/change.h"

enum { TEXT_ROWS = 6, TEXT_LINE = 60, TEXT_BYTES = 32 * 1024, PAGE_ROWS = 100 };

/* What one page shows: the texts of one file, perhaps only those that lack a language. */
struct desk {
    struct scene s;
    struct text_rows rows;
    str file;
    bool missing;
    int64_t from; /* number of the first row */
};

/* file, missing and from: as the address or the form says. */
static err desk_open(struct web *w, struct desk *k, str (*say)(const struct web *, const char *))
{
    str file = say(w, "file");

    TRY(scene_open(w, &k->s));
    if (!k->s.v)
        return REFUSED(ERR_MISSING);
    texts_of(&k->s, &k->rows);
    k->missing = say(w, "missing").n > 0;
    (void)!failed(str_to_i64(say(w, "from"), &k->from));
    k->file = S("service.yaml");
    for (size_t i = 0; i < k->rows.v.n; i++)
        if (str_eq(k->rows.v.v[i].file, file))
            k->file = k->rows.v.v[i].file;
    return OK;
}

static bool lacks_one(const struct desk *k, const struct text_row *r)
{
    for (size_t i = 0; i < k->s.site->n_langs; i++)
        if (!r->texts[i].n && !(r->files && !r->files[i].n))
            return true;
    return false;
}

static bool is_shown(const struct desk *k, const struct text_row *r)
{
    return str_eq(r->file, k->file) && (!k->missing || lacks_one(k, r));
}

/* "child_name.label.vi"; the page is about one file. */
static str field_name(arena *a, const struct text_row *r, str lang)
{
    return str_fmt(a, "%.*s%s%.*s.%.*s", STR_ARG(r->element), r->element.n ? "." : "",
                   STR_ARG(r->property), STR_ARG(lang));
}

static bool is_writable(const struct text_row *r, size_t lang)
{
    return r->kind == TEXT_LETTER ? r->files[lang].n > 0 : lang > 0 || !r->fixed;
}

/* ---- the page to read ---- */

static err show_table(struct desk *k)
{
    struct web *w = k->s.w;
    const struct site *site = k->s.site;
    struct v_studio_words v = { .title = word0(w->page.words, W_studio_part_words),
                                .service = k->s.title,
                                .back = web_url(w, "%.*s", STR_ARG(k->s.base)),
                                .first = site->langs[0].code,
                                .missing = k->rows.missing };
    str *langs = ARENA_ARRAY(w->a, str, site->n_langs + 1);
    struct v_studio_words_row *rows = ARENA_ARRAY(w->a, struct v_studio_words_row, k->rows.v.n + 1);

    for (size_t i = 0; i < site->n_langs; i++)
        langs[v.langs_n++] = site->langs[i].name;
    for (size_t i = 0; i < k->rows.v.n; i++) {
        const struct text_row *r = &k->rows.v.v[i];
        struct v_studio_words_text *x =
            ARENA_ARRAY(w->a, struct v_studio_words_text, site->n_langs + 1);
        for (size_t g = 0; g < site->n_langs; g++)
            x[g] = (struct v_studio_words_text){ site->langs[g].code, site->langs[g].name,
                                                 r->texts[g].n ? r->texts[g] : STR_NULL };
        rows[i] = (struct v_studio_words_row){ .element = r->element.n ? r->element : r->property,
                                               .property = r->element.n ? r->property : S("text"),
                                               .file = r->file,
                                               .texts = x,
                                               .texts_n = site->n_langs };
    }
    v.langs = langs;
    v.rows = rows;
    v.rows_n = k->rows.v.n;
    return STUDIO_SEND(w, studio_words, &v, 200);
}

/* ---- the page to write ---- */

/* What each text of the row was when the page was made: who changes one takes nothing back of what
 * others did meanwhile to its neighbours. */
static str row_mark(struct desk *k, const struct text_row *r)
{
    buf b;

    buf_init(&b, k->s.w->a, 64);
    for (size_t i = 0; i < k->s.site->n_langs; i++)
        buf_fmt(&b, "%016llx", (unsigned long long)str_hash(str_trim(r->texts[i])));
    return buf_str(&b);
}

/* The text as it is to be: what was typed where it was changed, else as it is. */
static str text_wanted(struct desk *k, const struct text_row *r, size_t lang)
{
    struct web *w = k->s.w;
    str typed = web_field(w, str_zdup(w->a, field_name(w->a, r, k->s.site->langs[lang].code)));
    str mark = web_field(w, str_zdup(w->a, field_name(w->a, r, S("was"))));

    if (!typed.p || mark.n != 16 * k->s.site->n_langs)
        return str_trim(r->texts[lang]);
    typed = str_trim(lines_of(w->a, typed));
    str seen = str_fmt(w->a, "%016llx", (unsigned long long)str_hash(typed));
    return str_eq(seen, str_sub(mark, 16 * lang, 16)) ? str_trim(r->texts[lang]) : typed;
}

/* What is wrong, by the field's name. */
struct wrongs {
    map by_field; /* str * */
};

static void wrong(struct web *w, struct wrongs *out, str name, enum word_id word, str what)
{
    str *said = ARENA_NEW(w->a, str);
    struct val_entry arg = { S("what"), val_str(what) };

    *said = what.p ? page_word_str(&w->page, word, &arg, 1) : word0(w->page.words, word);
    map_put(&out->by_field, w->a, name, said);
}

/* One text: checked where it or the first language's was changed, written where it was. */
static void lang_write(struct desk *k, struct change *c, const struct text_row *r, size_t i,
                       bool first_changed, struct wrongs *out)
{
    struct web *w = k->s.w;
    str name = field_name(w->a, r, k->s.site->langs[i].code);
    str now = text_wanted(k, r, i), was = r->texts[i];
    bool changed = !str_eq(now, str_trim(was));
    str odd = i && now.n && (changed || first_changed)
                  ? placeholder_odd(w->a, text_wanted(k, r, 0), now)
                  : STR_NULL;

    if (odd.p)
        wrong(w, out, name, W_studio_placeholder_odd, odd);
    else if (changed && !now.n && (!i || r->kind == TEXT_LETTER))
        wrong(w, out, name, W_studio_text_needed, STR_NULL);
    else if (changed && now.n > TEXT_BYTES)
        wrong(w, out, name, W_studio_too_large, STR_NULL);
    if (!changed || map_get(&out->by_field, name))
        return;
    if (now.n && str_ends(was, S("\n"))) /* paragraphs keep their last line end */
        now = str_cat(w->a, now, S("\n"));
    if (!text_write(c, r, i, now))
        wrong(w, out, name, W_studio_text_fixed, STR_NULL);
}

static void row_write(struct desk *k, struct change *c, const struct text_row *r,
                      struct wrongs *out)
{
    bool first_changed = !str_eq(text_wanted(k, r, 0), str_trim(r->texts[0]));

    for (size_t i = 0; i < k->s.site->n_langs; i++)
        if (is_writable(r, i))
            lang_write(k, c, r, i, first_changed, out);
}

/* What the text is, in the reader's words: by the last part of its name, or the list it is in. */
static enum word_id kind_word(const struct text_row *r)
{
    static const struct {
        const char *property;
        enum word_id word;
    } known[] = {
        { "title", W_studio_set_title },
        { "summary", W_studio_set_summary },
        { "description", W_studio_set_description },
        { "who", W_studio_text_who },
        { "next_steps", W_studio_text_next_steps },
        { "declaration", W_studio_text_declaration },
        { "how", W_studio_appeal_how },
        { "limit_from", W_studio_set_limit_from },
        { "page.title", W_studio_text_page_title },
        { "hint", W_studio_text_hint },
        { "check.text", W_studio_text_check },
        { "text", W_studio_text_note },
        { "subject", W_studio_text_subject },
        { "name", W_studio_text_step },
    };
    size_t dot = str_rfind_char(r->property, '.');
    str last = !r->element.n && dot != SIZE_MAX ? str_from(r->property, dot + 1) : r->property;

    if (str_starts(r->property, S("options.")))
        return W_studio_text_option;
    if (str_eq(last, S("label")))
        return r->kind == TEXT_FORM ? W_studio_text_question : W_studio_text_column;
    FOR_EACH(known, x)
        if (str_eq(last, str_z(x->property)))
            return x->word;
    return W_NONE;
}

/* "Question (applicant_role)". */
static str row_label(struct desk *k, const struct text_row *r)
{
    arena *a = k->s.w->a;
    enum word_id id = kind_word(r);
    str where = r->element.n ? r->element : r->property;

    if (str_starts(r->property, S("options.")))
        where = str_fmt(a, "%.*s: %.*s", STR_ARG(where), STR_ARG(str_from(r->property, 8)));
    if (id == W_NONE)
        return r->element.n ? str_fmt(a, "%.*s: %.*s", STR_ARG(where), STR_ARG(r->property))
                            : where;
    str said = word0(k->s.w->page.words, id);
    bool alone = !r->element.n && str_find_char(where, '.', 0) == SIZE_MAX;
    return alone ? said : str_fmt(a, "%.*s (%.*s)", STR_ARG(said), STR_ARG(where));
}

/* As many as the longest of a row's texts needs, so that they stand side by side. */
static unsigned row_lines(struct desk *k, const struct text_row *r)
{
    size_t most = 1;

    for (size_t i = 0; i < k->s.site->n_langs; i++) {
        str text = r->texts[i];
        size_t n = 1 + text.n / TEXT_LINE;
        for (size_t c = 0; c < text.n; c++)
            n += text.p[c] == '\n';
        most = MAX(most, n);
    }
    return (unsigned)MIN(most, (size_t)TEXT_ROWS);
}

static struct field_view text_field(struct desk *k, const struct text_row *r, size_t i,
                                    const struct wrongs *bad)
{
    struct web *w = k->s.w;
    const struct site_lang *g = &k->s.site->langs[i];
    str name = field_name(w->a, r, g->code), *said = bad ? map_get(&bad->by_field, name) : NULL;
    str value = bad ? text_wanted(k, r, i) : r->texts[i], hint = STR_NULL;

    if (!r->texts[i].n)
        hint = word0(w->page.words, W_studio_missing);
    else if (bad && w->status == 409 && !str_eq(value, str_trim(r->texts[i])))
        hint = str_fmt(w->a, "%.*s: %.*s", STR_ARG(word0(w->page.words, W_studio_theirs)),
                       STR_ARG(str_trim(r->texts[i])));
    return (struct field_view){ .kind = FIELD_TEXTAREA,
                                .name = name,
                                .label = g->name,
                                .value = value.p ? value : S(""),
                                .lang = g->code,
                                .rows = row_lines(k, r),
                                .readonly = !is_writable(r, i),
                                .hint = hint,
                                .error = said ? *said : STR_NULL };
}

static struct field_view row_field(struct desk *k, const struct text_row *r,
                                   const struct wrongs *bad)
{
    arena *a = k->s.w->a;
    size_t n = k->s.site->n_langs;
    struct field_view *texts = ARENA_ARRAY(a, struct field_view, n), *row;

    for (size_t i = 0; i < n; i++)
        texts[i] = text_field(k, r, i, bad);
    row = ARENA_ARRAY(a, struct field_view, 2);
    row[0] = (struct field_view){ .kind = FIELD_ROW, .children = texts, .children_n = n };
    row[1] = (struct field_view){ .kind = FIELD_HIDDEN,
                                  .name = field_name(a, r, S("was")),
                                  .value = row_mark(k, r) };
    return (struct field_view){ .kind = FIELD_GROUP,
                                .name = field_name(a, r, S("all")),
                                .label = row_label(k, r),
                                .label_size = LABEL_S,
                                .children = row,
                                .children_n = 2 };
}

static url texts_url(struct desk *k, str file, bool missing, int64_t from)
{
    return web_url(k->s.w, "%.*s/words?file=%.*s%s&from=%lld", STR_ARG(k->s.base), STR_ARG(file),
                   missing ? "&missing=1" : "", (long long)from);
}

static void files_part(struct desk *k, struct v_studio_texts *v)
{
    struct web *w = k->s.w;
    VEC(struct v_studio_texts_file) files = { 0 };

    for (size_t i = 0; i < k->rows.v.n; i++) {
        const struct text_row *r = &k->rows.v.v[i];
        struct v_studio_texts_file *f = NULL;
        for (size_t j = 0; j < files.n && !f; j++)
            if (str_eq(files.v[j].name, r->file))
                f = &files.v[j];
        if (!f) {
            f = vec_push(&files, w->a);
            *f = (struct v_studio_texts_file){ .name = r->file,
                                               .now = str_eq(r->file, k->file),
                                               .href = texts_url(k, r->file, k->missing, 0) };
        }
        f->missing += lacks_one(k, r);
    }
    v->files = files.v;
    v->files_n = files.n;
}

static err texts_page(struct desk *k, const struct wrongs *bad, str problem, int status)
{
    struct web *w = k->s.w;
    struct v_studio_texts v = { .draft = k->s.d.id,
                                .title = word0(w->page.words, W_studio_part_words),
                                .service = k->s.d.title,
                                .back = web_url(w, "%.*s", STR_ARG(k->s.base)),
                                .file = k->file,
                                .seen = status == 422 ? seen_field(w) : k->s.d.version,
                                .problem = problem,
                                .only = k->missing,
                                .missing = k->rows.missing };
    VEC(struct field_view) fields = { 0 };

    int64_t n = 0;

    v.all = texts_url(k, k->file, !k->missing, 0);
    for (size_t i = 0; i < k->rows.v.n; i++) {
        if (!is_shown(k, &k->rows.v.v[i]))
            continue;
        if (n >= k->from && n < k->from + PAGE_ROWS)
            *vec_push(&fields, w->a) = row_field(k, &k->rows.v.v[i], bad);
        n++;
    }
    if (n > k->from + PAGE_ROWS)
        v.more = texts_url(k, k->file, k->missing, k->from + PAGE_ROWS);
    v.from = k->from;
    v.fields = fields.v;
    v.fields_n = fields.n;
    files_part(k, &v);
    return STUDIO_SEND(w, studio_texts, &v, status);
}

err studio_show_texts(struct web *w)
{
    struct desk k = { 0 };

    TRY(desk_open(w, &k, web_query));
    return scene_editable(&k.s) && k.s.v ? texts_page(&k, NULL, STR_NULL, 200) : show_table(&k);
}

static err back_to(struct web *w, const struct desk *k)
{
    return web_redirect(w, str_fmt(w->a, "%.*s/words?file=%.*s%s&from=%lld", STR_ARG(k->s.base),
                                   STR_ARG(k->file), k->missing ? "&missing=1" : "",
                                   (long long)k->from));
}

err studio_prepare_texts(struct web *w)
{
    struct desk k = { 0 };
    struct wrongs bad = { 0 };
    struct change c = { .s = &k.s };

    TRY(desk_open(w, &k, web_field));
    for (size_t i = 0; i < k.rows.v.n; i++)
        if (str_eq(k.rows.v.v[i].file, k.file))
            row_write(&k, &c, &k.rows.v.v[i], &bad);
    if (bad.by_field.n)
        return texts_page(&k, &bad, STR_NULL, 422);
    if (!c.files.n)
        return back_to(w, &k);
    change_input(&c, seen_field(w));
    return OK;
}

err studio_again_texts(struct web *w)
{
    struct desk k = { 0 };
    struct wrongs none = { 0 };

    if (w->status != 422 && w->status != 409 && w->status != 413)
        return web_refused(w);
    TRY(desk_open(w, &k, web_field));
    return texts_page(&k, &none, web_refusal_text(w, &w->refusals[0]), w->status);
}

err studio_to_texts(struct web *w)
{
    struct desk k = { 0 };

    TRY(desk_open(w, &k, web_field));
    return back_to(w, &k);
}
