/* blocks/case/appeal.h - an appeal: a case against what was decided in another (decision 051). */
#ifndef BLOCKS_CASE_APPEAL_H
#define BLOCKS_CASE_APPEAL_H

#include "blocks/case/case.h"

/* Of a row: a draft, its case runs, its case has ended. */
#define APPEAL_BEGUN "begun"
#define APPEAL_RUNNING "running"
#define APPEAL_OVER "over"

/* Within which time somebody may appeal against what was decided in a case. */
struct appeal_terms {
    bool may;     /* it is decided, and a service hears appeals against it */
    day decided;  /* local day */
    bool waits;   /* a letter tells it, and is not printed yet */
    bool arrived; /* delivered and until are known: it counts as delivered */
    day delivered, until;
    bool late;
    const struct service *heard_by;
};
/* Counted from delivery, as the site and the service say (site.yaml, delivery; service.yaml,
 * appeal): the last day that is none of the office's working days becomes the next one. */
MUST_USE err appeal_terms(struct db *db, const struct boot *b, const struct q_case *of, day today,
                          struct appeal_terms *out);

/* What forms and processes see as `appealed` of an appeal: { number, service, title, office,
 * office_name, outcome, decided, delivered, until, late, own, held }; null of any other case.
 *   delivered, until   null where it is not known that the decision has arrived
 *   own                the appeal comes from the account whose case it is */
MUST_USE err appeal_facts(struct db *db, arena *a, const struct boot *b, int64_t case_id, str lang,
                          day today, val *out);
/* The name under which the answers of an appeal hold that. */
#define APPEALED "appealed"

/* A draft against what was decided in a case: { draft, token }, as case.start; the one that who is
 * signed in has under way.  REFUSED where one runs already, or nobody hears one. */
MUST_USE err appeal_begin(act *a, const struct q_case *of, bool own, val *out);
/* In the act that sends a draft: an appeal runs from now on, and the case that it is against hears
 * of it and is held where the rule says so. */
MUST_USE err appeal_sent(act *a, const struct q_case *c, val answers);
/* A case has ended: an appeal that it was is over, its file is closed, and what it held goes on. */
MUST_USE err appeal_over(act *a, const struct q_case *c, str outcome);
/* Whether an appeal holds that case: its clocks stand, and nothing is done in it. */
MUST_USE err appeal_holds(struct db *db, int64_t case_id, bool *out);
/* Whether a task of an appeal is not for this account: it had a part in what is appealed against.
 * Tasks of the office that decided are its own. */
MUST_USE err appeal_excludes(act *a, int64_t case_id, str office, int64_t account, bool *out);
/* Has an appeal hold the case that it is against, or no longer. */
MUST_USE err appeal_hold_set(act *a, int64_t appeal, bool holds);
/* Binds a case to the one that it is against, as the row of a draft or of a case that runs. */
MUST_USE err appeal_bind(act *a, const struct q_case *c, const struct q_case *of, bool own);

/* What happened elsewhere, told to a case by a message of that name: what waits for it in its
 * process gets it; where the case has ended, a process of its model begins with it, and the case
 * runs again.  *heard: whether anything did. */
MUST_USE err process_tell(act *a, struct q_case *c, const struct data_key *key, str message,
                          val data, bool *heard);

/* What the page of a case shows of appeals against it, and of what it is against; `desk`: in the
 * file that an office reads, which offers nothing. */
struct v_case_page;
MUST_USE err appeal_on_page(struct web *w, const struct q_case *c, bool desk,
                            struct v_case_page *v);
/* The page of a case as the file that a task's office reads; the key was opened by a ticket. */
MUST_USE err case_file_show(struct web *w, const struct q_case *c, const struct data_key *key,
                            int64_t task);
/* What people read of the time that they have. */
str appeal_said(struct web *w, const struct appeal_terms *t, const struct service *v);

/* How a case ended, in the reader's words. */
str outcome_said(struct web *w, str outcome);

act_fn act_appeal, act_appeal_code, act_appealed_open;
task_fn task_tell, task_suspend, task_bind;
web_fn appeal_prepare, appeal_begun, show_appeal, appeal_look, appeal_code_prepare,
    appeal_code_again, open_appealed, show_appealed, show_appealed_file, show_appealed_document;

#endif
