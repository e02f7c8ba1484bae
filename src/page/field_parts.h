/* page/field_parts.h - the pieces of a field that are shown and not asked; for this room only. */
#ifndef PAGE_FIELD_PARTS_H
#define PAGE_FIELD_PARTS_H

#include "page/field.h"

/* The files handed in already, with a button to remove each. */
void field_files(struct page *p, const struct field_view *f);
/* A value that a register holds, with its source and date. */
void field_shown(struct page *p, const struct field_view *f);
/* Text between questions. */
void field_note(struct page *p, const struct field_view *f);
/* A hidden input. */
void field_hidden(struct page *p, const struct field_view *f);

/* What a register has under the number that was typed, below its input. */
void field_found(struct page *p, const struct field_view *f, str id);
/* What a script needs to offer drawing, and what was drawn: a picture, and an input for the next.
 */
void field_drawn(struct page *p, const struct field_view *f);
/* The button that takes a group away, where it can be. */
void field_remove(struct page *p, const struct field_view *f);
/* Kinds that only show: row, table, image, documents, rule, space, reset. */
void field_more(struct page *p, const struct field_view *f);

#endif
