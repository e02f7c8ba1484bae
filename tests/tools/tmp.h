/* tests/tools/tmp.h - paths for a test's files, in one folder that is removed when the test program
 * ends. */
#ifndef TESTS_TOOLS_TMP_H
#define TESTS_TOOLS_TMP_H

#include "base/base.h"

/* A path where nothing is yet, in test_arena. */
str test_path(const char *ending);

#endif
