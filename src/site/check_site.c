/* What must fit together over the files of a site. */
#include "site/read_subscription.h"

static void note(struct loader *l, str file, int line, str element, const char *code, str repair,
                 const char *fmt, ...) PRINTF_LIKE(7, 8);

static void note(struct loader *l, str file, int line, str element, const char *code, str repair,
                 const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    l->f->file = file;
    finding_addv(l->f, FINDING_ERROR, line, element, code, repair, fmt, ap);
    va_end(ap);
}

static void basis_check(struct loader *l, str file, int line, str element, const str *basis,
                        size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!clause_known(l->s, basis[i]))
            note(l, file, line, element, "site.unknown",
                 S("write law/clause, and the clause into law/"), "there is no clause \"%.*s\"",
                 STR_ARG(basis[i]));
}

static void letters_check(struct loader *l)
{
    for (size_t i = 0; i < l->s->n_letters; i++)
        for (size_t k = 0; k < l->s->n_langs; k++) {
            const struct site_letter *p = &l->s->letters[i],
                                     *q = site_letter(l->s, p->id, l->s->langs[k].code);
            if (str_eq(p->lang, l->s->langs[0].code) &&
                (!q || !str_eq(q->lang, l->s->langs[k].code)))
                words_missing(l, p->file, 0, p->id, l->s->langs[k].code,
                              "the letter is missing in %.*s", STR_ARG(l->s->langs[k].name));
        }
}

static void pages_check(struct loader *l)
{
    for (size_t i = 0; i < l->s->n_pages; i++)
        for (size_t k = 0; k < l->s->n_langs; k++) {
            const struct site_page *p = &l->s->pages[i],
                                   *q = site_page(l->s, p->id, l->s->langs[k].code);
            if (str_eq(p->lang, l->s->langs[0].code) &&
                (!q || !str_eq(q->lang, l->s->langs[k].code)))
                words_missing(l, p->file, 0, p->id, l->s->langs[k].code,
                              "the page is missing in %.*s", STR_ARG(l->s->langs[k].name));
        }
}

void words_missing(struct loader *l, str file, int line, str element, str lang, const char *fmt,
                   ...)
{
    const struct site_lang *g = site_lang(l->s, lang);
    va_list ap;

    va_start(ap, fmt);
    l->f->file = file;
    finding_addv(l->f, g && g->complete ? FINDING_ERROR : FINDING_WARNING, line, element,
                 "words.missing", S("write it in that language"), fmt, ap);
    va_end(ap);
}

static void studio_roles(struct loader *l, const str *roles, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!site_role(l->s, roles[i]))
            note(l, S("site.yaml"), l->s->studio.line, S("studio"), "site.unknown",
                 S("add it to the roles of an office"), "there is no role \"%.*s\"",
                 STR_ARG(roles[i]));
}

static void payments_check(struct loader *l)
{
    for (size_t i = 0; i < l->s->n_payments; i++) {
        const struct site_payments *p = &l->s->payments[i];
        if (p->calendar.n && !site_calendar(l->s, p->calendar))
            note(l, S("site.yaml"), p->line, S("payments"), "site.unknown",
                 S("add calendars/<id>.yaml"), "there is no calendar \"%.*s\"",
                 STR_ARG(p->calendar));
    }
}

/* What a topic says of registers has to be there: who is not told of a correction never asks. */
static void reads_check(struct loader *l, const struct partner_topic *t)
{
    for (uint32_t i = 0; t->reads.tag == V_CONTEXT && i < t->reads.c->n; i++) {
        const struct registry *r = site_register(l->s, t->reads.c->e[i].key);
        val names = t->reads.c->e[i].value;
        bool all = str_eq(val_text(names), S("*"));
        if (!r || (names.tag != V_LIST && !all))
            note(l, t->of->file, t->line, t->type.name, "site.unknown",
                 S("write a register and a list of its fields, or \"*\""),
                 "reads: there is no register \"%.*s\", or no list",
                 STR_ARG(t->reads.c->e[i].key));
        for (size_t k = 0; r && k < val_count(names); k++)
            if (!register_field(r, val_text(val_at(names, k))))
                note(l, t->of->file, t->line, t->type.name, "site.unknown",
                     S("write a field of the register"), "reads: there is no field \"%.*s\"",
                     STR_ARG(val_text(val_at(names, k))));
    }
}

static void partners_check(struct loader *l)
{
    for (size_t i = 0; i < l->s->n_partners; i++) {
        subscriptions_check(l, l->s->partners[i]);
        for (size_t k = 0; k < l->s->partners[i]->n_topics; k++)
            reads_check(l, &l->s->partners[i]->topics[k]);
    }
}

static void answerer_check(struct loader *l, str office, str role)
{
    const struct office_role *r = site_role(l->s, role);
    int line = l->s->looks.line;

    if (!site_office(l->s, office))
        note(l, S("site.yaml"), line, S("looks"), "site.unknown", S("add offices/<id>.yaml"),
             "there is no office \"%.*s\"", STR_ARG(office));
    else if (!r || !str_eq(r->office, office))
        note(l, S("site.yaml"), line, S("looks"), "site.unknown",
             S("add it to the roles of that office"), "there is no role \"%.*s\"", STR_ARG(role));
}

static void looks_check(struct loader *l)
{
    const struct site_looks *x = &l->s->looks;

    if (!x->line)
        return;
    answerer_check(l, x->office, x->role);
    if (x->instead.n)
        answerer_check(l, x->instead, x->instead_role);
    if (x->purpose.n && !site_purpose(l->s, x->purpose))
        note(l, S("site.yaml"), x->line, S("looks"), "site.unknown",
             S("add it to purposes in site.yaml"), "there is no purpose \"%.*s\"",
             STR_ARG(x->purpose));
}

static void delivery_check(struct loader *l)
{
    const struct site_delivery *x = &l->s->delivery;
    const str names[] = { x->inbox, x->post };

    FOR_EACH(names, n)
        if (n->n && !get_id(l->s, "parameter", *n))
            note(l, S("site.yaml"), x->line, S("delivery"), "site.unknown",
                 S("add it to parameters of a law"), "there is no parameter \"%.*s\"", STR_ARG(*n));
}

void check_site(struct loader *l)
{
    const struct site *s = l->s;
    payments_check(l);
    looks_check(l);
    partners_check(l);
    delivery_check(l);
    studio_roles(l, s->studio.design, s->studio.n_design);
    studio_roles(l, s->studio.sign, s->studio.n_sign);
    for (size_t i = 0; i < s->n_purposes; i++)
        basis_check(l, S("site.yaml"), s->purposes[i].line, s->purposes[i].id, s->purposes[i].basis,
                    s->purposes[i].n_basis);
    for (size_t i = 0; i < s->n_laws; i++)
        for (size_t k = 0; k < s->laws[i]->n_params; k++) {
            const struct law_param *p = &s->laws[i]->params[k];
            for (size_t j = 0; j < p->n; j++)
                basis_check(l, s->laws[i]->file, p->line, p->name, &p->v[j].source,
                            p->v[j].source.n > 0);
        }
    letters_check(l);
    pages_check(l);
    check_plain_pages(l);
}

static void field_check(struct loader *l, const struct registry *r, const struct reg_field *f)
{
    if (f->purpose.n && !site_purpose(l->s, f->purpose))
        note(l, r->file, f->line, f->name, "site.unknown", S("add it to purposes in site.yaml"),
             "there is no purpose \"%.*s\"", STR_ARG(f->purpose));
    if (f->refers.n && !site_register(l->s, f->refers))
        note(l, r->file, f->line, f->name, "site.unknown", S("add registers/<id>.yaml"),
             "there is no register \"%.*s\"", STR_ARG(f->refers));
    basis_check(l, r->file, f->line, f->name, f->basis, f->n_basis);
    str from = f->retention.from;
    const struct reg_field *start = from.n ? register_field(r, from) : NULL;
    if (from.n && !word_among(from, "created changed closed") &&
        !(start && str_eq(start->type, S("date"))))
        note(l, r->file, f->line, f->name, "site.retention",
             S("created, changed, closed or a date field"), "there is no beginning \"%.*s\"",
             STR_ARG(from));
}

static void relation_check(struct loader *l, const struct registry *r,
                           const struct reg_relation *rel)
{
    const struct registry *to = site_register(l->s, rel->to);
    if (!to) {
        note(l, r->file, rel->line, rel->name, "site.unknown", S("add registers/<id>.yaml"),
             "there is no register \"%.*s\"", STR_ARG(rel->to));
        return;
    }
    const struct reg_relation *back = rel->inverse.n ? register_relation(to, rel->inverse) : NULL;
    if (rel->inverse.n && (!back || !str_eq(back->inverse, rel->name)))
        note(l, r->file, rel->line, rel->name, "site.relation",
             S("declare both, each the inverse of the other"), "there is no inverse \"%.*s\"",
             STR_ARG(rel->inverse));
    if (!site_purpose(l->s, rel->purpose))
        note(l, r->file, rel->line, rel->name, "site.purpose",
             S("add purpose to the relation or the register"), "there is no purpose \"%.*s\"",
             STR_ARG(rel->purpose));
}

static void names_check(struct loader *l, const struct registry *r, const struct reg_access *a,
                        const str *v, size_t n, enum reg_right right)
{
    bool relations = right == REG_RELATE;

    for (size_t i = 0; i < n; i++)
        if (!str_eq(v[i], S("*")) && !(right != REG_RELATE && register_field(r, v[i])) &&
            !(right != REG_WRITE && register_relation(r, v[i])))
            note(l, r->file, a->line, S("access"), "site.unknown", S("name one of this register"),
                 relations ? "there is no relation \"%.*s\"" : "there is no field \"%.*s\"",
                 STR_ARG(v[i]));
}

static void access_check(struct loader *l, const struct registry *r, const struct reg_access *a)
{
    if (a->role.n && !site_role(l->s, a->role))
        note(l, r->file, a->line, S("access"), "site.unknown",
             S("add it to the roles of an office"), "there is no role \"%.*s\"", STR_ARG(a->role));
    if (a->service.n && !site_service(l->s, a->service))
        note(l, r->file, a->line, S("access"), "site.unknown", S("add services/<id>/"),
             "there is no service \"%.*s\"", STR_ARG(a->service));
    if (a->partner.n && !site_partner(l->s, a->partner))
        note(l, r->file, a->line, S("access"), "site.unknown", S("add partners/<id>.yaml"),
             "there is no partner \"%.*s\"", STR_ARG(a->partner));
    if (!site_purpose(l->s, a->purpose))
        note(l, r->file, a->line, S("access"), "site.unknown", S("add it to purposes in site.yaml"),
             "there is no purpose \"%.*s\"", STR_ARG(a->purpose));
    names_check(l, r, a, a->read, a->n_read, REG_READ);
    names_check(l, r, a, a->write, a->n_write, REG_WRITE);
    names_check(l, r, a, a->relate, a->n_relate, REG_RELATE);
}

static void list_check(struct loader *l, const struct registry *r, const char *what, const str *v,
                       size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!register_field(r, v[i]))
            note(l, r->file, 0, str_z(what), "site.unknown", S("name a field of this register"),
                 "there is no field \"%.*s\"", STR_ARG(v[i]));
}

/* What is known of a wrong value when it is said in a form goes to questions that are asked. */
static void dispute_check(struct loader *l, const struct registry *r, const struct form *form)
{
    const struct val_entry *e = r->dispute.values.c ? r->dispute.values.c->e : NULL;

    if (r->dispute.why.n && !form_field(form, r->dispute.why))
        note(l, r->file, 0, S("dispute"), "site.unknown", S("name a question of its form"),
             "the service asks no question \"%.*s\"", STR_ARG(r->dispute.why));
    if (r->dispute.ward.relation.n) {
        const struct reg_ward *w = &r->dispute.ward;
        list_check(l, r, "dispute", &w->born, 1);
        if (!register_relation(r, w->relation) || !form_field(form, w->question))
            note(l, r->file, 0, S("dispute"), "site.unknown",
                 S("name a relation of this register and a question of that form"),
                 "\"%.*s\" or \"%.*s\" is unknown", STR_ARG(w->relation), STR_ARG(w->question));
    }
    for (size_t i = 0; i < val_count(r->dispute.values); i++) {
        list_check(l, r, "dispute", &e[i].key, 1);
        if (!form_field(form, val_text(e[i].value)))
            note(l, r->file, 0, S("dispute"), "site.unknown", S("name a question of its form"),
                 "the service asks no question \"%.*s\"", STR_ARG(val_text(e[i].value)));
    }
}

/* Who unseals, and where a wrong value is disputed. */
static void correction_check(struct loader *l, const struct registry *r)
{
    const struct service *v = site_service(l->s, r->dispute.service);

    for (size_t i = 0; i < r->sealed.n_roles; i++)
        if (!site_role(l->s, r->sealed.roles[i]))
            note(l, r->file, 0, S("sealed"), "site.unknown", S("add it to the roles of an office"),
                 "there is no role \"%.*s\"", STR_ARG(r->sealed.roles[i]));
    if (!r->dispute.service.n)
        return;
    if (!v)
        note(l, r->file, 0, S("dispute"), "site.unknown", S("add services/<id>/"),
             "there is no service \"%.*s\"", STR_ARG(r->dispute.service));
    else if (v->n_forms && v->forms[0].form && !form_field(v->forms[0].form, r->dispute.question))
        note(l, r->file, 0, S("dispute"), "site.unknown", S("name a question of its form"),
             "the service asks no question \"%.*s\"", STR_ARG(r->dispute.question));
    if (v && v->n_forms && v->forms[0].form)
        dispute_check(l, r, v->forms[0].form);
}

/* Whose an entry is has to be found by a person's key. */
static void holder_check(struct loader *l, const struct registry *r)
{
    const struct registry *people = site_people(l->s);

    list_check(l, r, "extract", r->extract.holder, r->extract.n_holder);
    for (size_t i = 0; i < r->extract.n_holder; i++) {
        const struct reg_field *f = register_field(r, r->extract.holder[i]);
        bool found = false;
        for (size_t k = 0; f && k < r->n_search; k++)
            found |= str_eq(r->search[k], f->name);
        if (f && !(found && people && str_eq(f->refers, people->id)))
            note(l, r->file, 0, S("extract"), "site.extract",
                 S("name a field under `search` that refers to the register of people"),
                 "\"%.*s\" names no holder", STR_ARG(f->name));
    }
}

/* An extract goes out of the house: of entries that are about somebody, never what is secret. */
static void extract_check(struct loader *l, const struct registry *r)
{
    list_check(l, r, "extract", r->extract.fields, r->extract.n_fields);
    for (size_t i = 0; i < r->extract.n_fields; i++) {
        const struct reg_field *f = register_field(r, r->extract.fields[i]);
        if (f && f->sensitivity == SENS_SECRET)
            note(l, r->file, 0, S("extract"), "site.extract", S("leave it out"),
                 "\"%.*s\" is secret", STR_ARG(f->name));
    }
    holder_check(l, r);
    if (r->extract.n_fields && !register_sealed(r))
        note(l, r->file, 0, S("extract"), "site.extract", S("leave it out"),
             "its entries are open to everybody");
}

void check_registers(struct loader *l)
{
    for (size_t i = 0; i < l->s->n_registers; i++) {
        const struct registry *r = l->s->registers[i];
        if (!site_office(l->s, r->owner))
            note(l, r->file, 1, S("owner"), "site.unknown", S("add offices/<id>.yaml"),
                 "there is no office \"%.*s\"", STR_ARG(r->owner));
        if (!register_field(r, r->key))
            note(l, r->file, 1, S("key"), "site.unknown", S("name a field of this register"),
                 "there is no field \"%.*s\"", STR_ARG(r->key));
        for (size_t k = 0; k < r->n_fields; k++)
            field_check(l, r, &r->fields[k]);
        for (size_t k = 0; k < r->n_relations; k++)
            relation_check(l, r, &r->relations[k]);
        for (size_t k = 0; k < r->n_access; k++)
            access_check(l, r, &r->access[k]);
        list_check(l, r, "search", r->search, r->n_search);
        list_check(l, r, "display", r->display, r->n_display);
        correction_check(l, r);
        extract_check(l, r);
        check_register(l, r);
    }
}
