/* blocks/catalog/catalog.h - home, services, search, offices, pages: what anybody may read.
 * Everything here comes from the site; nothing of it is personal, so the pages are cached. */
#ifndef BLOCKS_CATALOG_CATALOG_H
#define BLOCKS_CATALOG_CATALOG_H

#include "act/block.h"
#include "act/web.h"
#include "page/page.h"

extern const struct block block_catalog;

/* "08:00–12:00, 13:00–16:00" by groups of days, in the reader's language; empty where the office
 * says none. */
str office_hours_line(struct web *w, const struct office *o);
/* That an office is closed now or will be, until when, and who serves meanwhile; empty where it
 * is not. */
MUST_USE err office_closed(struct web *w, str office, str *out);
/* "Lindenplatz 1, Room 12, 1010 Saren"; empty where there is no address. */
str office_address(arena *a, const struct office *o);
/* Puts the office that answers for a page into its foot; nothing for null. */
void page_office_set(struct web *w, const struct office *o);

/* The decision models of a service, which need not be published, as the public page of its rules
 * shows them; without ways to try them. */
html rules_shown(struct web *w, const struct service *s);

#endif
