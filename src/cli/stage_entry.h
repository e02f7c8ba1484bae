/* cli/stage_entry.h - an entry of a register that comes from outside, in an act of the house. */
#ifndef CLI_STAGE_ENTRY_H
#define CLI_STAGE_ENTRY_H

#include "act/act.h"

/* ctx: a val, { register, key, row: column names and cells }.  Writes as `stoa import` does: the
 * entry of that key, or a new one; an empty cell removes.  Refuses as record_write does. */
err stage_entry_write(act *a, void *ctx);

#endif
