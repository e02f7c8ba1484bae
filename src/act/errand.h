/* act/errand.h - commands that have the running server do an act: a file in DATA/errands, which the
 * jobs role takes up and answers beside it.  Whoever may write there as the one who started the
 * server may do what the house may; roles may not, whoever they are started as. */
#ifndef ACT_ERRAND_H
#define ACT_ERRAND_H

#include "act/boot.h"
#include "act/call.h"

struct jobs_io;

/* A command: leaves the act for the server and waits for its answer, which lives in a.  The act is
 * one of the house (WHO_JOB) and happens once.  FAULT(ERR_PEER): no answer within a minute; it may
 * still happen, unless nobody took it up.  FAULT(ERR_IO). */
MUST_USE err errand_ask(arena *a, const char *data, const char *act, val in, struct answer *out);

/* The jobs role: does what waits there, oldest first.  What is no errand, or comes from somebody
 * else, is removed unread. */
void errands_run(const struct boot *b, const struct jobs_io *io, instant now);

#endif
