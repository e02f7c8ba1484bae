/* cli/stage_role.h - the stage role: plays of drafts, each in a child process with a house of its
 * own (stage.h), which ends with it.  The child has neither database, keys nor network of the
 * installation, and budgets of time and memory.
 *
 * Questions and answers are packed values:
 *   { op: "begin", id, play }   begins a play (stage_play.h) under that name; where it has begun:
 * as "look" { op: "look", id, wait }    wait: milliseconds that may be waited for its end
 *   -> { state: "playing" | "done" | "broken" | "unknown" | "busy", result, why }
 * A play that is done or broken is told once.  why: "time", "memory" or "end". */
#ifndef CLI_STAGE_ROLE_H
#define CLI_STAGE_ROLE_H

#include "act/boot.h"

/* dir: a folder that belongs to the role; what lies in it is removed.  FAULT(ERR_IO). */
MUST_USE err stage_role_open(void *boot, const char *dir, void **out);
/* Ends what is still played. */
void stage_role_close(void *role);
/* ERR_SYNTAX for what is no question. */
MUST_USE err stage_role_do(void *role, arena *a, str question, str *answer);

#endif
