/* blocks/identity/rest.h - an office that is closed for a while, and the one that stands in for
 * it: decided by two administrators together (decision 055). */
#ifndef BLOCKS_IDENTITY_REST_H
#define BLOCKS_IDENTITY_REST_H

#include "blocks/identity/staff.h"

struct job_run;

/* Where the states of a row lead: asked, due, on, over; or refused. */
#define REST_ASKED "asked"
#define REST_DUE "due"
#define REST_ON "on"
#define REST_OVER "over"
#define REST_REFUSED "refused"

/* Whether a role does the work of another while its office stands in: it works on tasks itself,
 * and may whatever the other may.  Administrating is never stood in for. */
bool rest_role_fits(const struct site *s, const struct office_role *by,
                    const struct office_role *closed);
/* Refuses (409) where fewer than two would be left who administrate an office. */
MUST_USE err staff_left_without(act *a, str office);

act_fn act_rest_ask, act_rest_confirm, act_rest_refuse, act_rest_lift, act_rest_tend;
/* Begins and ends what is due on the day. */
MUST_USE err job_rest(struct job_run *j);
web_fn show_rests, rest_prepare, rest_again, to_rests;

#endif
