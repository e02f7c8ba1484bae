/* blocks/exchange/node.h - messages between nodes of the exchange (decision 078): signed questions
 * and answers, what is kept of them, and nodes that are left alone for a while. */
#ifndef BLOCKS_EXCHANGE_NODE_H
#define BLOCKS_EXCHANGE_NODE_H

#include "blocks/exchange/ask.h"
#include "blocks/exchange/road.h"

enum {
    NODE_MARK_MAX = 64,         /* bytes of a message's own id */
    NODE_ASKS_MOST = 16,        /* questions sent side by side */
    NODE_FAILURES = 3,          /* in a row: then it is left alone */
    NODE_BODY_MAX = 256 * 1024, /* bytes of an answer */
};
#define NODE_CLOCKS_MS ((int64_t)5 * 60 * 1000) /* by which two nodes' clocks may differ */
#define NODE_PROBE_MS ((int64_t)90 * 1000)      /* for one question after a rest, nothing else */
#define NODE_LINK "nodes"

#define SIDE_ASKED "asked"
#define SIDE_ANSWERED "answered"

/* base64url of SHA-256 over salt and text: says which text was meant to who has both, and nothing
 * to anybody else. */
str node_digest(arena *a, str salt, str text);

/* Whether a JWS is signed by one of the node's certificates that is valid at `now`; the header may
 * say any kind. */
bool node_signed(arena *a, const struct exchange_node *node, str jws, instant now, str *payload,
                 val *header);
/* What a message says of itself, its `kind` (seal/keeper.h) and signature held against the node's
 * certificates, of which one must be valid at `now`.  REFUSED(ERR_CRYPTO) it is not the node's, or
 * of another kind; REFUSED(ERR_RANGE) it is another's for another, or from another time. */
MUST_USE err node_read(arena *a, const struct exchange_node *node, str here, const char *kind,
                       str jws, instant now, val *payload);

/* The body that tells the right's fields, and its status: 200, or 404 where there are none. */
str node_body(arena *a, const struct exchange_right *right, val fields, int *status);

/* The provider's side (node_call.c). */
/* What the answer to a question's payload says of itself: whom it answers, its status, and a digest
 * of the body under the question's salt. */
str node_answer_text(arena *a, val payload, instant now, int status, str salt, str body);
act_fn act_node_call;
owner_fn node_owner;
/* The signature of a refusal's body to who asked by a signed message; STR_NULL where nobody did. */
MUST_USE err node_refusal(struct web *w, int status, str body, str *jws);

/* One message over the link to other nodes (https.h), and what is told of it.  FAULT(ERR_MISSING)
 * there is no link, FAULT(ERR_PEER) it failed. */
MUST_USE err node_link(struct job_run *j, val message, val *told);

/* The consumer's side (node_ask.c).  out: what the job is to send; null where nothing is. */
MUST_USE err node_put(act *a, const struct ask_put *p, const struct road_question *q,
                      const struct exchange_subsystem *of, val *out);
act_fn act_node_heard;

#endif
