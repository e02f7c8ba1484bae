/* feel/compile.h - text to nodes: the session of one program, its scopes and its lexer.  For feel/
 * and dmn/ alone. */
#ifndef FEEL_COMPILE_H
#define FEEL_COMPILE_H

#include "feel/run.h"

enum scope_kind { SCOPE_LOCAL, SCOPE_FILTER, SCOPE_FUNCTION };

struct local {
    str name;
    int32_t slot;
    const struct feel_type *type;
};

/* One function's frame, or the program's. */
struct frame {
    struct frame *up;
    int32_t n_slots;
    str own;                /* the name under which the function may call itself; else empty */
    VEC(struct local) caps; /* name and slot here */
    VEC(int32_t) from;      /* slot of the enclosing frame; -1: the function itself */
};

struct cscope {
    struct cscope *up;
    enum scope_kind kind;
    struct frame *frame;
    VEC(struct local) names;
    int32_t item; /* SCOPE_FILTER: slot of the item */
    const struct feel_type *item_type;
};

enum tok {
    TK_END,
    TK_NUMBER,
    TK_STRING,
    TK_AT,
    TK_NAME,
    TK_OP,
    TK_BAD,
};

struct session {
    arena *a;
    str text;
    size_t pos; /* behind the current token */
    /* current token */
    enum tok tok;
    size_t at;       /* where it starts */
    str word;        /* TK_NAME: one word; TK_OP: the operator */
    size_t prev_end; /* end of the token before */
    struct cscope *scope;
    struct frame *frame;
    const struct feel_scope *outer;
    VEC(struct global_name) globals;
    unsigned depth, weight;
    unsigned range_end; /* in the end of a range "[" closes it */
    int32_t input;      /* slot of "?", or -1 */
    bool input_used;
    struct node *given; /* parsed already: the next primary */
    str fn_name;        /* set just before a function literal: its own name */
    err e;
    struct feel_error *where;
};

/* scope and where as in feel_parse. */
void session_begin(struct session *s, arena *a, const struct feel_scope *outer,
                   struct feel_error *where);
/* Parses one text within the session's scopes: null on failure (s->e, *where). */
struct node *session_expr(struct session *s, str text);
struct node *session_tests(struct session *s, str text);
struct feel *session_end(struct session *s, const struct node *root, str text);
err session_fail(struct session *s, enum err_code code, size_t at, const char *suggestion,
                 const char *fmt, ...) PRINTF_LIKE(5, 6);

/* Scopes. */
void scope_push(struct session *s, enum scope_kind kind);
void scope_pop(struct session *s);
int32_t scope_slot(struct session *s);
int32_t scope_declare(struct session *s, str name, const struct feel_type *type);
/* A function's body: parameters declared, then parse, then end, which makes the node. */
void function_begin(struct session *s, struct feel_field *params, uint32_t n);
struct node *function_end(struct session *s, const struct node *body, struct feel_field *params,
                          uint32_t n, const struct feel_type *result, unsigned weight_before);
/* The node of a name; null where it is unknown in a closed scope (s->e set). */
struct node *name_node(struct session *s, str name, size_t at);

/* Nodes. */
struct node *node_new(struct session *s, eval_fn *fn, enum node_kind kind, size_t at);
struct node *node_const(struct session *s, val v, size_t at);
struct node *node_binary(struct session *s, enum node_op op, const struct node *a,
                         const struct node *b, size_t at);
struct node *node_list(struct session *s, struct node *const *kids, uint32_t n, size_t at);
struct node *node_context(struct session *s, const str *keys, const int32_t *slots,
                          struct node *const *kids, uint32_t n, size_t at);
struct node *node_call(struct session *s, const struct node *fn, struct node *const *args,
                       const str *names, uint32_t n, size_t at);
struct node *node_if(struct session *s, const struct node *c, const struct node *then,
                     const struct node *other, size_t at);
struct node *node_coerce(struct session *s, const struct node *a, const struct feel_type *t);
struct node *node_path(struct session *s, const struct node *a, str key, size_t at);

/* Lexer. */
void lex_next(struct session *s);
bool lex_is(const struct session *s, const char *op);
bool lex_word(const struct session *s, const char *word);
/* At a word: the longest known name or the run of words; normalised (single blanks). */
str lex_name(struct session *s, const struct feel_type *fields_of);
/* A name that is being declared: everything up to one of the stops. */
str lex_declared(struct session *s, const char *stops, const char *stop_word);
bool name_start(uint32_t cp);
bool name_part(uint32_t cp);
str name_normal(arena *a, str s);
const struct feel_type *parse_type(struct session *s);
struct node *parse_expr(struct session *s);

/* Built-in functions. */
struct builtin {
    const char *name;
    const char *params; /* "string,start position,length"; null: positional only */
    int8_t min, max;    /* max -1: any number */
    const char *types;  /* "s:sn": result and parameters by letter, see letter_kind; a: anything */
    val (*fn)(struct rt *r, const val *args, uint32_t n);
    const char *params2; /* second form of the names, or null */
    val (*fn2)(struct rt *r, const val *args,
               uint32_t n); /* for the second form, where it differs */
};
const struct builtin *builtin_named(str name);
const struct builtin *builtin_at(size_t i); /* null past the end */
val builtin_value(arena *a, const struct builtin *b);

#endif
