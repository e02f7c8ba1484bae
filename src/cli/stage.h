/* cli/stage.h - a whole house in one process, played by a clock that stands still: for tales and
 * tests.  The same entries as the roles use: visits of a worker, batches of the writer, ticks of
 * jobs, the press, the keeper. */
#ifndef CLI_STAGE_H
#define CLI_STAGE_H

#include "act/boot.h"
#include "act/call.h"
#include "act/keys.h"
#include "db/db.h"
#include "http/http.h"

struct stage;
struct stage_plan {
    const char *site;              /* the folder of the government; null: files */
    const struct site_file *files; /* live as long as the stage */
    size_t n_files;
    const char *room;     /* the folder that its own is made in; null: one for what is temporary */
    const char *database; /* PostgreSQL connection string of a server where databases may be made;
                             null: SQLite */
    instant seeded;       /* the clock while the seed is loaded; no tale begins before */
};

/* Loads the site, makes a data directory with the site's seed as a template; nothing is open yet.
 * FAULT with a line on stderr; findings get what the check of the site says. */
MUST_USE err stage_open(const struct stage_plan *plan, struct findings *findings,
                        struct stage **out);
void stage_close(struct stage *s);

/* Fresh data: a copy of the template, opened by all roles; the clock at t. */
MUST_USE err stage_fresh(struct stage *s, instant t);
/* Adds an account that the seed lacks, as an entry of data/accounts.yaml describes it, soon after
 * the seed and before all else that happens: call it on fresh data.  The roles are closed and
 * opened again, as for an account that is added on the command line.  FAULT with a
 * line on stderr. */
MUST_USE err stage_account(struct stage *s, val entry);
/* An entry that comes from outside (cli/stage_entry.h); the clock goes on by two seconds. */
MUST_USE err stage_enter(struct stage *s, val entry);
/* The site as it is served with the files of that folder in place of its own, until the next fresh
 * data; the data stays, and running cases stay on their version. */
MUST_USE err stage_publish(struct stage *s, const char *folder);
/* Moves the clock, for all of the process. */
void stage_clock(struct stage *s, instant t);
instant stage_now(const struct stage *s);

/* What other nodes of the exchange answer, until the next fresh data (cli/stage_node.h). */
struct stage_nodes *stage_nodes(struct stage *s);

/* What was loaded; lives as long as the stage. */
const struct boot *stage_boot(const struct stage *s);
/* A connection that only reads, for looking at what is there. */
struct db *stage_db(struct stage *s, arena *results);

/* One request through a worker and, where it changes something, the writer.  The reply lives in a;
 * a parked request has status 0. */
void stage_ask(struct stage *s, arena *a, const struct request *r, struct reply *out);
/* One act, as a worker (or jobs) would send it. */
void stage_call(struct stage *s, arena *a, str request_id, const struct call *c, bool job,
                struct answer *out);
/* The data key of a subject, where it still has one. */
MUST_USE err stage_key(struct stage *s, arena *a, enum subject_kind kind, int64_t id,
                       struct data_key *out);
/* What subscribers' addresses answer from now on: nothing, a status (0: 204), that they are to be
 * left alone for so many seconds; whether they refuse to agree.  Fresh data: they agree and take
 * all. */
struct stage_subscriber {
    bool silent, refuses;
    int status, wait;
};
void stage_subscribers(struct stage *s, const struct stage_subscriber *answer);
/* What they were sent since the data are fresh: method and address, headers and body, a line each.
 */
const str *stage_told(const struct stage *s, size_t *n);
/* Does the work that is due, then lets the writer tick. */
void stage_work(struct stage *s);

enum stage_fault { FAULT_NONE, FAULT_WRITER, FAULT_WORKER, FAULT_FILES };
/* The nth call of that kind from now on fails, once; n 0 disarms. */
void stage_fault(struct stage *s, enum stage_fault kind, uint64_t n);
/* Whether a call to the database failed since then. */
bool stage_struck(const struct stage *s);

/* What must be true of every house at every time: the first thing that is not, in English, or
 * STR_NULL. */
str stage_unsound(struct stage *s, arena *a);
/* What `stoa verify` says of the data as it is now (act/verify.h): the first thing that is wrong,
 * in English, or STR_NULL.  Reads only. */
str stage_unverified(struct stage *s, arena *a);
/* Pieces of work that failed so far, by kind and code, or STR_NULL. */
str stage_failures(struct stage *s, arena *a);

#endif
