/* cli/stage_node.h - the other nodes of the exchange, while a tale is played: each is joined to the
 * house with the house's own certificate, and answers what the tale has told it. */
#ifndef CLI_STAGE_NODE_H
#define CLI_STAGE_NODE_H

#include "act/boot.h"
#include "base/map.h"
#include "seal/keeper.h"

/* What they answer.  silent: nothing comes back; refuses: a signed refusal. */
struct stage_nodes {
    arena *a;
    bool silent, refuses;
    map answers; /* "SUBSYSTEM/SERVICE/KEY": a str *, JSON */
};

/* Gives the site's nodes that have no card one of the house: address, certificate and a last day
 * far off.  FAULT(ERR_CRYPTO, ERR_IO). */
MUST_USE err stage_nodes_join(const struct boot *b, struct keeper *keeper);
/* What the link would bring back for that message (https_ask): signed as the node's own writer or
 * worker signs it.  Nothing told of a key: there is no such entry, 404. */
MUST_USE err stage_node_ask(struct stage_nodes *n, struct keeper_core *core, arena *a, instant now,
                            val message, val *told);

#endif
