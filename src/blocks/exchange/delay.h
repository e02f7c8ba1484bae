/* blocks/exchange/delay.h - on whose clock a case waits; for this block's files. */
#ifndef BLOCKS_EXCHANGE_DELAY_H
#define BLOCKS_EXCHANGE_DELAY_H

#include "blocks/case/others.h"
#include "blocks/exchange/own.h"

/* The clause by which the asking office's clock stands still at that step: its property
 * `clock-ground` beside `clock` "stops".  Empty: it runs on. */
str delay_ground(act *a, const struct q_case *c, str element);
/* The question was answered or given up: where the clock stood, the case's days move.  What several
 * questions waited for at the same time counts once. */
MUST_USE err delay_ended(act *a, const struct q_ask *k);

extern const struct port_others delay_port;

#endif
