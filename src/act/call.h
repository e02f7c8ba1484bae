/* act/call.h - a call of an act and its answer, as they travel in frames between worker, jobs and
 * writer. */
#ifndef ACT_CALL_H
#define ACT_CALL_H

#include "act/actor.h"

struct call {
    str act;
    str id; /* of the form that was posted, so that a form sent twice acts once; empty: the
               request's */
    struct creds creds; /* .job is never sent: the writer takes it from the socket */
    str lang;
    str peer; /* address of the client, for limits; not stored */
    instant
        at; /* the caller's clock; used as the act's time only where the boot has a fixed clock */
    val in;
};

enum answer_kind { ANSWER_OK, ANSWER_REFUSED, ANSWER_FAULT };

struct answer_refusal {
    uint32_t word;
    str field;
    val args;
};

struct answer {
    enum answer_kind kind;
    int status; /* HTTP status for a refusal or fault */
    val out;
    str incident; /* of a fault */
    const struct answer_refusal *refusals;
    size_t n;
};

/* Packed for frames.  Unpacked values borrow the bytes; FAULT(ERR_SYNTAX) where they are no call or
 * answer: a frame comes from a worker that may be in other hands. */
void call_pack(buf *out, const struct call *c);
MUST_USE err call_unpack(arena *a, str bytes, struct call *out);
void answer_pack(buf *out, const struct answer *w);
MUST_USE err answer_unpack(arena *a, str bytes, struct answer *out);
/* The HTTP status of a fault: 503 where it may be gone when one tries again, as where a role was
 * killed and has not come back; 500 otherwise. */
int fault_status(err e);

#endif
