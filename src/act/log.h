/* act/log.h - reading the transparency log from its tables. */
#ifndef ACT_LOG_H
#define ACT_LOG_H

#include "db/db.h"

/* A tile of a log whose size is at least what the tile needs: hashes, or a bundle of entries (level
 * TLOG_ENTRIES). Into the connection's arena.  ERR_MISSING where it does not exist yet. */
MUST_USE err log_tile_bytes(struct db *db, int level, uint64_t index, unsigned width, str *bytes);

#endif
