/* Registers that contradict themselves: what could never be entered, found, read or hold. */
#include "site/read.h"
#include "site/reg_migrate.h"
#include "site/reg_value.h"

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

static void read_names(struct registry *r, struct doc_node root)
{
    struct doc_node c = doc_map(root, "names", OPTIONAL);

    if (!doc_is(c))
        return;
    doc_keys(c, "field second");
    r->names.field = doc_str(c, "field", NEEDED);
    r->names.second = doc_str(c, "second", NEEDED);
    const struct reg_field *f = register_field(r, r->names.field),
                           *second = register_field(r, r->names.second);
    if (!f || !str_eq(f->type, S("name")) || f->list || f->sensitivity != SENS_PERSONAL)
        doc_error(c, "site.names", S("name a personal field of type name"),
                  "entries cannot be found by the words of \"%.*s\"", STR_ARG(r->names.field));
    if (!second || !str_eq(second->type, S("date")) || second->sensitivity != SENS_PERSONAL)
        doc_error(c, "site.names", S("name a personal date, such as that of birth"),
                  "\"%.*s\" is no second criterion", STR_ARG(r->names.second));
}

void read_constraints(struct loader *l, struct registry *r, struct doc_node root)
{
    struct doc_node list = doc_list(root, "constraints", OPTIONAL);
    struct reg_constraint *v = ARENA_ARRAY(l->a, struct reg_constraint, doc_count(list) + 1);
    struct feel_name *names = ARENA_ARRAY(l->a, struct feel_name, r->n_fields + 1);
    struct feel_scope scope = { .names = names, .n = r->n_fields + 1 };
    struct feel_error where;

    for (size_t i = 0; i < r->n_fields; i++)
        names[i] =
            (struct feel_name){ r->fields[i].name, register_field_type(l->a, &r->fields[i]) };
    names[r->n_fields] = (struct feel_name){ S("today"), feel_type_of_kind(T_DATE) };
    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        struct feel *holds = NULL;
        doc_keys(c, "id field holds told");
        str text = doc_str(c, "holds", NEEDED);
        v[r->n_constraints] = (struct reg_constraint){ .id = doc_id(c, "id"),
                                                       .field = doc_str(c, "field", NEEDED),
                                                       .told = doc_text(c, "told", NEEDED),
                                                       .line = doc_line(c) };
        text_check(l, doc_get(c, S("told")), v[r->n_constraints].told);
        if (!register_field(r, v[r->n_constraints].field))
            doc_error(c, "site.unknown", S("name a field of this register"),
                      "there is no field \"%.*s\"", STR_ARG(v[r->n_constraints].field));
        if (failed(feel_parse(l->a, text, &scope, &holds, &where)) ||
            feel_mistyped(l->a, holds, &where)) {
            doc_error(c, "site.constraint", where.suggestion,
                      "the constraint is no expression: %.*s", STR_ARG(where.message));
            continue;
        }
        v[r->n_constraints++].holds = holds;
    }
    r->constraints = v;
    read_names(r, root);
}

/* ---- contradictions ---- */

static bool named(str name, const str *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], name))
            return true;
    return false;
}

static bool is_text(const struct reg_field *f)
{
    return str_eq(f->type, S("string")) || str_eq(f->type, S("code"));
}

static void type_check(struct loader *l, const struct registry *r, const struct reg_field *f)
{
    const struct registry *to = f->refers.n ? site_register(l->s, f->refers) : NULL;
    bool code = str_eq(f->type, S("code"));

    if (str_eq(f->type, S("reference")) && !f->refers.n)
        note(l, r->file, f->line, f->name, "site.contradiction", S("add refers: ID"),
             "a reference refers to no register");
    if (code && !f->n_options && !f->refers.n)
        note(l, r->file, f->line, f->name, "site.contradiction",
             S("add options, or refers: ID of a public register"), "a code has no list");
    if (code && to && register_sealed(to))
        note(l, r->file, f->line, f->name, "site.contradiction",
             S("refer to a register without personal fields"),
             "a list of codes cannot be a register of people");
    if (f->n_options && f->refers.n)
        note(l, r->file, f->line, f->name, "site.contradiction", S("keep one of both"),
             "options and another register's keys");
    if (f->n_options && !is_text(f))
        note(l, r->file, f->line, f->name, "site.contradiction", S("type: code"),
             "only a text or a code has options");
    if (f->scheme && (f->n_options || f->refers.n || !is_text(f)))
        note(l, r->file, f->line, f->name, "site.contradiction", S("remove number"),
             "only a plain text has a number scheme");
    if (to && f->sensitivity < SENS_PERSONAL && register_sealed(to))
        note(l, r->file, f->line, f->name, "site.contradiction", S("sensitivity: personal"),
             "a field that names an entry about a person is not personal");
}

static void use_check(struct loader *l, const struct registry *r, const struct reg_field *f)
{
    bool key = str_eq(f->name, r->key), secret = f->sensitivity == SENS_SECRET;

    if (key && (f->list || secret))
        note(l, r->file, f->line, f->name, "site.contradiction", S("choose another key"),
             "a key is one value that may be told");
    if (key && !f->required && !f->scheme)
        note(l, r->file, f->line, f->name, "site.contradiction",
             S("required: true, or a number scheme"), "an entry could be without its key");
    if ((key || f->unique) && (f->list || !register_type_plain(f)))
        note(l, r->file, f->line, f->name, "site.contradiction", S("remove unique"),
             "such a value cannot be unique");
    if (secret && named(f->name, r->search, r->n_search))
        note(l, r->file, f->line, f->name, "site.contradiction", S("take it out of search"),
             "nobody may look by a secret field");
    if (secret && named(f->name, r->display, r->n_display))
        note(l, r->file, f->line, f->name, "site.contradiction", S("take it out of display"),
             "a secret field would be shown");
    if (f->retention.forever && f->retention.then == RETAIN_ERASE)
        note(l, r->file, f->line, f->name, "site.contradiction", S("then: keep"),
             "what is kept forever is erased afterwards");
}

/* A field that every new entry needs, in a register in which somebody enters something. */
static void writer_check(struct loader *l, const struct registry *r, const struct reg_field *f)
{
    bool any = false, this = false;

    for (size_t i = 0; i < r->n_access; i++) {
        const struct reg_access *a = &r->access[i];
        any |= a->n_write > 0;
        this |= named(f->name, a->write, a->n_write) || named(S("*"), a->write, a->n_write);
    }
    if (f->required && any && !this && !f->scheme)
        note(l, r->file, f->line, f->name, "site.contradiction",
             S("let a role or service write it"), "every entry needs it, and nobody may write it");
}

static void purpose_check(struct loader *l, const struct registry *r, const struct reg_access *a)
{
    const struct service *v = a->service.n ? site_service(l->s, a->service) : NULL;

    if (v && v->purpose.n && !str_eq(v->purpose, a->purpose))
        note(l, r->file, a->line, S("access"), "site.contradiction",
             S("name the purpose of the service"),
             "the service has another purpose, so this gives it nothing");
}

/* The words of a name are looked for as they were entered. */
static void steps_check(struct loader *l, const struct registry *r)
{
    for (size_t i = 0; i < r->n_migrations && r->names.field.n; i++)
        for (size_t k = 0; k < r->migrations[i].n; k++) {
            const struct reg_step *s = &r->migrations[i].steps[k];
            if (s->kind != STEP_RENAME && str_eq(s->field, r->names.field))
                note(l, r->file, 0, s->field, "site.migrate", S("enter those entries anew"),
                     "the name that entries are found by cannot become another");
        }
}

void check_register(struct loader *l, const struct registry *r)
{
    steps_check(l, r);
    if (r->names.second.n && !named(r->names.second, r->search, r->n_search))
        note(l, r->file, 0, S("names"), "site.contradiction", S("add it to search"),
             "the second criterion is no field that entries are found by");
    for (size_t i = 0; i < r->n_fields; i++) {
        type_check(l, r, &r->fields[i]);
        use_check(l, r, &r->fields[i]);
        writer_check(l, r, &r->fields[i]);
    }
    for (size_t i = 0; i < r->n_access; i++)
        purpose_check(l, r, &r->access[i]);
}
