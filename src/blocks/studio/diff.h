/* blocks/studio/diff.h - which lines of a text differ.  Pure. */
#ifndef BLOCKS_STUDIO_DIFF_H
#define BLOCKS_STUDIO_DIFF_H

#include "base/base.h"

struct diff_line {
    char mark; /* '=' both, '-' only before, '+' only after, '~' lines left out */
    str text;
};
/* The shortest way from one text to the other, with two lines of each side around a change; none
 * where they are the same.  False where the part that differs is longer than 1,500 lines on one
 * side: nothing is compared then. */
bool diff_lines(arena *a, str before, str after, const struct diff_line **out, size_t *n);

#endif
