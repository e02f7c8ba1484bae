/* blocks/rectify/entry.h - one entry of a register, opened by an officer. */
#ifndef BLOCKS_RECTIFY_ENTRY_H
#define BLOCKS_RECTIFY_ENTRY_H

#include "blocks/rectify/own.h"

/* Whether one of somebody's roles opens entries of the register by their key for that purpose. */
bool entry_may_look(const struct registry *r, const struct actor *who, str purpose);
/* Whether it sees whom an entry has that relation to: who reads or makes it. */
bool entry_may_relate(const struct registry *r, const struct actor *who, str purpose, str relation);

/* Whether somebody may see a secret field, with a second person: whose roles read it for any
 * purpose.  False where the field is none. */
bool secret_may(const struct site *s, const struct actor *who, str registry, str field);
/* What stands sealed beside the asking: { reason, key }. */
#define SECRET_TOLD "secret_look.told"

#endif
