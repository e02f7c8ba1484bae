/* blocks/oversight/looks.h - who looked at whose data: what the person, the officer, the head of
 * the office and everybody see of it; for the files of this block only. */
#ifndef BLOCKS_OVERSIGHT_LOOKS_H
#define BLOCKS_OVERSIGHT_LOOKS_H

#include "act/act.h"
#include "act/web.h"
#include "blocks/oversight/store.h"
#include "page/paging.h"
#include "site/site.h"
#include "views/oversight.h"

struct job_run;
struct mine;

enum { LOOKS_PAGE = 25, LOOK_TEXT_MOST = 4000 };

/* ---- in words ---- */

/* Titles in the reader's language; the id where the site no longer has it. */
str office_shown(struct web *w, str office);
/* An office with the one that looked in its stead, where one did. */
str office_stood_in(struct web *w, str office, str standin);
/* The same of a purpose. */
str purpose_shown(struct web *w, str purpose);
/* What a trace's kind is called for the person. */
enum word_id look_kind_word(str kind);
/* What was seen of it: labels of the register's fields, a partner's names of its inputs; empty
 * where it is not known. */
str look_fields_shown(struct web *w, str what, str fields);
/* Who or what looked: an account, a partner, a step of a process; token: by a program of that key.
 */
struct looker {
    int64_t reader, token;
    str partner;
    bool automatic;
};
/* The officer's name, the outside system, the reader's own program, or that a step of a process
 * looked. */
MUST_USE err look_who(struct web *w, const struct looker *l, str *out);
/* Where the look was another agency's call: its subsystem, user, matter and whom it acted for,
 * added to who looked.  For the person whom it was at. */
MUST_USE err look_call(struct web *w, int64_t trace, str *who);
/* The page asked for, from 1, within the pages that n rows have; *pages gets what is offered. */
int64_t look_paging(struct web *w, url base, int64_t n, struct v_pagination *pages);
/* A whole number of the path; REFUSED(ERR_MISSING) where it is none. */
MUST_USE err look_path_id(struct web *w, const char *name, int64_t *id);

/* ---- who may ---- */

/* Heads the office: leads, or repairs. */
bool looks_heads(const struct site *s, const struct actor *who, str office);
/* Is of those who answer what heads of offices did not (site.yaml, looks). */
bool looks_watches(const struct site *s, const struct actor *who);
/* Is of those who answer where among these there is only who looked (decision 056). */
bool looks_instead(const struct site *s, const struct actor *who);
/* Who answers a question: its level. */
enum { LOOK_NOBODY = -1, LOOK_HEAD, LOOK_ABOVE, LOOK_INSTEAD };
/* Whether the actor is of those who answer at that level for an office that looked; and the office
 * in whose name they do. */
bool looks_answers(const struct site *s, const struct actor *who, int64_t level, str office);
str looks_office(const struct site *s, int64_t level, str office);
/* The office in which the actor sits for this page: that of the query where they head it or watch
 * from it, else their first such; empty where there is none.  heads: only as its head. */
str looks_seat(struct web *w, bool heads);
/* Owner policies of the acts on questions, and on looks that stand out. */
owner_fn question_owner, odd_owner;
/* Whether a register relates the person to the actor. */
MUST_USE err looks_family(act *a, int64_t person, bool *out);

/* ---- questions ---- */

/* The end of the nth working day of the office from today. */
instant looks_due(act *a, str office, int64_t days);
/* Tells the person, where they have an account; data are the arguments of the words. */
MUST_USE err looks_tell(act *a, int64_t person, enum word_id subject, enum word_id body, val data,
                        int64_t trace);
/* The texts of a question, opened with the person's key. */
MUST_USE err look_texts(struct web *w, int64_t question, const struct data_key *key,
                        const struct v_look_said_item **out, size_t *n);

/* ---- acts, subscriptions, work ---- */

act_fn act_look_ask, act_look_again, act_look_overdue, act_look_read, act_look_answer;
act_fn act_look_alert, act_look_tell, act_look_count, act_look_sweep, act_odd_open, act_odd_note;
/* data.seen: who wants to know is told, what stands out is noted. */
err look_seen(act *a, const struct event *e);
/* account.erased: nobody is left to be told. */
err look_left(act *a, const struct event *e);
MUST_USE err odd_seen(act *a, const struct event *e);
act_fn act_entries_sweep;
/* Entries of registers past their time: erased a hundred at a time (entries.c). */
MUST_USE err job_entries_sweep(struct job_run *j);
/* How many are past their time in registers whose entries go to the archive. */
MUST_USE err entries_for_archive(struct web *w, int64_t *out);
MUST_USE err job_look_count(struct job_run *j);
MUST_USE err job_look_sweep(struct job_run *j);
MUST_USE err job_look_tell(struct job_run *j);
MUST_USE err job_look_overdue(struct job_run *j);

/* The looks and questions of who is signed in, for the copy of their own data (act/mine.h). */
MUST_USE err looks_mine(struct mine *m);

/* ---- routes ---- */

web_fn show_looks, show_look, ask_look, asked_look, ask_look_again, alert_prepare, to_looks;
web_fn show_questions, open_question, show_question, answer_prepare, answer_again, to_questions;
web_fn show_own_looks, show_odds, open_odd, show_odd, note_odd_prepare, note_odd_again, to_odds;
web_fn show_totals, totals_csv;

#endif
