#include "blocks/studio/reach.h"

#include "dmn/dmn.h"
#include "feel/feel.h"

struct reaching {
    arena *a;
    const struct service *v;
    val counts;
    str lang;
    VEC(struct reach_row) rows;
};

static str named(const struct reaching *r, const struct words *words, str id, const char *property,
                 str otherwise)
{
    str said = words_get(words, r->lang, id, str_z(property));

    return said.n ? said : otherwise.n ? otherwise : id;
}

static int64_t counted(const struct reaching *r, const char *kind, str id)
{
    return val_get_i64(val_get(r->counts, str_z(kind)), id, 0);
}

/* ---- process ---- */

static void elements_put(struct reaching *r)
{
    const struct service_process *p = r->v->process;

    for (uint32_t i = 0; i < p->bpmn->nodes_n; i++) {
        const struct bpmn_node *n = &p->bpmn->nodes[i];
        if (n->kind != BPMN_OTHER)
            *vec_push(&r->rows, r->a) =
                (struct reach_row){ .kind = REACH_ELEMENT,
                                    .id = n->id,
                                    .name = named(r, p->words, n->id, "name", n->name),
                                    .of = n->type_name,
                                    .n = counted(r, "nodes", n->id),
                                    .index = i };
    }
}

static void flows_put(struct reaching *r)
{
    const struct service_process *p = r->v->process;

    for (uint32_t i = 0; i < p->bpmn->flows_n; i++) {
        const struct bpmn_flow *f = &p->bpmn->flows[i];
        const struct bpmn_node *from = &p->bpmn->nodes[f->from], *to = &p->bpmn->nodes[f->to];
        if (from->kind == BPMN_OTHER)
            continue;
        str name = named(r, p->words, f->id, "name", f->name);
        str ends =
            str_fmt(r->a, "%.*s → %.*s", STR_ARG(named(r, p->words, from->id, "name", from->name)),
                    STR_ARG(named(r, p->words, to->id, "name", to->name)));
        *vec_push(&r->rows, r->a) =
            (struct reach_row){ .kind = REACH_FLOW,
                                .id = f->id,
                                .name = str_eq(name, f->id) ? ends
                                                            : str_fmt(r->a, "%.*s (%.*s)",
                                                                      STR_ARG(name), STR_ARG(ends)),
                                .n = counted(r, "flows", f->id),
                                .index = i };
    }
}

/* ---- rules ---- */

static str rule_said(arena *a, val rule)
{
    val in = val_get(rule, S("conditions")), out = val_get(rule, S("outputs"));
    buf b;

    buf_init(&b, a, 128);
    for (size_t i = 0; i < val_count(in); i++)
        buf_fmt(&b, "%s%.*s", i ? "; " : "", STR_ARG(val_text(val_at(in, i))));
    buf_add(&b, S(" → "));
    for (size_t i = 0; i < val_count(out); i++)
        buf_fmt(&b, "%s%.*s", i ? "; " : "", STR_ARG(val_text(val_at(out, i))));
    return buf_str(&b);
}

static void table_put(struct reaching *r, const struct service_decision *d, val element, val table)
{
    str id = val_get_text(element, S("id")), name = val_get_text(element, S("name"));
    val rules = val_get(table, S("rules"));

    for (size_t i = 0; i < val_count(rules); i++) {
        str key = str_fmt(r->a, "%.*s %.*s %zu", STR_ARG(id), STR_ARG(val_get_text(table, S("id"))),
                          i + 1);
        *vec_push(&r->rows, r->a) = (struct reach_row){
            .kind = REACH_RULE,
            .id = key,
            .name = rule_said(r->a, val_at(rules, i)),
            .of = named(r, d->words, id, "name", name),
            .n = counted(r, "rules", key),
            .index = (uint32_t)i + 1,
        };
    }
}

static void rules_put(struct reaching *r, const struct service_decision *d)
{
    val elements = val_get(dmn_describe(d->dmn, r->a), S("elements"));

    for (size_t e = 0; e < val_count(elements); e++) {
        val tables = val_get(val_at(elements, e), S("tables"));
        for (size_t k = 0; k < val_count(tables); k++)
            table_put(r, d, val_at(elements, e), val_at(tables, k));
    }
}

/* ---- questions ---- */

static void questions_put(struct reaching *r, const struct service_form *f)
{
    for (size_t i = 0; i < f->form->n_fields; i++) {
        const struct form_field *x = &f->form->fields[i];
        if (x->key.n && x->name.n)
            *vec_push(&r->rows, r->a) =
                (struct reach_row){ .kind = REACH_QUESTION,
                                    .id = x->name,
                                    .name = named(r, f->words, x->id, "label", x->label),
                                    .of = f->id,
                                    .n = counted(r, "questions", x->name) };
    }
}

/* ---- letters: what the elements that were passed name ---- */

/* The text that an element gives to an input: a header or a constant; false: computed. */
static bool given(const struct bpmn_node *n, str name, str *out)
{
    val constant;

    *out = val_get_text(n->headers, name);
    for (uint32_t i = 0; i < n->inputs_n; i++) {
        const struct bpmn_mapping *m = &n->inputs[i];
        if (!str_eq(m->target, name))
            continue;
        if (!m->source.expr)
            *out = m->source.text;
        else if (feel_constant(m->source.expr, &constant))
            *out = val_text(constant);
        else
            return false;
    }
    return true;
}

static str letter_of_output(const struct service *v, str output)
{
    for (size_t i = 0; i < v->n_outputs; i++)
        if (str_eq(v->outputs[i].id, output))
            return v->outputs[i].letter;
    return STR_NULL;
}

static int64_t letter_count(const struct reaching *r, str letter, bool *computed)
{
    const struct bpmn *m = r->v->process ? r->v->process->bpmn : NULL;
    int64_t n = 0;
    str name, output;

    for (uint32_t i = 0; m && i < m->nodes_n; i++) {
        const struct bpmn_node *x = &m->nodes[i];
        *computed |= !given(x, S("letter"), &name) || !given(x, S("output"), &output);
        if (str_eq(name, letter) || (output.n && str_eq(letter_of_output(r->v, output), letter)))
            n += counted(r, "nodes", x->id);
    }
    return n;
}

static void letters_put(struct reaching *r)
{
    for (size_t i = 0; i < r->v->n_letters; i++) {
        const struct service_letter *l = &r->v->letters[i];
        bool computed = false;
        if (!str_eq(l->lang, r->v->first_lang))
            continue;
        int64_t n = letter_count(r, l->id, &computed);
        *vec_push(&r->rows, r->a) = (struct reach_row){
            .kind = REACH_LETTER, .id = l->id, .name = l->id, .n = n, .unknown = computed && !n
        };
    }
}

struct reach reach_of(arena *a, const struct service *v, val counts, str lang)
{
    struct reaching r = { .a = a, .v = v, .counts = counts, .lang = lang };
    struct reach out = { 0 };

    if (v->process && v->process->bpmn) {
        elements_put(&r);
        flows_put(&r);
    }
    for (size_t i = 0; i < v->n_decisions; i++)
        if (v->decisions[i].dmn)
            rules_put(&r, &v->decisions[i]);
    for (size_t i = 0; i < v->n_forms; i++)
        if (v->forms[i].form)
            questions_put(&r, &v->forms[i]);
    letters_put(&r);
    for (size_t i = 0; i < r.rows.n; i++) {
        const struct reach_row *x = &r.rows.v[i];
        out.all[x->kind] += !x->unknown;
        out.reached[x->kind] += !x->unknown && x->n > 0;
    }
    out.v = r.rows.v;
    out.n = r.rows.n;
    return out;
}
