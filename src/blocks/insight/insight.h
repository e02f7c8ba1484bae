/* blocks/insight/insight.h - what services do, in numbers, for everybody. */
#ifndef BLOCKS_INSIGHT_INSIGHT_H
#define BLOCKS_INSIGHT_INSIGHT_H

#include "act/act.h"
#include "act/web.h"

extern const struct block block_insight;

#endif
