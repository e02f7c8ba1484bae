/* blocks/exchange/registries.h - GovStack's digital registries: what its files share. */
#ifndef BLOCKS_EXCHANGE_REGISTRIES_H
#define BLOCKS_EXCHANGE_REGISTRIES_H

#include "blocks/exchange/govstack.h"
#include "blocks/register/asked.h"
#include "blocks/register/register.h"

/* The version of a register's declaration: twelve digits of its file's SHA-256. */
str registry_version(arena *a, const struct boot *b, const struct registry *r);

/* registry.find { register, purpose, query, one | skip, most } gives { ids, count, ticket };
 * registry.write { register, purpose, how: create | update | either | entries, query, set } and
 * registry.end { register, purpose, query } give { ids, ticket }: no ids where there is no such
 * entry. */
act_fn act_registry_find, act_registry_write, act_registry_end;

/* Records (govstack_data.c). */
web_fn registries_read, registries_exists, registries_value, registries_list, registries_create,
    registries_update, registries_update_or_create, registries_update_entries, registries_delete,
    registries_again;
/* Declarations, and who looked (govstack_base.c). */
web_fn registries_databases, registries_database, registries_design, registries_usage;

#endif
