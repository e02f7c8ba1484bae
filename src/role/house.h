/* role/house.h - what the roles run: the functions that the rooms above and the command line hand
 * to them. The processes know no act, route, page or key by name; role/bind.c fills this table for
 * Stoa, tests fill it with fakes. */
#ifndef ROLE_HOUSE_H
#define ROLE_HOUSE_H

#include "http/http.h"

enum role_kind {
    ROLE_SUPERVISOR,
    ROLE_ZYGOTE,
    ROLE_FRONT,
    ROLE_WORKER,
    ROLE_SLOW,
    ROLE_WRITER,
    ROLE_KEEPER,
    ROLE_JOBS,
    ROLE_PRESS,
    ROLE_LINK,
    ROLE_STAGE,
    ROLE_PREPARE,
    ROLE_KINDS,
};
/* "front", "writer" ...: in logs, metrics, names of processes. */
const char *role_kind_name(enum role_kind k);

struct keeper_line; /* seal/keeper.h: a role's line to the keeper; outlives what is opened with it
                     */

/* What the front must know of a path before its body is read. */
struct house_facts {
    uint64_t body_max;
    enum rate_class rate;
    bool known, slow, cached, partner;
};

enum house_step { STEP_REPLY, STEP_ACT, STEP_PARK };

struct house_call {
    str id; /* ULID text of the request or job that asks; the same again after a crash */
    str call;
    bool job, bulk;
    bool poisoned; /* answer with an incident; do not run */
    str answer;    /* set by batch */
};

struct house_hooks {
    void *ctx;
    void (*starting)(void *ctx, str id, uint64_t input_hash); /* before each act; empty id: ended */
    void (*topic)(void *ctx, str topic, uint64_t version);
    /* The database holds other content: cached pages are out of date, the roles load anew. */
    void (*published)(void *ctx);
    /* Cached pages are out of date, the content is the same. */
    void (*outdated)(void *ctx);
};

/* Talks of the jobs role with others, each waiting for its answers. */
struct house_io {
    void *ctx;
    void (*acts)(void *ctx, arena *a, const str *ids, const str *calls, size_t n, str *answers,
                 err *why); /* several at once */
    err (*press)(void *ctx, arena *a, str job, str *result);
    err (*link)(void *ctx, arena *a, str kind, str message, str *result);
    err (*stage)(void *ctx, arena *a, str question, str *answer);
};

/* Paths a role may open; lists end with a null path, %D at the start stands for the
 * data directory. */
struct house_path {
    const char *path;
    bool write;
};

/* What metrics say of other nodes. */
struct house_nodes {
    size_t ending;       /* to be looked after soon */
    int64_t config_left; /* seconds that the federation's configuration has; -1: none is needed */
};

struct house {
    void *ctx;
    /* Zygote: loads and checks; what it returns is shared read-only by all roles
     * forked afterwards. */
    err (*load)(void *ctx, void **boot);
    /* Once per load, in a process of its own that may write, while no writer runs: keys,
     * migrations, seed. */
    err (*prepare)(void *boot);

    void (*unload)(void *boot); /* --single at its end; may be null */

    /* Front. */
    struct house_facts (*facts)(void *boot, enum method m, str path);
    bool (*asset)(void *boot, arena *a, const struct request *r, struct reply *out);
    void (*error_page)(void *boot, arena *a, const struct request *r, int status,
                       struct reply *out);
    /* The language a request without a prefix is answered in: part of the key of cached pages. */
    str (*language)(void *boot, const struct request *r);
    /* How the reader wants pages, from a choice that is not personal: part of that key, too. */
    unsigned (*variant)(void *boot, const struct request *r);
    /* True where the request carries a credential: its pages are never cached. */
    bool (*personal)(void *boot, const struct request *r);

    /* Worker. */
    err (*worker_open)(void *boot, const struct keeper_line *keeper, void **worker);
    void (*worker_idle)(void *worker, instant now); /* every second or so; may be null */
    void (*worker_close)(void *worker);
    void *(*visit_new)(void *worker, const struct request *r, instant now);
    enum house_step (*visit_begin)(void *visit);
    enum house_step (*visit_resume)(void *visit, str answer, instant now);
    const struct reply *(*visit_reply)(void *visit);
    str (*visit_call)(void *visit);
    const struct park *(*visit_park)(void *visit);
    void (*visit_free)(void *visit);

    /* Writer. */
    err (*writer_open)(void *boot, const struct keeper_line *keeper,
                       const struct house_hooks *hooks, void **writer);
    void (*writer_close)(void *writer);
    uint64_t (*call_hash)(str call); /* of act and input: the same input has the same hash */
    void (*batch)(void *writer, arena *a, struct house_call *calls, size_t n, instant now);
    int64_t (*writer_tick)(void *writer, instant now);

    /* Jobs; null: the role is not started.  wake is the topic at whose publication jobs_tick is
     * called at once. */
    err (*jobs_open)(void *boot, const struct keeper_line *keeper, const struct house_io *io,
                     void **jobs);
    void (*jobs_close)(void *jobs);
    int64_t (*jobs_tick)(void *jobs, instant now);
    /* Of other nodes; null: there are none ever. */
    void (*nodes_look)(void *jobs, instant now, struct house_nodes *out);
    str wake;

    /* Keeper, press, link, stage; each null: the role is not started. */
    err (*keeper_open)(void *boot, void **keeper);
    /* One request of a peer answered: bodies of frames of seal/keeper_wire.h. */
    void (*keeper_answer)(void *keeper, enum role_kind peer, arena *a, str request, buf *out);
    void (*keeper_close)(void *keeper);
    err (*press_open)(void *boot, const struct keeper_line *keeper, void **press);
    err (*press_do)(void *press, arena *a, str job, str *result);
    const char *const *link_kinds; /* ends with null */
    err (*link_open)(void *boot, const char *kind, void **link);
    err (*link_do)(void *link, arena *a, str message, str *result);
    /* Plays of drafts, in children of its own below the folder dir (DATA/stage). */
    err (*stage_open)(void *boot, const char *dir, void **stage);
    err (*stage_do)(void *stage, arena *a, str question, str *answer);

    const struct house_path *paths[ROLE_KINDS]; /* beyond the common ones; may be null */
};

#endif
