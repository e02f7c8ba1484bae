/* codec/csv.h - CSV (RFC 4180), read in chunks of any size: quoted fields with separators and line
 * ends in them, CRLF or LF, a byte order mark is skipped.  A blank line is no row.  Memory: one
 * row. */
#ifndef CODEC_CSV_H
#define CODEC_CSV_H

#include "codec/codec.h"

struct csv_limits {
    uint32_t fields;  /* of one row; 0: 1,000 */
    size_t row_bytes; /* 0: 1 MiB */
};

struct csv {
    /* One row; fields are borrowed until it returns.  A failure ends the reading and
     * is passed up. */
    err (*row)(void *ctx, const str *fields, size_t n, int line);
    void *ctx;
    char separator; /* ',', ';' or a tab */
    struct csv_limits limits;
    /* the reader's own: */
    arena *a;
    int state, line, row_line;
    buf bytes;        /* of the present row */
    VEC(size_t) ends; /* of its fields, in bytes */
    VEC(str) fields;
    bool quoted;   /* a field of the row stood in quotes */
    uint8_t start; /* bytes of a byte order mark seen */
    struct text_error bad;
};

/* Rows will be given to row(ctx, ...); set c->limits behind it where others are wanted. */
void csv_start(struct csv *c, arena *a, char separator,
               err (*row)(void *, const str *, size_t, int), void *ctx);
/* ERR_SYNTAX (a quote inside of a bare field, text behind a closing quote, not UTF-8), ERR_SIZE;
 * c->bad names the place. */
MUST_USE err csv_feed(struct csv *c, str chunk);
/* The last row may lack its line end.  ERR_SYNTAX inside of an open quote. */
MUST_USE err csv_end(struct csv *c);

/* A field, quoted where it must be.  Rows end with CRLF: buf_add(out, S("\r\n")). */
void csv_write_field(buf *out, str field, char separator);

/* A text that a spreadsheet would compute (it begins with = + - @, a tab or a carriage return, or
 * with apostrophes before one of those) behind an apostrophe; others as they are.  csv_unguard
 * takes exactly that apostrophe away, so that what goes out comes back. */
str csv_guard(arena *a, str field);
str csv_unguard(str field);

#endif
