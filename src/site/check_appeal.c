/* Appeals: who hears one is another office than who decides, and what it suspends is said. */
#include "site/read.h"

static void note(struct loader *l, const struct service *v, const char *code, str repair, str what)
{
    l->f->file = v->file;
    finding_add(l->f, FINDING_ERROR, 0, S("appeal"), code, repair, "%.*s", STR_ARG(what));
}

static void hearing_check(struct loader *l, const struct service *v)
{
    const struct service *h = site_service(l->s, v->appeal.service);

    if (!h)
        note(l, v, "site.unknown", S("name a service of this site"),
             str_fmt(l->a, "there is no service \"%.*s\"", STR_ARG(v->appeal.service)));
    else if (str_eq(h->office, v->office))
        note(l, v, "site.appeal", S("name a service of another office"),
             str_fmt(l->a, "the office \"%.*s\" would hear appeals against its own decisions",
                     STR_ARG(v->office)));
    else if (!str_eq(h->office, v->appeal.office))
        note(l, v, "site.appeal", S("name that office, or another service"),
             str_fmt(l->a, "appeals are heard by the office \"%.*s\"", STR_ARG(h->office)));
}

void check_appeal(struct loader *l, struct service *v)
{
    const str suspends = v->appeal.suspends;

    if (v->appeal.service.n)
        hearing_check(l, v);
    if (suspends.n && !str_eq(suspends, S("yes")) && !str_eq(suspends, S("no")) &&
        !service_decision(v, suspends))
        note(l, v, "site.unknown", S("write yes, no, or a decision of a .dmn file of the folder"),
             str_fmt(l->a, "there is no decision \"%.*s\"", STR_ARG(suspends)));
    for (size_t i = 0; v->appeal.service.n && i < v->n_outputs; i++)
        if (!v->outputs[i].appeal_said) {
            l->f->file = v->file;
            finding_add(l->f, FINDING_WARNING, 0, v->outputs[i].id, "site.appeal",
                        S("write appeal: true, and its letter carries address and code; or false"),
                        "it is not said whether \"%.*s\" tells a decision that can be appealed "
                        "against",
                        STR_ARG(v->outputs[i].id));
        }
    for (size_t i = 0; i < v->n_outputs; i++)
        if (v->outputs[i].appeal && !v->appeal.service.n)
            note(l, v, "site.appeal", S("add service to appeal, or remove it"),
                 str_fmt(l->a, "nobody hears an appeal against \"%.*s\"",
                         STR_ARG(v->outputs[i].id)));
}
