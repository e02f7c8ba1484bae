/* act/one_form.h - a page with one form of an engine's own: sign-in, codes, searches, settings. */
#ifndef ACT_ONE_FORM_H
#define ACT_ONE_FORM_H

#include "act/web.h"
#include "page/field.h"

struct one_form {
    str title, lead;           /* lead: plain text, may be empty */
    struct field_view *fields; /* values typed before and refusals are filled in by name */
    size_t n;
    str button;                    /* empty: no form, fields are only shown */
    str action;                    /* path that it posts to */
    url back;                      /* empty: none */
    const struct page_link *links; /* below the form */
    size_t n_links;
    html before, after; /* content round the form, made by views */
};

/* Prints it, or its JSON; after a refusal with the refusals in an error summary and
 * at the fields. */
err web_one_form(struct web *w, struct one_form *f, int status);

/* Sealed, short-lived values for addresses, cookies and hidden fields of this worker's pages
 * (seal/token.h). */
str web_seal(struct web *w, const char *purpose, int64_t seconds, str payload);
MUST_USE err web_unseal(struct web *w, const char *purpose, str sealed, str *payload);

#endif
