/* cli/acting.h - acts of the house from a command: by the server that works on the data, or, where
 * none does, here under its lock. */
#ifndef CLI_ACTING_H
#define CLI_ACTING_H

#include "act/boot.h"

struct acting;
/* FAULT(ERR_BUSY) after a line on stderr where another command works on the data. */
MUST_USE err acting_open(arena *a, const struct boot *b, struct acting **out);
void acting_close(struct acting *h); /* null is allowed */
/* Whether a server does them: then what an act leaves for later happens without the command. */
bool acting_served(const struct acting *h);
/* One act (of who: WHO_JOB); its answer in a.  A refusal is REFUSED, told on stderr with its
 * words. */
MUST_USE err acting_do(struct acting *h, arena *a, const char *act, val in, val *out);

#endif
