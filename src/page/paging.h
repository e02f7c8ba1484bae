/* page/paging.h - which pages of a long list are offered. */
#ifndef PAGE_PAGING_H
#define PAGE_PAGING_H

#include "views/page.h"

/* For {>pagination x}: the first, the last and the neighbours of page now (1-based, clamped
 * to 1..last), gaps between them. Addresses are base with "page=N" added.  Nothing to show where
 * last is below 2 (pages_n is 0). */
struct v_pagination pagination(arena *a, url base, int64_t now, int64_t last);

#endif
