/* site/read_quality.h - for the files of this room only: pairs that may be one, and quality. */
#ifndef SITE_READ_QUALITY_H
#define SITE_READ_QUALITY_H

#include "site/read.h"

/* `duplicates` and `quality` of a register's file; what is wrong with them is a finding. */
void read_duplicates(struct loader *l, struct registry *r, struct doc_node root);
/* After the fields and relations that it names. */
void read_quality(struct loader *l, struct registry *r, struct doc_node root);

#endif
