/* Invented data for the preview of a letter. */
#include "blocks/studio/letters.h"

#include "bpmn/bpmn.h"
#include "blocks/case/case.h"

enum { PATH_PARTS = 8 };

/* ---- answers ---- */

static val answer_of(struct web *w, const struct form_field *f)
{
    switch (f->kind) {
    case FORM_NUMBER:
        return val_int(12);
    case FORM_CHECKBOX:
        return val_bool(true);
    case FORM_DATE:
    case FORM_DATETIME:
        return val_day(w->today);
    default:
        return f->n_options
                   ? val_str(f->options[0].label)
                   : val_str(str_fmt(w->a, "[%.*s]", STR_ARG(f->label.n ? f->label : f->name)));
    }
}

static val scope_of(struct web *w, const struct scene *s)
{
    const struct service_form *form = service_form(s->v, S("form"));
    val all = val_null(), facts = val_null();

    for (size_t i = 0; form && form->form && i < form->form->n_fields; i++) {
        const struct form_field *f = &form->form->fields[i];
        if (f->name.n && str_find_char(f->name, '.', 0) == SIZE_MAX)
            all = val_with(w->a, all, f->name, answer_of(w, f));
    }
    facts = val_with(w->a, facts, S("number"), VAL_S("2026-000001"));
    facts = val_with(w->a, facts, S("submitted"), val_day(w->today));
    all = val_with(w->a, all, S("case"), facts);
    all = val_with(w->a, all, S("today"), val_day(w->today));
    return val_with(w->a, all, S("law"), law_parameters(s->site, w->a, w->today));
}

/* ---- the task that sends or issues it ---- */

static const struct bpmn_value *input_of(const struct bpmn_node *n, const char *target)
{
    for (uint32_t i = 0; i < n->inputs_n; i++)
        if (str_eq(n->inputs[i].target, str_z(target)))
            return &n->inputs[i].source;
    return NULL;
}

static str constant_of(const struct bpmn_value *v)
{
    val c = val_null();

    if (v && v->expr && !feel_constant(v->expr, &c))
        return STR_NULL;
    return !v ? STR_NULL : v->expr ? val_text(c) : v->text;
}

static bool is_about(const struct service *v, const struct bpmn_node *n, str letter)
{
    str output = constant_of(input_of(n, "output"));

    if (str_eq(constant_of(input_of(n, "letter")), letter))
        return true;
    for (size_t i = 0; output.n && i < v->n_outputs; i++)
        if (str_eq(v->outputs[i].id, output) && str_eq(v->outputs[i].letter, letter))
            return true;
    return false;
}

/* What the tasks that use the letter give it, in one context; *known: one of them could be read. */
static val given_by_tasks(struct web *w, const struct scene *s, str letter, bool *known)
{
    const struct bpmn *m = s->v->process ? s->v->process->bpmn : NULL;
    val scope = scope_of(w, s), all = val_null(), one;
    struct feel_env env;

    feel_env_init(&env, w->a, w->now);
    for (uint32_t i = 0; m && i < m->nodes_n; i++) {
        const struct bpmn_value *data = input_of(&m->nodes[i], "data");
        if (!data || !data->expr || !is_about(s->v, &m->nodes[i], letter) ||
            failed(feel_eval(data->expr, &env, scope, &one)) || one.tag != V_CONTEXT)
            continue;
        *known = true;
        for (uint32_t k = 0; k < one.c->n; k++)
            if (val_is_null(val_get(all, one.c->e[k].key)))
                all = val_with(w->a, all, one.c->e[k].key, one.c->e[k].value);
    }
    return all;
}

/* ---- what its text reads ---- */

static str spoken(arena *a, str name)
{
    buf b;

    buf_init(&b, a, name.n + 2);
    buf_char(&b, '[');
    for (size_t i = 0; i < name.n; i++)
        buf_char(&b, name.p[i] == '_' ? ' ' : name.p[i]);
    buf_char(&b, ']');
    return buf_str(&b);
}

/* Puts a value where there is none yet; a value that is there stays. */
static val put_at(arena *a, val in, const str *path, size_t n, val v)
{
    val old = val_get(in, path[0]);

    if (!val_is_null(in) && in.tag != V_CONTEXT)
        return in;
    if (n > 1)
        return val_with(a, in, path[0], put_at(a, old, path + 1, n - 1, v));
    return val_is_null(old) ? val_with(a, in, path[0], v) : in;
}

struct reading {
    struct web *w;
    struct letter_data *out;
    str list, item; /* inside of an each: its collection, its name */
    bool known;
};

static void path_read(struct reading *r, str path, bool holds)
{
    arena *a = r->w->a;
    str parts[PATH_PARTS], rest = path;
    size_t n = 0;

    while (n < PATH_PARTS && str_next(&rest, '.', &parts[n]))
        n++;
    if (!n || rest.n || str_eq(parts[0], r->item) || str_eq(parts[0], S("index")) ||
        str_eq(parts[0], S("item")))
        return;
    bool there = val_get(r->out->data, parts[0]).tag != V_NULL || !r->known;
    for (size_t i = 0; r->known && !there && i < r->out->given.n; i++)
        there = str_eq(r->out->given.v[i].path, parts[0]);
    for (size_t i = 0; i < r->out->unknown.n; i++)
        there |= str_eq(r->out->unknown.v[i], path);
    if (!there && !r->list.n)
        *vec_push(&r->out->unknown, a) = path;
    r->out->data = put_at(a, r->out->data, parts, n,
                          holds ? val_bool(true) : val_str(spoken(a, parts[n - 1])));
}

static void expression_read(struct reading *r, str text, bool holds)
{
    struct feel *f;
    size_t n;

    if (failed(feel_parse(r->w->a, text, NULL, &f, NULL)))
        return;
    const str *names = feel_names(f, &n);
    for (size_t i = 0; i < n; i++)
        path_read(r, names[i], holds && str_eq(names[i], str_trim(text)));
}

/* A list of two items; what is read of them stands in each. */
static void each_read(struct reading *r, str inside)
{
    size_t as = str_find(inside, S(" as "), 0);
    str path[1] = { str_trim(str_sub(inside, 0, MIN(as, inside.n))) };

    r->list = path[0];
    r->item = as == SIZE_MAX ? S("item") : str_trim(str_from(inside, as + 4));
    if (str_find_char(path[0], '.', 0) == SIZE_MAX && val_is_null(val_get(r->out->data, path[0]))) {
        val two[2] = { val_str(spoken(r->w->a, r->item)), val_str(spoken(r->w->a, r->item)) };
        val *v = memcpy(ARENA_ARRAY(r->w->a, val, 2), two, sizeof two);
        r->out->data = put_at(r->w->a, r->out->data, path, 1, val_list(v, 2));
    }
}

static void text_read(struct reading *r, str text)
{
    for (size_t at = str_find(text, S("{{"), 0); at != SIZE_MAX;
         at = str_find(text, S("{{"), at + 2)) {
        size_t end = str_find(text, S("}}"), at);
        if (end == SIZE_MAX)
            return;
        str inside = str_trim(str_sub(text, at + 2, end - at - 2));
        if (str_starts(inside, S("#each ")))
            each_read(r, str_trim(str_from(inside, 6)));
        else if (str_eq(inside, S("/each")))
            r->list = r->item = STR_NULL;
        else if (str_starts(inside, S("#if ")))
            expression_read(r, str_from(inside, 4), true);
        else if (inside.n && inside.p[0] != '/' && inside.p[0] != '#' && !str_eq(inside, S("else")))
            expression_read(r, inside, false);
    }
}

static void value_told(struct web *w, struct letter_data *out, str path, val v)
{
    for (uint32_t i = 0; v.tag == V_CONTEXT && i < v.c->n; i++)
        value_told(w, out, str_fmt(w->a, "%.*s.%.*s", STR_ARG(path), STR_ARG(v.c->e[i].key)),
                   v.c->e[i].value);
    if (v.tag != V_CONTEXT)
        *vec_push(&out->given, w->a) =
            (struct letter_value){ path, v.tag == V_LIST ? S("…") : val_display(w->a, v) };
}

void letter_data_of(struct web *w, const struct scene *s, str letter, const str *texts, size_t n,
                    struct letter_data *out)
{
    struct reading r = { .w = w, .out = out };

    *out = (struct letter_data){ .data = val_null() };
    val given = given_by_tasks(w, s, letter, &r.known);
    /* of every letter that is a document */
    out->data = r.known ? given : val_null();
    for (uint32_t i = 0; r.known && i < given.c->n; i++) /* what only a case knows is null here */
        *vec_push(&out->given, w->a) = (struct letter_value){ given.c->e[i].key, S("") };
    if (r.known) {
        *vec_push(&out->given, w->a) = (struct letter_value){ S("document_number"), S("") };
        *vec_push(&out->given, w->a) = (struct letter_value){ S("issued"), S("") };
    }
    for (size_t i = 0; i < n; i++)
        text_read(&r, texts[i].p ? texts[i] : S(""));
    for (uint32_t i = 0; r.known && i < given.c->n; i++) {
        str path = given.c->e[i].key;
        out->data = put_at(w->a, out->data, &path, 1, val_str(spoken(w->a, path)));
    }
    out->given.n = 0;
    for (uint32_t i = 0; out->data.tag == V_CONTEXT && i < out->data.c->n; i++)
        value_told(w, out, out->data.c->e[i].key, out->data.c->e[i].value);
}
