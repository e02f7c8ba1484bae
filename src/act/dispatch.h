/* act/dispatch.h - the worker's side: a request in, a reply or one act out.  Used by
 * role/worker. */
#ifndef ACT_DISPATCH_H
#define ACT_DISPATCH_H

#include "act/boot.h"

struct dispatch; /* one per worker */
struct visit;    /* one request in flight; has its own arena */

enum dispatch_step {
    DISPATCH_REPLY, /* visit_reply */
    DISPATCH_ACT, /* send visit_call to the writer under the request's id; then dispatch_resume with
                     its answer */
    DISPATCH_PARK, /* visit_park: ask again when the topic passes that version, or at
                      the deadline */
};

struct keeper_line;
/* Opens the read-only database and whatever the worker keeps.  line: the worker's own to the
 * keeper. */
MUST_USE err dispatch_open(const struct boot *b, const struct keeper_line *line,
                           struct dispatch **out);
/* The same with the keeper inside of the process: tales and tests. */
struct keeper_core;
MUST_USE err dispatch_open_with(const struct boot *b, struct keeper_core *core,
                                struct dispatch **out);
/* Once a second or so: forgets what was kept too long. */
void dispatch_idle(struct dispatch *d, instant now);
void dispatch_close(struct dispatch *d);
/* The worker's connection, so that a test can let its calls fail. */
struct db *dispatch_db(struct dispatch *d);

/* r is copied.  Free every visit, in any order. */
struct visit *visit_new(struct dispatch *d, const struct request *r, instant now);
enum dispatch_step visit_begin(struct visit *v);
enum dispatch_step visit_resume(struct visit *v, str answer, instant now);
const struct reply *visit_reply(const struct visit *v);
str visit_call(const struct visit *v);
const struct park *visit_park(const struct visit *v);
void visit_free(struct visit *v);

/* ---- for the front: no database, no site content beyond the boot ---- */
struct route_facts {
    uint32_t body_max;
    bool slow, cached, partner;
    enum rate_class rate;
    bool known;
};
struct route_facts dispatch_facts(const struct boot *b, enum method m, str path);
/* The error page of that status in the reader's language, from memory. */
void dispatch_error_page(const struct boot *b, const struct request *r, int status, arena *a,
                         struct reply *out);

#endif
