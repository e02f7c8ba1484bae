/* Service tasks against what the engine's blocks and the site's partners offer: types, inputs,
 * outputs, errors. */
#include "site/read.h"

static const str see = S_INIT("see stoa help tasks");

static void note(struct loader *l, const struct service *v, int line, str element, const char *code,
                 str repair, const char *fmt, ...) PRINTF_LIKE(7, 8);

static void note(struct loader *l, const struct service *v, int line, str element, const char *code,
                 str repair, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    l->f->file = v->process->file;
    finding_addv(l->f, FINDING_ERROR, line, element, code, repair, fmt, ap);
    va_end(ap);
}

static const struct site_task_type *type_of(const struct loader *l, str name)
{
    const struct partner_topic *topic = site_outside(l->s, name);

    for (size_t i = 0; i < l->world->n_tasks; i++)
        if (str_eq(l->world->tasks[i].name, name))
            return &l->world->tasks[i];
    return topic ? &topic->type : NULL;
}

static const struct site_param *param(const struct site_param *p, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(p[i].name, name))
            return &p[i];
    return NULL;
}

/* ---- names that expressions of the process read ---- */

struct names {
    struct loader *l;
    VEC(struct feel_name) v;
};

/* A name that means two things has no type. */
static void name_add(struct names *k, str path, const struct feel_type *t)
{
    str name, rest;

    (void)str_cut(path, '.', &name, &rest);
    if (rest.n)
        t = NULL;
    for (size_t i = 0; i < k->v.n; i++)
        if (str_eq(k->v.v[i].name, name)) {
            if (k->v.v[i].type != t)
                k->v.v[i].type = NULL;
            return;
        }
    *vec_push(&k->v, k->l->a) = (struct feel_name){ name, t };
}

static void names_of_forms(struct names *k, const struct service *v)
{
    for (size_t i = 0; i < v->n_forms; i++)
        for (size_t j = 0; v->forms[i].form && j < v->forms[i].form->n_fields; j++)
            if (v->forms[i].form->fields[j].name.n)
                name_add(k, v->forms[i].form->fields[j].name,
                         form_answer_type(&v->forms[i].form->fields[j]));
}

/* Without output mappings a task's results become variables under their own names. */
static void names_of_results(struct names *k, const struct bpmn_use *u)
{
    const struct site_task_type *t = type_of(k->l, u->name);

    for (size_t i = 0; t && !u->at->outputs_n && i < t->n_out; i++)
        name_add(k, t->out[i].name, NULL);
}

struct task_check task_check_of(struct loader *l, const struct service *v,
                                const struct bpmn_uses *uses)
{
    static const str facts[] = { S_INIT("case"),
                                 S_INIT("today"),
                                 S_INIT("law"),
                                 S_INIT("appealed"),
                                 S_INIT("said_in"),
                                 S_INIT("applicant_account"),
                                 S_INIT("applicant_person"),
                                 S_INIT("loopCounter") };
    struct names k = { .l = l };
    struct task_check c = { .v = v };

    FOR_EACH(facts, f)
        name_add(&k, *f, NULL);
    names_of_forms(&k, v);
    for (size_t i = 0; i < uses->n; i++) {
        const struct bpmn_use *u = &uses->v[i];
        if (u->kind == BPMN_USES_VARIABLE)
            name_add(&k, u->name, NULL);
        else if (u->kind == BPMN_USES_TASK_TYPE)
            names_of_results(&k, u);
        c.open |= u->kind == BPMN_USES_PROCESS || u->kind == BPMN_USES_MESSAGE ||
                  u->kind == BPMN_USES_SIGNAL || (u->kind == BPMN_USES_TASK_TYPE && u->computed);
    }
    c.names = k.v.v;
    c.n = k.v.n;
    return c;
}

/* The expression read once more, with what is known of the types of names; null where it cannot
 * be. */
static const struct feel *typed(struct loader *l, const struct bpmn_value *v,
                                const struct feel_name *names, size_t n)
{
    struct feel_scope scope = { .names = names, .n = n, .open = true };
    struct feel_error where;
    struct feel *f = NULL;

    return v->expr && !failed(feel_parse(l->a, feel_text(v->expr), &scope, &f, &where)) ? f : NULL;
}

/* ---- inputs ---- */

static void type_wrong(struct loader *l, const struct task_check *c, const struct bpmn_node *n,
                       const struct bpmn_mapping *m, const struct site_param *p, str got)
{
    note(l, c->v, m->source.line ? m->source.line : n->line, n->id, "site.task_type_of",
         S("give a value of the type that it takes"),
         "the input \"%.*s\" of \"%.*s\" is a %.*s, and is given a %.*s", STR_ARG(p->name),
         STR_ARG(n->type.text), STR_ARG(p->type), STR_ARG(got));
}

static void input_type_check(struct loader *l, const struct task_check *c,
                             const struct bpmn_node *n, const struct bpmn_mapping *m,
                             const struct site_param *p)
{
    const struct feel_type *want = site_param_type(p->type), *got = NULL;
    const struct feel *f = typed(l, &m->source, c->names, c->n);
    str head, tail;

    if (!want)
        return;
    if (str_cut(m->target, '.', &head, &tail)) {
        if (want->kind != T_CONTEXT)
            type_wrong(l, c, n, m, p, S("context"));
    } else if (!m->source.expr) {
        if (m->source.text.n && want->kind != T_STRING)
            type_wrong(l, c, n, m, p, S("string"));
    } else if (f && feel_border_wrong(l->a, f, want, &got)) {
        type_wrong(l, c, n, m, p, feel_type_text(l->a, got));
    }
}

static void inputs_check(struct loader *l, const struct task_check *c, const struct bpmn_use *u,
                         const struct site_task_type *t)
{
    const struct bpmn_node *n = u->at;

    for (uint32_t i = 0; i < n->inputs_n; i++) {
        str head, tail;
        (void)str_cut(n->inputs[i].target, '.', &head, &tail);
        const struct site_param *p = param(t->in, t->n_in, head);
        if (p) {
            input_type_check(l, c, n, &n->inputs[i], p);
            continue;
        }
        l->f->file = c->v->process->file;
        finding_add(l->f, FINDING_WARNING, n->line, n->id, "site.task_input", see,
                    "the task type \"%.*s\" has no input \"%.*s\"", STR_ARG(t->name),
                    STR_ARG(head));
    }
    for (size_t i = 0; val_count(n->headers) && i < n->headers.c->n; i++) {
        const struct site_param *p = param(t->in, t->n_in, n->headers.c->e[i].key);
        const struct feel_type *want = p ? site_param_type(p->type) : NULL;
        if (want && want->kind != T_STRING)
            note(l, c->v, n->line, n->id, "site.task_type_of",
                 S("map it with a zeebe:input, beginning with \"=\""),
                 "the input \"%.*s\" of \"%.*s\" is a %.*s; a header is a string", STR_ARG(p->name),
                 STR_ARG(t->name), STR_ARG(p->type));
    }
}

static bool mapped(const struct bpmn_node *n, str name)
{
    for (uint32_t i = 0; i < n->inputs_n; i++) {
        str head, tail;
        (void)str_cut(n->inputs[i].target, '.', &head, &tail);
        if (str_eq(head, name))
            return true;
    }
    return val_has(n->headers, name);
}

/* ---- outputs ---- */

static bool known(const struct task_check *c, const struct site_task_type *t, str name)
{
    if (param(t->out, t->n_out, name))
        return true;
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->names[i].name, name))
            return true;
    return false;
}

/* What the task gives stands before what the process knows under the same name. */
static struct feel_name *with_outputs(struct loader *l, const struct task_check *c,
                                      const struct site_task_type *t, size_t *n)
{
    struct feel_name *v = ARENA_ARRAY(l->a, struct feel_name, c->n + t->n_out + 1);

    *n = 0;
    for (size_t i = 0; i < t->n_out; i++)
        v[(*n)++] = (struct feel_name){ t->out[i].name, site_param_type(t->out[i].type) };
    for (size_t i = 0; i < c->n; i++)
        if (!param(t->out, t->n_out, c->names[i].name))
            v[(*n)++] = c->names[i];
    return v;
}

static void output_check(struct loader *l, const struct task_check *c, const struct bpmn_node *n,
                         const struct bpmn_mapping *m, const struct site_task_type *t)
{
    size_t count, paths = 0;
    const struct feel_name *names = with_outputs(l, c, t, &count);
    const struct feel *f = typed(l, &m->source, names, count);
    const str *path = f ? feel_names(f, &paths) : NULL;
    struct feel_error where;
    int line = m->source.line ? m->source.line : n->line;

    for (size_t i = 0; i < paths && !c->open; i++) {
        str head, tail;
        (void)str_cut(path[i], '.', &head, &tail);
        if (!known(c, t, head))
            note(l, c->v, line, n->id, "site.task_output", see,
                 "the task type \"%.*s\" gives no \"%.*s\"", STR_ARG(t->name), STR_ARG(head));
    }
    if (f && feel_mistyped(l->a, f, &where))
        note(l, c->v, line, n->id, "site.task_output", where.suggestion,
             "in the output \"%.*s\", %.*s", STR_ARG(m->target), STR_ARG(where.message));
}

void check_task(struct loader *l, const struct task_check *c, const struct bpmn_use *u)
{
    const struct site_task_type *t = type_of(l, u->name);
    const struct bpmn_node *n = u->at;

    if (l->world->n_tasks == 0 || u->computed)
        return;
    if (!t) {
        note(l, c->v, n->line, n->id, "site.task_type",
             S("see stoa help tasks, or declare it as a topic in partners/<id>.yaml"),
             "there is no task type \"%.*s\"", STR_ARG(u->name));
        return;
    }
    const struct partner_topic *topic = site_outside(l->s, u->name);
    if (topic && t == &topic->type && !site_topic_for(l->s, topic, c->v))
        note(l, c->v, n->line, n->id, "site.task_topic",
             S("ask who answers for the partner to name this office under for"),
             "the partner \"%.*s\" does not do \"%.*s\" for services of this office",
             STR_ARG(topic->of->id), STR_ARG(u->name));
    for (size_t i = 0; i < t->n_in; i++)
        if (t->in[i].required && !mapped(n, t->in[i].name))
            note(l, c->v, n->line, n->id, "site.task_input", S("add a zeebe:input of that target"),
                 "the task type \"%.*s\" needs the input \"%.*s\"", STR_ARG(t->name),
                 STR_ARG(t->in[i].name));
    inputs_check(l, c, u, t);
    for (uint32_t i = 0; i < n->outputs_n; i++)
        output_check(l, c, n, &n->outputs[i], t);
}

/* ---- what forms of tasks read ---- */

static bool process_has(const struct task_check *c, str name)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->names[i].name, name))
            return true;
    return c->open;
}

void check_form_names(struct loader *l, const struct task_check *c)
{
    for (size_t i = 0; i < c->v->n_forms; i++) {
        const struct form *form = c->v->forms[i].form;
        for (size_t k = 0; form && k < form->n_foreign; k++) {
            const struct form_foreign *x = &form->foreign[k];
            if (process_has(c, x->name))
                continue;
            l->f->file = c->v->forms[i].file;
            finding_add(l->f, FINDING_WARNING, x->line, x->id, "form.name",
                        S("use the key of a question, or a variable of the process"),
                        "%.*s: neither a question nor the process has \"%.*s\"", STR_ARG(x->what),
                        STR_ARG(x->name));
        }
    }
}

/* ---- errors ---- */

enum { CALLS_MOST = 8 };

static bool scope_throws(const struct loader *l, const struct bpmn *m, uint32_t scope, uint32_t but,
                         str code, int depth);

static bool type_throws(const struct loader *l, const struct bpmn_value *type, str code)
{
    val constant;
    str name = type->text;

    if (type->expr && (!feel_constant(type->expr, &constant) || constant.tag != V_STRING))
        return true;
    if (type->expr)
        name = val_text(constant);
    const struct site_task_type *t = type_of(l, name);
    if (!t || l->world->n_tasks == 0)
        return true;
    for (size_t i = 0; i < t->n_errors; i++)
        if (!code.n || str_eq(t->errors[i], code))
            return true;
    return false;
}

static bool call_throws(const struct loader *l, const struct bpmn_node *n, str code, int depth)
{
    if (n->called.expr || depth >= CALLS_MOST)
        return true;
    for (size_t i = 0; i < l->s->n_services; i++) {
        const struct service *v = l->s->services[i];
        const struct bpmn_scope *p =
            v->process && v->process->bpmn ? bpmn_process(v->process->bpmn, n->called.text) : NULL;
        if (p)
            return scope_throws(l, v->process->bpmn, p->index, BPMN_NO, code, depth + 1);
    }
    return true;
}

/* Whether an element may raise the error; what is not known may. */
static bool node_throws(const struct loader *l, const struct bpmn *m, const struct bpmn_node *n,
                        str code, int depth)
{
    if (n->type.expr || n->type.text.n)
        return type_throws(l, &n->type, code);
    if (n->body != BPMN_NO)
        return scope_throws(l, m, n->body, BPMN_NO, code, depth);
    if (n->kind == BPMN_CALL_ACTIVITY)
        return call_throws(l, n, code, depth);
    if (n->kind != BPMN_END || n->trigger != BPMN_ON_ERROR)
        return false;
    return !n->named || n->named->value.expr || !code.n || str_eq(n->named->name, code);
}

/* but: an element that does not count, or BPMN_NO. */
static bool scope_throws(const struct loader *l, const struct bpmn *m, uint32_t scope, uint32_t but,
                         str code, int depth)
{
    for (uint32_t i = 0; i < m->nodes_n; i++)
        if (m->nodes[i].scope == scope && i != but && node_throws(l, m, &m->nodes[i], code, depth))
            return true;
    return false;
}

void check_catches(struct loader *l, const struct service *v)
{
    const struct bpmn *m = v->process->bpmn;

    for (uint32_t i = 0; i < m->nodes_n; i++) {
        const struct bpmn_node *n = &m->nodes[i];
        uint32_t owner = m->scopes[n->scope].owner;
        bool boundary = n->kind == BPMN_BOUNDARY && n->host != BPMN_NO;
        str code = n->named ? n->named->name : S("");
        if (!m->scopes[n->scope].executable || n->trigger != BPMN_ON_ERROR ||
            (n->named && n->named->value.expr) ||
            !(boundary || (n->kind == BPMN_START && owner != BPMN_NO)))
            continue;
        if (boundary ? node_throws(l, m, &m->nodes[n->host], code, 0)
                     : scope_throws(l, m, m->nodes[owner].scope, owner, code, 0))
            continue;
        note(l, v, n->line, n->id, "site.task_error",
             S("choose an error that is raised there (stoa help tasks), or remove the event"),
             code.n ? "nothing that it waits at raises the error \"%.*s\""
                    : "nothing that it waits at raises an error%.*s",
             STR_ARG(code));
    }
}
