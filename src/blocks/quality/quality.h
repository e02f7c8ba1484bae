/* blocks/quality/quality.h - entries that may be one person's twice, and what is missing,
 * contradictory or stale in a register. */
#ifndef BLOCKS_QUALITY_QUALITY_H
#define BLOCKS_QUALITY_QUALITY_H

#include "act/act.h"
#include "act/web.h"
#include "site/register.h"

extern const struct block block_quality;

/* Whether somebody decides pairs or sees the report of some register (/desk/quality). */
bool quality_looks(const struct site *s, const struct actor *who);

/* What the public is told of one rule of a register. */
struct quality_line {
    const char *kind; /* "missing", "broken", "stale" */
    str what;         /* in the reader's language */
    int64_t about;    /* as figure_rounded: 0 few or none */
    int64_t share;    /* of 100 entries those that should have it; 0: not said */
};
/* None before the first round through the register is over. */
MUST_USE err quality_told(struct web *w, const struct registry *r, const struct quality_line **out,
                          size_t *n);

#endif
