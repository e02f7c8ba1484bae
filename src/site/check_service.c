/* What must fit together inside of a service, and between it and the site. */
#include "bpmn/timer.h"
#include "site/read.h"

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

/* ---- forms ---- */

static bool service_reads(const struct service *v, const struct registry *r, str field)
{
    for (size_t i = 0; i < r->n_access; i++)
        if (str_eq(r->access[i].service, v->id) &&
            register_may(r, S(""), v->id, r->access[i].purpose, REG_READ, field))
            return true;
    return false;
}

/* What kinds of question can show a register's field of that type. */
static bool type_fits(const struct reg_field *r, const struct form_field *f)
{
    switch (f->kind) {
    case FORM_NUMBER:
    case FORM_MONEY:
        return str_eq(r->type, S("number"));
    case FORM_DATE:
        return str_eq(r->type, S("date"));
    case FORM_CHECKBOX:
        return str_eq(r->type, S("boolean"));
    case FORM_NAME:
        return str_eq(r->type, S("name"));
    case FORM_ADDRESS:
        return str_eq(r->type, S("address"));
    case FORM_FILES:
        return str_eq(r->type, S("file"));
    case FORM_CHECKLIST:
    case FORM_TAGLIST:
        return r->list;
    default:
        return (str_eq(r->type, S("string")) || str_eq(r->type, S("reference"))) && !r->list;
    }
}

static void binding_check(struct loader *l, struct service *v, const struct service_form *sf,
                          const struct form_field *f)
{
    const struct registry *r = site_register(l->s, f->binding.registry);
    if (!r)
        note(l, sf->file, f->line, f->id, "site.unknown", S("add registers/<id>.yaml"),
             "there is no register \"%.*s\"", STR_ARG(f->binding.registry));
    else if (!register_field(r, f->binding.field) && !register_relation(r, f->binding.field))
        note(l, sf->file, f->line, f->id, "site.unknown", S("name a field of the register"),
             "the register \"%.*s\" has no field \"%.*s\"", STR_ARG(r->id),
             STR_ARG(f->binding.field));
    else if (!service_reads(v, r, f->binding.field))
        note(l, sf->file, f->line, f->id, "site.access",
             S("give the service access in the register's file"),
             "the service may not read \"%.*s\" of the register \"%.*s\"",
             STR_ARG(f->binding.field), STR_ARG(r->id));
    const struct reg_field *rf = r ? register_field(r, f->binding.field) : NULL;
    if (rf && !type_fits(rf, f))
        note(l, sf->file, f->line, f->id, "site.binding_type",
             S("ask in the kind that the register holds"),
             "the register holds \"%.*s\" as %.*s%.*s, the question asks something else",
             STR_ARG(rf->name), STR_ARG(rf->type), STR_ARG(rf->list ? S(" (list)") : S("")));
}

static void duties_check(struct loader *l, struct service *v, const struct service_form *sf,
                         const struct form_field *f)
{
    int64_t months, days;
    str purpose = f->purpose.n ? f->purpose : v->purpose, rest = f->basis, one;
    if (!purpose.n || !site_purpose(l->s, purpose))
        note(l, sf->file, f->line, f->id, "site.purpose",
             S("add the property purpose to the question, the form or the service"),
             purpose.n ? "there is no purpose \"%.*s\"" : "the question has no purpose%.*s",
             STR_ARG(purpose));
    if (f->basis.n == 0 && v->n_legal_basis == 0)
        note(l, sf->file, f->line, f->id, "site.basis",
             S("add the property basis to the question, the form or the service"),
             "the question has no legal basis");
    while (str_next(&rest, ' ', &one))
        if (one.n && !clause_known(l->s, one))
            note(l, sf->file, f->line, f->id, "site.unknown", S("write law/clause"),
                 "there is no clause \"%.*s\"", STR_ARG(one));
    if (f->retention.n
            ? !str_eq(f->retention, S("forever")) && !duration_parse(f->retention, &months, &days)
            : !v->case_retention.forever && v->case_retention.months + v->case_retention.days == 0)
        note(l, sf->file, f->line, f->id, "site.retention",
             S("write P10Y or forever at the question, the form or the service"),
             "the question has no retention");
}

/* Expressions that ask for a parameter of the law that nobody enacted. */
static void law_names_check(struct loader *l, str file, int line, str element, const struct feel *f)
{
    size_t n = 0;
    const str *names = f ? feel_names(f, &n) : NULL;
    for (size_t i = 0; i < n; i++) {
        str head, tail, param, rest;
        if (!str_cut(names[i], '.', &head, &tail) || !str_eq(head, S("law")))
            continue;
        (void)str_cut(tail, '.', &param, &rest);
        if (!get_id(l->s, "parameter", param))
            note(l, file, line, element, "site.unknown", S("add it to parameters of a law"),
                 "there is no parameter \"%.*s\"", STR_ARG(param));
    }
}

static void form_laws_check(struct loader *l, const struct service_form *sf,
                            const struct form_field *f)
{
    const struct feel *all[] = { f->hide,
                                 f->compute,
                                 f->options_expr,
                                 f->rules.check,
                                 f->rules.min_expr,
                                 f->rules.max_expr,
                                 f->rules.required_expr,
                                 f->rules.min_length_expr,
                                 f->rules.max_length_expr,
                                 f->readonly_expr,
                                 f->accept_expr,
                                 f->multiple_expr,
                                 f->columns_expr };
    FOR_EACH(all, e)
        law_names_check(l, sf->file, f->line, f->id, *e);
}

static bool evidence_known(const struct service *v, str id)
{
    for (size_t i = 0; i < v->n_evidence; i++)
        if (str_eq(v->evidence[i].id, id))
            return true;
    return false;
}

static void question_check(struct loader *l, struct service *v, const struct service_form *sf,
                           const struct form_field *f)
{
    form_laws_check(l, sf, f);
    if (!form_asks(f))
        return;
    duties_check(l, v, sf, f);
    if (f->binding.registry.n)
        binding_check(l, v, sf, f);
    if (f->kind == FORM_REFERENCE && !site_register(l->s, f->source))
        note(l, sf->file, f->line, f->id, "site.unknown", S("add registers/<id>.yaml"),
             "there is no register \"%.*s\" to choose from", STR_ARG(f->source));
    const struct registry *found_in = site_register(l->s, f->addresses);
    if (f->addresses.n && !(found_in && found_in->address))
        note(l, sf->file, f->line, f->id, "site.unknown",
             S("name a register whose file says under address how it writes one"),
             "there is no register of addresses \"%.*s\"", STR_ARG(f->addresses));
    if (f->evidence.n && !evidence_known(v, f->evidence))
        note(l, sf->file, f->line, f->id, "site.unknown", S("add it to evidence in service.yaml"),
             "there is no evidence \"%.*s\"", STR_ARG(f->evidence));
}

void check_forms(struct loader *l, struct service *v)
{
    for (size_t i = 0; i < v->n_forms; i++)
        for (size_t k = 0; v->forms[i].form && k < v->forms[i].form->n_fields; k++)
            question_check(l, v, &v->forms[i], &v->forms[i].form->fields[k]);
    const struct service_form *main_form = service_form(v, S("form"));
    for (size_t i = 0; i < v->n_evidence; i++) {
        const struct service_evidence *e = &v->evidence[i];
        const struct form_field *f =
            main_form && main_form->form ? form_field(main_form->form, e->field) : NULL;
        if (e->field.n && main_form && main_form->form && (!f || f->kind != FORM_FILES))
            note(l, v->file, 0, e->id, "site.unknown", S("name a file question of form.json"),
                 "evidence \"%.*s\": the form has no file question \"%.*s\"", STR_ARG(e->id),
                 STR_ARG(e->field));
    }
}

/* ---- process ---- */

static bool letter_known(const struct loader *l, const struct service *v, str id)
{
    return service_letter(v, id, l->s->langs[0].code, l->s->langs[0].code) ||
           site_letter(l->s, id, l->s->langs[0].code);
}

/* Inputs given as plain text that name something of the site. */
static void constant_check(struct loader *l, const struct service *v, const struct bpmn_node *n,
                           str target, str text)
{
    const struct registry *r = site_register(l->s, text);
    str file = v->process->file;
    bool access = false;
    if (str_eq(target, S("letter")) && !letter_known(l, v, text))
        note(l, file, n->line, n->id, "site.unknown", S("add letters/<name>.md"),
             "there is no letter \"%.*s\"", STR_ARG(text));
    if (str_eq(target, S("scheme")) && !site_scheme(l->s, text))
        note(l, file, n->line, n->id, "site.unknown", S("add it to numbers in site.yaml"),
             "there is no number scheme \"%.*s\"", STR_ARG(text));
    if (str_eq(target, S("purpose")) && !site_purpose(l->s, text))
        note(l, file, n->line, n->id, "site.unknown", S("add it to purposes in site.yaml"),
             "there is no purpose \"%.*s\"", STR_ARG(text));
    if (str_eq(target, S("register")) && !r)
        note(l, file, n->line, n->id, "site.unknown", S("add registers/<id>.yaml"),
             "there is no register \"%.*s\"", STR_ARG(text));
    if (!str_eq(target, S("register")) || !r)
        return;
    for (size_t i = 0; i < r->n_access; i++)
        access |= str_eq(r->access[i].service, v->id);
    if (!access)
        note(l, file, n->line, n->id, "site.access",
             S("give the service access in the register's file"),
             "the service has no access to the register \"%.*s\"", STR_ARG(text));
}

static void mappings_check(struct loader *l, const struct service *v, const struct bpmn_node *n)
{
    for (uint32_t i = 0; i < n->inputs_n; i++) {
        val constant;
        const struct bpmn_value *s = &n->inputs[i].source;
        law_names_check(l, v->process->file, n->line, n->id, s->expr);
        if (!s->expr)
            constant_check(l, v, n, n->inputs[i].target, s->text);
        else if (feel_constant(s->expr, &constant) && constant.tag == V_STRING)
            constant_check(l, v, n, n->inputs[i].target, val_text(constant));
    }
    for (size_t i = 0; n->headers.tag == V_CONTEXT && i < n->headers.c->n; i++)
        constant_check(l, v, n, n->headers.c->e[i].key, val_text(n->headers.c->e[i].value));
}

static bool process_known(const struct loader *l, str id)
{
    for (size_t i = 0; i < l->s->n_services; i++) {
        const struct service *v = l->s->services[i];
        if (v->process && v->process->bpmn && bpmn_process(v->process->bpmn, id))
            return true;
    }
    return false;
}

static bool office_keys_in(const struct loader *l, const struct service *v)
{
    const struct office *o = site_office(l->s, v->office);

    for (size_t i = 0; o && i < o->n_groups; i++)
        for (size_t k = 0; k < o->groups[i].n_roles; k++)
            if (str_eq(o->groups[i].roles[k], v->paper.role))
                return true;
    return false;
}

/* A task of the applicant: theirs alone, with a form; and somebody has it where they have no
 * account. */
static void applicant_check(struct loader *l, const struct service *v, const struct bpmn_use *u)
{
    str file = v->process->file;
    int line = u->at->line;

    if (val_count(u->groups) > 1)
        note(l, file, line, u->at->id, "site.applicant", S("name no other group"),
             "a task of the applicant is nobody else's");
    if (!u->form.n && !u->at->form.expr && !u->at->form_key.expr)
        note(l, file, line, u->at->id, "site.applicant", S("add a zeebe:formDefinition"),
             "a task of the applicant needs a form");
    if (str_eq(val_get_text(u->at->properties, S("second-person")), S("true")))
        note(l, file, line, u->at->id, "site.applicant", S("remove the property second-person"),
             "the applicant is no second person");
    if (v->paper.role.n && !office_keys_in(l, v))
        note(l, file, line, u->at->id, "site.applicant",
             S("give the role of paper to a group of the service's office"),
             "nobody gets this task where an application came on paper");
}

static void groups_check(struct loader *l, const struct service *v, const struct bpmn_use *u)
{
    bool applicant = false;

    for (size_t i = 0; i < val_count(u->groups); i++) {
        str group = val_text(val_at(u->groups, i));
        if (str_eq(group, S(GROUP_APPLICANT)))
            applicant = true;
        else if (!site_group(l->s, group))
            note(l, v->process->file, u->at->line, u->at->id, "site.unknown",
                 S("add it to the groups of an office"), "there is no group \"%.*s\"",
                 STR_ARG(group));
    }
    if (applicant)
        applicant_check(l, v, u);
}

static void use_check(struct loader *l, const struct task_check *tasks, const struct bpmn_use *u)
{
    const struct service *v = tasks->v;
    str file = v->process->file;
    switch (u->kind) {
    case BPMN_USES_TASK_TYPE:
        check_task(l, tasks, u);
        break;
    case BPMN_USES_DECISION:
        if (!u->computed && !service_decision(v, u->name))
            note(l, file, u->at->line, u->at->id, "site.unknown",
                 S("add the decision to a .dmn file of the folder"),
                 "there is no decision \"%.*s\"", STR_ARG(u->name));
        break;
    case BPMN_USES_FORM:
        if (!u->computed && !service_form(v, u->name))
            note(l, file, u->at->line, u->at->id, "site.unknown", S("add forms/<id>.json"),
                 "there is no form \"%.*s\"", STR_ARG(u->name));
        break;
    case BPMN_USES_USER_TASK:
        groups_check(l, v, u);
        break;
    case BPMN_USES_PROCESS:
        if (!u->computed && !process_known(l, u->name))
            note(l, file, u->at->line, u->at->id, "site.unknown",
                 S("name a process of a service of this site"), "there is no process \"%.*s\"",
                 STR_ARG(u->name));
        break;
    case BPMN_USES_MESSAGE:
    case BPMN_USES_SIGNAL:
    case BPMN_USES_TIMER:
    case BPMN_USES_VARIABLE:
        break;
    }
}

/* A duration or cycle, written as it is, that is shorter than a day. */
static bool part_of_day(const struct bpmn_value *v)
{
    struct timer_cycle c;
    struct timer_span s;

    if (v->expr || !v->text.n)
        return false;
    if (!failed(timer_cycle_parse(v->text, &c)))
        s = c.every;
    else if (failed(timer_span_parse(v->text, &s)))
        return false;
    return !s.months && s.ms < 86400000;
}

/* Where another agency is waited for, the office's time stands still only by law. */
static bool asks_check(struct loader *l, const struct service *v, const struct bpmn_node *n,
                       str clock)
{
    str ground = val_get_text(n->properties, S("clock-ground")), file = v->process->file;
    bool asks = n->kind == BPMN_SERVICE && str_eq(n->type.text, S("exchange.ask"));

    if (!asks)
        return false;
    if (clock.n && !str_eq(clock, S("stops")) && !str_eq(clock, S("runs")))
        note(l, file, n->line, n->id, "site.clock", S("write stops or runs"),
             "\"%.*s\" is no clock", STR_ARG(clock));
    else if (str_eq(clock, S("stops")) && !clause_known(l->s, ground))
        note(l, file, n->line, n->id, "site.clock", S("add clock-ground: law/clause"),
             "it is not said by which clause the clock stands still");
    return true;
}

/* Days that are counted by a clock of the office: a misspelt one would count other days. */
static void clock_check(struct loader *l, const struct service *v, const struct bpmn_node *n,
                        str clock)
{
    str file = v->process->file;
    bool counts =
        (n->kind == BPMN_USER && (n->due.expr || n->due.text.n)) || n->timer_kind != BPMN_TIME_NONE;

    if (clock.n && !str_eq(clock, S("working-days")) && !str_eq(clock, S("stops")))
        note(l, file, n->line, n->id, "site.clock", S("write working-days or stops"),
             "\"%.*s\" is no clock", STR_ARG(clock));
    else if (clock.n && !counts)
        note(l, file, n->line, n->id, "site.clock",
             S("put it at a timer, or a user task with a due date"),
             "there are no days here to count");
    else if (str_eq(clock, S("working-days")) && part_of_day(&n->timer))
        note(l, file, n->line, n->id, "site.clock", S("write stops, or whole days"),
             "working days are counted whole, and this is less than one");
}

/* What the desk reads of an element's properties: a misspelt one would let one person sign twice.
 */
static void properties_check(struct loader *l, const struct service *v, const struct bpmn_node *n)
{
    str clock = val_get_text(n->properties, S("clock")),
        second = val_get_text(n->properties, S("second-person"));

    if (!asks_check(l, v, n, clock))
        clock_check(l, v, n, clock);
    if (second.n &&
        (n->kind != BPMN_USER || (!str_eq(second, S("true")) && !str_eq(second, S("false")))))
        note(l, v->process->file, n->line, n->id, "site.second_person",
             S("write true or false, at a user task"), "\"%.*s\" names no second person",
             STR_ARG(second));
}

void check_process(struct loader *l, struct service *v)
{
    if (!v->process || !v->process->bpmn)
        return;
    const struct bpmn *m = v->process->bpmn;
    if (!bpmn_main(m))
        note(l, v->process->file, 1, m->id, "site.process", S("mark the process as executable"),
             "no process of the file can be run");
    struct bpmn_uses uses = bpmn_tasks(l->a, m);
    struct task_check tasks = task_check_of(l, v, &uses);
    for (size_t i = 0; i < uses.n; i++)
        use_check(l, &tasks, &uses.v[i]);
    check_catches(l, v);
    check_form_names(l, &tasks);
    for (uint32_t i = 0; i < m->nodes_n; i++) {
        mappings_check(l, v, &m->nodes[i]);
        properties_check(l, v, &m->nodes[i]);
    }
    for (uint32_t i = 0; i < m->flows_n; i++)
        law_names_check(l, v->process->file, m->flows[i].line, m->flows[i].id,
                        m->flows[i].when.expr);
}

static void decision_laws_check(struct loader *l, const struct service_decision *d)
{
    size_t n;
    const struct dmn_path *p = dmn_paths(d->dmn, l->a, S("law"), &n);
    for (size_t i = 0; i < n; i++)
        if (!get_id(l->s, "parameter", p[i].name))
            note(l, d->file, p[i].line, p[i].id, "site.unknown", S("add it to parameters of a law"),
                 "there is no parameter \"%.*s\"", STR_ARG(p[i].name));
}

void check_service(struct loader *l, struct service *v)
{
    for (size_t i = 0; i < v->n_related; i++)
        if (!site_service(l->s, v->related[i]))
            note(l, v->file, 0, S("related"), "site.unknown", S("name a service of this site"),
                 "there is no service \"%.*s\"", STR_ARG(v->related[i]));
    for (size_t i = 0; i < v->n_fees; i++)
        if (v->fees[i].decision.n && !service_decision(v, v->fees[i].decision))
            note(l, v->file, 0, v->fees[i].id, "site.unknown",
                 S("add the decision to a .dmn file of the folder"),
                 "there is no decision \"%.*s\"", STR_ARG(v->fees[i].decision));
    for (size_t i = 0; i < v->n_outputs; i++)
        if (v->outputs[i].letter.n && !letter_known(l, v, v->outputs[i].letter))
            note(l, v->file, 0, v->outputs[i].id, "site.unknown", S("add letters/<name>.md"),
                 "there is no letter \"%.*s\"", STR_ARG(v->outputs[i].letter));
    if (v->process && !service_form(v, S("form")))
        note(l, v->file, 0, S("form"), "site.missing", S("add form.json"),
             "a service with a process needs the applicant's form");
    for (size_t i = 0; i < v->n_decisions; i++)
        if (v->decisions[i].dmn)
            decision_laws_check(l, &v->decisions[i]);
    check_forms(l, v);
    check_process(l, v);
    check_parties(l, v);
    check_plain(l, v);
    check_appeal(l, v);
    check_words(l, v);
}
