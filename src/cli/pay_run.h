/* cli/pay_run.h - stoa pay run and stoa pay file; for cli/pay.c only. */
#ifndef CLI_PAY_RUN_H
#define CLI_PAY_RUN_H

#include "act/boot.h"

struct pay_asked {
    str authority, day, out; /* STR_NULL: not given */
    str file;                /* of that run alone, "R123"; STR_NULL: of what is due */
};
/* The exit status. */
int pay_run(arena *a, const struct boot *b, const struct pay_asked *q);

#endif
