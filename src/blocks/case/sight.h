/* blocks/case/sight.h - what the variables of a case's process are, for who has its key: of a
 * failed step, of a task. */
#ifndef BLOCKS_CASE_SIGHT_H
#define BLOCKS_CASE_SIGHT_H

#include "blocks/case/case.h"

/* What a second try of a failed step may be given instead; opened with the case's key.
 * REFUSED(ERR_CONFLICT) where the token stands at no incident. */
MUST_USE err process_inputs(arena *a, struct db *db, const struct boot *b, const struct q_case *c,
                            const struct data_key *key, uint32_t token, val *out);

/* The process's variables as a task's token sees them. */
MUST_USE err process_sight(arena *a, struct db *db, const struct boot *b, const struct q_case *c,
                           const struct data_key *key, int64_t token, val *out);
/* What the form of a task reads beside its own answers: case_given, and before it the variables in
 * the token's sight. */
MUST_USE err case_task_given(arena *a, struct db *db, const struct boot *b, const struct q_case *c,
                             const struct data_key *key, int64_t token, val answers, day today,
                             val *out);

#endif
