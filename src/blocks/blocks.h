/* blocks/blocks.h - the building blocks of government, in order: each calls only
 * those before it. */
#ifndef BLOCKS_BLOCKS_H
#define BLOCKS_BLOCKS_H

#include "act/block.h"

/* Ends with null. */
extern const struct block *const blocks_all[];

#endif
