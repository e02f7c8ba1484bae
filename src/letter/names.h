/* letter/names.h - names of content's data that FEEL has functions of. */
#ifndef LETTER_NAMES_H
#define LETTER_NAMES_H

#include "feel/feel.h"

/* The scope for one expression of a letter or process: in content a built-in function's name that
 * is not called
 * ("number", "date") is a name of the data.  outer may be null (nothing known, open). */
struct feel_scope names_plain(arena *a, str expr, const struct feel_scope *outer);

#endif
