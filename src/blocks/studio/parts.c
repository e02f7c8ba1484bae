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
    v.title = studio_form_title(&s, f);
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
    for (size_t i = 0; i < s.v->n_letters; i++) {
        l[i] = letter_shown(w, &s.v->letters[i]);
        if (s.d.found && str_eq(l[i].lang, s.site->langs[0].code))
            l[i].href =
                web_url(w, "%.*s/letter/%.*s", STR_ARG(s.base), STR_ARG(s.v->letters[i].id));
    }
    for (size_t i = 0; i < s.v->n_letters; i++)
        if (s.v->letters[i].letter)
            l[i].pdf = web_url(w, "%.*s/letter/%.*s/pdf/%.*s", STR_ARG(s.base), STR_ARG(l[i].name),
                               STR_ARG(l[i].lang));
    v.letters = l;
    v.letters_n = s.v->n_letters;
    return STUDIO_SEND(w, studio_letters, &v, 200);
}
