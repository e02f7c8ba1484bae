/* feel/feel.h - FEEL (DMN 1.5, chapter 10): text to an immutable program, program and facts to a
 * value. Pure: no clock, no zone file, no randomness; what a program needs of them comes in struct
 * feel_env. */
#ifndef FEEL_FEEL_H
#define FEEL_FEEL_H

#include "feel/type.h"

struct feel; /* a parsed program: immutable, position-dependent, shareable between processes that
                forked */

/* A name that an expression may use; type may be null (anything). */
struct feel_name {
    str name;
    const struct feel_type *type;
};

/* What is known where an expression stands.  Names with blanks or operators in them are found only
 * when they are listed (longest first); other texts of adjacent words are read as one name. */
struct feel_scope {
    const struct feel_name *names;
    size_t n;
    const struct feel_type *const *types; /* named types for "instance of"; by their name */
    size_t n_types;
    bool open; /* unknown names are looked up at run time; else they are an error */
};

struct feel_error {
    int line, column; /* 1-based, column in code points */
    size_t at;        /* byte offset */
    str message;      /* one English sentence */
    str suggestion;   /* may be empty */
};

/* What an evaluation gets from outside, and its budget.  One struct for one
 * evaluation at a time. */
struct feel_env {
    arena *a;      /* results live here */
    instant now;   /* for now() and today() */
    str zone;      /* IANA name or offset of now() and today(); empty: UTC */
    int64_t steps; /* budget, counted down: about one per node visited in loops and calls */
    size_t memory; /* most bytes that the arena may grow by; keep below the arena's own cap */
    size_t stack;  /* most bytes of C stack for recursion */
    /* Offset in seconds of an IANA zone at seconds since 1970 (UTC, or local where is_local);
     * false: unknown zone. */
    bool (*zone_offset)(void *ctx, str iana, int64_t seconds, bool is_local, int32_t *offset);
    void *zone_ctx;
    str stopped; /* after FAULT(ERR_BUDGET): the text where the budget ended, and which one */
};

/* Zeroes e and sets generous defaults: 10 million steps, 256 MiB, 2 MiB of stack, UTC, no zones. */
void feel_env_init(struct feel_env *e, arena *a, instant now);

/* Parses an expression (textual expression, 10.3.1.2 rule 1).  The program and what it keeps of the
 * text live in a. scope null: nothing known, open.  where may be null; it is set on failure.
 * ERR_SYNTAX (also for unknown names in a closed scope), ERR_DEPTH, ERR_SIZE (over 1
 * MiB of text). */
MUST_USE err feel_parse(arena *a, str text, const struct feel_scope *scope, struct feel **out,
                        struct feel_error *where);
/* Unary tests (rule 6): the value tested is given to feel_test, or is the name "?" in
 * the context. */
MUST_USE err feel_parse_unary(arena *a, str text, const struct feel_scope *scope, struct feel **out,
                              struct feel_error *where);
/* As BPMN and forms write it: "=expression" is FEEL; any other text is that string. */
MUST_USE err feel_parse_binding(arena *a, str text, const struct feel_scope *scope,
                                struct feel **out, struct feel_error *where);

/* Evaluates against a context (or null).  Errors of the language are null values with a reason in
 * *out; FAULT(ERR_BUDGET) alone fails. */
MUST_USE err feel_eval(const struct feel *f, struct feel_env *env, val context, val *out);
/* Unary tests against an input: true, false, or null. */
MUST_USE err feel_test(const struct feel *f, struct feel_env *env, val input, val context,
                       val *out);
/* True only where the result is the boolean true. */
MUST_USE err feel_true(const struct feel *f, struct feel_env *env, val context, bool *out);

/* The free variables that the program uses, as dotted paths ("applicant.age"), each once, in order
 * of appearance. */
const str *feel_names(const struct feel *f, size_t *n);
/* Every name that the program may ask its context for when it runs, each once, without paths: the
 * free variables, and those in a filter that an item may have itself ("limit" in rows[amount >
 * limit]).  Who makes a context of some variables only goes by these. */
size_t feel_asks(const struct feel *f);
str feel_asked(const struct feel *f, size_t i);
str feel_text(const struct feel *f);
/* The constant that the program is, where it is one. */
bool feel_constant(const struct feel *f, val *out);

/* Whether a part of the program can only give null, or never holds, for the types that are known
 * (of constants, operators, built-in functions, and of names by the scope): where says which.  What
 * is not known is not wrong. */
bool feel_mistyped(arena *a, const struct feel *f, struct feel_error *where);

/* Whether no value that the program gives can be of type t, as far as types are known; *got: what
 * it gives. */
bool feel_border_wrong(arena *a, const struct feel *f, const struct feel_type *t,
                       const struct feel_type **got);

/* FEEL text of a value that parses back to it: strings quoted, temporal values as at-literals. */
str feel_literal(arena *a, val v);

/* The reason of a null as a stable key ("feel.null_type"), under which the engine's words have a
 * sentence in each language, and what it is about: a name, a type or a function of FEEL, often
 * empty.  Both are empty for other values. */
str feel_null_key(val v, str *about);
/* The same as a sentence in English ("a value has the wrong type: date"), for tools. */
str feel_why_null(arena *a, val v);

#endif
