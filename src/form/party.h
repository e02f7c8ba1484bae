/* form/party.h - a form that several people fill in: which answers are whose.  A party is named as
 * the model names it (property `party`); the applicant's name is the empty text. */
#ifndef FORM_PARTY_H
#define FORM_PARTY_H

#include "form/flow.h"

/* Who fills in a field; empty for the applicant and for what nobody answers. */
str form_party_of(const struct form *form, int field);
/* Whether nobody else who takes part sees it. */
bool form_reserved(const struct form *form, int field);
/* The field that the name of an input means ("children.0.name"); -1: none. */
int form_field_of_input(const struct form *form, str name);

/* Whether the model gives that party anything to answer; and whether one of its pages is shown with
 * these answers. */
bool form_party_known(const struct form *form, str party);
bool form_party_asked(const struct form *form, str party, val answers, const struct form_env *env);

/* Answers with those of a party taken from `mine`, where none (null) leaves them out; everybody
 * else's stand as they are in `base`.  `_disputed` goes with the fields that it names. */
val form_party_merge(arena *a, const struct form *form, str party, val base, val mine);
/* The answers of one party alone. */
val form_party_part(arena *a, const struct form *form, str party, val answers);
/* Without what is reserved for other parties than that one. */
val form_party_seen(arena *a, const struct form *form, str party, val answers);
/* Of what registers hold (form_env.held): the fields of that party, or where `others` of all
 * others. */
val form_party_held(arena *a, const struct form *form, str party, bool others, val held);

#endif
