#include "press/doc.h"

static const char *const kinds[PRESS_KINDS] = {
    [PRESS_HEADING] = "heading", [PRESS_PARAGRAPH] = "paragraph", [PRESS_LIST] = "list",
    [PRESS_TABLE] = "table",     [PRESS_FACTS] = "facts",         [PRESS_RULE] = "rule",
    [PRESS_QR] = "qr",           [PRESS_SEAL] = "seal",           [PRESS_ASK] = "ask",
    [PRESS_SPACE] = "space",     [PRESS_PAGE] = "page",
};

/* ---- from a value ---- */

static err run_from(val v, struct press_run *out)
{
    if (v.tag == V_STRING) {
        *out = (struct press_run){ .text = val_text(v) };
        return OK;
    }
    if (v.tag != V_CONTEXT || val_get(v, S("text")).tag != V_STRING)
        return REFUSED(ERR_TYPE);
    *out = (struct press_run){ val_get_text(v, S("text")), val_get_bool(v, S("bold")),
                               val_get_bool(v, S("italic")), val_get_text(v, S("link")) };
    return OK;
}

static err text_from(arena *a, val v, struct press_text *out)
{
    size_t n = v.tag == V_LIST ? v.n : val_is_null(v) ? 0 : 1;
    struct press_run *r = ARENA_ARRAY(a, struct press_run, n + 1);

    for (size_t i = 0; i < n; i++)
        TRY(run_from(v.tag == V_LIST ? val_at(v, i) : v, &r[i]));
    *out = (struct press_text){ r, n };
    return OK;
}

static err texts_from(arena *a, val list, const struct press_text **out, size_t *n)
{
    struct press_text *t = ARENA_ARRAY(a, struct press_text, val_count(list) + 1);

    if (!val_is_null(list) && list.tag != V_LIST)
        return REFUSED(ERR_TYPE);
    for (size_t i = 0; i < val_count(list); i++)
        TRY(text_from(a, val_at(list, i), &t[i]));
    *out = t;
    *n = val_count(list);
    return OK;
}

static err rows_from(arena *a, val list, struct press_block *b)
{
    struct press_row *r = ARENA_ARRAY(a, struct press_row, val_count(list) + 1);

    if (!val_is_null(list) && list.tag != V_LIST)
        return REFUSED(ERR_TYPE);
    for (size_t i = 0; i < val_count(list); i++)
        TRY(texts_from(a, val_at(list, i), &r[i].cells, &r[i].n));
    b->rows = r;
    b->n_rows = val_count(list);
    return OK;
}

static err block_from(arena *a, val v, struct press_block *out)
{
    str kind = val_get_text(v, S("kind"));
    struct press_block b = { 0 };

    while (b.kind < PRESS_KINDS && !str_eq(kind, str_z(kinds[b.kind])))
        b.kind++;
    if (b.kind == PRESS_KINDS)
        return REFUSED(ERR_TYPE);
    b.level = (int)val_get_i64(v, S("level"), b.kind == PRESS_HEADING);
    b.ordered = val_get_bool(v, S("ordered"));
    b.row_headers = val_get_bool(v, S("row_headers"));
    b.header_rows = (size_t)val_get_i64(v, S("header_rows"), 0);
    b.data = val_get_text(v, S("data"));
    b.alt = val_get_text(v, S("alt"));
    TRY(text_from(a, val_get(v, S("text")), &b.text));
    TRY(texts_from(a, val_get(v, S("items")), &b.items, &b.n_items));
    TRY(rows_from(a, val_get(v, S("rows")), &b));
    *out = b;
    return OK;
}

static err lines_from(arena *a, val list, const str **out, size_t *n)
{
    str *s = ARENA_ARRAY(a, str, val_count(list) + 1);

    if (!val_is_null(list) && list.tag != V_LIST)
        return REFUSED(ERR_TYPE);
    for (size_t i = 0; i < val_count(list); i++) {
        s[i] = val_text(val_at(list, i));
        if (!s[i].p)
            return REFUSED(ERR_TYPE);
    }
    *out = s;
    *n = val_count(list);
    return OK;
}

/* The members that are plain strings. */
static const struct {
    const char *name;
    size_t at;
} strings[] = {
    { "title", offsetof(struct press_doc, title) },
    { "language", offsetof(struct press_doc, language) },
    { "author", offsetof(struct press_doc, author) },
    { "subject", offsetof(struct press_doc, subject) },
    { "number", offsetof(struct press_doc, number) },
    { "office", offsetof(struct press_doc, office) },
    { "authority", offsetof(struct press_doc, authority) },
    { "page_words", offsetof(struct press_doc, page_words) },
    { "foot", offsetof(struct press_doc, foot) },
    { "specimen", offsetof(struct press_doc, specimen) },
    { "accent", offsetof(struct press_doc, accent) },
    { "data_name", offsetof(struct press_doc, data_name) },
    { "data_json", offsetof(struct press_doc, data_json) },
};

err press_doc_from_val(arena *a, val v, struct press_doc *out)
{
    val blocks = val_get(v, S("blocks")), made = val_get(v, S("made"));
    struct press_doc d = { 0 };
    struct press_block *b;

    if (v.tag != V_CONTEXT || blocks.tag != V_LIST)
        return REFUSED(ERR_TYPE);
    FOR_EACH(strings, s)
        *(str *)((char *)&d + s->at) = val_get_text(v, str_z(s->name));
    if (str_empty(d.title))
        return REFUSED(ERR_MISSING);
    d.certificate = val_get_bool(v, S("certificate"));
    if (made.tag == V_STRING)
        TRY(instant_parse(val_text(made), &d.made));
    TRY(lines_from(a, val_get(v, S("contact")), &d.contact, &d.n_contact));
    TRY(lines_from(a, val_get(v, S("address")), &d.address, &d.n_address));
    b = ARENA_ARRAY(a, struct press_block, val_count(blocks) + 1);
    for (size_t i = 0; i < val_count(blocks); i++)
        TRY(block_from(a, val_at(blocks, i), &b[i]));
    d.blocks = b;
    d.n_blocks = val_count(blocks);
    *out = d;
    return OK;
}

/* ---- to a value ---- */

static void put_str(val_builder *b, str key, str s)
{
    if (s.n)
        val_put(b, key, val_str(s));
}

static void put_flag(val_builder *b, str key, bool on)
{
    if (on)
        val_put(b, key, val_bool(true));
}

static val run_to(arena *a, const struct press_run *r)
{
    val_builder b = val_build(a);

    if (!r->bold && !r->italic && !r->link.n)
        return val_str(r->text.p ? r->text : S(""));
    val_put(&b, S("text"), val_str(r->text));
    put_flag(&b, S("bold"), r->bold);
    put_flag(&b, S("italic"), r->italic);
    put_str(&b, S("link"), r->link);
    return val_done(&b);
}

static val text_to(arena *a, const struct press_text *t)
{
    val *v = ARENA_ARRAY(a, val, t->n + 1);

    for (size_t i = 0; i < t->n; i++)
        v[i] = run_to(a, &t->v[i]);
    return val_list(v, t->n);
}

static val texts_to(arena *a, const struct press_text *t, size_t n)
{
    val *v = ARENA_ARRAY(a, val, n + 1);

    for (size_t i = 0; i < n; i++)
        v[i] = text_to(a, &t[i]);
    return val_list(v, n);
}

static val block_to(arena *a, const struct press_block *k)
{
    val_builder b = val_build(a);
    val *rows = ARENA_ARRAY(a, val, k->n_rows + 1);

    for (size_t i = 0; i < k->n_rows; i++)
        rows[i] = texts_to(a, k->rows[i].cells, k->rows[i].n);
    val_put(&b, S("kind"), val_str(str_z(kinds[k->kind])));
    if (k->level)
        val_put(&b, S("level"), val_int(k->level));
    put_flag(&b, S("ordered"), k->ordered);
    put_flag(&b, S("row_headers"), k->row_headers);
    if (k->header_rows)
        val_put(&b, S("header_rows"), val_int((int64_t)k->header_rows));
    put_str(&b, S("data"), k->data);
    put_str(&b, S("alt"), k->alt);
    if (k->text.n)
        val_put(&b, S("text"), text_to(a, &k->text));
    if (k->n_items)
        val_put(&b, S("items"), texts_to(a, k->items, k->n_items));
    if (k->n_rows)
        val_put(&b, S("rows"), val_list(rows, k->n_rows));
    return val_done(&b);
}

static val lines_to(arena *a, const str *s, size_t n)
{
    val *v = ARENA_ARRAY(a, val, n + 1);

    for (size_t i = 0; i < n; i++)
        v[i] = val_str(s[i]);
    return val_list(v, n);
}

val press_doc_to_val(arena *a, const struct press_doc *d)
{
    val_builder b = val_build(a);
    val *blocks = ARENA_ARRAY(a, val, d->n_blocks + 1);

    for (size_t i = 0; i < d->n_blocks; i++)
        blocks[i] = block_to(a, &d->blocks[i]);
    FOR_EACH(strings, s)
        put_str(&b, str_z(s->name), *(const str *)((const char *)d + s->at));
    put_flag(&b, S("certificate"), d->certificate);
    val_put(&b, S("made"), val_str(instant_str(a, d->made)));
    val_put(&b, S("contact"), lines_to(a, d->contact, d->n_contact));
    val_put(&b, S("address"), lines_to(a, d->address, d->n_address));
    val_put(&b, S("blocks"), val_list(blocks, d->n_blocks));
    return val_done(&b);
}
