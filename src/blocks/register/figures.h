/* blocks/register/figures.h - what may be said to everybody of a register's size and freshness. */
#ifndef BLOCKS_REGISTER_FIGURES_H
#define BLOCKS_REGISTER_FIGURES_H

#include "act/act.h"
#include "act/job.h"
#include "site/register.h"

/* Of fewer entries neither the number nor the day of the last change is told. */
enum { FIGURE_FEW = 10 };

/* Entries in force, rounded to tens, from a hundred on to two digits; 0: fewer than FIGURE_FEW. */
int64_t figure_rounded(int64_t entries);

struct figure {
    int64_t about; /* as figure_rounded; 0: few, or none */
    day fresh;     /* local day of the last change; day 0 where it is not told */
};
/* What was last told of it: it follows the register within an hour (job `register.figures`). */
MUST_USE err figure_of(struct db *db, const struct registry *r, struct figure *out);

/* ---- for this block's acts ---- */

/* Notes a change of n entries in force (0: one was changed, none came or went). */
MUST_USE err figure_changed(act *a, const struct registry *r, int64_t n);
err act_figures(act *a, val in, val *out);
err job_figures(struct job_run *j);

#endif
