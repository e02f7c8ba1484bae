/* role/frame.h - what the roles say to each other: frames over STREAM pairs.  The bytes are
 * described in README.md. */
#ifndef ROLE_FRAME_H
#define ROLE_FRAME_H

#include "base/base.h"

enum frame_kind {
    FRAME_REQUEST = 1, /* front to worker: struct request, packed; key: its id */
    FRAME_REPLY,       /* worker to front: struct reply, packed */
    FRAME_PARK,        /* worker to front: struct park, packed */
    FRAME_ACT,         /* worker or jobs to writer: a call; flag FRAME_BULK for bulk */
    FRAME_ANSWER,      /* writer to its asker */
    FRAME_TOPIC,       /* writer to fronts: lstr topic, u64 version */
    FRAME_ASK,         /* any to keeper, press or link: an operation in that role's own form */
    FRAME_TOLD,        /* the result of an ASK; status 0 or enum err_code */
    FRAME_BYE,         /* I send no more requests on this link */
};

enum { FRAME_BULK = 1 };

enum { FRAME_HEAD = 32, FRAME_BODY_MAX = 16 * 1024 * 1024 };

struct frame {
    uint16_t kind, flags;
    uint32_t status;
    uint64_t id;  /* generation << 32 | slot of the asker; comes back unchanged */
    uint64_t key; /* the first eight bytes of the request id; 0 for none */
    str body;     /* borrowed from the link's buffer until the next link_read */
};

/* One end of a pair with its two buffers. */
struct link {
    int fd; /* -1: closed */
    char *in, *out;
    size_t in_from, in_to, in_room, out_from, out_to, out_room;
    bool broken; /* the other end is gone or spoke nonsense */
};

/* Takes the descriptor and makes it non-blocking. */
void link_open(struct link *l, int fd);
/* Closes it and frees both buffers; the link is broken afterwards. */
void link_close(struct link *l);
/* Appends a frame to the outgoing buffer; link_flush sends. */
void link_put(struct link *l, uint16_t kind, uint16_t flags, uint32_t status, uint64_t id,
              uint64_t key, str body);
/* One send; what does not fit stays.  False where the link broke. */
bool link_flush(struct link *l);
static inline bool link_waiting(const struct link *l)
{
    return l->out_from < l->out_to;
}
static inline size_t link_backlog(const struct link *l)
{
    return l->out_to - l->out_from;
}
/* One recv of what is there (up to 256 KiB).  False where the link broke or closed; frames already
 * read remain. */
bool link_read(struct link *l);
/* The next complete frame; false where none is.  A malformed head marks the link broken. */
bool link_next(struct link *l, struct frame *out);
/* Sends one frame and waits for the frame with the same id, at most timeout_ms: for asking the
 * keeper in the middle of a request.  Nothing else may be under way on the link.  ERR_PEER,
 * ERR_BUDGET (time). */
MUST_USE err link_call(struct link *l, arena *a, uint16_t kind, str body, int timeout_ms,
                       uint32_t *status, str *out);

#endif
