/* form/condition.h - when a question is asked, taken apart so that it can be said in words: paper
 * cannot hide anything. */
#ifndef FORM_CONDITION_H
#define FORM_CONDITION_H

#include "form/flow.h"

enum form_condition_kind {
    CONDITION_ALL,    /* parts, two at least */
    CONDITION_ANY,    /* parts, two at least */
    CONDITION_IS,     /* the field's answer is, or has among several, one of the values */
    CONDITION_IS_NOT, /* it is none of them */
    CONDITION_GIVEN,  /* there is an answer */
    CONDITION_OPEN,   /* there is none */
    CONDITION_LIMIT,  /* the answer compares with the one value: op */
    CONDITION_AGO,    /* today minus the answer, a date, compares with the value, a duration: op */
    CONDITION_TEXT,   /* anything else: FEEL that must be true (or false where not) */
};

struct form_condition {
    enum form_condition_kind kind;
    int field;    /* index; -1 for ALL, ANY, TEXT */
    char op;      /* '<' below, 'l' at most, '>' above, 'g' at least */
    bool negated; /* TEXT */
    val value;
    const val *values;
    size_t n_values;
    str text;
    const struct form_condition *parts;
    size_t n_parts;
};

/* When the field is asked, by its own condition alone, not by those of what is around it; null:
 * always. Constants are evaluated with env (parameters of the law), answers are not read.
 * Allocated in env->a. */
const struct form_condition *form_asked_if(const struct form *form, int field,
                                           const struct form_env *env);
/* Whether that condition reads an answer that is not there yet. */
bool form_undecided(const struct form *form, int field, struct form_at at, val answers,
                    const struct form_env *env);

#endif
