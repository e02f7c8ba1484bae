/* A claim on paper: what is to be paid and how; what was paid. */
#include "blocks/pay/pages.h"
#include "press/press.h"

struct paper {
    struct web *w;
    arena *a;
    VEC(struct press_block) blocks;
    VEC(struct press_row) facts;
};

static struct press_text text_of(struct paper *p, str s)
{
    struct press_run *r = ARENA_NEW(p->a, struct press_run);

    *r = (struct press_run){ .text = s, .link = S("") };
    return (struct press_text){ r, s.n ? 1 : 0 };
}

static void add(struct paper *p, struct press_block b)
{
    *vec_push(&p->blocks, p->a) = b;
}

static void paragraph(struct paper *p, str s)
{
    add(p, (struct press_block){ .kind = PRESS_PARAGRAPH, .text = text_of(p, s) });
}

static void fact(struct paper *p, enum word_id name, str value)
{
    struct press_text *cells = ARENA_ARRAY(p->a, struct press_text, 2);

    if (!value.n)
        return;
    cells[0] = text_of(p, word0(p->w->page.words, name));
    cells[1] = text_of(p, value);
    *vec_push(&p->facts, p->a) = (struct press_row){ cells, 2 };
}

static void facts_end(struct paper *p)
{
    add(p, (struct press_block){ .kind = PRESS_FACTS, .rows = p->facts.v, .n_rows = p->facts.n });
    p->facts.v = NULL;
    p->facts.n = p->facts.room = 0;
}

static str day_of_paper(struct paper *p, int64_t n)
{
    return locale_date(p->a, wording_locale(p->w->page.words), (day){ n }, DATE_LONG);
}

static void notice(struct paper *p, const struct q_pay_claim *c, const struct claim_facts *f)
{
    fact(p, W_pay_what, f->title);
    fact(p, W_pay_case, c->number);
    fact(p, W_pay_rest, f->rest);
    fact(p, W_pay_due, day_of_paper(p, c->due));
    fact(p, W_pay_reference, f->reference);
    fact(p, W_pay_holder, f->holder);
    fact(p, W_pay_iban, f->iban);
    fact(p, W_pay_bic, f->bic);
    fact(p, W_pay_bank, f->bank);
    facts_end(p);
    if (f->iban.n)
        paragraph(p, word0(p->w->page.words, W_pay_how_transfer));
    paragraph(p, word0(p->w->page.words, W_pay_how_counter));
}

static err receipt_of(struct paper *p, const struct q_pay_claim *c, const struct claim_facts *f)
{
    struct q_pay_items_of_claim all;

    fact(p, W_pay_what, f->title);
    fact(p, W_pay_case, c->number);
    fact(p, W_pay_reference, f->reference);
    fact(p, W_pay_asked, f->amount);
    TRY(q_pay_items_of_claim(p->w->db, c->id, &all));
    for (size_t i = 0; i < all.n; i++)
        fact(p, way_word(all.v[i].way),
             str_fmt(p->a, "%.*s, %.*s",
                     STR_ARG(claim_money(p->w, all.v[i].minor, all.v[i].currency)),
                     STR_ARG(day_of_paper(p, all.v[i].day))));
    if (f->open)
        fact(p, W_pay_rest, f->rest);
    if (f->surplus.n)
        fact(p, W_pay_surplus, f->surplus);
    facts_end(p);
    return OK;
}

static void letterhead(struct paper *p, const struct q_pay_claim *c, struct press_doc *d)
{
    const struct site *s = p->w->site;
    const struct office *o = site_office(s, c->office);
    str *contact = ARENA_ARRAY(p->a, str, o ? o->n_address + 3 : 1);

    d->authority = site_text(s, s->name, p->w->lang);
    if (!o)
        return;
    d->office = d->author = site_text(s, o->name, p->w->lang);
    for (size_t i = 0; i < o->n_address; i++)
        contact[d->n_contact++] = o->address[i];
    contact[d->n_contact++] = str_fmt(p->a, "%.*s %.*s", STR_ARG(o->postcode), STR_ARG(o->place));
    if (o->telephone.n)
        contact[d->n_contact++] = o->telephone;
    d->contact = contact;
}

static err send_json(struct paper *p, const struct q_pay_claim *c, str title)
{
    val_builder b = val_build(p->a);

    val_put(&b, S("title"), val_str(title));
    val_put(&b, S("number"), val_str(c->number));
    val_put(&b, S("reference"), val_str(c->reference));
    val_put(&b, S("currency"), val_str(c->currency));
    val_put(&b, S("asked"), money_val(c->asked, c->currency));
    val_put(&b, S("paid"), money_val(c->paid, c->currency));
    return web_json(p->w, 200, val_json_str(p->a, val_done(&b)));
}

err claim_paper(struct web *w, const struct q_pay_claim *c, const struct claim_facts *f,
                bool receipt)
{
    struct paper p = { .w = w, .a = w->a };
    str title = word0(w->page.words, receipt ? W_pay_receipt_title : W_pay_notice_title), pdf;
    struct press_doc d = { .title = title,
                           .language = w->lang,
                           .made = w->now,
                           .number = c->reference,
                           .page_words = word0(w->page.words, W_document_page_of) };

    if (web_wants_json(w))
        return send_json(&p, c, title);
    letterhead(&p, c, &d);
    add(&p, (struct press_block){ .kind = PRESS_HEADING, .level = 1, .text = text_of(&p, title) });
    if (receipt)
        TRY(receipt_of(&p, c, f));
    else
        notice(&p, c, f);
    d.blocks = p.blocks.v;
    d.n_blocks = p.blocks.n;
    TRY(press_pdf(w->a, &d, &pdf));
    TRY(web_bytes(w, 200, S("application/pdf"), pdf));
    w->reply.download = str_fmt(w->a, "%.*s.pdf", STR_ARG(c->reference));
    w->reply.cache = CACHE_NEVER;
    return OK;
}
