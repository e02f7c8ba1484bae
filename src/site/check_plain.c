/* Plain language: what has some of it has all of it, so that a reader who asked for it is not sent
 * back and forth between two ways of writing. */
#include "site/read.h"

static void part(struct loader *l, const struct service *v, const char *key, struct text usual,
                 struct text plain)
{
    if (text_empty(usual) || !text_empty(plain))
        return;
    l->f->file = v->file;
    finding_add(l->f, FINDING_WARNING, 0, S("plain"), "site.plain",
                S("write it in short sentences, or remove plain"),
                "there is no \"%s\" in plain language", key);
}

void check_plain(struct loader *l, struct service *v)
{
    if (text_empty(v->plain.summary) && text_empty(v->plain.description) &&
        text_empty(v->plain.who) && text_empty(v->plain.next_steps))
        return;
    part(l, v, "summary", v->summary, v->plain.summary);
    part(l, v, "description", v->description, v->plain.description);
    part(l, v, "who", v->who, v->plain.who);
    part(l, v, "next_steps", v->next_steps, v->plain.next_steps);
}

void check_plain_pages(struct loader *l)
{
    for (size_t i = 0; i < l->s->n_pages; i++) {
        const struct site_page *p = &l->s->pages[i];
        str usual =
            str_ends(p->id, S(SITE_PLAIN)) ? str_sub(p->id, 0, p->id.n - S(SITE_PLAIN).n) : p->id;
        if (site_page(l->s, usual, p->lang))
            continue;
        l->f->file = p->file;
        finding_add(l->f, FINDING_WARNING, 0, p->id, "site.plain", S("add the page"),
                    "there is no page \"%.*s\" whose plain version this is", STR_ARG(usual));
    }
}
