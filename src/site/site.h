/* site/site.h - a government's folder made into the catalogue.  Immutable after site_load, shared
 * by all processes. */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include "form/form.h"
#include "site/calendar.h"
#include "site/exchange.h"
#include "site/law.h"
#include "site/partner.h"
#include "site/parts.h"
#include "site/register.h"
#include "site/service.h"
#include "site/text.h"

struct site {
    arena *a;
    str id, time_zone, currency, country;
    struct text name, tagline;
    str version; /* 32 hexadecimal digits over all files (SHA-256, its first half) */
    const struct site_lang *langs;
    size_t n_langs; /* the first is the language of the models */
    struct site_studio studio;
    const struct site_payments *payments; /* one an authority at most */
    size_t n_payments;
    struct site_looks looks;
    struct site_delivery delivery;
    struct site_retention retention;
    bool substantial_by_card; /* a linked account is at the level substantial only with a code */
    const struct site_token *theme;
    size_t n_theme;
    const struct site_authority *authorities;
    size_t n_authorities;
    const struct site_topic *life_events;
    size_t n_life_events;
    const struct site_topic *categories;
    size_t n_categories;
    const struct site_purpose *purposes;
    size_t n_purposes;
    const struct number_scheme *schemes;
    size_t n_schemes;
    struct calendar *const *calendars;
    size_t n_calendars;
    struct office *const *offices;
    size_t n_offices;
    struct partner *const *partners;
    size_t n_partners;
    struct exchange exchange;
    struct registry *const *registers;
    size_t n_registers;
    struct service *const *services;
    size_t n_services;
    struct law *const *laws;
    size_t n_laws;
    const struct law_param *const *params; /* of all laws, each name once */
    size_t n_params;
    const struct law_period *periods; /* the newest, in order */
    size_t n_periods;
    const struct site_page *pages;
    size_t n_pages;
    const struct site_letter *letters;
    size_t n_letters; /* of the whole site */
    const struct site_file *tales;
    size_t n_tales;
    const struct site_file *data;
    size_t n_data;
    map by_id;    /* "service/x", "office/x", "group/x", "role/x", "register/x", "scheme/x", ... */
    map messages; /* "lang/key" to str * */
};

/* Loads and checks.  Findings hold everything wrong, sorted by file and line; what is broken is
 * left out of the catalogue (a service with an error has .broken set).  Fails only where the core
 * is broken: no site.yaml, no language (ERR_SYNTAX). */
MUST_USE err site_load(arena *a, const struct site_file *files, size_t n,
                       const struct site_world *world, struct findings *f, struct site **out);

/* Each null where there is none of that id. */
const struct service *site_service(const struct site *s, str id);
const struct office *site_office(const struct site *s, str id);
const struct registry *site_register(const struct site *s, str id);
/* The register of the people that accounts are linked to and letters go to: the first by name whose
 * key is personal and has a number scheme; null.  Its owner is the office that sends letters. */
const struct registry *site_people(const struct site *s);
const struct partner *site_partner(const struct site *s, str id);
/* The topic that partners declare under that id: a task type of outside workers. */
const struct partner_topic *site_outside(const struct site *s, str id);
/* Whether a service may hand work to that topic: as the partner says, else within the authority of
 * the office that answers for the partner. */
bool site_topic_for(const struct site *s, const struct partner_topic *t, const struct service *v);
/* The day before which it is past its time; false where it is kept for good. */
bool site_keep_until(const struct site_keep *k, day today, day *before);
const struct site_authority *site_authority(const struct site *s, str id);
/* The account of an authority; null: it has none. */
const struct site_payments *site_payments(const struct site *s, str authority);
const struct site_purpose *site_purpose(const struct site *s, str id);
const struct site_topic *site_life_event(const struct site *s, str id);
const struct site_topic *site_category(const struct site *s, str id);
const struct number_scheme *site_scheme(const struct site *s, str id);
const struct office_group *site_group(const struct site *s, str id);
const struct office_role *site_role(const struct site *s, str id);
const struct calendar *site_calendar(const struct site *s,
                                     str id); /* of a calendar or of an office */
/* In that language, else in the site's first, else null. */
/* The plain-language version of page "help" is "help.plain". */
#define SITE_PLAIN ".plain"
const struct site_page *site_page(const struct site *s, str id, str lang);
const struct site_letter *site_letter(const struct site *s, str id, str lang);
const struct site_lang *site_lang(const struct site *s, str code);
/* A text in that language, else in the site's first one. */
str site_text(const struct site *s, struct text t, str lang);
/* What messages/<lang>.yaml says for a key (ICU MessageFormat): an own word or in place of the
 * engine's; STR_NULL: nothing. */
str site_message(const struct site *s, str lang, str key);
/* Whether a service belongs to a life event or category, or to one below it. */
bool site_in_topic(const struct site *s, const struct service *v, str topic);

/* What full-text search indexes: services, pages, offices; one entry per language. */
struct site_entry {
    str kind, id, lang;
    str title, summary; /* as shown */
    str title_folded;   /* these three by text/fold.h */
    str keywords;       /* keywords, synonyms and misspellings */
    str body;           /* the rest, without markup */
};
size_t site_search_entries(const struct site *s, arena *a, const struct site_entry **out);

#endif
