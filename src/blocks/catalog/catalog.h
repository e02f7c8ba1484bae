/* blocks/catalog/catalog.h - home, services, search, offices, pages. */
#ifndef BLOCKS_CATALOG_CATALOG_H
#define BLOCKS_CATALOG_CATALOG_H

#include "act/block.h"

extern const struct block block_catalog;

#endif
