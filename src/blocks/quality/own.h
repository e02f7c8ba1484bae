/* blocks/quality/own.h - for the files of this block only. */
#ifndef BLOCKS_QUALITY_OWN_H
#define BLOCKS_QUALITY_OWN_H

#include "blocks/quality/quality.h"
#include "blocks/quality/store.h"
#include "blocks/register/merge.h"

enum { REASONS_MOST = 40, GROUND_MOST = 1000, LIST_PAGE = 20 };

/* ---- how alike two entries are ---- */

enum how { HOW_UNKNOWN, HOW_SAME, HOW_ALIKE, HOW_DIFFERS };
/* What one field says: unknown where one of them has no value. */
enum how values_alike(act *a, const struct registry *r, const struct reg_field *f, val x, val y);
struct score {
    int64_t sum;
    str reasons; /* "field:how:share" with blanks between; fields that say nothing are left out */
};
/* By the weights that the register declares; fields are compared in their order. */
MUST_USE err entries_score(act *a, const struct registry *r, val x, val y, struct score *out);

/* ---- looking through ---- */

/* Looks at one entry: its findings, and the pairs it makes with those entered before it (all:
 * with any). */
MUST_USE err entry_look(act *a, const struct registry *r, int64_t id, bool all);
/* What is wrong with it, anew; fields null: it is not in force, and nothing is. */
MUST_USE err findings_look(act *a, const struct registry *r, int64_t id, val fields);
/* The name of a rule as people read it. */
str rule_shown(struct web *w, const struct registry *r, str kind, str rule);

/* ---- who may ---- */

/* A role that decides, at the register's own office. */
bool quality_may(const struct registry *r, const struct actor *who);
/* Whether protected entries are shown to them. */
bool quality_sees_protected(const struct registry *r, const struct actor *who);
/* Whether that field may be read by them. */
bool quality_reads(const struct registry *r, const struct actor *who, str field);
/* The names of those fields, blank-separated, without secret ones. */
str quality_readable(arena *a, const struct registry *r, const struct actor *who);

/* ---- merging ---- */

/* In the act of the second officer: p->keeps stays, with the values that p->picks choose of the
 * other one; account, people and readers as the README says.  REFUSED as record_write. */
MUST_USE err pair_merge(act *a, const struct registry *r, const struct q_pair *p, str ground);
/* Both as they were; where p->picks say so, what was changed since goes to the other one. */
MUST_USE err pair_undo(act *a, const struct registry *r, const struct q_pair *p, str ground);
/* The side that "field:side" words choose; empty where they do not name the field. */
str pick_of(str picks, str field);
struct merge_kept {
    val before, after; /* fields of the entry that stays, whole */
    val moved;
    int64_t account; /* that was linked to the other one; 0: none */
};
/* key: of the entry that stays. */
MUST_USE err merge_open(arena *a, const struct data_key *key, str body, struct merge_kept *out);

/* The rows of block.c. */
act_fn act_look_through, act_pair_open, act_pair_decide, act_entries, act_tell;
web_fn show_quality, pair_prepare, show_pair, decide_prepare, decide_again, to_pair,
    entries_prepare, show_entries;

#endif
