/* site/service.h - a service as people, officers and the engine know it (terms of CPSV-AP 3). */
#ifndef SITE_SERVICE_H
#define SITE_SERVICE_H

#include "form/form.h"
#include "site/register.h"

struct bpmn;
struct dmn;

/* What the candidate groups of a user task say instead of groups of an office where it is the
 * applicant's: they fill in its form. */
#define GROUP_APPLICANT "applicant"

struct service_form {
    str id, file;
    struct form *form;
    const struct words *words;
};
struct service_decision {
    str id, file, xml;
    struct dmn *dmn;
    const str *law; /* the parameters of laws that the model reads, each once */
    size_t n_law;
    const struct words *words;
}; /* id: the file's name without .dmn */
struct service_process {
    str id, file, xml;
    struct bpmn *bpmn;
    const struct words *words;
};
struct service_letter {
    str id, lang, file, text;
    struct letter *letter;
};
struct service_words {
    str lang, file;
};
struct service_fee {
    str id, channel, currency, decision, parameter;
    struct text title;
    val amount;
}; /* one of amount, decision, parameter */
struct service_evidence {
    str id, field;
    struct text title, description;
    bool required;
};
struct service_output {
    str id, type, letter;
    struct text title;
    bool appeal;      /* it tells a decision: its code leads to the appeal against it */
    bool appeal_said; /* true or false stands there */
};
/* Somebody beside the applicant who fills in parts of the form. */
struct service_party {
    str id;
    struct text title;
    bool sign; /* the application is sent only with their signature */
};
struct service_keywords {
    str lang;
    const str *words;
    size_t n;
}; /* keywords, synonyms and misspellings */

struct service {
    str id, folder, file;
    str version;         /* 32 hexadecimal digits over its files */
    bool broken, hidden; /* hidden: not listed nor searched (bundles' parts) */
    struct text title, summary, description, who, next_steps, declaration;
    struct {
        struct text summary, description, who, next_steps;
    } plain; /* the same in plain language, for readers who ask for it; each may be empty */
    const struct service_keywords *keywords;
    size_t n_keywords;
    const str *audience;
    size_t n_audience; /* people firms officers */
    const str *life_events;
    size_t n_life_events;
    const str *categories;
    size_t n_categories;
    const str *legal_basis;
    size_t n_legal_basis; /* "act/clause" */
    const str *related;
    size_t n_related;
    const str *channels;
    size_t n_channels; /* online counter paper phone */
    const struct service_fee *fees;
    size_t n_fees;
    const struct service_evidence *evidence;
    size_t n_evidence;
    const struct service_output *outputs;
    size_t n_outputs;
    const struct service_party *parties;
    size_t n_parties;
    str office, authority, purpose, level; /* level: none low substantial high, to submit */
    str first_lang;                        /* of its models */
    int64_t expected_days, decide_days;    /* working days of the office's calendar; -1: not said */
    struct text limit_from;
    int64_t limit_months, limit_days; /* both 0: none */
    struct {
        str office;
        struct text how;
        int64_t months, days;
        str clause;
        str service;         /* the service that hears it; empty: nobody does here */
        str suspends;        /* "yes", "no", or a decision of this service */
        bool holds_payments; /* while it is suspended, nothing is paid out */
    } appeal;
    struct {
        str role, purpose;
    } evaluation; /* who may have the inputs of past rulings, and what for; empty: nobody */
    /* Who may key in what came on paper, who fills it in at the counter with the applicant, who
     * begins a case of the office's own motion. */
    struct service_keying {
        str role;       /* in the service's office; empty: nobody */
        bool four_eyes; /* who keyed it in works on no task of it */
    } paper, counter, initiative;
    int64_t helper_hours; /* how long the owner of a draft may let somebody help; 0: not at all */
    struct retention draft_retention, unsigned_retention, case_retention;
    const struct service_form *forms;
    size_t n_forms;                        /* the applicant's ("form") first */
    const struct service_process *process; /* null: information only */
    const struct service_decision *decisions;
    size_t n_decisions;
    const struct service_letter *letters;
    size_t n_letters;
    const struct service_words *words;
    size_t n_words;
    const struct words *own_words; /* of service.yaml's texts */
};

const struct service_form *service_form(const struct service *v,
                                        str id); /* "form" or a file of forms/ */
/* The model that holds a decision of that name or id. */
const struct service_decision *service_decision(const struct service *v, str decision);
const struct service_letter *service_letter(const struct service *v, str id, str lang,
                                            str first_lang);
bool service_has_channel(const struct service *v, str channel);
/* Whether a step of its process is of that task type. */
bool service_calls(const struct service *v, str type);
/* The party of that name beside the applicant, or null. */
const struct service_party *service_party(const struct service *v, str id);

#endif
