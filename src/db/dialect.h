/* db/dialect.h - from SQLite's dialect to PostgreSQL's.  Pure text; also used by mksql at build
 * time. */
#ifndef DB_DIALECT_H
#define DB_DIALECT_H

#include "db/db.h"

/* The lines meant for one store: those after `-- @sqlite` or `-- @postgres`, up to the next such
 * line or `-- @both`, belong to that store alone.  Left-out lines become empty, so that line
 * numbers stay. */
str dialect_pick(arena *a, str sql, enum db_kind kind);

/* A migration for PostgreSQL, already picked.  Type names are known by their capitals: INTEGER,
 * TEXT, BLOB. */
str dialect_script(arena *a, str sql);

/* A statement for PostgreSQL, already picked: ?N becomes $N, and the types of CAST become 64 bit
 * wide. */
str dialect_query(arena *a, str sql);

#endif
