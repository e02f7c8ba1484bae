/* role/rate.h - how often one address may ask, by class: token buckets in a table of fixed size. */
#ifndef ROLE_RATE_H
#define ROLE_RATE_H

#include "http/http.h"

enum { RATE_ROWS = 1 << 14 };

struct rate_bucket {
    uint64_t key;
    int64_t at_ns;
    int64_t milli;
};
struct rates {
    struct rate_bucket *v;
};

/* Tokens a second and the most that are kept, by class. */
struct rate_limit {
    unsigned per_second, burst;
};
extern const struct rate_limit rate_limits[RATE_CLASSES];

/* An empty table; rates_close frees it. */
void rates_open(struct rates *r);
/* Ends it. */
void rates_close(struct rates *r);
/* False where the bucket of this network (request_network) and class is empty. */
bool rates_take(struct rates *r, str network, enum rate_class c, int64_t now_ns);
bool address_is_loopback(str address);

#endif
