/* blocks/register/own.h - for the files of this block only. */
#ifndef BLOCKS_REGISTER_OWN_H
#define BLOCKS_REGISTER_OWN_H

#include "blocks/register/register.h"
#include "blocks/register/store.h"

/* What is kept of a record: { fields, since, source }; of a version also the ground of the change,
 * null where none was given. */
struct body {
    val fields, since, source, ground;
    int64_t declared; /* version of the declaration it was written under */
    str lost;         /* a field whose value that of today could not take over; empty: none */
};
struct body body_of(val packed);
/* In the shape of today's declaration. */
MUST_USE err body_open(arena *a, const struct registry *r, const struct data_key *key, str bytes,
                       struct body *out);
/* The body of an open register's record (one that is not about persons) by its key. */
MUST_USE err body_by_key(struct db *db, arena *a, const struct registry *r, str key, bool *found,
                         struct body *out);
str body_seal(arena *a, const struct registry *r, const struct data_key *key, const struct body *b);

/* record_open of a row that was read. */
MUST_USE err record_of(arena *a, const struct registry *r, int64_t id, const struct q_record *row,
                       const struct data_key *key, struct record *out);
/* One of 62 bits for a field's name: which corrections of the past set it (asof.c).  Stored. */
int64_t field_bit(const struct registry *r, str name);

/* The text by which a value is found: folded, without blanks for numbers; empty where it cannot be
 * searched. */
str mark_text(arena *a, const struct reg_field *f, val v);
/* The mark of a value in an act: blind for a sealed register. */
MUST_USE err mark_of(act *a, const struct registry *r, const struct reg_field *f, val v, str *out);

/* What a relation's side holds of the other, in the shape of today's declaration. */
MUST_USE err card_open(arena *a, const struct registry *r, const struct data_key *key, str sealed,
                       val *out);
/* Marks of all fields that entries are found by, made anew. */
MUST_USE err record_marks(act *a, const struct registry *r, int64_t id, val fields);
/* The cards that others hold of a record, made anew. */
MUST_USE err record_cards(act *a, const struct registry *r, int64_t id, const struct body *b);

/* What `display` shows of a record, for the other side of a relation; an empty context where it is
 * protected. */
val card_of(arena *a, const struct registry *r, const struct body *b);

/* A value of a field checked and brought into its form; refuses with the field. */
MUST_USE err field_value(act *a, const struct registry *r, const struct reg_field *f, val v,
                         val *out);

/* One row of a table of data: column names and cells. */
struct import_row {
    const str *head, *cells;
    size_t n;
};
/* The fields of a record from a row; refuses with the field. */
MUST_USE err import_fields(act *a, const struct registry *r, const struct import_row *row,
                           val *set);

/* register_seen with the days since when its fields are true; nothing of a protected record. */
MUST_USE err register_seen_since(act *a, const struct register_reader *k, const struct registry *r,
                                 int64_t id, val *fields, val *since);

/* Reads the seed files that registers of the site name, into a fresh database; refuses with the
 * row that does not fit. */
err register_seed(act *a);
/* A record of a register of addresses as an address: its parts and its key. */
val address_of(arena *a, const struct registry *r, val fields);
/* The marks by which it is found, made anew; nothing for other registers. */
MUST_USE err address_marks(act *a, const struct registry *r, int64_t id, val before, val now);
struct verify;
err register_verify(struct verify *v);
extern const struct task_type register_tasks[];
/* The register that a task's input names; refuses where there is none. */
MUST_USE err task_registry(act *a, struct task_call *t, const struct registry **r);
/* Whether the task's service has that right on a field or relation, for its purpose; refuses (403)
 * otherwise. */
MUST_USE err task_allowed(act *a, const struct task_call *t, const struct registry *r,
                          enum reg_right right, str name);
err task_dispute(act *a, struct task_call *t);
err task_settle(act *a, struct task_call *t);
err task_unrelate(act *a, struct task_call *t);
err task_annul(act *a, struct task_call *t);
err task_seal(act *a, struct task_call *t);
err task_follow(act *a, struct task_call *t);
err task_follow_law(act *a, struct task_call *t);
err task_unfollow(act *a, struct task_call *t);

/* The records of people to whom the fields of an entry refer, each once: who looks at the entry
 * looks at them.  ids has room for CONCERNED_MOST. */
enum { CONCERNED_MOST = 20 };
MUST_USE err register_concerned(act *a, const struct registry *r, val fields, int64_t *ids,
                                size_t *n);

#endif
