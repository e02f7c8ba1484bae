/* What a draft changes: questions, steps and rules in words, files line by line. */
#include "blocks/studio/compare.h"
#include "blocks/studio/diff.h"
#include "bpmn/bpmn.h"
#include "dmn/dmn.h"

static void thing_add(struct inventory *t, enum thing_kind kind, str file, str id, str said,
                      str more)
{
    str key = str_fmt(t->w->a, "%d %.*s %.*s", (int)kind, STR_ARG(file), STR_ARG(id));
    struct thing *x = ARENA_NEW(t->w->a, struct thing);

    if (map_get(&t->by_key, key))
        return;
    *x = (struct thing){ kind, str_from(file, t->folder.n), key, id, said, more };
    *vec_push(&t->v, t->w->a) = *x;
    map_put(&t->by_key, t->w->a, key, x);
}

static void fields_of(struct inventory *t, const struct service_form *f)
{
    for (size_t i = 0; f->form && i < f->form->n_fields; i++) {
        const struct form_field *x = &f->form->fields[i];
        str label = x->label.n ? x->label : x->key.n ? x->key : x->id;
        if (x->name.n)
            thing_add(t, THING_FIELD, f->file, x->name,
                      str_fmt(t->w->a, "%.*s%s", STR_ARG(label), x->rules.required ? " *" : ""),
                      S(""));
    }
}

/* What else of an element makes it do what it does. */
static str more_of(arena *a, const struct bpmn_node *n)
{
    const struct bpmn_value *v[] = { &n->type,   &n->decision, &n->called,    &n->form,
                                     &n->groups, &n->users,    &n->assignee,  &n->due,
                                     &n->timer,  &n->script,   &n->condition, &n->follow_up,
                                     &n->retries };
    buf b;

    buf_init(&b, a, 128);
    FOR_EACH(v, x)
        buf_fmt(&b, "%.*s\n", STR_ARG((*x)->text));
    for (uint32_t i = 0; i < n->inputs_n; i++)
        buf_fmt(&b, "%.*s=%.*s\n", STR_ARG(n->inputs[i].target), STR_ARG(n->inputs[i].source.text));
    for (uint32_t i = 0; i < n->outputs_n; i++)
        buf_fmt(&b, "%.*s=%.*s\n", STR_ARG(n->outputs[i].target),
                STR_ARG(n->outputs[i].source.text));
    buf_add(&b, val_json_str(a, n->headers));
    buf_add(&b, val_json_str(a, n->properties));
    return buf_str(&b);
}

static str node_name(const struct bpmn_node *n)
{
    return n->name.n ? n->name : n->id;
}

static void steps_of(struct inventory *t, const struct service_process *p)
{
    for (uint32_t i = 0; i < p->bpmn->nodes_n; i++) {
        const struct bpmn_node *n = &p->bpmn->nodes[i];
        thing_add(t, THING_STEP, p->file, n->id,
                  str_fmt(t->w->a, "%.*s (%.*s)", STR_ARG(node_name(n)), STR_ARG(n->type_name)),
                  more_of(t->w->a, n));
    }
    for (uint32_t i = 0; i < p->bpmn->flows_n; i++) {
        const struct bpmn_flow *f = &p->bpmn->flows[i];
        str ends = str_fmt(t->w->a, "%.*s → %.*s", STR_ARG(node_name(&p->bpmn->nodes[f->from])),
                           STR_ARG(node_name(&p->bpmn->nodes[f->to])));
        str when = f->when.text.n
                       ? str_fmt(t->w->a, "%.*s [%.*s]", STR_ARG(ends), STR_ARG(f->when.text))
                       : ends;
        thing_add(t, THING_FLOW, p->file, f->id, when,
                  str_fmt(t->w->a, "%.*s %.*s %.*s%s", STR_ARG(p->bpmn->nodes[f->from].id),
                          STR_ARG(p->bpmn->nodes[f->to].id), STR_ARG(f->when.text),
                          f->is_default ? " *" : ""));
    }
}

static void cells_say(buf *b, val cells)
{
    for (size_t i = 0; i < val_count(cells); i++)
        buf_fmt(b, "%s%.*s", i ? "; " : "", STR_ARG(val_text(cells.l[i])));
}

static void rules_of(struct inventory *t, const struct service_decision *d)
{
    val elements = val_get(dmn_describe(d->dmn, t->w->a), S("elements"));

    for (size_t e = 0; e < val_count(elements); e++) {
        val tables = val_get(elements.l[e], S("tables"));
        for (size_t k = 0; k < val_count(tables); k++) {
            val rules = val_get(tables.l[k], S("rules"));
            for (size_t i = 0; i < val_count(rules); i++) {
                str id = val_get_text(rules.l[i], S("id"));
                buf b;
                buf_init(&b, t->w->a, 128);
                cells_say(&b, val_get(rules.l[i], S("conditions")));
                buf_add(&b, S(" → "));
                cells_say(&b, val_get(rules.l[i], S("outputs")));
                thing_add(t, THING_RULE, d->file,
                          id.n ? id
                               : str_fmt(t->w->a, "%.*s %zu",
                                         STR_ARG(val_get_text(tables.l[k], S("id"))), i),
                          buf_str(&b), S(""));
            }
        }
    }
}

void inventory_of(struct inventory *t, const struct service *v)
{
    for (size_t i = 0; v && i < v->n_forms; i++)
        fields_of(t, &v->forms[i]);
    if (v && v->process && v->process->bpmn)
        steps_of(t, v->process);
    for (size_t i = 0; v && i < v->n_decisions; i++)
        if (v->decisions[i].dmn)
            rules_of(t, &v->decisions[i]);
}

static enum word_id change_word(enum thing_kind kind, int what)
{
    static const enum word_id words[][3] = {
        { W_studio_field_added, W_studio_field_removed, W_studio_field_changed },
        { W_studio_step_added, W_studio_step_removed, W_studio_step_changed },
        { W_studio_flow_added, W_studio_flow_removed, W_studio_flow_changed },
        { W_studio_rule_added, W_studio_rule_removed, W_studio_rule_changed },
    };

    return words[kind][what];
}

enum thing_change thing_change(const struct thing *x, const struct inventory *other, bool before,
                               const struct thing **there)
{
    const struct thing *y = map_get(&other->by_key, x->key);

    *there = y;
    if (!y)
        return before ? THING_REMOVED : THING_ADDED;
    /* a way is another where its ends or its condition are, not where a step has another name */
    bool same = (x->kind == THING_FLOW || str_eq(x->said, y->said)) && str_eq(x->more, y->more);
    return same ? THING_SAME : THING_CHANGED;
}

static void changes_part(struct web *w, const struct inventory *before,
                         const struct inventory *after, struct v_studio_compare *v)
{
    VEC(struct v_studio_compare_change) out = { 0 };
    const struct thing *y;

    for (size_t i = 0; i < before->v.n; i++) {
        const struct thing *x = &before->v.v[i];
        enum thing_change c = thing_change(x, after, true, &y);
        if (c == THING_SAME)
            continue;
        str said = y && !str_eq(x->said, y->said)
                       ? str_fmt(w->a, "“%.*s” ⇒ “%.*s”", STR_ARG(x->said), STR_ARG(y->said))
                       : x->said;
        *vec_push(&out, w->a) =
            (struct v_studio_compare_change){ change_word(x->kind, y ? 2 : 1), said, x->file };
    }
    for (size_t i = 0; i < after->v.n; i++) {
        const struct thing *x = &after->v.v[i];
        if (thing_change(x, before, false, &y) == THING_ADDED)
            *vec_push(&out, w->a) =
                (struct v_studio_compare_change){ change_word(x->kind, 0), x->said, x->file };
    }
    v->changes = out.v;
    v->changes_n = out.n;
}

/* ---- files ---- */

static struct v_studio_compare_line line_shown(const struct diff_line *l)
{
    struct v_studio_compare_line out = { .text = l->text };

    out.mark = l->mark == '+'   ? S("added")
               : l->mark == '-' ? S("removed")
               : l->mark == '~' ? S("gap")
                                : S("same");
    out.state = l->mark == '+'   ? W_studio_line_added
                : l->mark == '-' ? W_studio_line_removed
                                 : W_studio_line_same;
    if (l->mark == '~')
        out.text = S("…");
    return out;
}

static void file_diff(struct web *w, str before, str after, struct v_studio_compare_file *out)
{
    const struct diff_line *lines;
    size_t n;

    out->binary = !utf8_valid(before) || !utf8_valid(after);
    if (out->binary)
        return;
    out->large = !diff_lines(w->a, before, after, &lines, &n);
    if (out->large)
        return;
    struct v_studio_compare_line *v = ARENA_ARRAY(w->a, struct v_studio_compare_line, n + 1);
    for (size_t i = 0; i < n; i++)
        v[i] = line_shown(&lines[i]);
    out->lines = v;
    out->lines_n = n;
}

static void files_part(struct web *w, const struct site_source *before, const struct scene *s,
                       struct v_studio_compare *v)
{
    VEC(struct v_studio_compare_file) out = { 0 };

    for (size_t i = 0; i < s->files.n; i++) {
        const struct site_file *f = &s->files.files[i], *old = files_find(before, f->path);
        struct v_studio_compare_file x = { .path = str_from(f->path, s->folder.n),
                                           .state = old ? W_studio_altered : W_studio_added,
                                           .colour = old ? S("yellow") : S("green") };
        if (old && str_eq(old->bytes, f->bytes))
            continue;
        file_diff(w, old ? old->bytes : S(""), f->bytes, &x);
        *vec_push(&out, w->a) = x;
    }
    for (size_t i = 0; i < before->n; i++)
        if (!files_find(&s->files, before->files[i].path))
            *vec_push(&out, w->a) =
                (struct v_studio_compare_file){ .path =
                                                    str_from(before->files[i].path, s->folder.n),
                                                .state = W_studio_removed,
                                                .colour = S("red") };
    v->files = out.v;
    v->files_n = out.n;
}

err studio_show_compare(struct web *w)
{
    struct scene s;
    struct v_studio_compare v = { 0 };
    struct site_source now;

    TRY(scene_open(w, &s));
    struct inventory before = { .w = w, .folder = s.folder }, after = before;
    inventory_of(&before, site_service(w->boot->site, s.id));
    inventory_of(&after, s.v);
    TRY(versions_now(w->a, w->db, &now));
    struct site_source own = files_below(w->a, &now, s.folder);
    changes_part(w, &before, &after, &v);
    sides_part(&s, &before, &after, &v);
    files_part(w, &own, &s, &v);
    v.title = word0(w->page.words, W_studio_compare);
    v.draft = s.d.title;
    v.back = web_url(w, "%.*s", STR_ARG(s.base));
    v.same = !v.files_n;
    return STUDIO_SEND(w, studio_compare, &v, 200);
}
