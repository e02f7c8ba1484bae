/* role/front.h - the front's own notes. */
#ifndef ROLE_FRONT_H
#define ROLE_FRONT_H

#include "os/file.h"
#include "role/peers.h"
#include "role/rate.h"

#include <microhttpd.h>

enum {
    SLOTS_MAX = 8192,
    BODY_IN_MEMORY = 64 * 1024,
    WORKER_MOST = 512,    /* requests at one worker */
    HEAD_MS = 10000,      /* for a complete head on a fresh connection */
    BODY_RATE = 8 * 1024, /* bytes a second below which a body is too slow */
    IDLE_S = 15,          /* between requests of a connection */
    CACHE_PAGES = 1024,
    CACHE_BYTES = 64 * 1024 * 1024,
    TOPICS = 4096,
};

/* clang-format off */
enum slot_state {
    SLOT_FREE, SLOT_HEAD, SLOT_BODY, SLOT_WAITING, SLOT_SENT, SLOT_PARKED, SLOT_ANSWERED, SLOT_DONE,
};
/* clang-format on */

/* What an epoll event is about, beside PEERS_CTL and the places of links. */
enum { FRONT_MHD = 0x40000, FRONT_LISTEN = 0x50000, FRONT_CLIENT = 0x80000 };

struct slot;
struct connection {
    struct connection *next, *prev;
    struct slot *slot;
    int fd;
    int64_t since_ns;
    bool busy, served;
};

struct slot {
    enum slot_state state;
    uint32_t generation;
    bool slow, suspended, too_large, cacheable, partner, watched, lasting;
    bool relayed;     /* a proxy that is not trusted says it speaks for somebody else */
    unsigned strikes; /* workers that died while they had it */
    unsigned hurried; /* times it was to be held once more when its time was over already */
    struct MHD_Connection *mhd;
    struct connection *connection;
    struct MHD_Response *response, *page; /* own, or borrowed from the cache until it is queued */
    int status;
    arena a;
    str target;
    struct request req;
    uint64_t body_max;
    buf body;
    struct spool spool;
    bool spooled;
    struct who worker;
    struct slot *next, *prev; /* waiting or parked list */
    int64_t begun_ns, deadline_ns;
    str topic;
    uint64_t topic_version;
    uint64_t cache_key, cache_generation;
};

struct slot_list {
    struct slot *first, *last;
    size_t n;
};

struct page {
    str key;
    uint64_t hash;
    struct MHD_Response *response;
    size_t bytes;
    int status;
    str etag;
};

struct front {
    struct self *me;
    struct peers peers;
    struct MHD_Daemon *mhd;
    int mhd_epoll;
    unsigned request_ms, queue_max, connections_max, worker_most;
    int listen[8];
    size_t listens;
    bool leaving, refusing; /* serve what comes on open connections; or answer 503 */
    int64_t leave_ns;
    struct slot *slots;
    uint32_t *free_slots;
    uint32_t free_n;
    struct slot_list waiting, waiting_slow, suspects, parked;
    struct who reserved; /* the worker that a suspect has for itself */
    bool suspect_sent;
    size_t sent, live;
    struct connection *connections;
    size_t connection_count;
    bool resumed;
    int64_t sweep_ns;
    struct rates rates;
    /* anonymous pages: dropped whole when the content generation moves or room runs out */
    arena cache_arena;
    struct page *pages;
    size_t page_count, page_bytes;
    uint64_t cache_generation;
    struct {
        uint64_t hash, version;
    } topics[TOPICS];
};

/* front_head.c: from the library to struct request */
enum MHD_Result front_request(void *cls, struct MHD_Connection *c, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **con);
void *front_target(void *cls, const char *uri, struct MHD_Connection *c);
void front_completed(void *cls, struct MHD_Connection *c, void **con,
                     enum MHD_RequestTerminationCode why);
void front_connection(void *cls, struct MHD_Connection *c, void **con,
                      enum MHD_ConnectionNotificationCode why);

/* front_answer.c: from struct reply to the library */
enum MHD_Result front_queue(struct front *f, struct slot *s);
void front_reply(struct front *f, struct slot *s, const struct reply *r);
void front_error(struct front *f, struct slot *s, int status);
bool front_from_cache(struct front *f, struct slot *s);
void front_cache_drop(struct front *f);
/* /metrics, /healthz, /status: answered by the front itself. */
bool front_own(struct front *f, struct slot *s);

/* front_workers.c: to the workers and back */
void front_dispatch(struct front *f, struct slot *s);
void front_forward(struct front *f);
void front_frames(struct front *f, struct peer *x);
void front_worker_gone(struct front *f, struct who who);
void front_wake(struct front *f, str topic, uint64_t version);
void front_unpark(struct front *f, struct slot *s);
void front_deadlines(struct front *f, int64_t now);
void front_resume(struct front *f, struct slot *s);
struct slot_list *front_list_of(struct front *f, struct slot *s); /* of a waiting slot */
void slot_list_add(struct slot_list *l, struct slot *s);
void slot_list_remove(struct slot_list *l, struct slot *s);

/* front_slots.c */
struct slot *slot_take(struct front *f);
void slot_free(struct front *f, struct slot *s);

#endif
