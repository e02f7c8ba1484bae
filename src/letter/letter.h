/* letter/letter.h - letters, messages and form texts: CommonMark with FEEL in it.
 *
 *   ---                                         front matter (YAML), optional: subject, kind, page
 * options subject: Your application {{ number }}
 *   ---
 *   Dear {{ applicant.name }},                  a value: always text, never markup
 *   {{#if fee > 0}} ... {{else}} ... {{/if}}    inline, or each tag alone on its line around whole
 * blocks true; also any text, list or value that is there and not empty
 *   {{#each children as child}} ... {{/each}}   inside: the item's fields, child (or item), index
 * from 1 | Name | Born |                             pipe tables; rows may stand in an each
 *
 * HTML and pictures in the text are refused.  "\\{{" is written for two braces that are meant. */
#ifndef LETTER_LETTER_H
#define LETTER_LETTER_H

#include "feel/feel.h"
#include "text/safe.h"

struct letter; /* compiled: immutable */

enum letter_kind {
    /* blocks */
    LETTER_DOC,       /* the root; children: blocks */
    LETTER_HEADING,   /* level 1..6; children: inlines */
    LETTER_PARAGRAPH, /* children: inlines */
    LETTER_LIST,  /* ordered, start; tight: items without space between; children: LETTER_ITEM */
    LETTER_ITEM,  /* children: blocks; in a tight list paragraphs are shown without space around */
    LETTER_QUOTE, /* children: blocks */
    LETTER_RULE,
    LETTER_PRE,   /* text: lines as they are */
    LETTER_TABLE, /* columns; children: LETTER_ROW, the first is the header */
    LETTER_ROW,   /* header; children: LETTER_CELL */
    LETTER_CELL,  /* align, header; children: inlines */
    /* inlines */
    LETTER_TEXT, /* text */
    LETTER_EMPH,
    LETTER_STRONG, /* children: inlines */
    LETTER_CODE,   /* text */
    LETTER_LINK,   /* href: checked (http, https, mailto, tel, or a path); children: inlines */
    LETTER_BREAK,  /* a line break that is meant */
    LETTER_SPACE,  /* a line end of the source: a space */
};

enum letter_align { LETTER_START, LETTER_CENTER, LETTER_END };

/* A document: what a PDF writer walks.  Depth first: begin at root, `first` is the first child,
 * `next` the sibling. Every structure a tagged PDF needs is there: H1..H6, P, L/LI, Table/TR/TH/TD,
 * Link, BlockQuote, Code. */
struct letter_node {
    enum letter_kind kind;
    uint8_t level;           /* HEADING */
    bool ordered, tight;     /* LIST */
    bool header;             /* ROW, CELL */
    enum letter_align align; /* CELL */
    uint32_t start;          /* ordered LIST: the first number */
    uint32_t columns;        /* TABLE */
    str text, href;
    const struct letter_node *first, *next;
};

struct letter_doc {
    const struct letter_node *root;
    val front;   /* front matter with its {{ }} filled in: a context, may be empty */
    str subject; /* front.subject or empty */
};

/* Compiles.  Findings name the line.  ERR_REFUSED where there are findings of level error. */
MUST_USE err letter_parse(arena *a, str text, struct findings *f, struct letter **out);
/* The same where names of the data are known: needed for names with blanks in them.  Other names
 * stay possible unless the scope is closed.  A built-in function's name that is not called
 * ("number") is a name of the data in any case. */
MUST_USE err letter_parse_in(arena *a, str text, const struct feel_scope *names, struct findings *f,
                             struct letter **out);
/* The names read from the data, first steps of paths ("applicant", "children"), each once; for
 * checks.  Names inside of an each may be fields of its items and are not among them. */
val letter_names(arena *a, const struct letter *l);
/* Front matter as written (subject, kind, ...): a context, may be empty. */
val letter_front(const struct letter *l);

/* How values are shown in the letter's language; STR_NULL falls back to val_display(). */
struct letter_show {
    str (*value)(void *user, arena *a, val v);
    void *user;
};

/* Fills it in.  Null values and errors of expressions show as nothing; how many values, conditions,
 * collections or links were missing or wrong goes to *faults (may be null).  show may be null.
 * ERR_BUDGET where the document passes 100,000 nodes. */
MUST_USE err letter_render(arena *a, const struct letter *l, val data, struct feel_env *env,
                           const struct letter_show *show, struct letter_doc **out,
                           uint32_t *faults);

/* HTML of the blocks; headings begin at level 1 + offset, at most 6.  A document of one paragraph
 * may be shown `inline`: without its <p>. */
html letter_html(arena *a, const struct letter_doc *d, int heading_offset);
html letter_html_inline(arena *a, const struct letter_doc *d);
/* Plain text for mail, lines folded at width columns (0: never). Links are followed by their
 * address. */
str letter_text(arena *a, const struct letter_doc *d, int width);

#endif
