/* Ways to a service: the home page, the whole list, life events and subjects. */
#include "blocks/catalog/own.h"
#include "blocks/catalog/store.h"

enum { USED_NEWEST = 2000, USED_SHOWN = 6 };

static const struct v_cards_item *services_used(struct web *w, size_t *n, err *e)
{
    struct v_cards_item *items = ARENA_ARRAY(w->a, struct v_cards_item, USED_SHOWN);
    struct q_services_used used = { 0 };

    *n = 0;
    *e = q_services_used(w->db, USED_NEWEST, USED_SHOWN, &used);
    for (size_t i = 0; !failed(*e) && i < used.n; i++) {
        const struct service *v = site_service(w->site, used.v[i].service);
        if (v && service_listed(v))
            items[(*n)++] =
                (struct v_cards_item){ .title = text_shown(w, v->title),
                                       .text = text_shown(w, v->summary),
                                       .href = web_url(w, "/services/%.*s", STR_ARG(v->id)) };
    }
    return items;
}

err show_home(struct web *w)
{
    const struct site *s = w->site;
    struct v_home v = { .lead = text_shown(w, s->tagline), .search = { S("/search") } };
    err e;

    v.life = topics_shown(w, s->life_events, s->n_life_events, "/life-events", S(""), &v.life_n);
    v.topics = topics_shown(w, s->categories, s->n_categories, "/categories", S(""), &v.topics_n);
    v.used = services_used(w, &v.used_n, &e);
    TRY(e);
    return WEB_SHOW(w, home, &v, 200);
}

static bool without_category(const struct web *w, const struct service *v, str arg)
{
    (void)w, (void)arg;
    return v->n_categories == 0;
}

err show_services(struct web *w)
{
    const struct site *s = w->site;
    struct v_services v = { .search = { S("/search") } };
    struct v_services_group *g = ARENA_ARRAY(w->a, struct v_services_group, s->n_categories + 1);

    for (size_t i = 0; i < s->n_categories; i++) {
        const struct site_topic *t = &s->categories[i];
        struct v_services_group *at = &g[v.groups_n];
        *at = (struct v_services_group){ .id = t->id,
                                         .title = text_shown(w, t->title),
                                         .text = text_shown(w, t->summary),
                                         .href = web_url(w, "/categories/%.*s", STR_ARG(t->id)) };
        at->items = services_shown(w, takes_topic, t->id, &at->items_n);
        v.groups_n++;
    }
    struct v_services_group *rest = &g[v.groups_n];
    rest->items = services_shown(w, without_category, S(""), &rest->items_n);
    if (rest->items_n) {
        rest->id = S("other");
        rest->title = word0(w->page.words, W_catalog_other_subjects);
        rest->href = (url){ S("/services#a-to-z") };
        v.groups_n++;
    }
    v.groups = g;
    v.a_to_z = services_shown(w, NULL, S(""), &v.a_to_z_n);
    w->page.nav_current = S("/services");
    crumbs_set(w, NULL, 0);
    return WEB_SHOW(w, services, &v, 200);
}

static err show_topic(struct web *w, const struct site_topic *t, const struct site_topic *all,
                      size_t n, const char *path)
{
    struct page_link up = { word0(w->page.words, W_catalog_services_title), { S("/services") } };

    if (!t)
        return REFUSED(ERR_MISSING);
    struct v_topic v = { .id = t->id,
                         .title = text_shown(w, t->title),
                         .summary = text_shown(w, t->summary) };
    v.below = topics_shown(w, all, n, path, t->id, &v.below_n);
    v.items = services_shown(w, takes_topic, t->id, &v.items_n);
    w->page.nav_current = S("/services");
    crumbs_set(w, &up, 1);
    return WEB_SHOW(w, topic, &v, 200);
}

err show_life_event(struct web *w)
{
    return show_topic(w, site_life_event(w->site, web_param(w, "id")), w->site->life_events,
                      w->site->n_life_events, "/life-events");
}

err show_category(struct web *w)
{
    return show_topic(w, site_category(w->site, web_param(w, "id")), w->site->categories,
                      w->site->n_categories, "/categories");
}
