/* After the commit: letter to press, press to seal, sealed PDF to the store. */
#include "act/face.h"
#include "blocks/document/own.h"
#include "conf/conf.h"
#include "letter/letter.h"
#include "os/zone.h"
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

void blocks_of_letter(arena *a, const struct letter_doc *d, struct press_doc *out, size_t more)
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

struct made {
    struct job_run *j;
    struct q_document d;
    const struct service *v;
    const struct face *face;
    val data, code;
};

static str show_value(void *user, arena *a, val v)
{
    struct made *m = user;
    const struct locale *l = wording_locale(m->face->words);

    if (v.tag == V_DATE)
        return locale_date(a, l, (day){ v.m }, DATE_LONG);
    if (name_is(v))
        return name_shown(a, v);
    return val_is_number(v) ? locale_number(a, l, v) : STR_NULL;
}

static str verify_address(struct made *m)
{
    str u = m->j->boot->conf ? conf_text(m->j->boot->conf, "public-url") : STR_NULL;

    return str_fmt(m->j->a, "%.*s/verify/%.*s", STR_ARG(u.n ? u : S("http://localhost:8080")),
                   STR_ARG(val_text(m->code)));
}

static struct press_text plain(arena *a, str s)
{
    struct press_run *r = ARENA_NEW(a, struct press_run);

    *r = (struct press_run){ .text = s, .link = S("") };
    return (struct press_text){ r, 1 };
}

static void seal_blocks(struct made *m, struct press_doc *doc, const struct office *o)
{
    arena *a = m->j->a;
    const struct site *s = m->j->boot->site;
    struct press_block *b = (struct press_block *)doc->blocks;
    str address = verify_address(m), office = o ? site_text(s, o->name, m->face->lang) : S("");
    val_builder args = val_build(a), qr = val_build(a);

    val_put(&args, S("office"), val_str(office));
    val_put(&args, S("day"), val_day(zone_day(m->j->boot->zone, (instant){ m->d.issued })));
    val_put(&qr, S("address"), val_str(address));
    struct press_text *words = ARENA_ARRAY(a, struct press_text, 1);
    words[0] = plain(a, word(a, m->face->words, W_document_qr_text, val_done(&qr)));
    b[doc->n_blocks++] = (struct press_block){
        .kind = PRESS_SEAL,
        .text = plain(a, word(a, m->face->words, W_document_seal_text, val_done(&args))),
        .data = address,
        .alt = word0(m->face->words, W_document_qr_alt),
        .items = words,
        .n_items = 1
    };
}

static void letterhead(struct made *m, struct press_doc *doc, const struct office *o)
{
    const struct site *s = m->j->boot->site;
    str *contact = ARENA_ARRAY(m->j->a, str, o ? o->n_address + 3 : 1);

    doc->authority = site_text(s, s->name, m->face->lang);
    if (!o)
        return;
    doc->office = site_text(s, o->name, m->face->lang);
    for (size_t i = 0; i < o->n_address; i++)
        contact[doc->n_contact++] = o->address[i];
    contact[doc->n_contact++] =
        str_fmt(m->j->a, "%.*s %.*s", STR_ARG(o->postcode), STR_ARG(o->place));
    if (o->telephone.n)
        contact[doc->n_contact++] = o->telephone;
    doc->contact = contact;
}

static err compose(struct made *m, struct press_doc *doc)
{
    arena *a = m->j->a;
    const struct service_letter *l = NULL;
    struct feel_env env;
    struct letter_doc *d;
    struct letter_show show = { show_value, m };
    const struct office *o = site_office(m->j->boot->site, m->d.authority);

    for (size_t i = 0; i < m->v->n_outputs; i++)
        if (str_eq(m->v->outputs[i].id, m->d.output))
            l = service_letter(m->v, m->v->outputs[i].letter, m->d.lang, m->v->first_lang);
    if (!l || !l->letter)
        return REFUSED(ERR_MISSING);
    feel_env_init(&env, a, m->j->now);
    val data = val_with(a, m->data.tag == V_CONTEXT ? m->data : val_null(), S("document_number"),
                        val_str(m->d.number));
    data = val_with(a, data, S("issued"),
                    val_day(zone_day(m->j->boot->zone, (instant){ m->d.issued })));
    TRY(letter_render(a, l->letter, data, &env, &show, &d, NULL));
    *doc = (struct press_doc){ .title = d->subject,
                               .language = m->d.lang,
                               .number = m->d.number,
                               .certificate = true,
                               .made = { m->d.issued },
                               .page_words = word0(m->face->words, W_document_page_of),
                               .data_name = S("data.json"),
                               .data_json = val_json_str(a, data) };
    if (!doc->title.n)
        doc->title = document_title(m->j->boot->site, m->d.service, m->d.output, m->d.lang);
    letterhead(m, doc, o);
    doc->author = doc->office;
    blocks_of_letter(a, d, doc, 1);
    seal_blocks(m, doc, o);
    return OK;
}

static err print(struct made *m, str *pdf)
{
    struct press_doc doc;
    arena *a = m->j->a;
    val_builder seal = val_build(a), ask = val_build(a);
    val answer;

    TRY(compose(m, &doc));
    val_put(&seal, S("reason"), val_str(doc.title));
    val_put(&seal, S("location"), val_str(doc.authority));
    val_put(&seal, S("at"), val_str(instant_str(a, m->j->now)));
    val_put(&ask, S("do"), VAL_S("render"));
    val_put(&ask, S("doc"), press_doc_to_val(a, &doc));
    val_put(&ask, S("seal"), val_done(&seal));
    TRY(job_press(m->j, val_done(&ask), S(""), &answer, pdf));
    return val_get_bool(answer, S("ok")) && pdf->n ? OK : FAULT(ERR_PEER);
}

err job_render(struct job_run *j)
{
    struct made m = { .j = j };
    sha256 name;
    val inner;
    str pdf;
    int64_t id = val_get_i64(j->payload, S("id"), 0);

    TRY(q_document(j->db, id, &m.d));
    if (!m.d.found || m.d.pdf.p)
        return OK;
    m.v = site_service(j->boot->site, m.d.service);
    m.face = boot_face(j->boot, m.d.lang);
    if (!m.v)
        return REFUSED(ERR_MISSING);
    TRY(key_open(j->a, &j->key, "document.data", m.d.data, &inner));
    m.data = val_get(inner, S("data"));
    m.code = val_get(inner, S("code"));
    TRY(print(&m, &pdf));
    TRY(file_put(j->a, j->boot->data, &j->key, pdf, &name));
    sha256 print_hash = sha256_of(pdf);
    val_builder in = val_build(j->a);
    val_put(&in, S("id"), val_int(id));
    val_put(&in, S("pdf"), val_str(sha256_hex(j->a, &name)));
    val_put(&in, S("print"), val_str(sha256_hex(j->a, &print_hash)));
    return job_act(j, "document.ready", val_done(&in), NULL, NULL);
}
