/* What full-text search indexes. */
#include "site/read.h"

#include "text/fold.h"

struct entries {
    const struct site *s;
    arena *a;
    VEC(struct site_entry) v;
};

/* Text without the signs of Markdown. */
static void add_plain(buf *b, str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        buf_char(b, strchr("#*_`>[]()|{}", c) && c ? ' ' : c);
    }
    buf_char(b, '\n');
}

static void add_text(struct entries *e, buf *b, struct text t, str lang)
{
    add_plain(b, site_text(e->s, t, lang));
}

static void entry_add(struct entries *e, const char *kind, str id, str lang, str title, str summary,
                      str keywords, str body)
{
    *vec_push(&e->v, e->a) = (struct site_entry){ .kind = str_z(kind),
                                                  .id = id,
                                                  .lang = lang,
                                                  .title = title,
                                                  .summary = summary,
                                                  .title_folded = fold(e->a, title),
                                                  .keywords = fold(e->a, keywords),
                                                  .body = fold(e->a, body) };
}

static str service_keywords(struct entries *e, const struct service *v, str lang)
{
    buf b;
    buf_init(&b, e->a, 256);
    for (size_t i = 0; i < v->n_keywords; i++)
        for (size_t k = 0; str_eq(v->keywords[i].lang, lang) && k < v->keywords[i].n; k++) {
            buf_add(&b, v->keywords[i].words[k]);
            buf_char(&b, ' ');
        }
    return buf_str(&b);
}

static void topics_add(struct entries *e, buf *b, const struct service *v, str lang)
{
    for (size_t i = 0; i < v->n_life_events; i++) {
        const struct site_topic *t = site_life_event(e->s, v->life_events[i]);
        if (t)
            add_text(e, b, t->title, lang);
    }
    for (size_t i = 0; i < v->n_categories; i++) {
        const struct site_topic *t = site_category(e->s, v->categories[i]);
        if (t)
            add_text(e, b, t->title, lang);
    }
}

static void service_add(struct entries *e, const struct service *v, str lang)
{
    const struct office *o = site_office(e->s, v->office);
    buf b;
    buf_init(&b, e->a, 1024);
    add_text(e, &b, v->summary, lang);
    add_text(e, &b, v->description, lang);
    add_text(e, &b, v->who, lang);
    for (size_t i = 0; i < v->n_evidence; i++)
        add_text(e, &b, v->evidence[i].title, lang);
    for (size_t i = 0; i < v->n_outputs; i++)
        add_text(e, &b, v->outputs[i].title, lang);
    topics_add(e, &b, v, lang);
    if (o)
        add_text(e, &b, o->name, lang);
    entry_add(e, "service", v->id, lang, site_text(e->s, v->title, lang),
              site_text(e->s, v->summary, lang), service_keywords(e, v, lang), buf_str(&b));
}

static void office_add(struct entries *e, const struct office *o, str lang)
{
    buf b;
    buf_init(&b, e->a, 256);
    add_text(e, &b, o->competence, lang);
    for (size_t i = 0; i < o->n_units; i++)
        add_text(e, &b, o->units[i].name, lang);
    add_plain(&b, o->place);
    entry_add(e, "office", o->id, lang, site_text(e->s, o->name, lang),
              site_text(e->s, o->competence, lang), S(""), buf_str(&b));
}

static void page_add(struct entries *e, const struct site_page *p)
{
    buf b;
    buf_init(&b, e->a, p->body.n + 16);
    add_plain(&b, p->body);
    entry_add(e, "page", p->id, p->lang, p->title, p->summary,
              str_join(e->a, p->keywords, p->n_keywords, S(" ")), buf_str(&b));
}

size_t site_search_entries(const struct site *s, arena *a, const struct site_entry **out)
{
    struct entries e = { .s = s, .a = a };
    for (size_t k = 0; k < s->n_langs; k++) {
        str lang = s->langs[k].code;
        for (size_t i = 0; i < s->n_services; i++)
            if (!s->services[i]->hidden && s->services[i]->id.n)
                service_add(&e, s->services[i], lang);
        for (size_t i = 0; i < s->n_offices; i++)
            office_add(&e, s->offices[i], lang);
    }
    for (size_t i = 0; i < s->n_pages; i++)
        if (!str_ends(s->pages[i].id, S(SITE_PLAIN))) /* found as the page that it says anew */
            page_add(&e, &s->pages[i]);
    *out = e.v.v;
    return e.v.n;
}
