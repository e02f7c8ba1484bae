/* blocks/exchange/https.h - questions to other nodes over HTTPS; runs in the link process. */
#ifndef BLOCKS_EXCHANGE_HTTPS_H
#define BLOCKS_EXCHANGE_HTTPS_H

#include "value/val.h"

/* How this node shows itself and knows others' servers: paths of PEM files, empty where not set.
 * Without `ca` the machine's own roots count. */
struct https_ways {
    str cert, key, ca;
};

/* Once per process, before the others.  The line keeps connections, so that the next question to
 * the same node needs no new one; a question that a kept one turns out to be closed for is sent on
 * a new one.  It lives as long as the process. */
struct https_line;
MUST_USE err https_begin(struct https_line **out);

/* messages: a list of { url, headers: list of "name: value" }, sent side by side.  told: of each,
 * in their order, { left } whether bytes may have reached the other side; with an answer besides {
 * status, signature, etag, body }.  With { post } bytes in base64 are posted and the answer's body
 * comes back as base64; a message takes no longer than its { seconds }.  Redirects are not
 * followed, proxies of the environment not used; 10 s to connect, 20 s in all, so that one silent
 * node delays the others' answers by no more.  FAULT(ERR_PEER) where there is no memory for it. */
MUST_USE err https_ask(struct https_line *line, arena *a, const struct https_ways *ways,
                       val messages, val *told);

#endif
