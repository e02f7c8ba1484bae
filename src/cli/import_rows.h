/* cli/import_rows.h - tables from files: CSV, JSON arrays of objects, JSON lines; row by row. */
#ifndef CLI_IMPORT_ROWS_H
#define CLI_IMPORT_ROWS_H

#include "cli/mo.h"
#include "seal/hash.h"
#include "value/val.h"

struct import_line {
    int line;   /* of the file; for JSON arrays the number of the object */
    val fields; /* context of column to text; parts of objects as "name.part", lists
                   joined by '|' */
};
enum import_format { IMPORT_CSV, IMPORT_JSON };

/* Reads a file in pieces and gives each row to row(), whose false ends it.  A line lives in `rows`,
 * which row() may reset when it is done with what it was given; names of columns live in
 * `home`.  hash: over all bytes, where it is wanted.  False after a
 * line on stderr, or where row() said so. */
bool import_rows_each(arena *home, str path, enum import_format format, arena *rows,
                      bool (*row)(void *ctx, const struct import_line *l), void *ctx, sha256 *hash);

/* A catalogue of translations: column "COLUMN.LANG" beside the column. */
struct import_words {
    str column, lang;
    struct mo mo;
};
/* The columns that a field is made of: several are joined by '-'. */
struct import_column {
    str field, from;
};
/* One row as head and cells: the columns as they are, translated ones, and the fields made of
 * columns. */
void import_row_cells(arena *a, const struct import_line *l, const struct import_words *w,
                      size_t nw, const struct import_column *c, size_t nc, const str **head,
                      const str **cells, size_t *n);

#endif
