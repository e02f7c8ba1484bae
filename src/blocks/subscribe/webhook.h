/* blocks/subscribe/webhook.h - one request to a subscriber's address; runs in the link process. */
#ifndef BLOCKS_SUBSCRIBE_WEBHOOK_H
#define BLOCKS_SUBSCRIBE_WEBHOOK_H

#include "value/val.h"

struct sockaddr;
struct webhook_ways {
    bool local; /* addresses of this machine, and only then "http:" */
    str ca;     /* roots that servers are known by, a PEM file; empty: those of the machine */
};

/* Once per process, before the others. */
MUST_USE err webhook_begin(void);

/* Whether a connection may go there: to nobody's private network, link or machine (RFC 6890), nor
 * to many at once; `local` allows this machine besides. */
bool webhook_allowed(const struct sockaddr *to, bool local);

/* message: { method: "POST" or "OPTIONS", url, headers: list of "name: value", body }.  told:
 * { status, 0: no answer; origin, WebHook-Allowed-Origin (CloudEvents HTTP Webhooks 1.0.2, 4.2);
 * wait, seconds of Retry-After (RFC 9110, 10.2.3), 0: none }.  Redirects are not followed, proxies
 * not used, what the address answers in its body is not read; 5 s to connect, 10 s in all. */
MUST_USE err webhook_send(arena *a, const struct webhook_ways *ways, val message, val *told);

#endif
