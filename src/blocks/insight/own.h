/* blocks/insight/own.h - for the files of this block only. */
#ifndef BLOCKS_INSIGHT_OWN_H
#define BLOCKS_INSIGHT_OWN_H

#include "blocks/insight/insight.h"
#include "blocks/insight/store.h"
#include "site/site.h"
#include "views/insight.h"

struct job_run;

/* Below this nobody is told how many there were: few cases say too much of one person. */
enum { FEW = 5, MONTHS = 12 };

struct month {
    day first;
    int64_t received, decided, withdrawn;
};

/* One service over the last months; n are counts, spans in days. */
struct measures {
    struct month months[MONTHS + 1]; /* the earliest first; the present one is the last */
    int64_t received, decided, withdrawn, alone;
    int64_t median, slow; /* half, and nine of ten, took at most so many days; -1: too few */
    int64_t ratings, satisfied;
    struct q_measure_outcomes outcomes;
    struct q_measure_spans spans;
};
/* Of a service; all its days since the first of the month a year ago. */
MUST_USE err measures_of(struct web *w, str service, struct measures *out);
/* The first day that they look at. */
day measures_from(day today);
/* A count as people read it: "fewer than 5" where it is some, but few. */
str count_shown(struct web *w, int64_t n);
/* n of all in percent; empty where there are too few. */
str share_shown(struct web *w, int64_t n, int64_t all);
/* How a process ended, by its own name. */
str outcome_shown(struct web *w, const struct service *v, str outcome);

/* Bars, two for each month: what came in, what was decided.  A picture for the eye: the table
 * beside it says the same. */
html measures_chart(struct web *w, const struct measures *m, str title);

/* ---- acts and work ---- */
act_fn act_count, act_rate;
owner_fn rate_owner;
MUST_USE err job_count(struct job_run *j);

/* ---- routes ---- */
web_fn show_all, show_one, all_csv, one_csv, show_rating, rate_prepare, rate_again, rated_page;
web_fn show_office_measures;

#endif
