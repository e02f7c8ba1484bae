/* blocks/catalog/questions.h - what a decision needs to be told, as questions of a page. */
#ifndef BLOCKS_CATALOG_QUESTIONS_H
#define BLOCKS_CATALOG_QUESTIONS_H

#include "act/web.h"
#include "dmn/dmn.h"
#include "page/field.h"

struct questions {
    struct web *w;
    const struct service *s;
    const struct service_decision *d;
    str decision;
    day day;    /* that was asked for, or today */
    bool asked; /* somebody gave answers */
    bool wrong; /* some of them cannot be read: fields say which */
    bool law;   /* the law of that day is among the inputs */
    val inputs; /* for dmn_decide */
    struct field_view *fields;
    size_t n;
};

/* Reads the request's query as answers to what the decision's inputs ask, and makes the fields that
 * show them.  Values in FEEL are evaluated in env, all of them within its steps and memory (not 0),
 * and env keeps what is left.  FAULT(ERR_BUDGET) where that takes too much: the fields are made all
 * the same. */
MUST_USE err questions_read(struct questions *q, struct feel_env *env);

#endif
