/* blocks/register/register.h - base registers: records with valid time and record time, sealed
 * where they are personal. */
#ifndef BLOCKS_REGISTER_REGISTER_H
#define BLOCKS_REGISTER_REGISTER_H

#include "act/act.h"
#include "act/web.h"
#include "form/flow.h"

extern const struct block block_register;

/* A record as it stands: fields without the secret ones unless the caller's right reaches them. */
struct record {
    bool found;
    int64_t id, version;
    str registry;
    bool secret_address; /* a field `protected` that is true: nothing of it may be shown to other
                            applicants */
    val fields;          /* context by field name */
    val since;           /* context of field name to the date from which its value is valid */
    val source; /* context of field name to text: where the value came from (case number, import) */
    instant changed;
    bool annulled;  /* made in error: kept, and nobody's entry any more */
    int64_t stays;  /* since they were merged: the entry that stands for it; 0: itself */
    int64_t sealed; /* versions before this one are sealed; 0: none */
};
/* record.state of an entry that was annulled; an empty state is an entry in force. */
#define RECORD_ANNULLED "annulled"
/* Past the register's time: the row stays for what names it, and nothing is in it. */
#define RECORD_ERASED "erased"

/* ---- reading; db is a worker's or the writer's ---- */

/* By key of the register; the blind index of a sealed key comes from blind_of / web_blind with
 * register_blind_text(). id 0 where there is none. */
str register_blind_field(arena *a, const struct registry *r, str field);
/* The text whose blind index finds a sealed value: folded, numbers without blanks and signs. */
str register_mark_text(arena *a, const struct reg_field *f, str value);
MUST_USE err record_by_blind(struct db *db, const struct registry *r, str field,
                             const struct blind *b, int64_t *id);
/* By key of a register without sealed fields (countries, places). */
MUST_USE err record_by_key(struct db *db, const struct registry *r, str key, int64_t *id);
/* The subject whose data key seals records of this register; SUBJECT_NONE for a public one. */
enum subject_kind register_subject(const struct registry *r);
/* key: the record's data key; null for a public register. */
MUST_USE err record_open(arena *a, struct db *db, const struct registry *r, int64_t id,
                         const struct data_key *key, struct record *out);
struct related {
    int64_t id;
    str name;
    int64_t from;
};
/* The records that `id` has the relation to, now ("parent-of": children). */
MUST_USE err relations_of(struct db *db, arena *a, const struct registry *r, int64_t id, str name,
                          const struct related **out, size_t *n);
/* The label of a record of a code-list register (country, place) in a language; false where there
 * is none. */
bool register_label(struct db *db, arena *a, const struct site *s, str registry, str key, str lang,
                    str *out);

/* The same where a failing store must not look like an entry that is not there. */
MUST_USE err register_find_label(struct db *db, arena *a, const struct site *s, str registry,
                                 str key, str lang, bool *found, str *out);

struct register_option {
    str value, label;
};
enum { REGISTER_OPTIONS_MAX = 1000 };
/* All records of a code-list register by key and label, in the order of words of l; none where the
 * register is of persons or has more records than a list can show. */
size_t register_options(struct db *db, arena *a, const struct site *s, str registry,
                        const struct locale *l, str lang, const struct register_option **out);

/* Entries of a register of addresses that a text may mean: each of its words (marks and capitals
 * aside, in any order) begins a word of the entry.  Those with the most whole words come first, at
 * most REGISTER_ADDRESSES_MAX; *more where there are others.  None where the text has fewer than
 * two letters or the register holds no addresses. */
enum { REGISTER_ADDRESSES_MAX = 20 };
MUST_USE err register_addresses(struct db *db, arena *a, const struct site *s, str registry,
                                str text, const struct register_option **out, size_t *n,
                                bool *more);
/* The entry of that key as an address (form_address_part): its parts and the key, without a day. */
MUST_USE err register_address(struct db *db, arena *a, const struct site *s, str registry, str key,
                              bool *found, val *out);

/* What registers hold for a form's bindings, as form_env.held has it: a context of field name to {
 * value, source, date }. Own data (`of: applicant`) from the person's record; `of: other_parent`
 * and the like only name and birth date, only where the register holds the relation, nothing of a
 * protected record. Only fields that the service may read for its purpose. */
MUST_USE err register_held(act *a, const struct service *v, const struct service_form *f,
                           int64_t person, val *out);
MUST_USE err register_held_web(struct web *w, const struct service *v, const struct service_form *f,
                               val *out);

/* On whose behalf a process or a rule reads: what is given is what the service may read for its
 * purpose, and each look is traced for the person. */
struct register_reader {
    const struct service *service;
    str office, case_number;
    int64_t case_id;              /* 0: none */
    struct register_right *right; /* in place of the service's own (right.h); null: none */
};
/* What it may read of a record; null where there is none. */
MUST_USE err register_seen(act *a, const struct register_reader *k, const struct registry *r,
                           int64_t id, val *fields);
/* A list of { id, since, fields } of the records that `id` has the relation to now, without
 * protected ones.  The relation has to be among what the service may read.  REFUSED (403). */
MUST_USE err register_related(act *a, const struct register_reader *k, const struct registry *r,
                              int64_t id, str relation, val *list);

/* Records by the value, or any of a list of values, of a field that the service may read (empty:
 * the register's key): a list of { id, fields, since }, at most `most` and REGISTER_LIST_MAX, in
 * the order in which they were entered for each value; *more where there are others.  Protected
 * records are left out.  REFUSED (403, or too many values). */
enum { REGISTER_LIST_MAX = 200 };
MUST_USE err register_list(act *a, const struct register_reader *k, const struct registry *r,
                           str field, val values, size_t most, val *list, bool *more);
/* How many have such a value; before: only records entered before that one (0: all).  None is
 * opened. */
MUST_USE err register_count(act *a, const struct register_reader *k, const struct registry *r,
                            str field, val values, int64_t before, int64_t *count);

/* ---- writing, in acts ---- */

/* A new version of a record (id 0: a new record, its number drawn from the key field's scheme where
 * it has one).
 *   set        context of fields to change; null values remove
 *   valid      the day from which it is true
 *   source     what it rests on: a case number, an import
 * Checks types, options, required, unique (REFUSED with the field).  Event record.written. */
struct record_change {
    const struct registry *r;
    int64_t id;
    val set;
    day valid;
    str source;
    str authority;
    val ground; /* why: a text, or a context of one for each language; null: not said */
};
MUST_USE err record_write(act *a, const struct record_change *c, int64_t *id, val *fields);
/* from --name--> to; the inverse is derived.  Event record.related.  Twice the same is once. */
MUST_USE err record_relate(act *a, const struct registry *r, str name, int64_t from, int64_t to,
                           day valid, str source);

/* The next number of a scheme of site.yaml (per year where its pattern has Y): never given twice,
 * no meaning. ERR_MISSING (a fault) where the site has no such scheme; ERR_RANGE where it is used
 * up. */
MUST_USE err number_next(act *a, const char *scheme, unsigned year, str *out);

#endif
