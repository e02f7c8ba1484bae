/* press/doc.h - a document as the press takes it: plain blocks, laid out on A4 and tagged in this
 * order. */
#ifndef PRESS_DOC_H
#define PRESS_DOC_H

#include "value/val.h"

struct press_run {
    str text;
    bool bold, italic;
    str link;
}; /* link: an address, or empty */
struct press_text {
    const struct press_run *v;
    size_t n;
};

enum press_kind {
    PRESS_HEADING,   /* level 1..6, text */
    PRESS_PARAGRAPH, /* text */
    PRESS_LIST,      /* items; ordered */
    PRESS_TABLE,     /* rows; header_rows of them are TH; the first cell of a row is TH too where
                        row_headers */
    PRESS_FACTS,     /* rows of two cells: term and value, in two columns */
    PRESS_RULE,
    PRESS_QR,    /* data, alt; text beside it */
    PRESS_SEAL,  /* the sealed box: text, with the office's mark; with data a QR code (alt) at its
                    end, whose words are the first item */
    PRESS_ASK,   /* a question of a form on paper: text, notes as items, and for each row a letter
                    of data: o and x an empty and a ticked box (cell: what it means), c squares
                    (cells: caption, "2 2 4"), 1..9 so many lines (cells: caption, what stands
                    on them) */
    PRESS_SPACE, /* level: points */
    PRESS_PAGE,  /* a new page */
    PRESS_KINDS
};

struct press_row {
    const struct press_text *cells;
    size_t n;
};

struct press_block {
    enum press_kind kind;
    int level;
    bool ordered, row_headers;
    struct press_text text;
    const struct press_text *items;
    size_t n_items;
    const struct press_row *rows;
    size_t n_rows, header_rows;
    str data, alt;
};

struct press_doc {
    str title, language, author, subject; /* language: BCP 47; decides direction and fonts */
    str number; /* the document's number: in the foot, the XMP and the attached data */
    str office,
        authority; /* letterhead: the office in bold, the authority above it; both may be empty */
    const str *contact;
    size_t n_contact; /* letterhead, lines at the end of the line */
    const str *address;
    size_t n_address; /* window of a letter (DIN 5008 form B), or none */
    str page_words;   /* "Page {page} of {pages}"; empty: these words in English */
    str foot;         /* a line in the foot of every page */
    str accent;       /* "#rrggbb" of the office; empty: dark blue */
    bool certificate; /* framed title page manner: centred heading */
    str specimen;     /* said across every page of what is no document; empty: it is one */
    instant made;
    str data_name,
        data_json; /* attached for machines (PDF/A-3, AFRelationship Data); empty: none */
    const struct press_block *blocks;
    size_t n_blocks;
};

/* The same as a value, for frames: keys as the members' names; kind in small letters; a text is a
 * string or a list of strings and {text, bold, italic, link}; cells likewise; "made" an ISO instant
 * as string. REFUSED(ERR_TYPE, ERR_MISSING) where it is no document. */
MUST_USE err press_doc_from_val(arena *a, val v, struct press_doc *out);
val press_doc_to_val(arena *a, const struct press_doc *d);

#endif
