/* blocks/register/names.h - entries found by a name as somebody says it, without names in clear. */
#ifndef BLOCKS_REGISTER_NAMES_H
#define BLOCKS_REGISTER_NAMES_H

#include "blocks/register/own.h"
#include "text/fold.h"

enum {
    NAME_COMMON = 2000,    /* entries of a word past which it needs a second criterion */
    NAME_CANDIDATES = 200, /* entries opened for one search, in one call of the keeper */
    NAME_SHOWN = 20,       /* of them told */
};

/* At boot: what brings names into Latin letters, where a register's names are looked for. */
err names_boot(struct boot *b);

/* The lists of an entry follow its name; nothing where the register has no `names`.  Either may be
 * null: a new entry, one that ends. */
MUST_USE err names_follow(act *a, const struct registry *r, int64_t id, val before, val now);

/* The next entries of registers whose names were not always looked for: some hundred; *more where
 * others are left. */
MUST_USE err names_catch_up(act *a, bool *more);

/* Ids of the entries that may be meant, the likeliest first, at most NAME_CANDIDATES.
 *   name     as it was typed: any script, order, accents; words may be misspelt where they sound
 * alike second   value of the second criterion; null: not known needs    set where all words are
 * common and second is null: nothing is looked for */
MUST_USE err names_candidates(act *a, const struct registry *r, str name, val second, int64_t *ids,
                              size_t *n, bool *needs);

/* How well a name fits what was typed, by its words: 0 is best; NAME_UNFIT: not at all.
 *   sure   the second criterion holds: fewer words need to fit */
enum { NAME_UNFIT = 1000 };
unsigned name_fit(arena *a, const struct fold_latin *latin, str typed, val name, bool sure);
const struct fold_latin *names_latin(const struct boot *b);

extern const struct act_row register_acts[];
extern const struct route register_routes[];
extern const struct job_row register_jobs[];

#endif
