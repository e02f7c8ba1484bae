/* Whether every text of a service's models is there in the site's languages, and no word stands for
 * nothing. */
#include "bpmn/shape.h"
#include "dmn/dmn.h"
#include "site/read.h"

struct texts {
    struct loader *l;
    str file;
    const struct words *words;
    map elements;
};

static void text_wanted(void *self, int line, str element, str property, str text)
{
    struct texts *t = self;
    (void)text;
    map_put(&t->elements, t->l->a, element, t);
    for (size_t i = 1; i < t->l->s->n_langs; i++)
        if (words_get(t->words, t->l->s->langs[i].code, element, property).n == 0)
            words_missing(t->l, t->file, line, element, t->l->s->langs[i].code,
                          "%.*s is missing in %.*s", STR_ARG(property),
                          STR_ARG(t->l->s->langs[i].name));
}

/* Words of elements that the model does not have: most often a misspelt id. */
static void unknown_words(struct loader *l, const struct service *v, const struct texts *t,
                          str inside)
{
    for (size_t i = 0; t->words && i < t->words->langs.n; i++) {
        const struct words_lang *g = &t->words->langs.v[i];
        for (size_t k = 0; k < g->by_key.n; k++) {
            str key = g->by_key.items[k].key, element = key;
            bool known = false;
            for (size_t dot = key.n; dot != SIZE_MAX && !known;
                 dot = str_rfind_char(str_sub(key, 0, dot), '.')) {
                element = str_sub(key, 0, dot);
                known = map_get(&t->elements, element) != NULL;
            }
            if (known)
                continue;
            for (size_t w = 0; w < v->n_words; w++)
                if (str_eq(v->words[w].lang, g->lang))
                    l->f->file = v->words[w].file;
            finding_add(l->f, FINDING_WARNING, 0, key, "words.unknown",
                        S("correct the id or remove it"), "%.*s has no element \"%.*s\"",
                        STR_ARG(inside), STR_ARG(element));
        }
    }
}

static void process_words(struct loader *l, struct service *v)
{
    struct texts t = { .l = l, .file = v->process->file, .words = v->process->words };
    const struct bpmn *m = v->process->bpmn;
    for (uint32_t i = 0; i < m->nodes_n; i++) {
        map_put(&t.elements, l->a, m->nodes[i].id, &t);
        if (m->nodes[i].name.n)
            text_wanted(&t, m->nodes[i].line, m->nodes[i].id, S("name"), m->nodes[i].name);
    }
    for (uint32_t i = 0; i < m->flows_n; i++)
        if (m->flows[i].name.n)
            text_wanted(&t, m->flows[i].line, m->flows[i].id, S("name"), m->flows[i].name);
    for (uint32_t i = 0; i < m->scopes_n; i++)
        map_put(&t.elements, l->a, m->scopes[i].id, &t);
    for (uint32_t i = 0; i < m->shapes_n; i++)
        map_put(&t.elements, l->a, m->shapes[i].element, &t);
    unknown_words(l, v, &t, S("process.bpmn"));
}

static void known_element(struct texts *t, val described)
{
    str id = val_get_text(described, S("id"));
    if (id.n)
        map_put(&t->elements, t->l->a, id, t);
}

/* The rules are published: where this text lacks words, people read it in the models' language. */
static void text_welcome(struct texts *t, str element, str property, str text)
{
    for (size_t i = 1; element.n && text.n && i < t->l->s->n_langs; i++) {
        const struct site_lang *g = &t->l->s->langs[i];
        if (words_get(t->words, g->code, element, property).n)
            continue;
        t->l->f->file = t->file;
        finding_add(t->l->f, FINDING_WARNING, 0, element, "words.missing",
                    S("write it in that language"), "%.*s is missing in %.*s", STR_ARG(property),
                    STR_ARG(g->name));
    }
}

/* Reasons that annotations give; a clause of a law has its words in the law. */
static void notes_welcome(struct texts *t, val table, val rule)
{
    val names = val_get(table, S("annotations")), notes = val_get(rule, S("annotations"));
    for (size_t i = 0; i < val_count(notes); i++) {
        str text = val_text(notes.l[i]), name = val_text(val_at(names, i));
        str property = str_fmt(t->l->a, "annotations.%.*s", STR_ARG(name));
        if (!str_eq(text, S("-")) && !clause_known(t->l->s, text))
            text_welcome(t, val_get_text(rule, S("id")), property, text);
    }
}

static void table_words(struct texts *t, val table)
{
    val in = val_get(table, S("inputs")), rules = val_get(table, S("rules"));
    known_element(t, table);
    for (size_t i = 0; i < val_count(in); i++) {
        known_element(t, in.l[i]);
        if (!str_eq(val_get_text(in.l[i], S("label")), val_get_text(in.l[i], S("expression"))))
            text_welcome(t, val_get_text(in.l[i], S("id")), S("label"),
                         val_get_text(in.l[i], S("label")));
    }
    for (size_t i = 0; i < val_count(rules); i++) {
        known_element(t, rules.l[i]);
        notes_welcome(t, table, rules.l[i]);
    }
}

static void published_words(struct texts *t, const struct dmn *m)
{
    val elements = val_get(dmn_describe(m, t->l->a), S("elements"));
    for (size_t i = 0; i < val_count(elements); i++) {
        val e = elements.l[i], tables = val_get(e, S("tables"));
        known_element(t, e);
        text_welcome(t, val_get_text(e, S("id")), S("description"),
                     val_get_text(e, S("description")));
        for (size_t k = 0; k < val_count(tables); k++)
            table_words(t, tables.l[k]);
    }
}

/* What a decision says is shown to people: the labels of its table's columns. */
static void decision_words(struct loader *l, struct service *v, const struct service_decision *d)
{
    struct texts t = { .l = l, .file = d->file, .words = d->words };
    size_t n_names, n;
    const str *names = dmn_decisions(d->dmn, &n_names);
    for (size_t i = 0; i < n_names; i++) {
        map_put(&t.elements, l->a, names[i], &t);
        const struct dmn_output *o = dmn_outputs(d->dmn, l->a, names[i], &n);
        for (size_t k = 0; k < n; k++)
            if (o[k].label.n && o[k].id.n)
                text_wanted(&t, o[k].line, o[k].id, S("label"), o[k].label);
    }
    published_words(&t, d->dmn);
    unknown_words(l, v, &t, str_from(d->file, v->folder.n + 1));
}

static void letters_words(struct loader *l, struct service *v)
{
    str first = l->s->langs[0].code;
    for (size_t i = 0; i < v->n_letters; i++) {
        const struct service_letter *p = &v->letters[i];
        const struct service_letter *origin = service_letter(v, p->id, first, first);
        l->f->file = p->file;
        if (!origin)
            finding_add(l->f, FINDING_ERROR, 0, p->id, "site.missing", S("add letters/<name>.md"),
                        "the letter lacks its first language");
        for (size_t k = 1; p == origin && k < l->s->n_langs; k++) {
            const struct service_letter *other =
                service_letter(v, p->id, l->s->langs[k].code, S(""));
            if (!other)
                words_missing(l, p->file, 0, p->id, l->s->langs[k].code,
                              "the letter is missing in %.*s", STR_ARG(l->s->langs[k].name));
        }
    }
}

void check_words(struct loader *l, struct service *v)
{
    for (size_t i = 0; i < v->n_forms; i++) {
        struct texts t = { .l = l, .file = v->forms[i].file, .words = v->forms[i].words };
        const struct form *form = v->forms[i].form;
        if (!form)
            continue;
        for (size_t k = 0; k < form->n_fields; k++)
            map_put(&t.elements, l->a, form->fields[k].id, &t);
        form_texts(form, &t, text_wanted);
        unknown_words(l, v, &t, str_from(v->forms[i].file, v->folder.n + 1));
    }
    if (v->process && v->process->bpmn)
        process_words(l, v);
    for (size_t i = 0; i < v->n_decisions; i++)
        if (v->decisions[i].dmn)
            decision_words(l, v, &v->decisions[i]);
    letters_words(l, v);
}
