/* page/found.h - findings of checks in the reader's language. */
#ifndef PAGE_FOUND_H
#define PAGE_FOUND_H

#include "base/finding.h"
#include "page/words.h"

/* The sentence and the repair in that language; English where the language has no words for them.
 * Words that begin with "found." say it: their English is the sentence in the program, its
 * arguments as {a}, {b}. */
str found_what(arena *a, const struct wording *w, const struct finding *x);
str found_repair(arena *a, const struct wording *w, const struct finding *x);

/* Whether the sentence is said in that language itself. */
bool found_said(const struct wording *w, const struct finding *x);

#endif
