/* letter/tree.h - inside of the room: the compiled letter. Not for other rooms. */
#ifndef LETTER_TREE_H
#define LETTER_TREE_H

#include "letter/letter.h"

/* Kinds of compiled parts behind those of enum letter_kind. */
enum {
    PART_VALUE = LETTER_SPACE + 1, /* expr */
    PART_IF,                       /* expr; first; otherwise */
    PART_EACH,                     /* expr, as; first */
    PART_ELSE,
    PART_END, /* marks of inline tags until they are folded */
};

struct part {
    int kind;
    struct letter_node n; /* what the document's node will hold */
    const struct feel *expr;
    str as;
    struct part *first, *next, *otherwise;
    struct part *href; /* link: TEXT and VALUE pieces */
    uint32_t chunk;    /* lists and rows of different chunks grow together */
    bool opens_each;   /* of PART_END: which tag it closes */
    int line;
};

struct front_text {
    str text;
    struct part *parts;
};

struct letter {
    struct part *root; /* list of blocks */
    val front;
    VEC(struct front_text) texts; /* strings of the front matter that hold tags */
    VEC(str) names;
};

enum tag_kind { TAG_VALUE, TAG_IF, TAG_EACH, TAG_ELSE, TAG_END_IF, TAG_END_EACH };
struct tag {
    enum tag_kind kind;
    str expr, as, source;
    const struct feel *feel;
    size_t from, to;           /* in the text */
    size_t line_from, line_to; /* its line, with the line end */
    bool alone;                /* nothing else on the line, and no value */
    int line;
};

struct parser {
    arena *a;
    struct findings *f;
    struct letter *l;
    const struct feel_scope *scope;
    str text;
    VEC(struct tag) tags;
    size_t i, at; /* next tag; where the next chunk begins */
    uint32_t chunks;
    int first_line, lines;
    size_t counted; /* bytes in which lines were counted */
};

enum { LETTER_DEPTH = 32, TREE_DEPTH = 100 };

/* tags.c */
void tags_read(struct parser *p);
/* The text from..to with its tags (first..last) as marks that Markdown takes for letters. */
str tags_mark(struct parser *p, size_t from, size_t to, size_t first, size_t last);
/* Marks in a text become parts, inline tags folded. */
struct part *marks_split(struct parser *p, str text, int line);
struct part *marks_fold(struct parser *p, struct part *flat);
str marks_undo(struct parser *p, str text);

/* blocks.c */
struct part *chunk_read(struct parser *p, str text, int line);
struct part *part_new(struct parser *p, int kind, int line);
bool href_valid(arena *a, str href);

#endif
