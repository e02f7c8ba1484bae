/* blocks/register/asof.h - an entry as it was on a day, as known on another. */
#ifndef BLOCKS_REGISTER_ASOF_H
#define BLOCKS_REGISTER_ASOF_H

#include "blocks/register/register.h"

struct as_of {
    day on;        /* valid time: true on that day */
    instant known; /* record time: from what had been recorded by then */
};
struct record_state {
    bool found;  /* anything of it was recorded by then and true on that day */
    bool sealed; /* some of it stands in versions that are sealed (record_seal) */
    val fields;  /* without the secret ones */
    val since;   /* of field name to the day from which its value was true */
    val source;  /* of field name to what it rested on */
};
/* The state of an entry: for each field what the last change recorded by `known` says that is true
 * from `on` or an earlier day; what a later change says of an earlier day stands over what an
 * earlier one says of a later day.  key: the record's; null for an open register.  Nothing is found
 * of an erased entry.  Opens one version, and for each field that corrections of the past set since
 * then one more at most. */
MUST_USE err record_as_of(arena *a, struct db *db, const struct registry *r, int64_t id,
                          const struct data_key *key, const struct as_of *t,
                          struct record_state *out);

#endif
