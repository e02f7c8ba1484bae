/* blocks/identity/staff.h - who works where: changed by two administrators together. */
#ifndef BLOCKS_IDENTITY_STAFF_H
#define BLOCKS_IDENTITY_STAFF_H

#include "blocks/identity/own.h"

/* What may be asked for. */
#define STAFF_GIVE "give"       /* a role in an office */
#define STAFF_END "end"         /* the end of one */
#define STAFF_SUSPEND "suspend" /* nobody signs in with the account any more */
#define STAFF_RESUME "resume"

/* Administrates that office: a role that may, in an office of its authority or of one above. */
bool staff_administers(const struct site *s, const struct actor *who, str office);
bool staff_anywhere(const struct site *s, const struct actor *who);

owner_fn staff_owner;
act_fn act_staff_ask, act_staff_confirm, act_staff_refuse;
web_fn show_staff, staff_prepare, staff_again, to_staff, staff_change_prepare;

#endif
