/* blocks/catalog/own.h - for the files of this block only. */
#ifndef BLOCKS_CATALOG_OWN_H
#define BLOCKS_CATALOG_OWN_H

#include "blocks/catalog/catalog.h"
#include "views/catalog.h"

/* ---- parts.c ---- */

/* The text in the reader's language, else in the site's first one. */
str text_shown(const struct web *w, struct text t);
/* Content written in Markdown as HTML whose headings begin at level 1 + offset; empty where it
 * cannot be read. */
html markdown_shown(struct web *w, str text, int offset);
str money_shown(struct web *w, val amount, str currency);
/* "30 days", "1 month": whichever is set; empty where neither is. */
str duration_shown(struct web *w, int64_t months, int64_t days);
/* The hours of each day that has some, as rows. */
const struct v_facts_item *hours_shown(struct web *w, const struct office *o, size_t *n);
/* Sets the breadcrumbs: home, then these. */
void crumbs_set(struct web *w, const struct page_link *more, size_t n);
/* The services that the filter takes, ordered by title; hidden and broken ones never. */
const struct v_service_links_item *services_shown(struct web *w,
                                                  bool (*takes)(const struct web *w,
                                                                const struct service *v, str arg),
                                                  str arg, size_t *n);
/* Life events or categories whose parent is that one (empty: those without). */
const struct v_cards_item *topics_shown(struct web *w, const struct site_topic *all, size_t count,
                                        const char *path, str parent, size_t *n);
bool takes_topic(const struct web *w, const struct service *v, str topic);
bool takes_office(const struct web *w, const struct service *v, str office);
/* Published: not hidden. */
bool service_listed(const struct service *v);

/* ---- rules.c ---- */

/* The published service of the route that has decision models; null. */
const struct service *rules_service(struct web *w);
/* What an element of a decision model is called: its word, the question of the service's form that
 * gives its value (where asked), its name. */
str rule_title(struct web *w, const struct service *s, const struct service_decision *d, str id,
               str name, bool asked);

/* ---- routes ---- */
web_fn show_home, show_services, show_life_event, show_category, show_service, show_process,
    show_rules, show_rule, show_offices, show_office, show_info, show_accessibility, show_privacy,
    show_search;
web_fn show_manifest, show_robots, show_sitemap, show_root_file, show_favicon, show_service_data;

/* The service as JSON-LD in the terms of CPSV-AP 3.2 (SEMIC); its languages are those
 * of the site. */
val service_json_ld(struct web *w, const struct service *v);

/* Makes the search index; struct block's boot. */
err catalog_boot(struct boot *b);

/* Where a reader chooses plain language, and comes back from. */
url reading_link(struct web *w);

#endif
