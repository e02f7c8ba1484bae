/* blocks/case/code.h - short codes that somebody reads out and somebody else types. */
#ifndef BLOCKS_CASE_CODE_H
#define BLOCKS_CASE_CODE_H

#include "act/act.h"

/* So many letters of 31 without look-alikes, in fours: "K7MQ-4HPX-9TZD"; in the act's arena. */
str spoken_code(act *a, unsigned letters);
/* The keyed fingerprint by which such a code is found, as it was typed: capitals or not, with or
 * without blanks and hyphens.  field: what the code is of ("case.invite"). */
MUST_USE err spoken_mark(act *a, const char *field, str typed, str *mark);

#endif
