/* blocks/case/keep.h - how long cases are kept, and what stops their erasure. */
#ifndef BLOCKS_CASE_KEEP_H
#define BLOCKS_CASE_KEEP_H

#include "blocks/case/case.h"

act_fn act_retain, act_hold, act_unhold, act_files_swept;

/* When a case that ended at that moment is erased: the end of a day in the site's zone, as
 * milliseconds; -1 where it is kept for good. */
int64_t keep_until(const struct boot *b, const struct retention *r, instant ended);

/* Erases what a case is made of: its data key, and all rows but the one that says that it was
 * there.  What was issued from it cannot be read any more either. */
MUST_USE err case_erase(act *a, int64_t case_id);

/* The block's share of what is held of a person, and of the end of an account (act/mine.h). */
struct mine;
MUST_USE err cases_mine(struct mine *m);
MUST_USE err cases_forget(act *a, int64_t account);

#endif
