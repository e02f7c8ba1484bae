/* A letter on paper before there is a case: set as the real ones are, said to be a specimen on each
 * page, never sealed.  In slow workers, as forms for paper. */
#include "act/face.h"
#include "blocks/document/lay.h"
#include "blocks/studio/letters.h"
#include "conf/conf.h"

enum { SERIAL = 4711 };

static bool is_output(const struct service *v, str letter)
{
    for (size_t i = 0; i < v->n_outputs; i++)
        if (str_eq(v->outputs[i].letter, letter))
            return true;
    return false;
}

/* A number of the right form that no document has. */
static str number_made(struct web *w, const struct site *site)
{
    const struct number_scheme *scheme = site_scheme(site, S("document-number"));
    struct ymd c = day_ymd(w->today);
    str number;

    if (!scheme || failed(scheme_make(w->a, scheme, SERIAL, (unsigned)c.year, &number)))
        return S("0");
    return number;
}

static str verify_page(struct web *w)
{
    str u = w->boot->conf ? conf_text(w->boot->conf, "public-url") : STR_NULL;

    return str_fmt(w->a, "%.*s/verify", STR_ARG(u.n ? u : S("http://localhost:8080")));
}

err specimen_send(struct scene *s, str id, size_t lang, const str *texts,
                  const struct letter *letter)
{
    struct web *w = s->w;
    const struct site_lang *g = &s->site->langs[lang];
    struct document_lay lay = {
        .a = w->a,
        .site = s->site,
        .words = boot_face(w->boot, g->code)->words,
        .lang = g->code,
        .letter = letter,
        .office = site_office(s->site, s->v->office),
        .now = w->now,
        .made = w->now,
        .issued = w->today,
        .title = s->title,
        .specimen = true,
    };
    struct letter_data data;
    struct press_doc doc;
    str pdf;

    letter_data_of(w, s, id, texts, s->site->n_langs, &data);
    lay.data = data.data;
    if (is_output(s->v, id)) {
        lay.number = number_made(w, s->site);
        lay.address = verify_page(w);
    }
    TRY(document_lay(&lay, &doc));
    TRY(press_pdf(w->a, &doc, &pdf));
    TRY(web_bytes(w, 200, S("application/pdf"), pdf));
    w->reply.download = str_fmt(w->a, "%.*s.%.*s.pdf", STR_ARG(id), STR_ARG(g->code));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

/* Of what is saved, in the language that the path names. */
err studio_send_specimen(struct web *w)
{
    struct scene s;
    const struct service_letter *l = NULL;
    size_t lang = 0;

    TRY(scene_open(w, &s));
    str id = web_param(w, "letter");
    str *texts = ARENA_ARRAY(w->a, str, s.site->n_langs + 1);
    for (size_t i = 0; s.v && i < s.site->n_langs; i++) {
        const struct service_letter *one = service_letter(s.v, id, s.site->langs[i].code, S(""));
        texts[i] = one ? one->text : STR_NULL;
        if (str_eq(s.site->langs[i].code, web_param(w, "lang"))) {
            l = one;
            lang = i;
        }
    }
    if (!l || !l->letter)
        return REFUSED(ERR_MISSING);
    return specimen_send(&s, id, lang, texts, l->letter);
}
