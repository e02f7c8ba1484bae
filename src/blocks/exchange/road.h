/* blocks/exchange/road.h - calls between agencies in the X-Road protocol, for this block's files.
 */
#ifndef BLOCKS_EXCHANGE_ROAD_H
#define BLOCKS_EXCHANGE_ROAD_H

#include "blocks/exchange/own.h"
#include "http/xroad.h"
#include "site/exchange.h"

/* A call with the same X-Road-Id counts as the same one, and as one look, for so long. */
#define ROAD_AGAIN_MS ((int64_t)10 * 60 * 1000)

/* One question to a service, whoever brings it. */
struct road_question {
    struct xroad_call call;
    const struct exchange_subsystem *consumer;
    bool automatic; /* a step of a process asks, nobody in person */
    str request;    /* X-Road-Request-Id of what goes to another node; empty: none */
    int64_t case_id;
    str case_number;
};
/* What there is to say. */
struct road_answer {
    const struct exchange_service *service;
    const struct exchange_right *right;
    int64_t record, trace; /* 0: there is no entry, or none that may be shown */
    val fields;            /* those of the right; null where there is none or it was told before */
};
/* Decides whether the consumer may, looks, and notes the call and each look at a person with it.
 * The answer leaves only after the act is committed.  REFUSED: no such service, no right, a user
 * that is missing, an X-Road-Id that was used for something else. */
MUST_USE err road_answer(act *a, const struct road_question *q, struct road_answer *out);

/* What is kept of a question to know it again, and nothing that tells what was asked. */
MUST_USE err road_marks(act *a, const struct road_question *q, struct blind *message,
                        struct blind *input);
static inline str blind_str(const struct blind *b)
{
    return str_of((const char *)b->b, sizeof b->b);
}
/* A call as the act's input names it. */
val road_call_in(struct web *w, const struct xroad_call *c);
struct xroad_call road_call_of(val in);
act_fn act_road_call, act_calls_sweep;
struct job_run;
/* Ends what of calls is past its time (sweep.c). */
err job_calls_sweep(struct job_run *j);
web_fn road_call, road_called, road_again, road_fault, road_other;

/* listMethods, allowedMethods, getOpenAPI of a subsystem for that consumer; false where the call is
 * none of them. */
bool road_is_meta(str service);
MUST_USE err road_meta(struct web *w, const struct xroad_call *c);
web_fn road_clients;
/* Adds the protocol's headers to the reply (4.3). */
void road_headers(struct web *w, const struct xroad_call *c);
/* The protocol's error: type and status are those of the word, else `status`, and a type that says
 * whose fault it is (4.6: 400 or 500; 401 besides, so that clients learn to show who they are). */
MUST_USE err road_error(struct web *w, enum word_id word, str text, int status);

#endif
