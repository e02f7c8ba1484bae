/* cli/tale_read.h - tales as they stand in files (tests/tales/README.md). */
#ifndef CLI_TALE_READ_H
#define CLI_TALE_READ_H

#include "base/base.h"

struct tale_line {
    int line;
    str file, text;
};
struct tale {
    str title, file;
    int first;  /* its own line */
    bool steps; /* only played where others say "do" */
    VEC(struct tale_line) lines;
};

/* What was read so far; wrong: the first thing that cannot be read, "FILE:LINE: what". */
struct tale_set {
    arena *a;
    VEC(struct tale) v;
    str wrong;
};

/* Adds the tales of a text; path is what they are named by.  False: wrong says why. */
bool tale_set_text(struct tale_set *s, str path, str text);
/* Adds those below a folder that stand in folders named "tales". */
bool tale_set_folder(struct tale_set *s, str path);
/* Adds a file, with the steps of its folder, or all of a folder. */
bool tale_set_path(struct tale_set *s, str path);
/* When all were added: the lines of steps take the place of "do NAME". */
bool tale_set_expand(struct tale_set *s);

#endif
