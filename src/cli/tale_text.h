/* cli/tale_text.h - the words of a tale: tokens of a line, names in braces, patterns that find
 * them. */
#ifndef CLI_TALE_TEXT_H
#define CLI_TALE_TEXT_H

#include "base/base.h"

/* One word of a line: bare or quoted; NAME=VALUE has a name. */
struct tale_word {
    str name, value; /* name: STR_NULL where there is no '=' */
    bool quoted;
};
/* The next word of *rest, which moves on; false at the end.  Quotes and \" \n \t are resolved into
 * a. */
bool tale_word_next(arena *a, str *rest, struct tale_word *out);

/* What {names} stand for. */
struct tale_names {
    arena *a;
    map m; /* to str * */
};
void tale_name_set(struct tale_names *n, str name, str value);
/* Puts values in place of {names}; false with the first unknown one in *missing. */
bool tale_fill(struct tale_names *n, str text, str *out, str *missing);

/* Whether text (all of it: whole) fits the pattern: literal text, {known}, {new} and {again!} that
 * take a run of letters, digits and - . _ ~ % @ :, and * for anything.  New names are set on
 * success only. */
bool tale_match(struct tale_names *n, str pattern, str text, bool whole);

/* Cuts the next piece of a list at a comma outside of quotes and braces; false at the end. */
bool tale_piece_next(str *rest, str *piece);

#endif
