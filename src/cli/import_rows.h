/* cli/import_rows.h - tables from files: CSV, JSON arrays of objects, JSON lines; all
 * rows at once. */
#ifndef CLI_IMPORT_ROWS_H
#define CLI_IMPORT_ROWS_H

#include "cli/mo.h"
#include "value/val.h"

struct import_line {
    int line;   /* of the file; for JSON arrays the number of the object */
    val fields; /* context of column to text; parts of objects as "name.part", lists
                   joined by '|' */
};
struct import_rows {
    VEC(struct import_line) v;
};
enum import_format { IMPORT_CSV, IMPORT_JSON };

/* Into a; strings are borrowed from bytes where they can be.  False after a line on stderr. */
bool import_rows_read(arena *a, str name, str bytes, enum import_format format,
                      struct import_rows *out);

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
