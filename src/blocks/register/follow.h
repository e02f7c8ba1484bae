/* blocks/register/follow.h - who wants to know of a change: cases follow entries, values of a
 * field, and parameters of the law. */
#ifndef BLOCKS_REGISTER_FOLLOW_H
#define BLOCKS_REGISTER_FOLLOW_H

#include "blocks/register/register.h"

/* The kind of work that an act leaves when something that is followed has changed; the block that
 * keeps cases does it. */
#define FOLLOW_CHANGED "register.changed"

/* In an act that has changed an entry: `names` of its fields or relations, a blank between.  One
 * row for each entry however many cases follow it and however often it changes before they are
 * told; nothing where nobody does. */
MUST_USE err follow_changed(act *a, const struct registry *r, int64_t id, str names);
/* Before a value of a field is left: those who follow entries by that value hear of it, too. */
MUST_USE err follow_left(act *a, const struct registry *r, int64_t id, str field);
/* Whether anything of the register is followed at all. */
MUST_USE err follow_any(act *a, const struct registry *r, bool *is);

/* The case follows nothing any more: it is over, or erased. */
MUST_USE err follow_drop(act *a, int64_t case_id);
/* The entry is erased: nobody follows it any more. */
MUST_USE err follow_forget(act *a, const struct registry *r, int64_t id);

/* One case that is to be told, and of what: { register, names }, or { law: true, names }. */
struct follower {
    int64_t case_id;
    val change;
};
/* The next cases to be told of what has changed, at most FOLLOWERS_MOST; none: all was given out.
 * Each change is given to each case once. */
enum { FOLLOWERS_MOST = 200 };
MUST_USE err followers_take(act *a, struct follower *out, size_t *n);
/* Whether something waits to be given out; db is a job's. */
MUST_USE err followers_wait(struct db *db, bool *is);

/* Whether a parameter that was followed has another value on that day than the one known; db is a
 * job's. */
MUST_USE err follow_law_moved(struct db *db, arena *a, const struct site *s, day on, bool *is);
/* Those that have are changes now, and their values known. */
MUST_USE err follow_law_look(act *a);

/* Cases that follow something, beyond one, the least first: for `stoa verify`. */
MUST_USE err follow_cases(struct db *db, arena *a, int64_t after, size_t most, int64_t **out,
                          size_t *n);

#endif
