/* blocks/register/export.h - entries handed out in bulk, each traced for its person first. */
#ifndef BLOCKS_REGISTER_EXPORT_H
#define BLOCKS_REGISTER_EXPORT_H

#include "act/act.h"
#include "site/register.h"

enum { EXPORT_BATCH = 500 };

struct export_ask {
    const struct registry *r;
    const struct reg_field *const *fields; /* which of each entry, in order; none of them secret */
    size_t n;
    str purpose, reason; /* of the traces */
};
struct export_part {
    const val *rows; /* contexts of the fields that an entry has; in the act's arena */
    size_t n;
    size_t left_out; /* protected entries: the file would not say that they are */
    int64_t last;    /* the last entry that was looked at: where the next part begins; 0: no more */
};
/* The next entries in force behind `after`, in the order in which they were entered, at most
 * EXPORT_BATCH.  For each a trace of kind "export" that the person finds among the looks; only
 * after the act is committed may the rows be shown. */
MUST_USE err register_export(act *a, const struct export_ask *x, int64_t after,
                             struct export_part *out);

/* ---- as text ---- */

/* The head of a table (CSV, RFC 4180): a column for each field, or for each of its parts, as
 * imports read them ("name.given"). */
void export_head(buf *b, const struct export_ask *x);
/* One entry as a row of that table.  What a spreadsheet would take for a formula is made text
 * (csv_guard); imports read it back. */
void export_row(arena *a, buf *b, const struct export_ask *x, val row);

#endif
