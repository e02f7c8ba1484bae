/* text/name.h - names of people.  A name is a context of given and family name, in any script, or
 * of one text ("full"); "order" is "family-first" for people who write the family name first, as
 * Vietnamese and Hungarian names are.  Whose name it is decides the order, not who reads it. */
#ifndef TEXT_NAME_H
#define TEXT_NAME_H

#include "text/locale.h"

/* True for a context with a given, family or full name. */
bool name_is(val v);
/* As its bearer writes it: Chinese, Japanese and Korean characters always begin with the family
 * name, Chinese and Japanese ones without a space.  Empty where v is no name. */
str name_shown(arena *a, val name);
/* The same given, family and full name; the order is no part of who somebody is. */
bool name_same(val x, val y);
/* True where those who write this language begin with the family name (CLDR, order of names). */
bool name_family_first(const struct locale *l);

#endif
