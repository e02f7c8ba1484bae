/* blocks/register/holder.h - the entries that name a person as who holds them (registers/ID.yaml,
 * extract.holder). */
#ifndef BLOCKS_REGISTER_HOLDER_H
#define BLOCKS_REGISTER_HOLDER_H

#include "blocks/register/register.h"

enum { HOLDINGS_MOST = 50 };
/* The entries of a register that name the person now, at most HOLDINGS_MOST; *more where there are
 * others.  What an entry named them for before is not theirs.  Each is opened for it. */
MUST_USE err register_holdings(act *a, const struct registry *r, int64_t person,
                               const int64_t **ids, size_t *n, bool *more);
/* One entry, opened, if it names the person now; rec->found is false for everybody else, for
 * annulled, superseded and protected entries, and where the register has no holders. */
MUST_USE err register_holding(act *a, const struct registry *r, int64_t person, int64_t id,
                              struct record *rec);

#endif
