/* blocks/register/change.h - what became of an entry: its versions, disputes of its values, and
 * entries that were annulled or whose former versions are sealed. */
#ifndef BLOCKS_REGISTER_CHANGE_H
#define BLOCKS_REGISTER_CHANGE_H

#include "blocks/register/register.h"

/* Whether somebody may look for entries of some register by a name (/desk/people). */
bool register_looks_up(const struct site *s, const struct actor *who);

/* ---- history ---- */

/* One version: what changed with it.  A field that is secret is in none of it. */
struct record_step {
    int64_t version;
    day valid;   /* true from that day on */
    instant at;  /* recorded then */
    str source;  /* case number, import */
    val ground;  /* text, or a context of one for each language; null where none was given */
    val before;  /* context of the changed fields as they were; null values where there was none */
    val now;     /* the same as they are from this version on */
    bool sealed; /* before the version from which the entry is open again */
};
/* All versions, the oldest first.  key: the record's; null for a public register. */
MUST_USE err record_history(arena *a, struct db *db, const struct registry *r, int64_t id,
                            const struct data_key *key, const struct record_step **out, size_t *n);
/* From when until when the value that the newest change of that field replaced stood in the
 * register (record time); false where the field was never changed. */
bool record_former(const struct record_step *steps, size_t n, str field, instant *from,
                   instant *until);
/* A ground in a language: its own text, else any; empty where there is none. */
str record_ground(val ground, str lang);
/* The register in which a record stands; null where there is no such record. */
MUST_USE err record_registry(struct db *db, const struct site *s, int64_t id,
                             const struct registry **out);
/* Whether who holds that role may open sealed versions of the register (registers/ID.yaml,
 * sealed). */
bool register_unseals(const struct registry *r, const struct actor *who);
/* Whether the person of the record may: old enough, by the date of birth that the register names;
 * always where it names none. */
bool register_unseals_own(const struct registry *r, val fields, day today);

/* The present value of a field, a secret one too; null where it has none.  For a look that a second
 * person has allowed. */
MUST_USE err record_secret(arena *a, struct db *db, const struct registry *r, int64_t id,
                           const struct data_key *key, str field, val *out);

/* What the side of that relation shows of each of them: { id, card }. */
struct related_card {
    int64_t id;
    val card;
};
MUST_USE err relations_shown(struct db *db, arena *a, const struct registry *r, int64_t id,
                             const struct data_key *key, str name, struct related_card **out,
                             size_t *n);

/* ---- disputes ---- */

/* A value that somebody says is wrong, while a case looks into it. */
struct disputed {
    str field, case_number;
    instant since;
};
/* Whether the service in which a register's values are disputed asks about this field: its question
 * offers it as one of the answers. */
bool record_disputable(const struct site *s, const struct registry *r, str field);
MUST_USE err record_disputed(struct db *db, arena *a, int64_t record, const struct disputed **out,
                             size_t *n);
/* In an act: a field of a record is disputed by a case.  Event record.disputed.  REFUSED where the
 * register has no such field or record.  Twice the same is once. */
struct dispute_new {
    const struct registry *r;
    int64_t record, case_id;
    str field, case_number;
};
MUST_USE err record_dispute(act *a, const struct dispute_new *d);
/* Ends all disputes of a case; outcome is a word of the process ("corrected", "kept").  Event
 * record.settled for each record. */
MUST_USE err record_settle(act *a, int64_t case_id, str outcome);

/* ---- entries that are over, and former versions that are sealed ---- */

/* The entry was made in error: it stays, is found by nobody, is written no more, and its key is
 * never given again.  Event record.annulled. */
MUST_USE err record_annul(act *a, const struct registry *r, int64_t id, str source, val ground);
/* Versions before the present one are sealed.  Event record.sealed. */
MUST_USE err record_seal(act *a, const struct registry *r, int64_t id, str source);
/* from --name--> to holds no longer, from today on; the inverse with it.  Event record.unrelated.
 * Nothing where it did not hold. */
MUST_USE err record_unrelate(act *a, const struct registry *r, str name, int64_t from, int64_t to,
                             str source);

/* The end of an entry: its key, values, former values, marks and relations go for good, those of
 * others to it, too; a key that is gone already is no hindrance.  No event: nobody could read it;
 * the caller counts. */
MUST_USE err record_erase(act *a, const struct registry *r, int64_t id);

/* Entries that have to do with a person's, and those that have to do with these, the nearest first;
 * none is opened.  For keys_warm and needs alone: it answers nothing to nobody. */
size_t register_kin(struct act *a, const struct registry *r, int64_t person, int64_t *out,
                    size_t most);

#endif
