/* site/read_federation.h - `federation` of exchange.yaml; inside of the room only. */
#ifndef SITE_READ_FEDERATION_H
#define SITE_READ_FEDERATION_H

#include "site/exchange.h"
#include "site/read.h"

/* After the nodes are read; nothing where exchange.yaml says nothing of it. */
void read_federation(struct loader *l, struct doc_node root);

#endif
