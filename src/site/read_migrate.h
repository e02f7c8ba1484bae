/* site/read_migrate.h - the version of a register's declaration, and its steps. */
#ifndef SITE_READ_MIGRATE_H
#define SITE_READ_MIGRATE_H

#include "site/read.h"
#include "site/reg_migrate.h"

/* Reads `version` and `migrate`; sets the first names of the register's fields, which are those
 * of r. */
void read_migrations(struct loader *l, struct registry *r, struct reg_field *fields,
                     struct doc_node root);

#endif
