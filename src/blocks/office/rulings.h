/* blocks/office/rulings.h - inputs of past rulings as a file; for the files of this block only. */
#ifndef BLOCKS_OFFICE_RULINGS_H
#define BLOCKS_OFFICE_RULINGS_H

#include "act/act.h"
#include "act/web.h"

/* Whether the officer may have them of some service: the link on the desk. */
bool rulings_may(const struct web *w);

/* The role that the service's `evaluation` names, in the service's office, linked to a person. */
owner_fn rulings_owner;
act_fn act_rulings;
web_fn show_rulings, rulings_prepare, rulings_again, send_rulings;

#endif
