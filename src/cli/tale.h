/* cli/tale.h - plays tales (tests/tales/README.md). */
#ifndef CLI_TALE_H
#define CLI_TALE_H

#include "base/base.h"

struct tales_plan {
    const char *site;
    const str
        *paths; /* tale files or folders of them; none: those in the site's own folders "tales" */
    size_t n;
    bool coverage;        /* says what the tales reached of each service */
    bool verbose;         /* names what passes, too */
    const char *only;     /* tales whose title holds this; null: all */
    const char *database; /* PostgreSQL server; null: SQLite */
    unsigned faults; /* 0: none; n: each tale again with calls that fail, one of n such plays */
    uint64_t seed;   /* which of them */
};

/* Prints what failed and "N passed, N failed, N skipped".  The exit status: 0, 1 where one failed,
 * 2 where nothing could be played. */
int tales_play(const struct tales_plan *plan);

#endif
