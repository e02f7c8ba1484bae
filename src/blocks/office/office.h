/* blocks/office/office.h - the officer's desk. */
#ifndef BLOCKS_OFFICE_OFFICE_H
#define BLOCKS_OFFICE_OFFICE_H

#include "act/block.h"

extern const struct block block_office;

#endif
