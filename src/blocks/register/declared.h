/* blocks/register/declared.h - entries follow their register's declaration (decision 083). */
#ifndef BLOCKS_REGISTER_DECLARED_H
#define BLOCKS_REGISTER_DECLARED_H

#include "act/act.h"
#include "act/job.h"
#include "act/verify.h"
#include "site/reg_migrate.h"

/* Act and job: the next entries of registers whose declaration is newer than they are; out: `more`
 * where others are left.  What they say is the same before and after: only its shape, and the marks
 * by which they are found, are made anew. */
act_fn act_declared;
err job_declared(struct job_run *j);

/* What entries would not stand under a declaration, tried without writing. */
struct declared_found {
    enum reg_trouble trouble; /* TROUBLE_NONE: a value that has to be unique is there twice */
    str name;                 /* of the field, or the constraint */
    int64_t entries, first;   /* how many, and the id of one */
};
struct declared_try {
    int64_t entries, changed, refused;
    int64_t unread;   /* their keys cannot be had */
    int64_t breaking; /* of those refused: only a constraint is broken */
    VEC(struct declared_found) found;
};
/* Every entry in the shape of r.  was: the declaration in force, for what has to be unique and was
 * not; null: none.  v: a database to read, keys where they can be had.  told: after each some
 * hundred entries, may be null. */
MUST_USE err declared_try(struct verify *v, const struct registry *was, const struct registry *r,
                          day today, void (*told)(int64_t entries), struct declared_try *out);

#endif
