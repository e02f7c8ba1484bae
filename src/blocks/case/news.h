/* blocks/case/news.h - what running cases are told of entries that they follow; for the files of
 * this block only. */
#ifndef BLOCKS_CASE_NEWS_H
#define BLOCKS_CASE_NEWS_H

#include "act/job.h"
#include "blocks/case/case.h"

/* The message by which a process hears of it; its data: changes, a list of { register or law,
 * names }. */
#define NEWS_MESSAGE "register.changed"

/* The process has come to wait for that message: what came while it did something else.  *data is
 * null where nothing did; what is taken is told once. */
MUST_USE err news_take(act *a, int64_t case_id, val *data);
/* The case is over, or erased: it follows nothing and is told nothing. */
MUST_USE err news_over(act *a, int64_t case_id);

/* Gives a batch of what has changed to the cases that follow it; out: whether there may be more. */
act_fn act_news_spread;
/* Tells one case; later where an appeal has it stand still. */
act_fn act_news;
/* Parameters of the law that have another value today are changes. */
act_fn act_news_law;
/* Gives out what has changed, and tells the cases one by one, an act each. */
err job_news(struct job_run *j);

struct verify;
/* Whoever follows something runs. */
MUST_USE err news_verify(struct verify *v);

#endif
