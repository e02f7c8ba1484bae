/* site/read_level.h - service levels of exchange.yaml; inside of the room only. */
#ifndef SITE_READ_LEVEL_H
#define SITE_READ_LEVEL_H

#include "site/exchange.h"
#include "site/read.h"

/* The `agreement` of a right, or of a service on another node, into l->levels; nothing where there
 * is none.  of: what it is about (service, consumer, purpose, provider, the days of the right). */
void read_level(struct loader *l, struct doc_node c, struct exchange_level of);

#endif
