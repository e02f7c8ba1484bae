/* blocks/office/post.h - letters on paper; for the files of this block only. */
#ifndef BLOCKS_OFFICE_POST_H
#define BLOCKS_OFFICE_POST_H

#include "act/job.h"
#include "act/web.h"

/* Sets a letter (DIN 5008, form B: address in the window), seals it under the person's key into the
 * file store. */
err job_paper(struct job_run *j);

act_fn act_post_made, act_post_fetch, act_post_printed, act_post_sweep;
/* Empties what printed letters said, past the site's time (retention: letters). */
MUST_USE err job_post_sweep(struct job_run *j);
web_fn show_post, fetch_letter, send_letter, printed_prepare, to_post;

#endif
