/* act/writer.h - the writer's side: calls in, one transaction, answers out.  Used by
 * role/writer. */
#ifndef ACT_WRITER_H
#define ACT_WRITER_H

#include "act/boot.h"

struct writer;

struct writer_call {
    str request_id; /* ULID text of the request, unique for ever */
    str call;       /* packed by the worker (visit_call) or by job_call */
    bool from_job;  /* came over the jobs role's socket */
    bool poisoned;  /* the role found it in the shared page after a crash: answer with an incident,
                       do not run */
    str answer;     /* set by writer_batch; lives in *a */
};

struct writer_hooks {
    void *ctx;
    /* Called before each act runs, and with an empty id when it has ended: for the shared page of
     * poison handling. */
    void (*starting)(void *ctx, str request_id, uint64_t input_hash);
    /* Called after the commit for each published topic. */
    void (*topic)(void *ctx, str topic, uint64_t version);
};

/* Opens the database for writing (it must be migrated), the keeper's socket, and rebuilds derived
 * state. */
MUST_USE err writer_open(const struct boot *b, const struct keeper_line *line,
                         const struct writer_hooks *hooks, struct writer **out);
/* The same with the keeper inside of the process: commands, tales and tests. */
struct keeper_core;
MUST_USE err writer_open_with(const struct boot *b, struct keeper_core *core,
                              const struct writer_hooks *hooks, struct writer **out);
void writer_close(struct writer *w);
/* The writer's connection, so that a test can let its calls fail. */
struct db *writer_db(struct writer *w);

/* Runs up to 256 calls in one transaction, commits durably, sets every answer (also on faults).  a
 * holds the answers. Where an act was refused or failed after it wrote, the batch is redone with
 * savepoints (design 2). */
void writer_batch(struct writer *w, arena *a, struct writer_call *calls, size_t n, instant now);
/* Outside of transactions, when nothing waits and at least every second: tiles, signed checkpoint,
 * WAL. Returns the milliseconds until it wants to be called again. */
int64_t writer_tick(struct writer *w, instant now);

/* ---- jobs role ---- */
struct jobs;
struct jobs_io {
    void *ctx;
    /* To the writer, n calls at once, which may share a commit; waits for all: of each its answer,
     * or why there is none. */
    void (*acts)(void *ctx, arena *a, const str *request_ids, const str *calls, size_t n,
                 str *answers, err *why);
    err (*press)(void *ctx, arena *a, str job,
                 str *result); /* to the press role; packed val both ways */
    err (*link)(void *ctx, arena *a, str kind, str message,
                str *result); /* to the link role of that kind; packed val */
    err (*stage)(void *ctx, arena *a, str question,
                 str *answer); /* to the stage role; packed val both ways */
};
MUST_USE err jobs_open(const struct boot *b, const struct keeper_line *line,
                       const struct jobs_io *io, struct jobs **out);
MUST_USE err jobs_open_with(const struct boot *b, struct keeper_core *core,
                            const struct jobs_io *io, struct jobs **out);
void jobs_close(struct jobs *j);
/* Does what is due of the outbox (about a second of work), then one piece of what runs at a period;
 * returns the milliseconds until the next known due time, at most 1,000, 0 after any work.  The
 * role also calls it at once when the writer says that the topic "outbox" was published. */
int64_t jobs_tick(struct jobs *j, instant now);
/* Runs fn over the database as it is now, with an arena of its own. */
MUST_USE err jobs_look(struct jobs *j,
                       err (*fn)(arena *a, struct db *db, const struct boot *b, void *ctx),
                       void *ctx);

#endif
