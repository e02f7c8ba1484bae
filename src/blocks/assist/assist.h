/* blocks/assist/assist.h - for those who do not use the pages themselves: forms on paper, and
 * officers who key them in. */
#ifndef BLOCKS_ASSIST_ASSIST_H
#define BLOCKS_ASSIST_ASSIST_H

#include "act/block.h"

extern const struct block block_assist;

#endif
