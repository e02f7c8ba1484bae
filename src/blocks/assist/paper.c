/* A form as a document for the press: head, questions, and what the law says about them. */
#include "act/face.h"
#include "blocks/assist/own.h"
#include "blocks/assist/store.h"
#include "blocks/case/party.h"
#include "blocks/register/register.h"
#include "os/zone.h"
#include "seal/token.h"

str paper_say(struct paper *p, enum word_id id)
{
    return word0(p->w->page.words, id);
}

str paper_say1(struct paper *p, enum word_id id, const char *name, val v)
{
    return word(p->a, p->w->page.words, id, val_with(p->a, val_null(), str_z(name), v));
}

struct press_text paper_text(struct paper *p, str s)
{
    struct press_run *r = ARENA_NEW(p->a, struct press_run);

    *r = (struct press_run){ .text = s, .link = S("") };
    return (struct press_text){ r, s.n ? 1 : 0 };
}

void paper_add(struct paper *p, struct press_block b)
{
    *vec_push(&p->blocks, p->a) = b;
}

void paper_heading(struct paper *p, int level, str s)
{
    if (s.n)
        paper_add(p, (struct press_block){
                         .kind = PRESS_HEADING, .level = level, .text = paper_text(p, s) });
}

void paper_paragraph(struct paper *p, str s)
{
    if (s.n)
        paper_add(p, (struct press_block){ .kind = PRESS_PARAGRAPH, .text = paper_text(p, s) });
}

void paper_row(struct paper *p, struct paper_rows *r, char kind, str caption, str value)
{
    struct press_text *cells = ARENA_ARRAY(p->a, struct press_text, 2);

    cells[0] = paper_text(p, caption);
    cells[1] = paper_text(p, value);
    buf_char(&r->kinds, kind);
    *vec_push(&r->v, p->a) = (struct press_row){ cells, 2 };
}

void paper_ask(struct paper *p, str label, const struct press_text *notes, size_t n_notes,
               const struct paper_rows *rows)
{
    struct press_text *kept = ARENA_ARRAY(p->a, struct press_text, n_notes + 1);

    for (size_t i = 0; i < n_notes; i++)
        kept[i] = notes[i];
    paper_add(p, (struct press_block){ .kind = PRESS_ASK,
                                       .text = paper_text(p, label),
                                       .items = kept,
                                       .n_items = n_notes,
                                       .data = buf_str(&rows->kinds),
                                       .rows = rows->v.v,
                                       .n_rows = rows->v.n });
}

str paper_code(arena *a, const struct service *v, str lang, str reference)
{
    return str_fmt(a, "stoa-form:%.*s:%.*s:%.*s%s%.*s", STR_ARG(v->id), STR_ARG(v->version),
                   STR_ARG(lang), reference.n ? ":" : "", STR_ARG(reference));
}

/* ---- head and tail ---- */

static str text_of(struct paper *p, struct text t)
{
    return site_text(p->w->site, t, p->w->lang);
}

static str office_lines(struct paper *p, const struct office *o)
{
    buf b;

    buf_init(&b, p->a, 200);
    buf_add(&b, text_of(p, o->name));
    for (size_t i = 0; i < o->n_address; i++)
        buf_fmt(&b, ", %.*s", STR_ARG(o->address[i]));
    buf_fmt(&b, ", %.*s %.*s", STR_ARG(o->postcode), STR_ARG(o->place));
    return buf_str(&b);
}

void paper_head(struct paper *p)
{
    const struct office *o = site_office(p->w->site, p->v->office);
    str code = paper_code(p->a, p->v, p->w->lang, p->reference);
    str beside = p->reference.n
                     ? paper_say1(p, W_assist_reference, "reference", val_str(p->reference))
                     : S("");

    paper_heading(p, 1, text_of(p, p->v->title));
    paper_paragraph(p, text_of(p, p->v->summary));
    beside = str_fmt(p->a, "%.*s\n%.*s%s%.*s", STR_ARG(paper_say(p, W_assist_qr_text)),
                     STR_ARG(p->v->id), beside.n ? "\n" : "", STR_ARG(beside));
    paper_add(p, (struct press_block){ .kind = PRESS_QR,
                                       .data = code,
                                       .alt = paper_say(p, W_assist_qr_alt),
                                       .text = paper_text(p, beside) });
    paper_paragraph(p, paper_say(p, p->filled ? W_assist_how_filled : W_assist_how));
    if (o)
        paper_paragraph(p, paper_say1(p, W_assist_send_to, "office", val_str(office_lines(p, o))));
}

/* One signature; who: where several sign. */
static void sign_once(struct paper *p, str who)
{
    struct paper_rows rows = { 0 };
    str declaration = text_of(p, p->v->declaration);

    buf_init(&rows.kinds, p->a, 8);
    if (who.n)
        paper_heading(p, 3, who);
    paper_row(p, &rows, '1', paper_say(p, W_assist_place_day), S(""));
    paper_row(p, &rows, '1', paper_say(p, W_assist_name), S(""));
    paper_row(p, &rows, '2', paper_say(p, W_assist_signature), S(""));
    paper_ask(p, declaration.n ? declaration : paper_say(p, W_case_default_declaration), NULL, 0,
              &rows);
}

static void sign_here(struct paper *p)
{
    bool parted = p->v->n_parties > 0;

    paper_heading(p, 2, paper_say(p, W_assist_sign_title));
    sign_once(p, parted ? paper_party(p, S("")) : S(""));
    for (size_t i = 0; i < p->v->n_parties; i++)
        sign_once(p, paper_party(p, p->v->parties[i].id));
}

static str basis_text(struct paper *p, str reference)
{
    const struct law *law = NULL;
    const struct law_clause *c = law_clause(p->w->site, reference, p->w->today, &law);
    str of, number;

    if (!c || !str_cut(reference, '/', &of, &number))
        return reference;
    return str_fmt(p->a, "%.*s § %.*s", STR_ARG(text_of(p, law->title)), STR_ARG(number));
}

static str purpose_text(struct paper *p, str id)
{
    const struct site_purpose *x = site_purpose(p->w->site, id);

    return x ? text_of(p, x->title) : id;
}

static bool same_ground(const struct form_field *x, const struct form_field *y)
{
    return str_eq(x->purpose, y->purpose) && str_eq(x->basis, y->basis);
}

/* "1-4, 7": the questions that are asked for the same purpose on the same law. */
static str numbers_of(struct paper *p, size_t like)
{
    unsigned from = 0, to = 0;
    buf b;

    buf_init(&b, p->a, 40);
    for (size_t i = 0; i <= p->form->n_fields; i++) {
        bool end = i == p->form->n_fields;
        unsigned n = end ? 0 : p->numbers[i];
        if (!end && (!n || !same_ground(&p->form->fields[i], &p->form->fields[like])))
            continue;
        if (to && n == to + 1) {
            to = n;
            continue;
        }
        if (to)
            buf_fmt(&b, from == to ? "%s%u" : "%s%u\u2013%u", b.n ? ", " : "", from, to);
        from = to = n;
    }
    return buf_str(&b);
}

static struct press_row ground_row(struct paper *p, str a, str b, str c)
{
    struct press_text *cells = ARENA_ARRAY(p->a, struct press_text, 3);

    cells[0] = paper_text(p, a);
    cells[1] = paper_text(p, b);
    cells[2] = paper_text(p, c);
    return (struct press_row){ cells, 3 };
}

/* Why each question is asked, and on which law. */
static void grounds(struct paper *p)
{
    VEC(struct press_row) rows = { 0 };

    *vec_push(&rows, p->a) =
        ground_row(p, paper_say(p, W_assist_questions), paper_say(p, W_assist_purpose),
                   paper_say(p, W_assist_basis));
    for (size_t i = 0; i < p->form->n_fields; i++) {
        const struct form_field *f = &p->form->fields[i];
        bool first = p->numbers[i] > 0;
        for (size_t k = 0; k < i && first; k++)
            first = !p->numbers[k] || !same_ground(&p->form->fields[k], f);
        if (!first)
            continue;
        str purpose = f->purpose.n ? f->purpose : p->v->purpose;
        str basis = f->basis.n ? f->basis : p->v->n_legal_basis ? p->v->legal_basis[0] : S("");
        *vec_push(&rows, p->a) = ground_row(p, numbers_of(p, i), purpose_text(p, purpose),
                                            basis.n ? basis_text(p, basis) : S(""));
    }
    paper_heading(p, 2, paper_say(p, W_assist_grounds_title));
    paper_add(p, (struct press_block){ .kind = PRESS_TABLE,
                                       .rows = rows.v,
                                       .n_rows = rows.n,
                                       .header_rows = 1,
                                       .row_headers = true });
    paper_paragraph(p, paper_say(p, W_assist_rights));
}

void paper_tail(struct paper *p)
{
    sign_here(p);
    grounds(p);
}

/* ---- the document ---- */

static void letterhead(struct paper *p, struct press_doc *d)
{
    const struct site *s = p->w->site;
    const struct office *o = site_office(s, p->v->office);
    str *contact = ARENA_ARRAY(p->a, str, o ? o->n_address + 3 : 1);

    d->authority = text_of(p, s->name);
    if (!o)
        return;
    d->office = d->author = text_of(p, o->name);
    for (size_t i = 0; i < o->n_address; i++)
        contact[d->n_contact++] = o->address[i];
    contact[d->n_contact++] = str_fmt(p->a, "%.*s %.*s", STR_ARG(o->postcode), STR_ARG(o->place));
    if (o->telephone.n)
        contact[d->n_contact++] = o->telephone;
    d->contact = contact;
}

/* For programs: what stands in the code. */
static err send_json(struct paper *p)
{
    val_builder b = val_build(p->a);

    val_put(&b, S("title"), val_str(text_of(p, p->v->title)));
    val_put(&b, S("service"), val_str(p->v->id));
    val_put(&b, S("version"), val_str(p->v->version));
    val_put(&b, S("code"), val_str(paper_code(p->a, p->v, p->w->lang, p->reference)));
    if (p->reference.n)
        val_put(&b, S("reference"), val_str(p->reference));
    return web_json(p->w, 200, val_json_str(p->a, val_done(&b)));
}

static err send(struct paper *p)
{
    struct press_doc d = { .title = text_of(p, p->v->title),
                           .language = p->w->lang,
                           .made = p->w->now,
                           .page_words = paper_say(p, W_document_page_of) };
    str pdf;

    if (web_wants_json(p->w))
        return send_json(p);
    d.foot = str_fmt(p->a, "%.*s \u00b7 %.*s%s%.*s", STR_ARG(p->v->id),
                     STR_ARG(str_sub(p->v->version, 0, 8)), p->reference.n ? " \u00b7 " : "",
                     STR_ARG(p->reference));
    letterhead(p, &d);
    paper_head(p);
    paper_questions(p);
    paper_tail(p);
    d.blocks = p->blocks.v;
    d.n_blocks = p->blocks.n;
    TRY(press_pdf(p->a, &d, &pdf));
    TRY(web_bytes(p->w, 200, S("application/pdf"), pdf));
    p->w->reply.download = str_fmt(p->a, "%.*s.pdf", STR_ARG(p->v->id));
    p->w->reply.cache = CACHE_NEVER;
    return OK;
}

static err paper_open(struct web *w, const struct service *v, struct paper *p)
{
    val_builder none = val_build(w->a);

    if (!v || v->broken || !v->process || !v->n_forms || !service_has_channel(v, S("paper")))
        return REFUSED(ERR_MISSING);
    *p = (struct paper){
        .w = w, .a = w->a, .v = v, .form = v->forms[0].form, .answers = val_done(&none)
    };
    case_page_env(&p->env, w, v, val_null(), val_null());
    feel_env_init(&p->feel, w->a, w->now);
    return OK;
}

err show_form_paper(struct web *w)
{
    struct paper p;

    TRY(paper_open(w, site_service(w->site, web_param(w, "id")), &p));
    p.env.feel = &p.feel;
    return send(&p);
}

/* ---- of a draft ---- */

/* The owner alone gets it; the act looks once more. */
err draft_paper(struct web *w)
{
    struct q_case c;
    struct data_key key;
    struct paper p;

    TRY(case_of_route(w, "draft", &c, &key));
    if (!str_eq(c.state, S(CASE_DRAFT)))
        return REFUSED(ERR_MISSING);
    TRY(paper_open(w, case_service(w->boot, &c), &p));
    w->in = val_with(w->a, val_null(), S("draft"), val_str(c.draft));
    return OK;
}

err show_draft_paper(struct web *w)
{
    struct q_case c;
    struct data_key key;
    struct q_keyed k;
    struct paper p;

    TRY(case_of_route(w, "draft", &c, &key));
    TRY(paper_open(w, case_service(w->boot, &c), &p));
    TRY(case_answers(w->a, &c, &key, &p.answers));
    TRY(q_keyed(w->db, c.id, &k));
    if (!k.found) /* what registers hold of an officer is nobody else's answer */
        TRY(party_held(w, p.v, S(""), p.answers, &p.env.held));
    if (!k.found) /* nor is what others who take part keep to themselves the owner's to print */
        p.answers = party_seen(w->a, p.form, S(""), p.answers);
    p.filled = true;
    p.reference = val_get_text(w->out, S("reference"));
    p.env.feel = &p.feel;
    return send(&p);
}

/* A draft's own reference: the same on each print, found again by its keyed fingerprint only. */
err act_reference(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    struct q_printed_of row;
    struct blind mark;
    val known;

    TRY(case_load(a, in, &c, &key));
    if (!str_eq(c.state, S(CASE_DRAFT)))
        return refuse_with(a, W_case_not_draft, NULL, val_null(), 409);
    TRY(q_printed_of(a->db, c.id, &row));
    if (row.found) {
        TRY(key_open(a->a, &key, "paper.reference", row.sealed, &known));
        *out = val_with(a->a, val_null(), S("reference"), known);
        return OK;
    }
    str code = code_text(a->a, code_new());
    TRY(blind_of(a, "paper.reference", code, &mark));
    *out = val_with(a->a, val_null(), S("reference"), val_str(code));
    return q_printed_put(a->db, c.id, str_copy(a->a, str_of((char *)mark.b, sizeof mark.b)),
                         key_seal(a->a, &key, "paper.reference", val_str(code)), a->now.ms);
}
