/* cli/decide.h - what the ways of stoa decide share: a model's decision, and cases a line each. */
#ifndef CLI_DECIDE_H
#define CLI_DECIDE_H

#include "dmn/dmn.h"

#include <stdio.h>

/* One decision of a model. */
struct decision {
    const char *file;
    const struct dmn *model;
    str name;
    struct feel_type inputs; /* a context of them */
};

/* Reads a model into a and chooses its decision: the named one, or for an empty name the only one
 * that no other requires.  Findings go to stderr; false after a line or list there that says what
 * is wrong. */
bool decision_open(arena *a, const char *file, str name, struct decision *out);

/* Is it an input of the decision, or a decision whose result may be given instead? */
bool decision_reads(const struct decision *d, str name);

/* Cases: JSON lines (a name that ends in .jsonl or .ndjson, or "-" for stdin), else one JSON
 * object. */
struct cases {
    const char *file;
    FILE *in;
    bool whole;  /* one object */
    bool broken; /* could not be read to its end: said on stderr */
    arena a;     /* what is read, and not yet handed out */
    char *p;
    size_t at, n, room;
    size_t line;  /* number of the present one, from 1 */
    size_t first; /* of the first case; 0: none yet */
    size_t wrong; /* how many were refused */
    instant now;  /* for all of them */
    arena work;   /* of the present line: freed at the next */
};

/* False after a line on stderr. */
bool cases_open(struct cases *c, const char *file);
/* The next line that is an object, in c->work; wrong ones are told on stderr with their number and
 * counted.  False at the end. */
bool cases_next(struct cases *c, val *out);
/* Ends the progress line.  True where every line was right. */
bool cases_close(struct cases *c);
/* Inputs as the model's types ask for them: texts become dates, times and durations.  Allocated in
 * a. */
val cases_typed(arena *a, const struct decision *d, val given);
/* Decides the present case, its inputs typed; of the first one names that the decision does not
 * read are told.  why may be null.  False where it ended without a result: told and counted. */
bool cases_decide(struct cases *c, const struct decision *d, val given, val *result, val *why);

/* stoa decide --replay: how many gain and lose between two decisions (after->model null: only the
 * one).  gain: path of the number in the result, empty for the result itself.  The exit status. */
int replay_run(const struct decision *before, const struct decision *after, const char *file,
               str gain, bool json);

#endif
