/* blocks/case/programs.h - what programs that people made tokens for may do with cases. */
#ifndef BLOCKS_CASE_PROGRAMS_H
#define BLOCKS_CASE_PROGRAMS_H

#include "blocks/case/case.h"

/* Has a role in that office which lets programs of theirs do its tasks (`may: [programs]`). */
bool programs_may(const struct site *s, const struct actor *who, str office);

#endif
