/* Who fills in and signs beside the applicant: service.yaml against the form and the process. */
#include "form/party.h"
#include "site/read.h"

static void note(struct loader *l, str file, int line, str element, const char *code, str repair,
                 str what)
{
    l->f->file = file;
    finding_add(l->f, FINDING_ERROR, line, element, code, repair, "%.*s", STR_ARG(what));
}

/* The applicant's form may name the service's parties; no other form is filled in by several. */
static void form_check_parties(struct loader *l, const struct service *v,
                               const struct service_form *sf, bool applicants)
{
    for (size_t i = 0; i < sf->form->n_pages; i++) {
        const struct form_page *p = &sf->form->pages[i];
        const struct form_field *f =
            p->n_fields ? &sf->form->fields[p->fields[0]] : &sf->form->fields[0];
        if (!p->party.n && !p->reserved)
            continue;
        if (!applicants || !v->n_parties)
            note(l, sf->file, f->line, f->id, "site.party",
                 S("add parties to service.yaml, or remove it"),
                 str_fmt(l->a, "the page \"%.*s\" is one party's, but the form has no parties",
                         STR_ARG(p->id)));
        else if (p->party.n && !service_party(v, p->party))
            note(l, sf->file, f->line, f->id, "site.party", S("name one of parties"),
                 str_fmt(l->a, "there is no party \"%.*s\"", STR_ARG(p->party)));
    }
}

static void parts_check(struct loader *l, const struct service *v)
{
    const struct service_form *sf = v->n_forms ? &v->forms[0] : NULL;

    if (!v->n_parties || !sf || !sf->form)
        return;
    for (size_t i = 0; i < v->n_parties; i++)
        if (!form_party_known(sf->form, v->parties[i].id))
            note(l, v->file, 0, S("parties"), "site.party",
                 S("give it a page: the property party at a question or group of form.json"),
                 str_fmt(l->a, "the party \"%.*s\" has nothing to fill in",
                         STR_ARG(v->parties[i].id)));
    if (!form_party_known(sf->form, S("")))
        note(l, v->file, 0, S("parties"), "site.party",
             S("leave a question of form.json without party"),
             S("the applicant has nothing to fill in"));
    if (str_eq(v->level, S("none")))
        note(l, v->file, 0, S("level"), "site.party", S("write low, substantial or high"),
             S("who takes part is known by an account"));
}

/* What a message or document is addressed to, where it is written as it is. */
static void addressee_check(struct loader *l, const struct service *v, const struct bpmn_use *u)
{
    const struct bpmn_node *n = u->at;

    if (u->computed ||
        (!str_eq(u->name, S("notify.send")) && !str_eq(u->name, S("document.issue"))))
        return;
    for (uint32_t i = 0; i < n->inputs_n; i++) {
        const struct bpmn_value *from = &n->inputs[i].source;
        str to = from->text;
        val constant;
        if (!str_eq(n->inputs[i].target, S("to")))
            continue;
        if (from->expr && (!feel_constant(from->expr, &constant) || constant.tag != V_STRING))
            continue;
        if (from->expr)
            to = val_text(constant);
        if (!str_eq(to, S("applicant")) && !str_eq(to, S("all")) && !service_party(v, to))
            note(l, v->process->file, n->line, n->id, "site.party",
                 S("write applicant, all, or one of parties"),
                 str_fmt(l->a, "there is no party \"%.*s\"", STR_ARG(to)));
    }
}

void check_parties(struct loader *l, struct service *v)
{
    for (size_t i = 0; i < v->n_forms; i++)
        if (v->forms[i].form)
            form_check_parties(l, v, &v->forms[i], i == 0);
    parts_check(l, v);
    if (!v->process || !v->process->bpmn)
        return;
    struct bpmn_uses uses = bpmn_tasks(l->a, v->process->bpmn);
    for (size_t i = 0; i < uses.n; i++)
        if (uses.v[i].kind == BPMN_USES_TASK_TYPE)
            addressee_check(l, v, &uses.v[i]);
}
