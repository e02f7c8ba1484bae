/* What a service is made of, as people see it: process, decision tables, forms, letters, words. */
#include "blocks/case/case.h"
#include "blocks/catalog/catalog.h"
#include "blocks/studio/own.h"
#include "bpmn/bpmn.h"
#include "bpmn/diagram.h"
#include "dmn/dmn.h"
#include "letter/letter.h"
#include "page/field.h"

/* Pages of parts print the site that the draft would make: its words, its registers. */
static err part_open(struct web *w, struct scene *s)
{
    TRY(scene_open(w, s));
    if (!s->v)
        return REFUSED(ERR_MISSING);
    w->site = s->site;
    return OK;
}

static url back_of(struct scene *s)
{
    return web_url(s->w, "%.*s", STR_ARG(s->base));
}

/* ---- process ---- */

static str label_of(void *user, str element)
{
    struct scene *s = user;

    return words_get(s->v->process->words, s->w->lang, element, S("name"));
}

static void steps_part(struct scene *s, const struct diagram_options *o, struct v_studio_process *v)
{
    const struct bpmn *m = s->v->process->bpmn;
    const struct bpmn_scope *main = bpmn_main(m);

    if (!main)
        return;
    struct outline all = bpmn_outline(s->w->a, m, main->id, o);
    struct v_studio_process_step *v_steps =
        ARENA_ARRAY(s->w->a, struct v_studio_process_step, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        str *next = ARENA_ARRAY(s->w->a, str, all.v[i].next_n + 1);
        for (uint32_t k = 0; k < all.v[i].next_n; k++)
            next[k] = all.v[all.v[i].next[k]].name;
        v_steps[i] = (struct v_studio_process_step){
            .name = all.v[i].name, .lane = all.v[i].lane, .next = next, .next_n = all.v[i].next_n
        };
    }
    v->steps = v_steps;
    v->steps_n = all.n;
}

err studio_show_process_part(struct web *w)
{
    struct scene s;
    struct v_studio_process v = { 0 };
    buf svg;

    TRY(part_open(w, &s));
    if (!s.v->process || !s.v->process->bpmn)
        return REFUSED(ERR_MISSING);
    v.title = word0(w->page.words, W_studio_part_process);
    v.service = s.title;
    v.back = back_of(&s);
    struct diagram_options o = { .title = v.title, .label = label_of, .user = &s };
    steps_part(&s, &o, &v);
    buf_init(&svg, w->a, 16 * KIB);
    if (!failed(bpmn_svg(&svg, s.v->process->bpmn, &o)))
        v.picture = html_trusted(buf_str(&svg));
    return STUDIO_SEND(w, studio_process, &v, 200);
}

/* ---- decision tables ---- */

err studio_show_rules_part(struct web *w)
{
    struct scene s;
    struct v_studio_rules v = { 0 };

    TRY(part_open(w, &s));
    v.title = word0(w->page.words, W_studio_part_rules);
    v.service = s.title;
    v.back = back_of(&s);
    v.body = rules_shown(w, s.v);
    return STUDIO_SEND(w, studio_rules, &v, 200);
}

/* ---- forms ---- */

err studio_show_form_part(struct web *w)
{
    struct scene s;
    struct v_studio_form v = { 0 };

    TRY(part_open(w, &s));
    const struct service_form *f = service_form(s.v, web_param(w, "form"));
    if (!f || !f->form)
        return REFUSED(ERR_MISSING);
    struct val_entry arg = { S("name"), val_str(f->id) };
    v.title = page_word_str(&w->page, W_studio_part_form, &arg, 1);
    v.service = s.title;
    v.back = back_of(&s);
    struct v_studio_form_page *p =
        ARENA_ARRAY(w->a, struct v_studio_form_page, f->form->n_pages + 1);
    for (size_t i = 0; i < f->form->n_pages; i++)
        p[i].shown =
            case_preview(w, s.v, f->form, (int)i, &p[i].title, &p[i].fields, &p[i].fields_n);
    v.pages = p;
    v.pages_n = f->form->n_pages;
    return STUDIO_SEND(w, studio_form, &v, 200);
}

/* ---- letters ---- */

/* The body without its front matter, with the braces that the letter's own reader would fill in. */
static str letter_body(arena *a, str text)
{
    size_t end = str_starts(text, S("---\n")) ? str_find(text, S("\n---\n"), 3) : SIZE_MAX;
    buf b;

    if (end != SIZE_MAX)
        text = str_from(text, end + 5);
    buf_init(&b, a, text.n + 64);
    for (size_t i = 0; i < text.n; i++) {
        bool open = str_starts(str_from(text, i), S("{{"));
        bool meant = i > 0 && text.p[i - 1] == '\\';
        if (open && !meant)
            buf_add(&b, S("\\"));
        buf_add(&b, str_sub(text, i, open ? 2 : 1));
        i += open;
    }
    return buf_str(&b);
}

static struct v_studio_letters_letter letter_shown(struct web *w, const struct service_letter *l)
{
    struct v_studio_letters_letter out = { .name = l->id, .lang = l->lang, .broken = true };
    struct findings none = { .a = w->a };
    struct letter *plain;
    struct letter_doc *doc;
    struct feel_env env;

    feel_env_init(&env, w->a, w->now);
    if (!l->letter || failed(letter_parse(w->a, letter_body(w->a, l->text), &none, &plain)) ||
        failed(letter_render(w->a, plain, val_null(), &env, NULL, &doc, NULL)))
        return out;
    str subject = val_get_text(letter_front(l->letter), S("subject"));
    out.broken = false;
    out.subject = subject.n ? subject : STR_NULL;
    out.body = letter_text(w->a, doc, 0);
    return out;
}

err studio_show_letters_part(struct web *w)
{
    struct scene s;
    struct v_studio_letters v = { 0 };

    TRY(part_open(w, &s));
    v.title = word0(w->page.words, W_studio_part_letters);
    v.service = s.title;
    v.back = back_of(&s);
    struct v_studio_letters_letter *l =
        ARENA_ARRAY(w->a, struct v_studio_letters_letter, s.v->n_letters + 1);
    for (size_t i = 0; i < s.v->n_letters; i++)
        l[i] = letter_shown(w, &s.v->letters[i]);
    v.letters = l;
    v.letters_n = s.v->n_letters;
    return STUDIO_SEND(w, studio_letters, &v, 200);
}

/* ---- words ---- */

struct telling {
    struct scene *s;
    str file;
    const struct words *words;
    int64_t missing;
    VEC(struct v_studio_words_row) rows;
};

static void text_row(void *self, int line, str element, str property, str text)
{
    struct telling *t = self;
    struct scene *s = t->s;
    size_t n = s->site->n_langs;
    struct v_studio_words_text *x = ARENA_ARRAY(s->w->a, struct v_studio_words_text, n + 1);

    (void)line;
    for (size_t i = 0; i < n; i++) {
        const struct site_lang *g = &s->site->langs[i];
        str said = i ? words_get(t->words, g->code, element, property) : text;
        x[i] = (struct v_studio_words_text){ g->code, g->name, said.n ? said : STR_NULL };
        t->missing += !said.n;
    }
    *vec_push(&t->rows, s->w->a) = (struct v_studio_words_row){
        .element = element, .property = property, .file = t->file, .texts = x, .texts_n = n
    };
}

static void begin(struct telling *t, str file, const struct words *words)
{
    t->file = str_from(file, t->s->folder.n);
    t->words = words;
}

static void process_rows(struct telling *t, const struct service_process *p)
{
    const struct bpmn *m = p->bpmn;

    begin(t, p->file, p->words);
    for (uint32_t i = 0; i < m->nodes_n; i++)
        if (m->nodes[i].name.n)
            text_row(t, 0, m->nodes[i].id, S("name"), m->nodes[i].name);
    for (uint32_t i = 0; i < m->flows_n; i++)
        if (m->flows[i].name.n)
            text_row(t, 0, m->flows[i].id, S("name"), m->flows[i].name);
}

static void decision_rows(struct telling *t, const struct service_decision *d)
{
    size_t n_names, n;
    const str *names = dmn_decisions(d->dmn, &n_names);

    begin(t, d->file, d->words);
    for (size_t i = 0; i < n_names; i++) {
        const struct dmn_output *o = dmn_outputs(d->dmn, t->s->w->a, names[i], &n);
        for (size_t k = 0; k < n; k++)
            if (o[k].label.n && o[k].id.n)
                text_row(t, 0, o[k].id, S("label"), o[k].label);
    }
}

static void rows_of(struct telling *t, const struct service *v)
{
    for (size_t i = 0; i < v->n_forms; i++)
        if (v->forms[i].form) {
            begin(t, v->forms[i].file, v->forms[i].words);
            form_texts(v->forms[i].form, t, text_row);
        }
    if (v->process && v->process->bpmn)
        process_rows(t, v->process);
    for (size_t i = 0; i < v->n_decisions; i++)
        if (v->decisions[i].dmn)
            decision_rows(t, &v->decisions[i]);
}

err studio_show_words_part(struct web *w)
{
    struct scene s;
    struct v_studio_words v = { 0 };

    TRY(part_open(w, &s));
    struct telling t = { .s = &s };
    rows_of(&t, s.v);
    str *langs = ARENA_ARRAY(w->a, str, s.site->n_langs + 1);
    for (size_t i = 0; i < s.site->n_langs; i++)
        langs[v.langs_n++] = s.site->langs[i].name;
    v.title = word0(w->page.words, W_studio_part_words);
    v.service = s.title;
    v.back = back_of(&s);
    v.langs = langs;
    v.first = s.site->langs[0].code;
    v.missing = t.missing;
    v.rows = t.rows.v;
    v.rows_n = t.rows.n;
    return STUDIO_SEND(w, studio_words, &v, 200);
}
