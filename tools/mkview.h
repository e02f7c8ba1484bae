/* tools/mkview.h - what the three files of mkview share. */
#ifndef MKVIEW_H
#define MKVIEW_H

#include "tool.h"

#include <ctype.h>

enum kind {
    K_STR,
    K_INT,
    K_BOOL,
    K_NUM,
    K_DAY,
    K_INSTANT,
    K_URL,
    K_HTML,
    K_WORD,
    K_VAL,
    K_FIELD,
    K_RECORD
};
struct type {
    enum kind kind;
    bool list, optional;
    str ref;
    struct record *rec;
};
struct field {
    str name;
    struct type t;
};
struct record {
    str name;
    VEC(struct field) fields;
    bool written;
};
struct heading {
    int level, line;
    struct view *part;
};
struct named {
    str value;
    int line;
};
struct word {
    str key;
    VEC(struct named) args; /* value: name, then its type in types */
    VEC(str) types;
};

struct view {
    str name, body;
    const char *file;
    int line, body_line;
    bool page, own;
    const char *shape;
    struct record rec;
    VEC(struct record *) inner;
    buf code;
    VEC(struct heading) headings;
};

/* An open element or block. */
struct frame {
    enum { F_ELEMENT, F_IF, F_EACH } what;
    str name;
    int line;
    bool text, untranslated, else_seen, caption, attr;
    struct type item; /* of an each: what the variable is */
    str var, c, index, count;
};

enum place { IN_TEXT, IN_ATTR, IN_URL };
struct expr {
    str c;
    struct type t;
    str count;
};

struct kind_name {
    const char *name, *c;
};
extern const struct kind_name kinds[]; /* by enum kind */
extern arena mem;
extern struct views {
    struct view **v;
    size_t n, room;
} views;
extern map view_by_name, words;
extern const char *icons_dir;

/* The view being compiled. */
struct at {
    struct view *v;
    str s;
    size_t i;
    int line;
    buf lit;
    VEC(struct frame) stack;
    VEC(struct named) ids, labels, inputs;
    unsigned loops;
    int pre;
    bool title;
};
extern struct at at;

#define FMT(...) str_fmt(&mem, __VA_ARGS__)
#define WRONG(...) tool_error(at.v->file, at.line, __VA_ARGS__)
/* C into the view's function, behind the literal text so far. */
#define EMIT(...) (lit_flush(), buf_fmt(&at.v->code, __VA_ARGS__))

/* An optional field of a kind that cannot itself be empty: a bool has_NAME stands beside it. */
bool type_has(const struct type *t);
const char *z(str s);
bool one_of(str s, const char *space_list);
int lines_in(str s);
const struct field *field_find(const struct record *r, str name);
void lit(str s);
void lit_flush(void);

/* mkview_expr.c */
bool expr_path(str path, struct expr *out); /* complains where there is no such value */
str expr_has(str c);                        /* has_NAME beside an optional field */
str expr_truth(const struct expr *e);
str condition(str s);
str token(str *rest);
bool quoted(str t);
str c_literal(str quoted_text);
str c_of_word(str key);
str word_call(str s); /* "case.title number=x" as the arguments of page_word */
str word_str(str s);

/* mkview_body.c */
void view_compile(struct view *v);

#endif
