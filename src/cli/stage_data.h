/* cli/stage_data.h - the data of a stage: seeded once, copied for each tale; files, and a database
 * beside them. */
#ifndef CLI_STAGE_DATA_H
#define CLI_STAGE_DATA_H

#include "db/db.h"

struct stage_data {
    arena *a;
    const char *root;                          /* a temporary folder, removed at the end */
    const char *template_dir, *template_store; /* seeded */
    const char *dir, *store;                   /* the present copy */
    const char *server; /* PostgreSQL: connection string of its first database; null: SQLite */
    str name;           /* PostgreSQL: what the names of our databases begin with */
};

/* Makes a temporary folder in room (null: where such folders are made) and, where a server is
 * given, an empty template database on it; the caller fills the template. _fresh replaces the copy
 * by the template as it is; _close takes all of it away.  FAULT(ERR_IO, ERR_DB). */
MUST_USE err stage_data_open(arena *a, const char *server, const char *room,
                             struct stage_data *out);
MUST_USE err stage_data_fresh(struct stage_data *d);
void stage_data_close(struct stage_data *d);

/* A folder copied with all that is in it; to must not be there. */
MUST_USE err tree_copy(str from, str to);

#endif
