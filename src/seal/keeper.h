/* seal/keeper.h - the keeper: holds the private keys, wraps and unwraps data keys, signs; never
 * exports one. Each role has a socket of its own with its own list of operations (keeper_may). */
#ifndef SEAL_KEEPER_H
#define SEAL_KEEPER_H

#include "seal/authority.h"
#include "seal/keys.h"
#include "seal/ticket.h"

enum keeper_role {
    KEEPER_WORKER,
    KEEPER_WRITER,
    KEEPER_JOBS,
    KEEPER_PRESS,
    KEEPER_OPERATOR, /* who runs a command where the keys are: no running role's socket is its */
    KEEPER_ROLES
};
enum keeper_op {
    KEEPER_PUBLIC,          /* everybody: certificates, verification key of the log */
    KEEPER_WRAP,            /* writer: of keys that it made */
    KEEPER_UNWRAP,          /* worker, jobs: against a ticket */
    KEEPER_UNWRAP_WRITING,  /* writer: it decides who may, so it needs no ticket */
    KEEPER_SIGN_CHECKPOINT, /* writer (sequencer) */
    KEEPER_SIGN_DIGEST,     /* jobs, press: the document seal */
    KEEPER_BLIND_INDEX,     /* writer; worker at a limited rate */
    KEEPER_HANDED,          /* writer: ticket key and web key; worker: web key only */
    KEEPER_BLIND_KEY,       /* writer: the key of one field's blind index */
    KEEPER_TEND,            /* jobs: certificates and lists of revoked ones that are due */
    KEEPER_SIGN_MESSAGE,    /* jobs, writer, worker, operator: to other nodes, each its own kind */
    KEEPER_STAMP,           /* jobs: that a digest was there now */
    KEEPER_OPS
};
bool keeper_may(enum keeper_role role, enum keeper_op op);

/* ---- the keeper's side ---- */
struct keeper_core;
typedef instant keeper_clock(void);
/* Opens DIR/keys.  The clock judges tickets' expiry and the rate of blind indexes. */
MUST_USE err keeper_open(const char *dir, keeper_clock *clock, struct keeper_core **out);
void keeper_close(struct keeper_core *c);
/* One request of a role answered, for the loop of its process: both are bodies of frames
 * (keeper_wire.h).  The caller wipes `out` after sending. */
void keeper_answer(struct keeper_core *c, enum keeper_role role, arena *a, str request, buf *out);

/* ---- the client: one request, one answer, in order ---- */
struct keeper;
/* A role's line: fd is its end of a stream socket.  again waits until another keeper is at the end
 * of fd and says whether one came; null: none will.  The line outlives the client. */
struct keeper_line {
    int fd;
    bool (*again)(void *ctx);
    void *ctx;
};
struct keeper *keeper_connect(arena *a, const struct keeper_line *line);
/* In one process (--single, tests): the same frames without a socket. */
struct keeper *keeper_local(arena *a, struct keeper_core *core, enum keeper_role role);

/* All: REFUSED(ERR_DENIED) where the role may not; FAULT(ERR_PEER) where the keeper is silent for
 * 5 s, or gone and none came in its place.  Where one came, it was asked again: no operation
 * changes anything in the keeper but how far the log was signed, which may be asked twice. */
struct keeper_public {
    str ca_pem, seal_pem, log_origin, log_vkey;
    struct authority authority;
};
MUST_USE err keeper_public(struct keeper *k, arena *a, struct keeper_public *out);

/* Has the keeper do what is due (ca_tend).  changed: whether anything was. */
MUST_USE err keeper_tend(struct keeper *k, arena *a, bool *changed);

/* The keys that a role shares with the keeper (see keys_handed), so that no role but the keeper
 * opens DIR/keys.  A worker gets the web key alone; its ticket key is all zero. */
MUST_USE err keeper_handed(struct keeper *k, struct keys_handed *out);

/* Up to 256 data keys of subjects ("case/12"), wrapped as the database keeps them, in the order of
 * list; all or none. The writer makes them, because it may ask for each of them in clear anyway. */
struct plain_key {
    str subject;
    key256 key;
};
MUST_USE err keeper_wrap(struct keeper *k, arena *a, const struct plain_key *list, size_t n,
                         str *wrapped);

struct wrapped_key {
    str subject, wrapped;
};
/* Up to 256 keys in the order of list, all or none: REFUSED(ERR_DENIED) where the ticket does not
 * name a subject, what ticket_check refuses, FAULT(ERR_CRYPTO) where a wrapped key is not this
 * subject's. */
MUST_USE err keeper_unwrap(struct keeper *k, str ticket, str proof, const struct wrapped_key *list,
                           size_t n, key256 *out);
MUST_USE err keeper_unwrap_for_writing(struct keeper *k, const struct wrapped_key *list, size_t n,
                                       key256 *out);

/* Signs a checkpoint (seal/tlog.h) of the site's own log; refuses (ERR_CONFLICT) a smaller size
 * than it signed before, or another root at the same size.  note: the signed note, ready to be
 * served. */
MUST_USE err keeper_sign_checkpoint(struct keeper *k, arena *a, uint64_t size, const sha256 *root,
                                    str *note);
/* ECDSA P-256 signature (DER) of the seal certificate over a SHA-256. */
MUST_USE err keeper_sign_digest(struct keeper *k, arena *a, const sha256 *digest, str *signature);
/* A message to another node of the exchange as a compact JWS (RFC 7515, ES256) by the seal's key.
 * What it may be is decided by who asks, and stands in the header's "typ": a question of the jobs
 * role, an answer of the writer, a refusal of a worker, the federation's configuration of who runs
 * a command where the keys are.  No role can have another kind signed, nor
 * bytes that are a document's seal (those begin with a SET, these with a JSON header).
 * REFUSED(ERR_SIZE) above KEEPER_MESSAGE_MAX bytes, a configuration's above KEEPER_CONFIG_MAX. */
#define MESSAGE_ASK "stoa-ask+jws"
#define MESSAGE_ANSWER "stoa-answer+jws"
#define MESSAGE_REFUSAL "stoa-refusal+jws"
#define MESSAGE_CONFIG "stoa-config+jws"
enum { KEEPER_MESSAGE_MAX = 8 * 1024, KEEPER_CONFIG_MAX = 64 * 1024 };
MUST_USE err keeper_sign_message(struct keeper *k, arena *a, str payload, str *jws);
/* A time stamp token (RFC 3161, DER) of the site's own authority over a SHA-256, at the keeper's
 * clock, by seal/timestamp.h.  REFUSED(ERR_UNSUPPORTED) where the site has no such certificate. */
MUST_USE err keeper_stamp(struct keeper *k, arena *a, const sha256 *digest, str *token);
/* 16 bytes each that are equal where field and normalised text are: for looking up a sealed field
 * by equality. Worker: 200 a second, 2,000 at once; past it REFUSED(ERR_BUSY). */
struct blind_item {
    str field, text;
};
struct blind {
    uint8_t b[16];
};
MUST_USE err keeper_blind_index(struct keeper *k, const struct blind_item *items, size_t n,
                                struct blind *out);
/* The key under which one field is blinded, so that the writer asks once and not for each value: it
 * may blind without limit anyway.  The key that all fields' keys come from stays here. */
MUST_USE err keeper_blind_key(struct keeper *k, str field, key256 *out);
/* What keeper_blind_index gives for a text of that field. */
struct blind blind_by(const key256 *field, str text);

#endif
