/* blocks/case/jobs.h - the jobs of this block. */
#ifndef BLOCKS_CASE_JOBS_H
#define BLOCKS_CASE_JOBS_H

#include "act/job.h"

/* Outbox kinds case.timer and case.check_file; job_expire runs every hour and ends drafts past
 * their retention. */
err job_escalate(struct job_run *j);
err job_migrate(struct job_run *j);
err job_timer(struct job_run *j);
err job_expire(struct job_run *j);
err job_check_file(struct job_run *j);
err job_sweep_files(struct job_run *j);
/* Every hour: cases that have ended get their day, those whose day has come are erased. */
err job_retain(struct job_run *j);

#endif
