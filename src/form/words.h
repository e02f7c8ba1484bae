/* form/words.h - words of a model's elements in other languages, by element id and property. */
#ifndef FORM_WORDS_H
#define FORM_WORDS_H

#include "value/val.h"

/* The words of one model file (form.json, process.bpmn, ...).  A zeroed struct holds none. */
struct words {
    VEC(struct words_lang) langs;
};

struct words_lang {
    str lang;
    map by_key; /* "element.property" to str * */
};

/* Adds what one words.<lang>.yaml says about a model: a context of element id to a context of
 * property to text; deeper contexts make dotted properties ("options.yes").  Strings are borrowed
 * from v. */
void words_add(arena *a, struct words *w, str lang, val v);
/* The text, or STR_NULL where the language has none. */
str words_get(const struct words *w, str lang, str element, str property);

#endif
