/* blocks/studio/studio.h - where services are drawn, checked, signed and published. */
#ifndef BLOCKS_STUDIO_STUDIO_H
#define BLOCKS_STUDIO_STUDIO_H

#include "act/block.h"

extern const struct block block_studio;

#endif
