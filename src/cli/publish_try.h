/* cli/publish_try.h - before a site is published: whether the entries of its registers stand under
 * their new declarations. */
#ifndef CLI_PUBLISH_TRY_H
#define CLI_PUBLISH_TRY_H

#include "act/boot.h"

/* b: the site to be published, with store and data.  accepted: so many entries may break a new
 * constraint.  Says on stdout what was tried and what was found; false where nothing may be
 * published.  Nothing is written, and no value is told: entries are named by their ids. */
bool publish_tries(arena *a, const struct boot *b, int64_t accepted);

#endif
