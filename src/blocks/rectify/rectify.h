/* blocks/rectify/rectify.h - wrong values put right: who had read them is told, and what became of
 * an entry can be read by those who may. */
#ifndef BLOCKS_RECTIFY_RECTIFY_H
#define BLOCKS_RECTIFY_RECTIFY_H

#include "act/block.h"

extern const struct block block_rectify;

#endif
