/* cli/evidence.h - one message between nodes as a container that others can check. */
#ifndef CLI_EVIDENCE_H
#define CLI_EVIDENCE_H

#include "act/boot.h"

/* Writes what is kept of the message with that number (`stoa exchange list`) to a new file.  The
 * signed texts name nobody; what they were about is not in it.  The command's exit status. */
int evidence_export(arena *a, const struct boot *b, str number, str path);
/* Checks such a file and says what it proves; trust: PEM after PEM, of whose time stamps are
 * believed; empty: this site's own.  0: all of it holds. */
int evidence_check(arena *a, const struct boot *b, str path, str trust);

#endif
