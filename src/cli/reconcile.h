/* cli/reconcile.h - what two nodes keep of their messages, compared.  Pure. */
#ifndef CLI_RECONCILE_H
#define CLI_RECONCILE_H

#include "base/base.h"

/* One message as one side keeps it. */
struct kept_message {
    str mark;                  /* the signed message's own id: the same on both sides */
    str day, service, message; /* "2026-03-02"; the X-Road-Id */
    bool asked;                /* by this node; else it answered */
    bool ours;                 /* kept here; else there */
};

/* Lines of `stoa exchange list` of another node, those about `here`, as messages of this node: what
 * it answered was asked here.  Added to `out` (room for one each line).  False where a line is of
 * another form. */
MUST_USE bool kept_read(str text, str here, struct kept_message *out, size_t *n);

/* Writes a line for each day, direction and service with both counts, and one for each message that
 * one side lacks; returns how many those are.  Orders `all`.  A message that both have counts on
 * the day of this side. */
size_t kept_compare(arena *a, struct kept_message *all, size_t n, buf *out);

#endif
