/* role/owner.h - started as root: a user of its own for each role, and the files
 * that go with it. */
#ifndef ROLE_OWNER_H
#define ROLE_OWNER_H

#include "role/self.h"

/* The user of a role and the group of all of them.  Without settings.users these are numbers that
 * no system gives to anybody.  Worker, slow and jobs share one: they read each other's files.
 * ERR_MISSING: a user that does not exist. */
MUST_USE err owner_of(const struct serve_settings *s, enum role_kind k, unsigned *uid,
                      unsigned *gid);

/* True where roles can take users of their own: started as root, and other users can reach the data
 * directory. */
bool owner_possible(const struct serve_settings *s);

/* Gives each folder of the data directory to the role that writes it, readable by the group where
 * others read.  Does nothing where owner_possible is false.  ERR_IO, ERR_MISSING. */
MUST_USE err owner_take(const struct serve_settings *s);

#endif
