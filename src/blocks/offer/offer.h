/* blocks/offer/offer.h - what follows from what happened, offered without being asked for. */
#ifndef BLOCKS_OFFER_OFFER_H
#define BLOCKS_OFFER_OFFER_H

#include "act/act.h"
#include "act/web.h"

extern const struct block block_offer;

#endif
