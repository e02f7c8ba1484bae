/* press/pdf_file.h - a PDF as a table of objects: read as cairo and this room write it, edited,
 * written whole. Inside of this room only; not for files that people send. */
#ifndef PRESS_PDF_FILE_H
#define PRESS_PDF_FILE_H

#include "base/base.h"

struct pdf_object {
    str dict;   /* the object's own text: "<< ... >>", a list, a number; null where the
                   number is free */
    str stream; /* bytes as stored */
    bool has_stream;
};

struct pdf_file {
    arena *a;
    VEC(struct pdf_object) o; /* by number; [0] is free */
    unsigned root, info;
    str id; /* 32 hexadecimal digits; empty where the trailer has none */
    size_t startxref;
};

/* REFUSED(ERR_SYNTAX) where it is not a PDF with one classic cross-reference table. */
MUST_USE err pdf_read(arena *a, str bytes, struct pdf_file *out);
unsigned pdf_add(struct pdf_file *f, str dict);
unsigned pdf_add_stream(struct pdf_file *f, str dict, str stream); /* /Length is added */
/* The whole file; the ID is made from its content. */
str pdf_write(struct pdf_file *f);

/* ---- dictionaries as text ---- */
str pdf_get(str dict, const char *key); /* the value's text; null where it is not there */
str pdf_set(arena *a, str dict, const char *key, str value);
unsigned pdf_ref(str value); /* the number of "12 0 R"; 0 for anything else */
bool pdf_is(str dict, const char *key, const char *value);
/* The next value of a list's or dictionary's inside from *at; null at its end. */
str pdf_next(str s, size_t *at);

str pdf_text(arena *a, str utf8);  /* <FEFF...>: a text string in UTF-16 */
str pdf_date(arena *a, instant t); /* (D:20260302090000Z) */

/* ---- the finishing pass: what cairo leaves out ---- */
struct press_doc;
struct marks;
MUST_USE err pdf_finish(arena *a, const struct press_doc *d, const struct marks *m, str cairo_pdf,
                        str *out);
str xmp_packet(arena *a, const struct press_doc *d);
str icc_srgb(arena *a);

#endif
