/* role/shared.h - the pages that all roles see: metrics, state of each role, the poison list, the
 * content generation. */
#ifndef ROLE_SHARED_H
#define ROLE_SHARED_H

#include "os/metric.h"
#include "role/house.h"

enum { POISON_WAITING = 256, POISON_BANNED = 64, POISON_ID = 40 };

/* One act as the writer's successor must recognise it. */
struct poison_act {
    char id[POISON_ID];
    uint64_t hash;
};
struct poison_ban {
    char id[POISON_ID];
    uint64_t hash;
    int64_t at_ms;
    uint32_t used;
};

struct poison_page {
    uint32_t n;       /* acts of the batch under way */
    uint32_t running; /* 1 while `current` is inside its function */
    uint32_t killed;  /* the last writer got SIGKILL or SIGTERM: its own fault or not */
    uint32_t deaths;  /* writers that died one after the other without finishing a batch */
    struct poison_act current, suspect;
    struct poison_act waiting[POISON_WAITING];
    uint32_t alone;        /* acts to be run in batches of one, until the culprit shows */
    uint32_t banned_count; /* ever; the newest POISON_BANNED are kept */
    struct poison_ban banned[POISON_BANNED];
};

enum role_state { STATE_NONE, STATE_STARTING, STATE_READY, STATE_LEAVING, STATE_GONE };

struct shared {
    uint64_t layout; /* sizeof(struct shared) and a version: another binary makes its own pages */
    uint64_t content_generation; /* moves when something is published: cached pages made before are
                                    dropped */
    uint64_t wanted_content;     /* moves when the database holds other content than the roles: the
                                    supervisor starts a zygote that loads it */
    uint64_t started_ms;
    struct role_info {
        uint32_t state, kind, index, missing, pid;
        uint64_t incarnation, since_ms;
    } info[METRIC_ROWS];
    struct poison_page poison;
    struct metric_row metrics[METRIC_ROWS];
};

enum { SHARED_LAYOUT = 2 };

/* What each cell of a metric row means; the order is enum metric_id. */
enum metric_id {
    M_REQUESTS_2XX,
    M_REQUESTS_3XX,
    M_REQUESTS_4XX,
    M_REQUESTS_5XX,
    M_REQUEST_SECONDS,
    M_CACHED,
    M_ASSETS,
    M_REFUSED_HEAD,
    M_LIMITED,
    M_OVERLOADED,
    M_RETRIED,
    M_DEADLINES,
    M_CONNECTIONS,
    M_IN_FLIGHT,
    M_PARKED,
    M_WAITING,
    M_SPOOLED,
    M_VISITS,
    M_VISIT_SECONDS,
    M_ACTS_OUT,
    M_ACTS_RESENT,
    M_ACTS,
    M_COMMITS,
    M_COMMIT_SECONDS,
    M_ACTS_WAITING,
    M_POISONED,
    M_TOPICS,
    M_TICKS,
    M_NODES_ENDING,
    M_CONFIG_LEFT,
    M_STARTS,
    M_ASKS,
    M_ASK_SECONDS,
    M_COUNT,
};
extern const struct metric_def shared_metrics[M_COUNT];

/* The poison list.  poison_begin before a batch, poison_mark before each act in it, poison_end
 * after its commit. */
void poison_begin(struct poison_page *p, const struct house_call *calls, const uint64_t *hashes,
                  size_t n);
void poison_mark(struct poison_page *p, str id, uint64_t hash);
void poison_end(struct poison_page *p);
/* A new writer looks at what its predecessor left: bans the act it died of, where that is known;
 * otherwise says how many acts are to be run alone until it is.  True where somebody was banned;
 * who gets it. */
bool poison_inherit(struct poison_page *p, struct poison_act *who);
/* True where the act was banned, by id or by input. */
bool poison_is_banned(const struct poison_page *p, str id, uint64_t hash);
/* Releases all: after a reload or a new binary. */
void poison_release(struct poison_page *p);

#endif
