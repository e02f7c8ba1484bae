/* blocks/register/merge.h - two entries that were one person's: the one is superseded and read as
 * the other from then on; nothing of it is lost, and it can be undone. */
#ifndef BLOCKS_REGISTER_MERGE_H
#define BLOCKS_REGISTER_MERGE_H

#include "blocks/register/register.h"

/* record.state of one person's second entry: kept, and read as the one that stays. */
#define RECORD_SUPERSEDED "superseded"

/* The entry that stands for this one now: another where it was superseded, else itself. */
MUST_USE err record_now(struct db *db, int64_t *id);
/* In an act: an entry as it is, also a superseded one, under its own key; rec->found false where it
 * is erased. */
MUST_USE err record_opened(act *a, const struct registry *r, int64_t id, struct record *rec);
/* The fields of an entry in force, also those that nobody is shown: for rules and weighing alone;
 * null where it is not in force. */
MUST_USE err record_whole(act *a, const struct registry *r, int64_t id, val *fields);

/* Entries that may be the same as this one, the likeliest first, at most `most`: by the words of
 * its name, and by values that entries are found by.  What more than NAME_COMMON entries have leads
 * to none by itself. */
MUST_USE err register_alike(act *a, const struct registry *r, int64_t id, val fields, int64_t *ids,
                            size_t *n, size_t most);
/* How alike two names are: 0 the same, NAME_UNFIT (names.h) not at all, else how much they
 * differ. */
unsigned register_name_apart(act *a, val x, val y);

/* `id` is superseded by `by`: found no more by itself, its key leads to the other one, its
 * relations are the other's.  Event record.superseded of it.
 *   moved   list of { name, id, since, added } of the relations that moved; added: the other did
 *           not have it before
 * REFUSED (409) unless both are in force. */
MUST_USE err record_supersede(act *a, const struct registry *r, int64_t id, int64_t by, str source,
                              val *moved);
/* It stands for itself again, with the relations that moved.  Event record.restored.  REFUSED (409)
 * where it was not superseded by that entry. */
MUST_USE err record_restore(act *a, const struct registry *r, int64_t id, int64_t by, str source,
                            val moved);

/* Notes that an entry is to be looked at: compared, and for what is missing. */
MUST_USE err record_due(act *a, const struct registry *r, int64_t id);
/* With an entry go those that it stands for, and what was noted of them. */
MUST_USE err merged_erase(act *a, const struct registry *r, int64_t id);

#endif
