/* base/finding.h - what a check of a model found: where it is, what is wrong, how to repair it. */
#ifndef BASE_FINDING_H
#define BASE_FINDING_H

#include "base/vec.h"

#include <stdarg.h>

enum finding_level { FINDING_ERROR, FINDING_WARNING };
enum { FINDING_ARGS = 8 };

struct finding {
    enum finding_level level;
    str file;    /* path inside of the site; set by the list */
    int line;    /* 1-based; 0 where unknown */
    str element; /* id of the model's element, or path of the key; may be empty */
    str code;    /* stable, e.g. "bpmn.unsupported" */
    str what;    /* one English sentence */
    str repair;  /* one English sentence without arguments, may be empty */
    str form;    /* the sentence with its arguments as {a}, {b} ...: by it other languages say it */
    str args[FINDING_ARGS];
    unsigned n_args;
};

/* Zero it, set a (and file, before each file is checked). */
struct findings {
    arena *a;
    str file;
    VEC(struct finding) v;
    size_t errors;
};

/* Adds one and counts errors; file is the list's present one, the sentence is made in its arena.
 * fmt takes %s, %.*s, %c, %.1f (one digit) and whole numbers, at most FINDING_ARGS of them. */
void finding_add(struct findings *f, enum finding_level level, int line, str element,
                 const char *code, str repair, const char *fmt, ...) PRINTF_LIKE(7, 8);
void finding_addv(struct findings *f, enum finding_level level, int line, str element,
                  const char *code, str repair, const char *fmt, va_list ap);

#endif
