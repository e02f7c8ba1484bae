/* text/message_tree.h - a parsed message; private to text/. */
#ifndef TEXT_MESSAGE_TREE_H
#define TEXT_MESSAGE_TREE_H

#include "text/message.h"

enum part_kind { PART_LITERAL, PART_HASH, PART_ARG };

enum arg_style {
    STYLE_NONE,
    STYLE_INTEGER,
    STYLE_PERCENT,
    STYLE_SHORT,
    STYLE_LONG,
    STYLE_FULL,
    STYLE_MONTH
};

struct part;

struct body {
    struct part *v;
    size_t n, room;
};

/* One choice of a plural or select. */
struct branch {
    str word;   /* of a select */
    bool exact; /* plural "=N": value */
    val value;
    enum plural category;
    struct body body;
};

struct part {
    enum part_kind kind;
    str text; /* the literal, or the argument's name */
    enum message_kind type;
    enum arg_style style;
    str currency;
    val offset; /* of a plural */
    struct branch *branches;
    size_t n_branches;
};

struct message {
    struct body body;
    struct message_arg *args;
    size_t n_args;
};

#endif
