/* blocks/register/shown.h - values of registers in somebody's words, and whose entries a person
 * acts for. */
#ifndef BLOCKS_REGISTER_SHOWN_H
#define BLOCKS_REGISTER_SHOWN_H

#include "blocks/register/register.h"

/* In which words: of a page, or of a paper that a job makes. */
struct register_words {
    arena *a;
    struct db *db;
    const struct site *site;
    const struct wording *words;
    str lang;
};
/* Options and code lists by their names, an address on one line, a day in words; empty for null. */
str register_value_shown(const struct register_words *k, const struct reg_field *f, val v);

/* Whether somebody with these fields is of the age until which others act for them. */
bool register_of_age(const struct reg_ward *x, val fields, day today);
/* The entry of somebody of whom the person is what the register's `related` says, and who is not of
 * age.  rec->found is false for everybody else, and for protected entries. */
MUST_USE err register_ward(act *a, const struct registry *r, int64_t person, int64_t child,
                           struct record *rec);

#endif
