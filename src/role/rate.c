#include "role/rate.h"

#include <stdlib.h>

const struct rate_limit rate_limits[RATE_CLASSES] = {
    [RATE_PAGE] = { 50, 300 },  [RATE_SEARCH] = { 10, 60 }, [RATE_FORM] = { 10, 60 },
    [RATE_SIGN_IN] = { 1, 20 }, [RATE_UPLOAD] = { 2, 20 },  [RATE_PARTNER] = { 100, 500 },
};

void rates_open(struct rates *r)
{
    r->v = calloc(RATE_ROWS, sizeof(*r->v));
    CHECK(r->v);
}

void rates_close(struct rates *r)
{
    free(r->v);
    r->v = NULL;
}

bool rates_take(struct rates *r, str network, enum rate_class c, int64_t now_ns)
{
    uint64_t key = (str_hash(network) ^ (uint64_t)c * 0x9e3779b97f4a7c15ULL) | 1;
    struct rate_bucket *b = &r->v[key >> 17 & (RATE_ROWS - 1)];
    int64_t most = (int64_t)rate_limits[c].burst * 1000;

    if (b->key != key)
        *b = (struct rate_bucket){ key, now_ns, most };
    b->milli = MIN(most, b->milli + (now_ns - b->at_ns) / 1000 * rate_limits[c].per_second / 1000);
    b->at_ns = now_ns;
    if (b->milli < 1000)
        return false;
    b->milli -= 1000;
    return true;
}

bool address_is_loopback(str address)
{
    return str_starts(address, S("127.")) || str_eq(address, S("::1")) ||
           str_starts(address, S("unix")) || str_starts(address, S("::ffff:127."));
}
