/* cli/stage_account.h - an account on the stage, made in an act of the house. */
#ifndef CLI_STAGE_ACCOUNT_H
#define CLI_STAGE_ACCOUNT_H

#include "act/act.h"

/* ctx: a val, an entry of data/accounts.yaml.  Who has a role and no person gets a record of their
 * own in the register of persons, with what it demands. */
err stage_account_add(act *a, void *ctx);

#endif
