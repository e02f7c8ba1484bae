/* press/clamd.h - the virus scanner of ClamAV, where an installation has one: its INSTREAM over a
 * stream socket (clamd(8)).  A link of the world outside, never the press: that has no network. */
#ifndef PRESS_CLAMD_H
#define PRESS_CLAMD_H

#include "base/base.h"

enum { CLAMD_ANSWER_MS = 20000, CLAMD_NAME_MAX = 100 };

/* Over a connected socket: OK clean; REFUSED(ERR_DENIED) with the name of what was found (printable
 * ASCII, at most CLAMD_NAME_MAX bytes); FAULT(ERR_PEER) where clamd does not answer as it should,
 * says less or more than one answer, ends before it has read all, or takes longer than ms in all.
 */
MUST_USE err clamd_check(arena *a, int fd, str bytes, int ms, str *found);
/* The same by a connection of its own; address as sock_connect has it. */
MUST_USE err clamd_scan(arena *a, str address, str bytes, str *found);

#endif
