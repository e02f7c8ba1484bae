/* blocks/register/watch.h - registers whose changes somebody outside is told of: what changed is
 * noted once, given out in batches, and what an entry says then is traced before it is told. */
#ifndef BLOCKS_REGISTER_WATCH_H
#define BLOCKS_REGISTER_WATCH_H

#include "blocks/register/register.h"

enum { NEWS_MOST = 200 }; /* given out at once */

/* ---- who notes ---- */

/* In an act that has changed an entry: its kind (CHANGE_KINDS, site/subscription.h) and the names
 * of fields and relations, a blank between.  One row for each kind of change of an entry until it
 * is given out; where nobody watches the register, one look into a small table. */
MUST_USE err watch_changed(act *a, const struct registry *r, int64_t id, const char *kind,
                           str names);
/* Whether somebody watches the register. */
MUST_USE err watch_any(act *a, const struct registry *r, bool *is);
/* The entry is erased: what waits to be told of it goes with it. */
MUST_USE err watch_forget(act *a, int64_t id);

/* ---- who tells ---- */

/* From now on the register's changes are noted, or no longer. */
MUST_USE err register_watch(act *a, str registry, bool on);
/* What became of an entry, and not how. */
struct watch_news {
    int64_t record;
    str registry, kind, names;
    instant at; /* of the last change that it stands for */
};
/* The oldest that wait, at most NEWS_MOST, and each once: they are noted no more. */
MUST_USE err watch_take(act *a, struct watch_news *out, size_t *n);
/* Whether any wait; db is a job's. */
MUST_USE err watch_waits(struct db *db, bool *is);

/* Who is told, and of what. */
struct watch_reader {
    str partner, purpose;
    const str *fields; /* whose values are told */
    size_t n_fields;
    int64_t trace; /* of this look, where it was traced before; 0: it is traced now */
};
struct watch_seen {
    bool there;    /* false: erased or protected: nobody outside hears of it */
    bool annulled; /* then there is nothing but that */
    int64_t stays; /* since they were merged: the entry that stands for it; 0: itself */
    int64_t trace; /* of the look; 0: no value is told, or of nobody */
};
/* What of an entry a partner is told: whether it is in force, and that the reader's fields may be
 * opened, traced for its person and for those to whom these fields refer as the partner's look.  A
 * protected entry is as if it were not there. */
MUST_USE err watch_look(act *a, const struct registry *r, int64_t id, const struct watch_reader *k,
                        struct watch_seen *out);

#endif
