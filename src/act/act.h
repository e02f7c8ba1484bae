/* act/act.h - inside an act: one transaction, one trace.  Runs in the writer only. */
#ifndef ACT_ACT_H
#define ACT_ACT_H

#include "act/boot.h"
#include "act/keys.h"
#include "db/db.h"
#include "page/words.h"

struct writer;

typedef struct act {
    struct db *db;
    arena *a; /* lives until the answer is sent */
    instant now;
    day today; /* in the site's zone */
    const struct boot *boot;
    const struct site *site;
    const struct act_row *row;
    struct creds creds;
    struct actor who;
    str request_id;
    str lang, peer;
    struct writer *w;
    struct act_notes *notes; /* refusals, kept things, published topics */
    void *owned; /* what the row's owner function found, so that the act need not look again */
} act;

/* ---- saying no ---- */

/* Notes the refusal and returns the class REFUSED, which TRY passes up.
 *   word   key of the sentence that people see; args its arguments (may be null)
 *   field  name of the form field concerned, or null
 * Several may be noted before one returns; status is the HTTP status of the page (0: 422). */
MUST_USE err refuse(act *a, enum word_id word, const char *field);
MUST_USE err refuse_with(act *a, enum word_id word, const char *field, val args, int status);
/* The field of the last noted refusal; empty where it has none. */
str refusal_field(act *a);
/* The key of the last noted word, empty where there is none; and forgetting all of them, for
 * callers that go on. */
str refusals_take(act *a);
/* The last one as { key: its word }, before it is taken; null where there is none, or where its
 * arguments may say what was typed. */
val refusal_said(act *a);
/* After a rollback fn(a, arg) still runs, in a savepoint of its own: an attempt counter, the trace
 * of a refused look. */
void keep(act *a, err (*fn)(struct act *a, val arg), val arg);

/* ---- writing ---- */

/* A new id: grows with time, unique in the installation, 53 bits (safe in JSON numbers of other
 * systems). */
int64_t act_id(act *a);

/* A part of an act that may fail alone: undone, its rows, its events and their entries in the log
 * are gone together. Parts nest; the newest ends first.  While a batch runs without savepoints a
 * part has none: undone after it wrote, it answers a fault that must be passed up, and the batch
 * runs again with them. */
struct part;
MUST_USE err part_begin(act *a, struct part **out);
MUST_USE err part_keep(act *a, struct part *p);
MUST_USE err part_undo(act *a, struct part *p);

/* An event: immutable, the law's memory.  Body is sealed under the subject's data key; its salted
 * hash becomes a leaf of the log. */
struct event {
    int64_t id;             /* set by event_add */
    const char *type;       /* "case.submitted" */
    enum subject_kind kind; /* whose data key seals the body */
    int64_t subject;        /* case, person, account ... id */
    str authority;          /* office that answers for it */
    val body;
};
MUST_USE err event_add(act *a, struct event *e);

/* Work to be done after the commit by the job row of that kind; payload is sealed under the
 * subject's key where one is given. due: not before (0: at once).  Its id is *out where wanted. */
MUST_USE err outbox_add(act *a, const char *kind, enum subject_kind sk, int64_t subject,
                        val payload, instant due, int64_t *out);

/* Wakes parked requests of that topic after the commit, e.g. "case/123". */
void topic_publish(act *a, str topic);

/* True the first time in this act that it is asked with that text; a part that is undone takes its
 * texts along.  So that what is the same for the whole act is noted once. */
bool act_first(act *a, str what);

/* The day of an instant in the site's time zone. */
day act_day(const act *a, instant t);

#endif
