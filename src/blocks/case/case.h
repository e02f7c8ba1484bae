/* blocks/case/case.h - cases: from the first saved answer to the decision and beyond; the process
 * of each. */
#ifndef BLOCKS_CASE_CASE_H
#define BLOCKS_CASE_CASE_H

#include "act/act.h"
#include "act/web.h"
#include "bpmn/run.h"
#include "form/answer.h"
#include "blocks/case/store.h"

extern const struct block block_case;
extern const struct task_type case_tasks[];

/* States of a case. */
#define CASE_DRAFT "draft"
#define CASE_SUBMITTED "submitted" /* its process runs, or waits for an officer */
#define CASE_WAITING "waiting"     /* a question is with the applicant: clocks stand still */
#define CASE_IN_FORCE "in_force"   /* decided by case.decide, and its process runs on */
#define CASE_DECIDED "decided"     /* process ended; outcome says how */
#define CASE_WITHDRAWN "withdrawn"
#define CASE_ERASED "erased"

/* Events: case.submitted, case.asked, case.answered, case.task_done, case.ruled, case.decided,
 * case.ended, case.withdrawn, case.incident, case.incident_handled, case.timer_set, case.migrated,
 * case.handed_over, case.delegated, case.resolved, case.escalated, case.noted, case.task_asked.
 * Their subject is the case's id; bodies are contexts that name the service, the element and what
 * was said. */

/* ---- reading ---- */

/* The case of that draft name or number.  REFUSED(ERR_MISSING). */
MUST_USE err case_find(struct db *db, str name, struct q_case *out);
/* In the version the case was submitted with; a draft's in the newest. */
const struct service *case_service(const struct boot *b, const struct q_case *c);
/* Its process runs: submitted, waiting, or in force. */
bool case_runs(str state);
/* What people call it: the number, or the draft's name before there is one. */
str case_name(const struct q_case *c);

/* The draft token for that draft in the cookie "name.token~name.token", or STR_NULL. */
str case_token(str cookie, str draft);
/* The key under which a draft's data key is kept for the holder of its token; not derivable from
 * the stored hash. */
key256 case_token_key(str token);
/* What a token of that draft opens: *sealed is the draft's data key under case_token_key(token), or
 * null where the token is none of it: neither that of the browser that began it nor one that came
 * of a mailed link and has not ended. */
MUST_USE err case_token_opens(struct db *db, const struct q_case *c, str token, instant now,
                              str *sealed);
/* In a worker: the case's key for its owner (account or draft token).  REFUSED(ERR_DENIED) for
 * everybody else. */
MUST_USE err case_own_key(struct web *w, const struct q_case *c, struct data_key *out);
/* The case of the route's parameter with its key, for its owner; 404 where it is not theirs. */
MUST_USE err case_of_route(struct web *w, const char *param, struct q_case *c,
                           struct data_key *key);
MUST_USE err case_answers(arena *a, const struct q_case *c, const struct data_key *key, val *out);

/* ---- what forms and processes see ---- */

/* For forms in a worker or act: law, channel, applicant's held values where the account is linked.
 *   held   context of field name to { value, source, date }; null without a linked person */
void case_form_env(struct form_env *env, arena *a, const struct site *s, const struct service *v,
                   str lang, day today, val held, val vars);
/* Whether a register has an entry of that key, and what it is called in a language.  Whether
 * somebody is in a register of persons is nobody's business: any well-formed number is taken there,
 * and *out is the number itself; the office sees whose it is. */
MUST_USE err case_listed(struct db *db, arena *a, const struct site *s, str source, str key,
                         str lang, bool *found, str *out);
/* form_check in an act, with the registers at hand: ERR_REFUSED where errors holds some. */
MUST_USE err case_form_check(act *a, const struct form *form, val answers, struct form_env *env,
                             struct form_errors *errors, val *pruned);
/* The same for what a page shows: with the reader's words, and the labels of what
 * registers list. */
void case_page_env(struct form_env *env, struct web *w, const struct service *v, val held,
                   val vars);
/* Names that the process and its decisions read: the answers, and `case`, `applicant`, `today`,
 * `law`. */
val case_given(arena *a, const struct site *s, const struct q_case *c, val answers, day today);

/* What an evaluation of FEEL gets: the house's zone and this moment; the budgets are FEEL's own. */
void case_feel_env(struct feel_env *env, arena *a, const struct boot *b, instant now);

/* The questions of a page of one of a service's forms, as an applicant who has answered nothing
 * meets them: for looking at, nothing is kept.  False where the page is not shown at first. */
struct field_view;
bool case_preview(struct web *w, const struct service *v, const struct form *form, int page,
                  str *title, const struct field_view **out, size_t *n);

/* ---- in acts ---- */

/* A draft of who is signed in, begun with what is known: { draft }, as case.start. */
MUST_USE err case_begin(act *a, str service, val answers, val *out);
/* Owner policy of acts whose input names a case: `draft` or `number`. */
err case_owner(act *a, val in);
/* The keys of such an act: of the case, of whom it belongs to. */
size_t case_needs(act *a, val in, struct data_key *subjects);
err case_adopter(act *a, val in);
/* Is this person a party of the case, or related by a register to one: then they decide nothing in
 * it. */
MUST_USE err case_concerns(act *a, int64_t case_id, int64_t person, bool *out);
/* The same for a reader. */
MUST_USE err case_concerns_in(struct db *db, const struct site *s, int64_t case_id, int64_t person,
                              bool *out);
/* Has a role of that office that, as the site says, leads or repairs. */
bool work_leads(const struct site *s, const struct actor *who, str office);
bool work_repairs(const struct site *s, const struct actor *who, str office);
/* Owner policy: a role that repairs, in the office that answers for the case, of a known person
 * whom the case does not concern. */
err case_repairer(act *a, val in);
/* Loads the case that `in` names and its key (from the writer's cache or the keeper). */
MUST_USE err case_load(act *a, val in, struct q_case *c, struct data_key *key);
MUST_USE err case_event(act *a, const struct q_case *c, const char *type, val body);

/* Runs the process from a first step or an event to its next wait state, with all effects, in this
 * act. */
MUST_USE err process_begin(act *a, struct q_case *c, const struct data_key *key, val answers);
MUST_USE err process_event(act *a, struct q_case *c, const struct data_key *key,
                           const struct bpmn_event *e);
/* The model and its packed state, for pictures; REFUSED(ERR_MISSING) where there is none. */
MUST_USE err process_state(arena *a, struct db *db, const struct boot *b, const struct q_case *c,
                           val *instance);

/* Work that waits for a partner: a service task whose type is a topic of the site.  A later block
 * keeps it and hands it out; what the partner brings back comes in by process_event. */
struct outside_work {
    const struct q_case *c;
    const struct data_key *key;
    const struct partner_topic *topic;
    uint32_t token;
    str element;
    int64_t tries, priority;
    val in; /* what the partner may see: the declared inputs */
};
struct port_outside {
    err (*offer)(act *a, const struct outside_work *w);
    /* The process waits for it no longer, or never did. */
    err (*gone)(act *a, int64_t case_id, uint32_t token);
};

/* A file that was handed in: facts (name, type, size, pixels) and where its bytes lie. */
MUST_USE err case_file_facts(arena *a, const struct q_case_file *f, const struct data_key *key,
                             val *out);

/* The word for an event of a case; W_NONE for those that people need not see. */
enum word_id case_event_word(str type);
/* The same for officers, who see more. */
enum word_id case_desk_event_word(str type);

#endif
