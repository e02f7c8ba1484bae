/* role/box.h - what each role may still do once it is ready: the table behind os/sandbox.h. */
#ifndef ROLE_BOX_H
#define ROLE_BOX_H

#include "os/sandbox.h"
#include "role/self.h"

/* Enters the sandbox of this role.  missing gets the promises the kernel could not give. */
MUST_USE err box_enter(struct self *me, unsigned *missing);

#endif
