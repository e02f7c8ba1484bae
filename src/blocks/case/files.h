/* blocks/case/files.h - what has become of a file that somebody handed in. */
#ifndef BLOCKS_CASE_FILES_H
#define BLOCKS_CASE_FILES_H

#include "blocks/case/case.h"

/* States of a file that was handed in.  Only a checked one is shown to others; a refused one to
 * nobody. */
#define FILE_SNIFFED "sniffed" /* known by its content; the press looks at it */
#define FILE_WAITING "waiting" /* the virus scanner could not be reached; it is asked again */
#define FILE_CHECKED "checked" /* note "unscanned": passed while the scanner was silent */
#define FILE_REFUSED "refused" /* note: the name of the virus; empty: the press refused it */

/* With which form a file is handed in. */
struct files_of {
    int64_t case_id, task; /* task 0: the application itself */
    bool desk;             /* by the office */
};
/* Files that are on disk already become rows of the case; the press looks at them once more. */
MUST_USE err files_add(act *a, const struct files_of *of, const struct data_key *key, val files);
/* Whether each file that the answers name was handed in with them, and none was refused: what a
 * worker let pass does not count.
 *   used   for each row whether an answer names it; may be null */
MUST_USE err files_check(act *a, const struct form *form, val answers,
                         const struct q_case_files *rows, bool *used);

#endif
