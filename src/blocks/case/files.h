/* blocks/case/files.h - what has become of a file that somebody handed in. */
#ifndef BLOCKS_CASE_FILES_H
#define BLOCKS_CASE_FILES_H

/* States of a file that was handed in.  Only a checked one is shown to others; a refused one to
 * nobody. */
#define FILE_SNIFFED "sniffed" /* known by its content; the press looks at it */
#define FILE_WAITING "waiting" /* the virus scanner could not be reached; it is asked again */
#define FILE_CHECKED "checked" /* note "unscanned": passed while the scanner was silent */
#define FILE_REFUSED "refused" /* note: the name of the virus; empty: the press refused it */

#endif
