/* A letter that is filled in, laid out for the press: as it is sealed, or as a specimen. */
#include "blocks/document/own.h"
#include "letter/letter.h"
#include "text/name.h"

/* ---- letter to blocks ---- */

struct runs {
    arena *a;
    VEC(struct press_run) v;
    bool bold, italic;
    str link;
};

static void inlines(struct runs *r, const struct letter_node *n)
{
    for (; n; n = n->next) {
        struct runs before = *r;
        switch (n->kind) {
        case LETTER_TEXT:
        case LETTER_CODE:
            *vec_push(&r->v, r->a) = (struct press_run){ n->text, r->bold, r->italic, r->link };
            continue;
        case LETTER_SPACE:
            *vec_push(&r->v, r->a) = (struct press_run){ S(" "), r->bold, r->italic, r->link };
            continue;
        case LETTER_BREAK:
            *vec_push(&r->v, r->a) = (struct press_run){ S("\n"), r->bold, r->italic, r->link };
            continue;
        case LETTER_STRONG:
            r->bold = true;
            break;
        case LETTER_EMPH:
            r->italic = true;
            break;
        case LETTER_LINK:
            r->link = n->href;
            break;
        default:
            break;
        }
        inlines(r, n->first);
        r->bold = before.bold;
        r->italic = before.italic;
        r->link = before.link;
    }
}

static struct press_text text_of(arena *a, const struct letter_node *first)
{
    struct runs r = { .a = a, .link = S("") };

    inlines(&r, first);
    return (struct press_text){ r.v.v, r.v.n };
}

static size_t count(const struct letter_node *n)
{
    size_t k = 0;

    for (; n; n = n->next)
        k++;
    return k;
}

static struct press_block list_of(arena *a, const struct letter_node *n)
{
    struct press_text *items = ARENA_ARRAY(a, struct press_text, count(n->first) + 1);
    size_t k = 0;

    for (const struct letter_node *i = n->first; i; i = i->next)
        items[k++] =
            text_of(a, i->first && i->first->kind == LETTER_PARAGRAPH ? i->first->first : i->first);
    return (struct press_block){
        .kind = PRESS_LIST, .ordered = n->ordered, .items = items, .n_items = k
    };
}

static bool empty_header(const struct letter_node *row)
{
    for (const struct letter_node *c = row ? row->first : NULL; c; c = c->next)
        if (c->first)
            return false;
    return row != NULL;
}

static struct press_block table_of(arena *a, const struct letter_node *n)
{
    bool facts = n->columns == 2 && empty_header(n->first);
    const struct letter_node *first = facts ? n->first->next : n->first;
    struct press_row *rows = ARENA_ARRAY(a, struct press_row, count(first) + 1);
    size_t k = 0;

    for (const struct letter_node *r = first; r; r = r->next) {
        struct press_text *cells = ARENA_ARRAY(a, struct press_text, n->columns + 1);
        size_t m = 0;
        for (const struct letter_node *c = r->first; c && m < n->columns; c = c->next)
            cells[m++] = text_of(a, c->first);
        rows[k++] = (struct press_row){ cells, m };
    }
    return (struct press_block){ .kind = facts ? PRESS_FACTS : PRESS_TABLE,
                                 .rows = rows,
                                 .n_rows = k,
                                 .header_rows = facts ? 0 : 1 };
}

static void blocks_of_letter(arena *a, const struct letter_doc *d, struct press_doc *out,
                             size_t more)
{
    struct press_block *b = ARENA_ARRAY(a, struct press_block, count(d->root->first) + more + 1);
    size_t k = 0;

    for (const struct letter_node *n = d->root->first; n; n = n->next) {
        if (n->kind == LETTER_HEADING)
            b[k++] = (struct press_block){ .kind = PRESS_HEADING,
                                           .level = n->level,
                                           .text = text_of(a, n->first) };
        else if (n->kind == LETTER_LIST)
            b[k++] = list_of(a, n);
        else if (n->kind == LETTER_TABLE)
            b[k++] = table_of(a, n);
        else if (n->kind == LETTER_RULE)
            b[k++] = (struct press_block){ .kind = PRESS_RULE };
        else
            b[k++] = (struct press_block){
                .kind = PRESS_PARAGRAPH,
                .text = text_of(a, n->kind == LETTER_QUOTE && n->first ? n->first->first : n->first)
            };
    }
    out->blocks = b;
    out->n_blocks = k;
}

/* ---- the document ---- */

static str show_value(void *user, arena *a, val v)
{
    const struct document_lay *l = user;
    const struct locale *locale = wording_locale(l->words);

    if (v.tag == V_DATE)
        return locale_date(a, locale, (day){ v.m }, DATE_LONG);
    if (name_is(v))
        return name_shown(a, v);
    return val_is_number(v) ? locale_number(a, locale, v) : STR_NULL;
}

static struct press_text plain(arena *a, str s)
{
    struct press_run *r = ARENA_NEW(a, struct press_run);

    *r = (struct press_run){ .text = s, .link = S("") };
    return (struct press_text){ r, 1 };
}

static void seal_block(const struct document_lay *l, struct press_doc *doc)
{
    arena *a = l->a;
    struct press_block *b = (struct press_block *)doc->blocks;
    str office = l->office ? site_text(l->site, l->office->name, l->lang) : S("");
    val_builder args = val_build(a), qr = val_build(a);

    val_put(&args, S("office"), val_str(office));
    if (!l->specimen)
        val_put(&args, S("day"), val_day(l->issued));
    val_put(&qr, S("address"), val_str(l->address));
    struct press_text *words = ARENA_ARRAY(a, struct press_text, 1);
    enum word_id leads = l->appeal ? W_document_qr_appeal : W_document_qr_text;
    words[0] = plain(a, word(a, l->words, leads, val_done(&qr)));
    b[doc->n_blocks++] = (struct press_block){
        .kind = PRESS_SEAL,
        .text = plain(a, word(a, l->words,
                              l->specimen ? W_document_specimen_seal : W_document_seal_text,
                              val_done(&args))),
        .data = l->address,
        .alt = word0(l->words, W_document_qr_alt),
        .items = words,
        .n_items = 1
    };
}

static void letterhead(const struct document_lay *l, struct press_doc *doc)
{
    const struct office *o = l->office;
    str *contact = ARENA_ARRAY(l->a, str, o ? o->n_address + 3 : 1);

    doc->authority = site_text(l->site, l->site->name, l->lang);
    if (!o)
        return;
    doc->office = site_text(l->site, o->name, l->lang);
    for (size_t i = 0; i < o->n_address; i++)
        contact[doc->n_contact++] = o->address[i];
    contact[doc->n_contact++] = str_fmt(l->a, "%.*s %.*s", STR_ARG(o->postcode), STR_ARG(o->place));
    if (o->telephone.n)
        contact[doc->n_contact++] = o->telephone;
    doc->contact = contact;
}

static void frame(const struct document_lay *l, str title, val data, struct press_doc *out)
{
    *out = (struct press_doc){ .title = title,
                               .language = l->lang,
                               .number = l->number,
                               .certificate = l->address.n > 0,
                               .made = l->made,
                               .page_words = word0(l->words, W_document_page_of) };
    if (l->specimen) {
        out->specimen = word0(l->words, W_document_specimen);
    } else {
        out->data_name = S("data.json");
        out->data_json = val_json_str(l->a, data);
    }
    letterhead(l, out);
    out->author = out->office;
}

err document_lay(const struct document_lay *l, struct press_doc *out)
{
    arena *a = l->a;
    struct letter_show show = { show_value, (void *)l };
    val data = l->data.tag == V_CONTEXT ? l->data : val_null();
    struct feel_env env;
    struct letter_doc *d;

    feel_env_init(&env, a, l->now);
    if (l->number.n) {
        data = val_with(a, data, S("document_number"), val_str(l->number));
        data = val_with(a, data, S("issued"), val_day(l->issued));
    }
    TRY(letter_render(a, l->letter, data, &env, &show, &d, NULL));
    frame(l, d->subject.n ? d->subject : l->title, data, out);
    blocks_of_letter(a, d, out, 1);
    if (l->address.n)
        seal_block(l, out);
    return OK;
}

void document_lay_facts(const struct document_lay *l, str lead, const struct document_fact *facts,
                        size_t n, struct press_doc *out)
{
    struct press_block *b = ARENA_ARRAY(l->a, struct press_block, 4);
    struct press_row *rows = ARENA_ARRAY(l->a, struct press_row, n + 1);

    frame(l, l->title, l->data, out);
    for (size_t i = 0; i < n; i++) {
        struct press_text *cells = ARENA_ARRAY(l->a, struct press_text, 2);
        cells[0] = plain(l->a, facts[i].label);
        cells[1] = plain(l->a, facts[i].value);
        rows[i] = (struct press_row){ cells, 2 };
    }
    b[0] = (struct press_block){ .kind = PRESS_HEADING, .level = 1, .text = plain(l->a, l->title) };
    b[1] = (struct press_block){ .kind = PRESS_PARAGRAPH, .text = plain(l->a, lead) };
    b[2] = (struct press_block){ .kind = PRESS_FACTS, .rows = rows, .n_rows = n };
    out->blocks = b;
    out->n_blocks = 3;
    seal_block(l, out);
}
