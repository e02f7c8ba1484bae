/* blocks/rectify/rectify.h - wrong values put right: who had read them is told, and what became of
 * an entry can be read by those who may. */
#ifndef BLOCKS_RECTIFY_RECTIFY_H
#define BLOCKS_RECTIFY_RECTIFY_H

#include "act/act.h"

extern const struct block block_rectify;

/* Whether somebody opens entries of any register by their key (/desk/entries). */
bool entries_any(const struct site *s, const struct actor *who);

#endif
