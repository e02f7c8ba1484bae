/* blocks/register/asked.h - entries asked for and changed by a partner's own system, for a purpose
 * for which the register's access names it. */
#ifndef BLOCKS_REGISTER_ASKED_H
#define BLOCKS_REGISTER_ASKED_H

#include "act/act.h"
#include "site/register.h"

enum { ASKED_MOST = 100, ASKED_CANDIDATES = 200 };

struct asked {
    const struct registry *r;
    str partner, purpose;
};
/* Entries of a page, and how many there are in all. */
struct asked_page {
    int64_t ids[ASKED_MOST];
    size_t n;
    int64_t count;
    int64_t trace; /* the first, for a ticket; 0: nobody is concerned */
};

/* The only purpose for which the register's access names the partner; empty where it names none, or
 * several. */
str asked_purpose(const struct registry *r, str partner);
/* Entries in force whose fields are equal to all of `query` (texts as they are found, by folded
 * letters), in the order in which they were entered, from `skip` on, at most `most` and ASKED_MOST.
 * Protected ones are not there.  Each entry of the page is traced for its person, with the fields
 * that the partner may read; what does not fit is opened here, and told to nobody.
 * An open register is listed also without a query; the entries of people are found by a field that
 * the register is searched by.  REFUSED: 403 a field that it may not read, 422. */
MUST_USE err asked_find(act *a, const struct asked *x, val query, int64_t skip, int64_t most,
                        struct asked_page *out);
/* A new entry (id 0), or another value for some fields: those that it may write.  Checked as every
 * change; *id is the entry.  REFUSED. */
MUST_USE err asked_write(act *a, const struct asked *x, val set, int64_t *id);
/* The entry is annulled: kept, and found by nobody.  REFUSED (403) where it may not write all. */
MUST_USE err asked_end(act *a, const struct asked *x, int64_t id);
/* A trace of an entry that was made by asked_write, for what is then told of it; and of the people
 * to whom its fields refer. */
MUST_USE err asked_trace(act *a, const struct asked *x, int64_t id, val fields, int64_t *trace);

/* ---- in a worker ---- */

/* What the partner may read of an entry. */
val asked_readable(arena *a, const struct asked *x, val fields);
/* A value as JSON has it into the field's type; what does not fit stays as it is, and is refused
 * when it is written. */
val asked_value(arena *a, const struct reg_field *f, val v);

#endif
