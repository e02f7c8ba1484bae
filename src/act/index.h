/* act/index.h - rows of all blocks by name and by path. */
#ifndef ACT_INDEX_H
#define ACT_INDEX_H

#include "act/boot.h"

struct act_index {
    map acts;  /* name to const struct act_row * */
    map tasks; /* name to const struct task_type * */
    map jobs;  /* outbox kind to const struct job_row * */
};

struct route_index {
    struct route_table table;
    VEC(const struct route *) rows;
};

/* Indexes the rows of blocks.  FAULT(ERR_CONFLICT) with a line on stderr where two have one name,
 * where an act has no policy or class, or where a route names no act of any block. */
MUST_USE err index_build(arena *a, const struct block *const *blocks, struct act_index **acts,
                         struct route_index **routes);

#endif
