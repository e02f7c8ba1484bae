/* tests/tools/pg.h - a PostgreSQL for unit tests: STOA_PG where set, else one of its own
 * (tests/tools/pg.sh). */
#ifndef TESTS_TOOLS_PG_H
#define TESTS_TOOLS_PG_H

#include "base/base.h"

/* A connection string with a fresh, empty schema, in test_arena; STR_NULL where there is no
 * PostgreSQL. */
str test_pg(void);

#endif
