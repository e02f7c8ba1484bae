/* Offices, and pages of information. */
#include "blocks/catalog/own.h"

err show_offices(struct web *w)
{
    const struct site *s = w->site;
    struct v_offices v = { 0 };
    struct v_offices_item *items = ARENA_ARRAY(w->a, struct v_offices_item, s->n_offices + 1);

    for (size_t i = 0; i < s->n_offices; i++)
        items[v.items_n++] =
            (struct v_offices_item){ .title = text_shown(w, s->offices[i]->name),
                                     .text = text_shown(w, s->offices[i]->competence),
                                     .telephone = s->offices[i]->telephone,
                                     .href =
                                         web_url(w, "/offices/%.*s", STR_ARG(s->offices[i]->id)) };
    for (size_t i = 0; i < s->n_offices; i++)
        TRY(office_closed(w, s->offices[i]->id, &items[i].closed));
    v.items = items;
    crumbs_set(w, NULL, 0);
    return WEB_SHOW(w, offices, &v, 200);
}

static void units_part(struct web *w, const struct office *o, struct v_office_page *v)
{
    struct v_office_page_unit *u = ARENA_ARRAY(w->a, struct v_office_page_unit, o->n_units + 1);

    for (size_t i = 0; i < o->n_units; i++)
        u[i] =
            (struct v_office_page_unit){ text_shown(w, o->units[i].name), o->units[i].telephone };
    v->units = u;
    v->units_n = o->n_units;
}

static void address_part(struct web *w, const struct office *o, struct v_office_page *v)
{
    str *lines = ARENA_ARRAY(w->a, str, o->n_address + 1);

    for (size_t i = 0; i < o->n_address; i++)
        lines[v->address_n++] = o->address[i];
    if (o->place.n)
        lines[v->address_n++] =
            str_trim(str_fmt(w->a, "%.*s %.*s", STR_ARG(o->postcode), STR_ARG(o->place)));
    v->address = lines;
    v->telephone = o->telephone;
    v->email = o->email;
    if (!o->email.n || !url_outside(w->a, str_cat(w->a, S("mailto:"), o->email), &v->mail))
        v->mail = (url){ S("") };
    v->site = o->website;
    if (!o->website.n || !url_outside(w->a, o->website, &v->website))
        v->website = (url){ S("") };
}

err show_office(struct web *w)
{
    const struct office *o = site_office(w->site, web_param(w, "id"));
    struct page_link up = { word0(w->page.words, W_catalog_offices_title), { S("/offices") } };
    struct v_office_page v = { 0 };

    if (!o)
        return REFUSED(ERR_MISSING);
    const struct site_authority *of = site_authority(w->site, o->authority);
    v.id = o->id;
    v.title = text_shown(w, o->name);
    v.competence = text_shown(w, o->competence);
    v.authority = of ? text_shown(w, of->name) : S("");
    TRY(office_closed(w, o->id, &v.closed));
    v.hours = hours_shown(w, o, &v.hours_n);
    v.services = services_shown(w, takes_office, o->id, &v.services_n);
    address_part(w, o, &v);
    units_part(w, o, &v);
    crumbs_set(w, &up, 1);
    page_office_set(w, o);
    return WEB_SHOW(w, office_page, &v, 200);
}

static err info_page(struct web *w, str id)
{
    const struct site_page *p = site_page(w->site, id, w->lang),
                           *plain = site_page(w->site, str_cat(w->a, id, S(SITE_PLAIN)), w->lang);
    struct v_info_page v = { 0 };

    if (!p)
        return REFUSED(ERR_MISSING);
    if (plain && !(w->page.modes & READ_PLAIN))
        v.plain = reading_link(w);
    else if (plain)
        p = plain;
    v.id = p->id;
    v.title = p->title;
    v.summary = p->summary;
    v.body = markdown_shown(w, p->body, 0);
    v.lang = p->lang;
    crumbs_set(w, NULL, 0);
    return WEB_SHOW(w, info_page, &v, 200);
}

err show_info(struct web *w)
{
    return info_page(w, web_param(w, "id"));
}

err show_accessibility(struct web *w)
{
    return info_page(w, S("accessibility"));
}

err show_privacy(struct web *w)
{
    return info_page(w, S("privacy"));
}
