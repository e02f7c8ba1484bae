/* blocks/document/lay.h - a letter laid out for the press: as the state sends it, or as a specimen
 * of it.  No database, no clock. */
#ifndef BLOCKS_DOCUMENT_LAY_H
#define BLOCKS_DOCUMENT_LAY_H

#include "page/words.h"
#include "press/press.h"
#include "site/site.h"

struct letter;
struct document_lay {
    arena *a;
    const struct site *site;
    const struct wording *words; /* of the letter's language */
    str lang;
    const struct letter *letter;
    val data;                    /* what it shows: a context */
    const struct office *office; /* of the letterhead and the seal; null: none */
    instant now;                 /* of its expressions */
    instant made;                /* stands in the file */
    day issued;                  /* stands on the page */
    str title;                   /* where the letter has no subject */
    str number;                  /* of the document; empty: a message has none */
    str address;   /* where its code leads: a framed certificate with a place for the seal; empty: a
                      letter */
    bool appeal;   /* its code leads to an appeal, too, and the words beside it say so */
    bool specimen; /* says so across the page, has no data for machines, and claims no seal */
};
/* The document as press_pdf takes it: headings, paragraphs, lists, tables of the letter; a table of
 * two columns without header texts becomes facts.  What letter_render refuses. */
MUST_USE err document_lay(const struct document_lay *l, struct press_doc *out);

/* What an extract says: a heading, a sentence, and each value by its label. */
struct document_fact {
    str label, value;
};
void document_lay_facts(const struct document_lay *l, str lead, const struct document_fact *facts,
                        size_t n, struct press_doc *out);

#endif
