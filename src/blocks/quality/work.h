/* blocks/quality/work.h - the jobs of this block. */
#ifndef BLOCKS_QUALITY_WORK_H
#define BLOCKS_QUALITY_WORK_H

#include "act/job.h"

/* Pieces of what is to be looked at, and what the public is told of it. */
err job_look_through(struct job_run *j);
err job_quality_told(struct job_run *j);

#endif
