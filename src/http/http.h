/* http/http.h - the room's headers at once, and the small words that front, worker and routes
 * share. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "http/accept.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/route.h"

/* How often one address may ask: each class has a bucket of its own (role/rate.h has rates and
 * sizes). */
enum rate_class {
    RATE_PAGE, /* reading */
    RATE_SEARCH,
    RATE_FORM,    /* a form saved, a step taken */
    RATE_SIGN_IN, /* passwords, codes */
    RATE_UPLOAD,
    RATE_PARTNER, /* interfaces */
    RATE_CLASSES,
};

/* A topic's version: milliseconds since 1970 when it was published, above so many bits of a
 * counter. */
enum { TOPIC_CLOCK_BITS = 16 };

/* A worker's wish to be asked again: when the topic passes that version, or at the deadline. */
struct park {
    str topic;        /* "case/123"; at most 200 bytes */
    uint64_t version; /* ask again when the topic's version is greater */
    instant until;
};

/* The frame form, as of requests. */
void park_pack(buf *out, const struct park *p);
/* ERR_SYNTAX for hostile bytes, an empty topic or one over 200 bytes. */
MUST_USE err park_unpack(str bytes, struct park *out);

#endif
