/* blocks/oversight/oversight.h - the log, verification, status: what auditors need. */
#ifndef BLOCKS_OVERSIGHT_OVERSIGHT_H
#define BLOCKS_OVERSIGHT_OVERSIGHT_H

#include "act/block.h"

extern const struct block block_oversight;

#endif
